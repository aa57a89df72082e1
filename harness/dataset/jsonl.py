"""The harness's own dataset format: one JSON object a line, with the fields of `Sample`.

Every line is validated; an error says file, line and field of what is wrong.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
from collections.abc import Iterable
from typing import Any

import msgspec

from harness.dataset.rows import Line, Row
from harness.records import Sample

FIELDS: tuple[str, ...] = tuple(field.name for field in dataclasses.fields(Sample))
REQUIRED: tuple[str, ...] = ("id", "question", "target")
_DEFAULTS = {field.name: field.default for field in dataclasses.fields(Sample)}


def to_sample(line: Line, value: Row) -> Sample:
    """One validated Sample; DatasetError names the field that cannot be used."""
    _check_names(line, value)
    try:
        sample = msgspec.convert(value, Sample)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$.")
        raise line.error(_plainly(what), field=where.rstrip("`")) from None
    for name in ("id", "question"):
        if not value[name].strip():
            raise line.error("must not be empty", field=name)
    if sample.target is None:
        raise line.error("must not be null", field="target")
    return sample


def _plainly(what: str) -> str:
    """msgspec's words in ours: it speaks of Python's types."""
    names = {
        "`str`": "text",
        "`array`": "a list",
        "`object`": "an object",
        "`int`": "a number",
        "`null`": "null",
    }
    for name, plain in (names | {"`float`": "a number", "`bool`": "a boolean"}).items():
        what = what.replace(name, plain)
    return what[:1].lower() + what[1:]


def _check_names(line: Line, value: Row) -> None:
    missing = [name for name in REQUIRED if name not in value]
    for name in value:
        if name not in FIELDS:
            raise line.error(
                "there is no such field",
                field=name,
                nearest=_nearest(name, missing),
                fix="put what is yours under 'metadata'",
            )
    if missing:
        raise line.error("is missing", field=missing[0])


def _nearest(name: str, missing: list[str]) -> str:
    for candidates in (missing, FIELDS):
        close = difflib.get_close_matches(name, candidates, n=1, cutoff=0.5)
        if close:
            return close[0]
    return ", ".join(FIELDS)


def dump(sample: Sample) -> str:
    """One line of our format, without what has its default; same sample, same bytes."""
    return json.dumps(as_object(sample), ensure_ascii=False)


def as_object(sample: Sample) -> dict[str, Any]:
    """A sample as the JSON object of our format."""
    parts = {name: getattr(sample, name) for name in FIELDS}
    return {
        name: part for name, part in parts.items() if name in REQUIRED or (part and part != _DEFAULTS[name])
    }


def dump_all(samples: Iterable[Sample]) -> str:
    """A whole file in our format, ending in a line break."""
    return "".join(dump(sample) + "\n" for sample in samples)
