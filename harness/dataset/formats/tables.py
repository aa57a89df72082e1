"""Tables: promptfoo's test CSV, and any CSV, TSV, Parquet or JSON whose columns are named in a usual way."""

from __future__ import annotations

import json
import re
from typing import Any

from harness.dataset.formats.fields import found, number, optional, rest, text
from harness.dataset.rows import Line, Row
from harness.records import Sample

QUESTION = ("question", "prompt", "input", "problem", "query", "instruction")
TARGET = ("target", "answer", "expected", "ideal", "output", "label", "solution")
_ID = ("id", "task_id", "sample_id", "index")
_TOPIC, _LEVEL = ("topic", "subject", "category", "type"), ("level", "difficulty")
_PLACES = ("language", "answer_type", "group", "instructions")
_ASSERTION = re.compile(r"(not-)?([a-z][a-z-]*?)(?:\(([\d.]+)\))?:\s*(.*)", re.S)
_CHECKERS = {
    "equals": "exact()",
    "contains": "contains(case=True)",
    "icontains": "contains()",
    "contains-any": "contains(case=True, any_of=True)",
    "icontains-any": "contains(any_of=True)",
    "contains-all": "contains(case=True)",
    "icontains-all": "contains()",
}
_NEEDS_CODE = (
    "javascript",
    "python",
    "fn",
    "eval",
    "regex",
    "similar",
    "webhook",
    "rouge-n",
    "levenshtein",
    "is-json",
)
_NEEDS_MODEL = ("llm-rubric", "grade", "g-eval", "factuality", "model-graded-closedqa")


def plain(line: Line, row: Row) -> Sample:
    """A row with a question and a target under one of their usual names; other columns become metadata."""
    question, target = found(row, QUESTION), found(row, TARGET)
    if question is None or target is None:
        wanted = "question" if question is None else "target"
        raise line.error("there is no such column", field=wanted, nearest=", ".join(row))
    if row[target] in (None, ""):
        raise line.error("must not be empty", field=target)
    named = {key: optional(row, key) for key in _PLACES if optional(row, key)}
    return Sample(
        id=optional(row, *_ID) or f"row-{number(line)}",
        question=text(line, row, question.casefold()),
        target=row[target],
        topic=optional(row, *_TOPIC),
        level=optional(row, *_LEVEL),
        language=named.get("language", "en"),
        answer_type=named.get("answer_type", ""),
        group=named.get("group", ""),
        instructions=named.get("instructions"),
        metadata=rest(row, *QUESTION, target.casefold(), *_ID, *_TOPIC, *_LEVEL, *_PLACES),
    )


def promptfoo(line: Line, row: Row) -> Sample:
    """Columns are variables; `__expected` (or `__expected1`) is an assertion, `__metadata:key` metadata."""
    variables = {name: str(value) for name, value in row.items() if not name.startswith("__")}
    expected = [str(row[name]).strip() for name in row if re.fullmatch(r"__expected\d*", name) and row[name]]
    if not expected:
        raise line.error("is empty", field="__expected")
    if len(expected) > 1:
        raise line.error("several assertions for one row cannot be judged", field="__expected2")
    checker, target = _assertion(line, expected[0])
    extra = {
        name.partition(":")[2]: row[name] for name in row if name.startswith("__metadata:") and row[name]
    }
    middle = _question(line, variables)
    return Sample(
        id=f"promptfoo-{number(line)}",
        question=f"{row.get('__prefix') or ''}{middle}{row.get('__suffix') or ''}",
        target=target,
        metadata={
            "format": "promptfoo",
            "checker": checker,
            "variables": variables,
            **({"description": row["__description"]} if row.get("__description") else {}),
            **extra,
        },
    )


def _question(line: Line, variables: dict[str, str]) -> str:
    filled = {name: value for name, value in variables.items() if value.strip()}
    if not filled:
        raise line.error("all variables are empty")
    asked = found(filled, QUESTION)
    if len(filled) == 1:
        return next(iter(filled.values()))
    others = [f"{name}: {value}" for name, value in filled.items() if name != asked]
    return "\n".join([*others, filled[asked]] if asked else others)


def _assertion(line: Line, expected: str) -> tuple[str, Any]:
    """The checker that fits a promptfoo assertion, and its target."""
    match = _ASSERTION.fullmatch(expected)
    kind = match.group(2) if match else "equals"
    if match is None or kind not in (*_CHECKERS, *_NEEDS_CODE, *_NEEDS_MODEL):
        return _CHECKERS["equals"], expected
    negated, _, _, value = match.groups()
    if negated or kind not in _CHECKERS:
        raise line.error(
            f"the assertion {negated or ''}{kind} cannot be judged by a target alone",
            field="__expected",
            nearest=", ".join(_CHECKERS),
            fix="use one of these, or read the file with a checker of your own",
        )
    return _CHECKERS[kind], _list(value) if kind.endswith(("-any", "-all")) else value


def _list(value: str) -> list[str]:
    try:
        parsed = json.loads(value)
    except ValueError:
        parsed = None
    parts = parsed if isinstance(parsed, list) else value.split(",")
    return [str(part).strip() for part in parts]
