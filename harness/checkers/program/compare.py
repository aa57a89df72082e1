"""Whether a value is the expected one, and in words why not. Both are plain data on the tests' side."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from harness.checkers.program.values import Opaque, short

DEFAULT_TOLERANCE = 1e-9
_NUMBERS = (int, float, complex, Decimal, Fraction)
_CONTAINERS = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}
_SCALARS = {"int": int, "float": float, "bool": bool, "str": str}
READINGS = (*_CONTAINERS, *_SCALARS, "dict", "sequence", "unordered", "generator", "iterable", "iterator")


@dataclass(frozen=True)
class Comparison:
    """How two values are compared: see `as` and `tolerance` of the task format."""

    reading: str = ""
    tolerance: float = DEFAULT_TOLERANCE

    def difference(self, got: Any, expected: Any) -> str:
        """Empty when `got` is what was expected, else what tells them apart."""
        wrong_type = self._wrong_type(got)
        if wrong_type:
            return wrong_type
        if self.reading == "unordered":
            return self._unordered(got, expected)
        if self.reading in _CONTAINERS and isinstance(expected, (list, tuple, set, frozenset)):
            expected = _CONTAINERS[self.reading](
                _hashable(i) if "set" in self.reading else i for i in expected
            )
        loose = self.reading == "sequence"
        return "" if self._same(got, expected, loose) else _shown(got, expected)

    def _wrong_type(self, got: Any) -> str:
        wanted = {**_CONTAINERS, **_SCALARS, "dict": dict}.get(self.reading)
        if wanted is not None and type(got) is not wanted:
            return f"gave {short(got)}, a {_kind(got)} and not a {self.reading}"
        return ""

    def _unordered(self, got: Any, expected: Any) -> str:
        if isinstance(got, Mapping) or not hasattr(got, "__iter__") or isinstance(got, str):
            return f"gave {short(got)}, which is no collection"
        left, right = list(got), list(expected)
        if len(left) == len(right) and self._pair_up(left, right):
            return ""
        return _shown(left, right) + " in any order"

    def _pair_up(self, left: list[Any], right: list[Any]) -> bool:
        try:
            if Counter(map(_hashable, left)) == Counter(map(_hashable, right)):
                return True
        except TypeError:
            pass
        if len(left) > 2000:
            return False
        rest = list(right)
        for item in left:
            index = next((i for i, other in enumerate(rest) if self._same(item, other, True)), None)
            if index is None:
                return False
            del rest[index]
        return True

    def _same(self, got: Any, expected: Any, loose: bool) -> bool:
        if isinstance(got, _NUMBERS) and isinstance(expected, _NUMBERS):
            return self._same_number(got, expected)
        if isinstance(expected, Mapping):
            return isinstance(got, Mapping) and self._same_mapping(got, expected, loose)
        if isinstance(expected, (list, tuple)):
            return self._same_sequence(got, expected, loose)
        if isinstance(expected, (set, frozenset)) and isinstance(got, (set, frozenset)):
            return got == expected or (len(got) == len(expected) and self._pair_up(list(got), list(expected)))
        return type(got) is type(expected) and bool(got == expected)

    def _same_number(self, got: Any, expected: Any) -> bool:
        if got == expected:
            return True
        inexact = (float, complex)
        exact = not isinstance(got, inexact) and not isinstance(expected, inexact)
        if exact and self.tolerance == DEFAULT_TOLERANCE:
            return False
        try:
            return _close(got, expected, self.tolerance)
        except (OverflowError, ValueError):
            return False

    def _same_sequence(self, got: Any, expected: Any, loose: bool) -> bool:
        right_kind = isinstance(got, (list, tuple)) if loose else type(got) is type(expected)
        if not right_kind or len(got) != len(expected):
            return False
        return all(self._same(g, e, loose) for g, e in zip(got, expected, strict=True))

    def _same_mapping(self, got: Mapping[Any, Any], expected: Mapping[Any, Any], loose: bool) -> bool:
        if len(got) != len(expected):
            return False
        return all(key in got and self._same(got[key], value, loose) for key, value in expected.items())


def _close(got: Any, expected: Any, tolerance: float) -> bool:
    if isinstance(got, complex) or isinstance(expected, complex):
        return abs(complex(got) - complex(expected)) <= tolerance * max(1.0, abs(complex(expected)))
    a, b = float(got), float(expected)
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    if math.isinf(a) or math.isinf(b):
        return a == b
    least = (
        1e-3 if tolerance == DEFAULT_TOLERANCE else 1.0
    )  # rounding, not closeness, is what the default forgives
    return abs(a - b) <= tolerance * max(least, abs(b))


def _hashable(item: Any) -> Any:
    if isinstance(item, (list, tuple)):
        return tuple(_hashable(i) for i in item)
    return frozenset(item) if isinstance(item, set) else item


def _kind(value: Any) -> str:
    return value.kind if isinstance(value, Opaque) else type(value).__name__


def _shown(got: Any, expected: Any) -> str:
    left, right = short(got), short(expected)
    if left == right or (
        _kind(got) != _kind(expected) and hasattr(got, "__iter__") and hasattr(expected, "__iter__")
    ):
        return f"gave {left} ({_kind(got)}), expected {right} ({_kind(expected)})"
    return f"gave {left}, expected {right}"


def same_text(got: str, expected: str) -> bool:
    """Equal but for white space at the ends of lines and of the text."""
    return _lines(got) == _lines(expected)


def _lines(text: str) -> list[str]:
    return "\n".join(line.rstrip() for line in text.splitlines()).strip().split("\n")


def same_words(got: str, expected: str, tolerance: float) -> bool:
    """Word by word; words that are numbers on both sides as numbers."""
    left, right = got.split(), expected.split()
    return len(left) == len(right) and all(
        _same_word(a, b, tolerance) for a, b in zip(left, right, strict=True)
    )


def _same_word(a: str, b: str, tolerance: float) -> bool:
    if a == b:
        return True
    try:
        return _close(float(a), float(b), tolerance)
    except ValueError:
        return False
