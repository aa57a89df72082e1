"""Cutting a document into overlapping chunks of so many tokens, and into passages that are embedded.

Tokens here are pieces of text that any tokenizer of today makes about one token of: up to six letters of a
word, up to three digits, one sign, one Chinese or Japanese character, each with the white space before it.
Chunks are thus the same whatever model answers, and need none to be loaded.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from harness.server.tools.base import Chunking
from harness.server.tools.file_search.terms import WIDE

_TOKEN = re.compile(rf"\s*(?:[{WIDE}]|(?:(?![{WIDE}])[^\W\d_]){{1,6}}|\d{{1,3}}|[^\w\s]|_)")
_BREAKS = (re.compile(r"\n\s*\n"), re.compile(r"\n|[。！？]|[.!?](?=\s)"))

PASSAGE_TOKENS = 64
BREAK_SHARE = 0.2


@dataclass(frozen=True)
class Span:
    """Characters `start` to `end` of a document."""

    start: int
    end: int


def tokens(text: str) -> list[Span]:
    """The tokens of a text, each with the white space before it."""
    return [Span(*match.span()) for match in _TOKEN.finditer(text)]


def chunks(text: str, chunking: Chunking, found: Sequence[Span] | None = None) -> list[Span]:
    """Chunks of at most `max_chunk_size_tokens`, each beginning `chunk_overlap_tokens` before the last
    one's end.

    A chunk rather ends with a paragraph or a sentence, if one ends in its last fifth. An overlap of more than
    half of a chunk counts as half, so that there is always progress.
    """
    overlap = min(chunking.chunk_overlap_tokens, chunking.max_chunk_size_tokens // 2)
    return _windows(text, tokens(text) if found is None else found, chunking.max_chunk_size_tokens, overlap)


def passages(text: str, found: Sequence[Span] | None = None) -> list[Span]:
    """The document in pieces of at most `PASSAGE_TOKENS` without overlap: as much as one vector can stand
    for."""
    return _windows(text, tokens(text) if found is None else found, PASSAGE_TOKENS, 0)


def covering(chunk: Span, pieces: Sequence[Span]) -> tuple[int, int]:
    """First and last (exclusive) of the passages that overlap the chunk."""
    first = bisect_left(pieces, chunk.start + 1, key=lambda span: span.end)
    last = bisect_left(pieces, chunk.end, key=lambda span: span.start)
    return first, max(last, first + 1)


def _windows(text: str, found: Sequence[Span], size: int, overlap: int) -> list[Span]:
    spans: list[Span] = []
    start = 0
    while start < len(found):
        end = min(start + size, len(found))
        if end < len(found):
            end = _broken(text, found, max(start + overlap + 1, end - int(size * BREAK_SHARE)), end)
        spans.append(Span(found[start].start, found[end - 1].end))
        if end == len(found):
            break
        start = end - overlap
    return spans


def _broken(text: str, found: Sequence[Span], earliest: int, end: int) -> int:
    """The last token before `end` after which a paragraph, else a sentence, is over; `end` if there is
    none."""
    low, high = found[earliest - 1].end, found[end].end - 1
    for pattern in _BREAKS:
        ends = [match.start() + 1 for match in pattern.finditer(text, low, high)]
        if ends:
            return max(earliest, bisect_left(found, ends[-1], key=lambda span: span.end) + 1)
    return end
