"""The harness's own dataset format: one JSON object a line, with the fields of `Sample`.

Reading validates every line and says file, line and field of the first thing that is wrong.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from harness.errors import DatasetError
from harness.records import Sample

FIELDS: tuple[str, ...] = tuple(field.name for field in dataclasses.fields(Sample))
REQUIRED: tuple[str, ...] = ("id", "question", "target")
_DEFAULTS = {
    field.name: field.default if field.default is not dataclasses.MISSING else None
    for field in dataclasses.fields(Sample)
}


@dataclasses.dataclass(frozen=True)
class Line:
    """Where something stands: a file and a line number that starts at 1."""

    path: Path
    number: int

    def error(
        self, what: str, *, field: str = "", nearest: str | None = None, fix: str | None = None
    ) -> DatasetError:
        """A DatasetError that begins with file, line and, when known, field."""
        where = f"{self.path}, line {self.number}" + (f", field {field!r}" if field else "")
        return DatasetError(f"{where}: {what}", nearest=nearest, fix=fix)


def read_text(path: Path) -> str:
    """The file as UTF-8 text, without a byte order mark; DatasetError when it cannot be had."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise DatasetError(f"there is no dataset {path}", nearest=_nearest_file(path)) from None
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror or error}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Line(path, line).error("not UTF-8 text", fix="save the file as UTF-8") from None


def _nearest_file(path: Path) -> str | None:
    if not path.parent.is_dir():
        return None
    names = [entry.name for entry in path.parent.iterdir() if entry.is_file()]
    close = difflib.get_close_matches(path.name, names, n=1)
    return str(path.parent / close[0]) if close else None


def objects(path: Path) -> Iterator[tuple[Line, dict[str, Any]]]:
    """Every non-empty line of a JSONL file as an object, with its place."""
    for number, text in enumerate(read_text(path).split("\n"), start=1):
        if text.strip():
            line = Line(path, number)
            yield line, _object(line, text)


def _object(line: Line, text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" (column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise line.error(f"not JSON: {getattr(error, 'msg', 'nested too deeply')}{where}") from None
    if not isinstance(value, dict):
        raise line.error(f"expected an object, found {_kind(value)}")
    return value


def _kind(value: Any) -> str:
    kinds = {list: "a list", str: "a string", bool: "a boolean", int: "a number", float: "a number"}
    return kinds.get(type(value), "null")


def to_sample(line: Line, value: dict[str, Any]) -> Sample:
    """One validated Sample; DatasetError names the field that cannot be used."""
    _check_names(line, value)
    try:
        sample = msgspec.convert(value, Sample)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$.")
        raise line.error(what, field=where.rstrip("`")) from None
    for name in ("id", "question"):
        if not value[name].strip():
            raise line.error("must not be empty", field=name)
    if sample.target is None:
        raise line.error("must not be null", field="target")
    return sample


def _check_names(line: Line, value: dict[str, Any]) -> None:
    missing = [name for name in REQUIRED if name not in value]
    for name in value:
        if name not in FIELDS:
            close = difflib.get_close_matches(name, missing or FIELDS, n=1, cutoff=0.5)
            close = close or difflib.get_close_matches(name, FIELDS, n=1, cutoff=0.5)
            nearest = close[0] if close else ", ".join(FIELDS)
            raise line.error(
                "there is no such field",
                field=name,
                nearest=nearest,
                fix="put what is yours under 'metadata'",
            )
    if missing:
        raise line.error("is missing", field=missing[0])


def read_samples(path: Path) -> list[Sample]:
    """All samples of a file in our own format; ids must be unique."""
    samples: list[Sample] = []
    first: dict[str, int] = {}
    for line, value in objects(path):
        sample = to_sample(line, value)
        if sample.id in first:
            raise line.error(
                f"{sample.id!r} was used on line {first[sample.id]} already",
                field="id",
                fix="give each sample its own id",
            )
        first[sample.id] = line.number
        samples.append(sample)
    if not samples:
        raise DatasetError(f"{path} holds no samples")
    return samples


def dump(sample: Sample) -> str:
    """One line of our format, without what has its default; same sample, same bytes."""
    value = {
        name: part
        for name in FIELDS
        if (part := getattr(sample, name)) or name in REQUIRED
        if name in REQUIRED or part != _DEFAULTS[name]
    }
    return json.dumps(value, ensure_ascii=False)


def dump_all(samples: Iterable[Sample]) -> str:
    """A whole file in our format, ending in a line break."""
    return "".join(dump(sample) + "\n" for sample in samples)
