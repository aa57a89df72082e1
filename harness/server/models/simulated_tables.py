"""The files that a simulated model reads: answers to questions, and scripts of turns."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.server.models.base import FinishReason
from harness.server.models.seeded import draw

_WHOLE = re.compile(r"-?\d+")
_ERRORS = ("server_error", "rate_limit", "cut")
_FINISHES = ("stop", "length", "content_filter")


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One turn of a script. `calls` are names with arguments as JSON text."""

    text: str = ""
    calls: tuple[tuple[str, str], ...] = ()
    error: str | None = None
    finish: FinishReason | None = None


@dataclass(frozen=True)
class _Known:
    answer: str
    code: str | None


@dataclass(frozen=True)
class AnswerTable:
    """Known answers by question."""

    known: dict[str, _Known] = field(default_factory=dict)

    def answer(self, question: str, *, right: bool, seed: int) -> str | None:
        """The answer as a sentence, or a wrong one; None for a question that is not in the table."""
        known = self.known.get(_folded(question))
        if known is None:
            return None
        answer = known.answer if right else _wrong(known.answer, seed, question)
        return answer if "\n" in answer else f"The answer is {answer}"

    def code(self, question: str) -> str | None:
        """What the code interpreter is asked to run for the question."""
        known = self.known.get(_folded(question))
        return known.code if known else None


def _wrong(answer: str, seed: int, question: str) -> str:
    """Another whole number for a whole number, the start of a program that does not compile for a program,
    and a number far off for everything else."""
    offset = draw(seed, "wrong", question).randint(1, 9)
    if _WHOLE.fullmatch(answer) and len(answer) < 1000:
        return str(int(answer) + offset)
    return "```python\ndef (:\n```" if "\n" in answer else f"-9182736{offset}"


def _folded(question: str) -> str:
    return " ".join(question.split())


def read_answers(path: str) -> AnswerTable:
    """A table from a JSONL file. Raises ValueError with the line that cannot be used."""
    known = {}
    for number, row in _rows(path):
        question, answer = row.get("question"), _answer(row)
        if not isinstance(question, str) or answer is None:
            raise ValueError(f"line {number} of {path} has no question with a target or an answer")
        code = row.get("code")
        known[_folded(question)] = _Known(answer, code if isinstance(code, str) else None)
    return AnswerTable(known)


def _answer(row: dict[str, Any]) -> str | None:
    answer = row.get("answer", row.get("target"))
    if isinstance(answer, dict):
        program = answer.get("reference")
        return f"```python\n{program}\n```" if isinstance(program, str) else None
    if isinstance(answer, list):
        return ", ".join(map(str, answer))
    return None if answer is None else str(answer)


def read_script(path: str) -> tuple[Turn, ...]:
    """Turns from a JSONL file. Raises ValueError with the line that cannot be used."""
    turns = tuple(_turn(row, f"line {number} of {path}") for number, row in _rows(path))
    if not turns:
        raise ValueError(f"{path} has no turns")
    return turns


def _turn(row: dict[str, Any], where: str) -> Turn:
    error, finish = row.get("error"), row.get("finish")
    if error not in (None, *_ERRORS) or finish not in (None, *_FINISHES):
        raise ValueError(f"{where}: error is one of {_ERRORS} and finish one of {_FINISHES}")
    calls = row.get("calls", [])
    if not isinstance(calls, list) or not all(isinstance(call, dict) and "name" in call for call in calls):
        raise ValueError(f"{where}: calls is a list of objects with name and arguments")
    made = tuple((str(call["name"]), _text(call.get("arguments", {}))) for call in calls)
    return Turn(text=str(row.get("text") or ""), calls=made, error=error, finish=finish)


def _text(arguments: Any) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)


def _rows(path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise ValueError(f"cannot read {path}: {error.strerror}") from error
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        row = json.loads(line)
        if not isinstance(row, dict):
            raise ValueError(f"line {number} of {path} is not an object")
        yield number, row
