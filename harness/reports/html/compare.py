"""The page of a comparison: tests in words, flips with both transcripts and a diff of the answers."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from harness.records import Attempt
from harness.reports.clean import one_line, printable
from harness.reports.comparison import Comparison, Side, labels
from harness.reports.conclusions import conclusions
from harness.reports.data import cost, tokens
from harness.reports.html.assets import translations
from harness.reports.html.images import MOST_OF_ALL, Album
from harness.reports.html.page import render
from harness.reports.html.payload import COLUMNS, Payload, pack_rows, sample_detail, sample_row, samples_of
from harness.reports.html.transcript import Json, transcript
from harness.reports.html.tree import Node
from harness.reports.summary import median_of

_MOST_POINTS = 1500
_MOST_WORDS = 600  # of one answer in a diff: it takes the square of that
_WORD = re.compile(r"\s+|\w+|[^\w\s]")

Key = tuple[str, str]
Attempts = Mapping[Key, list[Attempt]]


@dataclass(frozen=True, kw_only=True)
class Point:
    """A sample on a scatter, in percent of the box; `flip` is `lost`, `gained` or empty."""

    x: float
    y: float
    flip: str


@dataclass(frozen=True, kw_only=True)
class Scatter:
    key: str
    other: str
    top: float
    median_a: float
    median_b: float
    points: tuple[Point, ...]


def compare_page(sides: Sequence[Side], found: Sequence[Sequence[Comparison]], *, lang: str = "en") -> str:
    """The page as text. `found[i]` compares the first side with side i+1.

    Raises:
        UsageError: no such language.
    """
    words = translations(lang)
    named = labels(sides)
    attempts = [_attempts(side) for side in sides]
    flips = _flips(found)
    page = {
        **words["page"],
        "show": words["compare"]["show"],
        "groups": {label[0]: one_line(label, 80) for label in named},
    }
    return render(
        "compare.html",
        lang=lang,
        title=words["compare"]["title"],
        page=page,
        sides=[one_line(label, 300) for label in named],
        found=list(zip([one_line(label, 80) for label in named[1:]], found, strict=True)),
        said=[[conclusions(one, len(part), lang=lang) for one in part] for part in found],
        scatters=_scatters(attempts, flips),
        payload=_payload(sides, attempts, flips),
    )


def _attempts(side: Side) -> Attempts:
    grouped: dict[Key, list[Attempt]] = defaultdict(list)
    for attempt in side.run.attempts if side.run else ():
        if not side.transport or attempt.record.transport == side.transport:
            grouped[attempt.key[:2]].append(attempt)
    return grouped


def _flips(found: Sequence[Sequence[Comparison]]) -> dict[Key, str]:
    """Lost or gained by any of the other sides; a sample that did both counts as lost."""
    gained = {(one.suite, flip.sample): "gained" for part in found for one in part for flip in one.gained}
    lost = {(one.suite, flip.sample): "lost" for part in found for one in part for flip in one.lost}
    return {**gained, **lost}


def _payload(sides: Sequence[Side], attempts: Sequence[Attempts], flips: Mapping[Key, str]) -> Payload:
    letters = [_letters(side) for side in sides]
    keys = sorted({key for marks in letters for key in marks})
    rows = ([*_row(key, _of(attempts, key), _marks(letters, key)), flips.get(key, "")] for key in keys)
    return pack_rows((*COLUMNS, "flip"), rows, _details(sides, keys, flips))


def _of(attempts: Sequence[Attempts], key: Key) -> list[Attempt]:
    return [attempt for side in attempts for attempt in side.get(key, ())]


def _marks(letters: Sequence[Mapping[Key, str]], key: Key) -> str:
    return " ".join(f"{chr(65 + i)}:{side[key]}" for i, side in enumerate(letters) if key in side)


def _details(sides: Sequence[Side], keys: Sequence[Key], flips: Mapping[Key, str]) -> Iterator[Json]:
    albums = [Album(_files(side), MOST_OF_ALL // len(sides)) for side in sides]
    readers = [_Reader(side) for side in sides]
    for key in keys:
        yield _detail(albums, [reader.take(key) for reader in readers], key in flips)


class _Reader:
    """A side's attempts as they are stored, sample by sample: asked for in order, only one sample is in memory."""

    def __init__(self, side: Side) -> None:
        whole = side.run.whole() if side.run else iter(())
        self._samples = samples_of(one for one in whole if side.transport in ("", one.record.transport))
        self._next = next(self._samples, None)

    def take(self, key: Key) -> list[Attempt]:
        """The attempts at this sample; none where there are none, or they were passed already."""
        while self._next and self._next[0].key[:2] < key:
            self._next = next(self._samples, None)
        return self._next if self._next and self._next[0].key[:2] == key else []


