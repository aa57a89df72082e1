"""Which attempts a run consists of, in their order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from harness.loader import LoadedSuite
from harness.records import Sample, Transport
from harness.results import Key
from harness.runner.options import RunOptions


@dataclass(frozen=True)
class Task:
    """One attempt to be made."""

    suite: LoadedSuite
    sample: Sample
    transport: Transport
    epoch: int

    @property
    def key(self) -> Key:
        return (self.suite.name, self.sample.id, self.transport, self.epoch)


def transports(suite: LoadedSuite, options: RunOptions) -> tuple[Transport, ...]:
    """The transports that this run sends a suite through."""
    return options.transports or suite.suite.transports


def plan(
    suites: Sequence[LoadedSuite], options: RunOptions, only: Collection[Key] | None = None
) -> list[Task]:
    """Every attempt of a run; `only` keeps the named ones.

    Both transports of a sample stand next to each other, so that a run cut short compares like with like.
    """
    tasks = [task for suite in suites for task in _of_suite(suite, options)]
    return tasks if only is None else [task for task in tasks if task.key in only]


def _of_suite(suite: LoadedSuite, options: RunOptions) -> Iterator[Task]:
    for epoch in range(options.epochs or suite.suite.epochs):
        for sample in suite.samples[: options.limit]:
            for transport in transports(suite, options):
                yield Task(suite, sample, transport, epoch)
