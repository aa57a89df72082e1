"""One request with its response, as it is stored: a line of JSON that is also YAML that vcrpy plays.

::

    - {"request": {"method", "uri", "body", "headers"}, "response": {"status", "headers", "body", "recorded"},
       "sum": "1c291ca3"}

`recorded` is ours: when the scope began, when the request left, when each chunk came and how the stream
ended. vcrpy keeps unknown keys of a response, but refuses them in a request; the scope is therefore a
header. `sum` is the CRC-32 of the line before it: it tells a line that was changed by hand or by a failing
disk.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from typing import Literal

import msgspec

from harness.cassette.scope import SCOPE_HEADER

Ending = Literal["complete", "server", "client"]


class Failure(msgspec.Struct, frozen=True):
    """The exception that ended a response, or that came in place of one. `type` is a name in httpx2."""

    type: str
    message: str = ""


class Recorded(msgspec.Struct, omit_defaults=True, gc=False):
    """The timing of one interaction.

    `started_at` is Unix seconds at the scope's beginning; `at` is milliseconds from there to the request.
    `head`, the moments in `chunks` and `end` are milliseconds since the request; `chunks` pairs a moment with
    the bytes of the (decoded) body that came then. `ended` says who ended the body: it was complete, the
    server broke it off (`error` has the exception), or the client stopped reading.
    """

    started_at: float = 0.0
    at: float = 0.0
    head: float = 0.0
    chunks: list[tuple[float, int]] = []
    end: float = 0.0
    ended: Ending = "complete"
    error: Failure | None = None


class Status(msgspec.Struct, gc=False):
    code: int
    message: str | None = ""


class Body(msgspec.Struct, gc=False):
    string: str = ""
    base64: str | None = None


class StoredRequest(msgspec.Struct, gc=False):
    """A request as the file has it. A body is text, or base64 when it is not UTF-8; secrets are out of it."""

    method: str
    uri: str
    headers: dict[str, list[str]]
    body: str | None = ""
    body_base64: str | None = None

    @property
    def content(self) -> bytes:
        return _content(self.body or "", self.body_base64)

    @property
    def scope(self) -> str | None:
        values = self.headers.get(SCOPE_HEADER)
        return values[0] if values else None

    def header(self, name: str) -> str:
        """The first value of a header, found without regard to case; empty when there is none."""
        for key, values in self.headers.items():
            if key.lower() == name and values:
                return values[0]
        return ""


class StoredResponse(msgspec.Struct, gc=False):
    """A response as the file has it. `recorded` is its timing; None in cassettes of others."""

    status: Status
    headers: dict[str, list[str]]
    body: Body
    recorded: Recorded | None = None

    @property
    def content(self) -> bytes:
        return _content(self.body.string, self.body.base64)

    def header(self, name: str) -> str:
        """The first value of a header, found without regard to case; empty when there is none."""
        for key, values in self.headers.items():
            if key.lower() == name and values:
                return values[0]
        return ""


class Interaction:
    """A request and the response that it got.

    A response that is read from a file is decoded when it is looked at, and not kept: most of a large file is
    never played in one run.
    """

    __slots__ = ("_response", "request")

    def __init__(self, request: StoredRequest, response: StoredResponse | msgspec.Raw) -> None:
        self.request = request
        self._response = response

    @property
    def response(self) -> StoredResponse:
        if isinstance(self._response, StoredResponse):
            return self._response
        return _RESPONSE.decode(self._response)

    def __str__(self) -> str:
        return f"{self.request.method} {self.request.uri}"


class _Line(msgspec.Struct, gc=False):
    request: StoredRequest
    response: msgspec.Raw
    sum: str = ""


def body_of(content: bytes) -> Body:
    """A response body for storage: text when it is UTF-8, base64 otherwise."""
    try:
        return Body(string=content.decode())
    except UnicodeDecodeError:
        return Body(base64=base64.b64encode(content).decode())


def encode_line(interaction: Interaction) -> bytes:
    """The line that stores an interaction, without its line break."""
    line = json.dumps(_plain(interaction), ensure_ascii=False)
    line = _NOT_IN_YAML.sub(_escaped, line)
    for ours, yaml in _BINARY:
        line = line.replace(ours, yaml, 1)
    payload = line.encode()
    return b"- " + payload[:-1] + _sum(payload[:-1])


def decode_line(line: bytes) -> Interaction:
    """Reads a line back.

    Raises:
        ValueError: it is not JSON, not an interaction, or was changed after it was written.
    """
    text = line[2:]
    if b"!!binary" in text:
        for ours, yaml in _BINARY:
            text = text.replace(yaml.encode(), ours.encode(), 1)
    stored = _LINE.decode(text)
    interaction = Interaction(stored.request, stored.response)
    if stored.sum:
        _check_sum(line)
    else:
        check_timing(interaction.response)
    return interaction


def check_timing(response: StoredResponse) -> None:
    """Raises ValueError when the chunks do not add up to the body."""
    recorded = response.recorded
    if recorded is None or not recorded.chunks:
        return
    size, total = len(response.content), sum([length for _, length in recorded.chunks])
    if size != total:
        raise ValueError(
            f'the body has {size} bytes, its chunks add up to {total}; to keep the body, delete "chunks"'
        )
    if any(moment < 0 or length < 0 for moment, length in recorded.chunks):
        raise ValueError("a chunk has a negative moment or length")


def _check_sum(line: bytes) -> None:
    if line[-20:] != _sum(memoryview(line)[2:-20]):
        raise ValueError(
            "it was changed after it was recorded (its checksum does not match); "
            'to keep the change, delete "sum" and "chunks" from the line'
        )


def _sum(payload: bytes | memoryview) -> bytes:
    """The end of a line."""
    return b', "sum": "%08x"}' % zlib.crc32(payload)


def _content(text: str, encoded: str | None) -> bytes:
    return text.encode() if encoded is None else base64.b64decode(encoded)


def _plain(interaction: Interaction) -> dict[str, object]:
    request, response = interaction.request, interaction.response
    body = {"body": request.body} if request.body_base64 is None else {"body_base64": request.body_base64}
    content = response.body
    text = {"string": content.string} if content.base64 is None else {"base64": content.base64}
    stored: dict[str, object] = {
        "status": {"code": response.status.code, "message": response.status.message},
        "headers": response.headers,
        "body": text,
    }
    if response.recorded is not None:
        stored["recorded"] = msgspec.to_builtins(response.recorded)
    sent = {"method": request.method, "uri": request.uri, **body, "headers": request.headers}
    return {"request": sent, "response": stored}


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


# Characters that JSON lets stand and YAML 1.1 forbids, or folds as line breaks.
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# Inside a JSON string a quote is always escaped, so that these cannot occur in one.
_BINARY = (('"body_base64": "', '"body": !!binary "'), ('"base64": "', '"string": !!binary "'))
_LINE = msgspec.json.Decoder(_Line)
_RESPONSE = msgspec.json.Decoder(StoredResponse)
