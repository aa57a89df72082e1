"""Server-sent events are the same however the bytes are cut."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.assistant.sse import Decoder, Event

STREAM = (
    "event: thread.created\ndata: {}\n\n"
    ": a comment\n\n"
    "event: two\r\ndata: one\r\ndata: two\r\n\r\n"
    "data:no space\n\n"
    "event: named only\n\n"
    "id: 7\nretry: 10\nevent: 数\ndata: 答案是 π\n\n"
    "event: done\ndata: [DONE]\n\n"
    "event: cut\ndata: never finished"
).encode()
EVENTS = [
    Event("thread.created", "{}"),
    Event("two", "one\ntwo"),
    Event("", "no space"),
    Event("数", "答案是 π"),
    Event("done", "[DONE]"),
]


def decode(chunks: list[bytes]) -> list[Event]:
    decoder = Decoder()
    return [event for chunk in chunks for event in decoder.feed(chunk)]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_any_chunk_size(size: int) -> None:
    assert decode([STREAM[i : i + size] for i in range(0, len(STREAM), size)]) == EVENTS


@given(st.lists(st.integers(min_value=0, max_value=len(STREAM)), max_size=12))
def test_any_cuts(cuts: list[int]) -> None:
    places = sorted({0, *cuts, len(STREAM)})
    assert decode([STREAM[a:b] for a, b in itertools.pairwise(places)]) == EVENTS


def test_bytes_that_are_not_utf8_do_not_stop_the_stream() -> None:
    assert decode([b"data: \xff\xfe\n\n", b"data: ok\n\n"])[-1] == Event("", "ok")
