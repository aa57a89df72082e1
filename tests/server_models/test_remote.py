"""Chat servers of others, over a real socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from harness.errors import ModelError
from harness.server.models import open_model
from harness.server.models.base import ChatRequest, ModelFault
from tests.server_models.model_fakes import CODE, WEATHER, ask, chat_server, chunk, user

MODELS = json.dumps({"data": [{"id": "tiny", "max_model_len": 5000}]})
HELLO = [chunk({"role": "assistant", "content": ""}), chunk({"content": "Hel"}), chunk({"content": "lo"})]
USAGE = {"usage": {"prompt_tokens": 9, "completion_tokens": 2}}


def serving(*lines: str, seen: list[Any] | None = None) -> Callable[[str, Any], tuple[int, Any]]:
    """Streams these lines to whoever asks for a completion."""

    def respond(path: str, body: Any) -> tuple[int, Any]:
        if path == "/v1/models":
            return 200, MODELS
        if seen is not None:
            seen.append(body)
        return 200, list(lines)

    return respond


def test_text_and_usage_come_through() -> None:
    seen: list[Any] = []
    end = [
        chunk({}, "stop"),
        'data: {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 2}}',
        "data: [DONE]",
    ]
    with chat_server(serving(*HELLO, *end, seen=seen)) as url:
        model = open_model(f"chat:{url}#tiny")
        request = ChatRequest(messages=user("Hi"), temperature=0.5, max_tokens=10, seed=4)
        answer = ask(model, request)
    assert (model.name, model.context) == ("tiny", 5000)
    assert answer.text == "Hello"
    assert answer.finish is not None
    assert (answer.finish.prompt_tokens, answer.finish.completion_tokens) == (9, 2)
    body = seen[0]
    assert (body["model"], body["temperature"], body["max_tokens"], body["seed"]) == ("tiny", 0.5, 10, 4)
    assert "top_p" not in body and "tools" not in body


def test_native_tool_calls_come_through_with_id_and_name_once() -> None:
    parts = [
        {"index": 0, "id": "a", "function": {"name": "get_weather", "arguments": ""}},
        {"index": 0, "id": "a", "function": {"name": "get_weather", "arguments": '{"city":'}},
        {"index": 0, "function": {"arguments": ' "Ulm"}'}},
        {"index": 1, "id": "b", "function": {"name": "get_weather", "arguments": "{}"}},
    ]
    lines = [chunk({"tool_calls": [part]}) for part in parts]
    with chat_server(serving(*lines, chunk({}, "tool_calls"), "data: [DONE]")) as url:
        answer = ask(open_model(f"chat:{url}#tiny"), ChatRequest(messages=user("?"), tools=(WEATHER,)))
    assert answer.calls == [
        {"name": "get_weather", "arguments": '{"city": "Ulm"}'},
        {"name": "get_weather", "arguments": "{}"},
    ]
    assert answer.finish is not None and answer.finish.reason == "tool_calls"
    assert answer.finish.prompt_tokens > 20


def test_a_server_that_refuses_tools_is_taught_the_fenced_protocol() -> None:
    bodies: list[Any] = []

    def respond(path: str, body: Any) -> tuple[int, Any]:
        if path == "/v1/models":
            return 200, MODELS
        bodies.append(body)
        if "tools" in body:
            return 400, json.dumps({"error": {"message": "tiny does not support tools"}})
        return 200, [chunk({"content": "```python\nprint(42)\n```\n"}), chunk({}, "stop"), "data: [DONE]"]

    with chat_server(respond) as url:
        model = open_model(f"chat:{url}#tiny")
        for _ in range(2):
            answer = ask(model, ChatRequest(messages=user("6 * 7?"), tools=(CODE,)))
            assert json.loads(answer.calls[0]["arguments"]) == {"code": "print(42)"}
    assert ["tools" in body for body in bodies] == [True, False, False]
    assert model.native_tools is False


def test_other_refusals_are_not_taken_for_a_lack_of_tools() -> None:
    def respond(path: str, body: Any) -> tuple[int, Any]:
        return (
            (200, MODELS) if path == "/v1/models" else (400, '{"error": {"message": "prompt is too long"}}')
        )

    with chat_server(respond) as url, pytest.raises(ModelFault, match="too long") as caught:
        ask(open_model(f"chat:{url}#tiny"), ChatRequest(messages=user("?"), tools=(CODE,)))
    assert caught.value.code == "invalid_prompt"


@pytest.mark.parametrize(
    ("status", "code"), [(429, "rate_limit_exceeded"), (500, "server_error"), (401, "server_error")]
)
def test_http_errors_become_faults(status: int, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARNESS_CHAT_API_KEY", "sk-very-secret")

    def respond(path: str, body: Any) -> tuple[int, Any]:
        if path == "/v1/models":
            return 404, "{}"
        assert "bearer sk-very-secret" in body["_head"].lower()
        return status, json.dumps({"error": {"message": "no luck"}})

    with chat_server(respond) as url, pytest.raises(ModelFault, match="no luck") as caught:
        ask(open_model(f"chat:{url}#tiny"), ChatRequest(messages=user("?")))
    assert caught.value.code == code
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    "lines",
    [
        HELLO,
        [*HELLO, "CUT"],
        [*HELLO, "data: [DONE]"],
        [*HELLO, 'data: {"error": {"message": "out of memory"}}'],
        [*HELLO, "data: {half"],
        [*HELLO, "data: [1]"],
        [],
    ],
)
def test_an_answer_without_an_end_is_a_server_error(lines: list[str]) -> None:
    with chat_server(serving(*lines)) as url, pytest.raises(ModelFault) as caught:
        ask(open_model(f"chat:{url}#tiny"), ChatRequest(messages=user("?")))
    assert caught.value.code == "server_error"
    assert caught.value.message.startswith("tiny ")


def test_a_server_that_goes_away_is_a_server_error() -> None:
    with chat_server(serving()) as url:
        model = open_model(f"chat:{url}#tiny")
    with pytest.raises(ModelFault, match="cannot be reached"):
        ask(model, ChatRequest(messages=user("?")))


def test_a_refused_key_names_the_variable() -> None:
    with (
        chat_server(lambda path, body: (401, '{"error": "bad key"}')) as url,
        pytest.raises(ModelError) as caught,
    ):
        open_model(f"chat:{url}#tiny")
    assert "HARNESS_CHAT_API_KEY" in str(caught.value)


def test_the_only_model_needs_no_name_and_of_several_one_has_to_be_named() -> None:
    with chat_server(lambda path, body: (200, MODELS)) as url:
        assert open_model(f"chat:{url}").name == "tiny"
    several = json.dumps({"data": [{"id": "a"}, {"id": "b"}]})
    with chat_server(lambda path, body: (200, several)) as url, pytest.raises(ModelError, match="a, b"):
        open_model(f"chat:{url}")


def test_embeddings_come_in_the_order_of_the_texts() -> None:
    def respond(path: str, body: Any) -> tuple[int, Any]:
        if path == "/v1/models":
            return 200, MODELS
        assert (path, body["model"]) == ("/v1/embeddings", "emb")
        data = [{"index": n, "embedding": [float(len(text))]} for n, text in enumerate(body["input"])]
        return 200, json.dumps({"data": data[::-1]})

    with chat_server(respond) as url:
        vectors = asyncio.run(open_model(f"chat:{url}#tiny,embeddings=emb").embed(["a", "bbb", "cc"]))
    assert vectors == [[1.0], [3.0], [2.0]]


def test_tokens_are_counted_by_the_servers_tokenizer_or_estimated() -> None:
    asked: list[str] = []

    def respond(path: str, body: Any) -> tuple[int, Any]:
        if path == "/v1/models":
            return 200, json.dumps({"data": [{"id": "tiny", "owned_by": "llamacpp"}]})
        assert path == "/tokenize"
        asked.append(body["content"])
        return 200, json.dumps({"tokens": body["content"].split()})

    async def twice(url: str) -> list[int]:
        model = open_model(f"chat:{url}#tiny")
        return [await model.count(user("one two three")) for _ in range(2)]

    with chat_server(respond) as url:
        assert asyncio.run(twice(url)) == [10, 10]
    assert asked == ["one two three"]
    with chat_server(lambda path, body: (200, MODELS)) as url:
        model = open_model(f"chat:{url}#tiny")
        english, chinese = (asyncio.run(model.count(user(text))) for text in ("word " * 80, "汉字" * 50))
    assert english == 107
    assert chinese == 107


def test_lone_surrogates_do_not_get_through() -> None:
    with chat_server(
        serving('data: {"choices": [{"delta": {"content": "a\\ud800b"}, "finish_reason": "stop"}]}')
    ) as url:
        assert ask(open_model(f"chat:{url}#tiny"), ChatRequest(messages=user("?"))).text == "a?b"


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with chat_server(serving(*HELLO, chunk({}, "stop"), "data: [DONE]")) as url:
        assert ask(open_model(f"chat:{url}#tiny"), ChatRequest(messages=user("?"))).text == "Hello"
