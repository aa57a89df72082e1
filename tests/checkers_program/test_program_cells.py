"""A program that the assistant ran but did not repeat in its message is its answer."""

from __future__ import annotations

from harness.checkers import python_tests
from harness.records import RunRecord, Sample, Step, ToolCall, Verdict
from harness.suite import CheckContext

TARGET = {"entry_point": "double", "tests": [{"args": [2], "expect": 4}, {"args": [5], "expect": 10}]}
RIGHT = "def double(n):\n    return 2 * n\n"
WRONG = "def double(n):\n    return n + 2\n"


def judged(answer: str, *cells: str, look: bool = True) -> Verdict:
    calls = tuple(
        ToolCall(id=str(i), tool="code_interpreter", name="code_interpreter", input=c)
        for i, c in enumerate(cells)
    )
    step = Step(id="s", index=0, type="tool_calls", status="completed", tool_calls=calls)
    record = RunRecord(suite="s", sample_id="d", transport="polling", answer=answer, steps=(step,))
    sample = Sample(id="d", question="Write double(n).", target=TARGET)
    return python_tests(cells=look).check(CheckContext(sample=sample, record=record, answer=answer))


def test_the_latest_cell_that_passes_anything_counts() -> None:
    verdict = judged("Done, see above.", WRONG, RIGHT, "print(double(3))")
    assert (verdict.value, verdict.rule) == ("correct", "code interpreter cell")


def test_the_message_comes_first() -> None:
    verdict = judged(f"```python\n{WRONG}```", RIGHT)
    assert verdict.value == "incorrect"
    assert verdict.score == 0.5


def test_it_can_be_switched_off() -> None:
    assert judged("Done, see above.", RIGHT, look=False).value == "incorrect"
