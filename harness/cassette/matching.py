"""Which recorded request a new request is: method, path, query and canonical body.

vcrpy's matchers of the same names: `method`, `path`, `query`, `body`; `host`, `port` and `scheme` are left
out, so that a recording made against one server plays for a client that was configured with another.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import msgspec

from harness.cassette.scrub import PLACEHOLDER

BOUNDARY = b"harness-boundary"

_BOUNDARY_PARAMETER = re.compile(r"boundary=(\"[^\"]*\"|[^;\s]+)", re.IGNORECASE)


class Key(NamedTuple):
    """What has to be equal for a recorded response to be the answer."""

    method: str
    path: str
    query: str
    body: bytes


def key_of(method: str, target: str, body: bytes, content_type: str = "") -> Key:
    """The key of a request.

    Args:
        target: path and query, scrubbed.
        body: scrubbed, without content coding.
    """
    path, _, query = target.partition("?")
    if "&" in query:
        query = "&".join(sorted(query.split("&")))
    return Key(method, path or "/", query, canonical(body, content_type))


def target_of(uri: str) -> str:
    """Path and query of a URI."""
    rest = uri.partition("://")[2].partition("#")[0]
    cut = rest.find("/")
    if cut < 0:
        cut = rest.find("?")
    return rest[cut:] if cut >= 0 else ""


def canonical(body: bytes, content_type: str = "") -> bytes:
    """A body without what varies between two runs of the same code.

    JSON is written with sorted keys; `"stream": false` means the same as no `stream` and is dropped (the SDK
    sends it from some helpers only); the random boundary of multipart bodies is replaced; which assistant is
    asked is said by the scope, its id is new whenever a suite is set up again; so are the ids of the files and
    vector stores that the tools of a response name.
    """
    if not body:
        return b""
    if "multipart/" in content_type:
        return with_fixed_boundary(body, content_type)[0]
    if body[:1] not in (b"{", b"[", b" ", b"\n"):
        return body
    try:
        value = _JSON.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return body
    if isinstance(value, dict):
        if value.get("stream") is False:
            del value["stream"]
        if isinstance(value.get("assistant_id"), str):
            value["assistant_id"] = ""
        if "input" in value and isinstance(value.get("tools"), list):
            value["tools"] = [_without_files(tool) for tool in value["tools"]]
    return _SORTED.encode(value)


def _without_files(tool: Any) -> Any:
    """A tool of a response without the ids of the suite's files and stores: they are new like an assistant's."""
    if not isinstance(tool, dict):
        return tool
    if isinstance(tool.get("vector_store_ids"), list):
        tool = {**tool, "vector_store_ids": len(tool["vector_store_ids"])}
    container = tool.get("container")
    if isinstance(container, dict) and isinstance(container.get("file_ids"), list):
        tool = {**tool, "container": {**container, "file_ids": len(container["file_ids"])}}
    return tool


def with_fixed_boundary(body: bytes, content_type: str) -> tuple[bytes, str]:
    """A multipart body and its content type with a boundary that is the same in every run."""
    match = _BOUNDARY_PARAMETER.search(content_type)
    if match is None:
        return body, content_type
    boundary = match[1].strip('"').encode()
    fixed = content_type[: match.start(1)] + BOUNDARY.decode() + content_type[match.end(1) :]
    return body.replace(b"--" + boundary, b"--" + BOUNDARY), fixed


def same_but_for_secrets(recorded: Key, asked: Key) -> bool:
    """Whether two keys differ only where the recorded one had a secret that was scrubbed.

    A secret that only the recording machine knew (a value of its environment) cannot be scrubbed from the
    request when it is replayed elsewhere.
    """
    if recorded[:3] != asked[:3] or PLACEHOLDER not in recorded.body:
        return False
    first, *middle, last = recorded.body.split(PLACEHOLDER)
    body, position = asked.body, len(first)
    for part in middle:
        found = body.find(part, position + 1)
        if found < 0:
            return False
        position = found + len(part)
    return body.startswith(first) and body.endswith(last) and len(body) - len(last) > position


_JSON = msgspec.json.Decoder()
_SORTED = msgspec.json.Encoder(order="sorted")
