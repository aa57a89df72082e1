"""Other systems, as far as they can be had here by taking away what they lack.

Without the modules of POSIX, as on Windows, one sentence says what is missing and what to do instead. Without what
only Linux has, as on macOS, everything runs but untrusted Python.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reports.build import attempt, run_folder

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


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        "init new",
        "dataset check questions.jsonl",
        "dataset generate math --n 2",
        "dataset formats",
        "power --samples 200",
        "models list",
        "report",
        "compare RUN:polling RUN:streaming",
        "baseline set",
        "completion bash",
        "check math --explain --gold 1/2 --pred 0.5",
    ],
)
def test_what_needs_no_server_works_there(line: str, tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text('{"id": "a", "question": "1 + 1?", "target": "2"}\n')
    run = tmp_path / "reports" / "20260101-000000-0000"
    run.mkdir(parents=True)
    run_folder(run, [attempt(), attempt(transport="polling")])
    done = _harness(tmp_path, *line.replace("RUN", str(run)).split())
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("line", ["cassettes list", "sandbox exec x.py", "serve", "view"])
def test_what_does_not_work_there_says_what_is_missing(line: str, tmp_path: Path) -> None:
    (tmp_path / "cassettes").mkdir()
    done = _harness(tmp_path, *line.split())
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert done.stderr.startswith("harness: this needs ") and "wsl --install" in done.stderr


def test_a_package_that_is_not_installed_is_one_sentence(tmp_path: Path) -> None:
    code = "import sys\nsys.modules['rich'] = None\nfrom harness.cli import main\nmain()\n"
    done = subprocess.run(
        [sys.executable, "-c", code, "run", "x"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("harness: this needs the module rich") and "harness doctor" in done.stderr


def _on_macos(folder: Path, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent / "macos")}, timeout=250,
    )  # fmt: skip


@pytest.mark.slow
def test_on_macos_suites_are_asked_and_replayed(tmp_path: Path) -> None:
    assert _on_macos(tmp_path, "harness", "init").returncode == 0
    model = "simulated:answers=evals/data/questions.jsonl"
    for module, *arguments in (
        ("pytest", "evals", "-p", "no:cacheprovider", "--model", model),
        ("harness", "run", "evals", "--cassettes", "replay"),
        ("harness", "cassettes", "check"),
    ):
        done = _on_macos(tmp_path, module, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr


def test_on_macos_untrusted_python_is_refused_and_the_doctor_says_so(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("print(1)")
    refused = _on_macos(tmp_path, "harness", "sandbox", "exec", "one.py")
    assert refused.returncode == 2
    assert refused.stderr.startswith("harness: ") and "fix: run it on Linux" in refused.stderr
    findings = json.loads(_on_macos(tmp_path, "harness", "doctor", "--json").stdout)
    (bad,) = [finding for finding in findings if finding["state"] == "bad"]
    assert bad["subject"] == "sandbox" and "Linux" in bad["fix"]
