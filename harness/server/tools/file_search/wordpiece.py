"""WordPiece as uncased BERT models have it: lower case, no accents, signs and Chinese characters on their
own.

The algorithm is that of Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers" (2019): the
longest known piece first, `##` before pieces inside a word, `[UNK]` for a word without known pieces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from harness.server.tools.file_search.terms import WIDE

_WORD = re.compile(rf"[{WIDE}]|(?:(?![{WIDE}])\w)+|[^\w\s]")
MOST_WORD = 100


class WordPiece:
    """A vocabulary file's tokenizer: one piece a line, its number the line's."""

    def __init__(self, vocabulary: Path) -> None:
        lines = vocabulary.read_text(encoding="utf-8").split("\n")
        self._numbers = {piece: number for number, piece in enumerate(lines)}
        self._unknown = self._numbers["[UNK]"]
        self._first = self._numbers["[CLS]"]
        self._last = self._numbers["[SEP]"]

    def encode(self, text: str, most: int) -> list[int]:
        """At most `most` numbers, with [CLS] in front and [SEP] at the end."""
        numbers = [self._first]
        for word in _words(text):
            numbers += self._pieces(word)
            if len(numbers) >= most - 1:
                break
        return [*numbers[: most - 1], self._last]

    def _pieces(self, word: str) -> list[int]:
        if len(word) > MOST_WORD:
            return [self._unknown]
        numbers: list[int] = []
        start = 0
        while start < len(word):
            end = self._longest(word, start)
            if end == start:
                return [self._unknown]
            numbers.append(self._numbers[_piece(word, start, end)])
            start = end
        return numbers

    def _longest(self, word: str, start: int) -> int:
        end = len(word)
        while end > start and _piece(word, start, end) not in self._numbers:
            end -= 1
        return end


def _piece(word: str, start: int, end: int) -> str:
    return f"##{word[start:end]}" if start else word[start:end]


def _words(text: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFD", text.lower())
    letters = "".join(
        letter
        for letter in plain
        if unicodedata.category(letter) not in ("Mn", "Cc", "Cf") or letter.isspace()
    )
    for match in _WORD.finditer(letters):
        yield from re.findall(r"_|[^_]+", match[0])
