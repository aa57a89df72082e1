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


NAMED_TOOL = {"type": "function", "function": {"name": "look_up", "parameters": {"type": "object"}}}
SHAPE = {
    "type": "json_schema",
    "json_schema": {"name": "shape", "schema": {"type": "object"}, "strict": True},
}
FORCED = {"type": "function", "function": {"name": "look_up"}}
SYSTEM = {"role": "system", "content": "Be kind."}
MORE = {"role": "user", "content": "One more thing."}

# What a run is created with; what it then shows; what the model is asked.
OVERRIDES: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({}, {"instructions": "Be kind.", "model": "default"}, {"messages.0": SYSTEM, "model": "tiny"}),
    ({"model": "other"}, {"model": "other"}, {"model": "large"}),
    (
        {"instructions": "Be brief."},
        {"instructions": "Be brief."},
        {"messages.0": {"role": "system", "content": "Be brief."}},
    ),
    (
        {"additional_instructions": "Be brief."},
        {"instructions": "Be kind. Be brief."},
        {"messages.0": {"role": "system", "content": "Be kind. Be brief."}},
    ),
    (
        {"instructions": "Be quick.", "additional_instructions": "Be brief."},
        {"instructions": "Be quick. Be brief."},
        {"messages.0": {"role": "system", "content": "Be quick. Be brief."}},
    ),
    ({"additional_messages": [MORE]}, {}, {"messages.2": MORE}),
    (
        {"additional_messages": [{**MORE, "role": "assistant"}]},
        {},
        {"messages.2": {**MORE, "role": "assistant"}},
    ),
    ({"tools": [NAMED_TOOL]}, {"tools": [NAMED_TOOL]}, {"tools.0.function.name": "look_up"}),
    ({"tools": []}, {"tools": []}, {"tools": None, "tool_choice": None}),
    ({"temperature": 0.3}, {"temperature": 0.3}, {"temperature": 0.3}),
    ({"top_p": 0.4}, {"top_p": 0.4}, {"top_p": 0.4}),
    ({"response_format": SHAPE}, {"response_format": SHAPE}, {"response_format.json_schema.name": "shape"}),
    (
        {"response_format": {"type": "json_object"}},
        {"response_format": {"type": "json_object"}},
        {"response_format.type": "json_object"},
    ),
    ({"response_format": "auto"}, {"response_format": "auto"}, {"response_format": None}),
    ({"tool_choice": "none"}, {"tool_choice": "none"}, {"tools": None}),
    ({"tool_choice": "required"}, {"tool_choice": "required"}, {"tool_choice": "required"}),
    (
        {"tools": [NAMED_TOOL], "tool_choice": FORCED},
        {"tool_choice": FORCED},
        {"tool_choice": {"type": "function", "function": {"name": "look_up"}}},
    ),
    ({}, {"tool_choice": "auto"}, {"tool_choice": "auto"}),
    ({"parallel_tool_calls": False}, {"parallel_tool_calls": False}, {"parallel_tool_calls": False}),
    ({"max_completion_tokens": 256}, {"max_completion_tokens": 256}, {"max_tokens": 256}),
    ({"max_prompt_tokens": 256}, {"max_prompt_tokens": 256}, {}),
    ({"reasoning_effort": "low"}, {}, {"reasoning_effort": "low"}),
    ({"metadata": {"a": "b"}}, {"metadata": {"a": "b"}}, {}),
    (
        {"truncation_strategy": {"type": "last_messages", "last_messages": 1}},
        {"truncation_strategy": {"type": "last_messages", "last_messages": 1}},
        {"messages.1": {"role": "user", "content": "Hello"}},
    ),
]


def test_what_a_run_overrides_is_shown_and_reaches_the_model(
    serve: Callable[..., Any], upstream: tuple[str, list[dict[str, Any]]]
) -> None:
    address, asked = upstream
    models = (
        ("default", f"chat:{address}#tiny,tools=native"),
        ("other", f"chat:{address}#large,tools=native"),
    )
    http = serve(models=models).http()
    given = {"model": "default", "instructions": "Be kind.", "tools": [{"type": "code_interpreter"}]}
    assistant = http.post("/assistants", json=given).json()["id"]
    for body, shown, sent in OVERRIDES:
        thread = {"messages": [{"role": "user", "content": "Hello"}]}
        thread_id = http.post("/threads", json=thread).json()["id"]
        path = f"/threads/{thread_id}/runs"
        created = http.post(path, json={"assistant_id": assistant, **body})
        assert created.status_code == 200, created.text
        run = created.json()
        while run["status"] in ("queued", "in_progress"):
            run = http.get(f"{path}/{run['id']}").json()
        assert run["status"] == "completed", (body, run["last_error"])
        for moment in (created.json(), run):
            assert {name: moment[name] for name in shown} == shown, body
        for name, value in sent.items():
            assert _inner(asked[-1], name) == value, (body, name)


def _inner(body: Any, name: str) -> Any:
    """`messages.0` of a body; None where there is none."""
    for part in name.split("."):
        if isinstance(body, list):
            body = body[int(part)] if int(part) < len(body) else None
        else:
            body = (body or {}).get(part)
    return body
