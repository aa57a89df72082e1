"""/responses with their input items"""

from __future__ import annotations

from starlette.responses import Response

from harness.server.faults import ApiError
from harness.server.responses.events import EventLog
from harness.server.responses.objects import UNDER_WAY, show_item, show_list, show_response
from harness.server.responses.schemas import INCLUDE
from harness.server.routes.base import PAGING, Call, Operation, hinted, paged
from harness.server.schemas.parts import enum, integer
from harness.server.sse import EventStream
from harness.server.wire import Json

_PAGING = {name: schema for name, schema in PAGING.items() if name != "before"}


def item_page(call: Call, kind: str, parent: str) -> Json:
    """A page of items in the form of this API."""
    include = call.query.get("include", ())
    # Items are stored under both ids, so that one item can be in several lists.
    found = paged(call, kind, parent, lambda item: show_item(item, include), lambda id: f"{parent}/{id}")
    return show_list(found["data"], found["has_more"])


def _stream(call: Call, log: EventLog, after: int = -1) -> Response:
    return EventStream(log.follow(after), call.state.options.keepalive_seconds)


def _shown(call: Call, response: Json) -> Response:
    return hinted(call, show_response(response, call.query.get("include", ())), UNDER_WAY)


async def create(call: Call) -> Json | Response:
    live = call.responses.create(call.owner, call.body)
    if call.body.get("stream"):
        return _stream(call, live.log)
    if not call.body.get("background"):
        await live.over.wait()
    return _shown(call, live.response)


async def count(call: Call) -> Json:
    tokens = await call.responses.count(call.owner, call.body)
    return {"object": "response.input_tokens", "input_tokens": tokens}


async def retrieve(call: Call) -> Json | Response:
    id = call.path["response_id"]
    if call.query.get("stream") == "true":
        return _stream(call, call.responses.log(call.owner, id), call.query.get("starting_after", -1))
    return _shown(call, call.responses.find(call.owner, id))


async def cancel(call: Call) -> Json | Response:
    return _shown(call, await call.responses.cancel(call.owner, call.path["response_id"]))


async def delete(call: Call) -> Json:
    await call.responses.delete(call.owner, call.path["response_id"])
    return {"id": call.path["response_id"], "object": "response", "deleted": True}


async def list_input(call: Call) -> Json:
    id = call.path["response_id"]
    call.responses.find(call.owner, id)
    return item_page(call, "input_item", id)


async def content(call: Call) -> Response:
    """A file that code made, by its container's path."""
    id = call.path["file_id"]
    file = call.state.find_file(id, call.owner)
    if file["purpose"] != "assistants_output":
        raise ApiError(404, f"No such File object: {id}", param="id")
    return Response(call.state.files.path(id).read_bytes(), media_type="application/octet-stream")


_ONE = "/responses/{response_id}"
OPERATIONS = (
    Operation(
        method="POST",
        path="/responses",
        name="createResponse",
        summary="Create a response",
        handler=create,
        answer="Response",
        body="CreateResponseRequest",
        streams=True,
    ),
    Operation(
        method="POST",
        path="/responses/input_tokens",  # before /responses/{response_id}
        name="countInputTokens",
        summary="Count the tokens of a request's prompt",
        handler=count,
        answer="InputTokens",
        body="CountInputTokensRequest",
    ),
    Operation(
        method="GET",
        path=_ONE,
        name="getResponse",
        summary="Retrieve a response, or its events",
        handler=retrieve,
        answer="Response",
        query={"include": INCLUDE, "stream": enum("true", "false"), "starting_after": integer(minimum=0)},
        streams=True,
    ),
    Operation(
        method="DELETE",
        path=_ONE,
        name="deleteResponse",
        summary="Delete a response",
        handler=delete,
        answer="DeletedResponse",
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/cancel",
        name="cancelResponse",
        summary="Cancel a response",
        handler=cancel,
        answer="Response",
    ),
    Operation(
        method="GET",
        path=f"{_ONE}/input_items",
        name="listInputItems",
        summary="List the input items of a response",
        handler=list_input,
        answer="ItemList",
        query={**_PAGING, "include": INCLUDE},
    ),
    Operation(
        method="GET",
        path="/containers/{container_id}/files/{file_id}/content",
        name="retrieveContainerFileContent",
        summary="Download a file that code made",
        handler=content,
        answer="",
    ),
)
