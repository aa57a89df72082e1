"""The page's data: a small table of all samples, and compressed chunks of transcripts opened on demand."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

import msgspec

from harness.records import Attempt, Sample
from harness.reports.clean import one_line, printable
from harness.reports.data import RunData, tokens
from harness.reports.html.images import Album
from harness.reports.html.transcript import Json, transcript
from harness.reports.html.tree import markdown
from harness.reports.summary import median_of
from harness.reports.variants import template_of

CHUNK = 100  # samples whose transcripts are compressed together: about 20 ms to open, and well packed
_PREVIEW = 160


@dataclass(frozen=True, kw_only=True)
class Payload:
    """Base64 of gzipped JSON: the table, and the chunks of transcripts in the order of its rows."""

    table: str
    chunks: tuple[str, ...]
    rows: int


def payload(run: RunData) -> Payload:
    """Everything the page's script reads. One row a sample of a suite, all its attempts within."""
    album = Album(run.folder / "files")
    details = (_detail(attempts, album) for attempts in samples_of(run.whole()))
    return pack_rows(COLUMNS, map(sample_row, samples_of(run.attempts)), details)


def pack_rows(columns: Sequence[str], rows: Iterable[list[Any]], details: Iterable[Any]) -> Payload:
    """The table's rows, and a detail for each of them in the same order; neither is held as a whole."""
    waiting = iter(details)
    chunks = iter(lambda: list(islice(waiting, CHUNK)), [])
    table = _Pack()
    table.add(msgspec.json.encode({"columns": columns, "chunk": CHUNK})[:-1] + b',"rows":[')
    count = 0
    for count, row in enumerate(rows, start=1):
        table.add((b"," if count > 1 else b"") + msgspec.json.encode(row))
    table.add(b"]}")
    return Payload(table=table.text(), chunks=tuple(_packed(chunk) for chunk in chunks), rows=count)


COLUMNS = (
    "suite", "id", "question", "topic", "level", "lang", "target", "extracted", "answer", "marks",
    "seconds", "ttft", "tokens", "tools", "causes", "template",
)  # fmt: skip


def samples_of(attempts: Iterable[Attempt]) -> Iterator[list[Attempt]]:
    """All attempts at a sample, sample by sample; the attempts come in the order of a run's."""
    for _, members in groupby(attempts, key=lambda attempt: attempt.key[:2]):
        yield list(members)


def sample_row(attempts: list[Attempt]) -> list[Any]:
    """The row of a sample, in the order of `COLUMNS`."""
    first, sample = attempts[0], attempts[0].sample
    records = [attempt.record for attempt in attempts]
    causes = {str(a.verdict.cause.kind) for a in attempts if a.verdict.cause}
    return [
        first.record.suite,
        one_line(sample.id, _PREVIEW),
        one_line(sample.question, _PREVIEW),
        one_line(sample.topic, 60),
        one_line(sample.level, 60),
        sample.language,
        one_line(next((a.verdict.expected for a in attempts if a.verdict.expected), ""), 80),
        one_line(next((a.verdict.extracted for a in attempts if a.verdict.extracted), ""), 80),
        one_line(" ¦ ".join(dict.fromkeys(record.answer[-200:] for record in records)), 400),
        _marks(attempts),
        _rounded(median_of([record.seconds for record in records])),
        _rounded(median_of([record.ttft for record in records])),
        sum(tokens(attempt) for attempt in attempts),
        sum(len(record.tool_calls) for record in records),
        " ".join(sorted(causes)),
        template_of(sample),
    ]


def _marks(attempts: list[Attempt]) -> str:
    """`p:cic s:ccc`: transport by its first letter, then each epoch's verdict by its own."""
    grouped = groupby(attempts, key=lambda attempt: attempt.record.transport)
    return " ".join(f"{name[0]}:{''.join(a.verdict.value[0] for a in members)}" for name, members in grouped)


def _detail(attempts: list[Attempt], album: Album) -> Json:
    return sample_detail(attempts[0].sample, [transcript(attempt, album) for attempt in attempts])


def sample_detail(sample: Sample, attempts: list[Json]) -> Json:
    """What an opened row shows: the question once for all attempts, the target, the transcripts."""
    question = markdown(sample.question)
    for attempt in attempts:
        items = attempt.get("items", [])
        if items and items[0].get("role") == "user" and items[0].get("body") == question:
            del items[0]
    return {"question": question, "target": printable(_target(sample.target))[:4000], "attempts": attempts}


def _target(target: Any) -> str:
    if isinstance(target, str):
        return target
    return msgspec.json.format(msgspec.json.encode(target, enc_hook=str), indent=2).decode()


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


class _Pack:
    """Gzip that is made piece by piece; without a time, so that equal runs give equal pages."""

    def __init__(self) -> None:
        self._packer = zlib.compressobj(6, zlib.DEFLATED, 31)  # 31: in gzip's format
        self._done = bytearray()

    def add(self, raw: bytes) -> None:
        self._done += self._packer.compress(raw)

    def text(self) -> str:
        self._done += self._packer.flush()
        return base64.b64encode(self._done).decode("ascii")


def _packed(value: Any) -> str:
    pack = _Pack()
    pack.add(msgspec.json.encode(value))
    return pack.text()
