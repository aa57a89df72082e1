"""What of the Assistants API has a counterpart in the Responses API, as one table that code and reports share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.records import Assistant

INCLUDE = ("code_interpreter_call.outputs", "file_search_call.results")
LEAST_OUTPUT_TOKENS = 16
"""The smallest `max_output_tokens` that the API takes."""


@dataclass(frozen=True)
class Gap:
    """A setting without an exact counterpart. `lost` says whether it has no effect at all over there."""

    setting: str
    value: str
    says: str
    lost: bool = True


@dataclass
class Mapped:
    """A request body in the making, and what could not be carried over."""

    body: dict[str, Any] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)

    def gap(self, setting: str, value: object, says: str, *, lost: bool = True) -> None:
        """Note what has no exact counterpart."""
        self.gaps.append(Gap(setting, _short(value), says, lost))


def request_of(assistant: Assistant, *, model: str) -> Mapped:
    """An assistant as the settings of every request, with tools that name no files yet."""
    mapped = Mapped({"model": model, "instructions": assistant.instructions, "truncation": "auto"})
    optional = {"temperature": assistant.temperature, "top_p": assistant.top_p}
    mapped.body |= {name: value for name, value in optional.items() if value is not None}
    if assistant.tools:
        mapped.body["tools"] = _tools(assistant.tools, mapped)
    if assistant.response_format is not None:
        _response_format(mapped, assistant.response_format)
    if assistant.metadata:
        mapped.body["metadata"] = dict(assistant.metadata)
    if assistant.name:
        says = "a response has no name; a stored prompt, or the program's own code, can carry one"
        mapped.gap("name", assistant.name, says)
    return mapped


def with_overrides(template: Mapping[str, Any], overrides: Mapping[str, Any]) -> Mapped:
    """The template under a run's own settings."""
    mapped = Mapped(dict(template))
    # `additional_instructions` goes behind whatever instructions hold, so it comes last.
    for name in sorted(overrides, key=lambda name: name == "additional_instructions"):
        if overrides[name] is not None:
            _OVERRIDES.get(name, _unknown(name))(mapped, overrides[name])
    return mapped


def _same(name: str) -> Callable[[Mapped, Any], None]:
    def carry(mapped: Mapped, value: Any) -> None:
        mapped.body[name] = value

    return carry


def _additional_instructions(mapped: Mapped, value: Any) -> None:
    base = mapped.body.get("instructions") or ""
    mapped.body["instructions"] = f"{base} {value}" if base else str(value)
    says = "appended to `instructions` in the request, as the run did on the server"
    mapped.gap("run.additional_instructions", value, says, lost=False)


def _additional_messages(mapped: Mapped, value: Any) -> None:
    mapped.body["input"] = [{"role": one["role"], "content": _content(one["content"])} for one in value]


def _content(content: Any) -> Any:
    if isinstance(content, str):
        return content
    return "\n".join(str(part.get("text", "")) for part in content if part.get("type") == "text")


def _reasoning(mapped: Mapped, value: Any) -> None:
    mapped.body["reasoning"] = {"effort": value}


def _metadata(mapped: Mapped, value: Any) -> None:
    mapped.body["metadata"] = {**mapped.body.get("metadata", {}), **value}


def _override_tools(mapped: Mapped, value: Any) -> None:
    had = {tool["type"]: tool for tool in mapped.body.get("tools", ())}
    tools = _tools(value, mapped)
    # A run's tools keep the files of the assistant.
    mapped.body["tools"] = [_keep_files(tool, had.get(tool["type"])) for tool in tools]


