"""Attribute filters: comparisons and their combinations by `and` and `or`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from harness.server.faults import ApiError
from harness.server.tools.base import Attributes

MOST_DEPTH = 32

_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "gt": lambda have, want: have > want,
    "gte": lambda have, want: have >= want,
    "lt": lambda have, want: have < want,
    "lte": lambda have, want: have <= want,
}


class InvalidFilter(ApiError):
    """A filter that is not of the API's form: a 400."""

    def __init__(self, message: str) -> None:
        super().__init__(400, f"Invalid 'filters': {message}.", param="filters", code="invalid_value")


def matches(filter: Mapping[str, Any] | None, attributes: Attributes, depth: int = 0) -> bool:
    """Whether a document with these attributes passes. Raises InvalidFilter.

    An attribute that a document does not have equals nothing: only `ne` and `nin` pass. Values of different
    types are different and have no order; true and false are not numbers.
    """
    if filter is None:
        return True
    kind = filter.get("type")
    if depth > MOST_DEPTH:
        raise InvalidFilter("the filter is nested too deeply")
    if kind in ("and", "or"):
        parts = filter.get("filters")
        if not isinstance(parts, (list, tuple)):
            raise InvalidFilter(f"{kind!r} needs a list of filters")
        results = [matches(part, attributes, depth + 1) for part in parts]
        return all(results) if kind == "and" else any(results)
    return _compares(kind, attributes.get(str(filter.get("key"))), filter.get("value"))


def _compares(kind: Any, have: Any, want: Any) -> bool:
    if kind in ("eq", "ne"):
        return bool(_same(have, want) == (kind == "eq"))
    if kind in ("in", "nin"):
        if not isinstance(want, (list, tuple)):
            raise InvalidFilter(f"{kind!r} needs a list of values")
        return bool(any(_same(have, one) for one in want) == (kind == "in"))
    if kind in _ORDER:
        return _kind(have) is _kind(want) is not None and _ORDER[kind](have, want)
    raise InvalidFilter(f"{kind!r} is not a filter; there are eq, ne, gt, gte, lt, lte, in, nin, and, or")


def _same(have: Any, want: Any) -> bool:
    return _kind(have) is _kind(want) and have == want


def _kind(value: Any) -> type | None:
    """`float` for all numbers."""
    if isinstance(value, bool) or value is None:
        return bool if value is not None else None
    return float if isinstance(value, (int, float)) else str
