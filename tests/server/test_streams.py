"""Streams: the documented events in the documented order, read from the wire and through the SDK."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx2
import openai
import pytest
from openai import AssistantEventHandler, AsyncAssistantEventHandler, AsyncOpenAI
from openai.types.beta.threads.runs import ToolCall
from typing_extensions import override

ADD = {"type": "function", "function": {"name": "add", "parameters": {"type": "object"}}}
TWICE = {"type": "function", "function": {"name": "twice", "parameters": {"type": "object"}}}
TEXT = [
    "thread.run.step.created",
    "thread.run.step.in_progress",
    "thread.message.created",
    "thread.message.in_progress",
    "thread.message.delta",
    "thread.message.completed",
    "thread.run.step.completed",
    "thread.run.completed",
    "done",
]
BEGUN = ["thread.run.created", "thread.run.queued", "thread.run.in_progress"]
CALLED = ["thread.run.step.created", "thread.run.step.in_progress", "thread.run.step.delta"]


@pytest.fixture
def ready(serve: Callable[..., Any]) -> Callable[..., tuple[httpx2.Client, str, str]]:
    """An HTTP client, an assistant and a thread with one message, on a server with this model."""

    def start(model: str = "simulated", tools: Any = (), **options: Any) -> tuple[httpx2.Client, str, str]:
        http = serve(model, **options).http()
        assistant = http.post("/assistants", json={"model": "default", "tools": list(tools)}).json()
        message = {"role": "user", "content": "What is 2 + 2?"}
        thread = http.post("/threads", json={"messages": [message]}).json()
        return http, assistant["id"], thread["id"]

    return start


def test_a_text_answer(ready: Any, stream: Any, names: Any) -> None:
    http, assistant, thread = ready()
    events = stream(http, f"/threads/{thread}/runs", {"assistant_id": assistant})
    assert names(events) == BEGUN + TEXT
    deltas = [event.data["delta"]["content"][0] for event in events if event.name == "thread.message.delta"]
    assert deltas[0]["text"]["annotations"] == []
    assert all("annotations" not in delta["text"] for delta in deltas[1:])
    assert len(deltas) > 3
    text = "".join(delta["text"]["value"] for delta in deltas)
    by_name = {event.name: event.data for event in events}
    assert by_name["thread.message.completed"]["content"][0]["text"]["value"] == text
    assert by_name["thread.message.created"]["content"] == []
    assert by_name["thread.run.step.completed"]["usage"] == by_name["thread.run.completed"]["usage"]
    step, message = by_name["thread.run.step.created"], by_name["thread.message.created"]
    assert step["step_details"]["message_creation"]["message_id"] == message["id"]


def test_a_marker_comes_in_one_piece_with_its_annotation(serve: Callable[..., Any], script: Any) -> None:
    write = {"code": "open('/mnt/data/out.txt', 'w').write('x')"}
    calls = [
        {"name": "code_interpreter", "arguments": write},
        {"name": "file_search", "arguments": {"query": "otters"}},
    ]
    answer = "See [this](sandbox:/mnt/data/out.txt). Otters【0:0†my own notes.md】 swim sandb"
    client = serve(script({"calls": calls}, {"text": answer})).client()
    store = client.vector_stores.create()
    client.vector_stores.files.upload_and_poll(vector_store_id=store.id, file=("my own notes.md", b"Otters."))
    assistant = client.beta.assistants.create(
        model="default",
        tools=[{"type": "code_interpreter"}, {"type": "file_search"}],
        tool_resources={"file_search": {"vector_store_ids": [store.id]}},
    )
    deltas = []
    thread: Any = {"messages": [{"role": "user", "content": "Go"}]}
    with client.beta.threads.create_and_run_stream(assistant_id=assistant.id, thread=thread) as stream:
        for event in stream:
            if event.event == "thread.message.delta":
                deltas += [part.text for part in event.data.delta.content or [] if part.type == "text"]
        text = stream.get_final_messages()[0].content[0].text  # type: ignore[union-attr]
    assert "".join(delta.value for delta in deltas) == answer == text.value
    marked = [(delta.value, one.text) for delta in deltas for one in delta.annotations or ()]
    markers = ["sandbox:/mnt/data/out.txt", "【0:0†my own notes.md】"]
    assert marked == [(marker, marker) for marker in markers]
    assert [text.value[one.start_index : one.end_index] for one in text.annotations] == markers


def test_a_thread_made_with_its_run_is_announced_first(ready: Any, stream: Any, names: Any) -> None:
    http, assistant, _ = ready()
    events = stream(http, "/threads/runs", {"assistant_id": assistant, "thread": {"metadata": {"a": "b"}}})
    assert names(events) == ["thread.created", *BEGUN, *TEXT]
    assert events[0].data["metadata"] == {"a": "b"}


def test_code_its_output_and_then_the_answer(ready: Any, stream: Any, names: Any) -> None:
    http, assistant, thread = ready("simulated:tools=code_interpreter", [{"type": "code_interpreter"}])
    events = stream(http, f"/threads/{thread}/runs", {"assistant_id": assistant})
    assert names(events) == [*BEGUN, *CALLED, "thread.run.step.completed", *TEXT]
    created = next(event for event in events if event.name == "thread.run.step.created")
    assert created.data["step_details"] == {"type": "tool_calls", "tool_calls": []}
    calls = [
        event.data["delta"]["step_details"]["tool_calls"][0]
        for event in events
        if event.name == "thread.run.step.delta"
    ]
    assert calls[0]["code_interpreter"] == {"input": "", "outputs": []}
    assert calls[0]["id"].startswith("call_")
    assert all("id" not in call and call["index"] == 0 for call in calls[1:])
    code = "".join(call["code_interpreter"].get("input", "") for call in calls)
    assert code == "print('Simulated answer to: What is 2 + 2?')"
    logs = calls[-1]["code_interpreter"]["outputs"]
    assert logs == [{"index": 0, "type": "logs", "logs": "Simulated answer to: What is 2 + 2?"}]
    done = next(event for event in events if event.name == "thread.run.step.completed")
    (call,) = done.data["step_details"]["tool_calls"]
    assert call["code_interpreter"]["input"] == code


def test_functions_stop_the_stream_and_outputs_open_another(ready: Any, stream: Any, names: Any) -> None:
    http, assistant, thread = ready("simulated:tools=add+twice", [ADD, TWICE])
    events = stream(http, f"/threads/{thread}/runs", {"assistant_id": assistant})
    assert names(events) == [*BEGUN, *CALLED, "thread.run.requires_action", "done"]
    deltas = [
        event.data["delta"]["step_details"]["tool_calls"][0]
        for event in events
        if event.name == "thread.run.step.delta"
    ]
    assert [delta["index"] for delta in deltas if "id" in delta] == [0, 1]
    assert deltas[0]["function"] == {"name": "add", "arguments": "", "output": None}
    run = events[-2].data
    calls = run["required_action"]["submit_tool_outputs"]["tool_calls"]
    for index, call in enumerate(calls):
        parts = [delta["function"]["arguments"] for delta in deltas if delta["index"] == index]
        assert "".join(parts) == call["function"]["arguments"]

    outputs = [{"tool_call_id": call["id"], "output": "4"} for call in calls]
    path = f"/threads/{thread}/runs/{run['id']}/submit_tool_outputs"
    again = stream(http, path, {"tool_outputs": outputs})
    assert names(again) == [
        "thread.run.step.completed",
        "thread.run.queued",
        "thread.run.in_progress",
        *TEXT,
    ]
    filled = again[0].data["step_details"]["tool_calls"]
    assert [call["function"]["output"] for call in filled] == ["4", "4"]


def test_what_comes_of_a_call_goes_before_the_next_call(ready: Any, stream: Any, script: Any) -> None:
    def code(source: str) -> dict[str, Any]:
        return {"name": "code_interpreter", "arguments": {"code": source}}

    calls = [code("print(1)"), code("print(2)"), {"name": "add", "arguments": {}}]
    http, assistant, thread = ready(script({"calls": calls}), [{"type": "code_interpreter"}, ADD])
    events = stream(http, f"/threads/{thread}/runs", {"assistant_id": assistant})
    assert events[-2].name == "thread.run.requires_action"
    deltas = [
        event.data["delta"]["step_details"]["tool_calls"][0]
        for event in events
        if event.name == "thread.run.step.delta"
    ]
    indexes = [delta["index"] for delta in deltas]
    assert indexes == sorted(indexes)
    assert sorted(set(indexes)) == [0, 1, 2]
    logs = [
        delta["code_interpreter"]["outputs"][0]["logs"]
        for delta in deltas
        if delta.get("code_interpreter", {}).get("outputs")
    ]
    assert logs == ["1", "2"]


def test_a_state_is_stored_before_it_is_announced(ready: Any) -> None:
    http, assistant, thread = ready("simulated:tools=add+twice", [ADD, TWICE])
    seen = []
    body = {"assistant_id": assistant, "stream": True}
    with http.stream("POST", f"/threads/{thread}/runs", json=body) as response:
        run = None
        for line in response.iter_lines():
            if line.startswith("data: {") and '"object":"thread.run"' in line:
                run = run or line.split('"id":"')[1].split('"')[0]
            if line == "event: thread.run.requires_action":
                seen.append(http.get(f"/threads/{thread}/runs/{run}").json()["status"])
    assert seen == ["requires_action"]


def test_a_failure_closes_what_is_open(ready: Any, stream: Any, names: Any, script: Any) -> None:
    http, assistant, thread = ready(script({"text": "one two three four", "error": "cut"}))
    events = stream(http, f"/threads/{thread}/runs", {"assistant_id": assistant})
    assert names(events)[-5:] == [
        "thread.message.delta",
        "thread.message.incomplete",
        "thread.run.step.failed",
        "thread.run.failed",
        "done",
    ]
    by_name = {event.name: event.data for event in events}
    assert by_name["thread.message.incomplete"]["content"][0]["text"]["value"] == "one two"


def test_a_token_limit_ends_in_incomplete(ready: Any, stream: Any, names: Any, script: Any) -> None:
    http, assistant, thread = ready(script({"text": "word " * 300}))
    body = {"assistant_id": assistant, "max_completion_tokens": 256}
    events = stream(http, f"/threads/{thread}/runs", body)
    assert names(events)[-4:] == [
        "thread.message.incomplete",
        "thread.run.step.completed",
        "thread.run.incomplete",
        "done",
    ]


def test_a_cancelled_run_ends_its_stream(ready: Any, names: Any, script: Any) -> None:
    http, assistant, thread = ready(script({"text": "word " * 300}) + ",rate=50")
    body = {"assistant_id": assistant, "stream": True}
    seen: list[str] = []
    with http.stream("POST", f"/threads/{thread}/runs", json=body) as response:
        for line in response.iter_lines():
            if line.startswith("event: "):
                seen.append(line.removeprefix("event: "))
                if seen.count("thread.message.delta") == 1 and seen[-1] == "thread.message.delta":
                    run = http.get(f"/threads/{thread}/runs").json()["data"][0]["id"]
                    answer = http.post(f"/threads/{thread}/runs/{run}/cancel").json()
                    assert answer["status"] == "cancelling"
    assert seen[-5:] == [
        "thread.run.cancelling",
        "thread.message.incomplete",
        "thread.run.step.cancelled",
        "thread.run.cancelled",
        "done",
    ]


def test_a_client_that_goes_away_does_not_stop_the_run(ready: Any, script: Any) -> None:
    http, assistant, thread = ready(script({"text": "word " * 30}) + ",rate=100")
    body = {"assistant_id": assistant, "stream": True}
    with http.stream("POST", f"/threads/{thread}/runs", json=body) as response:
        assert next(response.iter_lines()) == "event: thread.run.created"
    deadline = time.monotonic() + 10
    while (run := http.get(f"/threads/{thread}/runs").json()["data"][0])["status"] != "completed":
        assert time.monotonic() < deadline, run["status"]
        time.sleep(0.05)
    message = http.get(f"/threads/{thread}/messages").json()["data"][0]
    assert message["content"][0]["text"]["value"].split() == ["word"] * 30


def test_a_refused_request_is_an_error_and_no_stream(ready: Any) -> None:
    http, _, thread = ready()
    refused = http.post(f"/threads/{thread}/runs", json={"assistant_id": "asst_none", "stream": True})
    assert refused.status_code == 404
    assert refused.headers["content-type"] == "application/json"


def test_comments_keep_a_quiet_stream_alive(ready: Any) -> None:
    http, assistant, thread = ready("simulated:latency=0.5", keepalive_seconds=0.1)
    body = {"assistant_id": assistant, "stream": True}
    with http.stream("POST", f"/threads/{thread}/runs", json=body) as response:
        lines = list(response.iter_lines())
    assert lines.count(": keep-alive") >= 3
    assert lines[-3:-1] == ["event: done", "data: [DONE]"] or lines[-2:] == ["event: done", "data: [DONE]"]


class Recording(AssistantEventHandler):
    """Notes which callbacks fire."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.text = ""

    @override
    def on_text_delta(self, delta: Any, snapshot: Any) -> None:
        self.text += delta.value or ""

    @override
    def on_text_done(self, text: Any) -> None:
        self.seen.append(f"text:{text.value}")

    @override
    def on_tool_call_created(self, tool_call: ToolCall) -> None:
        self.seen.append(f"created:{tool_call.type}")

    @override
    def on_tool_call_delta(self, delta: Any, snapshot: Any) -> None:
        if delta.type == "code_interpreter" and "delta" not in self.seen:
            self.seen.append("delta")

    @override
    def on_end(self) -> None:
        self.seen.append("end")


