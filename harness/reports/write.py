"""Writes all reports of a run into its folder."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.errors import ReportError
from harness.reports.data import RunData, load_run
from harness.reports.html.page import report_page
from harness.reports.junit import junit_xml
from harness.reports.markdown import summary_markdown
from harness.reports.summary import SummaryRow, summarise
from harness.reports.tables import (
    SAMPLE_COLUMNS,
    STEP_COLUMNS,
    SUMMARY_COLUMNS,
    TEMPLATE_COLUMNS,
    sample_rows,
    step_rows,
    summary_rows,
    template_table,
    to_csv,
)
from harness.reports.variants import template_rows


@dataclass(frozen=True, kw_only=True)
class ReportPaths:
    """Where the reports are. `parquet` is empty where pyarrow is not installed; `templates_csv` is None where no
    sample was made from a template.
    """

    summary_csv: Path
    samples_csv: Path
    steps_csv: Path
    html: Path
    markdown: Path
    junit: Path
    templates_csv: Path | None = None
    parquet: tuple[Path, ...] = ()


def write_reports(folder: Path, *, lang: str = "en", parquet: bool = True) -> ReportPaths:
    """Write every report of the run in `folder` beside its `results.sqlite`.

    Each file appears whole or not at all. The CSV files of two replays of the same cassettes are equal byte
    for byte.

    Args:
        lang: `en` or `zh`, of `report.html`.
        parquet: also write Parquet where pyarrow is installed.

    Raises:
        ResultsError: there is no run in the folder.
        ReportError: a file cannot be written.
    """
    with _without_collection():
        return write_run(load_run(folder), lang=lang, parquet=parquet)


def write_run(
    run: RunData, *, summary: Sequence[SummaryRow] | None = None, lang: str = "en", parquet: bool = True
) -> ReportPaths:
    """`write_reports` of a run that is in memory, whose `summary` may be known already."""
    summary, templates = summary or summarise(run), template_rows(run)
    texts: dict[str, str | Iterable[str]] = {
        "summary.csv": to_csv(summary_rows(summary), SUMMARY_COLUMNS),
        "samples.csv": to_csv(sample_rows(run.attempts), SAMPLE_COLUMNS),
        "steps.csv": to_csv(step_rows(run.attempts), STEP_COLUMNS),
        "report.html": report_page(run, summary, lang=lang),
        "summary.md": summary_markdown(run, summary),
        "junit.xml": junit_xml(run),
    }
    if templates:
        texts["templates.csv"] = to_csv(template_table(templates), TEMPLATE_COLUMNS)
    paths = {name: write_text(run.folder / name, text) for name, text in texts.items()}
    tables: list[Path] = []
    if parquet:
        from harness.reports.frames import write_parquet  # pandas: half a second that `parquet=False` saves

        tables = write_parquet(run, run.folder)
    return ReportPaths(
        summary_csv=paths["summary.csv"],
        samples_csv=paths["samples.csv"],
        steps_csv=paths["steps.csv"],
        html=paths["report.html"],
        markdown=paths["summary.md"],
        junit=paths["junit.xml"],
        templates_csv=paths.get("templates.csv"),
        parquet=tuple(tables),
    )


@contextmanager
def _without_collection() -> Iterator[None]:
    """No search for cyclic garbage while millions of small values are made that have no cycles.

    It takes a third of the time of a run of 10,000 samples.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def write_text(path: Path, text: str | Iterable[str]) -> Path:
    """Write a file whole or not at all; a long one in parts, which are made as they are written.

    Raises:
        ReportError: it cannot be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines([text] if isinstance(text, str) else text)
        part.replace(path)
    except OSError as error:
        raise ReportError(f"{path} cannot be written: {error.strerror or error}") from error
    return path
