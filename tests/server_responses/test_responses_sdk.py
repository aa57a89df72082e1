"""Responses through the official SDK: create, stream, parse, background, cancel, delete, tools."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import openai
import pytest
from openai import OpenAI
from pydantic import BaseModel

Client = Callable[..., OpenAI]
Script = Callable[..., str]

WEATHER: Any = {
    "type": "function",
    "name": "get_weather",
    "description": "Present temperature.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    "strict": False,
}
CODE: Any = {"type": "code_interpreter", "container": {"type": "auto"}}


def test_create_answers_with_a_complete_response(client: Client) -> None:
    response = client().responses.create(
        model="default",
        input="2 + 2?",
        instructions="Be brief.",
        metadata={"a": "b"},
        temperature=0.5,
        top_p=0.9,
    )
    assert response.status == "completed"
    assert response.output_text == "Simulated answer to: 2 + 2?"
    assert (response.temperature, response.top_p, response.metadata) == (0.5, 0.9, {"a": "b"})
    assert response.usage is not None
    assert response.usage.total_tokens == response.usage.input_tokens + response.usage.output_tokens > 0


def test_tokens_of_a_request_are_counted_without_asking_it(client: Client) -> None:
    api = client()
    made = api.responses.create(model="default", input="2 + 2?", instructions="Be brief.", tools=[WEATHER])
    asked: Any = {"model": "default", "input": "2 + 2?", "instructions": "Be brief.", "tools": [WEATHER]}
    assert made.usage is not None
    assert api.responses.input_tokens.count(**asked).input_tokens == made.usage.input_tokens
    more = api.responses.input_tokens.count(previous_response_id=made.id, input="And then?")
    assert more.input_tokens > api.responses.input_tokens.count(input="And then?").input_tokens > 0


def test_a_request_without_a_model_gets_the_servers_first_one(client: Client) -> None:
    response = client().responses.create(input="2 + 2?")
    assert (response.model, response.output_text) == ("default", "Simulated answer to: 2 + 2?")
    assert client().responses.create().status == "completed"


def test_retrieve_and_delete(client: Client) -> None:
    api = client()
    made = api.responses.create(model="default", input="hello")
    assert api.responses.retrieve(made.id).to_dict() == made.to_dict()
    api.responses.delete(made.id)
    with pytest.raises(openai.NotFoundError, match="not found"):
        api.responses.retrieve(made.id)


def test_what_is_not_to_be_stored_cannot_be_retrieved(client: Client) -> None:
    api = client()
    made = api.responses.create(model="default", input="hello", store=False)
    with pytest.raises(openai.NotFoundError):
        api.responses.retrieve(made.id)


def test_stream_events_are_numbered_and_accumulate_to_the_response(client: Client) -> None:
    api = client()
    with api.responses.stream(model="default", input="one two three") as stream:
        events = list(stream)
        final = stream.get_final_response()
    assert [event.sequence_number for event in events] == list(range(len(events)))
    kinds = [event.type for event in events]
    assert kinds[:5] == [
        "response.created",
        "response.queued",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
    ]
    assert kinds[-4:] == [
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    deltas = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    assert deltas == final.output_text == "Simulated answer to: one two three"
    assert api.responses.retrieve(final.id).output_text == deltas


def test_parse_returns_the_type_that_was_asked_for(client: Client) -> None:
    class Point(BaseModel):
        x: int
        label: str

    api = client()
    response = api.responses.parse(model="default", input="a point", text_format=Point)
    assert isinstance(response.output_parsed, Point)
    with api.responses.stream(model="default", input="a point", text_format=Point) as stream:
        assert stream.get_final_response().output_parsed == response.output_parsed


def test_background_is_polled_to_its_end(client: Client) -> None:
    api = client("simulated:latency=0.1")
    made = api.responses.create(model="default", input="hello", background=True)
    assert made.status == "queued"
    while made.status in ("queued", "in_progress"):
        time.sleep(0.02)
        made = api.responses.retrieve(made.id)
    assert made.status == "completed"
    assert made.output_text == "Simulated answer to: hello"


def test_a_background_stream_is_resumed_after_a_number(client: Client) -> None:
    api = client("simulated:rate=100")
    with api.responses.create(model="default", input="a b c d", background=True, stream=True) as stream:
        first = [event for event, _ in zip(stream, range(6), strict=False)]
    created = first[0]
    assert created.type == "response.created"
    again = api.responses.retrieve(created.response.id, stream=True, starting_after=first[-1].sequence_number)
    rest = list(again)
    assert rest[0].sequence_number == first[-1].sequence_number + 1
    assert rest[-1].type == "response.completed"


def test_cancel_stops_a_background_response(client: Client) -> None:
    api = client("simulated:latency=20")
    made = api.responses.create(model="default", input="hello", background=True)
    assert api.responses.cancel(made.id).status == "cancelled"
    assert api.responses.cancel(made.id).status == "cancelled"
    assert api.responses.retrieve(made.id).status == "cancelled"


def test_previous_response_carries_the_conversation_on(client: Client, script: Script) -> None:
    api = client(script({"text": "first"}, {"text": "second"}))
    first = api.responses.create(model="default", input="a")
    second = api.responses.create(model="default", input="b", previous_response_id=first.id)
    assert (first.output_text, second.output_text) == ("first", "second")
    assert second.usage is not None and first.usage is not None
    assert second.usage.input_tokens > first.usage.input_tokens
    with pytest.raises(openai.BadRequestError, match="not found"):
        api.responses.create(model="default", input="b", previous_response_id="resp_none")


def test_a_function_is_called_and_answered(client: Client) -> None:
    api = client("simulated:tools=get_weather")
    asked = api.responses.create(model="default", input="Weather?", tools=[WEATHER])
    call = asked.output[0]
    assert call.type == "function_call"
    assert (call.name, asked.status) == ("get_weather", "completed")
    with pytest.raises(openai.BadRequestError, match="No tool output found"):
        api.responses.create(model="default", input="and?", previous_response_id=asked.id)
    output: Any = {"type": "function_call_output", "call_id": call.call_id, "output": "17 C"}
    answered = api.responses.create(
        model="default", input=[output], previous_response_id=asked.id, tools=[WEATHER]
    )
    assert answered.output_text == "Simulated answer to: Weather?"
    with pytest.raises(openai.BadRequestError, match="No tool call found"):
        api.responses.create(model="default", input=[output])


def test_function_arguments_stream(client: Client) -> None:
    api = client("simulated:tools=get_weather")
    with api.responses.stream(model="default", input="Weather?", tools=[WEATHER]) as stream:
        events = list(stream)
        final = stream.get_final_response()
    done = [event for event in events if event.type == "response.function_call_arguments.done"]
    deltas = "".join(
        event.delta for event in events if event.type == "response.function_call_arguments.delta"
    )
    assert final.output[0].type == "function_call"
    assert deltas == done[0].arguments == final.output[0].arguments != ""
    assert done[0].name == "get_weather"


def test_forced_tool_choice_and_none(client: Client) -> None:
    api = client()
    forced = api.responses.create(
        model="default", input="?", tools=[WEATHER], tool_choice={"type": "function", "name": "get_weather"}
    )
    assert [item.type for item in forced.output] == ["function_call"]
    free = client("simulated:tools=get_weather").responses.create(
        model="default", input="?", tools=[WEATHER], tool_choice="none"
    )
    assert [item.type for item in free.output] == ["message"]


def test_code_runs_and_shows_outputs_where_asked(client: Client, script: Script) -> None:
    code = "open('/mnt/data/out.txt', 'w').write('x')\nprint(6 * 7)"
    api = client(
        script(
            {"calls": [{"name": "code_interpreter", "arguments": {"code": code}}]},
            {"text": "42, see sandbox:/mnt/data/out.txt"},
        )
    )
    with api.responses.stream(
        model="default", input="6 * 7?", tools=[CODE], include=["code_interpreter_call.outputs"]
    ) as stream:
        events = list(stream)
        final = stream.get_final_response()
    kinds = list(dict.fromkeys(event.type for event in events if "code_interpreter" in event.type))
    assert kinds == [
        "response.code_interpreter_call.in_progress",
        "response.code_interpreter_call_code.delta",
        "response.code_interpreter_call_code.done",
        "response.code_interpreter_call.interpreting",
        "response.code_interpreter_call.completed",
    ]
    call, message = final.output
    assert call.type == "code_interpreter_call" and call.code == code
    assert call.outputs is not None and call.outputs[0].type == "logs"
    assert call.outputs[0].logs.startswith("42")
    assert message.type == "message" and message.content[0].type == "output_text"
    citation = message.content[0].annotations[0]
    assert citation.type == "container_file_citation"
    assert (citation.container_id, citation.filename) == (call.container_id, "out.txt")
    kept = api.containers.files.content.retrieve(citation.file_id, container_id=citation.container_id)
    assert kept.read() == b"x"
    plain = api.responses.create(model="default", input="again", tools=[CODE])
    assert plain.output[0].type == "code_interpreter_call"
    assert plain.output[0].outputs is None


def test_code_keeps_its_variables_along_a_chain(client: Client, script: Script) -> None:
    def turn(code: str) -> dict[str, Any]:
        return {"calls": [{"name": "code_interpreter", "arguments": {"code": code}}]}

    api = client(script(turn("x = 40"), {"text": "set"}, turn("print(x + 2)"), {"text": "done"}))
    first = api.responses.create(model="default", input="set", tools=[CODE])
    second = api.responses.create(
        model="default",
        input="use",
        tools=[CODE],
        previous_response_id=first.id,
        include=["code_interpreter_call.outputs"],
    )
    call = second.output[0]
    assert call.type == "code_interpreter_call" and call.outputs is not None
    assert call.outputs[0].type == "logs" and call.outputs[0].logs.strip() == "42"


def test_file_search_finds_filters_and_cites(client: Client, script: Script) -> None:
    search = {"calls": [{"name": "file_search", "arguments": {"query": "opening hours"}}]}
    api = client(script(search, {"text": "At nine【0:0†source】."}))
    file = api.files.create(file=("hours.md", b"The opening hours are nine to five."), purpose="assistants")
    store = api.vector_stores.create(file_ids=[file.id])
    while api.vector_stores.retrieve(store.id).status != "completed":
        time.sleep(0.02)
    tool: Any = {"type": "file_search", "vector_store_ids": [store.id]}
    response = api.responses.create(
        model="default", input="When?", tools=[tool], include=["file_search_call.results"]
    )
    call, message = response.output
    assert call.type == "file_search_call" and call.results is not None
    assert (call.queries, call.results[0].filename) == (["opening hours"], "hours.md")
    assert message.type == "message" and message.content[0].type == "output_text"
    citation = message.content[0].annotations[0]
    assert citation.type == "file_citation"
    assert (citation.file_id, citation.filename) == (file.id, "hours.md")
    filtered: Any = {**tool, "filters": {"type": "eq", "key": "kind", "value": "other"}}
    nothing = api.responses.create(
        model="default", input="When?", tools=[filtered], include=["file_search_call.results"]
    )
    assert nothing.output[0].type == "file_search_call" and nothing.output[0].results == []


def test_limits_end_it_incomplete(client: Client) -> None:
    response = client().responses.create(model="default", input="word " * 60, max_output_tokens=16)
    assert response.status == "incomplete"
    assert response.incomplete_details is not None
    assert response.incomplete_details.reason == "max_output_tokens"
    assert response.output_text.startswith("Simulated")


def test_a_model_that_fails_fails_the_response(client: Client, script: Script) -> None:
    api = client(script({"text": "half of it", "error": "cut"}))
    response = api.responses.create(model="default", input="?")
    assert response.status == "failed"
    assert response.error is not None and response.error.code == "server_error"
    with api.responses.create(model="default", input="?", stream=True) as stream:
        assert [event.type for event in stream][-1] == "response.failed"


def test_truncation_disabled_refuses_what_auto_forgets(client: Client) -> None:
    api = client("simulated:context=512")
    long: Any = [{"role": "user", "content": "word " * 300}, {"role": "user", "content": "short"}]
    auto = api.responses.create(model="default", input=long, truncation="auto")
    assert auto.output_text == "Simulated answer to: short"
    refused = api.responses.create(model="default", input=long)
    assert refused.error is not None and refused.error.code == "invalid_prompt"


def test_input_items_are_listed_in_pages(client: Client) -> None:
    api = client()
    items: Any = [{"role": "user", "content": f"message {number}"} for number in range(5)]
    made = api.responses.create(model="default", input=items)
    listed = list(api.responses.input_items.list(made.id, limit=2, order="asc"))
    assert [item.content[0].text for item in listed if item.type == "message"] == [  # type: ignore[union-attr]
        f"message {number}" for number in range(5)
    ]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"model": "nobody", "input": "x"}, "does not exist"),
        ({"model": "default", "input": [{"type": "spell"}]}, "Supported values"),
        ({"model": "default", "input": [{"role": "king", "content": "x"}]}, "king"),
        ({"model": "default", "input": "x", "max_output_tokens": 1}, "max_output_tokens"),
        ({"model": "default", "input": "x", "extra_body": {"n": 2}}, "Unknown parameter"),
        ({"model": "default", "input": "x", "background": True, "store": False}, "store"),
        ({"model": "default", "input": "x", "previous_response_id": "a", "conversation": "b"}, "exclusive"),
    ],
)
def test_refusals_name_what_is_wrong(client: Client, body: dict[str, Any], says: str) -> None:
    with pytest.raises(openai.BadRequestError, match=says):
        client().responses.create(**body)
