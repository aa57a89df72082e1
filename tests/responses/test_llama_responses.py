"""The harness against llama.cpp's own `/v1/responses`, which keeps nothing and has no background."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.cli import cli
from harness.reports.data import load_run
from harness.server.models.weights import folder

KEY = "llama-key"
SUITE = """
from harness import Assistant, Limits, Sample, Suite
from harness.checkers import contains

talk = Suite(
    name="talk",
    dataset=[
        Sample(id="one", question="Say hello.", target="e"),
        Sample(id="two", question="Say hello.", turns=("And goodbye.",), target="e"),
    ],
    assistant=Assistant(instructions="Be brief.", model="local", temperature=0.0),
    checker=contains(),
    limits=Limits(seconds=120, max_completion_tokens=16),
)
"""


@pytest.fixture(scope="module")
def llama() -> Iterator[str]:
    pytest.importorskip("xllamacpp")
    weights = sorted(folder().glob("*.gguf"))
    if not weights:
        pytest.skip("no weights here: harness models fetch")
    settings = {
        "path": str(weights[0]), "key": KEY, "slots": 1, "slot_context": 1024, "threads": 2, "prompt_cache_mb": 0,
    }  # fmt: skip
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "harness.server.models.llama_child"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert child.stdin is not None and child.stdout is not None
    child.stdin.write(json.dumps(settings) + "\n")
    child.stdin.flush()
    yield json.loads(child.stdout.readline())["address"] + "/v1"
    child.stdin.close()
    child.wait(20)
    child.stdout.close()


@pytest.mark.slow
def test_a_suite_runs_and_both_transports_agree(llama: str, tmp_path: Path) -> None:
    suite = tmp_path / "test_talk.py"
    suite.write_text(SUITE, encoding="utf-8")
    where = tmp_path / "reports"
    flags = ["--api", "responses", "--base-url", llama, "--api-key", KEY, "--cassettes", "off"]
    result = CliRunner().invoke(
        cli, ["run", str(suite), *flags, "--max-concurrency", "1", "--report-dir", str(where)]
    )
    assert result.exit_code == 0, result.output
    attempts = list(load_run(next(where.rglob("results.sqlite")).parent).whole())
    assert len(attempts) == 4
    for attempt in attempts:
        record = attempt.record
        assert record.cause is None, record.cause.message
        assert "conversations: this server keeps none" in record.run["without_counterpart"][0]
        assert record.answer and record.usage is not None and record.usage.completion_tokens > 0
        assert len(record.messages) == 1 + len(attempt.sample.turns)
    by_sample = {
        a.sample.id: {b.record.answer for b in attempts if b.sample.id == a.sample.id} for a in attempts
    }
    assert all(len(answers) == 1 for answers in by_sample.values())
    assert all(a.record.ttft is not None for a in attempts if a.record.transport == "streaming")
