"""Plain data on its way between tests and candidate: JSON with tags, checked piece by piece when it arrives.

Only values cross, never code: numbers, texts, containers, and the plain types of the standard library. Whatever
else a candidate returns arrives as an `Opaque`, which equals nothing but itself.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

_DEPTH = 150
_EXACT = 1 << 53


class NotPlain(ValueError):
    """Something cannot cross, or what arrived is not a value."""


class Opaque:
    """What a candidate returned that is not data: true, equal to itself only, and iterable if the original is."""

    def __init__(self, kind: str, pull: Callable[[], Iterator[Any]] | None = None) -> None:
        self._kind = kind
        self._pull = pull

    @property
    def kind(self) -> str:
        return self._kind

    def __iter__(self) -> Iterator[Any]:
        if self._pull is None:
            raise TypeError(f"{self._kind!r} object is not iterable")
        return self._pull()

    def __repr__(self) -> str:
        return f"<{self._kind} object>"


class Reference:
    """A name among the candidate's own, as an argument: only the name crosses."""

    def __init__(self, name: str) -> None:
        self.reference_name = name


def encode(value: Any, keep: Callable[[Any], Any] | None = None, depth: int = 0) -> Any:
    """`value` as JSON. `keep` turns what is not data into JSON of its own; without it NotPlain is raised."""
    if value is None or isinstance(value, bool):
        return value
    if depth > _DEPTH:
        raise NotPlain("nested too deeply")
    for kinds, convert in _ENCODERS:
        if isinstance(value, kinds):
            return convert(value, lambda inner: encode(inner, keep, depth + 1))
    if type(value).__module__ == "numpy" and hasattr(value, "tolist"):
        return encode(value.tolist(), keep, depth + 1)
    if keep is None:
        raise NotPlain(f"{type(value).__name__} is not plain data")
    return keep(value)


_Inner = Callable[[Any], Any]


def _int(value: int, _: _Inner) -> Any:
    plain = int.__add__(value, 0)
    return plain if -_EXACT < plain < _EXACT else ["i", hex(plain)]


def _float(value: float, _: _Inner) -> Any:
    plain = float.__add__(value, 0.0)
    return plain if math.isfinite(plain) else ["f", float.__repr__(plain)]


def _items(tag: str) -> Callable[[Any, _Inner], Any]:
    return lambda value, inner: [tag, [inner(item) for item in value]]


def _pairs(tag: str) -> Callable[[Any, _Inner], Any]:
    return lambda value, inner: [tag, [[inner(k), inner(v)] for k, v in dict.items(value)]]


_ENCODERS: tuple[tuple[Any, Callable[[Any, _Inner], Any]], ...] = (
    (int, _int),
    (float, _float),
    (str, lambda v, _: str.__str__(v)),
    (list, _items("l")),
    (tuple, _items("t")),
    (set, _items("s")),
    (frozenset, _items("z")),
    (Counter, _pairs("C")),
    (OrderedDict, _pairs("O")),
    (dict, _pairs("d")),
    (deque, _items("q")),
    (bytes, lambda v, _: ["b", bytes.hex(v)]),
    (bytearray, lambda v, _: ["y", bytearray.hex(v)]),
    (complex, lambda v, inner: ["c", inner(v.real), inner(v.imag)]),
    (range, lambda v, inner: ["r", inner(v.start), inner(v.stop), inner(v.step)]),
    (Decimal, lambda v, _: ["D", str(v)]),
    (Fraction, lambda v, inner: ["F", inner(v.numerator), inner(v.denominator)]),
    (datetime, lambda v, _: ["dt", v.isoformat()]),
    (date, lambda v, _: ["da", v.isoformat()]),
    (time, lambda v, _: ["ti", v.isoformat()]),
    (timedelta, lambda v, _: ["td", v.days, v.seconds, v.microseconds]),
    (type(Ellipsis), lambda v, _: ["e"]),
    (Reference, lambda v, _: ["n", v.reference_name]),
)


def decode(data: Any, opaque: Callable[[list[Any]], Any] | None = None) -> Any:
    """The value that `data` stands for. Raises NotPlain for anything that `encode` would not have written."""
    try:
        return _decode(data, opaque)
    except NotPlain:
        raise
    except (ValueError, TypeError, ArithmeticError, LookupError, RecursionError, AttributeError) as error:
        raise NotPlain(f"not a value: {error}") from error


def _decode(data: Any, opaque: Callable[[list[Any]], Any] | None) -> Any:
    if data is None or isinstance(data, (bool, int, float, str)):
        return data
    if not isinstance(data, list) or not data:
        raise NotPlain("not a value")
    tag, *rest = data
    if tag in ("o", "n"):
        if opaque is None:
            raise NotPlain("an object where data was expected")
        return opaque(data)
    return _DECODERS[tag](*rest, lambda inner: _decode(inner, opaque))


def _made(make: Callable[[Any], Any]) -> Callable[[Any, _Inner], Any]:
    return lambda items, inner: make([inner(item) for item in items])


def _mapped(make: Callable[[Any], Any]) -> Callable[[Any, _Inner], Any]:
    return lambda pairs, inner: make({inner(k): inner(v) for k, v in pairs})


_DECODERS: dict[str, Callable[..., Any]] = {
    "i": lambda text, _: int(text, 16),
    "f": lambda text, _: float(text),
    "l": _made(list),
    "t": _made(tuple),
    "s": _made(set),
    "z": _made(frozenset),
    "q": _made(deque),
    "d": _mapped(dict),
    "C": _mapped(Counter),
    "O": _mapped(OrderedDict),
    "b": lambda text, _: bytes.fromhex(text),
    "y": lambda text, _: bytearray.fromhex(text),
    "c": lambda re, im, inner: complex(inner(re), inner(im)),
    "r": lambda a, b, c, inner: range(inner(a), inner(b), inner(c)),
    "D": lambda text, _: Decimal(text),
    "F": lambda n, d, inner: Fraction(inner(n), inner(d)),
    "dt": lambda text, _: datetime.fromisoformat(text),
    "da": lambda text, _: date.fromisoformat(text),
    "ti": lambda text, _: time.fromisoformat(text),
    "td": lambda days, seconds, micro, _: timedelta(days, seconds, micro),
    "e": lambda _: Ellipsis,
}


def short(value: Any, limit: int = 200) -> str:
    """`repr`, cut to `limit` characters, whatever the value."""
    try:
        if isinstance(value, int) and value.bit_length() > 4096:
            return f"<an integer of {value.bit_length()} bits>"
        text = repr(value)
    except (ValueError, RecursionError) as error:
        text = f"<{type(value).__name__}: {error}>"
    return text if len(text) <= limit else text[: limit - 1] + "…"


def allow_long_integers() -> None:
    """Comparing needs no decimal digits; showing them is cut by `short`."""
    sys.set_int_max_str_digits(20_000)
