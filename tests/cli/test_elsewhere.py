"""Where the modules of POSIX are missing, as on Windows: one sentence says so, and what to do instead."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

# asyncio and others of the standard library have their own ways on Windows: they are loaded before.
WINDOWS = """
import asyncio, filelock, openai, sqlite3, subprocess, sys, tempfile
import rich.console

for name in ("fcntl", "grp", "pwd", "resource", "termios"):
    sys.modules[name] = None
from harness.cli import main

main()
"""
SUITE = "from harness import Assistant, Suite, math_answer\n"


def _harness(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WINDOWS, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


def test_doctor_names_what_does_not_work(tmp_path: Path) -> None:
    done = _harness(tmp_path, "doctor", "--json")
    bad = {
        finding["subject"]: finding["fix"] for finding in json.loads(done.stdout) if finding["state"] == "bad"
    }
    assert done.returncode == 1
    assert {"sandbox", "cassettes"} <= set(bad) and "wsl --install" in bad["sandbox"]


def test_a_run_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "evals").mkdir()
    (tmp_path / "evals" / "test_tutor.py").write_text(SUITE)
    done = _harness(tmp_path, "run")
    assert done.returncode == 2
    assert done.stderr.startswith("harness: this needs fcntl") and "wsl --install" in done.stderr
