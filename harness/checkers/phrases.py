"""Whether a text says something: whole words and whole numbers, in any script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from harness.errors import CheckerError

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_ZEROS = re.compile(r"(?<=\d)\.0+(?!\d|\.\d)")


def folded(text: str) -> str:
    """NFKC, casefolded, single spaces, `1,000` as `1000`, `17.0` as `17`."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return _ZEROS.sub("", _THOUSANDS.sub("", plain))


def says(text: str, phrase: str) -> bool:
    """Whether `text` (already folded) contains the phrase and not merely as a part of a word or number."""
    wanted = folded(phrase)
    if not wanted:
        return False
    before = r"(?<![a-z0-9_])(?<!\d[.])" if _latin(wanted[0]) else ""
    after = r"(?![a-z0-9_])(?!\.\d)" if _latin(wanted[-1]) else ""
    return re.search(before + re.escape(wanted) + after, text) is not None


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def alternatives(entry: Any) -> tuple[str, ...]:
    """One entry of a target as the phrases of which one has to be said."""
    options = entry if isinstance(entry, list | tuple) else [entry]
    if not options or any(
        isinstance(option, bool) or not isinstance(option, str | int | float) for option in options
    ):
        raise CheckerError(f"{entry!r} is no phrase", fix="give a string, a number, or a list of them")
    return tuple(str(option) for option in options)


def unsaid(text: str, entries: Iterable[Any]) -> list[str]:
    """The entries of which the text says no alternative, each as `a | b`."""
    given = folded(text)
    groups = (alternatives(entry) for entry in entries)
    return [" | ".join(group) for group in groups if not any(says(given, option) for option in group)]


def as_entries(value: Any) -> list[Any]:
    """A target's phrases: one, or a list in which every entry has to be said."""
    return list(value) if isinstance(value, list | tuple) else [value]
