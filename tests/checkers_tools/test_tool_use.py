"""`tool_use()`: right function, right arguments, together, in order, none at all, and what is said about it."""

import json

import pytest

from harness import tool_use
from harness.records import RunRecord, Sample, Step, ToolCall
from harness.suite import CheckContext


def call(name, arguments=None, *, id="", tool="function"):
    text = arguments if isinstance(arguments, str) else json.dumps(arguments or {})
    return ToolCall(id=id or f"call_{name}_{text[:40]}", tool=tool, name=name, input=text)


def context(target, *steps, answer="done"):
    made = tuple(
        Step(id=f"step_{k}", index=k, type="tool_calls", status="completed", tool_calls=tuple(calls))
        for k, calls in enumerate(steps)
    )
    record = RunRecord(suite="s", sample_id="a", transport="polling", steps=made, answer=answer)
    return CheckContext(sample=Sample(id="a", question="q", target=target), record=record, answer=answer)


def judge(target, *steps, answer="done"):
    return tool_use().check(context(target, *steps, answer=answer))


def wanted(name, **arguments):
    return {"name": name, "arguments": arguments}


WEATHER = {"calls": [wanted("weather", city="Oslo")]}


def test_the_right_call_is_correct():
    verdict = judge(WEATHER, [call("weather", {"city": " oslo", "unit": "c"})])
    assert (verdict.value, verdict.score) == ("correct", 1.0)


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ([], "missing"),
        ([[call("weather", {"city": "Bergen"})]], "missing"),
        ([[call("weather", {})]], "missing"),
        ([[call("stock", {"city": "Oslo"})]], "missing"),
        ([[call("weather", "{not json")]], "missing"),
        ([[call("weather", "[" * 99_999)]], "missing"),
        ([[call("weather", '["Oslo"]')]], "missing"),
        ([[call("weather", {"city": "Oslo"}), call("stock", {})]], "not wanted: stock"),
        ([[call("weather", {"city": "Oslo"}), call("weather", {"city": "Oslo"}, id="again")]], "not wanted"),
        ([[call("weather", {"city": "Oslo"}, tool="code_interpreter")]], "missing"),
    ],
)
def test_a_wrong_call_is_incorrect_with_its_reason(steps, says):
    verdict = judge(WEATHER, *steps)
    assert verdict.value == "incorrect"
    assert verdict.score < 1
    assert says in verdict.reason


@pytest.mark.parametrize(
    ("expected", "given", "same"),
    [
        (3, 3, True),
        (3, 3.0, True),
        (3, "3", False),
        (3, True, False),
        (True, True, True),
        (True, 1, False),
        (None, None, True),
        (0.3, 0.1 + 0.2, True),
        (10**30, 10**30 + 1, False),
        (0.5, 10**400, False),
        ("Oslo", "OSLO ", True),
        ("Oslo", "Ｏslo", True),
        ("1,000", "1000", True),
        ([1, "a"], [1, "A"], True),
        ([1, 2], [2, 1], False),
        ({"x": 1}, {"x": 1.0}, True),
        ({"x": 1}, {"x": 1, "y": 2}, False),
        ({"any_of": ["a", "b"]}, "B", True),
        ({"any_of": ["a", "b"]}, "c", False),
        ({"anything": True}, "whatever", True),
    ],
)
def test_argument_values_are_compared_as_json(expected, given, same):
    verdict = judge({"calls": [wanted("f", value=expected)]}, [call("f", {"value": given})])
    assert (verdict.value == "correct") is same, verdict.reason


def test_no_call_where_none_is_needed():
    target = {"calls": [], "answer": ["13"]}
    assert judge(target, answer="It is 13.").value == "correct"
    refused = judge(target, [call("calculator")], answer="It is 13.")
    assert "not wanted: calculator" in refused.reason


def test_parallel_calls_have_to_be_in_one_step():
    target = {"calls": [wanted("f", x=1), wanted("f", x=2)], "parallel": True}
    one, two = call("f", {"x": 1}), call("f", {"x": 2})
    assert judge(target, [two, one]).value == "correct"
    apart = judge(target, [one], [two])
    assert apart.value == "incorrect"
    assert "one step" in apart.reason
    assert 0 < apart.score < 1


def test_order_matters_only_when_given():
    target = {"calls": [wanted("first"), wanted("second")]}
    backwards = [call("second")], [call("first")]
    assert judge(target, *backwards).value == "correct"
    assert judge({**target, "order": "given"}, *backwards).value == "incorrect"
    assert judge({**target, "order": "given"}, *reversed(backwards)).value == "correct"


def test_further_calls_can_be_allowed():
    steps = [call("other")], [call("weather", {"city": "Oslo"})]
    assert judge(WEATHER, *steps).value == "incorrect"
    assert judge({**WEATHER, "extra": "allowed"}, *steps).value == "correct"


def test_one_call_does_not_answer_for_two():
    target = {"calls": [wanted("f", x=1), wanted("f", x=1)]}
    verdict = judge(target, [call("f", {"x": 1})])
    assert verdict.value == "incorrect"


def test_the_answer_has_to_say_the_result_and_nothing_invented():
    target = {**WEATHER, "answer": ["17", ["degrees", "°C", "度"]], "lacks": ["snow"]}
    step = [call("weather", {"city": "Oslo"})]
    assert judge(target, step, answer="It is 17.0 °C.").value == "correct"
    assert judge(target, step, answer="现在 17 度。").value == "correct"
    assert "17" in judge(target, step, answer="It is 170 degrees").reason
    assert "snow" in judge(target, step, answer="17 degrees and snow").reason


def test_named_tools_have_to_be_used():
    step = [call("code_interpreter", "print(1)", tool="code_interpreter")]
    checker = tool_use("code_interpreter")
    assert checker.check(context("7", step)).value == "correct"
    unused = checker.check(context("7"))
    assert (unused.value, unused.reason) == ("incorrect", "code_interpreter was not used")


@pytest.mark.parametrize(
    "target",
    [
        "7",
        {},
        {"calls": "f"},
        {"calls": [], "ordre": "given"},
        {"calls": ["f"]},
        {"calls": [], "answer": [{}]},
    ],
)
def test_a_target_that_cannot_be_read_is_an_error_not_a_wrong_answer(target):
    verdict = judge(target, [call("f")])
    assert verdict.value == "error"
    assert verdict.cause.kind == "checker"
