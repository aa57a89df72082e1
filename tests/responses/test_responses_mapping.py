"""Which request an assistant and a run become."""

from __future__ import annotations

from typing import Any

from harness.assistant.responses.mapping import request_of, with_overrides
from harness.records import Assistant


def mapped(run: dict[str, Any] | None = None, **assistant: Any) -> dict[str, Any]:
    template = request_of(Assistant(instructions="Base.", **assistant), model="m").body
    return with_overrides(template, run or {}).body


def test_functions_are_flat_and_not_strict_unless_they_were() -> None:
    function = {"name": "f", "description": "d", "parameters": {"type": "object"}}
    body = mapped(tools=({"type": "function", "function": function},))
    assert body["tools"] == [{"type": "function", **function, "strict": False}]
    strict = mapped(tools=({"type": "function", "function": {**function, "strict": True}},))
    assert strict["tools"][0]["strict"] is True


def test_instructions_of_a_run_replace_and_additional_ones_append() -> None:
    assert mapped({"additional_instructions": "More."})["instructions"] == "Base. More."
    both = mapped({"additional_instructions": "More.", "instructions": "Other."})
    assert both["instructions"] == "Other. More."


def test_a_schema_is_flat() -> None:
    schema = {"name": "s", "schema": {"type": "object"}, "strict": True}
    body = mapped(response_format={"type": "json_schema", "json_schema": schema})
    assert body["text"] == {"format": {"type": "json_schema", **schema}}


def test_tool_choice_and_limits() -> None:
    body = mapped(
        {"tool_choice": {"type": "function", "function": {"name": "f"}}, "max_completion_tokens": 300}
    )
    assert body["tool_choice"] == {"type": "function", "name": "f"}
    assert body["max_output_tokens"] == 300


def test_nothing_is_dropped_silently() -> None:
    template = request_of(Assistant(instructions="", name="N"), model="m")
    run = {
        "truncation_strategy": {"type": "last_messages", "last_messages": 3},
        "max_prompt_tokens": 500,
        "something_new": 1,
    }
    gaps = {gap.setting for gap in [*template.gaps, *with_overrides(template.body, run).gaps] if gap.lost}
    assert gaps == {"name", "run.truncation_strategy", "run.max_prompt_tokens", "run.something_new"}


def test_an_old_ranker_is_named_as_gone() -> None:
    options = {
        "max_num_results": 5,
        "ranking_options": {"ranker": "default_2024_08_21", "score_threshold": 0.4},
    }
    template = request_of(
        Assistant(instructions="", tools=({"type": "file_search", "file_search": options},)), model="m"
    )
    assert template.body["tools"][0]["ranking_options"] == {"ranker": "auto", "score_threshold": 0.4}
    assert [gap.setting for gap in template.gaps] == ["file_search.ranking_options.ranker"]
