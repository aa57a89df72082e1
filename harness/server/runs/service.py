"""Starts, resumes, cancels and expires runs, and brings order after a restart."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass

from harness.server import faults
from harness.server.engine.job import Ending, Job, Wants
from harness.server.engine.offers import offer
from harness.server.engine.turns import drive
from harness.server.indexing import PatientIndex
from harness.server.lifecycle import ACTIVE, CANCELLABLE, TERMINAL
from harness.server.models.base import ModelFault
from harness.server.objects import add_usage, make_run
from harness.server.runs.channel import Channel
from harness.server.runs.history import History, own_turns
from harness.server.runs.recorder import Recorder
from harness.server.runs.toolbox import Reach, RunToolbox
from harness.server.state import State
from harness.server.store import Listing, Row
from harness.server.tools.code_interpreter import InputFile
from harness.server.wire import PRIVATE, Json

_log = logging.getLogger("harness.server")
_SORRY = "Sorry, something went wrong."
_STOPPED = "The server was stopped while this run was in progress."


@dataclass
class _Live:
    """A run that is not over: its recorder, its task while a model works, why it is being stopped."""

    owner: str
    recorder: Recorder
    task: asyncio.Task[None] | None = None
    timer: asyncio.TimerHandle | None = None
    why: str = ""

    @property
    def run(self) -> Json:
        return self.recorder.run


class Runs:
    """The runs of one server. All methods are called on its event loop."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._live: dict[str, _Live] = {}

    # -- what clients ask for

    def active(self, thread_id: str) -> str | None:
        """The id of the run that locks a thread."""
        found = self._state.store.tagged("run", thread_id, sorted(ACTIVE))
        return str(found[0][1]["id"]) if found else None

    def create(self, owner: str, thread_id: str, body: Json, channel: Channel | None = None) -> Json:
        """Queues a run and starts it; answers it as queued. The thread must be unlocked and exist."""
        assistant = self._state.find("assistant", body["assistant_id"], owner)
        run = make_run(thread_id, body, assistant, self._state.files.now(), self._state.options.run_seconds)
        self._state.models.get(run["model"])
        if len(self._live) >= self._state.options.limits.runs_in_flight:
            raise faults.too_many_requests(1.0)
        run[PRIVATE]["outputs"] = self._made_before(owner, thread_id)
        row = Row(kind="run", key=run["id"], owner=owner, parent=thread_id, tag="queued", body=run)
        self._state.store.insert(row)
        live = self._attach(owner, run, channel)
        live.recorder.emit("thread.run.created", run)
        live.recorder.emit("thread.run.queued", run)
        self._start(live)
        return dict(run)

    def _made_before(self, owner: str, thread_id: str) -> dict[str, str]:
        """The files that code of the thread's runs has made so far: a later answer may point to them."""
        page = self._state.store.page(Listing(kind="run", owner=owner, parent=thread_id, limit=1))
        made = page[0][0][PRIVATE].get("outputs", {}) if page and page[0] else {}
        return {name: id for name, id in made.items() if self._state.files.get(owner, id)}

    def submit(self, owner: str, run: Json, outputs: list[Json], channel: Channel | None = None) -> Json:
        """Takes the outputs of all calls that a run waits for, and lets it go on."""
        if run["status"] != "requires_action":
            raise faults.outputs_not_wanted(run["status"])
        wanted = [call["id"] for call in run["required_action"]["submit_tool_outputs"]["tool_calls"]]
        answers = _by_call(wanted, outputs)
        live = self._live[run["id"]]
        live.recorder.channel = channel
        self._answer(live, answers)
        self._start(live)
        return dict(live.run)

    def _answer(self, live: _Live, outputs: dict[str, str]) -> None:
        recorder = live.recorder
        with self._state.store.together():
            for step in self._state.store.all("step", live.owner, live.run["id"]):
                if step["status"] == "in_progress":
                    recorder.answer_calls(step, outputs)
            recorder.change("queued")

    def cancel(self, run: Json) -> Json:
        """Asks a run to stop; answers it as cancelling."""
        if run["status"] not in CANCELLABLE:
            raise faults.not_cancellable(run["status"])
        live = self._live[run["id"]]
        live.recorder.change("cancelling")
        answer = dict(live.run)
        self._stop(live, "cancelled")
        return answer

    async def forget(self, thread_id: str) -> None:
        """Stops what runs on a thread that is being deleted."""
        for live in list(self._live.values()):
            if live.run["thread_id"] == thread_id:
                self._stop(live, "cancelled")
                if live.task is not None:
                    await asyncio.wait([live.task])

    def save_metadata(self, run: Json, metadata: Json) -> Json:
        """Replaces the metadata, also of a run that is under way."""
        live = self._live.get(run["id"])
        body = live.run if live else run
        body["metadata"] = metadata
        self._state.store.save("run", body["id"], body)
        return body

    # -- the life of a run

    def _attach(self, owner: str, run: Json, channel: Channel | None) -> _Live:
        state = self._state
        live = _Live(owner, Recorder(state.store, state.files, owner, run, channel))
        self._live[run["id"]] = live
        seconds = max(0.0, run["created_at"] + state.options.run_seconds - state.files.now())
        loop = asyncio.get_running_loop()
        live.timer = loop.call_later(seconds, self._stop, live, "expired")
        return live

    def _start(self, live: _Live) -> None:
        live.task = asyncio.create_task(self._work(live))
        live.task.add_done_callback(lambda task: self._settle(live, task))

    def _settle(self, live: _Live, task: asyncio.Task[None]) -> None:
        """Also a task that was cancelled before its first step leaves a run that has ended."""
        live.task = None
        if task.cancelled() and live.run["id"] in self._live:
            self._end(live)

    def _stop(self, live: _Live, why: str) -> None:
        """Ends a run from outside: its task is cancelled and ends it, or there is none and it ends now."""
        if live.why or live.run["status"] in TERMINAL:
            return
        live.why = why
        if live.task is not None:
            live.task.cancel()
        else:
            asyncio.get_running_loop().call_soon(self._end, live)

    async def _work(self, live: _Live) -> None:
        try:
            await self._stretch(live)
        except ModelFault as fault:
            self._fail(live, fault.code, fault.message)
        except Exception:
            _log.exception("run %s failed", live.run["id"])
            self._fail(live, "server_error", _SORRY)

    async def _stretch(self, live: _Live) -> None:
        await asyncio.sleep(0)  # the answer that says `queued` goes first
        live.recorder.change("in_progress")
        ending = await self._drive(live)
        if live.why and isinstance(ending, Wants):
            self._end(live)  # stopped just when it was about to wait
            return
        live.recorder.finish(ending)
        self._let_go(live, waits=isinstance(ending, Wants))

    async def _drive(self, live: _Live) -> Ending:
        job, toolbox = self._prepare(live)
        return await drive(job, live.recorder, toolbox)

    def _fail(self, live: _Live, code: str, message: str) -> None:
        live.recorder.stop("failed", {"code": code, "message": message})
        self._let_go(live)

    def _end(self, live: _Live) -> None:
        """The run ends for the reason that was given to `_stop`."""
        if live.run["status"] not in TERMINAL:
            if live.why == "failed":
                live.recorder.stop("failed", {"code": "server_error", "message": _STOPPED})
            elif live.why == "expired" or live.run["status"] == "cancelling":
                live.recorder.stop(live.why or "cancelled")
            else:
                live.recorder.change("cancelling")
                live.recorder.stop("cancelled")
        self._let_go(live)

    def _let_go(self, live: _Live, *, waits: bool = False) -> None:
        if live.recorder.channel is not None:
            live.recorder.channel.finish()
            live.recorder.channel = None
        if waits:
            return
        if live.timer is not None:
            live.timer.cancel()
        self._live.pop(live.run["id"], None)

    # -- what the engine needs

    def _prepare(self, live: _Live) -> tuple[Job, RunToolbox]:
        run, state = live.run, self._state
        thread = state.store.get("thread", run["thread_id"], live.owner) or {}
        assistant = state.store.get("assistant", run["assistant_id"], live.owner) or {}
        reach = self._reach(live, [run, thread, assistant])
        cites = run[PRIVATE].setdefault("cites", {})
        job = self._job(live, reach)
        index = PatientIndex(state.index, state.indexing)
        return job, RunToolbox(state.code, index, reach, cites, job.model)

    def _job(self, live: _Live, reach: Reach) -> Job:
        run, store = live.run, self._state.store
        model = self._state.models.get(run["model"])
        messages = store.all("message", live.owner, run["thread_id"])
        history = History(self._state.files, sees_images=bool(getattr(model, "vision", False)))
        earlier = [one for one in messages if one["run_id"] != run["id"]]
        keep = run["truncation_strategy"]["last_messages"]
        if run["truncation_strategy"]["type"] == "last_messages" and keep:
            earlier = earlier[-keep:]
        steps = store.all("step", live.owner, run["id"])
        own = own_turns(steps, {one["id"]: one for one in messages})
        used = add_usage([run[PRIVATE].get("used")])
        return Job(
            model=model,
            instructions=_instructions(run, reach),
            history=history.thread(earlier),
            own=own,
            offers=offer(run["tools"]),
            tool_choice=run["tool_choice"],
            parallel_tool_calls=run["parallel_tool_calls"],
            temperature=run[PRIVATE].get("temperature"),
            top_p=run[PRIVATE].get("top_p"),
            response_format=_response_format(run["response_format"]),
            reasoning_effort=run[PRIVATE]["reasoning_effort"],
            max_prompt_tokens=_left(run["max_prompt_tokens"], used["prompt_tokens"]),
            max_completion_tokens=_left(run["max_completion_tokens"], used["completion_tokens"]),
            turns_taken=run[PRIVATE]["turns"],
            most_turns=self._state.options.limits.turns,
        )

    def _reach(self, live: _Live, holders: list[Json]) -> Reach:
        resources = [holder.get("tool_resources") or {} for holder in holders]
        ids = [id for one in resources for id in one.get("code_interpreter", {}).get("file_ids", [])]
        stores = [id for one in resources for id in one.get("file_search", {}).get("vector_store_ids", [])]
        search: Json = next((tool for tool in live.run["tools"] if tool["type"] == "file_search"), {})
        return Reach(
            session=f"{live.owner}/{live.run['thread_id']}",
            files=self._inputs(live.owner, dict.fromkeys(ids)),
            stores=list(dict.fromkeys(stores)),
            search=search.get("file_search"),
        )

    def _inputs(self, owner: str, ids: dict[str, None]) -> list[InputFile]:
        found = [self._state.files.get(owner, id) for id in ids]
        return [InputFile(body["filename"], self._state.files.path(body["id"])) for body in found if body]

    # -- restart and stop

    def recover(self) -> None:
        """Runs that were under way when the server died fail; those that wait for outputs go on waiting."""
        for owner, run in self._state.store.tagged("run", None, sorted(ACTIVE)):
            live = self._attach(owner, run, None)
            if run["status"] == "requires_action":
                continue
            self._close_messages(live)
            live.why = "cancelled" if run["status"] == "cancelling" else "failed"
            self._end(live)

    def _close_messages(self, live: _Live) -> None:
        store = self._state.store
        for message in store.all("message", live.owner, live.run["thread_id"]):
            if message["status"] == "in_progress":
                live.recorder.abandon_message(message)

    async def aclose(self) -> None:
        """Fails what is under way, with the reason; runs that wait for outputs go on waiting when kept."""
        for live in list(self._live.values()):
            if live.timer is not None:
                live.timer.cancel()
            task = live.task
            if task is not None:
                self._stop(live, "failed")
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.wait([task])


def _by_call(wanted: list[str], outputs: list[Json]) -> dict[str, str]:
    """Outputs by the ids of their calls. Raises ApiError unless they are exactly those that are wanted.

    The documented schema does not require `tool_call_id`: one output for one call needs none.
    """
    got = [one["tool_call_id"] for one in outputs if "tool_call_id" in one]
    if len(wanted) == len(outputs) == 1 and not got:
        got = wanted
    if sorted(wanted) != sorted(got) or len(got) != len(outputs):
        raise faults.outputs_mismatch(wanted, got)
    return {id: one.get("output") or "" for id, one in zip(got, outputs, strict=True)}


def _left(limit: int | None, used: int) -> int | None:
    return None if limit is None else limit - used


def _response_format(value: object) -> Json | None:
    return value if isinstance(value, dict) else None


def _instructions(run: Json, reach: Reach) -> str:
    """The run's instructions, and which files code will find."""
    text: str = run["instructions"]
    if not reach.files or not any(tool["type"] == "code_interpreter" for tool in run["tools"]):
        return text
    names = "\n".join(f"- /mnt/data/{file.name}" for file in reach.files)
    return f"{text}\n\nFiles for the code interpreter:\n{names}".lstrip()
