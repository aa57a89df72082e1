"""Samples of other evaluation tools: OpenAI evals, Inspect."""

from __future__ import annotations

from typing import Any

from harness.dataset.formats.fields import number, rest, texts
from harness.dataset.rows import Line, Row
from harness.errors import DatasetError
from harness.records import Sample


def openai_evals(line: Line, row: Row) -> Sample:
    """`input` (text or chat messages) and `ideal` (text, or a list of texts that are all right)."""
    instructions, question = _conversation(line, row.get("input"))
    ideal = row.get("ideal")
    if ideal in (None, "", []):
        raise line.error("is missing", field="ideal")
    return Sample(
        id=str(row.get("id") or f"evals-{number(line)}"),
        question=question,
        target=_one_or_more(line, "ideal", ideal),
        instructions=instructions or None,
        metadata={
            "format": "openai_evals",
            "checker": "contains(any_of=True)",
            **rest(row, "input", "ideal", "id"),
        },
    )


def inspect(line: Line, row: Row) -> Sample:
    """`input` (text or chat messages), `target`, and perhaps `choices`, `id`, `metadata`."""
    instructions, question = _conversation(line, row.get("input"))
    choices = texts(line, row, "choices")
    options = "".join(f"\n{chr(ord('A') + place)}) {option}" for place, option in enumerate(choices))
    target = row.get("target")
    if target in (None, "", []):
        raise line.error("is missing", field="target")
    extra = row.get("metadata") or {}
    if not isinstance(extra, dict):
        raise line.error("expected an object", field="metadata")
    kept = {"choices": choices} if choices else {}
    return Sample(
        id=str(row.get("id") or f"inspect-{number(line)}"),
        question=question + ("\n" + options if options else ""),
        target=_one_or_more(line, "target", target),
        instructions=instructions or None,
        answer_type="choice" if choices else "",
        metadata={
            "format": "inspect",
            "checker": "choice()" if choices else "exact()",
            **kept,
            **rest(row, "input", "target", "choices", "id", "metadata"),
            **extra,
        },
    )


def _one_or_more(line: Line, field: str, value: Any) -> Any:
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(part, str | int | float) and not isinstance(part, bool) for part in values):
        raise line.error("expected text or a list of texts", field=field)
    return values[0] if len(values) == 1 else values


def _conversation(line: Line, value: Any) -> tuple[str, str]:
    """Instructions (the system's messages) and the question: the user's last, after what came before it."""
    if isinstance(value, str) and value.strip():
        return "", value
    if not isinstance(value, list) or not value:
        raise line.error("expected text or a list of messages", field="input")
    messages = [_message(line, place, message) for place, message in enumerate(value)]
    system = [content for role, content in messages if role in ("system", "developer")]
    spoken = [(role, content) for role, content in messages if role not in ("system", "developer")]
    if not spoken:
        # Several evals put the question itself into a lone system message.
        return "\n\n".join(system[:-1]), system[-1]
    if spoken[-1][0] != "user":
        raise line.error("the last message is not the user's", field="input")
    before = [f"{role}: {content}" for role, content in spoken[:-1]]
    return "\n\n".join(system), "\n\n".join([*before, spoken[-1][1]])


def _message(line: Line, place: int, message: Any) -> tuple[str, str]:
    field = f"input[{place}]"
    if not isinstance(message, dict) or not isinstance(message.get("role"), str):
        raise line.error("expected a message with role and content", field=field)
    return message["role"], _content(line, field, message.get("content"))


def _content(line: Line, field: str, content: Any) -> str:
    """Text, or a list of parts of which only texts can be sent."""
    if isinstance(content, list):
        parts = [part.get("text") if isinstance(part, dict) else part for part in content]
        if not all(isinstance(part, str) for part in parts):
            raise _not_text(line, field)
        return "\n".join(str(part) for part in parts)
    if not isinstance(content, str):
        raise _not_text(line, field)
    return content


def _not_text(line: Line, field: str) -> DatasetError:
    return line.error("only text can be sent", field=f"{field}.content")
