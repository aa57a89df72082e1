"""A model that knows only text, seen through the fenced protocol."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.server.models.base import ChatRequest, ModelFault, Piece
from harness.server.models.fenced import FencedModel
from tests.server_models.model_fakes import CODE, WEATHER, Answer, TextModel, ask, user

QUESTION = ChatRequest(messages=user("What is 6 * 7?"), tools=(CODE,))
BLOCK = 'Let me see.\n\n```python\nprint("6 * 7 =", 6 * 7)\n```\nIt prints 42.'


def code_of(answer: Answer) -> str:
    (call,) = answer.calls
    assert call["name"] == "code_interpreter"
    arguments = json.loads(call["arguments"])
    assert list(arguments) == ["code"]
    return str(arguments["code"])


@given(st.lists(st.integers(1, len(BLOCK) - 1), max_size=20))
def test_a_block_is_found_however_the_text_is_cut(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(BLOCK)]
    pieces = [BLOCK[start:end] for start, end in itertools.pairwise(edges)]
    answer = ask(FencedModel(TextModel(*pieces)), QUESTION)
    assert answer.text == "Let me see.\n\n"
    assert code_of(answer) == 'print("6 * 7 =", 6 * 7)'
    assert answer.finish is not None and answer.finish.reason == "tool_calls"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60), st.integers(1, 5))
def test_any_code_survives_its_way_through_json(code: str, size: int) -> None:
    if any(line.strip(" \t") in ("```", "````", "`````") for line in code.split("\n")):
        return
    text = f"```python\n{code}\n```\n"
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert code_of(ask(FencedModel(TextModel(*pieces)), QUESTION)) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("```py\nx = 1\n```\n", "x = 1"),
        ("```Python\nx = 1\n```\n", "x = 1"),
        ("```python3 title=a\nx = 1\n```\n", "x = 1"),
        ("~~~python\nx = 1\n~~~\n", "x = 1"),
        ("````python\ns = '''\n```\n'''\n````\n", "s = '''\n```\n'''"),
        ("  ```python\nx = 1\n  ```\n", "x = 1"),
        ("```python\nx = 1", "x = 1"),
        ("```python\nx = 1\n```", "x = 1"),
        ("```python\n```\n", ""),
        ("```python\nif x:\n    y = '''a\n    ```\n    '''\n```\n", "if x:\n    y = '''a\n    ```\n    '''"),
        ("```python\r\nx = 1\r\n```\r\n", "x = 1\r"),
    ],
)
def test_forms_of_a_block(text: str, code: str) -> None:
    assert code_of(ask(FencedModel(TextModel(text)), QUESTION)) == code


@pytest.mark.parametrize(
    "text",
    [
        "No code here, only `code` and ``more``.",
        "```\nplain\n```\nafter",
        "```js\nlet x\n```\nafter",
        "Inline ```python print(1)``` stays.",
        "    ```python\n    indented code is text\n",
        "````md\n```python\nx\n```\n````\nafter",
        "``\n`\n~~\n",
        "ends with a fence ```",
        "```",
    ],
)
def test_what_is_no_block_stays_text(text: str) -> None:
    for pieces in ([text], list(text)):
        answer = ask(FencedModel(TextModel(*pieces)), QUESTION)
        assert (answer.text, answer.calls) == (text, [])
        assert answer.finish is not None and answer.finish.reason == "stop"


def test_without_the_code_interpreter_blocks_are_text() -> None:
    for request in (
        ChatRequest(messages=user("?")),
        ChatRequest(messages=user("?"), tools=(WEATHER,)),
        ChatRequest(messages=user("?"), tools=(CODE,), tool_choice="none"),
    ):
        answer = ask(FencedModel(TextModel(BLOCK)), request)
        assert (answer.text, answer.calls) == (BLOCK, [])


def test_the_closing_fence_stops_the_model_and_the_tokens_are_counted() -> None:
    inner = TextModel("```python\n", "print(1)\n", "```\n", *["more "] * 50)
    answer = ask(FencedModel(inner), QUESTION)
    assert inner.closed and inner.said == 3
    assert answer.finish is not None
    assert answer.finish.completion_tokens == 3
    assert answer.finish.prompt_tokens > 10


def test_code_comes_as_it_is_written() -> None:
    inner = TextModel("```python\n", "a = 1\n", "b = 2\n", "```\n")
    model = FencedModel(inner)

    async def parts() -> list[str]:
        return [
            piece.arguments_part async for piece in model.stream(QUESTION) if hasattr(piece, "arguments_part")
        ]

    assert asyncio.run(parts()) == ["", '{"code": "', "a = 1", "\\nb = 2", '"}']


def test_a_model_cut_off_inside_a_block_has_not_called() -> None:
    answer = ask(FencedModel(TextModel("```python\nprint(", reason="length")), QUESTION)
    assert answer.finish is not None and answer.finish.reason == "length"
    assert json.loads(answer.calls[0]["arguments"]) == {"code": "print("}


def test_functions_are_called_by_tool_blocks() -> None:
    request = ChatRequest(messages=user("Weather?"), tools=(CODE, WEATHER))
    text = 'Wait.\n```tool\n{"name": "get_weather", "arguments": {"city": "Łódź"}}\n```\nmore'
    inner = TextModel(text)
    answer = ask(FencedModel(inner), request)
    assert answer.text == "Wait.\n"
    assert answer.calls == [{"name": "get_weather", "arguments": '{"city": "Łódź"}'}]
    assert "get_weather(city: string, unit: string, days: integer)" in str(inner.asked[0].messages[0])
    assert inner.asked[0].tools == ()


def test_a_model_that_reads_grammars_is_held_to_the_form_of_calls() -> None:
    inner = TextModel("Sunny.")
    ask(
        FencedModel(inner, grammar_end="<|end|>"),
        ChatRequest(messages=user("Weather?"), tools=(CODE, WEATHER)),
    )
    grammar = inner.asked[0].grammar
    assert (
        grammar is not None and "get_weather" in grammar and "```python" in grammar and "<|end|>" in grammar
    )
    for request in (QUESTION, ChatRequest(messages=user("?")), called(2)):
        ask(FencedModel(inner, grammar_end="<|end|>", max_rounds=2), request)
        assert inner.asked[-1].grammar is None


def test_parameters_that_no_grammar_can_hold_are_asked_for_without() -> None:
    class Picky(TextModel):
        async def stream(self, request: ChatRequest) -> AsyncIterator[Piece]:
            if request.grammar is not None:
                raise ModelFault("invalid_prompt", "failed to parse grammar")
            async for piece in super().stream(request):
                yield piece

    inner = Picky("Sunny.")
    answer = ask(
        FencedModel(inner, grammar_end="<|end|>"), ChatRequest(messages=user("Weather?"), tools=(WEATHER,))
    )
    assert answer.text == "Sunny." and inner.asked[0].grammar is None


@pytest.mark.parametrize(
    "block", ["nonsense", '{"name": "other"}', "[1]", '{"arguments": {}}', "[" * 100_000]
)
def test_a_tool_block_that_calls_nothing_is_text(block: str) -> None:
    answer = ask(
        FencedModel(TextModel(f"```tool\n{block}\n```\n")), ChatRequest(messages=user("?"), tools=(WEATHER,))
    )
    assert block in answer.text
    assert not answer.calls


def test_a_forced_interpreter_begins_with_an_open_fence_where_the_model_can_be_prefilled() -> None:
    for choice in ("required", {"type": "function", "function": {"name": "code_interpreter"}}):
        request = ChatRequest(messages=user("6 * 7?"), tools=(CODE,), tool_choice=choice)
        inner = TextModel("print(6 * 7)\n```\n")
        assert code_of(ask(FencedModel(inner, prefills=True), request)) == "print(6 * 7)"
        assert inner.asked[0].messages[-1] == {"role": "assistant", "content": "```python\n"}
        other = TextModel("```python\nprint(6 * 7)\n```\n")
        assert code_of(ask(FencedModel(other), request)) == "print(6 * 7)"
        assert "Begin your answer" in other.asked[0].messages[-1]["content"]


def test_a_forced_function_is_all_that_the_model_writes() -> None:
    choice = {"type": "function", "function": {"name": "get_weather"}}
    request = ChatRequest(messages=user("Weather?"), tools=(CODE, WEATHER), tool_choice=choice)
    inner = TextModel('{"city": ', '"Rome"}')
    answer = ask(FencedModel(inner), request)
    assert answer.calls == [{"name": "get_weather", "arguments": '{"city": "Rome"}'}]
    assert answer.finish is not None and answer.finish.reason == "tool_calls"
    assert inner.asked[0].response_format is not None
    assert inner.asked[0].response_format["json_schema"]["schema"] == WEATHER["function"]["parameters"]


def called(rounds: int, output: str = "42") -> ChatRequest:
    """A conversation in which the code interpreter has been used so often."""
    call = {"name": "code_interpreter", "arguments": '{"code": "print(6*7)"}'}
    messages = [{"role": "system", "content": "Be brief."}, *user("6 * 7?")]
    for number in range(rounds):
        listed = [{"id": f"c{number}", "type": "function", "function": call}]
        messages.append({"role": "assistant", "content": None, "tool_calls": listed})
        messages.append({"role": "tool", "tool_call_id": f"c{number}", "content": output})
    return ChatRequest(messages=messages, tools=(CODE,))


def test_calls_and_outputs_are_shown_as_the_model_wrote_them() -> None:
    inner = TextModel("It is 42.")
    ask(FencedModel(inner), called(1))
    shown = inner.asked[0].messages
    assert all(set(message) == {"role", "content"} for message in shown)
    assert shown[-2] == {"role": "assistant", "content": "```python\nprint(6*7)\n```"}
    assert shown[-1] == {"role": "user", "content": "Output:\n```\n42\n```"}
    assert str(shown[0]["content"]).startswith("Be brief.")


def test_after_some_rounds_the_protocol_is_no_longer_offered() -> None:
    block = "```python\nprint(1)\n```\n"
    assert ask(FencedModel(TextModel(block), max_rounds=2), called(1)).calls
    last = ask(FencedModel(TextModel(block), max_rounds=2), called(2))
    assert (last.text, last.calls) == (block, [])


def test_a_forced_call_is_forced_once() -> None:
    answer = ask(
        FencedModel(TextModel("It is 42."), prefills=True), replace(called(1), tool_choice="required")
    )
    assert (answer.text, answer.calls) == ("It is 42.", [])
