"""Which samples run: pytest's own ways to choose, and to go on where it stopped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runner.adversary import Adversary
from tests.runner.test_run_cli import SUITE

pytestmark = pytest.mark.slow

pytest_plugins = ["pytester"]

GATE = "checker=Says(), gate=Gate(min_accuracy=0.9),"


@pytest.fixture
def evals(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.Pytester]:
    """A project of five questions by two transports, recorded; 0, 2 and 4 are answered wrongly. Its gate fails."""
    monkeypatch.setenv("OPENAI_API_KEY", "test-key")
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    text = SUITE.replace("COUNT", "5").replace("import Assistant,", "import Assistant, Gate,")
    pytester.mkdir("evals").joinpath("test_numbers.py").write_text(text.replace("checker=Says(),", GATE))
    with Adversary() as server:
        pytester.runpytest_subprocess("evals", "--base-url", server.base_url, "-p", "no:cacheprovider")
    yield pytester


def replayed(evals: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return evals.runpytest_subprocess("--cassettes", "replay", *arguments)


def wrong(result: pytest.RunResult) -> list[str]:
    """The samples that failed, in the order of the short summary."""
    lines = [line.split()[1] for line in result.outlines if line.startswith("FAILED ")]
    return [line.rpartition("::")[2] for line in lines]


def test_last_failed_runs_what_failed_and_nothing_else(evals: pytest.Pytester) -> None:
    first = replayed(evals, "evals", "--strict")
    failed = wrong(first)
    assert len(failed) == 7, first.stdout.str()
    again = replayed(evals, "evals", "--strict", "--last-failed")
    assert wrong(again) == failed[:-1]
    assert again.parseoutcomes()["failed"] == 6
    assert "correct" not in again.parseoutcomes()


def test_last_failed_judges_a_gate_that_failed_alone_by_all_samples(evals: pytest.Pytester) -> None:
    assert wrong(replayed(evals, "evals")) == ["gate"]
    again = replayed(evals, "evals", "--last-failed")
    assert again.parseoutcomes()["failed"] == 1
    again.stdout.fnmatch_lines(["*FAIL min_accuracy: accuracy is 40.0%*"])


def test_a_gate_by_its_node_id_is_judged_by_all_samples(evals: pytest.Pytester) -> None:
    result = replayed(evals, "evals/test_numbers.py::numbers::gate")
    assert result.parseoutcomes()["failed"] == 1
    result.stdout.fnmatch_lines(["*FAIL min_accuracy: accuracy is 40.0%*"])


def test_a_gate_beside_some_of_its_samples_is_skipped_with_the_reason(evals: pytest.Pytester) -> None:
    ids = [f"evals/test_numbers.py::numbers::{name}" for name in ("n-1[polling]", "gate")]
    result = replayed(evals, *ids, "-rs")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*1 of 10 samples are selected: a gate is for all of them*"])


def test_stepwise_stops_at_the_first_failure_and_goes_on_from_there(evals: pytest.Pytester) -> None:
    ids = [f"evals/test_numbers.py::numbers::{name}[polling]" for name in ("n-4", "n-0", "n-1", "n-3")]
    first = replayed(evals, *ids, "--strict", "--stepwise")
    assert wrong(first) == ["n-0[polling]"]
    assert first.parseoutcomes()["correct"] == 1
    again = replayed(evals, *ids, "--strict", "--stepwise")
    assert wrong(again) == ["n-0[polling]"]
    assert "correct" not in again.parseoutcomes()


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (("evals", "-k", "n-3"), 2),
        (("evals", "-k", "n-3 and streaming"), 1),
        (("evals", "-m", "polling"), 5),
        (("evals", "-m", "gate"), 1),
        (("evals", "-m", "harness_sample and not streaming"), 5),
        (("evals/test_numbers.py::numbers",), 11),
        (("evals/test_numbers.py::numbers::n-3[streaming]",), 1),
        (("evals", "--transport", "streaming", "--limit", "2"), 3),
        (("evals", "--epochs", "2"), 21),
    ],
)
def test_chosen_items(arguments: tuple[str, ...], count: int, evals: pytest.Pytester) -> None:
    result = evals.runpytest_subprocess("--collect-only", "-q", "--strict-markers", *arguments)
    assert sum("::" in line for line in result.outlines) == count, result.stdout.str()


def test_an_unknown_sample_is_an_error(evals: pytest.Pytester) -> None:
    result = replayed(evals, "evals/test_numbers.py::numbers::n-9[polling]")
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_exitfirst_ends_the_run(evals: pytest.Pytester) -> None:
    result = replayed(evals, "evals", "--strict", "-x")
    assert wrong(result) == ["n-0[polling]"]
    result.stdout.fnmatch_lines(["*report: *"])


def test_annotations_name_file_and_sample_on_one_line(
    evals: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    (tmp_path / "summary.md").write_text("before\n")
    result = replayed(evals, "evals", "--strict", "-k", "n-0 and polling")
    (line,) = [line for line in result.outlines if line.startswith("::error ")]
    assert line.startswith("::error file=evals/test_numbers.py,title=numbers::n-0[polling]::")
    assert "Say 0.%0A" in line
    summary = (tmp_path / "summary.md").read_text()
    assert summary.startswith("before\n")
    assert "0/1" in summary
