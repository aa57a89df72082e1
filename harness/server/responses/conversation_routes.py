"""/conversations with their items"""

from __future__ import annotations

from harness.server.objects import given
from harness.server.responses.items import check_files, input_items
from harness.server.responses.objects import make_conversation, show_item, show_list
from harness.server.responses.routes import item_page
from harness.server.responses.schemas import INCLUDE
from harness.server.routes.base import PAGING, Call, Operation
from harness.server.wire import Json

_PAGING = {name: schema for name, schema in PAGING.items() if name != "before"}


async def create(call: Call) -> Json:
    items = input_items(given(call.body, "items", []))
    check_files(call.state, call.owner, items)
    conversation = make_conversation(call.body, call.now())
    call.responses.shelf.keep_conversation(call.owner, conversation, items)
    return conversation


def _find(call: Call) -> Json:
    return call.responses.shelf.conversation(call.owner, call.path["conversation_id"])


async def retrieve(call: Call) -> Json:
    return _find(call)


async def update(call: Call) -> Json:
    conversation = _find(call)
    conversation["metadata"] = given(call.body, "metadata", {})
    call.responses.shelf.save_conversation(conversation)
    return conversation


async def delete(call: Call) -> Json:
    id = call.path["conversation_id"]
    await call.responses.delete_conversation(call.owner, id)
    return {"id": id, "object": "conversation.deleted", "deleted": True}


async def create_items(call: Call) -> Json:
    conversation = _find(call)
    items = input_items(call.body["items"])
    check_files(call.state, call.owner, items)
    call.responses.shelf.append(call.owner, conversation["id"], items)
    include = call.query.get("include", ())
    return show_list([show_item(item, include) for item in items], False)


async def list_items(call: Call) -> Json:
    return item_page(call, "conversation_item", _find(call)["id"])


def _item(call: Call) -> Json:
    return call.responses.shelf.item(call.owner, call.path["conversation_id"], call.path["item_id"])


async def retrieve_item(call: Call) -> Json:
    return show_item(_item(call), call.query.get("include", ()))


async def delete_item(call: Call) -> Json:
    item = _item(call)
    call.responses.shelf.delete_item(call.path["conversation_id"], item["id"])
    return _find(call)


_ALL = "/conversations"
_ONE = "/conversations/{conversation_id}"
_ITEMS = f"{_ONE}/items"
_ITEM = f"{_ITEMS}/{{item_id}}"
_QUERY = {"include": INCLUDE}


def _operation(method: str, path: str, name: str, summary: str, answer: str, **more: object) -> Operation:
    return Operation(method=method, path=path, name=name, summary=summary, answer=answer, **more)  # type: ignore[arg-type]


OPERATIONS = (
    _operation(
        "POST", _ALL, "createConversation", "Create a conversation", "Conversation",
        handler=create, body="CreateConversationRequest",
    ),
    _operation("GET", _ONE, "getConversation", "Retrieve a conversation", "Conversation", handler=retrieve),
    _operation(
        "POST", _ONE, "updateConversation", "Modify a conversation's metadata", "Conversation",
        handler=update, body="ModifyConversationRequest",
    ),
    _operation(
        "DELETE", _ONE, "deleteConversation", "Delete a conversation", "DeletedConversation", handler=delete
    ),
    _operation(
        "POST", _ITEMS, "createConversationItems", "Add items to a conversation", "ItemList",
        handler=create_items, body="CreateConversationItemsRequest", query=_QUERY,
    ),
    _operation(
        "GET", _ITEMS, "listConversationItems", "List items of a conversation", "ItemList",
        handler=list_items, query={**_PAGING, **_QUERY},
    ),
    _operation(
        "GET", _ITEM, "getConversationItem", "Retrieve an item", "Item", handler=retrieve_item, query=_QUERY
    ),
    _operation(
        "DELETE", _ITEM, "deleteConversationItem", "Delete an item", "Conversation", handler=delete_item
    ),
)  # fmt: skip
