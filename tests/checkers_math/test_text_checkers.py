"""`exact`, `contains` and `choice`."""

from __future__ import annotations

from typing import Any

import pytest

from harness.checkers import choice, contains, exact
from harness.records import RunRecord, Sample, Verdict
from harness.suite import CheckContext, Checker


def _check(checker: Checker, target: Any, answer: str, **metadata: Any) -> Verdict:
    sample = Sample(id="1", question="?", target=target, metadata=metadata)
    record = RunRecord(suite="s", sample_id="1", transport="polling")
    return checker.check(CheckContext(sample=sample, record=record, answer=answer))


@pytest.mark.parametrize(
    ("target", "answer", "value"),
    [
        ("Paris", " paris. ", "correct"),
        ("Paris", "It is Paris", "incorrect"),
        (["Paris", "Lutetia"], "Lutetia", "correct"),
        (42, "４２", "correct"),
        ("Paris", "", "incorrect"),
        (None, "Paris", "error"),
    ],
)
def test_exact(target: Any, answer: str, value: str) -> None:
    assert _check(exact(), target, answer).value == value


def test_exact_with_capitals() -> None:
    assert _check(exact(case=True), "Paris", "paris").value == "incorrect"


def test_contains_whole_words_only() -> None:
    assert _check(contains(), "cat", "The cat sat.").value == "correct"
    assert _check(contains(), "cat", "A category").value == "incorrect"
    assert _check(contains(), "北京", "首都是北京。").value == "correct"
    both = _check(contains(), ["cat", "mat"], "The cat sat.")
    assert both.value == "incorrect" and "mat" in both.reason
    assert _check(contains(any_of=True), ["cat", "mat"], "The cat sat.").value == "correct"


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("The answer is (B).", "correct"),
        ("B", "correct"),
        ("故选：B", "correct"),
        ("C", "incorrect"),
        ("no idea", "incorrect"),
    ],
)
def test_choice_by_letter(answer: str, value: str) -> None:
    assert _check(choice(), "B", answer).value == value


def test_choice_by_text_and_without_options() -> None:
    assert _check(choice("red", "blue"), "B", "I would say blue.").value == "correct"
    assert _check(choice("red", "blue"), "blue", "The answer is B.").value == "correct"
    assert _check(choice(), "B", "It is A.", choices=["red", "blue"]).value == "incorrect"
    verdict = _check(choice(), "purple", "B")
    assert verdict.value == "error" and verdict.cause is not None
