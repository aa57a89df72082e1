"""Tools as models see them: everything is a function."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from harness.server.engine.job import Offer

CODE_INTERPRETER = {
    "type": "function",
    "function": {
        "name": "code_interpreter",
        "description": (
            "Runs Python in a stateful session and returns what it prints and the value of the last "
            "expression. Files are in /mnt/data; figures drawn with matplotlib are shown to the user."
        ),
        "parameters": {
            "type": "object",
            "properties": {"code": {"type": "string", "description": "Python source"}},
            "required": ["code"],
            "additionalProperties": False,
        },
    },
}
FILE_SEARCH = {
    "type": "function",
    "function": {
        "name": "file_search",
        "description": (
            "Searches the files that were uploaded for this conversation. Cite a result in the answer by "
            "copying its marker, which looks like 【0:0†source】."
        ),
        "parameters": {
            "type": "object",
            "properties": {"query": {"type": "string", "description": "What to look for"}},
            "required": ["query"],
            "additionalProperties": False,
        },
    },
}


def offer(tools: Iterable[Mapping[str, Any]]) -> tuple[Offer, ...]:
    """The API's tools as function tools, each name once (the first one counts)."""
    offers: dict[str, Offer] = {}
    for tool in tools:
        made = _one(tool)
        offers.setdefault(made.name, made)
    return tuple(offers.values())


def _one(tool: Mapping[str, Any]) -> Offer:
    if tool["type"] == "code_interpreter":
        return Offer(CODE_INTERPRETER, "code_interpreter")
    if tool["type"] == "file_search":
        return Offer(FILE_SEARCH, "file_search")
    return Offer({"type": "function", "function": dict(tool["function"])}, "function")


def chat_tool_choice(choice: str | Mapping[str, Any]) -> str | Mapping[str, Any]:
    """The API's tool choice in chat-completions form."""
    if isinstance(choice, str):
        return choice
    name = choice["function"]["name"] if choice["type"] == "function" else choice["type"]
    return {"type": "function", "function": {"name": name}}
