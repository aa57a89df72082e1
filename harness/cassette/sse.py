"""Secrets in streams: a key that a model says token by token is in no event, but in their sum.

The string values of the events are put together, channel by channel, and searched as one text; what belongs
to a secret is taken out of the events that it is spread over. Everything else keeps its bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from harness.cassette.scrub import PLACEHOLDER, Scrubber, Span, merged

_DATA = re.compile(rb"^data:[ \t]?(\{.*\})[ \t]*\r?$", re.MULTILINE)
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')
# Names that tell two interleaved texts of one stream apart.
_DISCRIMINATORS = frozenset({b'"index"', b'"id"', b'"item_id"', b'"output_index"', b'"content_index"'})
_LONGEST_SEARCHED = 4_000_000


@dataclass(frozen=True)
class Leaf:
    """A string value in an event: its quoted bytes in the content, its text, and where it stands."""

    start: int
    end: int
    text: bytes
    path: tuple[bytes, ...]
    marks: tuple[bytes, ...]


@dataclass
class _Level:
    """An object or array that the scanner is in."""

    opener: bytes
    key: bytes = b""
    marks: list[bytes] = field(default_factory=list)
    expects_key: bool = False


def secret_spans(content: bytes, scrub: Scrubber) -> list[Span]:
    """Where the secrets of a body are, those included that are spread over the events of a stream."""
    whole = scrub.spans(content)
    if b"data:" not in content[:4096] and not content.startswith(b"event:"):
        return whole
    leaves = [leaf for leaf in _leaves(content) if leaf.text]
    split: dict[tuple[int, int], Span] = {}
    for group in _groups(leaves):
        for leaf, text in _cleaned(group, scrub):
            split.setdefault((leaf.start, leaf.end), Span(leaf.start, leaf.end, _quoted(text)))
    inside = [span for span in whole if not any(start <= span.start < end for start, end in split)]
    return merged([*inside, *split.values()])


def _groups(leaves: list[Leaf]) -> Iterator[list[Leaf]]:
    """The leaves that may be one text: of one place in one object, of one place, of one name."""
    for identity in (
        lambda leaf: (leaf.path, leaf.marks),
        lambda leaf: leaf.path,
        lambda leaf: leaf.path[-1:],
    ):
        groups: dict[object, list[Leaf]] = {}
        for leaf in leaves:
            groups.setdefault(identity(leaf), []).append(leaf)
        yield from (group for group in groups.values() if len(group) > 1)


def _cleaned(group: list[Leaf], scrub: Scrubber) -> Iterator[tuple[Leaf, bytes]]:
    """The leaves that hold a part of a secret, with the text that stays of each."""
    text = b"".join(leaf.text for leaf in group)
    if len(text) > _LONGEST_SEARCHED:
        return
    spans = scrub.spans(text)
    position = 0
    for leaf in group:
        end = position + len(leaf.text)
        own = [span for span in spans if span.start < end and span.end > position]
        if own:
            yield leaf, _without(leaf.text, position, own)
        position = end


def _without(text: bytes, offset: int, spans: list[Span]) -> bytes:
    """A part of a longer text without its part of the secrets; a placeholder stands where one began."""
    pieces, position = [], 0
    for span in spans:
        start, end = max(0, span.start - offset), min(len(text), span.end - offset)
        pieces += [text[position:start], PLACEHOLDER if span.start >= offset else b""]
        position = end
    return b"".join([*pieces, text[position:]])


def _quoted(text: bytes) -> bytes:
    return json.dumps(text.decode(errors="replace"), ensure_ascii=False).encode()


def _leaves(content: bytes) -> Iterator[Leaf]:
    for match in _DATA.finditer(content):
        yield from _strings(match[1], match.start(1))


def _strings(text: bytes, offset: int) -> Iterator[Leaf]:
    """The string values of a JSON text, without building it: their places in the bytes are what is wanted."""
    levels: list[_Level] = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in b"{[":
            levels.append(_Level(token, expects_key=token == b"{"))
        elif token in b"}]":
            if levels:
                levels.pop()
        elif not levels or token == b":":
            continue
        elif token == b",":
            levels[-1].expects_key = levels[-1].opener == b"{"
        elif levels[-1].expects_key:
            levels[-1].key, levels[-1].expects_key = token, False
        elif levels[-1].key in _DISCRIMINATORS:
            levels[-1].marks.append(levels[-1].key + token)
        elif token[:1] == b'"' and (value := _unquoted(token)) is not None:
            path = tuple(level.key or b"[]" for level in levels)
            marks = tuple(mark for level in levels for mark in level.marks)
            yield Leaf(offset + match.start(), offset + match.end(), value, path, marks)


def _unquoted(token: bytes) -> bytes | None:
    try:
        text: str = json.loads(token)
        return text.encode()
    except (ValueError, UnicodeEncodeError):
        return None
