"""One run: set up, ask and judge many at once, store each before it counts, clean up."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import httpx2
import openai
from openai import AsyncOpenAI

from harness.assistant import Caller, RetryPolicy, Setup, prepare, teardown
from harness.cassette import Session
from harness.errors import CassetteError, HarnessError, TargetError
from harness.loader import LoadedSuite
from harness.records import Attempt, RunRecord
from harness.results import Key, Results
from harness.runner.artifacts import without_files
from harness.runner.cluster import ClusterPerformer, connect
from harness.runner.link import Link
from harness.runner.manifest import manifest_of
from harness.runner.options import RunOptions
from harness.runner.performer import Performer, unasked
from harness.runner.plan import Task, plan
from harness.runner.preflight import (
    greet,
    refusals_named,
    require_recordings,
    require_storable,
    scope_of,
    setup_refused,
    setup_scope,
)
from harness.runner.pressure import Pressure

_SWEEP_ORDER = ("responses", "conversations", "threads", "assistants", "vector_stores", "files")
_SWEPT_AT_ONCE = 32


class Listener(Protocol):
    """Is told how a run goes. Called on the run's event loop; must not block."""

    def planned(self, tasks: Sequence[Task], done: int) -> None: ...

    def asking(self, task: Task) -> None: ...

    def judged(self, task: Task, attempt: Attempt) -> None: ...


class Quiet:
    """A listener that does not care."""

    def planned(self, tasks: Sequence[Task], done: int) -> None: ...

    def asking(self, task: Task) -> None: ...

    def judged(self, task: Task, attempt: Attempt) -> None: ...


