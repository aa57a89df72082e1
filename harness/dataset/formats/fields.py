"""Reading single fields of a published row, each with an error that names it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from harness.dataset.rows import Line, Row


def text(line: Line, row: Row, *names: str) -> str:
    """The first of these fields that is there, as text that is not empty."""
    name = found(row, names)
    if name is None:
        raise line.error("is missing", field=" or ".join(names), nearest=", ".join(row))
    value = row[name]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise line.error("expected text", field=name)
    if not str(value).strip():
        raise line.error("must not be empty", field=name)
    return str(value)


def texts(line: Line, row: Row, name: str) -> list[str]:
    """A field that is a list of texts; an absent one is an empty list."""
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise line.error("expected a list of texts", field=name)
    return value


def found(row: Row, names: Sequence[str]) -> str | None:
    """The first of these names that the row has, looking past capitals."""
    folded = {key.casefold(): key for key in reversed(row)}
    return next((folded[name] for name in names if name in folded), None)


def optional(row: Row, *names: str) -> str:
    """The first of these fields that is there, as text; empty without one."""
    name = found(row, names)
    value = row[name] if name else None
    return "" if value is None else str(value)


def rest(row: Row, *used: str) -> dict[str, Any]:
    """What a row holds besides the used fields and what is empty: it becomes metadata."""
    return {
        name: value
        for name, value in row.items()
        if name.casefold() not in used and value not in (None, "", [], {})
    }


def number(line: Line) -> str:
    """The row's number as it stands in ids: sortable as text."""
    return f"{line.number:05}"
