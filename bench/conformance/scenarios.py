"""What is asked of a server for the published description to judge: every operation, state and event."""

from __future__ import annotations

import time
from typing import Any

from bench.conformance.traffic import CODE, INCLUDE, SCHEMA, SEARCH, TIME, WEATHER, Asking, Json


def _started(ask: Asking, model: str, *tools: Json, **more: Any) -> tuple[str, str]:
    """An assistant with these tools and a thread with a question."""
    assistant = ask.post("/assistants", {"model": model, "tools": list(tools), **more})["id"]
    thread = ask.post("/threads", {"messages": [{"role": "user", "content": "question"}]})["id"]
    return assistant, thread


def _look(ask: Asking, thread: str, run: str) -> None:
    """Everything that a run has left, by every operation that shows it."""
    base = f"/threads/{thread}/runs"
    for path in (f"{base}/{run}", base, f"/threads/{thread}/messages?run_id={run}", f"/threads/{thread}"):
        ask.get(path)
    for include in ("", f"?{INCLUDE}"):
        for step in ask.get(f"{base}/{run}/steps{include}")["data"]:
            ask.get(f"{base}/{run}/steps/{step['id']}{include}")
    for message in ask.get(f"/threads/{thread}/messages")["data"]:
        ask.get(f"/threads/{thread}/messages/{message['id']}")


def _run(ask: Asking, model: str, *tools: Json, **more: Any) -> None:
    """The same run polled and streamed."""
    assistant, thread = _started(ask, model, *tools)
    run = ask.post(f"/threads/{thread}/runs", {"assistant_id": assistant, **more})["id"]
    ask.until(
        f"/threads/{thread}/runs/{run}", "completed", "failed", "incomplete", "requires_action", "expired"
    )
    _look(ask, thread, run)
    assistant, thread = _started(ask, model, *tools)
    events = ask.stream(f"/threads/{thread}/runs?{INCLUDE}", {"assistant_id": assistant, **more})
    _look(ask, thread, events[0][1]["id"])


def assistants(ask: Asking) -> None:
    """Assistants with nothing and with everything."""
    bare = ask.post("/assistants", {"model": "default"})["id"]
    store = ask.post("/vector_stores", {})["id"]
    files = [ask.upload("data.csv", b"a,b\n1,2\n")]
    resources = {"code_interpreter": {"file_ids": files}, "file_search": {"vector_store_ids": [store]}}
    full = {
        "name": "n",
        "description": "d",
        "instructions": "i",
        "temperature": 0,
        "top_p": 0.5,
        "response_format": SCHEMA,
    }
    tools = {"tools": [CODE, SEARCH, WEATHER, TIME], "tool_resources": resources, "metadata": {"a": "b"}}
    made = ask.post("/assistants", {"model": "gpt-4o", **full, **tools})["id"]
    helper = {"file_search": {"vector_stores": [{"file_ids": files, "metadata": {"a": "b"}}]}}
    ask.post(
        "/assistants", {"model": "default", "tools": [{"type": "file_search"}], "tool_resources": helper}
    )
    ask.post(f"/assistants/{made}", {"name": None, "tools": [], "response_format": {"type": "json_object"}})
    for path in (
        "/assistants",
        "/assistants?limit=1&order=asc",
        f"/assistants?after={bare}",
        f"/assistants/{made}",
    ):
        ask.get(path)
    ask.delete(f"/assistants/{made}")
    ask.get(f"/assistants/{made}")


def threads(ask: Asking) -> None:
    """Threads and messages of every kind."""
    picture = ask.upload("p.png", b"\x89PNG\r\n\x1a\n", "vision")
    data = ask.upload("data.csv", b"a,b\n1,2\n")
    parts = [
        {"type": "text", "text": "look"},
        {"type": "image_file", "image_file": {"file_id": picture, "detail": "low"}},
        {"type": "image_url", "image_url": {"url": "https://example.com/p.png"}},
    ]
    attached = {"attachments": [{"file_id": data, "tools": [CODE, {"type": "file_search"}]}]}
    empty = ask.post("/threads")["id"]
    ask.get(f"/threads/{empty}/messages")
    thread = ask.post("/threads", {"messages": [{"role": "user", "content": parts}], "metadata": {"a": "b"}})[
        "id"
    ]
    base = f"/threads/{thread}/messages"
    message = ask.post(base, {"role": "assistant", "content": "noted", "metadata": {"a": "b"}, **attached})[
        "id"
    ]
    ask.post(f"{base}/{message}", {"metadata": {"c": "d"}})
    ask.post(
        f"/threads/{thread}", {"metadata": {}, "tool_resources": {"code_interpreter": {"file_ids": [data]}}}
    )
    for path in (base, f"{base}/{message}", f"/threads/{thread}", f"{base}?limit=1"):
        ask.get(path)
    ask.delete(f"{base}/{message}")
    ask.delete(f"/threads/{thread}")
    ask.get(f"/threads/{thread}")


