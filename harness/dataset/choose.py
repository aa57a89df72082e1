"""Choosing some samples of a dataset, repeatably."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import PurePosixPath

from harness.errors import DatasetError
from harness.records import Sample

_FIELDS = ("topic", "level", "language", "answer_type", "group")


def stratified(samples: Sequence[Sample], n: int, by: Sequence[str] = ("topic",)) -> list[Sample]:
    """`n` samples in which every value of the fields `by` has its turn, and as many groups as possible.

    The first field's values take turns; among the samples of one of them the second field's values do, and so
    on. A second sample of a group (the other language of a question) waits until all groups had their turn.
    Nothing is drawn: the same samples give the same choice.

    Raises:
        DatasetError: a field that cannot be used.
    """
    unknown = [name for name in by if name not in _FIELDS]
    if unknown:
        raise DatasetError(f"samples cannot be chosen by {unknown[0]!r}", nearest=", ".join(_FIELDS))
    strata: dict[tuple[str, ...], list[Sample]] = {}
    for sample in samples:
        strata.setdefault(tuple(getattr(sample, name) for name in by), []).append(sample)
    firsts = _in_turns([stratum[0] for stratum in strata.values()], by)
    order = [strata[tuple(getattr(first, name) for name in by)] for first in firsts]
    chosen = [*_rounds(order, new_groups=True), *_rounds(order, new_groups=False)]
    return chosen[:n]


def _in_turns(samples: Sequence[Sample], by: Sequence[str]) -> list[Sample]:
    if not by:
        return list(samples)
    columns: dict[str, list[Sample]] = {}
    for sample in samples:
        columns.setdefault(getattr(sample, by[0]), []).append(sample)
    turns = zip_longest(*(_in_turns(column, by[1:]) for column in columns.values()))
    return [sample for turn in turns for sample in turn if sample is not None]


def _rounds(strata: Sequence[list[Sample]], *, new_groups: bool) -> Iterator[Sample]:
    """One sample of each stratum a round, taken out of it; with `new_groups` only of groups not yet seen."""
    seen: set[str] = set()
    taken = True
    while taken:
        taken = False
        for stratum in strata:
            fits = (s for s in stratum if not new_groups or not s.group or s.group not in seen)
            sample = next(fits, None)
            if sample is not None:
                stratum.remove(sample)
                seen.add(sample.group)
                taken = True
                yield sample


def within(folder: str, samples: Iterable[Sample]) -> list[Sample]:
    """The same samples with their files looked for in `folder`, seen from the suite's module."""
    return [
        replace(sample, files=tuple(str(PurePosixPath(folder, file)) for file in sample.files))
        for sample in samples
    ]
