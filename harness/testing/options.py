"""The plugin's command-line options: those of `harness run`, where nobody else has taken the name."""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path
from typing import Any

import pytest


def _count(text: str) -> int:
    """A number from 1 on.

    Raises:
        ArgumentTypeError: it is none.
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


_FLAGS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("--cassettes", {"choices": ["replay", "record", "auto", "off"], "help": "default: auto"}),
    ("--cassette-dir", {"help": "default: cassettes, beside the ini file"}),
    ("--speed", {"help": "of a replay: instant, realtime, or a factor"}),
    ("--base-url", {"help": "an Assistants-compatible server; default: the embedded one"}),
    ("--api-key", {"help": "its key; default: OPENAI_API_KEY"}),
    ("--assistant-id", {"help": "ask this assistant, which exists already"}),
    ("--api", {"choices": ["assistants", "responses"], "help": "default: assistants"}),
    ("--transport", {"choices": ["suite", "polling", "streaming", "both"]}),
    ("--model", {"help": "local, FILE.gguf, chat:URL#NAME, simulated:… or a model's name"}),
    ("--limit", {"type": _count, "help": "only the first N samples of each suite"}),
    ("--epochs", {"type": _count, "help": "ask each sample N times"}),
    ("--max-concurrency", {"type": _count, "help": "samples asked at once; default: 16"}),
    ("--report-dir", {"help": "default: reports, beside the ini file"}),
    ("--strict", {"action": "store_const", "const": True, "help": "each incorrect sample fails"}),
)
_FOLDERS = {"cassette_dir": "cassettes", "report_dir": "reports"}


def add_options(parser: pytest.Parser) -> None:
    """Register the options; a name that another plugin has already is left to it."""
    group = parser.getgroup("harness", "evaluation of assistants")
    for name, attributes in _FLAGS:
        with contextlib.suppress(ValueError, argparse.ArgumentError):
            group.addoption(name, dest=_dest(name), default=None, **attributes)


def option(config: pytest.Config, name: str) -> Any:
    """The value of one of our options, or of the option that took its name; None when not given."""
    value = getattr(config.option, f"harness_{name}", None)
    return getattr(config.option, name, None) if value is None else value


def settings(config: pytest.Config) -> Any:
    """The session's settings, as `harness.frontend.Settings`.

    Raises:
        CollectError: the flags contradict each other; pytest prints it without a traceback.
    """
    from harness.errors import UsageError
    from harness.frontend import Settings

    names = [_dest(name).removeprefix("harness_") for name, _ in _FLAGS]
    given = {name: option(config, name) for name in names if name != "strict"}
    known = {name: value for name, value in given.items() if value is not None}
    for name, folder in _FOLDERS.items():
        known[name] = Path(known[name]) if name in known else config.rootpath / folder
    try:
        return Settings(**known)
    except UsageError as error:
        raise pytest.Collector.CollectError(str(error)) from error


def _dest(name: str) -> str:
    return "harness_" + name.removeprefix("--").replace("-", "_")
