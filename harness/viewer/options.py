"""What the viewer is told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Server:
    """An Assistants server to talk to. `label` is what the page may show of it; the key stays here."""

    base_url: str
    api_key: str
    label: str = "embedded"


@dataclass(frozen=True, kw_only=True)
class ViewerOptions:
    """`reports` holds the runs; datasets are written below `root` only.

    `connect` opens the server of the playground when it is first needed, and closes it at the end; it may
    raise HarnessError. `model` is what the page suggests as the model's name, `lang` the
    language of all pages.
    """

    reports: Path
    root: Path
    connect: Callable[[], AbstractContextManager[Server]]
    model: str = "default"
    label: str = "embedded"
    lang: str = "en"
