"""Content codings undone, so that what is stored can be read, and searched for secrets."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import httpx2


def decoded_chunks(chunks: Sequence[bytes], coding: str) -> list[bytes] | None:
    """The chunks of a body without its content coding, one for one; None when they cannot be decoded.

    gzip and deflate are undone chunk by chunk, so that each keeps its moment. The others are undone as a
    whole, which then belongs to the last chunk.
    """
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return list(chunks)
    if coding in ("gzip", "x-gzip", "deflate"):
        return _inflated(chunks, gzip="gzip" in coding)
    return _as_a_whole(chunks, coding)


def decoded(content: bytes, coding: str) -> bytes:
    """A body without its content coding, or as it is when it cannot be decoded."""
    chunks = decoded_chunks([content], coding)
    return content if chunks is None else b"".join(chunks)


def _inflated(chunks: Sequence[bytes], *, gzip: bool) -> list[bytes] | None:
    # "deflate" is sent with a zlib header by some servers, without by others.
    for bits in (31,) if gzip else (15, -15):
        inflater = zlib.decompressobj(bits)
        try:
            return [inflater.decompress(chunk) for chunk in chunks]
        except zlib.error:
            continue
    return None


def _as_a_whole(chunks: Sequence[bytes], coding: str) -> list[bytes] | None:
    if not chunks:
        return []
    try:
        whole = httpx2.Response(200, headers={"content-encoding": coding}, content=b"".join(chunks)).content
    except httpx2.DecodingError:
        return None
    return [b""] * (len(chunks) - 1) + [whole]
