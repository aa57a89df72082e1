"""Every way that asking can fail, mapped to a cause: nothing of a server's doing is raised past `ask`."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import httpx2
import openai

from harness.errors import CassetteError
from harness.records import Cause, ErrorKind


class Malformed(Exception):
    """A body or an event that is not the API's."""


class Deadline(Exception):
    """The attempt's own time is up."""


class StreamCut(Exception):
    """A stream ended before its run did."""


class NoHandler(Exception):
    """The run waits for functions that nobody answers."""


_STATUS_KIND: dict[str, ErrorKind] = {
    "failed": "run_failed",
    "incomplete": "run_incomplete",
    "expired": "run_expired",
    "cancelled": "run_cancelled",
    "requires_action": "requires_action",
}
_OWN: tuple[tuple[type[BaseException], ErrorKind], ...] = (
    (CassetteError, "cassette"),
    (Deadline, "deadline"),
    (NoHandler, "requires_action"),
    (StreamCut, "stream_cut"),
    (Malformed, "malformed"),
    (openai.RateLimitError, "rate_limited"),
    (openai.APITimeoutError, "timeout"),
    (httpx2.TimeoutException, "timeout"),
    (TimeoutError, "timeout"),
    (socket.gaierror, "dns"),
)


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it came from, outermost first."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def of_exception(error: BaseException) -> Cause:
    """The cause that an exception stands for."""
    chain = list(causes(error))
    for kind_of, kind in _OWN:
        for link in chain:
            if isinstance(link, kind_of):
                return Cause(kind=kind, message=_words(link))
    if isinstance(error, openai.APIStatusError):
        return Cause(kind="http_5xx" if error.status_code >= 500 else "http_4xx", message=_words(error))
    if isinstance(error, openai.APIConnectionError | httpx2.TransportError):
        return Cause(kind=_connection_kind(chain), message=_words(chain[-1]))
    return Cause(kind="internal", message=f"{type(error).__name__}: {error}")


def of_run(run: dict[str, object]) -> Cause | None:
    """The cause that a run's end stands for; None when it completed."""
    status = str(run.get("status"))
    kind = _STATUS_KIND.get(status)
    return Cause(kind=kind, message=_last_words(run)) if kind else None


def _last_words(run: dict[str, object]) -> str:
    error = run.get("last_error") or {}
    details = run.get("incomplete_details") or {}
    if isinstance(error, dict) and error:
        return f"{error.get('code')}: {error.get('message')}"
    if isinstance(details, dict) and details:
        return str(details.get("reason"))
    return ""


def _connection_kind(chain: list[BaseException]) -> ErrorKind:
    """DNS failures reach us only as the resolver's words on some platforms."""
    words = " ".join(str(link) for link in chain).lower()
    resolver = ("name or service not known", "nodename nor servname", "name resolution", "getaddrinfo")
    return "dns" if any(phrase in words for phrase in resolver) else "connection"


def _words(error: BaseException) -> str:
    return str(error) or type(error).__name__