def answers(ask: Asking) -> None:
    """Runs that end by themselves, and what a run may override."""
    _run(ask, "default")
    assistant, thread = _started(ask, "default", instructions="Be brief.")
    more = {
        "assistant_id": assistant,
        "instructions": "Be long.",
        "additional_instructions": "Be kind.",
        "temperature": 0,
    }
    more |= {
        "additional_messages": [{"role": "user", "content": "more"}],
        "metadata": {"a": "b"},
        "tools": [CODE, WEATHER],
    }
    more |= {
        "tool_choice": "none",
        "max_prompt_tokens": 1000,
        "max_completion_tokens": 1000,
        "response_format": SCHEMA,
    }
    more |= {
        "truncation_strategy": {"type": "last_messages", "last_messages": 2},
        "parallel_tool_calls": False,
    }
    run = ask.post(f"/threads/{thread}/runs", more)["id"]
    ask.until(f"/threads/{thread}/runs/{run}", "completed")
    ask.post(f"/threads/{thread}/runs/{run}", {"metadata": {"c": "d"}})
    ask.post(
        "/threads/runs",
        {"assistant_id": assistant, "thread": {"messages": [{"role": "user", "content": "hi"}]}},
    )
    ask.stream("/threads/runs", {"assistant_id": assistant, "thread": {"metadata": {"a": "b"}}})


def tools(ask: Asking) -> None:
    """Code with logs, errors, images and files; searches."""
    _run(ask, "code", CODE)
    store = ask.post("/vector_stores", {"file_ids": [ask.upload("notes.txt", b"The blue door leads out.")]})[
        "id"
    ]
    ask.until(f"/vector_stores/{store}", "completed")
    resources = {"file_search": {"vector_store_ids": [store]}}
    assistant, thread = _started(ask, "search", SEARCH, tool_resources=resources)
    events = ask.stream(f"/threads/{thread}/runs?{INCLUDE}", {"assistant_id": assistant})
    _look(ask, thread, events[0][1]["id"])
    assistant, thread = _started(ask, "search", SEARCH, tool_resources=resources)
    ask.stream(f"/threads/{thread}/runs", {"assistant_id": assistant})


def functions(ask: Asking) -> None:
    """Functions: several at once, beside code, chosen by the request; submitted polled and streamed."""
    _run(ask, "both", WEATHER, TIME)
    for model, streamed in (("both", True), ("both", False), ("mixed", True)):
        assistant, thread = _started(ask, model, WEATHER, TIME, CODE)
        run = ask.stream(f"/threads/{thread}/runs", {"assistant_id": assistant})[-2][1]
        path = f"/threads/{thread}/runs/{run['id']}"
        calls = run["required_action"]["submit_tool_outputs"]["tool_calls"]
        outputs = {"tool_outputs": [{"tool_call_id": call["id"], "output": "warm"} for call in calls]}
        submit = ask.stream if streamed else ask.post
        submit(f"{path}/submit_tool_outputs", outputs)
        ask.until(path, "completed")
        _look(ask, thread, run["id"])
    for choice in ("required", {"type": "function", "function": {"name": "clock"}}):
        _run(ask, "default", WEATHER, TIME, tool_choice=choice)


def failures(ask: Asking) -> None:
    """Runs that fail or stay incomplete."""
    for model in ("cut", "broken", "busy", "filtered"):
        _run(ask, model)
    _run(ask, "long", max_completion_tokens=256)
    _run(
        ask,
        "code",
        CODE,
        max_prompt_tokens=256,
        additional_messages=[{"role": "user", "content": "word " * 400}],
    )


