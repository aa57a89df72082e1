"""/assistants"""

from __future__ import annotations

from harness.server.objects import MODEL_SETTINGS, given, make_assistant, make_tool
from harness.server.resources import resolve
from harness.server.routes.base import PAGING, Call, Operation, paged
from harness.server.store import Row
from harness.server.wire import PRIVATE, Json, deleted, public

_NULLABLE = {"name": None, "description": None, "instructions": None}
_DEFAULTS = {"metadata": {}, "temperature": 1.0, "top_p": 1.0, "response_format": "auto", "tools": []}


async def create(call: Call) -> Json:
    call.state.models.get(call.body["model"])
    resources = resolve(call.state, call.stores, call.owner, call.body.get("tool_resources"))
    body = make_assistant(call.body, resources, call.now())
    call.state.store.insert(Row(kind="assistant", key=body["id"], owner=call.owner, body=body))
    return public(body)


async def retrieve(call: Call) -> Json:
    return public(call.state.find("assistant", call.path["assistant_id"], call.owner))


async def update(call: Call) -> Json:
    """What is absent stays as it is; null takes a setting back to its default."""
    body = call.state.find("assistant", call.path["assistant_id"], call.owner)
    if "model" in call.body:
        call.state.models.get(call.body["model"])
        body["model"] = call.body["model"]
    for name, default in (_NULLABLE | _DEFAULTS).items():
        if name in call.body:
            body[name] = given(call.body, name, default)
    body["tools"] = [make_tool(tool) for tool in body["tools"]]
    if "tool_resources" in call.body:
        made = resolve(call.state, call.stores, call.owner, call.body["tool_resources"])
        body["tool_resources"] = {**body["tool_resources"], **made}
    body[PRIVATE] |= {name: call.body[name] for name in MODEL_SETTINGS if name in call.body}
    call.state.store.save("assistant", body["id"], body)
    return public(body)


async def delete(call: Call) -> Json:
    body = call.state.find("assistant", call.path["assistant_id"], call.owner)
    call.state.store.delete("assistant", body["id"])
    return deleted(body["id"], "assistant.deleted")


async def listing(call: Call) -> Json:
    return paged(call, "assistant")


_ONE = "/assistants/{assistant_id}"
OPERATIONS = (
    Operation(
        method="GET",
        path="/assistants",
        name="listAssistants",
        summary="List assistants",
        handler=listing,
        answer="AssistantList",
        query=PAGING,
    ),
    Operation(
        method="POST",
        path="/assistants",
        name="createAssistant",
        summary="Create an assistant",
        handler=create,
        answer="Assistant",
        body="CreateAssistantRequest",
    ),
    Operation(
        method="GET",
        path=_ONE,
        name="getAssistant",
        summary="Retrieve an assistant",
        handler=retrieve,
        answer="Assistant",
    ),
    Operation(
        method="POST",
        path=_ONE,
        name="modifyAssistant",
        summary="Modify an assistant",
        handler=update,
        answer="Assistant",
        body="ModifyAssistantRequest",
    ),
    Operation(
        method="DELETE",
        path=_ONE,
        name="deleteAssistant",
        summary="Delete an assistant",
        handler=delete,
        answer="DeletedAssistant",
    ),
)