def _row(key: Key, attempts: list[Attempt], marks: str) -> list[Any]:
    unknown: list[Any] = [
        key[0],
        one_line(key[1]),
        *[""] * 8,
        None,
        None,
        0,
        0,
        "",
        "",
    ]  # a baseline has no more
    row = sample_row(attempts) if attempts else unknown
    row[COLUMNS.index("marks")] = marks
    return row


def _letters(side: Side) -> dict[Key, str]:
    """All outcomes of a sample on one side: its transports' epochs in one string."""
    found: dict[Key, str] = defaultdict(str)
    for suite, transports in side.outcomes.outcomes.items():
        for transport, samples in sorted(transports.items()):
            if not side.transport or transport == side.transport:
                for name, marks in samples.items():
                    found[(suite, name)] += marks
    return found


def _detail(albums: Sequence[Album], attempts: Sequence[list[Attempt]], flipped: bool) -> Json:
    shown = [
        {"side": chr(65 + i), **transcript(attempt, album)}
        for i, album in enumerate(albums)
        for attempt in attempts[i]
    ]
    firsts = [side[0] for side in attempts if side]
    if not firsts:
        return {"question": [], "target": "", "attempts": []}
    detail = sample_detail(firsts[0].sample, shown)
    if flipped and len(firsts) > 1:
        detail["diff"] = _diff(firsts[0].record.answer, firsts[1].record.answer)
    return detail


def _files(side: Side) -> Path:
    return (side.run.folder if side.run else Path()) / "files"


def _diff(before: str, after: str) -> list[Node]:
    """The words that went and came, in one paragraph."""
    old, new = (_WORD.findall(printable(text))[:_MOST_WORDS] for text in (before, after))
    paragraph: list[Node] = ["pre", {"data-lang": "text"}]  # type: ignore[list-item]
    for kind, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            paragraph.append("".join(old[i:j]))
            continue
        if j > i:
            paragraph.append(["span", {"class": "gone"}, "".join(old[i:j])])
        if m > k:
            paragraph.append(["span", {"class": "come"}, "".join(new[k:m])])
    return [paragraph]


def _scatters(attempts: Sequence[Attempts], flips: Mapping[Key, str]) -> list[Scatter]:
    charts = []
    for i, other in enumerate(attempts[1:], start=1):
        common = sorted(set(attempts[0]) & set(other))
        for key, value in (("latency", _seconds), ("tokens", _tokens), ("cost", _cost)):
            charts.append(_scatter(key, chr(65 + i), [attempts[0], other], common, flips, value))
    return [chart for chart in charts if chart.points]


def _seconds(attempts: Sequence[Attempt]) -> float:
    return median_of([attempt.record.seconds for attempt in attempts]) or 0.0


def _tokens(attempts: Sequence[Attempt]) -> float:
    return sum(tokens(attempt) for attempt in attempts) / len(attempts)


def _cost(attempts: Sequence[Attempt]) -> float:
    """US dollars of an attempt; 0 where no price is known, so that no chart is drawn of nothing."""
    return (cost(attempts) or 0.0) / len(attempts)


def _scatter(
    key: str,
    other: str,
    sides: Sequence[Attempts],
    common: Sequence[Key],
    flips: Mapping[Key, str],
    value: Callable[[Sequence[Attempt]], float],
) -> Scatter:
    kept = common[:: max(1, -(-len(common) // _MOST_POINTS))]
    pairs = [(value(sides[0][name]), value(sides[1][name]), flips.get(name, "")) for name in kept]
    top = max((max(x, y) for x, y, _ in pairs), default=0.0)
    points = (
        tuple(
            Point(x=round(100 * x / top, 2), y=round(100 - 100 * y / top, 2), flip=flip)
            for x, y, flip in pairs
        )
        if top > 0
        else ()
    )
    return Scatter(
        key=key,
        other=other,
        top=top,
        median_a=median([x for x, _, _ in pairs]) if pairs else 0.0,
        median_b=median([y for _, y, _ in pairs]) if pairs else 0.0,
        points=points,
    )
