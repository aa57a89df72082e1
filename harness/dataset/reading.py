"""The one door to datasets."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from harness.dataset.formats import BY_NAME, Format, detect
from harness.dataset.rows import Bad, Line, all_rows, suffix_of
from harness.errors import DatasetError, UsageError
from harness.records import Sample


def read_dataset(path: str | Path, format: str = "auto") -> list[Sample]:
    """All samples of a dataset file, validated, in its order.

    Args:
        path: the file (JSONL, JSON, CSV, TSV or Parquet, also gzipped), or a folder of such files.
        format: a name from `harness dataset formats`, or `auto`: told from the first row.

    Raises:
        DatasetError: with file, line and field, for the first thing that cannot be used.
        UsageError: there is no such format.
    """
    samples: list[Sample] = []
    lines: dict[str, Line] = {}
    for line, sample in read_each(Path(path), format):
        if isinstance(sample, Bad):
            raise sample.error
        if sample.id in lines:
            raise double_id(line, sample.id, lines[sample.id])
        lines[sample.id] = line
        samples.append(sample)
    if not samples:
        raise DatasetError(f"{path} holds no samples")
    return samples


def read_each(path: Path, format: str = "auto") -> Iterator[tuple[Line, Sample | Bad]]:
    """Every row as a sample, or the reason why it is none; goes on after errors."""
    rows = all_rows(path)
    start = []
    for line, row in rows:
        start.append((line, row))
        if not isinstance(row, Bad):
            break
    kind = _format(path, format, [row for _, row in start if not isinstance(row, Bad)])
    for line, row in chain(start, rows):
        yield line, row if isinstance(row, Bad) else _sample(kind, line, row)


def _sample(kind: Format, line: Line, row: dict[str, object]) -> Sample | Bad:
    try:
        return kind.read(line, row)
    except DatasetError as error:
        return Bad(error)


def _format(path: Path, name: str, rows: list[dict[str, object]]) -> Format:
    if name == "auto":
        kind = detect(rows[0]) if rows else BY_NAME["native"]
        if kind is None:
            raise DatasetError(
                f"{path} fits no known format: its first row has {', '.join(rows[0])}",
                nearest="id, question, target (our own format), or a format of `harness dataset formats`",
                fix="name it with --format, or rename the fields",
            )
        tabular = suffix_of(path) in (".csv", ".tsv", ".parquet")
        # A table has only text in its cells, and no room for the nested fields of our own format.
        return BY_NAME["plain"] if tabular and kind.name == "native" else kind
    if name not in BY_NAME:
        raise UsageError(
            f"there is no dataset format {name!r}", nearest=", ".join(BY_NAME), fix="harness dataset formats"
        )
    return BY_NAME[name]


def double_id(line: Line, id: str, first: Line) -> DatasetError:
    """The error for an id that was used before."""
    return line.error(
        f"{id!r} was used on {first.unit} {first.number} already",
        field="id",
        fix="give each sample an id of its own",
    )
