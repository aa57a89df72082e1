"""A run in a thread of its own, so that items can wait for one attempt each while all are asked at once.

Of several processes (pytest-xdist) with the same folder, the one that gets the lock asks; the others read
what it stores. When it dies, the next one takes over and finishes what is missing.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from harness.errors import HarnessError, ResultsError
from harness.frontend import Settings, open_target, run_options
from harness.loader import LoadedSuite
from harness.records import Attempt
from harness.results import Key, Results
from harness.runner import Run, RunOptions, Target, Task

_LOOK_EVERY = 0.02  # seconds between looks at another process's results


class BackgroundRun:
    """Asks the given attempts, or waits for the process that does."""

    def __init__(
        self, suites: Sequence[LoadedSuite], settings: Settings, keys: Collection[Key], folder: Path
    ) -> None:
        self._suites, self._settings, self._keys, self.folder = suites, settings, keys, folder
        self._news = threading.Condition()
        self._done: dict[Key, Attempt] = {}
        self._failure: BaseException | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[Path] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(folder / "run.lock")
        self._lead()

    def attempt(self, key: Key) -> Attempt:
        """Wait until this attempt is stored.

        Raises:
            HarnessError: the run failed as a whole.
        """
        while self._thread is None:
            found = self._stored(key)
            if found:
                return found
            if not self._lead():
                time.sleep(_LOOK_EVERY)
        with self._news:
            self._news.wait_for(lambda: key in self._done or not self._running())
        found = self._done.get(key) or self._stored(key)
        if found is None:
            raise self._failure or HarnessError(f"the run ended without {key}")
        return found

    def attempts(self, keys: Collection[Key]) -> list[Attempt]:
        """Wait until all of these are stored."""
        return [self.attempt(key) for key in sorted(keys)]

    def close(self, *, stopped: bool) -> None:
        """Wait for the run's end; `stopped` ends it now."""
        if self._thread is None:
            return
        if stopped and self._loop and self._task and self._running():
            self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join()
        self._lock.release()

    def report(self) -> None:
        """Write the run's reports, where there is anything to report."""
        from harness.reports.write import write_reports

        if (self.folder / "results.sqlite").exists():
            write_reports(self.folder)

    def planned(self, tasks: Sequence[Task], done: int) -> None: ...

    def asking(self, task: Task) -> None: ...

    def judged(self, task: Task, attempt: Attempt) -> None:
        with self._news:
            self._done[task.key] = attempt
            self._news.notify_all()

    def _running(self) -> bool:
        return self._thread is not None and self._thread.is_alive() and self._failure is None

    def _lead(self) -> bool:
        """Become the process that asks, unless another one is."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        self._thread = threading.Thread(target=self._main, name="harness run", daemon=True)
        self._thread.start()
        return True

    def _stored(self, key: Key) -> Attempt | None:
        try:
            with Results.open(self.folder) as results:
                return results.get(key)
        except ResultsError:
            return None

    def _main(self) -> None:
        try:
            asyncio.run(self._execute())
        except BaseException as error:  # handed to the items that wait
            self._failure = error
        with self._news:
            self._news.notify_all()

    def _options(self, target: Target) -> RunOptions:
        """A recording that is missing fails the item that needs it, and no other one."""
        options = run_options(self._settings, target, self.folder)
        api = "" if options.api == "assistants" else f" --api {options.api}"
        return replace(options, unrecorded="error", rerecord=f"pytest -k {{sample}} --cassettes record{api}")

    async def _execute(self) -> None:
        self._loop = asyncio.get_running_loop()
        with open_target(self._settings) as target:
            run = Run(self._suites, self._options(target), self, self._keys)
            self._task = asyncio.create_task(run.execute())
            await self._task