def cancellations(ask: Asking) -> None:
    """Runs cancelled while they write, compute, wait, or queue."""
    for model, moment in (("sluggish", "thread.message.delta"), ("halting", "thread.run.step.delta")):
        assistant, thread = _started(ask, model, CODE)
        seen: list[Json] = []

        def stop(
            name: str, data: Any, moment: str = moment, thread: str = thread, seen: list[Json] = seen
        ) -> None:
            if name == "thread.run.created":
                seen.append(data)
            if name == moment and len(seen) == 1:
                seen.append(ask.post(f"/threads/{thread}/runs/{seen[0]['id']}/cancel"))

        ask.stream(f"/threads/{thread}/runs", {"assistant_id": assistant}, stop)
        _look(ask, thread, seen[0]["id"])
    for model, status in (("both", "requires_action"), ("sluggish", "queued")):
        assistant, thread = _started(ask, model, WEATHER)
        run = (
            f"/threads/{thread}/runs/"
            + ask.post(f"/threads/{thread}/runs", {"assistant_id": assistant})["id"]
        )
        if status != "queued":
            ask.until(run, status)
        ask.post(f"{run}/cancel")
        ask.until(run, "cancelled")
        _look(ask, thread, run.rpartition("/")[2])


def expiries(ask: Asking) -> None:
    """Runs that outlive a server's patience; asked of one with little."""
    _run(ask, "sluggish")
    _run(ask, "halting", CODE)
    assistant, thread = _started(ask, "both", WEATHER, TIME)
    run = f"/threads/{thread}/runs/" + ask.post(f"/threads/{thread}/runs", {"assistant_id": assistant})["id"]
    ask.until(run, "requires_action")
    ask.until(run, "expired")
    _look(ask, thread, run.rpartition("/")[2])


def files(ask: Asking) -> None:
    """Files and their ends."""
    for purpose in ("assistants", "vision", "batch", "fine-tune", "user_data"):
        ask.upload("f.txt", b"text", purpose)
    kept = ask.upload(
        "f.txt", b"text", **{"expires_after[anchor]": "created_at", "expires_after[seconds]": "3600"}
    )
    for path in ("/files", "/files?purpose=vision&limit=1", f"/files/{kept}"):
        ask.get(path)
    assert ask.content(kept) == b"text"
    ask.delete(f"/files/{kept}")
    ask.get(f"/files/{kept}")


def stores(ask: Asking) -> None:
    """Vector stores, their files, batches and searches."""
    notes = ask.upload("notes.txt", b"The blue door leads out. " * 50)
    odd = ask.upload("odd.bin", bytes(range(256)))
    static = {"type": "static", "static": {"max_chunk_size_tokens": 200, "chunk_overlap_tokens": 50}}
    store = ask.post(
        "/vector_stores", {"name": "s", "expires_after": {"anchor": "last_active_at", "days": 1}}
    )["id"]
    ask.post(
        "/vector_stores", {"file_ids": [notes], "chunking_strategy": {"type": "auto"}, "metadata": {"a": "b"}}
    )
    base = f"/vector_stores/{store}"
    ask.post(
        f"{base}/files",
        {"file_id": notes, "chunking_strategy": static, "attributes": {"year": 2024, "ok": True, "w": "x"}},
    )
    ask.post(f"{base}/files", {"file_id": odd})
    for file in (notes, odd):
        ask.until(f"{base}/files/{file}", "completed", "failed")
    ask.post(f"{base}/files/{notes}", {"attributes": {"year": 2025}})
    for path in ("", "/files", "/files?filter=failed", "/files?filter=cancelled", f"/files/{notes}/content"):
        ask.get(base + path)
    _searches(ask, base)
    _batches(ask, base)
    ask.post(base, {"name": "t", "expires_after": None, "metadata": {"a": "b"}})
    ask.get("/vector_stores?limit=1")
    ask.delete(f"{base}/files/{notes}")
    ask.delete(base)
    ask.get(base)


def _searches(ask: Asking, base: str) -> None:
    ask.post(f"{base}/search", {"query": "door"})
    newer = {"type": "gte", "key": "year", "value": 2020}
    both = {"type": "and", "filters": [newer, {"type": "eq", "key": "year", "value": 2025}]}
    ask.post(
        f"{base}/search",
        {"query": ["door", "out"], "filters": both, "max_num_results": 1, "rewrite_query": True},
    )
    ask.post(
        f"{base}/search",
        {"query": "door", "filters": {**newer, "value": 3000}, "ranking_options": {"score_threshold": 0.1}},
    )


