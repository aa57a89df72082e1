"""What a model server is asked: what the client asked for, and nothing where the client left it open."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.server_models.model_fakes import chat_server, chunk


@pytest.fixture
def upstream() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A chat server that answers `Hi.`, and the requests for completions that it got."""
    asked: list[dict[str, Any]] = []

    def respond(path: str, body: Any) -> tuple[int, str | list[str]]:
        if not path.endswith("/chat/completions") or not body.get("stream"):
            return (200, json.dumps({"data": [{"id": "tiny"}]})) if path.endswith("/models") else (404, "{}")
        asked.append(body)
        usage = {"prompt_tokens": 3, "completion_tokens": 1}
        return 200, [chunk({"content": "Hi."}), chunk({}, "stop", usage=usage), "data: [DONE]"]

    with chat_server(respond) as address:
        yield address, asked


def test_settings_that_nobody_made_are_the_models_own(
    serve: Callable[..., Any], upstream: tuple[str, list[dict[str, Any]]]
) -> None:
    address, asked = upstream
    client = serve(f"chat:{address}#tiny,tools=native").client()
    runs, message = client.beta.threads.runs, {"role": "user", "content": "Hello"}
    plain = client.beta.assistants.create(model="default")
    cold = client.beta.assistants.create(model="default", temperature=0, top_p=0.5)
    thread = client.beta.threads.create(messages=[message])
    shown = [
        runs.create_and_poll(thread_id=thread.id, assistant_id=plain.id),
        runs.create_and_poll(thread_id=thread.id, assistant_id=plain.id, temperature=1),
        runs.create_and_poll(thread_id=thread.id, assistant_id=cold.id),
    ]
    response = client.responses.create(model="default", input="Hello")

    assert [run.status for run in shown] == ["completed"] * 3
    assert [(run.temperature, run.top_p) for run in shown] == [(1.0, 1.0), (1.0, 1.0), (0.0, 0.5)]
    assert (response.temperature, response.top_p) == (1.0, 1.0)
    sent = [(body.get("temperature"), body.get("top_p")) for body in asked]
    assert sent == [(None, None), (1, None), (0, 0.5), (None, None)]


def test_a_setting_that_is_taken_back_is_the_models_own_again(
    serve: Callable[..., Any], upstream: tuple[str, list[dict[str, Any]]]
) -> None:
    address, asked = upstream
    client = serve(f"chat:{address}#tiny,tools=native").client()
    assistant = client.beta.assistants.create(model="default", temperature=0.25)
    taken = client.beta.assistants.update(assistant.id, temperature=None)
    thread = client.beta.threads.create(messages=[{"role": "user", "content": "Hello"}])
    client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
    assert taken.temperature == 1.0
    assert "temperature" not in asked[-1]
