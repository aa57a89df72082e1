"""A run's progress in the terminal: a live bar where there is one, a line now and then where not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from harness.records import Attempt
from harness.runner import Task

_ROOM_FOR_A_BAR = 84  # columns of a terminal: without a bar the numbers take sixty
_LINES = 10  # lines printed over a run when there is no terminal


class ProgressDisplay:
    """A listener that shows what is under way, and how the verdicts fall."""

    def __init__(self, console: Console, before: Mapping[str, int] | None = None) -> None:
        """`before`: how the verdicts fell in the part of the run that is resumed."""
        self._console = console
        self._counts = Counter(before or {})
        self._total = self._done = self._asking = 0
        bar = (TextColumn("{task.description}"), BarColumn()) if console.width >= _ROOM_FOR_A_BAR else ()
        self._bar = Progress(
            *bar,
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[counts]}"),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._row = self._bar.add_task("asking", total=None, counts="")

    def __enter__(self) -> ProgressDisplay:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def planned(self, tasks: Sequence[Task], done: int) -> None:
        self._total, self._done = len(tasks), done
        self._bar.update(self._row, total=len(tasks))
        self._show()

    def asking(self, task: Task) -> None:
        self._asking += 1
        self._show()

    def judged(self, task: Task, attempt: Attempt) -> None:
        self._asking -= 1
        self._done += 1
        self._counts[attempt.verdict.value] += 1
        self._show()
        if not self._console.is_terminal and self._done % max(1, self._total // _LINES) == 0:
            self._console.print(f"{self._done}/{self._total} {self._words()}", highlight=False)

    def _show(self) -> None:
        self._bar.update(self._row, completed=self._done, counts=f"{self._asking} in flight  {self._words()}")

    def _words(self) -> str:
        return "  ".join(f"{self._counts[value]} {value}" for value in ("correct", "incorrect", "error"))
