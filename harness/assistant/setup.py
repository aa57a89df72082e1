"""What a suite needs on the server before its first question: the assistant, its files, a vector store."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openai

from harness.assistant.caller import Caller
from harness.assistant.faults import Deadline, Malformed
from harness.errors import TargetError
from harness.records import Assistant

_LAST_SECONDS = 10.0


@dataclass(frozen=True)
class Setup:
    """What was made for a suite, to be deleted in the reverse order.

    `template` is what every request of the Responses API says, `conversations` whether the server keeps them.
    """

    assistant_id: str
    made: tuple[tuple[str, str], ...] = ()
    tools: tuple[str, ...] = field(default=())
    template: Mapping[str, Any] = field(default_factory=dict)
    conversations: bool = True


async def prepare(caller: Caller, assistant: Assistant, *, model: str, folder: Path) -> Setup:
    """Upload the files, make the vector store and the assistant.

    Args:
        caller: client and clock of the suite's own scope.
        assistant: what to make.
        model: the model's name as the server knows it.
        folder: where the assistant's files are.

    Raises:
        TargetError: the server refuses, or a vector store never gets ready.
    """
    made: list[tuple[str, str]] = []
    files = [await upload(caller, folder / name, made) for name in assistant.files]
    body = assistant_body(assistant, model)
    types = tuple(str(tool["type"]) for tool in body["tools"])
    resources = await _resources(caller, types, files, made)
    if resources:
        body["tool_resources"] = resources
    reply = await caller.post("/assistants", body, repeatable=True)
    _made(caller, made, "assistants", reply.id)
    return Setup(reply.id, tuple(made), types)


async def teardown(caller: Caller, made: Sequence[tuple[str, str]]) -> None:
    """Delete what was made, last first; what cannot be deleted now stays in the ledger."""
    caller.deadline = caller.wire.now() + _LAST_SECONDS
    for kind, id in reversed(made):
        with contextlib.suppress(openai.OpenAIError, Malformed, Deadline):
            await caller.discard(kind, id)


def assistant_body(assistant: Assistant, model: str) -> dict[str, Any]:
    """The body of `POST /v1/assistants`, without its files."""
    optional = {
        "name": assistant.name or None,
        "temperature": assistant.temperature,
        "top_p": assistant.top_p,
        "response_format": assistant.response_format,
        "metadata": dict(assistant.metadata) or None,
    }
    return {
        "model": model,
        "instructions": assistant.instructions,
        "tools": [_tool(tool) for tool in assistant.tools],
        **{name: value for name, value in optional.items() if value is not None},
    }


def _tool(tool: str | Mapping[str, Any]) -> Mapping[str, Any]:
    return {"type": tool} if isinstance(tool, str) else tool


async def upload(caller: Caller, path: Path, made: list[tuple[str, str]]) -> str:
    """A file's new id; it is noted in `made`."""
    reply = await caller.upload("/files", {"purpose": "assistants"}, path.name, path.read_bytes())
    return _made(caller, made, "files", reply.id)


async def _resources(
    caller: Caller, types: Sequence[str], files: list[str], made: list[tuple[str, str]]
) -> dict[str, Any]:
    resources: dict[str, Any] = {}
    if files and "code_interpreter" in types:
        resources["code_interpreter"] = {"file_ids": files}
    if files and "file_search" in types:
        resources["file_search"] = {"vector_store_ids": [await vector_store(caller, files, made)]}
    return resources


async def vector_store(caller: Caller, files: list[str], made: list[tuple[str, str]]) -> str:
    """A vector store of the files, ready to be searched."""
    reply = await caller.post("/vector_stores", {"file_ids": files}, repeatable=True)
    id = _made(caller, made, "vector_stores", reply.id)
    for _ in range(600):
        if reply.body.get("status") == "completed":
            return id
        await caller.wire.sleep(0.1)
        reply = await caller.get(f"/vector_stores/{id}")
    raise TargetError(f"vector store {id} was not ready within a minute")


def _made(caller: Caller, made: list[tuple[str, str]], kind: str, id: str) -> str:
    caller.created(kind, id)
    made.append((kind, id))
    return id
