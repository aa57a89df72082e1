"""The thread lock, cancelling and expiry."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import openai
import pytest

ADD = {"type": "function", "function": {"name": "add", "parameters": {"type": "object"}}}


@pytest.fixture
def waiting(serve: Callable[..., Any]) -> Callable[..., tuple[openai.OpenAI, Any]]:
    """A run that waits for a function's output."""

    def start(**options: Any) -> tuple[openai.OpenAI, Any]:
        client = serve("simulated:tools=add", **options).client()
        assistant = client.beta.assistants.create(model="default", tools=[ADD])
        run = client.beta.threads.create_and_run_poll(
            assistant_id=assistant.id, thread={"messages": [{"role": "user", "content": "Hi"}]}
        )
        assert run.status == "requires_action"
        return client, run

    return start


def _until(client: openai.OpenAI, run: Any, status: str, seconds: float = 5) -> Any:
    deadline = time.monotonic() + seconds
    while True:
        found = client.beta.threads.runs.retrieve(run.id, thread_id=run.thread_id)
        if found.status == status:
            return found
        assert time.monotonic() < deadline, found.status
        time.sleep(0.02)


def test_an_active_run_locks_its_thread_against_messages_and_runs(waiting: Any) -> None:
    client, run = waiting()
    with pytest.raises(openai.BadRequestError) as refusal:
        client.beta.threads.messages.create(run.thread_id, role="user", content="More")
    expected = f"Can't add messages to {run.thread_id} while a run {run.id} is active."
    assert refusal.value.body == {
        "message": expected,
        "type": "invalid_request_error",
        "param": None,
        "code": None,
    }
    with pytest.raises(openai.BadRequestError) as refusal:
        client.beta.threads.runs.create(run.thread_id, assistant_id=run.assistant_id)
    assert refusal.value.body["message"] == f"Thread {run.thread_id} already has an active run {run.id}."
    assert client.beta.threads.update(run.thread_id, metadata={"a": "b"}).metadata == {"a": "b"}
    changed = client.beta.threads.runs.update(run.id, thread_id=run.thread_id, metadata={"c": "d"})
    assert (changed.metadata, changed.status) == ({"c": "d"}, "requires_action")


def test_of_six_runs_created_at_once_exactly_one_wins(serve: Callable[..., Any]) -> None:
    client = serve("simulated:latency=0.3").client()
    assistant = client.beta.assistants.create(model="default")
    thread = client.beta.threads.create()

    def create(_: int) -> bool:
        try:
            client.beta.threads.runs.create(thread.id, assistant_id=assistant.id)
        except openai.BadRequestError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(create, range(6))) == 1


def test_cancelling_a_run_that_waits_opens_the_thread(waiting: Any) -> None:
    client, run = waiting()
    answer = client.beta.threads.runs.cancel(run.id, thread_id=run.thread_id)
    assert (answer.status, answer.cancelled_at) == ("cancelling", None)
    done = _until(client, run, "cancelled")
    assert done.cancelled_at is not None
    assert done.required_action is done.completed_at is done.expires_at is None
    (step,) = client.beta.threads.runs.steps.list(run.id, thread_id=run.thread_id)
    assert (step.status, step.cancelled_at) == ("cancelled", done.cancelled_at)
    assert client.beta.threads.messages.create(run.thread_id, role="user", content="More").id
    with pytest.raises(openai.BadRequestError) as refusal:
        client.beta.threads.runs.cancel(run.id, thread_id=run.thread_id)
    assert refusal.value.body["message"] == "Cannot cancel run with status 'cancelled'."


def test_cancelling_right_after_creating_always_ends_the_run(serve: Callable[..., Any]) -> None:
    client = serve("simulated:latency=0.2").client()
    assistant = client.beta.assistants.create(model="default")
    for _ in range(5):
        run = client.beta.threads.create_and_run(assistant_id=assistant.id)
        client.beta.threads.runs.cancel(run.id, thread_id=run.thread_id)
        assert _until(client, run, "cancelled").last_error is None


