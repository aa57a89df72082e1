"""What a model with a small context is shown: always something that fits, never half of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from harness.server.models.tokens import MESSAGE_OVERHEAD, REPLY_OVERHEAD, estimate
from tests.server_models.model_fakes import chat_server, chunk

CONTEXT = 2048
LEFT_TO_THE_ANSWER = CONTEXT // 4
SYSTEM = "Answer from the files. " + "Be brief. " * 20
QUESTION = "And what is the newest question about otters?"


@dataclass
class Upstream:
    """A chat server that calls the tool `name` for `rounds` turns and then answers; it keeps what it is
    shown."""

    name: str = "file_search"
    arguments: str = '{"query": "otters"}'
    rounds: int = 0
    address: str = ""
    shown: list[list[dict[str, Any]]] = field(default_factory=list)

    def respond(self, path: str, body: Any) -> tuple[int, str | list[str]]:
        if not path.endswith("/chat/completions"):
            return 404, "{}"
        self.shown.append(body["messages"])
        usage = {"prompt_tokens": 100, "completion_tokens": 10}
        if len(self.shown) > self.rounds:
            return 200, [chunk({"content": "Done."}), chunk({}, "stop", usage=usage), "data: [DONE]"]
        call = {"index": 0, "id": f"c{len(self.shown)}", "type": "function"}
        function = {"name": self.name, "arguments": self.arguments}
        delta = {"tool_calls": [{**call, "function": function}]}
        return 200, [chunk(delta), chunk({}, "tool_calls", usage=usage), "data: [DONE]"]


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    made = Upstream()
    with chat_server(made.respond) as made.address:
        yield made


@pytest.fixture
def client(serve: Callable[..., Any], upstream: Upstream) -> Any:
    return serve(f"chat:{upstream.address}#tiny,tools=native,context={CONTEXT}").client()


def _tokens(messages: list[dict[str, Any]]) -> int:
    texts = [(one["content"] or "") + json.dumps(one.get("tool_calls") or "") for one in messages]
    return sum(map(estimate, texts)) + MESSAGE_OVERHEAD * len(messages) + REPLY_OVERHEAD


def _is_sound(messages: list[dict[str, Any]]) -> None:
    """It fits, keeps what has to stay, and no call goes without its output."""
    assert _tokens(messages) <= CONTEXT - LEFT_TO_THE_ANSWER + 60  # empty calls are counted as two signs here
    assert messages[0] == {"role": "system", "content": SYSTEM}
    assert {"role": "user", "content": QUESTION} in messages
    called = [call["id"] for one in messages for call in one.get("tool_calls") or ()]
    assert called == [one["tool_call_id"] for one in messages if one["role"] == "tool"]


def _thread(client: Any, earlier: int) -> str:
    said = [
        {"role": ("user", "assistant")[n % 2], "content": f"turn {n} " + "word " * 150}
        for n in range(earlier)
    ]
    made = client.beta.threads.create(messages=[*said, {"role": "user", "content": QUESTION}])
    return str(made.id)


def test_a_long_thread_loses_its_oldest_messages(client: Any, upstream: Upstream) -> None:
    assistant = client.beta.assistants.create(model="default", instructions=SYSTEM).id
    for earlier in (0, 5, 6, 7, 12, 40):
        thread = _thread(client, earlier)
        run = client.beta.threads.runs.create_and_poll(thread_id=thread, assistant_id=assistant)
        assert run.status == "completed"
        shown = upstream.shown[-1]
        _is_sound(shown)
        kept = [one["content"].split(" word")[0] for one in shown[1:-1]]
        assert kept == [f"turn {n}" for n in range(earlier)][earlier - len(kept) :]
        assert len(kept) == earlier or _tokens(shown) + 200 > CONTEXT - LEFT_TO_THE_ANSWER


def test_searches_with_long_results_fit_however_often_they_come(client: Any, upstream: Upstream) -> None:
    text = "\n\n".join(f"Otters, part {n}: " + "otters hold hands when they sleep. " * 40 for n in range(40))
    file = client.files.create(file=("otters.txt", text.encode()), purpose="assistants")
    store = client.vector_stores.create()
    client.vector_stores.files.create_and_poll(file_id=file.id, vector_store_id=store.id)
    assistant = client.beta.assistants.create(
        model="default",
        instructions=SYSTEM,
        tools=[{"type": "file_search"}],
        tool_resources={"file_search": {"vector_store_ids": [store.id]}},
    ).id
    upstream.rounds = 6
    thread = _thread(client, 4)
    run = client.beta.threads.runs.create_and_poll(thread_id=thread, assistant_id=assistant)
    assert run.status == "completed", run.last_error
    assert len(upstream.shown) == 7
    for shown in upstream.shown:
        _is_sound(shown)
    newest = [one["content"] for one in upstream.shown[-1] if one["role"] == "tool"]
    assert len(newest[-1]) > 1000  # what was found last is read as it was
    assert all(len(text) < 300 for text in newest[:2])  # what was found first is not needed any more
    assert any(str(one["content"]).startswith("turn 3 ") for one in upstream.shown[-1])


def test_one_output_that_is_larger_than_the_context_is_shortened(client: Any, upstream: Upstream) -> None:
    upstream.name, upstream.arguments, upstream.rounds = "read", "{}", 1
    tool = {"type": "function", "function": {"name": "read"}}
    assistant = client.beta.assistants.create(model="default", instructions=SYSTEM, tools=[tool]).id
    thread = _thread(client, 12)
    run = client.beta.threads.runs.create_and_poll(thread_id=thread, assistant_id=assistant)
    calls = run.required_action.submit_tool_outputs.tool_calls
    outputs = [{"tool_call_id": call.id, "output": "begins " + "x " * 40_000 + " ends"} for call in calls]
    run = client.beta.threads.runs.submit_tool_outputs_and_poll(
        run_id=run.id, thread_id=thread, tool_outputs=outputs
    )
    assert run.status == "completed", run.last_error
    _is_sound(upstream.shown[-1])
    told = upstream.shown[-1][-1]["content"]
    assert told.startswith("begins ") and told.endswith(" ends") and "characters …]" in told
    assert len(told) > CONTEXT / 2


def test_what_can_never_fit_fails_with_the_reason(client: Any) -> None:
    assistant = client.beta.assistants.create(model="default", instructions="word " * 5000).id
    run = client.beta.threads.runs.create_and_poll(thread_id=_thread(client, 2), assistant_id=assistant)
    assert (run.status, run.last_error.code) == ("failed", "invalid_prompt")
    assert "Too long for the model" in run.last_error.message


def test_last_messages_shows_so_many(client: Any, upstream: Upstream) -> None:
    assistant = client.beta.assistants.create(model="default", instructions=SYSTEM).id
    for most in (1, 2, 3):
        client.beta.threads.runs.create_and_poll(
            thread_id=_thread(client, 4),
            assistant_id=assistant,
            truncation_strategy={"type": "last_messages", "last_messages": most},
        )
        assert [one["role"] for one in upstream.shown[-1]][1:] == (["user", "assistant", "user"])[-most:]


def test_a_run_out_of_prompt_tokens_is_incomplete(client: Any, upstream: Upstream) -> None:
    upstream.name, upstream.rounds = "unheard_of", 9
    assistant = client.beta.assistants.create(model="default", instructions=SYSTEM).id
    run = client.beta.threads.runs.create_and_poll(
        thread_id=_thread(client, 6), assistant_id=assistant, max_prompt_tokens=300
    )
    assert run.status == "incomplete"
    assert run.incomplete_details.reason == "max_prompt_tokens"
    assert all(_tokens(shown) <= 300 for shown in upstream.shown)
