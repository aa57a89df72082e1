"""All that one written answer may mean: the plain reading first, national and unit variants after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from harness.checkers.math.answers import read
from harness.checkers.math.latex import uncoloured
from harness.checkers.math.narrow import delimited, tidy, trimmed
from harness.checkers.math.tree import Node, Unreadable, Words
from harness.checkers.math.wording import folded, is_word, number_words, special

_COMMA = re.compile(r"\d,\d")
_UNIT_LETTER = re.compile(r"[\d})\]]\s*(?:[A-Za-zΩ]|min\b|in\b)")
_AND_A_PART = re.compile(r"\b(\d+)\s+and\s+(\d+\s*/\s*\d+)")
_BOX = re.compile(r"^\\(?:boxed|fbox)\s*\{(.*)\}$", re.S)
_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3},\d{3}(?!\d)")
_SHORT_DECIMAL = re.compile(r"-?\d+,\d")
_EUROPEAN = re.compile(r"[^,(\[{]*?(?:\d{1,3}(?:\.\d{3})+|\d+),\d+(?!\d*,\d)[^,(\[]*")


def _plain(text: str) -> str:
    try:
        return uncoloured(text) if "color" in text else text
    except Unreadable:
        return text


def bare(text: str) -> str:
    """An answer without delimiters, box and closing punctuation."""
    text = trimmed(delimited(_plain(text)))
    if match := _BOX.match(text):
        text = trimmed(delimited(match.group(1)))
    return tidy(text)


@lru_cache(maxsize=4096)
def primary(text: str) -> Node:
    """The plain reading: mathematics, special words, numbers in words, or just words."""
    found = special(text) or number_words(text)
    if found is not None:
        return found
    if is_word(text):
        return Words(folded(text))
    try:
        return read(text, nouns=True)
    except Unreadable:
        return Words(folded(text))


def variants(text: str, *, of_target: bool, exclaimed: bool = False) -> Iterator[Node]:
    """The other readings: commas as separators or decimals, letters as units, letters as variables.

    `exclaimed`: the text ended a sentence, so that a last '!' may be no factorial.
    """
    first = primary(text)
    seen = {first}
    if exclaimed and text.endswith("!"):
        yield primary(text.rstrip("!"))
    if (mixed := _AND_A_PART.sub(r"\1 \2", text)) != text:
        yield primary(mixed)
    styles = ["thousands"]
    if _COMMA.search(text):
        styles += ["separators", "lakh"]
        if (
            _EUROPEAN.fullmatch(text)
            and not _THOUSANDS.search(text)
            and not (of_target and _SHORT_DECIMAL.fullmatch(text))
        ):
            styles.append("decimal")
    for style in styles:
        for letters in ("auto", "units", "names") if _UNIT_LETTER.search(text) else ("auto",):
            try:
                node = read(text, style=style, letters=letters, nouns=True)
            except Unreadable:
                continue
            if node not in seen:
                seen.add(node)
                yield node
