"""All that one written answer may mean: the plain reading first, national and unit variants after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from harness.checkers.math.answers import read
from harness.checkers.math.lexer import FUNCTIONS, GREEK
from harness.checkers.math.narrow import delimited, tidy, trimmed
from harness.checkers.math.tree import Node, Unreadable, Words
from harness.checkers.math.wording import folded, number_words, special

_COMMA = re.compile(r"\d,\d")
_UNIT_LETTER = re.compile(r"[\d})\]]\s*(?:[A-Za-zΩ]|min\b|in\b)")
_BOX = re.compile(r"^\\(?:boxed|fbox)\s*\{(.*)\}$", re.S)
_NAME = re.compile(r"(?:\\(?:text|mathrm|textbf|mathbf)\s*\{)?\s*[A-Za-z]+\.?(?:[ '-][A-Za-z]+\.?)*\s*\}?")
_SHORT_DECIMAL = re.compile(r"-?\d+,\d")


def bare(text: str) -> str:
    """An answer without delimiters, box and closing punctuation."""
    text = trimmed(delimited(text))
    if match := _BOX.match(text):
        text = trimmed(delimited(match.group(1)))
    return tidy(text)


def is_word(text: str) -> bool:
    """Whether a text is a name rather than a product of letters: three letters or more and nothing else."""
    text = text.strip()
    if not _NAME.fullmatch(text):
        return False
    words = re.findall("[A-Za-z]+", re.sub(r"\\(?:text|mathrm|textbf|mathbf)", "", text))
    return max(map(len, words)) >= 3 and not any(_is_math_word(word) for word in words)


def _is_math_word(text: str) -> bool:
    known = text in FUNCTIONS or text in GREEK or text in ("pi", "inf", "or", "and")
    return known or re.fullmatch(r"[xyzabcmnpqrstkuvw]{3}", text) is not None


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


def variants(text: str, *, of_target: bool) -> Iterator[Node]:
    """The other readings: commas as separators or decimals, letters as units, letters as variables."""
    first = primary(text)
    seen = {first}
    styles = ["thousands"]
    if _COMMA.search(text):
        styles += ["separators", "lakh"]
        if not of_target or not _SHORT_DECIMAL.fullmatch(text):
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
