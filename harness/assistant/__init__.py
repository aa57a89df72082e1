"""Asks one sample of an Assistants-compatible server and reports everything that was observed.

The API is spoken through the openai client's own `get`, `post` and `delete`, on plain JSON: the typed
methods of the Assistants API are deprecated (they warn on every call and may go away), and an attempt wants
the body as it came over the wire.
"""

from harness.assistant.apis import ask, prepare
from harness.assistant.caller import Caller, RetryPolicy, Throttle
from harness.assistant.request import AskRequest
from harness.assistant.setup import Setup, teardown
from harness.assistant.wire import LiveWire, Wire

__all__ = [
    "AskRequest",
    "Caller",
    "LiveWire",
    "RetryPolicy",
    "Setup",
    "Throttle",
    "Wire",
    "ask",
    "prepare",
    "teardown",
]
