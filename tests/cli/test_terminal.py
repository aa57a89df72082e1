"""Colour on a terminal, none through a pipe, none where NO_COLOR is set."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

STARTER = Path(__file__).resolve().parents[2] / "harness" / "starter"
ASK = ("run", "evals", "--model", "simulated", "--cassettes", "off", "--limit", "1", "--transport", "polling")
PYTEST = ("-m", "pytest", "-p", "no:cacheprovider", "evals", *ASK[2:])


def _environment(**more: str) -> dict[str, str]:
    """Ours, as on a terminal with colours."""
    left_out = ("NO_COLOR", "FORCE_COLOR", "CI", "PY_COLORS", "PYTEST_ADDOPTS", "COLORTERM")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**kept, "TERM": "xterm-256color", "COLUMNS": "110", **more}


def _on_a_terminal(command: tuple[str, ...], folder: Path, **more: str) -> str:
    """What a command writes to a terminal that is nothing but that."""
    leader, follower = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, *command], cwd=folder, env=_environment(**more),
        stdin=follower, stdout=follower, stderr=follower,
    )  # fmt: skip
    os.close(follower)
    written = bytearray()
    try:
        while part := os.read(leader, 65536):
            written += part
    except OSError:  # Linux says EIO when the last writer is gone
        pass
    os.close(leader)
    child.wait(60)
    return written.decode(errors="replace")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("evals/test_questions.py", "evals/data/questions.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((STARTER / path.name).read_bytes())
    return tmp_path


COMMANDS = {
    "doctor": ("-m", "harness", "doctor"),
    "run": ("-m", "harness", *ASK),
    "pytest": PYTEST,
}
NAMES = ["doctor", "run", pytest.param("pytest", marks=pytest.mark.slow)]


def _colours(text: str) -> bool:
    """Whether it sets a colour; moving the cursor for progress is none."""
    return any(f"\x1b[{code}" in text for code in ("3", "1;3", "9", "38;"))


@pytest.mark.parametrize("name", NAMES)
def test_colour_on_a_terminal_unless_no_color_is_set(name: str, project: Path) -> None:
    assert _colours(_on_a_terminal(COMMANDS[name], project))
    plain = _on_a_terminal(COMMANDS[name], project, NO_COLOR="1")
    assert plain.strip() and not _colours(plain)


@pytest.mark.parametrize("name", NAMES)
def test_no_escape_through_a_pipe(name: str, project: Path) -> None:
    done = subprocess.run(
        [sys.executable, *COMMANDS[name]],
        cwd=project,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout + done.stderr
    assert "\x1b" not in done.stdout + done.stderr