class Run:
    """A run of suites with its options. `execute` is called once.

    Attributes:
        stopped: why the run started no further attempts, empty when it came to its end.
        missing: how many attempts were to be made; 0 when a resumed run had them all.
        left_behind: how many objects of the run are still on the server, which a resume deletes.
    """

    def __init__(
        self,
        suites: Sequence[LoadedSuite],
        options: RunOptions,
        listener: Listener | None = None,
        only: Collection[Key] | None = None,
    ) -> None:
        self.suites = suites
        self.options = options
        self.listener: Listener = listener or Quiet()
        self.only = only
        self.stopped = ""
        self.left_behind = 0
        self.missing = 0
        self._setups: dict[str, Setup] = {}
        self._refused: dict[str, CassetteError] = {}
        self._performer: Performer | ClusterPerformer | None = None
        self._spent_tokens = 0
        self._spent_cost = 0.0
        self._unpriced = ""

    async def execute(self) -> Path:
        """Run to the end and return the run's folder.

        Raises:
            DatasetError: a sample cannot be stored.
            CassetteMissing: a replay lacks a recording; nothing was asked.
            TargetError: the server cannot be used; nothing was asked.
            ResultsError: results cannot be written.
        """
        tasks = plan(self.suites, self.options, self.only)
        require_storable(tasks)
        self._link = Link(self.options)
        self._library = self._link.library
        if self.options.cassettes == "replay" and self.options.unrecorded == "refuse":
            require_recordings(self._library, tasks, self.options.api)
        self._results = self._open_results()
        self._pressure = Pressure(self.options.max_concurrency, self.options.max_rpm)
        try:
            await self._execute(tasks)
        finally:
            empty = not self._results.verdicts()
            await self._close()
            if empty and not self.left_behind:
                self._discard()
        return self.options.folder

    async def _execute(self, tasks: Sequence[Task]) -> None:
        done = self._results.keys()
        todo = [task for task in tasks if task.key not in done]
        self.missing = len(todo)
        self.listener.planned(tasks, len(tasks) - len(todo))
        await self._sweep()
        async with contextlib.AsyncExitStack() as stack:
            for suite in {task.suite.name: task.suite for task in todo}.values():
                await self._begin(stack, suite, todo)
            self._performer = await self._open_performer(stack)
            await self._ask_all(todo)
        if not self.stopped:
            self._results.finish(time.time())

    async def _open_performer(self, stack: contextlib.AsyncExitStack) -> Performer | ClusterPerformer:
        if self.options.cluster:
            client = await stack.enter_async_context(
                connect(self.options.cluster, self.options.max_concurrency)
            )
            return ClusterPerformer(
                client, self.options, self._setups, throttle=self._pressure, ledger=self._results
            )
        return Performer(self._link, self._setups, throttle=self._pressure, ledger=self._results)

    @property
    def leftovers(self) -> dict[Key, int]:
        """By attempt, how many recorded interactions were never asked for."""
        return self._performer.leftovers if self._performer else {}

    async def _ask_all(self, todo: Sequence[Task]) -> None:
        try:
            await self._start_all(todo)
        except BaseExceptionGroup as group:
            first = next(_leaves(group))
            raise first from group

    async def _start_all(self, todo: Sequence[Task]) -> None:
        async with asyncio.TaskGroup() as group:
            for task in todo:
                await self._pressure.enter()
                self.stopped = self._budget()
                if self.stopped:
                    self._pressure.leave()
                    return
                group.create_task(self._attempt(task))

    def _budget(self) -> str:
        """Why no further attempt may start; empty while it may."""
        tokens, cost = self.options.max_tokens, self.options.max_cost
        if tokens and self._spent_tokens >= tokens:
            return f"--max-tokens {tokens} are spent"
        if cost and self._unpriced:
            return f"no price is known for model {self._unpriced!r}, so --max-cost cannot be kept"
        return f"--max-cost {cost:g} is spent" if cost and self._spent_cost >= cost else ""

    def _spend(self, record: RunRecord) -> None:
        self._spent_tokens += record.usage.total_tokens if record.usage else 0
        self._spent_cost += record.cost or 0.0
        if record.usage and record.cost is None:
            self._unpriced = record.model

    async def _attempt(self, task: Task) -> None:
        self.listener.asking(task)
        try:
            attempt = await self._perform(task)
            if attempt.record.files:
                attempt = await asyncio.to_thread(without_files, attempt, self.options.folder)
            await self._results.add_async(attempt)
            self._spend(attempt.record)
            self.listener.judged(task, attempt)
        finally:
            self._pressure.leave()

    async def _perform(self, task: Task) -> Attempt:
        refusal = self._refused.get(task.suite.name)
        if refusal:
            return unasked(task, refusal)
        assert self._performer is not None
        return await self._performer.perform(task)

    def _caller(self, session: Session, seed: str, policy: RetryPolicy | None = None) -> Caller:
        return self._link.caller(session, seed, policy=policy, throttle=self._pressure, ledger=self._results)

    def _setup_session(self, suite: LoadedSuite, todo: Sequence[Task]) -> Any:
        """The suite's own scope; recorded anew when any of its samples has to be."""
        scope = setup_scope(suite.name, self.options.api)
        mine = [task for task in todo if task.suite.name == suite.name]
        fresh = self.options.cassettes == "auto" and not all(
            self._library.recorded(scope_of(task, self.options.api)) for task in mine
        )
        library = self._link.fresh_library() if fresh else self._library
        return contextlib.aclosing(library.open(scope))

    async def _begin(
        self, stack: contextlib.AsyncExitStack, suite: LoadedSuite, todo: Sequence[Task]
    ) -> None:
        session = await stack.enter_async_context(self._setup_session(suite, todo))
        try:
            await self._set_up(stack, suite, session)
        except BaseException as error:
            await session.adrop()  # a server that was not there, or refused, is not worth a recording
            if isinstance(error, TargetError):  # a server may say the key that it refuses
                raise TargetError(session.clean(error.what), fix=error.fix) from None
            if session.failure is None or not isinstance(error, Exception):
                raise
            refusal = setup_refused(session.failure, suite, self.options.api)
            if self.options.unrecorded == "refuse":
                raise refusal from error
            self._refused[suite.name] = refusal

    async def _set_up(self, stack: contextlib.AsyncExitStack, suite: LoadedSuite, session: Session) -> None:
        caller = self._caller(session, suite.name, RetryPolicy(attempts=3))
        offered = await greet(caller, self.options.target.address)
        self._name_model(suite, offered)
        if self.options.assistant_id:
            self._setups[suite.name] = await self._existing(caller)
            return
        assistant = suite.suite.assistant
        model = self._link.model(assistant)
        with refusals_named(f"suite {suite.name} cannot be set up"):
            setup = await prepare(caller, assistant, model=model, folder=suite.folder, api=self.options.api)
        self._setups[suite.name] = setup
        if not self.options.keep:
            stack.push_async_callback(teardown, caller, setup.made)

    def _name_model(self, suite: LoadedSuite, offered: Sequence[str]) -> None:
        """`default` is no model: the run's record names the one that stands behind it."""
        if self._link.model(suite.suite.assistant) == "default" and not self._results.manifest.model:
            self._results.asked(next((name for name in offered if name != "default"), ""))

    async def _existing(self, caller: Caller) -> Setup:
        id = self.options.assistant_id or ""
        with refusals_named(f"assistant {id} cannot be used"):
            reply = await caller.get(f"/assistants/{id}")
        return Setup(id, (), tuple(str(tool.get("type")) for tool in reply.body.get("tools") or []))

    async def _sweep(self) -> None:
        """Delete what an earlier, killed part of this run left on the server."""
        left = self._results.resources()
        if not left or self.options.keep or self.options.cassettes == "replay":
            return
        http = httpx2.AsyncClient(transport=self._link.live(), trust_env=False, timeout=10.0)
        async with http:
            client = self._link.client.with_options(http_client=http, max_retries=0)
            for kind in _SWEEP_ORDER:
                ids = [id for known, id in left if known == kind]
                for first in range(0, len(ids), _SWEPT_AT_ONCE):
                    some = ids[first : first + _SWEPT_AT_ONCE]
                    await asyncio.gather(*(self._delete(client, kind, id) for id in some))

    async def _delete(self, client: AsyncOpenAI, kind: str, id: str) -> None:
        """What is gone already is fine; what cannot be deleted now stays in the ledger for a resume."""
        options: Any = {"headers": {"OpenAI-Beta": "assistants=v2"}}
        try:
            await client.delete(f"/{kind}/{id}", cast_to=httpx2.Response, options=options)
        except openai.NotFoundError:
            pass
        except openai.OpenAIError:
            return
        self._results.deleted(kind, id)

    async def _close(self) -> None:
        """Clean up, also after Ctrl-C: what attempts in flight made is deleted now."""
        try:
            await asyncio.wait_for(self._sweep(), 15.0)
        except TimeoutError:
            pass
        finally:
            await self._link.aclose()
            self.left_behind = 0 if self.options.keep else len(self._results.resources())
            self._results.close()

    def _discard(self) -> None:
        """A run that stored nothing leaves nothing behind, nor the folder of reports that was made for it."""
        (self.options.folder / "results.sqlite").unlink()
        with contextlib.suppress(OSError):
            self.options.folder.rmdir()
            if self._first:
                self.options.folder.parent.rmdir()

    def _open_results(self) -> Results:
        path = self.options.folder / "results.sqlite"
        self._first = not self.options.folder.parent.exists()
        if path.exists():
            return Results.resume(path)
        return Results.create(path, manifest_of(self.suites, self.options))


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    """The errors in a group, those of ours first: they say what to do."""
    flat = [leaf for part in group.exceptions for leaf in _parts(part)]
    yield from sorted(flat, key=lambda error: not isinstance(error, HarnessError))


def _parts(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        yield from _leaves(error)
    else:
        yield error