def test_code_that_runs_is_stopped_by_cancelling(serve: Callable[..., Any], script: Any) -> None:
    code = {"name": "code_interpreter", "arguments": {"code": "import time\nx = 7\ntime.sleep(30)"}}
    then = {"name": "code_interpreter", "arguments": {"code": "print(x)"}}
    spec = script({"calls": [code]}, {"calls": [then]}, {"text": "done"})
    client = serve(spec).client()
    assistant = client.beta.assistants.create(model="default", tools=[{"type": "code_interpreter"}])
    run = client.beta.threads.create_and_run(assistant_id=assistant.id)
    time.sleep(1.0)
    begun = time.monotonic()
    client.beta.threads.runs.cancel(run.id, thread_id=run.thread_id)
    _until(client, run, "cancelled", 10)
    assert time.monotonic() - begun < 8


def test_one_output_for_one_call_needs_no_id(waiting: Any) -> None:
    client, run = waiting()
    submit = client.beta.threads.runs.submit_tool_outputs
    assert submit(run.id, thread_id=run.thread_id, tool_outputs=[{"output": "4"}]).status == "queued"
    _until(client, run, "completed")
    _, step = client.beta.threads.runs.steps.list(run.id, thread_id=run.thread_id)
    assert step.step_details.tool_calls[0].function.output == "4"


def test_outputs_are_refused_where_none_are_wanted(waiting: Any) -> None:
    client, run = waiting()
    calls = run.required_action.submit_tool_outputs.tool_calls
    outputs = [{"tool_call_id": call.id, "output": "4"} for call in calls]
    submit = client.beta.threads.runs.submit_tool_outputs
    for wrong in ([], [{}, {}], [{"tool_call_id": "call_foreign", "output": ""}], outputs * 2):
        with pytest.raises(openai.BadRequestError) as refusal:
            submit(run.id, thread_id=run.thread_id, tool_outputs=wrong)
        assert refusal.value.body["message"].startswith("Expected tool outputs for call_ids ['call_")
    submit(run.id, thread_id=run.thread_id, tool_outputs=outputs)
    _until(client, run, "completed")
    with pytest.raises(openai.BadRequestError) as refusal:
        submit(run.id, thread_id=run.thread_id, tool_outputs=outputs)
    assert refusal.value.body["message"] == 'Runs in status "completed" do not accept tool outputs.'


def test_a_run_that_waits_too_long_expires_and_frees_its_thread(waiting: Any) -> None:
    client, run = waiting(run_seconds=1.0)
    done = _until(client, run, "expired")
    assert done.expires_at == run.created_at + 1
    assert done.required_action is done.last_error is None
    (step,) = client.beta.threads.runs.steps.list(run.id, thread_id=run.thread_id)
    assert step.status == "expired"
    assert step.expired_at is not None
    assert client.beta.threads.messages.create(run.thread_id, role="user", content="More").id


def test_a_run_that_works_too_long_expires_with_its_message(serve: Callable[..., Any], script: Any) -> None:
    client = serve(script({"text": "word " * 100}) + ",rate=10", run_seconds=1.0).client()
    assistant = client.beta.assistants.create(model="default")
    run = client.beta.threads.create_and_run(assistant_id=assistant.id)
    _until(client, run, "expired")
    message = client.beta.threads.messages.list(run.thread_id).data[0]
    assert (message.status, message.incomplete_details.reason) == ("incomplete", "run_expired")
    assert message.content[0].text.value.startswith("word word")


def test_deleting_a_thread_ends_its_run(waiting: Any) -> None:
    client, run = waiting()
    assert client.beta.threads.delete(run.thread_id).deleted
    with pytest.raises(openai.NotFoundError):
        client.beta.threads.runs.retrieve(run.id, thread_id=run.thread_id)
