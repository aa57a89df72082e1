"""What travels between the judging process and its workers: length-prefixed JSON."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass, field

import msgspec

from harness.checkers.math.backend import Algebra
from harness.checkers.math.judge import Judgement, compare_only, judge
from harness.checkers.math.policy import MathPolicy

_SIZE = struct.Struct("!I")
_LARGEST = 8 * 2**20


@dataclass(frozen=True, slots=True)
class Request:
    """One question. `bare` compares two answers without extracting; `seconds` is the wall limit.

    `question` is what the text answers, '' when it is not known.
    """

    target: str | tuple[str, ...]
    text: str
    policy: MathPolicy = field(default_factory=MathPolicy)
    bare: bool = False
    seconds: float = 2.0
    question: str = ""


def answered(request: Request, algebra: Algebra) -> Judgement:
    """The judgement that a request asks for.

    Raises:
        backend.Deferred: the algebra at hand cannot decide.
    """
    if request.bare:
        return compare_only(request.target, request.text, request.policy, algebra)
    return judge(request.target, request.text, request.policy, algebra, request.question)


_REQUESTS = msgspec.json.Decoder(Request)
_JUDGEMENTS = msgspec.json.Decoder(Judgement)


def encode(message: Request | Judgement) -> bytes:
    """A message as bytes; lone surrogates do not survive and are replaced before."""
    return msgspec.json.encode(message)


def decode_request(raw: bytes) -> Request:
    """The request in a message."""
    return _REQUESTS.decode(raw)


def decode_judgement(raw: bytes) -> Judgement:
    """The judgement in a message."""
    return _JUDGEMENTS.decode(raw)


def send(connection: socket.socket, message: bytes) -> None:
    """One message, whole."""
    connection.sendall(_SIZE.pack(len(message)) + message)


def receive(connection: socket.socket) -> bytes | None:
    """The next message; None when the other end is gone.

    Raises:
        TimeoutError: the socket's time limit passed.
        ConnectionError: the other end died in the middle of a message.
    """
    head = _exactly(connection, _SIZE.size)
    if head is None:
        return None
    (size,) = _SIZE.unpack(head)
    if size > _LARGEST:
        raise ConnectionError("a message beyond the cap")
    body = _exactly(connection, size)
    if body is None:
        raise ConnectionError("a message that was cut")
    return body


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    parts: list[bytes] = []
    missing = size
    while missing:
        part = connection.recv(min(missing, 65_536))
        if not part:
            return None
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
