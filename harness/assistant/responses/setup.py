"""What a suite needs on a server of the Responses API: its files, a vector store, and no assistant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openai

from harness.assistant import setup as assistants
from harness.assistant.caller import Caller
from harness.assistant.responses.mapping import request_of
from harness.assistant.setup import Setup
from harness.records import Assistant

_ABSENT = (404, 405, 501)


async def prepare(caller: Caller, assistant: Assistant, *, model: str, folder: Path) -> Setup:
    """Upload the files, make the vector store, and find out whether the server keeps conversations.

    Raises:
        TargetError: a vector store never gets ready.
        OpenAIError: the server refuses something.
    """
    made: list[tuple[str, str]] = []
    files = [await assistants.upload(caller, folder / name, made) for name in assistant.files]
    template = request_of(assistant, model=model).body
    template["tools"] = [await _with_files(caller, tool, files, made) for tool in template.get("tools", ())]
    kinds = tuple(str(tool["type"]) for tool in template["tools"])
    return Setup("", tuple(made), kinds, template=template, conversations=await _keeps_conversations(caller))


async def _with_files(
    caller: Caller, tool: dict[str, Any], files: list[str], made: list[tuple[str, str]]
) -> dict[str, Any]:
    if tool["type"] == "code_interpreter":
        return {**tool, "container": {"type": "auto", "file_ids": files}}
    if tool["type"] == "file_search":
        # A search has to name a store, even an empty one.
        return {**tool, "vector_store_ids": [await assistants.vector_store(caller, files, made)]}
    return tool


async def _keeps_conversations(caller: Caller) -> bool:
    """Servers such as llama.cpp's answer `/responses` and keep nothing."""
    try:
        reply = await caller.post("/conversations", {}, repeatable=True)
    except openai.APIStatusError as error:
        if error.status_code in _ABSENT:
            return False
        raise
    caller.created("conversations", reply.body["id"])
    await caller.discard("conversations", reply.body["id"])
    return True
