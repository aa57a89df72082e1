"""Chat completions and embeddings, which programs use beside the Assistants API."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Callable
from typing import Any

import openai
import pytest
from openai import OpenAI

ASKED: list[Any] = [{"role": "developer", "content": "Be kind."}, {"role": "user", "content": "Hello there"}]
TOOL: Any = {
    "type": "function",
    "function": {"name": "add", "parameters": {"type": "object", "properties": {"a": {"type": "integer"}}}},
}


def test_a_chat_is_completed(client: OpenAI) -> None:
    made = client.chat.completions.create(model="gpt-4o", messages=ASKED)
    assert made.choices[0].message.content == "Simulated answer to: Hello there"
    assert (made.model, made.choices[0].finish_reason) == ("gpt-4o", "stop")
    assert made.usage
    assert made.usage.total_tokens == made.usage.prompt_tokens + made.usage.completion_tokens > 2


def test_a_chat_is_streamed_to_the_end_with_usage_where_asked(client: OpenAI) -> None:
    chunks = list(
        client.chat.completions.create(
            model="default", messages=ASKED, stream=True, stream_options={"include_usage": True}
        )
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks[:-1])
    assert text == "Simulated answer to: Hello there"
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [chunk.choices[0].finish_reason for chunk in chunks[:-1]] == [None] * (len(chunks) - 2) + ["stop"]
    assert chunks[-1].choices == []
    assert chunks[-1].usage
    assert len({chunk.id for chunk in chunks}) == 1


def test_tools_are_called_and_their_outputs_answered(client: OpenAI) -> None:
    asked = {"model": "default", "messages": ASKED, "tools": [TOOL], "tool_choice": "required"}
    message = client.chat.completions.create(**asked).choices[0].message  # type: ignore[call-overload]
    (call,) = message.tool_calls
    assert (message.content, call.function.name) == (None, "add")
    assert isinstance(json.loads(call.function.arguments)["a"], int)
    with client.chat.completions.stream(**asked) as stream:
        streamed = stream.get_final_completion().choices[0].message.tool_calls
    assert streamed
    assert streamed[0].function.arguments == call.function.arguments
    told = [*ASKED, message, {"role": "tool", "tool_call_id": call.id, "content": "3"}]
    again = client.chat.completions.create(model="default", messages=told, tools=[TOOL])
    assert again.choices[0].finish_reason == "stop"


@pytest.mark.parametrize(
    ("more", "content", "reason"),
    [
        ({"stop": " to: H"}, "Simulated answer", "stop"),
        ({"stop": ["nowhere", "there and"]}, "Simulated answer to: Hello there", "stop"),
        ({"max_tokens": 1}, "Simulated", "length"),
        ({"max_completion_tokens": 1, "max_tokens": 9}, "Simulated", "length"),
        (
            {"n": 1, "user": "u", "logprobs": False, "presence_penalty": 0},
            "Simulated answer to: Hello there",
            "stop",
        ),
    ],
)
def test_what_a_completion_can_be_asked_for(
    client: OpenAI, more: dict[str, Any], content: str, reason: str
) -> None:
    (choice,) = client.chat.completions.create(model="default", messages=ASKED, **more).choices
    assert (choice.message.content, choice.finish_reason) == (content, reason)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"messages": ASKED}, 400, "missing_required_parameter"),
        ({"model": "default", "messages": []}, 400, "array_below_min_length"),
        ({"model": "nobody", "messages": ASKED}, 400, "model_not_found"),
        ({"model": "default", "messages": ASKED, "n": 2}, 400, "integer_above_max_value"),
        ({"model": "default", "messages": [{"role": "user", "content": [{"type": "text"}]}]}, 400, None),
        ({"model": "down", "messages": ASKED}, 500, None),
        ({"model": "down", "messages": ASKED, "stream": True}, 500, None),
        ({"model": "busy", "messages": ASKED}, 429, "rate_limit_exceeded"),
    ],
)
def test_what_is_refused(serve: Callable[..., Any], body: Any, status: int, code: str | None) -> None:
    models = (("default", "simulated"), ("down", "failing:default"), ("busy", "simulated:rate_limit=1"))
    answer = serve(models=models).http().post("/chat/completions", json=body)
    assert answer.status_code == status, answer.text
    if code:
        assert answer.json()["error"]["code"] == code


def test_a_model_that_fails_on_the_way_ends_the_stream_with_an_error(serve: Callable[..., Any]) -> None:
    client = serve("simulated:cut=1").client()
    with pytest.raises(openai.APIError, match="failed"):
        list(client.chat.completions.create(model="default", messages=ASKED, stream=True))


def test_texts_become_vectors(client: OpenAI, served: Any) -> None:
    texts = ["an otter swims", "otters are swimming", "interest rates"]
    made = client.embeddings.create(model="text-embedding-3-small", input=texts)  # the SDK asks for base64
    one, other, far = (row.embedding for row in made.data)
    near = sum(a * b for a, b in zip(one, other, strict=True))
    assert near > 2 * sum(a * b for a, b in zip(one, far, strict=True))
    body = {"model": "default", "input": texts[0], "encoding_format": "base64"}
    packed = base64.b64decode(served.http().post("/embeddings", json=body).json()["data"][0]["embedding"])
    assert list(struct.unpack(f"<{len(one)}f", packed)) == pytest.approx(one, abs=1e-4)
    with pytest.raises(openai.BadRequestError, match="Unknown parameter: 'dimensions'"):
        client.embeddings.create(model="default", input="x", dimensions=7)
    with pytest.raises(openai.BadRequestError, match="check_embedding_ctx_length=False"):
        client.embeddings.create(model="default", input=[[17, 25]])
    with pytest.raises(openai.BadRequestError, match="does not exist"):
        client.embeddings.create(model="nobody", input="x")
