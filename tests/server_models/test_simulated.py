"""The simulated model: of known quality, seeded, obedient."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest

from harness.errors import ModelError
from harness.server.models import open_model
from harness.server.models.base import ChatRequest, ModelFault
from tests.server_models.model_fakes import CODE, WEATHER, ask, collect, user


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    rows = [{"question": f"What is {n} + {n}?", "target": str(2 * n)} for n in range(400)]
    rows.append(
        {"question": "Write f.", "target": {"entry_point": "f", "reference": "def f():\n    return 1"}}
    )
    rows.append({"question": "Compute.", "answer": "7", "code": "print(3 + 4)"})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def right(spec: str) -> list[bool]:
    model = open_model(spec)
    answers = [ask(model, ChatRequest(messages=user(f"What is {n} + {n}?"))).text for n in range(400)]
    return [answer == f"The answer is {2 * n}" for n, answer in enumerate(answers)]


def test_the_share_of_right_answers_is_the_one_asked_for(table: Path) -> None:
    assert all(right(f"simulated:answers={table}"))
    assert not any(right(f"simulated:answers={table},accuracy=0"))
    assert 0.6 < sum(right(f"simulated:answers={table},accuracy=0.7,seed=3")) / 400 < 0.8


def test_seed_and_question_decide_and_the_order_does_not(table: Path) -> None:
    spec = f"simulated:answers={table},accuracy=0.5,seed=11"
    assert right(spec) == right(spec)
    assert right(spec) != right(f"simulated:answers={table},accuracy=0.5,seed=12")
    model = open_model(spec)

    async def backwards() -> list[str]:
        requests = [ChatRequest(messages=user(f"What is {n} + {n}?")) for n in reversed(range(400))]
        return [answer.text for answer in await asyncio.gather(*(collect(model, one) for one in requests))]

    answers = asyncio.run(backwards())[::-1]
    assert [answer == f"The answer is {2 * n}" for n, answer in enumerate(answers)] == right(spec)


def test_a_program_is_answered_with_its_reference(table: Path) -> None:
    answer = ask(open_model(f"simulated:answers={table}"), ChatRequest(messages=user("Write f.")))
    assert answer.text == "```python\ndef f():\n    return 1\n```"


def test_it_says_that_it_is_simulated() -> None:
    model = open_model("simulated")
    assert model.name == "simulated"
    assert ask(model, ChatRequest(messages=user("Hello?"))).text == "Simulated answer to: Hello?"


def test_tools_are_called_first_and_answered_after(table: Path) -> None:
    model = open_model(f"simulated:answers={table},tools=code_interpreter")
    asked = ChatRequest(messages=user("Compute."), tools=(CODE,))
    (call,) = ask(model, asked).calls
    assert json.loads(call["arguments"]) == {"code": "print(3 + 4)"}
    said = {"role": "assistant", "tool_calls": [{"id": "c", "type": "function", "function": call}]}
    told = {"role": "tool", "tool_call_id": "c", "content": "7"}
    answer = ask(model, ChatRequest(messages=[*asked.messages, said, told], tools=(CODE,)))
    assert (answer.text, answer.calls) == ("The answer is 7", [])


def test_tool_choice_is_obeyed() -> None:
    model = open_model("simulated:tools=code_interpreter+get_weather")

    def names(choice: object, **more: object) -> list[str]:
        request = ChatRequest(messages=user("?"), tools=(WEATHER, CODE), tool_choice=choice, **more)  # type: ignore[arg-type]
        return [call["name"] for call in ask(model, request).calls]

    assert names("none") == []
    assert names("auto") == ["code_interpreter", "get_weather"]
    assert names("auto", parallel_tool_calls=False) == ["code_interpreter"]
    assert names({"type": "function", "function": {"name": "get_weather"}}) == ["get_weather"]
    plain = ChatRequest(messages=user("?"), tools=(WEATHER,), tool_choice="required")
    assert [call["name"] for call in ask(open_model("simulated"), plain).calls] == ["get_weather"]


def test_arguments_fit_the_schema() -> None:
    request = ChatRequest(messages=user("Rome?"), tools=(WEATHER,), tool_choice="required")
    arguments = json.loads(ask(open_model("simulated"), request).calls[0]["arguments"])
    assert arguments["city"] == "Rome?"
    assert arguments["unit"] in ("c", "f")
    assert 1 <= arguments["days"] <= 7


def test_schemas_with_references_and_choices_get_values() -> None:
    schema = {
        "type": "object",
        "properties": {
            "node": {"$ref": "#/$defs/node"},
            "pick": {"anyOf": [{"type": "array", "items": {"type": "number"}, "minItems": 2}]},
            "fixed": {"const": 5},
            "both": {"allOf": [{"properties": {"a": {"type": "boolean"}}}, {"required": ["a"]}]},
            "none": {"type": ["null", "string"], "maxLength": 3},
        },
        "$defs": {"node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}}}},
    }
    format = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    answer = ask(open_model("simulated"), ChatRequest(messages=user("long question"), response_format=format))
    value = json.loads(answer.text)
    assert isinstance(value["node"]["next"], dict)
    assert len(value["pick"]) == 2
    assert value["fixed"] == 5
    assert isinstance(value["both"]["a"], bool)
    assert value["none"] == "lon"


@pytest.mark.parametrize(
    ("option", "code"),
    [("server_error", "server_error"), ("fail", "server_error"), ("rate_limit", "rate_limit_exceeded")],
)
def test_turns_fail_as_often_as_asked(option: str, code: str) -> None:
    model = open_model(f"simulated:{option}=0.25")
    codes = []
    for n in range(200):
        try:
            ask(model, ChatRequest(messages=user(str(n))))
        except ModelFault as fault:
            codes.append(fault.code)
    assert set(codes) == {code}
    assert 30 <= len(codes) <= 70


def test_a_cut_turn_breaks_off_in_its_middle() -> None:
    async def until_cut() -> list[object]:
        pieces: list[object] = []
        with pytest.raises(ModelFault):
            async for piece in open_model("simulated:cut=1").stream(ChatRequest(messages=user("a b c d"))):
                pieces.append(piece)
        return pieces

    assert 0 < len(asyncio.run(until_cut())) < 7


def test_a_script_is_played_turn_by_turn(tmp_path: Path) -> None:
    script = tmp_path / "turns.jsonl"
    turns = [
        {"calls": [{"name": "get_weather", "arguments": {"city": "Bari"}}]},
        {"text": "Sunny.", "finish": "length"},
    ]
    script.write_text("\n".join(map(json.dumps, turns)))
    model = open_model(f"simulated:script={script}")
    assert ask(model, ChatRequest(messages=user("?"))).calls[0]["arguments"] == '{"city": "Bari"}'
    later = ask(model, ChatRequest(messages=[*user("?"), {"role": "assistant", "content": "…"}, *user("?")]))
    assert later.text == "Sunny."
    assert later.finish is not None and later.finish.reason == "length"


def test_tokens_are_limited_and_paced() -> None:
    short = ask(open_model("simulated"), ChatRequest(messages=user("a b c"), max_tokens=2))
    assert short.text == "Simulated answer"
    assert (
        short.finish is not None and short.finish.reason == "length" and short.finish.completion_tokens == 2
    )
    start = time.monotonic()
    ask(open_model("simulated:latency=0.1,rate=100"), ChatRequest(messages=user("a b c d e f g")))
    assert 0.18 < time.monotonic() - start < 2


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("simulated:acuracy=1", "nearest: accuracy"),
        ("simulated:accuracy=1.5", "between 0 and 1"),
        ("simulated:rate=-1", "0 or more"),
        ("simulated:seed=x", "seed=x"),
        ("simulated:answers=/nowhere", "/nowhere"),
        ("simulated:quick", "key=value"),
        ("simulatd", "nearest: simulated"),
        ("gpt-4o", "PATH.gguf"),
        ("chat:localhost#x", "http://"),
        ("chat:http://127.0.0.1:1/v1#x", "no chat-completions server answers"),
        ("missing.gguf", "missing.gguf"),
        ("local,slots=0", "between 1 and 256"),
    ],
)
def test_a_specification_that_cannot_be_opened_says_why(spec: str, words: str) -> None:
    with pytest.raises(ModelError) as caught:
        open_model(spec)
    assert words in str(caught.value)


def test_a_bad_line_of_a_table_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"question": "a", "target": 1}\n{"question": "b"}\n')
    with pytest.raises(ModelError, match="line 2"):
        open_model(f"simulated:answers={path}")