def test_the_sdks_event_handler_works_unmodified(serve: Callable[..., Any]) -> None:
    with serve("simulated:tools=code_interpreter").client() as client:
        assistant = client.beta.assistants.create(model="default", tools=[{"type": "code_interpreter"}])
        thread = client.beta.threads.create(messages=[{"role": "user", "content": "Hi"}])
        handler = Recording()
        with client.beta.threads.runs.stream(
            thread_id=thread.id, assistant_id=assistant.id, event_handler=handler
        ) as stream:
            stream.until_done()
            assert stream.get_final_run().status == "completed"
            (message,) = stream.get_final_messages()
            assert message.content[0].text.value == handler.text == "Simulated answer to: Hi"  # type: ignore[union-attr]
            steps = stream.get_final_run_steps()
        assert [step.type for step in steps] == ["tool_calls", "message_creation"]
        assert handler.seen[:2] == ["created:code_interpreter", "delta"]
        assert handler.seen[-2:] == ["text:Simulated answer to: Hi", "end"]


def test_the_async_handler_submits_outputs_while_the_first_stream_is_open(serve: Callable[..., Any]) -> None:
    served = serve("simulated:tools=add")

    class Answering(AsyncAssistantEventHandler):
        answer = ""

        @override
        async def on_event(self, event: Any) -> None:
            if event.event != "thread.run.requires_action":
                return
            calls = event.data.required_action.submit_tool_outputs.tool_calls
            outputs = [{"tool_call_id": call.id, "output": "4"} for call in calls]
            async with client.beta.threads.runs.submit_tool_outputs_stream(
                thread_id=event.data.thread_id, run_id=event.data.id, tool_outputs=outputs
            ) as stream:
                Answering.answer = "".join([text async for text in stream.text_deltas])

    async def main() -> None:
        assistant = await client.beta.assistants.create(model="default", tools=[ADD])
        async with client.beta.threads.create_and_run_stream(
            assistant_id=assistant.id,
            thread={"messages": [{"role": "user", "content": "Hi"}]},
            event_handler=Answering(),
        ) as stream:
            await stream.until_done()
        await client.close()

    client = AsyncOpenAI(base_url=served.base_url, api_key="key", max_retries=0)
    asyncio.run(main())
    assert Answering.answer == "Simulated answer to: Hi"


def test_raw_streams_give_named_events(client: openai.OpenAI) -> None:
    assistant = client.beta.assistants.create(model="default")
    thread = client.beta.threads.create(messages=[{"role": "user", "content": "Hi"}])
    events = client.beta.threads.runs.create(thread_id=thread.id, assistant_id=assistant.id, stream=True)
    listed = [event.event for event in events]
    assert listed[:3] == BEGUN
    assert listed[-1] == "thread.run.completed"
