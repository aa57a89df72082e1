"""The tables of a run, as files and as frames."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import harness
from harness.cli import cli
from harness.errors import ResultsError
from harness.records import Step
from harness.reports.write import write_reports
from tests.reports.build import attempt, code_step, message_step, run_folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return run_folder(
        tmp_path / "run",
        [
            attempt("lin-001", transport="polling", ttft=None),
            attempt("lin-001"),
            attempt("lin-002", "incorrect", cost=0.002),
            attempt("lin-003", "error", answer="", usage=None, steps=(code_step(0, ok=False), code_step(1))),
        ],
    )


def test_summary_has_a_row_for_each_suite_and_transport(run: Path) -> None:
    write_reports(run)
    polling, streaming = rows(run / "summary.csv")
    assert (polling["transport"], polling["n"], polling["accuracy"], polling["median_ttft"]) == (
        "polling",
        "1",
        "1",
        "",
    )
    assert [streaming[name] for name in ("n", "correct", "incorrect", "errors")] == ["3", "1", "1", "1"]
    assert streaming["accuracy"] == "0.333333"
    assert float(streaming["accuracy_low"]) == pytest.approx(0.0615, abs=1e-3)  # Wilson, 1 of 3
    assert float(streaming["accuracy_high"]) == pytest.approx(0.7923, abs=1e-3)
    assert (streaming["cassette_hit"], streaming["cost"], streaming["median_ttft"]) == ("3", "0.002", "1.25")


def test_errors_can_be_left_out_of_the_accuracy_and_are_still_counted(tmp_path: Path) -> None:
    from harness.records import SuiteInfo

    suites = (SuiteInfo(name="math_tutor", errors="excluded"),)
    folder = run_folder(tmp_path, [attempt("a"), attempt("b", "error")], suites=suites)
    write_reports(folder)
    (row,) = rows(folder / "summary.csv")
    assert (row["accuracy"], row["errors"], row["n"]) == ("1", "1", "2")


def test_samples_say_what_was_asked_answered_and_decided(run: Path) -> None:
    write_reports(run)
    found = rows(run / "samples.csv")
    assert [(row["sample"], row["transport"]) for row in found] == [
        ("lin-001", "polling"), ("lin-001", "streaming"), ("lin-002", "streaming"), ("lin-003", "streaming"),
    ]  # fmt: skip
    assert found[2]["reason"] == "2 is not 1"
    assert (found[3]["error_kind"], found[3]["error"]) == ("deadline", "no end after 600 s")
    assert (found[3]["sequence"], found[3]["code_runs"], found[3]["code_errors"]) == (
        "code → error → code → no answer",
        "2",
        "1",
    )
    assert found[0]["seconds"] == "2.5"


def test_steps_have_their_times_tools_and_exits(run: Path) -> None:
    write_reports(run)
    found = [row for row in rows(run / "steps.csv") if row["sample"] == "lin-003"]
    assert [row["exit"] for row in found] == ["error", "ok"]
    assert (found[0]["tool"], found[0]["error_kind"], found[0]["run"]) == (
        "code_interpreter",
        "NameError",
        "run_1",
    )
    assert (found[0]["queued"], found[0]["started"], found[0]["ended"], found[0]["seconds"]) == (
        "0.4",
        "0.4",
        "1.1",
        "0.7",
    )
    assert int(found[0]["code_length"]) == len(code_step(0).tool_calls[0].input)


def test_a_step_without_times_has_empty_cells_and_not_zeros(tmp_path: Path) -> None:
    step = Step(id="step_1", index=0, type="message_creation", status="in_progress")
    folder = run_folder(tmp_path, [attempt(steps=(step,))])
    write_reports(folder)
    (row,) = rows(folder / "steps.csv")
    assert (row["started"], row["ended"], row["seconds"], row["queued"]) == ("", "", "", "")


def test_two_replays_give_the_same_csv_byte_for_byte(tmp_path: Path) -> None:
    attempts = [attempt("lin-001"), attempt("lin-002", "incorrect", transport="polling")]
    later = [
        replace(one, verdict=replace(one.verdict, ms=one.verdict.ms + 7.5)) for one in reversed(attempts)
    ]
    first = run_folder(tmp_path / "a", attempts)
    second = run_folder(tmp_path / "b", later, run_id="another", started_at=1.9e9, finished_at=1.9e9 + 3)
    write_reports(first)
    write_reports(second)
    for name in ("summary.csv", "samples.csv", "steps.csv", "summary.md", "junit.xml"):
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_frames(run: Path) -> None:
    frames = harness.load(run)
    assert list(frames.runs["accuracy"].round(3)) == [1.0, 0.333]
    assert frames.runs["run_id"].unique().tolist() == ["2026-09-21-1"]
    assert len(frames.samples) == 4
    assert len(frames.steps) == 8
    assert frames.messages["role"].tolist()[:2] == ["user", "assistant"]
    raised = frames.steps.query("tool == 'code_interpreter'")["exit"].eq("error").mean()
    assert raised == pytest.approx(1 / 5)


def test_parquet_where_pyarrow_is(run: Path) -> None:
    pytest.importorskip("pyarrow")
    import pandas as pd

    paths = write_reports(run)
    assert [path.name for path in paths.parquet] == ["summary.parquet", "samples.parquet", "steps.parquet"]
    assert len(pd.read_parquet(paths.parquet[1])) == 4


def test_the_command_writes_and_lists_them(run: Path) -> None:
    result = CliRunner().invoke(cli, ["report", str(run), "--json"])
    assert result.exit_code == 0, result.output
    paths = json.loads(result.output)
    assert all(
        Path(paths[name]).is_file()
        for name in ("summary_csv", "samples_csv", "steps_csv", "html", "markdown", "junit")
    )


def test_no_run_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="no results at"):
        write_reports(tmp_path)


def test_an_empty_run_has_reports_too(tmp_path: Path) -> None:
    write_reports(run_folder(tmp_path, []))
    assert rows(tmp_path / "samples.csv") == []
    assert "<h1>" in (tmp_path / "report.html").read_text("utf-8")


def test_polling_steps_keep_the_message_after_its_tools(tmp_path: Path) -> None:
    """Turns on one thread: the calls before an answer belong to that answer."""
    from harness.reports.html.transcript import transcript
    from tests.reports.build import message

    steps = (code_step(0), message_step(1), code_step(2), message_step(3))
    turns: Any = (
        message("user", "one"), message("assistant", "first"),
        message("user", "two"), message("assistant", "second"),
    )  # fmt: skip
    items = transcript(attempt(steps=steps, messages=turns), tmp_path)["items"]
    assert [item["role"] for item in items] == ["user", "tool", "assistant", "user", "tool", "assistant"]


def test_the_users_turns_are_shown_where_only_answers_were_kept(tmp_path: Path) -> None:
    from harness.reports.html.transcript import transcript
    from tests.reports.build import message

    steps = (code_step(0), message_step(1), message_step(2))
    answers: Any = (
        {**message("assistant", "first"), "run_id": "r1"},
        {**message("assistant", "second"), "run_id": "r2"},
    )
    items = transcript(attempt(steps=steps, messages=answers, turns=("and then?",)), tmp_path)["items"]
    assert [item["role"] for item in items] == ["user", "tool", "assistant", "user", "assistant"]
    assert items[3]["body"] == [["p", "and then?"]]
