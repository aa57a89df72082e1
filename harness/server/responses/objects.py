"""Builds responses and conversations as they go over the wire, with every default filled in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from harness.server.objects import given
from harness.server.responses.ids import new_id
from harness.server.wire import PRIVATE, Json, public

UNDER_WAY = frozenset({"queued", "in_progress"})


def make_response(body: Json, now: int, conversation: str | None) -> Json:
    """A queued response: the request over the defaults."""
    text = given(body, "text", {})
    reasoning = given(body, "reasoning", {})
    return {
        "id": new_id("response"),
        "object": "response",
        "created_at": now,
        "completed_at": None,
        "status": "queued",
        "background": bool(body.get("background")),
        "error": None,
        "incomplete_details": None,
        "instructions": body.get("instructions"),
        "max_output_tokens": body.get("max_output_tokens"),
        "model": body["model"],
        "output": [],
        "parallel_tool_calls": given(body, "parallel_tool_calls", True),
        "previous_response_id": body.get("previous_response_id"),
        "conversation": {"id": conversation} if conversation else None,
        "reasoning": {"effort": reasoning.get("effort"), "summary": reasoning.get("summary")},
        "service_tier": "default",
        "store": given(body, "store", True),
        "temperature": given(body, "temperature", 1.0),
        "text": {"format": _format(text.get("format")), "verbosity": text.get("verbosity") or "medium"},
        "tool_choice": given(body, "tool_choice", "auto"),
        "tools": [_tool(tool) for tool in given(body, "tools", [])],
        "top_p": given(body, "top_p", 1.0),
        "truncation": given(body, "truncation", "disabled"),
        "usage": None,
        **_user(body),
        "metadata": given(body, "metadata", {}),
        PRIVATE: {
            "include": list(given(body, "include", [])),
            "outputs": {},
            "cites": {},
            "temperature": body.get("temperature"),
            "top_p": body.get("top_p"),
        },
    }


def _user(body: Json) -> Json:
    """The published description wants a string, and lets it be left out."""
    return {} if body.get("user") is None else {"user": body["user"]}


def _format(value: Json | None) -> Json:
    if value is None:
        return {"type": "text"}
    if value["type"] != "json_schema":
        return {"type": value["type"]}
    made = {"type": "json_schema", "name": value["name"], "schema": value["schema"]}
    return {**made, "description": value.get("description"), "strict": bool(value.get("strict"))}


def _tool(tool: Json) -> Json:
    if tool["type"] == "function":
        return {
            "type": "function",
            "name": tool["name"],
            "description": tool.get("description"),
            "parameters": tool.get("parameters"),
            "strict": given(tool, "strict", True),
        }
    if tool["type"] == "code_interpreter":
        return {"type": "code_interpreter", "container": _container(tool["container"])}
    ranking = given(tool, "ranking_options", {})
    return {
        "type": "file_search",
        "vector_store_ids": list(dict.fromkeys(tool["vector_store_ids"])),
        "filters": tool.get("filters"),
        "max_num_results": given(tool, "max_num_results", 20),
        "ranking_options": {
            "ranker": given(ranking, "ranker", "auto"),
            "score_threshold": given(ranking, "score_threshold", 0.0),
        },
    }


def _container(value: str | Json) -> str | Json:
    if isinstance(value, str):
        return value
    return {"type": "auto", "file_ids": list(given(value, "file_ids", []))}


def make_conversation(body: Json, now: int) -> Json:
    return {
        "id": new_id("conversation"),
        "object": "conversation",
        "created_at": now,
        "metadata": given(body, "metadata", {}),
    }


def make_usage(prompt: int, completion: int) -> Json:
    """Nothing is cached here, and no model tells its reasoning tokens apart."""
    return {
        "input_tokens": prompt,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": completion,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": prompt + completion,
    }


def show_item(item: Json, include: Collection[str]) -> Json:
    """An item as clients see it: outputs and results only where they were asked for."""
    shown = public(item)
    if item["type"] == "code_interpreter_call" and "code_interpreter_call.outputs" not in include:
        shown["outputs"] = None
    if item["type"] == "file_search_call" and "file_search_call.results" not in include:
        shown["results"] = None
    return shown


def show_response(response: Json, include: Collection[str] = ()) -> Json:
    """A response as clients see it."""
    wanted = {*include, *response[PRIVATE]["include"]}
    return {**public(response), "output": [show_item(item, wanted) for item in response["output"]]}


def show_list(data: list[Json], has_more: bool) -> Json:
    """A list answer. The SDK's types want ids in an empty one, too."""
    first, last = (data[0]["id"], data[-1]["id"]) if data else ("", "")
    return {"object": "list", "data": data, "first_id": first, "last_id": last, "has_more": has_more}


def engine_tool_choice(choice: str | Json) -> str | Json:
    """The choice in the form that the engine reads."""
    if isinstance(choice, str):
        return choice
    if choice["type"] == "allowed_tools":
        return str(choice["mode"])
    if choice["type"] == "function":
        return {"type": "function", "function": {"name": choice["name"]}}
    return choice


def engine_tools(response: Json) -> list[dict[str, Any]]:
    """The tools on offer in the form that the engine reads; `allowed_tools` leaves out the others."""
    choice = response["tool_choice"]
    allowed = None
    if isinstance(choice, dict) and choice["type"] == "allowed_tools":
        allowed = {(tool.get("type"), tool.get("name")) for tool in choice["tools"]}
    tools = [t for t in response["tools"] if allowed is None or (t["type"], t.get("name")) in allowed]
    return [_engine_tool(tool) for tool in tools]


def _engine_tool(tool: Json) -> dict[str, Any]:
    if tool["type"] != "function":
        return {"type": tool["type"]}
    function = {key: tool[key] for key in ("name", "description", "parameters") if tool[key] is not None}
    return {"type": "function", "function": function}


def engine_format(response: Json) -> Json | None:
    """The text format in the form of chat completions; None for plain text."""
    wanted = response["text"]["format"]
    if wanted["type"] == "text":
        return None
    if wanted["type"] == "json_object":
        return {"type": "json_object"}
    inner = {key: wanted[key] for key in ("name", "schema", "strict")}
    return {"type": "json_schema", "json_schema": inner}
