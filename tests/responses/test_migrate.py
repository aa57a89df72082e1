"""`harness migrate`: parity reports and exports, through the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from harness.cli import cli
from harness.errors import HarnessError
from harness.migrate.parity import samples_at_least
from harness.server.embedded import Running

pytestmark = pytest.mark.slow

COUNT = 70
SUITE = """
from harness import Assistant, Limits, Sample, Suite, math_answer


sums = Suite(
    name="sums",
    dataset=[Sample(id=f"s{i:02}", question=f"What is {i} + 1?", target=str(i + 1)) for i in range(COUNT)],
    assistant=Assistant(name="Adder", instructions="Add.", tools=("code_interpreter",)),
    checker=math_answer(),
    transports=("streaming",),
    limits=Limits(seconds=60, max_prompt_tokens=4000),
)
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    path = tmp_path / "test_sums.py"
    path.write_text(SUITE.replace("COUNT", str(COUNT)), encoding="utf-8")
    return path


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.jsonl"
    rows = [{"question": f"What is {i} + 1?", "answer": str(i + 1)} for i in range(COUNT)]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def harness(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def test_equal_sides_are_shown_not_to_be_worse(suite: Path, answers: Path, tmp_path: Path) -> None:
    model = f"simulated:answers={answers},accuracy=0.8"
    off = ("--from-cassettes", "off", "--to-cassettes", "off", "--report-dir", tmp_path / "reports")
    result = harness("migrate", "check", suite, "--model", model, *off)
    assert result.exit_code == 0, result.output
    assert "70 of 70 answers the same" in result.output
    assert "Not worse by 5 points or more" in result.output
    assert "max_prompt_tokens has no counterpart" in result.output
    folder = next((tmp_path / "reports").rglob("parity.md")).parent
    text = (folder / "parity.md").read_text(encoding="utf-8")
    assert "What maps to what" in text and "median latency" in text
    data = json.loads((folder / "parity.json").read_text(encoding="utf-8"))
    assert data["holds"] and data["comparisons"][0]["flips"] == []
    assert "<html" in (folder / "parity.html").read_text(encoding="utf-8")


def run_folder(suite: Path, answers: Path, tmp_path: Path, api: str, accuracy: float) -> Path:
    where = tmp_path / f"{api}-{accuracy}"
    model = f"simulated:answers={answers},accuracy={accuracy}"
    made = harness("run", suite, "--api", api, "--model", model, "--cassettes", "off", "--report-dir", where)
    assert made.exit_code == 0, made.output
    return next(where.rglob("results.sqlite")).parent


def test_a_worse_side_is_called_so_with_both_transcripts(suite: Path, answers: Path, tmp_path: Path) -> None:
    old = run_folder(suite, answers, tmp_path, "assistants", 1.0)
    new = run_folder(suite, answers, tmp_path, "responses", 0.7)
    sides = ("--from-run", old, "--to-run", new, "--report-dir", tmp_path / "reports", "--json")
    result = harness("migrate", "check", suite, *sides)
    assert result.exit_code == 1, result.output
    data: dict[str, Any] = json.loads(result.stdout)
    one = data["comparisons"][0]
    assert one["words"].startswith("Worse:")
    assert not data["holds"] and not one["non_inferiority"]["holds"]
    flip = one["flips"][0]
    assert flip["old"]["verdict"] == "correct" and flip["new"]["verdict"] == "incorrect"
    assert flip["old"]["answer"] != flip["new"]["answer"]


def test_the_old_side_comes_from_its_cassettes(suite: Path, answers: Path, tmp_path: Path) -> None:
    cassettes = ("--cassette-dir", tmp_path / "cassettes", "--report-dir", tmp_path / "reports")
    model = f"simulated:answers={answers}"
    assert harness("run", suite, "--model", model, "--cassettes", "record", *cassettes).exit_code == 0
    modes = ("--from-cassettes", "replay", "--to-cassettes", "off")
    result = harness("migrate", "check", suite, "--model", model, *modes, *cassettes)
    assert result.exit_code == 0, result.output
    assert "70 of 70 answers the same" in result.output


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (("--from", "responses"), "both responses"),
        (("--margin", "0"), "between 0 and 1"),
        (("--margin", "1.5"), "between 0 and 1"),
    ],
)
def test_bad_input_is_one_sentence(suite: Path, flags: tuple[str, ...], says: str) -> None:
    result = harness("migrate", "check", suite, *flags)
    assert isinstance(result.exception, HarnessError)
    assert says in str(result.exception)


def test_a_run_of_the_wrong_api_is_refused(suite: Path, answers: Path, tmp_path: Path) -> None:
    old = run_folder(suite, answers, tmp_path, "assistants", 1.0)
    result = harness("migrate", "check", suite, "--from-run", old, "--to-run", old, "--report-dir", tmp_path)
    assert isinstance(result.exception, HarnessError)
    assert "a run through assistants, not responses" in str(result.exception)


def test_how_many_samples_it_takes() -> None:
    assert samples_at_least(0.05, 0.05) == 61
    assert samples_at_least(0.10, 0.05) < samples_at_least(0.05, 0.05) < samples_at_least(0.05, 0.01)


@pytest.mark.parametrize("script", ["responses.py", "assistants.py"])
def test_exported_programs_run(suite: Path, tmp_path: Path, server: Running, script: str) -> None:
    out = tmp_path / "migrated"
    result = harness("migrate", "export", suite, "--out", out)
    assert result.exit_code == 0, result.output
    environment = {**os.environ, "OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": server.api_key}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(out / "sums" / script), "Say 1."],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "completed" in done.stdout and "1" in done.stdout


def test_exported_request_and_prompt(suite: Path) -> None:
    made = json.loads(harness("migrate", "export", suite, "--json").stdout)["sums"]
    request = made["response_request.json"]
    assert request["input"][0]["content"] == "What is 0 + 1?"
    assert request["tools"][0]["container"] == {"type": "auto", "file_ids": []}
    assert made["prompt.json"]["prompt"]["name"] == "Adder"
