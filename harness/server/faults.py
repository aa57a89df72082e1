"""Every refusal that the API answers with, as one exception and the documented texts.

A body is always `{"error": {"message", "type", "param", "code"}}`, whatever went wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

INVALID = "invalid_request_error"


class ApiError(Exception):
    """A refused request: HTTP status, the four fields of the body, and headers to send with it."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        type: str = INVALID,
        param: str | None = None,
        code: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.type = type
        self.param = param
        self.code = code
        self.headers = headers or {}

    @property
    def body(self) -> dict[str, Any]:
        """The JSON object that goes over the wire."""
        fields = {"message": self.message, "type": self.type, "param": self.param, "code": self.code}
        return {"error": fields}


def invalid(message: str, *, param: str | None = None, code: str | None = None) -> ApiError:
    """A 400 about the request itself."""
    return ApiError(400, message, param=param, code=code)


def not_found(noun: str, id: str, *, param: str | None = None) -> ApiError:
    """A 404 in the words of the hosted API: `No thread found with id 'thread_x'.`"""
    return ApiError(404, f"No {noun} found with id '{id}'.", param=param)


def no_file(id: str) -> ApiError:
    """A 404 for a file, which the hosted API words in its own way."""
    return ApiError(404, f"No such File object: {id}", param="id")


def wrong_prefix(param: str, id: str, prefix: str) -> ApiError:
    """A 400 for an id that cannot be one of its kind."""
    text = f"Invalid '{param}': '{id}'. Expected an ID that begins with '{prefix}'."
    return invalid(text, param=param, code="invalid_value")


def missing(param: str) -> ApiError:
    """A 400 for a parameter that has to be there."""
    return invalid(f"Missing required parameter: '{param}'.", param=param, code="missing_required_parameter")


def unknown_model(name: str, known: Sequence[str]) -> ApiError:
    """A 400 for a model name that nothing answers to; `known` are those that something does."""
    served = ", ".join(known)
    text = (
        f"The requested model '{name[:100]}' does not exist. This server has: {served}. "
        "`harness serve --model NAME=SPEC` gives a model another name."
    )
    return invalid(text, param="model", code="model_not_found")


def unknown_path(method: str, path: str, known: Sequence[str]) -> ApiError:
    """A 404 for a path that nothing is at; `known` are the paths that something is at."""
    hint = f"This server has {', '.join(known)}."
    if any(f"/v1{path}/".startswith(f"{one}/") for one in known):
        hint = "Perhaps the base URL lacks its /v1."
    return ApiError(404, f"Invalid URL ({method} {path[:200]}). {hint}")


def wrong_beta() -> ApiError:
    """A 400 for programs written for the first Assistants API, which ended in 2024."""
    text = (
        "Assistants v1 is not served, here or elsewhere; this is v2. Send 'OpenAI-Beta: assistants=v2', as "
        "openai 1.21 and later do. In v2 'retrieval' is 'file_search', and 'file_ids' are 'attachments' of "
        "a message and 'tool_resources' of an assistant."
    )
    return invalid(text, code="invalid_beta")


def thread_locked_for_messages(thread_id: str, run_id: str) -> ApiError:
    """A 400: messages wait until the run is over. Clients read both ids out of the text."""
    return invalid(f"Can't add messages to {thread_id} while a run {run_id} is active.")


def thread_locked_for_runs(thread_id: str, run_id: str) -> ApiError:
    """A 400: one run at a time. Clients read both ids out of the text."""
    return invalid(f"Thread {thread_id} already has an active run {run_id}.")


def outputs_not_wanted(status: str) -> ApiError:
    """A 400 for outputs of a run that does not wait for any."""
    return invalid(f'Runs in status "{status}" do not accept tool outputs.')


def outputs_mismatch(expected: Sequence[str], got: Sequence[str]) -> ApiError:
    """A 400 for outputs that are not exactly those of the calls waited for."""
    return invalid(f"Expected tool outputs for call_ids {list(expected)}, got {list(got)}")


def not_cancellable(status: str) -> ApiError:
    """A 400 for cancelling a run that is over or on its way there."""
    return invalid(f"Cannot cancel run with status '{status}'.")


def wrong_key(key: str) -> ApiError:
    """A 401. The key is shown by its ends only."""
    shown = f"{key[:3]}…{key[-4:]}" if len(key) > 12 else "…"
    text = f"Incorrect API key provided: {shown}. Use a key that this server was started with."
    return ApiError(401, text, code="invalid_api_key", headers={"www-authenticate": "Bearer"})


def no_key() -> ApiError:
    """A 401 for a request without a key."""
    text = (
        "You didn't provide an API key. You need to provide your API key in an Authorization header "
        "using Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."
    )
    return ApiError(401, text, headers={"www-authenticate": "Bearer"})


def too_many_requests(wait: float) -> ApiError:
    """A 429 that says how many seconds to wait."""
    headers = {"retry-after": str(max(1, round(wait))), "retry-after-ms": str(max(1, int(wait * 1000)))}
    text = "You've exceeded the rate limit, please slow down and try again later."
    return ApiError(429, text, code="rate_limit_exceeded", headers=headers)


def too_large(what: str, limit: int) -> ApiError:
    """A 413; `limit` is in bytes. The connection is closed, for the rest of the body is not read."""
    text = f"{what} is too large: at most {limit} bytes are accepted."
    return ApiError(413, text, code="request_too_large", headers={"connection": "close"})


def too_slow(seconds: float) -> ApiError:
    """A 408 for a request of which nothing more has come for so long. The connection is closed."""
    text = f"The request did not arrive: nothing came for {seconds:g} seconds."
    return ApiError(408, text, code="request_timeout", headers={"connection": "close"})


def internal() -> ApiError:
    """A 500: a fault of this server. Its log has the traceback."""
    text = "The server had an error while processing your request. Sorry about that!"
    return ApiError(500, text, type="server_error")
