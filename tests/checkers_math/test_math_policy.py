"""Each policy by what it changes; unknown ones are refused with the nearest that exists."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness.checkers.math import MathPolicy, math_answer, math_equal
from harness.errors import UsageError
from harness.records import RunRecord, Sample
from harness.suite import CheckContext

Right = Callable[..., bool]


def _check(sample: Sample, answer: str, **suite: object) -> str:
    record = RunRecord(suite="s", sample_id=sample.id, transport="polling")
    return math_answer(**suite).check(CheckContext(sample=sample, record=record, answer=answer)).value


@pytest.mark.parametrize(
    ("gold", "pred", "tolerance", "same"),
    [
        ("2.5", "2.54", "auto", False),
        ("2.5", "2.54", "printed", True),
        ("2.5", "2.56", "printed", False),
        ("100", "101", 0.02, True),
        ("100", "103", 0.02, False),
        ("\\sqrt{2}", "1.41", 0.01, True),
        ("3.14", "\\pi", "auto", True),
        ("3.14", "\\pi", "exact", False),
        ("1/3", "0.333333", "auto", True),
        ("1/3", "0.333333", "exact", False),
        ("1e-9", "2e-9", "auto", False),
        ("1e-9", "2e-9", 0.5, False),
    ],
)
def test_tolerance(right: Right, gold: str, pred: str, tolerance: object, same: bool) -> None:
    assert right(gold, pred, tolerance=tolerance) == same


@pytest.mark.parametrize(
    ("gold", "pred", "lenient", "exact", "required"),
    [
        ("50\\%", "0.5", True, True, False),
        ("50\\%", "50", True, False, False),
        ("50", "50%", True, False, True),
        ("0.5", "0.5%", False, False, False),
    ],
)
def test_percent(right: Right, gold: str, pred: str, lenient: bool, exact: bool, required: bool) -> None:
    assert right(gold, pred) == lenient
    assert right(gold, pred, percent="exact") == exact
    assert right(gold, pred, percent="required") == required


def test_units(right: Right) -> None:
    assert right("5 km", "5")
    assert not right("5 km", "5", units="required")
    assert right("5 km", "5000 m", units="required")
    assert not right("5 km", "5 kg")
    assert right("5 km", "5 kg", units="ignored")
    assert right("5", "5 km", units="required")


def test_order(right: Right) -> None:
    assert right("1, 2", "2, 1") and not right("1, 2", "2, 1", order="ordered")
    assert not right("(1, 2)", "(2, 1)") and right("(1, 2)", "(2, 1)", order="unordered")
    assert not right(["1", "2"], "2; 1") and right(["1", "2"], "2; 1", order="unordered")


def test_names(right: Right) -> None:
    assert right("x = 5", "5") and not right("x = 5", "5", variables="required")
    assert not right("x = 5", "y = 5") and right("x = 5", "y = 5", variables="any")
    assert not right("2k+2", "2n+2") and right("2k+2", "2n+2", variables="any")
    assert not right("2k+2", "2n+3", variables="any")


def test_equations(right: Right) -> None:
    assert not right("5", "2x = 10") and right("5", "2x = 10", equations="solved")
    assert not right("5", "x^2 = 25", equations="solved")


def test_bases(right: Right) -> None:
    assert not right("1011_2", "11") and right("1011_2", "11", base="value")
    assert not right("1011_2", "1011") and right("1011_2", "1011", base="lenient")


def test_the_constant_of_integration(right: Right) -> None:
    assert not right("x^2 + C", "x^2") and right("x^2 + C", "x^2", constant="lenient")


def test_a_choice_by_its_text(right: Right) -> None:
    assert right("B", "The answer is (B).", choices=("12", "13"))
    assert right("B", "\\boxed{B}")
    assert (
        _check(
            Sample(id="1", question="?", target="B", metadata={"choices": ["red", "blue"]}), "Answer: blue"
        )
        == "correct"
    )
    assert (
        _check(Sample(id="1", question="?", target="B", metadata={"choices": ["red", "blue"]}), "Answer: red")
        == "incorrect"
    )


def test_a_sample_overrides_its_suite() -> None:
    strict = Sample(id="1", question="?", target="5 km", policy={"units": "required"})
    assert _check(strict, "5") == "incorrect"
    assert _check(strict, "5 km") == "correct"
    lenient = Sample(id="1", question="?", target="2.5", policy={"tolerance": "printed"})
    assert _check(lenient, "2.54", tolerance="exact") == "correct"


@pytest.mark.parametrize("target", [5, 5.0, "5", "$5$", ["5"], {"answer": "5"}])
def test_targets_of_every_type(target: object) -> None:
    assert _check(Sample(id="1", question="?", target=target), "The answer is 5.") == "correct"
    assert _check(Sample(id="1", question="?", target=target), "The answer is 6.") == "incorrect"


def test_a_policy_for_plain_equality() -> None:
    assert math_equal("2.5", "2.54", MathPolicy(tolerance="printed"))


@pytest.mark.parametrize(
    "changes", [{"tolerence": 1}, {"percent": "sometimes"}, {"tolerance": "near"}, {"tolerance": 2.0}]
)
def test_an_unknown_policy_is_refused_with_what_there_is(changes: dict[str, object]) -> None:
    with pytest.raises(UsageError) as refused:
        math_answer(**changes)
    assert refused.value.fix


@pytest.mark.parametrize(
    ("answer", "verdict"), [("1 + 7", "incorrect"), ("1 + 7 = 8", "correct"), ("3 + 5", "correct")]
)
def test_a_sample_s_own_question_given_back_is_no_answer(answer: str, verdict: str) -> None:
    assert _check(Sample(id="sum", question="What is 1 + 7?", target="8"), answer) == verdict
    later = Sample(id="turns", question="Hello.", turns=("And what is 1+7?",), target="8")
    assert _check(later, answer) == verdict
