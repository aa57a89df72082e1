"""The lives of runs, steps and messages: every legal change of status in one table each.

::

    queued ──► in_progress ──► completed | incomplete | failed | expired
      │            │  ▲
      │            ▼  │ outputs submitted (via queued)
      │      requires_action ──► expired
      └──────┬─────┴─────► cancelling ──► cancelled (or the end that came first)

`requires_action ──► failed` is there for a server that cannot go on with a run it finds again.
"""

from __future__ import annotations

from typing import Final

from harness.server.wire import Json

RUN: Final[dict[str, frozenset[str]]] = {
    "queued": frozenset({"in_progress", "cancelling", "failed", "expired"}),
    "in_progress": frozenset(
        {"requires_action", "cancelling", "completed", "incomplete", "failed", "expired"}
    ),
    "requires_action": frozenset({"queued", "cancelling", "failed", "expired"}),
    "cancelling": frozenset({"cancelled", "completed", "incomplete", "failed", "expired"}),
    "completed": frozenset(),
    "incomplete": frozenset(),
    "failed": frozenset(),
    "cancelled": frozenset(),
    "expired": frozenset(),
}
STEP: Final[dict[str, frozenset[str]]] = {
    "in_progress": frozenset({"completed", "failed", "cancelled", "expired"}),
    "completed": frozenset(),
    "failed": frozenset(),
    "cancelled": frozenset(),
    "expired": frozenset(),
}
MESSAGE: Final[dict[str, frozenset[str]]] = {
    "in_progress": frozenset({"completed", "incomplete"}),
    "completed": frozenset(),
    "incomplete": frozenset(),
}
TERMINAL: Final = frozenset(status for status, after in RUN.items() if not after)
ACTIVE: Final = frozenset(RUN) - TERMINAL
CANCELLABLE: Final = frozenset({"queued", "in_progress", "requires_action"})

# The field that holds the moment at which a status was reached.
_RUN_TIMES = {
    "in_progress": "started_at",
    "completed": "completed_at",
    "incomplete": "completed_at",
    "failed": "failed_at",
    "cancelled": "cancelled_at",
}
_STEP_TIMES = {
    "completed": "completed_at",
    "failed": "failed_at",
    "cancelled": "cancelled_at",
    "expired": "expired_at",
}
_MESSAGE_TIMES = {"completed": "completed_at", "incomplete": "incomplete_at"}


class IllegalTransition(Exception):
    """A change of status that the table does not have: a fault of the server, never of a client."""


def _change(table: dict[str, frozenset[str]], body: Json, status: str) -> None:
    if status not in table[body["status"]]:
        raise IllegalTransition(f"{body['id']} cannot go from {body['status']} to {status}")
    body["status"] = status


def change_run(body: Json, status: str, now: int) -> None:
    """Moves a run to `status` at `now`, with every field that documented bodies change on the way.

    `required_action`, `last_error`, `incomplete_details` and `usage` are the caller's to set. A run that has
    ended no longer expires, so `expires_at` is null then; an expired one keeps the moment at which it did.
    """
    _change(RUN, body, status)
    if status in _RUN_TIMES:
        body[_RUN_TIMES[status]] = now
    if status not in ("requires_action", "cancelling"):
        body["required_action"] = None
    if status in TERMINAL and status != "expired":
        body["expires_at"] = None


def change_step(body: Json, status: str, now: int) -> None:
    """Moves a step to its end."""
    _change(STEP, body, status)
    body[_STEP_TIMES[status]] = now
    body["expires_at"] = None


def change_message(body: Json, status: str, now: int, reason: str | None = None) -> None:
    """Moves a message to its end; `reason` goes into `incomplete_details`."""
    _change(MESSAGE, body, status)
    body[_MESSAGE_TIMES[status]] = now
    if reason is not None:
        body["incomplete_details"] = {"reason": reason}
