"""A run as the reports read it, and the questions that all of them ask of an attempt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from harness.records import Attempt, Cause, Manifest, Sample, SuiteInfo, ToolCall
from harness.results import Results

CODE = "code_interpreter"
_IDS = ("id", "assistant_id", "thread_id")


@dataclass(frozen=True, kw_only=True)
class RunData:
    """A run in memory: what ran, and every attempt in the order of suite, sample, transport, epoch.

    The `attempts` lack the API's own objects (`messages`, and `run` but for its ids), which are most of what is
    stored: `whole` reads them from `source` again, one after the other, so that a run of any size fits.
    """

    manifest: Manifest
    attempts: tuple[Attempt, ...]
    folder: Path
    source: Path

    def whole(self) -> Iterator[Attempt]:
        """Every attempt as it is stored, in the same order."""
        with Results.open(self.source) as results:
            yield from results.attempts()

    def suite(self, name: str) -> SuiteInfo:
        """What the run keeps of a suite; an empty one when the manifest does not name it."""
        return next((suite for suite in self.manifest.suites if suite.name == name), SuiteInfo(name=name))

    def scored(self, attempts: Iterable[Attempt]) -> list[Attempt]:
        """The attempts that accuracy is about, by what the suite of each says of errors."""
        excluding = {suite.name for suite in self.manifest.suites if suite.errors == "excluded"}
        return [a for a in attempts if a.verdict.value != "error" or a.record.suite not in excluding]


def load_run(path: Path) -> RunData:
    """Read the run in a folder, or its result file, into memory.

    Raises:
        ResultsError: there is no result file, or it is not one.
    """
    results = Results.open(path)
    try:
        return from_results(results)
    finally:
        results.close()


def from_results(results: Results) -> RunData:
    """The same of results that are open already."""
    folder = results.path if results.path.is_dir() else results.path.parent
    attempts = tuple(_slim(results.attempts()))
    return RunData(manifest=results.manifest, attempts=attempts, folder=folder, source=results.path)


def _slim(attempts: Iterable[Attempt]) -> Iterator[Attempt]:
    """The attempts without what `RunData` leaves in the file; those of one sample share it."""
    sample: Sample | None = None
    for attempt in attempts:
        sample = sample if sample == attempt.sample else attempt.sample
        ids = {name: value for name, value in attempt.record.run.items() if name in _IDS}
        yield replace(attempt, sample=sample, record=replace(attempt.record, run=ids, messages=()))


def by_suite_and_transport(attempts: Iterable[Attempt]) -> Iterator[tuple[tuple[str, str], list[Attempt]]]:
    """((suite, transport), its attempts), sorted."""

    def key(attempt: Attempt) -> tuple[str, str]:
        return (attempt.record.suite, attempt.record.transport)

    for name, members in groupby(sorted(attempts, key=key), key=key):
        yield name, list(members)


def counted(attempts: Iterable[Attempt], errors: str) -> list[Attempt]:
    """The attempts that the accuracy is about: all of them, or those with a verdict (`errors` excluded)."""
    return [attempt for attempt in attempts if errors == "incorrect" or attempt.verdict.value != "error"]


def cause(attempt: Attempt) -> Cause | None:
    """Why there is no verdict: the verdict's own cause, else the record's."""
    if attempt.verdict.value != "error":
        return None
    return attempt.verdict.cause or attempt.record.cause


def tokens(attempt: Attempt) -> int:
    """Prompt and completion tokens of an attempt; 0 where the server did not say."""
    usage = attempt.record.usage
    return usage.total_tokens if usage else 0


def code_runs(attempt: Attempt) -> list[ToolCall]:
    return [call for call in attempt.record.tool_calls if call.tool == CODE]


def sequence(attempt: Attempt) -> str:
    """What the assistant did in words: `code → error → code → answer`."""
    parts: list[str] = []
    for call in attempt.record.tool_calls:
        parts.append("code" if call.tool == CODE else call.name or call.tool)
        if call.ok is False:
            parts.append("error")
    parts.append("answer" if attempt.record.answer else "no answer")
    return " → ".join(parts)


def cost(attempts: Iterable[Attempt]) -> float | None:
    """What the attempts cost in US dollars; None where no price is known of any."""
    known = [attempt.record.cost for attempt in attempts if attempt.record.cost is not None]
    return sum(known) if known else None
