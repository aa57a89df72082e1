"""Reading one file to text, with a process between the server and every format that is more than text."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from pathlib import Path

from harness.server.tools.base import UnreadableDocument
from harness.server.tools.readers.formats import format_of
from harness.server.tools.readers.limits import SECONDS
from harness.server.tools.readers.plain import read_plain


async def read_text(path: Path, filename: str) -> str:
    """The document's text: UTF-8 or UTF-16 text of any kind, HTML, PDF, Word (docx).

    Raises UnreadableDocument: `unsupported_file` for a format without a reader, `invalid_file` for one that
    is damaged, encrypted, too large, or without any text.
    """
    try:
        format = await asyncio.to_thread(format_of, path, filename)
        if format == "text":
            text = await asyncio.to_thread(read_plain, path)
        else:
            text = await _apart(path, format)
    except OSError as error:
        raise UnreadableDocument("server_error", "The file's bytes are not there.") from error
    text = _storable(text)
    if not text.strip():
        raise UnreadableDocument("invalid_file", "The file has no text in it.")
    return text


def _storable(text: str) -> str:
    """Without null characters and lone surrogates, with line breaks as one character."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return text.encode("utf-8", "replace").decode()


async def _apart(path: Path, format: str) -> str:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "harness.server.tools.readers.child", str(path), format),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        output, _ = await asyncio.wait_for(child.communicate(), 2 * SECONDS)
    except TimeoutError:
        raise UnreadableDocument("invalid_file", "The file takes too long to read.") from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
    return _text(output)


def _text(output: bytes) -> str:
    try:
        answer = json.loads(output)
    except ValueError:
        raise UnreadableDocument("invalid_file", "The file cannot be read within its limits.") from None
    if "text" not in answer:
        raise UnreadableDocument(answer["code"], answer["message"])
    return str(answer["text"])
