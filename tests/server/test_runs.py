"""Runs by polling, through the SDK, against the simulated model."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI, OpenAI

ADD = {
    "type": "function",
    "function": {
        "name": "add",
        "description": "Adds two numbers.",
        "parameters": {
            "type": "object",
            "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
            "required": ["a", "b"],
        },
    },
}
MULTIPLY = {"type": "function", "function": {"name": "multiply", "parameters": {"type": "object"}}}


def ask(client: OpenAI, text: str = "What is 2 + 2?", **run: Any) -> Any:
    """A new thread with one message, run to its next stop."""
    if "assistant_id" not in run:
        run["assistant_id"] = client.beta.assistants.create(model="default").id
    thread = client.beta.threads.create(messages=[{"role": "user", "content": text}])
    return client.beta.threads.runs.create_and_poll(thread_id=thread.id, **run)


def test_a_plain_answer_is_one_step_and_one_message(client: OpenAI) -> None:
    run = ask(client)
    assert run.status == "completed"
    assert run.expires_at is None
    assert run.completed_at is not None
    assert run.usage.total_tokens == run.usage.prompt_tokens + run.usage.completion_tokens > 0
    steps = client.beta.threads.runs.steps.list(run.id, thread_id=run.thread_id).data
    messages = client.beta.threads.messages.list(run.thread_id).data
    assert [step.type for step in steps] == ["message_creation"]
    assert steps[0].step_details.message_creation.message_id == messages[0].id
    assert [message.role for message in messages] == ["assistant", "user"]
    assert messages[0].content[0].text.value == "Simulated answer to: What is 2 + 2?"
    assert (messages[0].run_id, messages[0].assistant_id) == (run.id, run.assistant_id)


def test_create_answers_a_queued_run_that_has_not_begun(client: OpenAI) -> None:
    assistant = client.beta.assistants.create(model="default")
    thread = client.beta.threads.create(messages=[{"role": "user", "content": "Hello"}])
    run = client.beta.threads.runs.create(thread_id=thread.id, assistant_id=assistant.id)
    assert run.status == "queued"
    assert run.expires_at == run.created_at + 600
    assert run.started_at is run.completed_at is run.usage is run.last_error is None


def test_polling_gets_a_small_hint_from_the_first_answer_on(client: OpenAI) -> None:
    assistant = client.beta.assistants.create(model="default")
    answer = client.beta.threads.with_raw_response.create_and_run(assistant_id=assistant.id)
    assert answer.headers["openai-poll-after-ms"] == "5"


def test_usage_of_a_run_is_the_sum_over_its_steps(serve: Callable[..., Any]) -> None:
    with serve("simulated:tools=code_interpreter").client() as client:
        assistant = client.beta.assistants.create(model="default", tools=[{"type": "code_interpreter"}])
        run = ask(client, assistant_id=assistant.id)
        steps = client.beta.threads.runs.steps.list(run.id, thread_id=run.thread_id).data
        assert len(steps) == 2
        assert run.usage.prompt_tokens == sum(step.usage.prompt_tokens for step in steps)
        assert run.usage.completion_tokens == sum(step.usage.completion_tokens for step in steps)


def test_run_overrides_take_precedence_and_leave_the_assistant_alone(client: OpenAI) -> None:
    assistant = client.beta.assistants.create(
        model="default",
        instructions="Be brief.",
        tools=[ADD],
        temperature=0.5,
        top_p=0.7,
        metadata={"of": "assistant"},
        response_format={"type": "json_object"},
        reasoning_effort="low",
    )
    run = ask(
        client,
        assistant_id=assistant.id,
        model="gpt-4o-mini",
        additional_instructions="Be kind.",
        additional_messages=[{"role": "user", "content": "And this."}],
        temperature=0,
        tools=[],
        metadata={"of": "run"},
        response_format="auto",
        parallel_tool_calls=False,
        max_prompt_tokens=1000,
        max_completion_tokens=500,
        truncation_strategy={"type": "last_messages", "last_messages": 3},
        tool_choice="none",
    )
    assert run.status == "completed"
    assert run.model == "gpt-4o-mini"
    assert run.instructions == "Be brief. Be kind."
    assert (run.temperature, run.top_p, run.tools) == (0, 0.7, [])
    assert run.metadata == {"of": "run"}
    assert (run.response_format, run.parallel_tool_calls, run.tool_choice) == ("auto", False, "none")
    assert (run.max_prompt_tokens, run.max_completion_tokens) == (1000, 500)
    assert run.truncation_strategy.to_dict() == {"type": "last_messages", "last_messages": 3}
    texts = [
        message.content[0].text.value
        for message in client.beta.threads.messages.list(run.thread_id, order="asc")
    ]
    assert texts == ["What is 2 + 2?", "And this.", "Simulated answer to: And this."]
    again = client.beta.assistants.retrieve(assistant.id)
    assert again == assistant


def test_instructions_given_with_a_run_replace_the_assistants(client: OpenAI) -> None:
    assistant = client.beta.assistants.create(model="default", instructions="Be brief.")
    run = ask(client, assistant_id=assistant.id, instructions="Be long.")
    assert run.instructions == "Be long."
    assert ask(client).instructions == ""


def test_several_functions_are_wanted_at_once_and_their_outputs_end_the_step(
    serve: Callable[..., Any],
) -> None:
    with serve("simulated:tools=add+multiply").client() as client:
        assistant = client.beta.assistants.create(model="default", tools=[ADD, MULTIPLY])
        run = ask(client, assistant_id=assistant.id)
        assert run.status == "requires_action"
        calls = run.required_action.submit_tool_outputs.tool_calls
        assert [call.function.name for call in calls] == ["add", "multiply"]
        assert run.expires_at is not None
        step = client.beta.threads.runs.steps.list(run.id, thread_id=run.thread_id).data[0]
        assert step.status == "in_progress"
        assert [call.function.output for call in step.step_details.tool_calls] == [None, None]

        with pytest.raises(openai.BadRequestError) as refusal:
            client.beta.threads.runs.submit_tool_outputs(
                run.id,
                thread_id=run.thread_id,
                tool_outputs=[{"tool_call_id": calls[0].id, "output": "4"}],
            )
        expected = [call.id for call in calls]
        message = f"Expected tool outputs for call_ids {expected}, got {expected[:1]}"
        assert refusal.value.body["message"] == message

        done = client.beta.threads.runs.submit_tool_outputs_and_poll(
            run_id=run.id,
            thread_id=run.thread_id,
            tool_outputs=[{"tool_call_id": call.id, "output": str(n)} for n, call in enumerate(calls)],
        )
        assert (done.status, done.required_action) == ("completed", None)
        step = client.beta.threads.runs.steps.retrieve(step.id, thread_id=run.thread_id, run_id=run.id)
        assert step.status == "completed"
        assert [call.function.output for call in step.step_details.tool_calls] == ["0", "1"]


def test_without_parallel_calls_a_step_has_one(script: Callable[..., str], serve: Callable[..., Any]) -> None:
    calls = [{"name": "add", "arguments": {"a": 1, "b": 2}}, {"name": "multiply", "arguments": {}}]
    with serve(script({"calls": calls}, {"text": "done"})).client() as client:
        assistant = client.beta.assistants.create(model="default", tools=[ADD, MULTIPLY])
        run = ask(client, assistant_id=assistant.id, parallel_tool_calls=False)
        assert len(run.required_action.submit_tool_outputs.tool_calls) == 1


@pytest.mark.parametrize("choice", ["required", {"type": "function", "function": {"name": "add"}}])
def test_a_forced_choice_holds_for_the_first_turn_only(client: OpenAI, choice: Any) -> None:
    assistant = client.beta.assistants.create(model="default", tools=[ADD])
    run = ask(client, assistant_id=assistant.id, tool_choice=choice)
    assert run.status == "requires_action"
    outputs = [
        {"tool_call_id": call.id, "output": "4"}
        for call in run.required_action.submit_tool_outputs.tool_calls
    ]
    done = client.beta.threads.runs.submit_tool_outputs_and_poll(
        run_id=run.id, thread_id=run.thread_id, tool_outputs=outputs
    )
    assert done.status == "completed"


def test_a_json_schema_reaches_the_model(client: OpenAI) -> None:
    form = {
        "type": "json_schema",
        "json_schema": {
            "name": "answer",
            "schema": {
                "type": "object",
                "properties": {"x": {"type": "integer"}},
                "required": ["x"],
                "additionalProperties": False,
            },
        },
    }
    run = ask(client, response_format=form)
    message = client.beta.threads.messages.list(run.thread_id).data[0]
    assert re.fullmatch(r'\{"x": -?\d+\}', message.content[0].text.value)


def test_the_completion_limit_makes_a_run_incomplete_and_keeps_the_text(
    script: Callable[..., str], serve: Callable[..., Any]
) -> None:
    with serve(script({"text": "word " * 400})).client() as client:
        run = ask(client, max_completion_tokens=256)
        assert run.status == "incomplete"
        assert run.incomplete_details.reason == "max_completion_tokens"
        assert run.usage.completion_tokens == 256
        assert run.completed_at is not None
        message = client.beta.threads.messages.list(run.thread_id).data[0]
        assert message.status == "incomplete"
        assert message.incomplete_details.reason == "max_tokens"
        assert len(message.content[0].text.value.split()) == 256


def test_the_prompt_limit_makes_a_run_incomplete_when_one_message_is_too_long(client: OpenAI) -> None:
    run = ask(client, "word " * 2000, max_prompt_tokens=256)
    assert run.status == "incomplete"
    assert run.incomplete_details.reason == "max_prompt_tokens"
    after = client.beta.threads.messages.create(run.thread_id, role="user", content="still open")
    assert after.id


def test_truncation_drops_old_messages_until_the_prompt_fits(client: OpenAI) -> None:
    assistant = client.beta.assistants.create(model="default")
    thread = client.beta.threads.create(
        messages=[{"role": "user", "content": f"{n} " + "word " * 100} for n in range(20)]
    )
    run = client.beta.threads.runs.create_and_poll(
        thread_id=thread.id, assistant_id=assistant.id, max_prompt_tokens=600
    )
    assert run.status == "completed"
    assert 300 < run.usage.prompt_tokens <= 600
    assert len(client.beta.threads.messages.list(thread.id, limit=100).data) == 21


def test_last_messages_limits_what_the_model_sees(client: OpenAI) -> None:
    assistant = client.beta.assistants.create(model="default")
    thread = client.beta.threads.create(
        messages=[{"role": "user", "content": "word " * 100} for _ in range(10)]
    )
    prompts = []
    for last in (1, 5):
        run = client.beta.threads.runs.create_and_poll(
            thread_id=thread.id,
            assistant_id=assistant.id,
            truncation_strategy={"type": "last_messages", "last_messages": last},
        )
        prompts.append(run.usage.prompt_tokens)
    assert prompts[0] < 150 < 400 < prompts[1]


@pytest.mark.parametrize(
    ("spec", "code"),
    [("simulated:server_error=1", "server_error"), ("simulated:rate_limit=1", "rate_limit_exceeded")],
)
def test_a_model_that_fails_fails_the_run_and_opens_the_thread(
    serve: Callable[..., Any], spec: str, code: str
) -> None:
    with serve(spec).client() as client:
        run = ask(client)
        assert run.status == "failed"
        assert run.last_error.code == code
        assert run.failed_at is not None
        assert run.expires_at is run.completed_at is None
        assert client.beta.threads.messages.create(run.thread_id, role="user", content="again").id


def test_a_failure_in_the_middle_keeps_the_text_so_far(
    script: Callable[..., str], serve: Callable[..., Any]
) -> None:
    with serve(script({"text": "one two three four five six", "error": "cut"})).client() as client:
        run = ask(client)
        assert run.status == "failed"
        message = client.beta.threads.messages.list(run.thread_id).data[0]
        assert (message.status, message.incomplete_details.reason) == ("incomplete", "run_failed")
        assert message.content[0].text.value == "one two three"
        step = client.beta.threads.runs.steps.list(run.id, thread_id=run.thread_id).data[0]
        assert (step.status, step.last_error.code) == ("failed", "server_error")


def test_aliases_that_fail_and_that_are_slow(serve: Callable[..., Any]) -> None:
    models = (("default", "simulated"), ("bad", "failing:default"), ("slow", "slow:0.05:default"))
    with serve(models=models).client() as client:
        assert [model.id for model in client.models.list()] == ["default", "simulated", "bad", "slow"]
        failed = ask(client, model="bad")
        assert (failed.status, failed.last_error.message) == ("failed", "Sorry, something went wrong.")
        begun = time.monotonic()
        assert ask(client, model="slow").status == "completed"
        assert time.monotonic() - begun > 0.2


def test_a_run_that_calls_tools_for_ever_fails(script: Callable[..., str], serve: Callable[..., Any]) -> None:
    with serve(script({"calls": [{"name": "no_such_tool", "arguments": {}}]})).client() as client:
        run = ask(client)
        assert run.status == "failed"
        assert "64 turns" in run.last_error.message


def test_the_async_client_polls_as_well(served: Any) -> None:
    async def main() -> str:
        async with AsyncOpenAI(base_url=served.base_url, api_key="key") as client:
            assistant = await client.beta.assistants.create(model="default")
            run = await client.beta.threads.create_and_run_poll(
                assistant_id=assistant.id, thread={"messages": [{"role": "user", "content": "Hi"}]}
            )
            return run.status

    assert asyncio.run(main()) == "completed"
