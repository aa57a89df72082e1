"""/threads and /threads/{thread_id}/messages"""

from __future__ import annotations

from harness.server.faults import invalid, thread_locked_for_messages
from harness.server.objects import given, make_message, make_thread
from harness.server.resources import attach, check_attachments, resolve
from harness.server.routes.base import PAGING, Call, Operation, paged
from harness.server.schemas.parts import text
from harness.server.store import Row
from harness.server.wire import Json, deleted, public

_MOST_MESSAGES = 100_000


def start_thread(call: Call, body: Json) -> Json:
    """Makes a thread with its first messages, all or nothing."""
    messages = given(body, "messages", [])
    for message in messages:
        check_attachments(call.state, call.owner, message)
    resources = resolve(call.state, call.stores, call.owner, body.get("tool_resources"))
    thread = make_thread(body, resources, call.now())
    with call.state.store.together():
        call.state.store.insert(Row(kind="thread", key=thread["id"], owner=call.owner, body=thread))
        add_messages(call, thread, messages)
    return thread


def add_messages(call: Call, thread: Json, requests: list[Json]) -> list[Json]:
    """Appends messages, and their attachments to the thread's resources. They have been checked."""
    made = []
    changed = False
    for request in requests:
        message = make_message(thread["id"], request, call.now())
        row = Row(kind="message", key=message["id"], owner=call.owner, parent=thread["id"], body=message)
        call.state.store.insert(row)
        changed |= attach(call.stores, call.owner, thread["tool_resources"], message)
        made.append(message)
    if changed:
        call.state.store.save("thread", thread["id"], thread)
    return made


def check_room(call: Call, thread_id: str, more: int) -> None:
    if call.state.store.count("message", thread_id) + more > _MOST_MESSAGES:
        raise invalid(f"A thread holds at most {_MOST_MESSAGES} messages.")


def find_thread(call: Call) -> Json:
    return call.state.find("thread", call.path["thread_id"], call.owner)


def find_message(call: Call) -> Json:
    find_thread(call)
    return call.state.find("message", call.path["message_id"], call.owner, call.path["thread_id"])


async def create(call: Call) -> Json:
    return start_thread(call, call.body)


async def retrieve(call: Call) -> Json:
    return find_thread(call)


async def update(call: Call) -> Json:
    thread = find_thread(call)
    if "metadata" in call.body:
        thread["metadata"] = given(call.body, "metadata", {})
    if "tool_resources" in call.body:
        made = resolve(call.state, call.stores, call.owner, call.body["tool_resources"])
        thread["tool_resources"] = {**thread["tool_resources"], **made}
    call.state.store.save("thread", thread["id"], thread)
    return thread


async def delete(call: Call) -> Json:
    thread = find_thread(call)
    await call.runs.forget(thread["id"])
    store = call.state.store
    with store.together():
        for run in store.all("run", call.owner, thread["id"]):
            store.delete_children("step", run["id"])
        store.delete_children("run", thread["id"])
        store.delete_children("message", thread["id"])
        store.delete("thread", thread["id"])
    await call.state.code.close(f"{call.owner}/{thread['id']}")
    return deleted(thread["id"], "thread.deleted")


async def create_message(call: Call) -> Json:
    thread = find_thread(call)
    active = call.runs.active(thread["id"])
    if active is not None:
        raise thread_locked_for_messages(thread["id"], active)
    check_attachments(call.state, call.owner, call.body)
    check_room(call, thread["id"], 1)
    with call.state.store.together():
        return add_messages(call, thread, [call.body])[0]


async def retrieve_message(call: Call) -> Json:
    return public(find_message(call))


async def update_message(call: Call) -> Json:
    message = find_message(call)
    if "metadata" in call.body:
        message["metadata"] = given(call.body, "metadata", {})
        call.state.store.save("message", message["id"], message)
    return public(message)


async def delete_message(call: Call) -> Json:
    message = find_message(call)
    call.state.store.delete("message", message["id"])
    return deleted(message["id"], "thread.message.deleted")


async def list_messages(call: Call) -> Json:
    thread = find_thread(call)
    return paged(call, "message", thread["id"], tag=call.query.get("run_id"))


_THREAD = "/threads/{thread_id}"
_MESSAGES = "/threads/{thread_id}/messages"
_MESSAGE = "/threads/{thread_id}/messages/{message_id}"
OPERATIONS = (
    Operation(
        method="POST",
        path="/threads",
        name="createThread",
        summary="Create a thread",
        handler=create,
        answer="Thread",
        body="CreateThreadRequest",
    ),
    Operation(
        method="GET",
        path=_THREAD,
        name="getThread",
        summary="Retrieve a thread",
        handler=retrieve,
        answer="Thread",
    ),
    Operation(
        method="POST",
        path=_THREAD,
        name="modifyThread",
        summary="Modify a thread",
        handler=update,
        answer="Thread",
        body="ModifyThreadRequest",
    ),
    Operation(
        method="DELETE",
        path=_THREAD,
        name="deleteThread",
        summary="Delete a thread with its messages and runs",
        handler=delete,
        answer="DeletedThread",
    ),
    Operation(
        method="GET",
        path=_MESSAGES,
        name="listMessages",
        summary="List messages of a thread",
        handler=list_messages,
        answer="MessageList",
        query={**PAGING, "run_id": text()},
    ),
    Operation(
        method="POST",
        path=_MESSAGES,
        name="createMessage",
        summary="Add a message to a thread",
        handler=create_message,
        answer="Message",
        body="CreateMessageRequest",
    ),
    Operation(
        method="GET",
        path=_MESSAGE,
        name="getMessage",
        summary="Retrieve a message",
        handler=retrieve_message,
        answer="Message",
    ),
    Operation(
        method="POST",
        path=_MESSAGE,
        name="modifyMessage",
        summary="Modify a message's metadata",
        handler=update_message,
        answer="Message",
        body="ModifyMetadataRequest",
    ),
    Operation(
        method="DELETE",
        path=_MESSAGE,
        name="deleteMessage",
        summary="Delete a message",
        handler=delete_message,
        answer="DeletedMessage",
    ),
)