def _keep_files(tool: dict[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    names = ("container", "vector_store_ids")
    return {**tool, **{name: before[name] for name in names if before and name in before}}


def _tool_choice(mapped: Mapped, value: Any) -> None:
    if isinstance(value, Mapping) and value.get("type") == "function":
        value = {"type": "function", "name": value["function"]["name"]}
    mapped.body["tool_choice"] = value
    if value not in ("auto", "none"):
        says = "holds for one response: the ones that carry function outputs are sent with `auto`"
        mapped.gap("run.tool_choice", value, says, lost=False)


def _response_format(mapped: Mapped, value: Any) -> None:
    if isinstance(value, str):
        return  # "auto" is the default on both sides
    kind = value.get("type")
    shape = {"type": kind, **value["json_schema"]} if kind == "json_schema" else {"type": kind}
    mapped.body["text"] = {"format": shape}


def _max_completion_tokens(mapped: Mapped, value: Any) -> None:
    mapped.body["max_output_tokens"] = max(LEAST_OUTPUT_TOKENS, int(value))
    says = "`max_output_tokens` bounds one response, not the whole run: the rest is sent with each round"
    mapped.gap("run.max_completion_tokens", value, says, lost=False)


def _max_prompt_tokens(mapped: Mapped, value: Any) -> None:
    mapped.gap("run.max_prompt_tokens", value, "no bound on input tokens; watch `usage`, or send less")


def _truncation(mapped: Mapped, value: Any) -> None:
    mapped.body["truncation"] = "auto"
    if value.get("type") != "auto":
        says = "threads cut to their last messages have no counterpart: send the wanted items as `input`"
        mapped.gap("run.truncation_strategy", value, says)


def _tool_resources(mapped: Mapped, value: Any) -> None:
    says = "files and vector stores are named in the tools themselves"
    mapped.gap("run.tool_resources", value, says)


def _unknown(name: str) -> Callable[[Mapped, Any], None]:
    def note(mapped: Mapped, value: Any) -> None:
        mapped.gap(f"run.{name}", value, "not known to this mapping; it is not sent")

    return note


_OVERRIDES: Mapping[str, Callable[[Mapped, Any], None]] = {
    "model": _same("model"),
    "instructions": _same("instructions"),
    "temperature": _same("temperature"),
    "top_p": _same("top_p"),
    "parallel_tool_calls": _same("parallel_tool_calls"),
    "additional_instructions": _additional_instructions,
    "additional_messages": _additional_messages,
    "reasoning_effort": _reasoning,
    "metadata": _metadata,
    "tools": _override_tools,
    "tool_choice": _tool_choice,
    "response_format": _response_format,
    "max_completion_tokens": _max_completion_tokens,
    "max_prompt_tokens": _max_prompt_tokens,
    "truncation_strategy": _truncation,
    "tool_resources": _tool_resources,
}


def _tools(tools: Any, mapped: Mapped) -> list[dict[str, Any]]:
    return [_tool({"type": tool} if isinstance(tool, str) else tool, mapped) for tool in tools]


def _tool(tool: Mapping[str, Any], mapped: Mapped) -> dict[str, Any]:
    if tool["type"] == "code_interpreter":
        return {"type": "code_interpreter", "container": {"type": "auto", "file_ids": []}}
    if tool["type"] == "file_search":
        return {
            "type": "file_search",
            "vector_store_ids": [],
            **_search(tool.get("file_search") or {}, mapped),
        }
    function = tool["function"]
    described = {key: function[key] for key in ("name", "description", "parameters") if function.get(key)}
    # Assistants default to functions that are not strict, Responses to strict ones.
    return {"type": "function", **described, "strict": bool(function.get("strict"))}


def _search(options: Mapping[str, Any], mapped: Mapped) -> dict[str, Any]:
    made: dict[str, Any] = {"max_num_results": options.get("max_num_results", 20)}
    ranking = options.get("ranking_options")
    if not ranking:
        return made
    if ranking.get("ranker", "auto") != "auto":
        says = "this ranker is gone; `auto` ranks instead, so scores differ and thresholds have to be checked"
        mapped.gap("file_search.ranking_options.ranker", ranking["ranker"], says)
    threshold = ranking.get("score_threshold", 0.0)
    return {**made, "ranking_options": {"ranker": "auto", "score_threshold": threshold}}


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 120 else f"{text[:119]}…"
