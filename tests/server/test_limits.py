"""Every documented limit: what is at it is taken, what is one beyond is refused and says which parameter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

Make = Callable[[int], dict[str, Any]]


def _assistant(**more: Any) -> dict[str, Any]:
    return {"model": "default", **more}


def _function(name: str = "f") -> dict[str, Any]:
    return {"type": "function", "function": {"name": name}}


def _searching(**options: Any) -> dict[str, Any]:
    return _assistant(tools=[{"type": "file_search", "file_search": options}])


def _said(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


def _static(size: int, overlap: int) -> dict[str, Any]:
    static = {"max_chunk_size_tokens": size, "chunk_overlap_tokens": overlap}
    return {"file_id": "{file}", "chunking_strategy": {"type": "static", "static": static}}


def _pairs(number: int) -> dict[str, str]:
    return {f"key {n}": "" for n in range(number)}


# Path, how a body is made of a number, the last number that is taken, the first that is not, what the refusal names.
LIMITS: list[tuple[str, Make, int, int, str]] = [
    ("/assistants", lambda n: _assistant(name="x" * n), 256, 257, "name"),
    ("/assistants", lambda n: _assistant(description="x" * n), 512, 513, "description"),
    ("/assistants", lambda n: _assistant(instructions="文" * n), 256_000, 256_001, "instructions"),
    ("/assistants", lambda n: _assistant(tools=[_function(f"f{i}") for i in range(n)]), 128, 129, "tools"),
    ("/assistants", lambda n: _assistant(temperature=n), 2, 3, "temperature"),
    ("/assistants", lambda n: _assistant(temperature=n), 0, -1, "temperature"),
    ("/assistants", lambda n: _assistant(top_p=n), 1, 2, "top_p"),
    ("/assistants", lambda n: _assistant(top_p=n), 0, -1, "top_p"),
    ("/assistants", lambda n: _assistant(tools=[_function("f" * n)]), 64, 65, "tools[0].function.name"),
    ("/assistants", lambda n: _assistant(tools=[_function("f" * n)]), 1, 0, "tools[0].function.name"),
    ("/assistants", lambda n: _assistant(metadata=_pairs(n)), 16, 17, "metadata"),
    ("/assistants", lambda n: _assistant(metadata={"k" * n: ""}), 64, 65, "metadata"),
    ("/assistants", lambda n: _assistant(metadata={"k": "v" * n}), 512, 513, "metadata.k"),
    (
        "/assistants",
        lambda n: _searching(max_num_results=n),
        50,
        51,
        "tools[0].file_search.max_num_results",
    ),
    ("/assistants", lambda n: _searching(max_num_results=n), 1, 0, "tools[0].file_search.max_num_results"),
    (
        "/assistants",
        lambda n: _searching(ranking_options={"score_threshold": n}),
        1,
        2,
        "tools[0].file_search.ranking_options.score_threshold",
    ),
    (
        "/assistants",
        lambda n: _assistant(tool_resources={"file_search": {"vector_store_ids": ["{store}"] * n}}),
        1,
        2,
        "tool_resources.file_search.vector_store_ids",
    ),
    (
        "/assistants",
        lambda n: _assistant(tool_resources={"code_interpreter": {"file_ids": ["{file}"] * n}}),
        20,
        21,
        "tool_resources.code_interpreter.file_ids",
    ),
    ("/threads", lambda n: {"metadata": _pairs(n)}, 16, 17, "metadata"),
    ("/threads/{thread}/messages", lambda n: _said("文" * n), 256_000, 256_001, "content"),
    (
        "/threads/{thread}/messages",
        lambda n: _said([{"type": "text", "text": "x" * n}]),
        256_000,
        256_001,
        "content[0].text",
    ),
    ("/threads/{thread}/messages", lambda n: _said([{"type": "text", "text": "x"}] * n), 1, 0, "content"),
    (
        "/threads/runs",
        lambda n: {"assistant_id": "{assistant}", "tools": [_function(f"f{i}") for i in range(n)]},
        20,
        21,
        "tools",
    ),
    (
        "/threads/runs",
        lambda n: {"assistant_id": "{assistant}", "max_prompt_tokens": n},
        256,
        255,
        "max_prompt_tokens",
    ),
    (
        "/threads/runs",
        lambda n: {"assistant_id": "{assistant}", "max_completion_tokens": n},
        256,
        255,
        "max_completion_tokens",
    ),
    (
        "/threads/runs",
        lambda n: {
            "assistant_id": "{assistant}",
            "truncation_strategy": {"type": "last_messages", "last_messages": n},
        },
        1,
        0,
        "truncation_strategy.last_messages",
    ),
    (
        "/threads/runs",
        lambda n: {"assistant_id": "{assistant}", "instructions": "x" * n},
        256_000,
        256_001,
        "instructions",
    ),
    ("/vector_stores", lambda n: {"file_ids": ["{file}"] * n}, 500, 501, "file_ids"),
    (
        "/vector_stores",
        lambda n: {"expires_after": {"anchor": "last_active_at", "days": n}},
        365,
        366,
        "expires_after.days",
    ),
    (
        "/vector_stores",
        lambda n: {"expires_after": {"anchor": "last_active_at", "days": n}},
        1,
        0,
        "expires_after.days",
    ),
    ("/vector_stores/{store}/file_batches", lambda n: {"file_ids": ["{file}"] * n}, 2000, 2001, "file_ids"),
    (
        "/vector_stores/{store}/files",
        lambda n: _static(n, 0),
        4096,
        4097,
        "chunking_strategy.static.max_chunk_size_tokens",
    ),
    (
        "/vector_stores/{store}/files",
        lambda n: _static(n, 0),
        100,
        99,
        "chunking_strategy.static.max_chunk_size_tokens",
    ),
    (
        "/vector_stores/{store}/files",
        lambda n: _static(400, n),
        200,
        201,
        "chunking_strategy.static.chunk_overlap_tokens",
    ),
    (
        "/vector_stores/{store}/files",
        lambda n: {"file_id": "{file}", "attributes": _pairs(n)},
        16,
        17,
        "attributes",
    ),
    (
        "/vector_stores/{store}/files",
        lambda n: {"file_id": "{file}", "attributes": {"k": "v" * n}},
        512,
        513,
        "attributes.k",
    ),
    (
        "/vector_stores/{store}/search",
        lambda n: {"query": "x", "max_num_results": n},
        50,
        51,
        "max_num_results",
    ),
    (
        "/vector_stores/{store}/search",
        lambda n: {"query": "x", "max_num_results": n},
        1,
        0,
        "max_num_results",
    ),
]


@pytest.fixture
def made(served: Any) -> tuple[httpx2.Client, dict[str, str]]:
    http = served.http()
    file = http.post("/files", data={"purpose": "assistants"}, files={"file": ("a.txt", b"otters")}).json()[
        "id"
    ]
    bodies = {"assistant": _assistant(), "thread": {}, "store": {}}
    paths = {"assistant": "/assistants", "thread": "/threads", "store": "/vector_stores"}
    ids = {name: http.post(paths[name], json=body).json()["id"] for name, body in bodies.items()}
    return http, {**ids, "file": file}


def _filled(value: Any, ids: dict[str, str]) -> Any:
    """The body with ids in place of their names in braces."""
    if isinstance(value, dict):
        return {key: _filled(one, ids) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, ids) for one in value]
    return ids.get(value[1:-1], value) if isinstance(value, str) and value[:1] == "{" else value


def test_limits_of_bodies(made: tuple[httpx2.Client, dict[str, str]]) -> None:
    http, ids = made
    for path, body, last, beyond, param in LIMITS:
        where = path.format(**ids)
        taken = http.post(where, json=_filled(body(last), ids))
        assert taken.status_code == 200, (path, last, taken.text)
        refused = http.post(where, json=_filled(body(beyond), ids))
        assert refused.status_code == 400, (path, param, beyond, refused.text[:200])
        assert refused.json()["error"]["param"] == param, (path, refused.text)


EXPIRY = {3600: 200, 3599: 400, 2_592_000: 200, 2_592_001: 400}
LISTS = {"/assistants": 100, "/files": 10_000, "/vector_stores": 100, "/threads/{thread}/messages": 100}


def test_limits_of_lists_and_of_the_life_of_files(made: tuple[httpx2.Client, dict[str, str]]) -> None:
    http, ids = made
    for path, most in LISTS.items():
        assert http.get(path.format(**ids), params={"limit": most}).status_code == 200
        assert http.get(path.format(**ids), params={"limit": most + 1}).status_code == 400
    for seconds, status in EXPIRY.items():
        form = {
            "purpose": "assistants",
            "expires_after[anchor]": "created_at",
            "expires_after[seconds]": str(seconds),
        }
        answer = http.post("/files", data=form, files={"file": ("a.txt", b"x")})
        assert answer.status_code == status, (seconds, answer.text)
        if status == 200:
            assert answer.json()["expires_at"] == answer.json()["created_at"] + seconds


def test_defaults(made: tuple[httpx2.Client, dict[str, str]]) -> None:
    http, ids = made
    for number in range(25):
        http.post(f"/threads/{ids['thread']}/messages", json=_said(str(number)))
    listed = http.get(f"/threads/{ids['thread']}/messages").json()
    assert ([row["content"][0]["text"]["value"] for row in listed["data"]], listed["has_more"]) == (
        [str(number) for number in range(24, 4, -1)],
        True,
    )
    attached = http.post(f"/vector_stores/{ids['store']}/files", json={"file_id": ids["file"]}).json()
    assert attached["chunking_strategy"]["static"] == {
        "max_chunk_size_tokens": 800,
        "chunk_overlap_tokens": 400,
    }
    assistant = http.get(f"/assistants/{ids['assistant']}").json()
    defaults = {"temperature": 1.0, "top_p": 1.0, "response_format": "auto", "tools": [], "metadata": {}}
    assert {name: assistant[name] for name in defaults} == defaults
    run = http.post("/threads/runs", json={"assistant_id": ids["assistant"]}).json()
    assert run["expires_at"] == run["created_at"] + 600
    assert run["truncation_strategy"] == {"type": "auto", "last_messages": None}
    assert (run["tool_choice"], run["parallel_tool_calls"]) == ("auto", True)
    assert (run["max_prompt_tokens"], run["max_completion_tokens"], run["usage"]) == (None, None, None)
