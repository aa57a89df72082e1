"""What belongs to one key is not there for another: every operation, and every place where a body names something."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from harness.server.app import OPERATIONS

KEYS = ("key-one", "key-two")
SAID = {"role": "user", "content": "mine"}
SEARCH = [{"type": "file_search"}]
CODE = [{"type": "code_interpreter"}]
ADD = {"type": "function", "function": {"name": "add", "parameters": {"type": "object"}}}


@pytest.fixture
def keys(serve: Callable[..., Any]) -> tuple[httpx2.Client, httpx2.Client]:
    served = serve("simulated:tools=add", api_keys=KEYS)
    one, two = (served.http(authorization=f"Bearer {key}") for key in KEYS)
    return one, two


def _belongings(http: httpx2.Client) -> dict[str, str]:
    """One object of each kind, by the name of its path parameter."""

    def made(path: str, **body: Any) -> dict[str, Any]:
        answer = http.post(path, json=body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    file = http.post("/files", data={"purpose": "assistants"}, files={"file": ("a.txt", b"otters")}).json()[
        "id"
    ]
    store = made("/vector_stores")["id"]
    batch = made(f"/vector_stores/{store}/file_batches", file_ids=[file])["id"]
    assistant = made("/assistants", model="default", tools=[ADD])["id"]
    thread = made("/threads", messages=[SAID])["id"]
    run = made(f"/threads/{thread}/runs", assistant_id=assistant)["id"]
    while http.get(f"/threads/{thread}/runs/{run}").json()["status"] != "requires_action":
        pass
    conversation = made("/conversations", items=[SAID])["id"]
    first = {list: http.get(list).json()["data"][0]["id"] for list in (
        f"/threads/{thread}/messages", f"/threads/{thread}/runs/{run}/steps", f"/conversations/{conversation}/items"
    )}  # fmt: skip
    message, step, item = first.values()
    return {
        "file_id": file,
        "vector_store_id": store,
        "batch_id": batch,
        "assistant_id": assistant,
        "thread_id": thread,
        "message_id": message,
        "run_id": run,
        "step_id": step,
        "response_id": made("/responses", model="default", input="mine")["id"],
        "conversation_id": conversation,
        "item_id": item,
    }


# A body that would be taken where the object is one's own.
BODIES: dict[str, dict[str, Any]] = {
    "createMessage": SAID,
    "submitToolOutputsToRun": {"tool_outputs": []},
    "searchVectorStore": {"query": "otters"},
    "updateVectorStoreFileAttributes": {"attributes": {}},
    "updateConversation": {"metadata": {}},
    "createConversationItems": {"items": [SAID]},
}


def test_no_operation_reaches_what_belongs_to_another_key(keys: Any) -> None:
    one, two = keys
    ids = _belongings(one)
    own_file = two.post("/files", data={"purpose": "assistants"}, files={"file": ("b.txt", b"b")}).json()[
        "id"
    ]
    own_assistant = two.post("/assistants", json={"model": "default"}).json()["id"]
    bodies = {
        **BODIES,
        "createRun": {"assistant_id": own_assistant},
        "createVectorStoreFile": {"file_id": own_file},
        "createVectorStoreFileBatch": {"file_ids": [own_file]},
    }
    reaching = [operation for operation in OPERATIONS if _names(operation) and _names(operation) <= set(ids)]
    assert len(reaching) > 40
    for operation in reaching:
        path = operation.path.format(**ids)
        answer = two.request(operation.method, path, json=_body(operation, bodies))
        assert answer.status_code == 404, (operation.name, answer.text)
        assert "mine" not in answer.text and "otters" not in answer.text
    for operation in reaching:
        if operation.method == "GET":
            assert one.get(operation.path.format(**ids)).status_code == 200, operation.name


def _names(operation: Any) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", operation.path))


def _body(operation: Any, bodies: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    if operation.method != "POST":
        return None
    return bodies.get(operation.name, {})


def test_no_list_shows_what_belongs_to_another_key(keys: Any) -> None:
    one, two = keys
    ids = _belongings(one)
    for path in ("/assistants", "/files", "/vector_stores"):
        assert not {row["id"] for row in two.get(path).json()["data"]} & set(ids.values())
    for path, cursor in (
        ("assistants", "assistant_id"),
        ("files", "file_id"),
        ("vector_stores", "vector_store_id"),
    ):
        for side in ("after", "before"):
            assert two.get(f"/{path}", params={side: ids[cursor]}).status_code == 404


def test_no_body_can_name_what_belongs_to_another_key(keys: Any) -> None:
    one, two = keys
    ids = _belongings(one)
    file, store, assistant = ids["file_id"], ids["vector_store_id"], ids["assistant_id"]
    own_assistant = two.post("/assistants", json={"model": "default"}).json()["id"]
    own_thread = two.post("/threads", json={}).json()["id"]
    own_store = two.post("/vector_stores", json={}).json()["id"]
    own_file = two.post("/files", data={"purpose": "assistants"}, files={"file": ("b.txt", b"b")}).json()[
        "id"
    ]
    code, search = {"code_interpreter": {"file_ids": [file]}}, {"file_search": {"vector_store_ids": [store]}}
    making = {"file_search": {"vector_stores": [{"file_ids": [file]}]}}
    attached = {**SAID, "attachments": [{"file_id": file, "tools": SEARCH}]}
    seen = {"role": "user", "content": [{"type": "image_file", "image_file": {"file_id": file}}]}
    named: list[tuple[str, dict[str, Any]]] = [
        *(("/assistants", {"model": "default", "tool_resources": it}) for it in (code, search, making)),
        *((f"/assistants/{own_assistant}", {"tool_resources": it}) for it in (code, search, making)),
        *(("/threads", {"tool_resources": it}) for it in (code, search, making)),
        *((f"/threads/{own_thread}", {"tool_resources": it}) for it in (code, search)),
        *(("/threads", {"messages": [it]}) for it in (attached, seen)),
        *((f"/threads/{own_thread}/messages", it) for it in (attached, seen)),
        (f"/threads/{own_thread}/runs", {"assistant_id": assistant}),
        *(
            (f"/threads/{own_thread}/runs", {"assistant_id": own_assistant, "additional_messages": [it]})
            for it in (attached, seen)
        ),
        ("/threads/runs", {"assistant_id": assistant}),
        *(("/threads/runs", {"assistant_id": own_assistant, "tool_resources": it}) for it in (code, search)),
        *(
            ("/threads/runs", {"assistant_id": own_assistant, "thread": it})
            for it in ({"messages": [attached]}, {"messages": [seen]}, {"tool_resources": code})
        ),
        ("/vector_stores", {"file_ids": [file]}),
        (f"/vector_stores/{own_store}/files", {"file_id": file}),
        (f"/vector_stores/{own_store}/file_batches", {"file_ids": [file]}),
        (f"/vector_stores/{own_store}/file_batches", {"files": [{"file_id": own_file}, {"file_id": file}]}),
        *_responses(ids),
    ]
    for path, body in named:
        answer = two.post(path, json=body)
        assert answer.status_code in (400, 404), (path, body, answer.text)
        assert "otters" not in answer.text
    assert two.get(f"/threads/{own_thread}/messages").json()["data"] == []
    assert two.get(f"/threads/{own_thread}/runs").json()["data"] == []


def _responses(ids: dict[str, str]) -> list[tuple[str, dict[str, Any]]]:
    """What names something in the Responses and Conversations API."""
    response = {"model": "default", "input": "x"}
    file, store = ids["file_id"], ids["vector_store_id"]
    image = {"type": "input_image", "file_id": file}
    document = {"type": "input_file", "file_id": file}
    return [
        ("/responses", {**response, "previous_response_id": ids["response_id"]}),
        ("/responses", {**response, "conversation": ids["conversation_id"]}),
        ("/responses", {**response, "tools": [{"type": "file_search", "vector_store_ids": [store]}]}),
        (
            "/responses",
            {
                **response,
                "tools": [{"type": "code_interpreter", "container": {"type": "auto", "file_ids": [file]}}],
            },
        ),
        *(
            ("/responses", {**response, "input": [{"role": "user", "content": [it]}]})
            for it in (image, document)
        ),
        ("/responses", {**response, "input": [{"type": "item_reference", "id": ids["item_id"]}]}),
        ("/conversations", {"items": [{"role": "user", "content": [image]}]}),
    ]