def _batches(ask: Asking, base: str) -> None:
    more = [ask.upload(f"m{number}.txt", b"text " * 500) for number in range(8)]
    batch = ask.post(f"{base}/file_batches", {"file_ids": more[:2], "attributes": {"a": 1}})["id"]
    ask.until(f"{base}/file_batches/{batch}", "completed")
    ask.get(f"{base}/file_batches/{batch}/files")
    late = ask.post(f"{base}/file_batches", {"files": [{"file_id": id} for id in more[2:]]})["id"]
    ask.post(f"{base}/file_batches/{late}/cancel")
    ask.until(f"{base}/file_batches/{late}", "cancelled", "completed")
    ask.get(f"{base}/file_batches/{late}/files?filter=cancelled")


def refusals(ask: Asking) -> None:
    """Requests that are refused."""
    assistant, thread = _started(ask, "sluggish")
    runs = f"/threads/{thread}/runs"
    run = ask.post(runs, {"assistant_id": assistant})["id"]
    question = {"role": "user", "content": "more"}
    for path, body in (
        (f"/threads/{thread}/messages", question), (runs, {"assistant_id": assistant}), ("/assistants", {}),
        (f"{runs}/{run}/submit_tool_outputs", {"tool_outputs": []}), ("/assistants", {"model": "no-such-model"}),
        ("/assistants", {"model": "default", "name": "n" * 257}), ("/assistants", {"model": 1}),
        ("/vector_stores/vs_none/search", {"query": "x"}), (runs, {"assistant_id": "asst_none"}),
        ("/threads", {"messages": [{"role": "system", "content": "x"}]}), ("/files", {}),
    ):  # fmt: skip
        ask.post(path, body)
    for path in (
        "/assistants?limit=101",
        "/assistants/thread_x",
        "/nothing",
        f"{runs}/run_none",
        "/files/file-none",
    ):
        ask.get(path)
    ask.send("PATCH", "/assistants")
    ask.post(f"{runs}/{run}/cancel")
    ask.until(f"{runs}/{run}", "cancelled")
    ask.post(f"{runs}/{run}/cancel")


def responses(ask: Asking) -> None:
    """The Responses API, whole and streamed."""
    plain = {"model": "default", "input": "question"}
    first = ask.post("/responses", plain)["id"]
    ask.post(
        "/responses", {**plain, "previous_response_id": first, "text": {"format": {"type": "json_object"}}}
    )
    ask.stream("/responses", plain)
    function = {"type": "function", "name": "weather", "parameters": {"type": "object"}, "strict": False}
    code = {"type": "code_interpreter", "container": {"type": "auto"}}
    ask.stream("/responses", {**plain, "model": "both", "tools": [function, {**function, "name": "clock"}]})
    ask.stream(
        "/responses",
        {**plain, "model": "code", "tools": [code], "include": ["code_interpreter_call.outputs"]},
    )
    ask.stream("/responses", {**plain, "model": "cut"})
    ask.stream("/responses", {**plain, "model": "long", "max_output_tokens": 16})
    for path in (f"/responses/{first}", f"/responses/{first}/input_items"):
        ask.get(path)
    behind = ask.post("/responses", {**plain, "model": "sluggish", "background": True})["id"]
    ask.post(f"/responses/{behind}/cancel")
    conversation = ask.post(
        "/conversations", {"items": [{"role": "user", "content": "hi"}], "metadata": {"a": "b"}}
    )["id"]
    base = f"/conversations/{conversation}"
    ask.post("/responses", {**plain, "conversation": conversation})
    for item in ask.get(f"{base}/items")["data"]:
        ask.get(f"{base}/items/{item['id']}")
    ask.post(f"{base}/items", {"items": [{"role": "user", "content": "more"}]})
    ask.post(base, {"metadata": {"c": "d"}})
    ask.get(base)
    ask.delete(base)


SCENARIOS = (
    assistants, threads, answers, tools, functions, failures, cancellations, files, stores, refusals, responses,
)  # fmt: skip


def ask_everything(ask: Asking, impatient: Asking) -> None:
    """All of it; `impatient` asks a server whose runs expire after a second or two."""
    for scenario in SCENARIOS:
        started = time.monotonic()
        scenario(ask)
        print(f"… {scenario.__name__}: {time.monotonic() - started:.1f} s", flush=True)
    expiries(impatient)
