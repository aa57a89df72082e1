"""A run as pandas frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from harness.records import Attempt
from harness.reports.data import RunData, load_run
from harness.reports.summary import summarise
from harness.reports.tables import (
    SAMPLE_COLUMNS,
    STEP_COLUMNS,
    SUMMARY_COLUMNS,
    TEMPLATE_COLUMNS,
    Row,
    sample_rows,
    step_rows,
    summary_rows,
    template_table,
)
from harness.reports.variants import template_rows


@dataclass(frozen=True, kw_only=True)
class Frames:
    """`runs`: a row a suite and transport; `samples`: an attempt; `steps`: a step; `messages`: a message;
    `templates`: a suite, transport and question template, empty where no question was made from one.
    """

    runs: pd.DataFrame
    samples: pd.DataFrame
    steps: pd.DataFrame
    messages: pd.DataFrame
    templates: pd.DataFrame


def load(run: str | Path) -> Frames:
    """Read the run in a folder (or its `results.sqlite`) into pandas frames.

    The columns are those of `summary.csv`, `samples.csv`, `steps.csv` and `templates.csv`, with text as it was
    written; `runs` has besides what the manifest says. `messages` has `role`, `text` and the message's id and
    time.

    Raises:
        ResultsError: there is no result file, or it is not one.
    """
    return frames(load_run(Path(run)))


def frames(run: RunData) -> Frames:
    """The frames of a run that is in memory."""
    return Frames(
        runs=_runs(run),
        samples=_frame(sample_rows(run.attempts), SAMPLE_COLUMNS),
        steps=_frame(step_rows(run.attempts), STEP_COLUMNS),
        messages=_frame(_messages(run.whole()), MESSAGE_COLUMNS),
        templates=_frame(template_table(template_rows(run)), TEMPLATE_COLUMNS),
    )


def _runs(run: RunData) -> pd.DataFrame:
    runs, manifest = _frame(summary_rows(summarise(run)), SUMMARY_COLUMNS), run.manifest
    for name in ("run_id", "target", "model", "api", "seed", "started_at", "finished_at"):
        runs[name] = getattr(manifest, name)
    return runs


def _frame(rows: Iterable[Row], names: Sequence[str]) -> pd.DataFrame:
    """A frame made column by column: all rows as mappings at once would take ten times its memory."""
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for row in rows:
        for name, values in columns.items():
            values.append(row[name])
    return pd.DataFrame(columns)


def write_parquet(run: RunData, folder: Path) -> list[Path]:
    """`summary.parquet`, `samples.parquet`, `steps.parquet`; nothing where pyarrow is not installed."""
    try:
        import pyarrow  # noqa: F401  # optional: the `parquet` extra
    except ImportError:
        return []
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "summary": lambda: _runs(run),
        "samples": lambda: _frame(sample_rows(run.attempts), SAMPLE_COLUMNS),
        "steps": lambda: _frame(step_rows(run.attempts), STEP_COLUMNS),
    }
    paths = [folder / f"{name}.parquet" for name in tables]
    for path, frame in zip(paths, tables.values(), strict=True):
        frame().to_parquet(path, index=False)
    return paths


MESSAGE_COLUMNS = (
    "suite",
    "sample",
    "transport",
    "epoch",
    "index",
    "role",
    "text",
    "id",
    "created_at",
    "run",
)


def _messages(attempts: Iterable[Attempt]) -> Iterator[dict[str, Any]]:
    for attempt in attempts:
        suite, sample, transport, epoch = attempt.key
        for index, message in enumerate(attempt.record.messages):
            yield {
                "suite": suite, "sample": sample, "transport": transport, "epoch": epoch, "index": index,
                "role": message.get("role"), "text": _text(message.get("content")), "id": message.get("id"),
                "created_at": message.get("created_at"), "run": message.get("run_id"),
            }  # fmt: skip


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    texts = [part.get("text") for part in content or [] if isinstance(part, dict)]
    return "\n".join(str(text.get("value", "")) if isinstance(text, dict) else text for text in texts if text)
