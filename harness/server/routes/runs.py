"""/threads/runs and /threads/{thread_id}/runs with their steps"""

from __future__ import annotations

from starlette.responses import Response

from harness.server.faults import thread_locked_for_runs
from harness.server.lifecycle import ACTIVE
from harness.server.objects import given
from harness.server.resources import check_attachments, resolve
from harness.server.routes.base import PAGING, Call, Operation, hinted, paged
from harness.server.routes.threads import add_messages, check_room, find_thread, start_thread
from harness.server.runs.channel import Channel
from harness.server.runs.recorder import with_content
from harness.server.schemas.parts import INCLUDE, array, enum
from harness.server.sse import EventStream
from harness.server.wire import Json, public


def _channel(call: Call) -> Channel | None:
    if not call.body.get("stream"):
        return None
    return Channel(include_content=_wants_content(call))


def _answer(call: Call, run: Json, channel: Channel | None) -> Json | Response:
    if channel is None:
        return _polled(call, run)
    return EventStream(channel, call.state.options.keepalive_seconds)


def _polled(call: Call, run: Json) -> Response:
    return hinted(call, run, ACTIVE)


def _find_run(call: Call) -> Json:
    find_thread(call)
    return call.state.find("run", call.path["run_id"], call.owner, call.path["thread_id"])


async def create(call: Call) -> Json | Response:
    thread = find_thread(call)
    active = call.runs.active(thread["id"])
    if active is not None:
        raise thread_locked_for_runs(thread["id"], active)
    messages = given(call.body, "additional_messages", [])
    for message in messages:
        check_attachments(call.state, call.owner, message)
    check_room(call, thread["id"], len(messages))
    channel = _channel(call)
    with call.state.store.together():
        add_messages(call, thread, messages)
        run = call.runs.create(call.owner, thread["id"], call.body, channel)
    return _answer(call, run, channel)


async def create_with_thread(call: Call) -> Json | Response:
    assistant = call.state.find("assistant", call.body["assistant_id"], call.owner)
    call.state.models.get(given(call.body, "model", assistant["model"]))
    resources = resolve(call.state, call.stores, call.owner, call.body.get("tool_resources"))
    channel = _channel(call)
    with call.state.store.together():
        thread = start_thread(call, given(call.body, "thread", {}))
        if channel is not None:
            channel.emit("thread.created", thread)
        body = {**call.body, "tool_resources": resources}
        run = call.runs.create(call.owner, thread["id"], body, channel)
    return _answer(call, run, channel)


async def retrieve(call: Call) -> Json | Response:
    return _polled(call, _find_run(call))


async def update(call: Call) -> Json:
    run = _find_run(call)
    if "metadata" not in call.body:
        return public(run)
    return public(call.runs.save_metadata(run, given(call.body, "metadata", {})))


async def listing(call: Call) -> Json:
    return paged(call, "run", find_thread(call)["id"])


async def cancel(call: Call) -> Json | Response:
    return _polled(call, call.runs.cancel(_find_run(call)))


async def submit(call: Call) -> Json | Response:
    channel = _channel(call)
    run = call.runs.submit(call.owner, _find_run(call), call.body["tool_outputs"], channel)
    return _answer(call, run, channel)


def _wants_content(call: Call) -> bool:
    return INCLUDE in call.query.get("include", ())


async def list_steps(call: Call) -> Json:
    include = _wants_content(call)
    return paged(call, "step", _find_run(call)["id"], lambda step: with_content(step, include))


async def retrieve_step(call: Call) -> Json:
    run = _find_run(call)
    step = call.state.find("step", call.path["step_id"], call.owner, run["id"])
    return with_content(step, _wants_content(call))


_RUNS = "/threads/{thread_id}/runs"
_RUN = "/threads/{thread_id}/runs/{run_id}"
_INCLUDE = {"include": array(enum(INCLUDE))}
OPERATIONS = (
    Operation(
        method="POST",
        path="/threads/runs",
        name="createThreadAndRun",
        summary="Create a thread and run it",
        handler=create_with_thread,
        answer="Run",
        body="CreateThreadAndRunRequest",
        streams=True,
    ),
    Operation(
        method="GET",
        path=_RUNS,
        name="listRuns",
        summary="List runs of a thread",
        handler=listing,
        answer="RunList",
        query=PAGING,
    ),
    Operation(
        method="POST",
        path=_RUNS,
        name="createRun",
        summary="Run a thread",
        handler=create,
        answer="Run",
        body="CreateRunRequest",
        query=_INCLUDE,
        streams=True,
    ),
    Operation(
        method="GET",
        path=_RUN,
        name="getRun",
        summary="Retrieve a run",
        handler=retrieve,
        answer="Run",
    ),
    Operation(
        method="POST",
        path=_RUN,
        name="modifyRun",
        summary="Modify a run's metadata",
        handler=update,
        answer="Run",
        body="ModifyMetadataRequest",
    ),
    Operation(
        method="POST",
        path=f"{_RUN}/cancel",
        name="cancelRun",
        summary="Cancel a run",
        handler=cancel,
        answer="Run",
    ),
    Operation(
        method="POST",
        path=f"{_RUN}/submit_tool_outputs",
        name="submitToolOutputsToRun",
        summary="Hand a run the outputs of the functions that it called",
        handler=submit,
        answer="Run",
        body="SubmitToolOutputsRequest",
        streams=True,
    ),
    Operation(
        method="GET",
        path=f"{_RUN}/steps",
        name="listRunSteps",
        summary="List steps of a run",
        handler=list_steps,
        answer="RunStepList",
        query={**PAGING, **_INCLUDE},
    ),
    Operation(
        method="GET",
        path=f"{_RUN}/steps/{{step_id}}",
        name="getRunStep",
        summary="Retrieve a step",
        handler=retrieve_step,
        answer="RunStep",
        query=_INCLUDE,
    ),
)
