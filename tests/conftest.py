"""What tests of several folders share: a real browser, and a simulated model that plays a script."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# A machine under load is no wrong answer; a hang is ended by pytest-timeout.
hypothesis.settings.register_profile("harness", deadline=None)
hypothesis.settings.load_profile("harness")

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's chromium, where there is one; ended with its module."""
    chromium = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    if chromium is None:
        pytest.skip("no chromium here: apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., str]:
    """The specification of a simulated model that plays these turns."""

    def write(*turns: dict[str, Any]) -> str:
        path = tmp_path / "script.jsonl"
        path.write_text("\n".join(json.dumps(turn) for turn in turns), encoding="utf-8")
        return f"simulated:script={path}"

    return write
