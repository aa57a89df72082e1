"""The files that an assistant made, fetched over the attempt's own wire while the server still has them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import httpx2
import openai

from harness.assistant.caller import Caller
from harness.assistant.faults import Deadline, Malformed
from harness.assistant.observation import Observation

MOST_FILES = 20
"""Files kept of one attempt; what it made beyond is only named."""
MOST_BYTES = 5_000_000
"""Size of one file that is kept."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
_GONE = (openai.NotFoundError, openai.PermissionDeniedError, openai.BadRequestError)


async def fetch(caller: Caller, seen: Observation) -> list[str]:
    """Put the content of every file that was made into `seen.files`; returns the ids that were asked for.

    What cannot be had is left out: an attempt that was answered does not fail by its pictures.
    """
    asked: list[str] = []
    for id, path in islice(_made(seen), MOST_FILES):
        asked.append(id)
        try:
            seen.files[id] = await caller.content(path, MOST_BYTES)
        except (*_GONE, Malformed):
            continue
        except (openai.OpenAIError, httpx2.TransportError, Deadline):
            break
    return asked


def inline(url: str) -> tuple[str, bytes] | None:
    """Name and content of a file that travels inside its address; None where none does, or no small one."""
    head, _, text = url.partition(",")
    if not (head.startswith("data:") and head.endswith(";base64")) or len(text) > MOST_BYTES * 4 // 3:
        return None
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
    return f"inline-{hashlib.sha256(content).hexdigest()[:24]}", content


def _made(seen: Observation) -> Iterator[tuple[str, str]]:
    """(id, path of its content) of each file, once, in the order in which they were made."""
    paths: dict[str, str] = {}
    for step in seen.steps.values():
        for call in (step.get("step_details") or {}).get("tool_calls") or ():
            outputs = (call.get("code_interpreter") or {}).get("outputs") or ()
            for output in outputs:
                _note(paths, output.get("image"))
    for message in seen.messages.values():
        if message.get("role") == "assistant":
            for part in message.get("content") or ():
                _note(paths, part.get("image_file"))
                for one in (part.get("text") or {}).get("annotations") or ():
                    _note(paths, one.get("file_path"))
    yield from ((id, path) for id, path in paths.items() if id not in seen.files)


def _note(paths: dict[str, str], file: Mapping[str, Any] | None) -> None:
    """A server's ids become file names and paths here, so they have to look like ids."""
    id, container = str((file or {}).get("file_id")), (file or {}).get("container_id")
    if not file or not _NAME.fullmatch(id):
        return
    if container is None:
        paths.setdefault(id, f"/files/{id}/content")
    elif _NAME.fullmatch(str(container)):
        paths.setdefault(id, f"/containers/{container}/files/{id}/content")
