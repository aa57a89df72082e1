"""The exit codes of the reference, each met as a user meets it (those of signals are met in tests/runner)."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.cli import cli, running

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")

SUITE = """
from harness import Assistant, Gate, Suite, math_answer

tutor = Suite(
    name="tutor",
    dataset="questions.jsonl",
    assistant=Assistant(instructions="Answer."),
    checker=math_answer(),
    gate=Gate(min_accuracy=1.0),
)
"""
ROW = '{"id": "eq-1", "question": "Solve 3x + 11 = 14 for x.", "target": "1"}\n'
RIGHT, WRONG = "simulated:answers=questions.jsonl", "simulated"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "test_tutor.py").write_text(SUITE)
    (tmp_path / "questions.jsonl").write_text(ROW)
    (tmp_path / "doubles.jsonl").write_text(ROW + ROW.replace("eq-1", "eq-2"))
    return tmp_path


def _exit_code(folder: Path, line: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "harness", *line.split()], cwd=folder, capture_output=True, text=True,
        timeout=100, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr


def test_each_code_is_in_the_reference() -> None:
    assert re.findall(r"^\| (\d+) \|", REFERENCE, re.MULTILINE) == ["0", "1", "2", "129", "130", "143"]


@pytest.mark.parametrize(
    ("code", "line"),
    [
        (0, f"run test_tutor.py --cassettes off --transport polling --model {RIGHT}"),
        (1, f"run test_tutor.py --cassettes off --transport polling --model {WRONG}"),
        (0, "dataset check questions.jsonl"),
        (1, "dataset check doubles.jsonl"),
    ],
)
def test_what_is_done_is_0_and_what_is_not_as_it_should_be_is_1(code: int, line: str, project: Path) -> None:
    assert _exit_code(project, line)[0] == code


@pytest.mark.parametrize(
    "line",
    [
        "run nowhere.py",
        "run test_tutor.py --speed fast",
        "run test_tutor.py --model chat:nonsense",
        "run test_tutor.py::nobody",
        "cassettes check",
        "compare a b",
        "report reports/none",
        "cassettes show eq-9",
        "models fetch gpt",
        "power --accuracy 2",
        "check math",
        "check math --file questoins.jsonl",
        "check program --file a --tasks questoins.jsonl --out c",
        "dataset check questoins.jsonl",
        "sandbox exec test_tuttor.py",
        "sandbox exec test_tutor.py --backend wram",
        "init --csv questoins.csv",
        "report",
        "report --lang fr",
        "rescore reports/none",
        "baseline set reports/none",
        "cassettes import none",
    ],
)
def test_bad_input_is_2_with_what_fixes_it(line: str, project: Path) -> None:
    code, said = _exit_code(project, line)
    assert code == 2 and "Traceback" not in said
    assert re.search(r"^  (fix|nearest): \S|^Try '|:\d+", said, re.MULTILINE), said


def test_ctrl_c_while_the_report_is_written_keeps_the_answers(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.chdir(project)
    monkeypatch.setattr(running, "write_run", interrupted)
    flags = {"cassettes": "off", "transport": "polling", "model": RIGHT}
    assert running.run_suites(["test_tutor.py"], flags, argv=(), as_json=False) == 130
    command = capfd.readouterr().err.rpartition("to write the report: harness ")[2]
    assert command.startswith("report reports/") and _exit_code(project, command)[0] == 0


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("", "cannot reach"),
        ("sk-1234\n", "cannot reach"),
        ("sk-12\n34", "no header"),
        ("sk-1234 钥", "no header"),
    ],
)
@pytest.mark.parametrize("command", ["run test_tutor.py --cassettes off", "doctor"])
def test_a_key_that_cannot_be_sent_is_not_printed(
    command: str, key: str, words: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    monkeypatch.chdir(project)
    done = CliRunner().invoke(cli, [*command.split(), "--base-url", "http://127.0.0.1:9/v1"])
    said = done.output + str(done.exception)
    assert done.exit_code == 1 and "sk-12" not in said
    assert words in said or "cannot be reached" in said
