"""`harness compare`, `harness baseline`, `harness power` and the gate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from harness.baseline import baseline_of, read_baseline, write_baseline
from harness.cli import cli
from harness.errors import HarnessError, ReportError
from harness.gate import evaluate_gate, evaluate_gates, evaluate_run
from harness.records import SuiteInfo
from harness.reports.data import load_run
from harness.suite import Gate
from tests.reports.build import attempt, run_folder


def harness(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, list(arguments))
    if result.exception and not isinstance(result.exception, (HarnessError, SystemExit)):
        raise result.exception
    return result


def outcomes(tmp_path: Path, name: str, letters: str, **fields: Any) -> Path:
    values = {"c": "correct", "i": "incorrect", "e": "error"}
    return run_folder(
        tmp_path / name, [attempt(f"s{i:03}", values[x], **fields) for i, x in enumerate(letters)]
    )


def test_a_clear_loss_is_called_worse(tmp_path: Path) -> None:
    before = outcomes(tmp_path, "before", "c" * 40)
    after = outcomes(tmp_path, "after", "c" * 28 + "i" * 12)
    (found,) = json.loads(harness("compare", str(before), str(after), "--json").output)
    (one,) = found["comparisons"]
    assert one["difference"]["estimate"] == pytest.approx(-0.3)
    assert one["difference"]["high"] < 0
    assert one["p"] == pytest.approx(2 * 0.5**12)  # McNemar: all twelve discordant pairs on one side
    assert len(one["lost"]) == 12
    assert one["gained"] == []
    assert one["words"][0].startswith("B is worse than A")


def test_without_evidence_it_says_what_cannot_be_concluded(tmp_path: Path) -> None:
    before = outcomes(tmp_path, "before", "ccccciiiii")
    after = outcomes(tmp_path, "after", "cccciciiii")
    text = harness("compare", str(before), str(after)).output
    assert "No difference is shown" in text
    assert "does not show that they are equal" in text
    assert "lost (1):" in text
    assert "s004  c → i" in text
    assert "s005  i → c" in text


def test_transports_of_one_run_compare_on_the_same_samples(tmp_path: Path) -> None:
    attempts = [attempt(f"s{i}", transport=way) for i in range(3) for way in ("polling", "streaming")]
    run = run_folder(tmp_path, attempts)
    (found,) = json.loads(harness("compare", f"{run}:polling", f"{run}:streaming", "--json").output)
    assert found["comparisons"][0]["transports"] == ["polling", "streaming"]
    assert found["comparisons"][0]["samples"] == 3


def test_several_suites_are_corrected(tmp_path: Path) -> None:
    def run(name: str, letters: str) -> Path:
        values = {"c": "correct", "i": "incorrect"}
        return run_folder(
            tmp_path / name,
            [attempt(f"s{i}", values[x], suite=s) for s in ("one", "two") for i, x in enumerate(letters)],
        )

    (found,) = json.loads(
        harness("compare", str(run("a", "cccccc")), str(run("b", "iiiiii")), "--json").output
    )
    first = found["comparisons"][0]
    assert first["p"] == pytest.approx(0.03125)
    assert first["p_adjusted"] == pytest.approx(0.0625)
    assert first["words"][0].startswith("No difference is shown")


def test_a_baseline_is_small_stable_and_comparable(tmp_path: Path) -> None:
    run = outcomes(tmp_path, "run", "cie")
    out = tmp_path / "base.json"
    assert harness("baseline", "set", str(run), "--out", str(out)).exit_code == 0
    data = json.loads(out.read_text())
    assert data["outcomes"]["math_tutor"]["streaming"] == {"s000": "c", "s001": "i", "s002": "e"}
    loaded = load_run(run)
    write_baseline(baseline_of(loaded.manifest, reversed(loaded.attempts)), tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == out.read_bytes()
    assert "Both came to the same on all 3 samples" in harness("compare", str(out), str(run)).output


def test_what_is_not_a_baseline_is_said_so(tmp_path: Path) -> None:
    other = tmp_path / "x.json"
    other.write_text('{"kind": "something"}')
    with pytest.raises(ReportError, match="not a baseline"):
        read_baseline(other)
    with pytest.raises(ReportError, match="no baseline at"):
        read_baseline(tmp_path / "missing.json")


def test_unknown_sides_and_nothing_in_common(tmp_path: Path) -> None:
    one = outcomes(tmp_path, "one", "c")
    other = run_folder(tmp_path / "other", [attempt("s000", suite="else")])
    for arguments, words in (
        ((str(one), str(tmp_path / "nope")), "no run and no baseline"),
        ((str(one), str(other)), "no sample in common"),
        ((str(one),), "two sides"),
    ):
        result = harness("compare", *arguments)
        assert isinstance(result.exception, HarnessError)
        assert words in str(result.exception)


def test_the_page_lists_flips_with_transcripts_and_a_diff(tmp_path: Path, visit: Any) -> None:
    before = outcomes(tmp_path, "before", "ccci", answer="so x = 1 <b>!</b>")
    after = outcomes(tmp_path, "after", "ccic", answer="so x = 2 <b>!</b>")
    path = tmp_path / "compare.html"
    assert harness("compare", str(before), str(after), "--html", str(path)).exit_code == 0
    page = visit(path)
    assert "No difference is shown" in page.inner_text("main")
    page.click('[data-show="lost"]')
    assert [opener.inner_text() for opener in page.query_selector_all(".open-row")] == ["s002"]
    page.click("text=s002")
    page.wait_for_selector(".attempt")
    assert page.inner_text(".diff .gone") == "1"
    assert page.inner_text(".diff .come") == "2"
    assert len(page.query_selector_all(".attempt")) == 2
    page.click('[data-show="differ"]')
    assert len(page.query_selector_all(".open-row")) == 2
    page.click('[data-show="failures"]')
    assert len(page.query_selector_all(".open-row")) == 2


SUITE = SuiteInfo(name="math_tutor")


def rules(gate: Gate, letters: str, **fields: Any) -> dict[str, bool]:
    values = {"c": "correct", "i": "incorrect", "e": "error"}
    attempts = [attempt(f"s{i:03}", values[x], **fields) for i, x in enumerate(letters)]
    return {rule.name: rule.passed for rule in evaluate_gate(gate, SUITE, attempts).rules}


def test_each_rule_of_a_gate_passes_and_fails_at_its_edge() -> None:
    assert rules(Gate(min_accuracy=0.75), "ccci") == {"min_accuracy": True}
    assert rules(Gate(min_accuracy=0.76), "ccci") == {"min_accuracy": False}
    assert rules(Gate(max_error_share=0.25), "ccce") == {"max_error_share": True}
    assert rules(Gate(max_error_share=0.24), "ccce") == {"max_error_share": False}
    assert rules(Gate(max_median_seconds=2.5), "c", seconds=2.5) == {"max_median_seconds": True}
    assert rules(Gate(max_median_seconds=2.4), "c", seconds=2.5) == {"max_median_seconds": False}
    assert rules(Gate(max_cost=0.02), "cc", cost=0.01) == {"max_cost": True}
    assert rules(Gate(max_cost=0.01), "cc", cost=0.01) == {"max_cost": False}
    assert rules(Gate(tools={"code_interpreter": 1.0}), "cc") == {"tools[code_interpreter]": True}
    assert rules(Gate(tools={"file_search": 0.1}), "cc") == {"tools[file_search]": False}
    assert rules(Gate(), "iii") == {}


def test_a_cost_that_nobody_knows_does_not_pass() -> None:
    assert rules(Gate(max_cost=1.0), "cc") == {"max_cost": False}


def test_a_gate_over_nothing_fails() -> None:
    assert not evaluate_gate(Gate(min_accuracy=0.0), SUITE, []).passed


def test_a_regression_against_the_baseline_fails_and_noise_does_not(tmp_path: Path) -> None:
    loaded = load_run(outcomes(tmp_path, "run", "c" * 30))
    write_baseline(baseline_of(loaded.manifest, loaded.attempts), tmp_path / "base.json")
    gate = Gate(baseline=str(tmp_path / "base.json"))
    assert rules(gate, "c" * 26 + "i" * 4) == {"baseline[streaming]": True}  # p = 1/16
    assert rules(gate, "c" * 25 + "i" * 5) == {"baseline[streaming]": False}  # p = 1/32
    result = evaluate_gate(gate, SUITE, [attempt(f"s{i:03}", "incorrect") for i in range(30)])
    assert "worse than the baseline" in result.failures[0].words
    assert rules(Gate(baseline=str(tmp_path / "base.json")), "c", transport="polling", ttft=None) == {
        "baseline[polling]": False
    }


def test_gates_of_several_suites_share_one_level(tmp_path: Path) -> None:
    attempts = [attempt(f"s{i}", suite=suite) for suite in ("one", "two") for i in range(5)]
    loaded = load_run(run_folder(tmp_path, attempts))
    write_baseline(baseline_of(loaded.manifest, loaded.attempts), tmp_path / "base.json")
    now = [
        attempt(f"s{i}", "incorrect" if suite == "one" else "correct", suite=suite)
        for suite in ("one", "two")
        for i in range(5)
    ]
    gates = {name: Gate(baseline="base.json") for name in ("one", "two")}
    suites = {name: SuiteInfo(name=name) for name in gates}
    alone = evaluate_gates({"one": gates["one"]}, suites, now, folder=tmp_path)
    together = evaluate_gates(gates, suites, now, folder=tmp_path)
    assert not alone["one"].passed  # p = 1/32
    assert together["one"].passed  # corrected: 1/16


def test_a_stored_run_can_be_gated_again(tmp_path: Path) -> None:
    suites = (SuiteInfo(name="math_tutor", gate={"min_accuracy": 0.9}),)
    run = run_folder(tmp_path, [attempt("a"), attempt("b", "incorrect")], suites=suites)
    assert not evaluate_run(load_run(run))["math_tutor"].passed


def test_power_answers_in_words_and_in_json() -> None:
    assert "find a difference of" in harness("power", "--samples", "200").output
    needed = json.loads(harness("power", "--difference", "0.1", "--json").output)["samples_needed"]
    reached = json.loads(harness("power", "--difference", "0.1", "--samples", str(needed), "--json").output)[
        "power"
    ]
    assert reached >= 0.8
    assert isinstance(harness("power").exception, HarnessError)
    assert isinstance(harness("power", "--difference", "0.9").exception, HarnessError)
