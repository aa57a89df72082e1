"""What has to hold between the items before a response and its input."""

from __future__ import annotations

from collections.abc import Sequence

from harness.server.faults import ApiError, invalid
from harness.server.wire import Json


def resolved(items: Sequence[Json], before: Sequence[Json]) -> list[Json]:
    """The input with references replaced by the items that they name.

    Raises ApiError (404) for a reference to an item that is not among those before.
    """
    known = {item["id"]: item for item in before}
    made: list[Json] = []
    for item in items:
        if item["type"] == "item_reference":
            if item["id"] not in known:
                raise ApiError(404, f"Item with id '{item['id']}' not found.", param="input")
            continue  # it is part of the history already
        made.append(item)
    return made


def check_outputs(items: Sequence[Json]) -> None:
    """Raises ApiError (400) unless every function call has its output and every output its call."""
    calls = [item["call_id"] for item in items if item["type"] == "function_call"]
    outputs = {item["call_id"] for item in items if item["type"] == "function_call_output"}
    for id in calls:
        if id not in outputs:
            raise invalid(f"No tool output found for function call {id}.", param="input")
    for id in outputs - set(calls):
        raise invalid(f"No tool call found for function call output with call_id {id}.", param="input")
