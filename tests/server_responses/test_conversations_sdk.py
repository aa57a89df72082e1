"""Conversations through the official SDK."""

from __future__ import annotations

from collections.abc import Callable

import openai
import pytest
from openai import OpenAI

Client = Callable[..., OpenAI]


def test_a_conversation_lives_from_create_to_delete(client: Client) -> None:
    api = client()
    made = api.conversations.create(metadata={"a": "1"}, items=[{"role": "user", "content": "hello"}])
    assert api.conversations.retrieve(made.id).metadata == {"a": "1"}
    assert api.conversations.update(made.id, metadata={"b": "2"}).metadata == {"b": "2"}
    assert api.conversations.delete(made.id).deleted
    with pytest.raises(openai.NotFoundError):
        api.conversations.retrieve(made.id)


def test_responses_add_their_items(client: Client) -> None:
    api = client()
    conversation = api.conversations.create()
    assert list(api.conversations.items.list(conversation.id)) == []
    for question in ("one", "two"):
        response = api.responses.create(model="default", input=question, conversation=conversation.id)
        assert response.conversation is not None and response.conversation.id == conversation.id
    items = list(api.conversations.items.list(conversation.id, order="asc"))
    assert [(item.type, getattr(item, "role", "")) for item in items] == [
        ("message", "user"),
        ("message", "assistant"),
    ] * 2


def test_items_are_added_found_and_deleted(client: Client) -> None:
    api = client()
    conversation = api.conversations.create()
    added = api.conversations.items.create(
        conversation.id, items=[{"role": "user", "content": "one"}, {"role": "user", "content": "two"}]
    )
    assert len(added.data) == 2
    first = added.data[0]
    assert first.id is not None
    assert api.conversations.items.retrieve(first.id, conversation_id=conversation.id).id == first.id
    assert api.conversations.items.delete(first.id, conversation_id=conversation.id).id == conversation.id
    assert [item.id for item in api.conversations.items.list(conversation.id)] == [added.data[1].id]
    response = api.responses.create(model="default", input=[], conversation=conversation.id)
    assert response.output_text == "Simulated answer to: two"


def test_one_response_at_a_time(client: Client) -> None:
    api = client("simulated:latency=20")
    conversation = api.conversations.create()
    busy = api.responses.create(model="default", input="a", conversation=conversation.id, background=True)
    with pytest.raises(openai.ConflictError, match="currently operating"):
        api.responses.create(model="default", input="b", conversation=conversation.id)
    api.responses.cancel(busy.id)
    assert list(api.conversations.items.list(conversation.id)) == []


def test_a_conversation_cannot_be_read_with_another_key(client: Client) -> None:
    api = client(api_keys=("key", "other-key"))
    conversation = api.conversations.create()
    stranger = api.with_options(api_key="other-key")
    with pytest.raises(openai.NotFoundError):
        stranger.conversations.retrieve(conversation.id)
