"""Words for the keyword search, in scripts with and without spaces between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

WIDE = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Chinese, Japanese and Korean characters, as the inside of a character class."""

_RUN = re.compile(rf"(?P<wide>[{WIDE}]+)|(?P<word>(?:(?![{WIDE}])\w)+)")
MOST_QUERY_TERMS = 64

# Words that are in nearly every English question and say nothing about what it is about.
_EMPTY = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "i",
        "in",
        "is",
        "it",
        "its",
        "me",
        "my",
        "of",
        "on",
        "or",
        "our",
        "please",
        "she",
        "should",
        "so",
        "tell",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "to",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)


def indexed(text: str) -> str:
    """The text as words separated by spaces; characters without spaces become pairs and single ones."""
    return " ".join(_terms(text, singles=True))


def asked(text: str) -> list[str]:
    """The distinct words of a query, most `MOST_QUERY_TERMS`; a run of several wide characters only as
    pairs."""
    found = list(dict.fromkeys(_terms(text, singles=False)))
    telling = [term for term in found if term not in _EMPTY]
    return (telling or found)[:MOST_QUERY_TERMS]


def _terms(text: str, *, singles: bool) -> Iterator[str]:
    for match in _RUN.finditer(text.lower()):
        if match["word"]:
            yield match["word"]
            continue
        run = match["wide"]
        if singles or len(run) == 1:
            yield from run
        yield from (run[at : at + 2] for at in range(len(run) - 1))
