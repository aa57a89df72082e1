"""Starts, finishes and cancels responses, and brings order after a restart."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from harness.server import faults
from harness.server.engine.job import Job
from harness.server.engine.offers import offer
from harness.server.engine.prompt import whole
from harness.server.engine.turns import drive
from harness.server.faults import ApiError, invalid
from harness.server.models.base import Message, ModelFault
from harness.server.objects import given
from harness.server.responses.events import EventLog
from harness.server.responses.history import check_outputs, resolved
from harness.server.responses.ids import ID_PREFIXES, new_id
from harness.server.responses.items import check_files, input_items
from harness.server.responses.objects import (
    UNDER_WAY,
    engine_format,
    engine_tool_choice,
    engine_tools,
    make_response,
)
from harness.server.responses.prompt import Transcript
from harness.server.responses.recorder import Recorder
from harness.server.responses.shelf import Shelf
from harness.server.responses.toolbox import ResponseToolbox
from harness.server.runs.toolbox import Reach
from harness.server.state import State
from harness.server.tools.code_interpreter import InputFile
from harness.server.wire import PRIVATE, Json

_log = logging.getLogger("harness.server")
_SORRY = "An error occurred while processing your request."
_STOPPED = "The server was stopped while this response was in progress."
_LOGS_KEPT = 100


@dataclass
class Live:
    """A response that is not over."""

    owner: str
    recorder: Recorder
    history: Sequence[Json]
    input: Sequence[Json]
    over: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None
    why: str = ""

    @property
    def response(self) -> Json:
        return self.recorder.response

    @property
    def log(self) -> EventLog:
        return self.recorder.log


class Responses:
    """The responses of one server. All methods are called on its event loop."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.shelf = Shelf(state)
        self._live: dict[str, Live] = {}
        self._busy: dict[str, str] = {}
        self._logs: dict[str, EventLog] = {}

    # -- what clients ask for

    def create(self, owner: str, body: Json) -> Live:
        """Queues a response and starts it. Raises ApiError for what cannot be."""
        live = self._made(owner, body)
        self._begin(live)
        return live

    async def count(self, owner: str, body: Json) -> int:
        """Tokens of the prompt that a request would make, by its model's own count. Raises ApiError."""
        live = self._made(owner, body)
        job = self._job(live, self._reach(live))
        tools = () if job.tool_choice == "none" else tuple(offer.tool for offer in job.offers)
        return await job.model.count(whole(job), tools)

    def _made(self, owner: str, body: Json) -> Live:
        """A response that has not begun. The description lets a request leave out the model."""
        body = {**body, "model": given(body, "model", self._state.options.default_model)}
        self._check(body)
        conversation = self._conversation(owner, body)
        items = input_items(body.get("input"))
        check_files(self._state, owner, items)
        before = self._history(owner, body, conversation)
        items = resolved(items, before)
        check_outputs([*before, *items])
        response = make_response(body, self._state.files.now(), conversation)
        self._check_reach(owner, response)
        self._state.models.get(response["model"])
        response[PRIVATE]["seen"] = [item["id"] for item in before] if conversation else []
        log = EventLog()
        container = _container(response, before)
        return Live(owner, Recorder(response, log, self._state.files, owner, container), before, items)

    def _begin(self, live: Live) -> None:
        response = live.response
        if response["store"]:
            self.shelf.keep_response(live.owner, response, live.input)
        self._live[response["id"]] = live
        if response["conversation"]:
            self._busy[response["conversation"]["id"]] = response["id"]
        live.recorder.announce("created")
        live.recorder.announce("queued")
        live.task = asyncio.create_task(self._work(live))
        live.task.add_done_callback(lambda task: self._settle(live, task))

    def _check(self, body: Json) -> None:
        if body.get("previous_response_id") and body.get("conversation"):
            text = "Mutually exclusive parameters: 'previous_response_id' and 'conversation'."
            raise invalid(text, param="previous_response_id", code="mutually_exclusive_parameters")
        if body.get("background") and body.get("store") is False:
            raise invalid("Background mode requires 'store' to be true.", param="background")
        if len(self._live) >= self._state.options.limits.runs_in_flight:
            raise faults.too_many_requests(1.0)

    def _conversation(self, owner: str, body: Json) -> str | None:
        named = body.get("conversation")
        if named is None:
            return None
        id = named if isinstance(named, str) else str(named["id"])
        self.shelf.conversation(owner, id)
        if id in self._busy:
            text = f"Another process is currently operating on conversation {id} (response {self._busy[id]})."
            raise ApiError(409, text, code="conversation_locked")
        return id

    def _history(self, owner: str, body: Json, conversation: str | None) -> list[Json]:
        if conversation:
            return self.shelf.conversation_items(owner, conversation)
        previous = body.get("previous_response_id")
        if previous is None:
            return []
        found = self._state.store.get("response", previous, owner)
        if found is None:
            text = f"Previous response with id '{previous}' not found."
            raise invalid(text, param="previous_response_id", code="previous_response_not_found")
        if found["status"] in UNDER_WAY:
            raise invalid(f"Previous response '{previous}' is still {found['status']}.")
        return self.shelf.chain(owner, previous)

    def _check_reach(self, owner: str, response: Json) -> None:
        """Everything that the tools name exists."""
        for tool in response["tools"]:
            for id in tool.get("vector_store_ids", ()):
                self._state.find("vector_store", id, owner)
            container = tool.get("container")
            if isinstance(container, dict):
                for id in container["file_ids"]:
                    self._state.find_file(id, owner)
            elif container is not None and not container.startswith(ID_PREFIXES["container"]):
                raise ApiError(404, f"Container with id '{container}' not found.")

    def find(self, owner: str, id: str) -> Json:
        """The response as it is now. Raises ApiError (404)."""
        live = self._live.get(id)
        if live is not None and live.owner == owner:
            return live.response
        return self.shelf.response(owner, id)

    def log(self, owner: str, id: str) -> EventLog:
        """The events of a response. Raises ApiError when they are no longer kept."""
        self.find(owner, id)
        found = self._logs.get(id) if id not in self._live else self._live[id].log
        if found is None:
            raise invalid(f"The events of response '{id}' are no longer kept; it can be retrieved.")
        return found

    async def cancel(self, owner: str, id: str) -> Json:
        """Stops a response; one that is over stays as it is, cancelled ones quietly so."""
        response = self.find(owner, id)
        live = self._live.get(id)
        if live is None:
            if response["status"] != "cancelled":
                raise invalid(f"Cannot cancel a response with status '{response['status']}'.")
            return response
        await self._stop(live, "cancelled")
        return live.response

    async def delete(self, owner: str, id: str) -> None:
        """Forgets a response; one that is under way is stopped first. Items of a conversation stay."""
        self.find(owner, id)
        live = self._live.get(id)
        if live is not None:
            await self._stop(live, "cancelled")
        self._logs.pop(id, None)
        self.shelf.delete_response(id)

    async def delete_conversation(self, owner: str, id: str) -> None:
        """Forgets a conversation and its items."""
        self.shelf.conversation(owner, id)
        live = self._live.get(self._busy.get(id, ""))
        if live is not None:
            await self._stop(live, "cancelled")
        self.shelf.delete_conversation(id)

    # -- the life of a response

    async def _work(self, live: Live) -> None:
        try:
            await self._drive(live)
        except ModelFault as fault:
            live.recorder.stop("failed", {"code": fault.code, "message": fault.message})
        except Exception:
            _log.exception("response %s failed", live.response["id"])
            live.recorder.stop("failed", {"code": "server_error", "message": _SORRY})

    async def _drive(self, live: Live) -> None:
        await asyncio.sleep(0)  # the answer that says `queued` goes first
        live.recorder.change("in_progress")
        self._save(live)
        response, recorder = live.response, live.recorder
        reach = self._reach(live)
        job, cites = self._job(live, reach), response[PRIVATE]["cites"]
        toolbox = ResponseToolbox(self._state, reach, cites, job.model, recorder.running)
        ending = await drive(job, recorder, toolbox)
        recorder.finish(ending, self._state.files.now())

    def _settle(self, live: Live, task: asyncio.Task[None]) -> None:
        """Whatever ended the task, the response has ended, is stored, and lets go of its conversation."""
        self._live.pop(live.response["id"], None)
        try:
            if live.response["status"] in UNDER_WAY:
                self._break_off(live)
            self._close(live)
        finally:
            live.log.close()
            live.over.set()

    def _break_off(self, live: Live) -> None:
        if live.why == "failed":
            live.recorder.stop("failed", {"code": "server_error", "message": _STOPPED})
        else:
            live.recorder.stop("cancelled")

    def _close(self, live: Live) -> None:
        response = live.response
        self._save(live)
        if response["store"] and response["background"]:
            self._logs[response["id"]] = live.log
            while len(self._logs) > _LOGS_KEPT:
                del self._logs[next(iter(self._logs))]
        if response["conversation"] is None:
            return
        id = response["conversation"]["id"]
        self._busy.pop(id, None)
        kept = response["status"] in ("completed", "incomplete")
        if kept and self._state.store.get("conversation", id, live.owner) is not None:
            known = {item["id"] for item in live.history}
            new = [item for item in live.input if item["id"] not in known]
            self.shelf.append(live.owner, id, [*new, *response["output"]])

    def _save(self, live: Live) -> None:
        if live.response["store"]:
            self.shelf.save_response(live.response)

    async def _stop(self, live: Live, why: str) -> None:
        live.why = live.why or why
        if live.task is not None:
            live.task.cancel()
        await live.over.wait()

    # -- what the engine needs

    def _job(self, live: Live, reach: Reach) -> Job:
        response = live.response
        model = self._state.models.get(response["model"])
        sees = bool(getattr(model, "vision", False))
        transcript = Transcript(self._state.files, live.owner, sees_images=sees)
        messages: list[Message] = transcript.messages([*live.history, *live.input])
        # What is in `own` is never dropped, so that `disabled` refuses instead of forgetting.
        whole = response["truncation"] == "disabled"
        cut = len(messages) if not whole else 0
        while cut and messages[cut - 1]["role"] == "tool":
            cut -= 1
        if cut and messages[cut - 1].get("tool_calls"):
            cut -= 1
        return Job(
            model=model,
            instructions=_instructions(response, reach),
            history=messages[:cut],
            own=messages[cut:],
            offers=offer(engine_tools(response)),
            tool_choice=engine_tool_choice(response["tool_choice"]),
            parallel_tool_calls=response["parallel_tool_calls"],
            temperature=response[PRIVATE].get("temperature"),
            top_p=response[PRIVATE].get("top_p"),
            response_format=engine_format(response),
            reasoning_effort=response["reasoning"]["effort"],
            max_completion_tokens=response["max_output_tokens"],
            most_turns=self._state.options.limits.turns,
        )

    def _reach(self, live: Live) -> Reach:
        tools = live.response["tools"]
        containers = [tool["container"] for tool in tools if tool["type"] == "code_interpreter"]
        ids = [id for one in containers if isinstance(one, dict) for id in one["file_ids"]]
        searches = [tool for tool in tools if tool["type"] == "file_search"]
        return Reach(
            session=f"{live.owner}/{live.recorder.container}",
            files=self._inputs(live.owner, dict.fromkeys(ids)),
            stores=searches[0]["vector_store_ids"] if searches else [],
            search=searches[0] if searches else None,
        )

    def _inputs(self, owner: str, ids: dict[str, None]) -> list[InputFile]:
        found = [self._state.files.get(owner, id) for id in ids]
        return [InputFile(body["filename"], self._state.files.path(body["id"])) for body in found if body]

    # -- restart and stop

    def recover(self) -> None:
        """Responses that were under way when the server died fail."""
        for _, response in self._state.store.tagged("response", None, sorted(UNDER_WAY)):
            response["status"] = "failed"
            response["error"] = {"code": "server_error", "message": _STOPPED}
            self.shelf.save_response(response)

    async def aclose(self) -> None:
        """Fails what is under way, with the reason."""
        for live in list(self._live.values()):
            with contextlib.suppress(asyncio.CancelledError):
                await self._stop(live, "failed")


def _container(response: Json, before: Sequence[Json]) -> str:
    """The container of the code: the one that is named, the last one of the history, or a new one."""
    for tool in response["tools"]:
        if tool["type"] == "code_interpreter" and isinstance(tool["container"], str):
            return str(tool["container"])
    used = [item["container_id"] for item in before if item["type"] == "code_interpreter_call"]
    return str(used[-1]) if used else new_id("container")


def _instructions(response: Json, reach: Reach) -> str:
    """The instructions, and which files code will find."""
    text = str(given(response, "instructions", ""))
    if not reach.files or not any(tool["type"] == "code_interpreter" for tool in response["tools"]):
        return text
    names = "\n".join(f"- /mnt/data/{file.name}" for file in reach.files)
    return f"{text}\n\nFiles for the code interpreter:\n{names}".lstrip()
