"""The tests' side of the line to the candidate: one request, one answer, and what it printed meanwhile."""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from harness.checkers.program.values import NotPlain, Opaque, decode, encode
from harness.sandbox.frames import Frames, Lost

_REPLY_BYTES = 24 << 20
_PRINTED_BYTES = 1 << 20
_PULL = 1000


class Gone(Exception):
    """The candidate did not answer: `reason` says why in words."""

    def __init__(self, reason: str, *, timed_out: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.timed_out = timed_out


class RemoteError(Exception):
    """The candidate raised something: class names from the outermost to `object`, and its text."""

    def __init__(self, kinds: list[str], text: str) -> None:
        super().__init__(text)
        self.kinds = kinds
        self.text = text

    def __str__(self) -> str:
        return f"{self.kinds[0]}: {self.text}" if self.text else self.kinds[0]


@dataclass
class Answer:
    """What one call gave. `after` are the arguments as they were then, where asked for."""

    value: Any = None
    raised: RemoteError | None = None
    printed: str = ""
    after: tuple[list[Any], dict[str, Any]] | None = None
    kind: str = ""
    ms: float = 0.0
    peak: int = 0

    def result(self) -> Any:
        """The value; raises RemoteError."""
        if self.raised is not None:
            raise self.raised
        return self.value


@dataclass
class Session:
    """A line to one candidate process. `why` is asked for the reason when the line breaks."""

    job: Frames
    printed: int
    seconds: float
    why: Callable[[], str]
    peak: int = 0
    _seen: bytearray = field(default_factory=bytearray)

    def load(self, parts: list[str], entry: str | None) -> Answer:
        return self._ask({"do": "load", "parts": parts, "entry": entry})

    def call(
        self, name: str, args: Any, kwargs: dict[str, Any], take: int | None = None, *, after: bool = False
    ) -> Answer:
        """Calls a function of the candidate's. Raises Gone, and NotPlain for arguments that cannot cross."""
        request = {
            "do": "call",
            "name": name,
            "args": [encode(a) for a in args],
            "kwargs": {key: encode(value) for key, value in kwargs.items()},
            "take": take,
            "after": after,
        }
        return self._ask(request)

    def run(self, code: str, take: int | None = None) -> Answer:
        """Runs a statement, or evaluates an expression, among the candidate's names. Raises Gone."""
        return self._ask({"do": "run", "code": code, "take": take})

    def close(self) -> None:
        self.job.close()
        with contextlib.suppress(OSError):
            os.close(self.printed)

    def _ask(self, request: dict[str, Any]) -> Answer:
        started = time.monotonic()
        self._seen.clear()
        try:
            self.job.send_json(request)
            self._wait(started + self.seconds)
            reply = self.job.receive_json(max(0.05, started + self.seconds - time.monotonic()))
        except TimeoutError:
            raise Gone(f"no answer within {self.seconds:g} s", timed_out=True) from None
        except Lost:
            raise Gone(self.why()) from None
        self._listen()
        answer = self._read(reply)
        answer.ms = (time.monotonic() - started) * 1000
        answer.printed = self._seen.decode("utf-8", "replace")
        self.peak = max(self.peak, answer.peak)
        return answer

    def _wait(self, deadline: float) -> None:
        """Until the answer begins; what is printed meanwhile is read, so that the candidate never blocks on it."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.job, selectors.EVENT_READ)
            selector.register(self.printed, selectors.EVENT_READ)
            while True:
                ready = {key.fileobj for key, _ in selector.select(max(0.0, deadline - time.monotonic()))}
                if self.job in ready:
                    return
                if self.printed in ready and not self._listen():
                    selector.unregister(self.printed)
                if time.monotonic() >= deadline:
                    raise TimeoutError
                if len(self._seen) > _PRINTED_BYTES:
                    raise Gone("printed more than a mebibyte in one call")

    def _listen(self) -> bool:
        while len(self._seen) <= _PRINTED_BYTES:
            try:
                part = os.read(self.printed, 1 << 16)
            except BlockingIOError:
                return True
            if not part:
                return False
            self._seen += part
        return True

    def _read(self, reply: Any) -> Answer:
        try:
            return self._understood(reply)
        except (NotPlain, AttributeError, TypeError, ValueError, KeyError) as error:
            raise Gone(f"answered with something that is no value ({error})") from error

    def _understood(self, reply: dict[str, Any]) -> Answer:
        peak = int(reply.get("peak", 0))
        if "raised" in reply:
            kinds = [str(kind)[:100] for kind in reply["raised"]][:50]
            return Answer(raised=RemoteError(kinds or ["Exception"], str(reply["text"])[:2000]), peak=peak)
        after = None
        if "after" in reply:
            args, kwargs = reply["after"]
            after = (
                [decode(a, self._opaque) for a in args],
                {str(k): decode(v, self._opaque) for k, v in kwargs.items()},
            )
        value = decode(reply["value"], self._opaque)
        return Answer(value=value, after=after, kind=str(reply.get("kind", "")), peak=peak)

    def _opaque(self, tagged: list[Any]) -> Opaque:
        handle = tagged[2] if len(tagged) > 2 else None
        pull = (lambda: self._pull(handle)) if isinstance(handle, int) else None
        return Opaque(str(tagged[1])[:100], pull)

    def _pull(self, handle: int) -> Iterator[Any]:
        while True:
            items = self._ask({"do": "pull", "handle": handle, "take": _PULL}).result()
            if not isinstance(items, list):
                raise Gone("answered with something that is no value")
            yield from items
            if len(items) < _PULL:
                return


def connect(channel: socket.socket, printed: int, seconds: float, why: Callable[[], str]) -> Session:
    """A session over the socket and the pipe that the harness has handed in."""
    os.set_blocking(printed, False)
    return Session(job=Frames(channel, _REPLY_BYTES), printed=printed, seconds=seconds, why=why)
