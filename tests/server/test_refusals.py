"""What is refused, and in which words."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

INVALID = "invalid_request_error"


@pytest.fixture
def http(served: Any) -> httpx2.Client:
    made: httpx2.Client = served.http()
    return made


@pytest.fixture
def thread(http: httpx2.Client) -> str:
    made: str = http.post("/threads", json={}).json()["id"]
    return made


def _error(answer: httpx2.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()["error"]
    assert set(body) == {"message", "type", "param", "code"}
    return body


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/assistants/asst_x", "No assistant found with id 'asst_x'."),
        ("/threads/thread_x", "No thread found with id 'thread_x'."),
        ("/threads/thread_x/messages", "No thread found with id 'thread_x'."),
        ("/threads/{t}/messages/msg_x", "No message found with id 'msg_x'."),
        ("/threads/{t}/runs/run_x", "No run found with id 'run_x'."),
        ("/threads/{t}/runs/run_x/steps", "No run found with id 'run_x'."),
        ("/files/file-x", "No such File object: file-x"),
        ("/files/file-x/content", "No such File object: file-x"),
        ("/vector_stores/vs_x", "No vector store found with id 'vs_x'."),
        ("/vector_stores/vs_x/files", "No vector store found with id 'vs_x'."),
    ],
)
def test_what_is_not_there_is_404(http: httpx2.Client, thread: str, path: str, message: str) -> None:
    error = _error(http.get(path.replace("{t}", thread)), 404)
    assert (error["message"], error["type"], error["code"]) == (message, INVALID, None)


@pytest.mark.parametrize(
    ("path", "message", "hint"),
    [
        ("/v1/nowhere", "Invalid URL (GET /v1/nowhere)", "/v1/assistants, /v1/chat"),
        ("/v1/assistants/", "Invalid URL (GET /v1/assistants/)", "/v1/threads"),
        ("/threads/thread_x", "Invalid URL (GET /threads/thread_x)", "lacks its /v1"),
    ],
)
def test_a_path_that_nothing_is_at(http: httpx2.Client, path: str, message: str, hint: str) -> None:
    error = _error(http.get(str(http.base_url).removesuffix("/v1/") + path), 404)
    assert error["message"].startswith(message)
    assert hint in error["message"]


@pytest.mark.parametrize(("beta", "status"), [("assistants=v1", 400), ("assistants=v2", 200), ("", 200)])
def test_the_first_assistants_api_is_refused(http: httpx2.Client, beta: str, status: int) -> None:
    answer = http.get("/assistants", headers={"openai-beta": beta})
    assert answer.status_code == status
    if status == 400:
        assert _error(answer, 400)["code"] == "invalid_beta"
        assert "openai 1.21" in answer.json()["error"]["message"]


def test_a_child_under_the_wrong_parent_is_not_there(http: httpx2.Client, thread: str) -> None:
    other = http.post("/threads", json={"messages": [{"role": "user", "content": "x"}]}).json()["id"]
    message = http.get(f"/threads/{other}/messages").json()["data"][0]["id"]
    assert http.get(f"/threads/{other}/messages/{message}").status_code == 200
    _error(http.get(f"/threads/{thread}/messages/{message}"), 404)


def test_an_id_of_another_kind_says_so(http: httpx2.Client, thread: str) -> None:
    error = _error(http.get(f"/assistants/{thread}"), 400)
    text = f"Invalid 'assistant_id': '{thread}'. Expected an ID that begins with 'asst'."
    assert (error["message"], error["code"]) == (text, "invalid_value")


@pytest.mark.parametrize(
    ("path", "param", "prefix"),
    [
        ("/threads/undefined", "thread_id", "thread"),
        ("/threads/{thread}/runs/None", "run_id", "run"),
        ("/assistants/x", "assistant_id", "asst"),
        ("/vector_stores/x/files", "vector_store_id", "vs"),
    ],
)
def test_what_cannot_be_an_id_says_what_ids_begin_with(
    http: httpx2.Client, thread: str, path: str, param: str, prefix: str
) -> None:
    error = _error(http.get(path.format(thread=thread)), 400)
    assert error["param"] == param
    assert error["message"].endswith(f"Expected an ID that begins with '{prefix}'.")


ASSISTANT_REFUSALS: list[tuple[dict[str, Any], str, str]] = [
    ({}, "model", "missing_required_parameter"),
    ({"model": 3}, "model", "invalid_type"),
    ({"model": "no-such-model"}, "model", "model_not_found"),
    ({"model": "default", "name": "x" * 257}, "name", "string_above_max_length"),
    ({"model": "default", "description": "x" * 513}, "description", "string_above_max_length"),
    ({"model": "default", "instructions": "x" * 256_001}, "instructions", "string_above_max_length"),
    ({"model": "default", "temperature": 2.5}, "temperature", "decimal_above_max_value"),
    ({"model": "default", "top_p": -0.1}, "top_p", "decimal_below_min_value"),
    (
        {"model": "default", "tools": [{"type": "code_interpreter"}] * 129},
        "tools",
        "array_above_max_length",
    ),
    ({"model": "default", "tools": [{"type": "browser"}]}, "tools[0].type", "invalid_value"),
    (
        {"model": "default", "tools": [{"type": "function", "function": {"name": "a b"}}]},
        "tools[0].function.name",
        "invalid_value",
    ),
    (
        {"model": "default", "metadata": {str(n): "" for n in range(17)}},
        "metadata",
        "object_above_max_properties",
    ),
    ({"model": "default", "metadata": {"k" * 65: ""}}, "metadata", "string_above_max_length"),
    ({"model": "default", "metadata": {"k": "v" * 513}}, "metadata.k", "string_above_max_length"),
    ({"model": "default", "metadata": {"k": 1}}, "metadata.k", "invalid_type"),
    ({"model": "default", "response_format": {"type": "xml"}}, "response_format.type", "invalid_value"),
    ({"model": "default", "surprise": 1}, "surprise", "unknown_parameter"),
    (
        {"model": "default", "tool_resources": {"code_interpreter": {"file_ids": ["f"] * 21}}},
        "tool_resources.code_interpreter.file_ids",
        "array_above_max_length",
    ),
]


@pytest.mark.parametrize(("body", "param", "code"), ASSISTANT_REFUSALS)
def test_an_assistant_that_breaks_a_limit(
    http: httpx2.Client, body: dict[str, Any], param: str, code: str
) -> None:
    error = _error(http.post("/assistants", json=body), 400)
    assert (error["type"], error["param"], error["code"]) == (INVALID, param, code)


RUN_REFUSALS: list[tuple[dict[str, Any], str, str]] = [
    ({}, "assistant_id", "missing_required_parameter"),
    ({"max_prompt_tokens": 255}, "max_prompt_tokens", "integer_below_min_value"),
    ({"max_completion_tokens": 0}, "max_completion_tokens", "integer_below_min_value"),
    (
        {"truncation_strategy": {"type": "last_messages", "last_messages": 0}},
        "truncation_strategy.last_messages",
        "integer_below_min_value",
    ),
    ({"tools": [{"type": "code_interpreter"}] * 21}, "tools", "array_above_max_length"),
    ({"tool_choice": "sometimes"}, "tool_choice", "invalid_value"),
    ({"model": "no-such-model"}, "model", "model_not_found"),
    ({"additional_messages": [{"role": "user"}]}, "additional_messages[0].content", "missing"),
]


@pytest.mark.parametrize(("body", "param", "code"), RUN_REFUSALS)
def test_a_run_that_breaks_a_limit_leaves_nothing_behind(
    http: httpx2.Client, thread: str, body: dict[str, Any], param: str, code: str
) -> None:
    if param != "assistant_id":
        body = {"assistant_id": http.post("/assistants", json={"model": "default"}).json()["id"], **body}
    error = _error(http.post(f"/threads/{thread}/runs", json=body), 400)
    assert error["param"] == param
    assert error["code"].startswith(code)
    assert http.get(f"/threads/{thread}/runs").json()["data"] == []
    assert http.get(f"/threads/{thread}/messages").json()["data"] == []


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "limit=101",
            "Invalid 'limit': integer above maximum value. Expected a value <= 100, but got 101 instead.",
        ),
        (
            "limit=-1",
            "Invalid 'limit': integer below minimum value. Expected a value >= 0, but got -1 instead.",
        ),
        ("limit=ten", "Invalid type for 'limit': expected an integer, but got a string instead."),
        ("order=up", "Invalid value: 'up'. Supported values are: 'asc', 'desc'."),
    ],
)
def test_a_list_that_cannot_be_given(http: httpx2.Client, query: str, message: str) -> None:
    error = _error(http.get(f"/assistants?{query}"), 400)
    assert error["message"] == message


def test_a_cursor_that_is_not_in_the_list(http: httpx2.Client, thread: str) -> None:
    for cursor in ("asst_x", thread, ""):
        error = _error(http.get("/assistants", params={"after": cursor}), 404)
        assert (error["message"], error["param"]) == (f"No assistant found with id '{cursor}'.", "after")


@pytest.mark.parametrize(
    "body", [b"{", b"[1, 2", b'{"model": "default"} x', b"\xff\xfe", b"[" * 5000, b'"text"', b"[]", b"null"]
)
def test_a_body_that_is_not_a_json_object(http: httpx2.Client, body: bytes) -> None:
    answer = http.post("/assistants", content=body, headers={"content-type": "application/json"})
    assert _error(answer, 400)["type"] == "invalid_request_error"


def test_a_body_nested_very_deep_is_refused(http: httpx2.Client) -> None:
    filters: Any = {"type": "eq", "key": "a", "value": 1}
    for _ in range(450):
        filters = {"type": "and", "filters": [filters]}
    store = http.post("/vector_stores", json={}).json()["id"]
    answer = http.post(
        f"/vector_stores/{store}/search",
        content=json.dumps({"query": "x", "filters": filters}),
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 400


def test_what_a_web_page_can_send_anywhere_is_not_taken(http: httpx2.Client) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        answer = http.post("/assistants", content=b'{"model":"default"}', headers={"content-type": kind})
        assert "application/json" in _error(answer, 400)["message"]


def test_a_packed_body_is_not_taken(http: httpx2.Client) -> None:
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    answer = http.post("/threads", content=gzip.compress(b"{}"), headers=headers)
    assert "'gzip'" in _error(answer, 415)["message"]


def test_a_method_that_a_path_does_not_have(http: httpx2.Client, thread: str) -> None:
    answer = http.put(f"/threads/{thread}", json={})
    _error(answer, 405)
    assert answer.headers["allow"] == "DELETE, GET, POST"
    assert "access-control-allow-origin" not in http.options("/assistants").headers


def test_absent_bodies_are_empty_bodies(http: httpx2.Client, thread: str) -> None:
    assert http.post("/threads").status_code == 200
    assert http.post(f"/threads/{thread}").status_code == 200


def test_only_known_model_names_are_taken_when_asked_to_be_strict(serve: Callable[..., Any]) -> None:
    http = serve(strict_models=True).http()
    assert http.post("/assistants", json={"model": "default"}).status_code == 200
    assert _error(http.get("/models/gpt-4o"), 404)["code"] == "model_not_found"
    error = _error(http.post("/assistants", json={"model": "gpt-4o"}), 400)
    assert error["message"].startswith(
        "The requested model 'gpt-4o' does not exist. This server has: default"
    )


@pytest.mark.parametrize(
    "name",
    [
        "gpt-4o",
        "gpt-4-1106-preview",
        "gpt-3.5-turbo-0125",
        "o3-mini",
        "gpt-4o-2024-08-06",
        "gpt-5.1-mini",
        "ft:gpt-4o-mini-2024-07-18:acme::9abCdE",
    ],
)
def test_names_of_the_hosted_api_mean_the_default_model(http: httpx2.Client, name: str) -> None:
    assert http.post("/assistants", json={"model": name}).json()["model"] == name
    assert http.get(f"/models/{name}").json()["id"] == name


def test_null_where_something_may_be_left_out_means_its_default(http: httpx2.Client) -> None:
    resources = {"code_interpreter": None, "file_search": None}
    assistant = http.post(
        "/assistants", json={"model": "default", "tools": None, "tool_resources": resources}
    )
    assert assistant.status_code == 200, assistant.text
    assert (assistant.json()["tools"], assistant.json()["tool_resources"]) == ([], {})
    body = {"assistant_id": assistant.json()["id"], "thread": None, "stream": None}
    assert http.post("/threads/runs", json=body).json()["status"] == "queued"
    nothing = {"file_ids": None, "chunking_strategy": None, "expires_after": None}
    store = http.post("/vector_stores", json=nothing).json()
    assert store["file_counts"]["total"] == 0
    query = {"query": "x", "ranking_options": None, "max_num_results": None}
    assert http.post(f"/vector_stores/{store['id']}/search", json=query).json()["data"] == []
