"""The table of firm pairs, kind by kind, and the command that judges files of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from harness.checkers.math import MathAnswer
from harness.cli import cli

HERE = Path(__file__).parent
KINDS = sorted(
    {json.loads(line)["kind"] for line in (HERE / "pairs.jsonl").read_text(encoding="utf-8").splitlines()}
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_pair_of_a_kind_is_judged_as_it_should_be(
    kind: str, pairs: list[dict[str, Any]], checker: MathAnswer
) -> None:
    wrong = []
    for pair in pairs:
        if pair["kind"] == kind:
            verdict = checker.verdict(pair["gold"], pair["pred"], question=pair.get("question", ""))
            if (verdict.value == "correct") != pair["same"] or verdict.value == "error":
                wrong.append((pair["gold"], pair["pred"], verdict.value, verdict.extracted, verdict.reason))
    assert not wrong


def test_the_table_is_large_and_has_wrong_answers_too(pairs: list[dict[str, Any]]) -> None:
    assert len(pairs) > 1_500
    assert sum(not pair["same"] for pair in pairs) > 400


def test_the_command_judges_the_table_in_order(tmp_path: Path, pairs: list[dict[str, Any]]) -> None:
    out = tmp_path / "verdicts.jsonl"
    done = CliRunner().invoke(
        cli, ["check", "math", "--file", str(HERE / "pairs.jsonl"), "--out", str(out), "--jobs", "2"]
    )
    assert done.exit_code == 0, done.output
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["pred"] for line in lines] == [pair["pred"] for pair in pairs]
    assert [line["verdict"] == "correct" for line in lines] == [pair["same"] for pair in pairs]
    assert all({"extracted", "rule", "reason", "ms"} <= set(line) for line in lines)


def test_wrapping_the_target_never_changes_the_verdict(
    pairs: list[dict[str, Any]], right: Callable[..., bool]
) -> None:
    for pair in pairs[::7]:
        gold = pair["gold"]
        if isinstance(gold, str) and "$" not in gold and "\\text" not in gold:
            assert right(f"${gold}$", pair["pred"], pair.get("question", "")) == pair["same"], pair
