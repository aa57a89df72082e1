"""Published programming tasks: HumanEval, MBPP."""

from __future__ import annotations

from harness.dataset.formats.fields import optional, text, texts
from harness.dataset.rows import Line, Row
from harness.records import Sample

_COMPLETE = "Complete this Python function. Give the whole function."


def humaneval(line: Line, row: Row) -> Sample:
    """`task_id`, `prompt` (a function's head), `entry_point`, `canonical_solution`, `test` with `check`."""
    prompt = text(line, row, "prompt")
    reference = prompt + optional(row, "canonical_solution")
    return Sample(
        id=text(line, row, "task_id"),
        question=f"{_COMPLETE}\n\n```python\n{prompt.strip()}\n```",
        target={
            "entry_point": text(line, row, "entry_point"),
            "prompt": prompt,
            "check": text(line, row, "test"),
            "reference": reference,
        },
        topic="function",
        answer_type="program",
        metadata={"format": "humaneval", "checker": "python_tests()"},
    )


def mbpp(line: Line, row: Row) -> Sample:
    """`task_id`, `text` or (sanitized) `prompt`, `code`, `test_list`, `test_imports` or `test_setup_code`."""
    asserts = texts(line, row, "test_list")
    if not asserts:
        raise line.error("holds no tests", field="test_list")
    setup = "\n".join([*texts(line, row, "test_imports"), optional(row, "test_setup_code")]).strip()
    question = text(line, row, "text", "prompt").strip()
    target = {
        "asserts": [*asserts, *texts(line, row, "challenge_test_list")],
        "reference": text(line, row, "code"),
    }
    return Sample(
        id=f"mbpp-{text(line, row, 'task_id')}",
        question=f"{question} Your code should satisfy this test:\n\n```python\n{asserts[0]}\n```",
        target=target | ({"setup": setup} if setup else {}),
        topic="function",
        answer_type="program",
        metadata={"format": "mbpp", "checker": "python_tests()"},
    )
