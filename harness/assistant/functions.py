"""Answers `requires_action` with the suite's own Python callables."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable, Mapping
from typing import Any

from harness.assistant.apart import apart
from harness.assistant.bodies import parsed
from harness.assistant.faults import Malformed, NoHandler
from harness.assistant.observation import Observation
from harness.assistant.request import AskRequest

MOST_OUTPUT = 500_000
"""Characters of one function's result: servers refuse a request that is much longer, and with it the whole run."""


async def tool_outputs(request: AskRequest, seen: Observation) -> list[dict[str, str]]:
    """Call every wanted function, all at once; what one raises is its output, for the model to read.

    Raises:
        NoHandler: a function is wanted that the suite does not have.
        Malformed: the run does not say what it wants.
    """
    calls = _wanted(seen.run)
    missing = sorted({call["function"]["name"] for call in calls} - set(request.functions))
    if missing or not calls:
        raise NoHandler(
            f"the run wants {', '.join(missing) or 'an unknown action'}; the suite has no such function"
        )
    return await asyncio.gather(*(_answer(request, seen, call) for call in calls))


def _wanted(run: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    action = run.get("required_action") or {}
    try:
        calls = list((action.get("submit_tool_outputs") or {}).get("tool_calls") or ())
        for call in calls:
            if not all(isinstance(text, str) for text in (call["id"], call["function"]["name"])):
                raise TypeError("a name that is no text")
    except (KeyError, TypeError, AttributeError) as error:
        raise Malformed(f"the run wants functions without saying which: {error!r}") from error
    return calls


async def _answer(request: AskRequest, seen: Observation, call: Mapping[str, Any]) -> dict[str, str]:
    function = request.functions[call["function"]["name"]]
    try:
        arguments = parsed(call["function"]["arguments"] or "{}")
        if not isinstance(arguments, dict):
            raise TypeError("the arguments are not a JSON object")
        result = await asyncio.wait_for(_call(function, arguments), request.function_seconds)
        output = _bounded(result if isinstance(result, str) else json.dumps(result, ensure_ascii=False))
        seen.function_errors[call["id"]] = ""
    except Exception as error:
        seen.function_errors[call["id"]] = type(error).__name__
        words = str(error) or (
            isinstance(error, TimeoutError) and f"no result within {request.function_seconds:g} s"
        )
        output = json.dumps({"error": f"{type(error).__name__}: {words or ''}"}, ensure_ascii=False)
    return {"tool_call_id": call["id"], "output": output}


def _bounded(output: str) -> str:
    if len(output) > MOST_OUTPUT:
        raise ValueError(f"the result has {len(output)} characters; at most {MOST_OUTPUT} are handed in")
    return output


async def _call(function: Callable[..., Any], arguments: Mapping[str, Any]) -> Any:
    if inspect.iscoroutinefunction(function):
        return await function(**arguments)
    return await apart(function, **arguments)
