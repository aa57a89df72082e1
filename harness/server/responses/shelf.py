"""Where responses, conversations and their items are kept."""

from __future__ import annotations

from collections.abc import Iterable

from harness.server.faults import ApiError, invalid
from harness.server.state import State
from harness.server.store import Row
from harness.server.wire import PRIVATE, Json

_LONGEST_CHAIN = 10_000


class Shelf:
    """The stored side of the Responses API."""

    def __init__(self, state: State) -> None:
        self._store = state.store

    def response(self, owner: str, id: str) -> Json:
        """Raises ApiError (404) when there is none."""
        body = self._store.get("response", id, owner)
        if body is None:
            raise ApiError(404, f"Response with id '{id}' not found.")
        return body

    def conversation(self, owner: str, id: str) -> Json:
        """Raises ApiError (404) when there is none."""
        body = self._store.get("conversation", id, owner)
        if body is None:
            raise ApiError(404, f"Conversation with id '{id}' not found.")
        return body

    def keep_response(self, owner: str, response: Json, items: Iterable[Json]) -> None:
        """A new response with its own input items."""
        with self._store.together():
            self._store.insert(
                Row(kind="response", key=response["id"], owner=owner, tag=response["status"], body=response)
            )
            for item in items:
                self._insert("input_item", owner, response["id"], item)

    def save_response(self, response: Json) -> None:
        self._store.save("response", response["id"], response, tag=response["status"])

    def delete_response(self, id: str) -> None:
        with self._store.together():
            self._store.delete("response", id)
            self._store.delete_children("input_item", id)

    def keep_conversation(self, owner: str, conversation: Json, items: Iterable[Json]) -> None:
        with self._store.together():
            self._store.insert(
                Row(kind="conversation", key=conversation["id"], owner=owner, body=conversation)
            )
            self.append(owner, conversation["id"], items)

    def append(self, owner: str, conversation_id: str, items: Iterable[Json]) -> None:
        """Puts items at the end of a conversation."""
        with self._store.together():
            for item in items:
                self._insert("conversation_item", owner, conversation_id, item)

    def _insert(self, kind: str, owner: str, parent: str, item: Json) -> None:
        row = Row(kind=kind, key=item_key(parent, item["id"]), owner=owner, parent=parent, body=item)
        if self._store.get(kind, row.key, owner) is not None:
            raise invalid(f"Item with id '{item['id']}' already exists.")
        self._store.insert(row)

    def item(self, owner: str, conversation_id: str, item_id: str) -> Json:
        """Raises ApiError (404) when the conversation has no such item."""
        self.conversation(owner, conversation_id)
        body = self._store.get("conversation_item", item_key(conversation_id, item_id), owner)
        if body is None:
            raise ApiError(404, f"Item with id '{item_id}' not found in conversation '{conversation_id}'.")
        return body

    def delete_item(self, conversation_id: str, item_id: str) -> None:
        self._store.delete("conversation_item", item_key(conversation_id, item_id))

    def save_conversation(self, conversation: Json) -> None:
        self._store.save("conversation", conversation["id"], conversation)

    def delete_conversation(self, id: str) -> None:
        with self._store.together():
            self._store.delete("conversation", id)
            self._store.delete_children("conversation_item", id)

    def conversation_items(self, owner: str, id: str) -> list[Json]:
        """Every item, oldest first."""
        return self._store.all("conversation_item", owner, id)

    def chain(self, owner: str, id: str | None) -> list[Json]:
        """Input and output of a response and of all that came before it, oldest first."""
        links: list[list[Json]] = []
        while id is not None and len(links) < _LONGEST_CHAIN:
            response = self._store.get("response", id, owner)
            if response is None:
                break  # deleted since: what hangs on it goes on with what is left
            before = self._before(owner, response)
            links.append([*before, *self._store.all("input_item", owner, id), *response["output"]])
            id = response["previous_response_id"]
        return [item for link in reversed(links) for item in link]

    def _before(self, owner: str, response: Json) -> list[Json]:
        """What a conversation held when the response was made."""
        ids = response[PRIVATE].get("seen") or []
        conversation = (response["conversation"] or {}).get("id", "")
        found = (self._store.get("conversation_item", item_key(conversation, id), owner) for id in ids)
        return [item for item in found if item]


def item_key(parent: str, id: str) -> str:
    """An item can be in several lists: each pair is an object of its own."""
    return f"{parent}/{id}"
