"""Files as rows: JSONL, JSON, CSV, TSV and Parquet, also gzipped or in a folder, each row with its place."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.errors import DatasetError
from harness.nearest import nearest_path

Row = dict[str, Any]
# An unpacked file larger than this is not a dataset of questions.
_LARGEST = 1 << 30


@dataclass(frozen=True)
class Line:
    """Where something stands: a file and a line number that starts at 1 (`row` in files without lines)."""

    path: Path
    number: int
    unit: str = "line"

    def error(
        self, what: str, *, field: str = "", nearest: str | None = None, fix: str | None = None
    ) -> DatasetError:
        """A DatasetError that begins with file, line and, when known, field."""
        where = f"{self.path}, {self.unit} {self.number}" + (f", field {field!r}" if field else "")
        return DatasetError(f"{where}: {what}", nearest=nearest, fix=fix)


@dataclass(frozen=True)
class Bad:
    """A line that holds no row, with the reason."""

    error: DatasetError


def read_rows(path: Path) -> Iterator[tuple[Line, Row]]:
    """Every row of a file or folder; the first that cannot be read raises DatasetError."""
    for line, row in all_rows(path):
        if isinstance(row, Bad):
            raise row.error
        yield line, row


def all_rows(path: Path) -> Iterator[tuple[Line, Row | Bad]]:
    """Every row, and for a line that holds none the reason; goes on after it."""
    if path.is_dir():
        files = [file for file in sorted(path.rglob("*")) if file.is_file() and suffix_of(file) in _READERS]
        if not files:
            raise DatasetError(f"{path} holds no dataset files", nearest=", ".join(sorted(_READERS)))
        for file in files:
            yield from all_rows(file)
        return
    suffix = suffix_of(path)
    if path.exists() and suffix not in _READERS:
        raise DatasetError(
            f"{path}: there is no reader for {suffix or 'a file without a suffix'}",
            nearest=", ".join(sorted(_READERS)),
        )
    yield from _READERS.get(suffix, _jsonl)(path)


def suffix_of(path: Path) -> str:
    """The suffix that tells the kind of file, `.gz` left out, in lower case."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def read_bytes(path: Path) -> bytes:
    """The file's content, unpacked if it is gzipped; DatasetError when it cannot be had."""
    try:
        data = path.read_bytes()
        return _unpacked(data) if path.suffix.lower() == ".gz" else data
    except FileNotFoundError:
        fix = "harness dataset formats says what can be read; harness dataset generate writes one"
        raise DatasetError(f"there is no dataset {path}", nearest=nearest_path(path), fix=fix) from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise DatasetError(f"{path} is no complete gzip file") from None
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror or error}") from None


def _unpacked(data: bytes) -> bytes:
    with gzip.open(io.BytesIO(data)) as file:
        unpacked = file.read(_LARGEST + 1)
    if len(unpacked) > _LARGEST:
        raise DatasetError("the file unpacks to more than 1 GiB")
    return unpacked


def read_text(path: Path) -> str:
    """The file as UTF-8 text without a byte order mark; DatasetError names the line that is none."""
    data = read_bytes(path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Line(path, line).error("not UTF-8 text", fix="save the file as UTF-8") from None


def _jsonl(path: Path) -> Iterator[tuple[Line, Row | Bad]]:
    for number, text in enumerate(read_text(path).split("\n"), start=1):
        if text.strip():
            line = Line(path, number)
            yield line, _object(line, text)


def _object(line: Line, text: str) -> Row | Bad:
    try:
        value = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        return Bad(line.error(f"not JSON: {error.msg} (column {error.colno})"))
    except RecursionError:
        return Bad(line.error("not JSON: nested too deeply"))
    except ValueError as error:
        return Bad(line.error(f"not JSON: {error}"))
    return value if isinstance(value, dict) else Bad(line.error(f"expected an object, found {_kind(value)}"))


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _kind(value: Any) -> str:
    kinds = {list: "a list", str: "a string", bool: "a boolean", int: "a number", float: "a number"}
    return kinds.get(type(value), "null")


def _json(path: Path) -> Iterator[tuple[Line, Row | Bad]]:
    text = read_text(path)
    try:
        value = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        if _first_line_is_an_object(text):
            yield from _jsonl(path)
            return
        raise Line(path, error.lineno).error(f"not JSON: {error.msg} (column {error.colno})") from None
    except (RecursionError, ValueError) as error:
        raise DatasetError(f"{path} is not JSON: {error}") from None
    for number, item in enumerate(_items(value), start=1):
        row = Line(path, number, "row")
        yield (
            row,
            item if isinstance(item, dict) else Bad(row.error(f"expected an object, found {_kind(item)}")),
        )


def _first_line_is_an_object(text: str) -> bool:
    """JSON lines under the name `.json`, as several publishers have it."""
    try:
        return isinstance(json.loads(text.split("\n", 1)[0]), dict)
    except (ValueError, RecursionError):
        return False


def _items(value: Any) -> list[Any]:
    """A list of rows, an object that holds one under a usual name, or a single row."""
    if isinstance(value, dict):
        lists = [value[name] for name in ("data", "rows", "examples", "samples", "test") if name in value]
        value = next((found for found in lists if isinstance(found, list)), value)
    return value if isinstance(value, list) else [value]


def _csv(path: Path) -> Iterator[tuple[Line, Row | Bad]]:
    text = read_text(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if suffix_of(path) == ".tsv" else ",")
    header: list[str] | None = None
    start = 1
    try:
        for fields in reader:
            line, start = Line(path, start), reader.line_num + 1
            if header is None:
                header = _header(line, fields)
            elif fields:
                yield line, _record(line, header, fields)
    except csv.Error as error:
        raise Line(path, start).error(f"not CSV: {error}") from None


def _header(line: Line, fields: list[str]) -> list[str]:
    names = [field.strip() for field in fields]
    doubles = [name for name in names if name and names.count(name) > 1]
    if doubles:
        raise line.error("two columns have this name", field=doubles[0])
    return names


def _record(line: Line, header: list[str], fields: list[str]) -> Row | Bad:
    if len(fields) != len(header):
        return Bad(line.error(f"{len(fields)} fields, but the header has {len(header)}"))
    return {name: value for name, value in zip(header, fields, strict=True) if name}


def _parquet(path: Path) -> Iterator[tuple[Line, Row | Bad]]:
    try:
        import pandas as pd
        import pyarrow  # noqa: F401 - the engine that pandas reads Parquet with
    except ImportError:
        raise DatasetError(f"{path}: Parquet needs pyarrow", fix="pip install 'pyarrow>=17'") from None
    try:
        frame = pd.read_parquet(io.BytesIO(read_bytes(path)), engine="pyarrow")
    except (ValueError, OSError) as error:
        raise DatasetError(f"{path} is no Parquet file: {error}") from None
    for number, row in enumerate(frame.to_dict(orient="records"), start=1):
        yield Line(path, number, "row"), {str(name): _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    """Values of numpy and pandas as Python's own."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return None if isinstance(value, float) and value != value else value


_READERS = {
    ".jsonl": _jsonl,
    ".ndjson": _jsonl,
    ".json": _json,
    ".csv": _csv,
    ".tsv": _csv,
    ".parquet": _parquet,
}
