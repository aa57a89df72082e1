"""The site builds without a warning, and its reference holds every command and what suites import."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import harness
from harness.cli import COMMANDS
from tests.docs.pages import BIN, ROOT


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    return folder


def test_each_command_is_in_the_reference(site: Path) -> None:
    page = (site / "reference" / "commands" / "index.html").read_text(encoding="utf-8")
    assert not [name for name in COMMANDS if f"harness {name} " not in page]


def test_each_public_name_is_in_the_reference(site: Path) -> None:
    page = (site / "reference" / "python" / "index.html").read_text(encoding="utf-8")
    assert not [name for name in harness.__all__ if f".{name}" not in page]


def test_each_key_of_a_target_is_in_the_reference(site: Path) -> None:
    page = (site / "reference" / "targets" / "index.html").read_text(encoding="utf-8")
    assert not [
        key for key in ("entry_point", "mutates", "steps", "parallel", "lacks", "citation") if key not in page
    ]


def test_pages_fetch_nothing_from_others(site: Path) -> None:
    page = (site / "index.html").read_text(encoding="utf-8")
    assert "fonts.googleapis" not in page and 'src="http' not in page


def _completions(line: str) -> str:
    words = {"_HARNESS_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(line.split()))}
    done = subprocess.run(
        [str(BIN / "harness")], env={**os.environ, **words}, capture_output=True, text=True, check=False
    )
    return done.stdout


def test_the_shell_completes_commands_options_and_choices() -> None:
    assert {f"plain,{name}" for name in COMMANDS} <= set(_completions("harness").splitlines())
    assert "plain,cassettes" in _completions("harness")
    assert _completions("harness run --cassettes").split() == [
        f"plain,{mode}" for mode in ("replay", "record", "auto", "off")
    ]


def test_no_colour_without_a_terminal() -> None:
    done = subprocess.run([str(BIN / "harness"), "doctor"], capture_output=True, text=True, check=False)
    assert done.stdout.startswith(("ok", "warn")) and "\x1b" not in done.stdout + done.stderr
