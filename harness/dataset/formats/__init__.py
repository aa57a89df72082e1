"""Dataset formats: how a row of each becomes a sample, and how a file's format is told from its first row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from harness.dataset.formats.conversations import inspect, openai_evals
from harness.dataset.formats.fields import found
from harness.dataset.formats.mathematics import aime, gsm8k, math
from harness.dataset.formats.programs import humaneval, mbpp
from harness.dataset.formats.tables import QUESTION, TARGET, plain, promptfoo
from harness.dataset.jsonl import FIELDS, to_sample
from harness.dataset.rows import Line, Row
from harness.records import Sample


@dataclass(frozen=True)
class Format:
    """One format: its name, what it is, how a row is read, and how a row of it is recognised."""

    name: str
    about: str
    read: Callable[[Line, Row], Sample]
    fits: Callable[[Row], bool]


def _has(*names: str) -> Callable[[Row], bool]:
    return lambda row: all(found(row, [name]) is not None for name in names)


def _is_gsm8k(row: Row) -> bool:
    return _has("question", "answer")(row) and "####" in str(row.get("answer"))


def _is_aime(row: Row) -> bool:
    answer = str(row.get("answer", row.get("Answer", ""))).removesuffix(".0")
    if not (answer.isdigit() and len(answer) <= 3) or _has("subject")(row):
        return False
    marks = [str(row.get(name, "")) for name in ("id", "ID", "url", "source")]
    return (
        _has("problem")(row)
        or _has("problem number")(row)
        or any("aime" in mark.casefold() for mark in marks)
    )


def _is_promptfoo(row: Row) -> bool:
    return any(name.startswith("__expected") for name in row)


def _is_plain(row: Row) -> bool:
    return found(row, QUESTION) is not None and found(row, TARGET) is not None


# The first that fits a file's first row is taken; the plain one asks least and comes last.
FORMATS: tuple[Format, ...] = (
    Format("native", "JSONL with the fields of Sample", to_sample, _has("id", "question", "target")),
    Format(
        "humaneval", "HumanEval: prompt, entry_point, test", humaneval, _has("prompt", "entry_point", "test")
    ),
    Format("mbpp", "MBPP, full or sanitized: test_list", mbpp, _has("task_id", "test_list")),
    Format("gsm8k", "GSM8K: answer ends in '#### 72'", gsm8k, _is_gsm8k),
    Format("aime", "AIME: integer answers from 0 to 999", aime, _is_aime),
    Format("math", "MATH and MATH-500: LaTeX, boxed answers", math, _has("problem", "solution")),
    Format("openai_evals", "OpenAI evals: input, ideal", openai_evals, _has("input", "ideal")),
    Format("promptfoo", "promptfoo test CSV: __expected", promptfoo, _is_promptfoo),
    Format("inspect", "Inspect samples: input, target, choices", inspect, _has("input", "target")),
    Format("plain", "CSV, TSV, Parquet or JSON with a question and a target column", plain, _is_plain),
)
BY_NAME = {format.name: format for format in FORMATS}


def detect(row: Row) -> Format | None:
    """The format that a first row fits. A row with two of our own fields is meant to be ours."""
    ours = BY_NAME["native"] if len(set(row) & set(FIELDS)) > 1 else None
    return next((format for format in FORMATS if format.fits(row)), ours)
