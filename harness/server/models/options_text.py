"""Reading `key=value,key=value` into a frozen options object, with errors that help."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from harness.errors import ModelError

Reader = Callable[[str], Any]


def read_options(text: str, readers: Mapping[str, Reader], spec: str) -> dict[str, Any]:
    """The options of a model specification. Raises ModelError naming the option and the nearest known one.

    A part without `=` belongs to the value before it, so that paths and names may hold commas.
    """
    options: dict[str, Any] = {}
    for key, value in _pairs(text, spec):
        if key not in readers:
            nearest = difflib.get_close_matches(key, readers, n=1, cutoff=0.0)
            raise ModelError(
                f"{spec!r}: there is no option {key!r} here", nearest=nearest[0] if nearest else None
            )
        try:
            options[key] = readers[key](value)
        except ValueError as error:
            raise ModelError(f"{spec!r}: {key}={value} cannot be: {error}") from error
    return options


def _pairs(text: str, spec: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for part in text.split(",") if text else ():
        key, separator, value = part.partition("=")
        if separator:
            pairs.append((key.strip(), value.strip()))
        elif pairs:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]},{part}")
        else:
            raise ModelError(f"{spec!r}: {part!r} is not an option of the form key=value")
    return pairs


def share(text: str) -> float:
    """A share between 0 and 1."""
    value = float(text)
    if not 0.0 <= value <= 1.0:
        raise ValueError("it has to be between 0 and 1")
    return value


def not_negative(text: str) -> float:
    """A finite number that is 0 or more."""
    value = float(text)
    if not 0.0 <= value < float("inf"):
        raise ValueError("it has to be a number of 0 or more")
    return value


def whole(least: int, most: int) -> Reader:
    """A reader of whole numbers in a range."""

    def read(text: str) -> int:
        value = int(text)
        if not least <= value <= most:
            raise ValueError(f"it has to be between {least} and {most}")
        return value

    return read


def one_of(*words: str) -> Reader:
    """A reader of one of some words."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"it has to be one of {', '.join(words)}")
        return text

    return read
