"""`tool_use()`: which tools were called, with which arguments, and what was made of it.

`Sample.target` for function calling
------------------------------------
One JSON object; `calls` alone is required::

    {"calls": [{"name": "convert", "arguments": {"amount": 20, "from": "EUR", "to": "USD"}}],
     "order": "given", "parallel": true, "extra": "allowed",
     "answer": ["21.6", ["dollars", "USD"]], "lacks": ["error"]}

`calls`      the calls that have to be made; `[]` means that nothing may be called. An argument's value is
             compared as JSON: numbers by value, text without regard to case and white space around it.
             `{"any_of": […]}` accepts several values, `{"anything": true}` any; arguments that are not named
             may have any value.
`order`      `any` (default) or `given`.
`parallel`   true: all of them in one step, before any result was seen.
`extra`      further calls are `refused` (default) or `allowed`.
`answer`     phrases that the final answer has to say: each entry, or one of an entry's list.
`lacks`      phrases that it must not say.

The score is the share of these demands that were met; each expected call is one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from typing import Any

from harness.checkers.base import timed
from harness.checkers.phrases import as_entries, folded, says, unsaid
from harness.errors import CheckerError
from harness.records import RunRecord, ToolCall, Verdict
from harness.suite import CheckContext, Checker

_KEYS = {"calls", "order", "parallel", "extra", "answer", "lacks"}
_SHOWN = 600


@dataclass(frozen=True)
class Demand:
    """One thing that has to hold, and whether it does."""

    met: bool
    told: str


@dataclass(frozen=True, kw_only=True)
class ToolUse:
    """Judges the tool calls of an attempt.

    With `tools`, each of them has to be used at least once, whatever the target says. Without, the target's
    `calls` are compared with the function calls that were made.
    """

    tools: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"tool_use({', '.join(self.tools)})" if self.tools else "tool_use"

    def check(self, context: CheckContext) -> Verdict:
        """The verdict on one attempt."""
        return timed(lambda started: self._check(context))

    def _check(self, context: CheckContext) -> Verdict:
        demands = self._used(context.record) if self.tools else _demands(context)
        unmet = [demand.told for demand in demands if not demand.met]
        return Verdict(
            value="incorrect" if unmet else "correct",
            score=sum(demand.met for demand in demands) / len(demands),
            expected="; ".join(self.tools) or _written(_target(context)["calls"])[:_SHOWN],
            extracted=_made(context.record)[:_SHOWN],
            rule="tools used" if self.tools else "function calls",
            reason="; ".join(unmet)[:_SHOWN] or "as expected",
        )

    def _used(self, record: RunRecord) -> list[Demand]:
        used = {name for call in record.tool_calls for name in (call.tool, call.name)}
        return [Demand(tool in used, f"{tool} was not used") for tool in self.tools]


def _target(context: CheckContext) -> Mapping[str, Any]:
    target = context.sample.target
    if not isinstance(target, Mapping) or not isinstance(target.get("calls"), list | tuple):
        raise CheckerError(
            "the target is no object with a list of calls", fix="see `harness.checkers.tool_calls`"
        )
    unknown = set(target) - _KEYS
    if unknown:
        raise CheckerError(
            f"the target has an unknown key {min(unknown)!r}", nearest=", ".join(sorted(_KEYS))
        )
    return target


def _demands(context: CheckContext) -> list[Demand]:
    target = _target(context)
    made = [call for call in context.record.tool_calls if call.tool == "function"]
    found = _matched(target["calls"], made, ordered=target.get("order") == "given")
    pairs = zip(target["calls"], found, strict=True)
    demands = [Demand(place is not None, f"missing: {_written([call])}") for call, place in pairs]
    if target.get("extra", "refused") == "refused":
        rest = [call for place, call in enumerate(made) if place not in found]
        demands.append(
            Demand(not rest, "not wanted: " + ", ".join(f"{call.name}({call.input})" for call in rest))
        )
    if target.get("parallel"):
        demands.append(Demand(_together(context.record, made, found), "the calls were not made in one step"))
    return demands + _said(target, context.answer)


def _said(target: Mapping[str, Any], answer: str) -> list[Demand]:
    demands = []
    if "answer" in target:
        missing = unsaid(answer, as_entries(target["answer"]))
        demands.append(Demand(not missing, f"the answer does not say: {', '.join(missing)}"))
    if "lacks" in target:
        given = folded(answer)
        said = [str(phrase) for phrase in as_entries(target["lacks"]) if says(given, str(phrase))]
        demands.append(Demand(not said, f"the answer must not say: {', '.join(said)}"))
    return demands


def _matched(wanted: Sequence[Any], made: Sequence[ToolCall], *, ordered: bool) -> list[int | None]:
    """For each wanted call the place of the call that answers it, each place once; greedy, first fit."""
    found: list[int | None] = []
    for call in wanted:
        earliest = max((place for place in found if place is not None), default=-1) + 1 if ordered else 0
        places = (place for place in range(earliest, len(made)) if place not in found)
        found.append(next((place for place in places if _fits(call, made[place])), None))
    return found


def _fits(wanted: Any, made: ToolCall) -> bool:
    if not isinstance(wanted, Mapping) or not isinstance(wanted.get("name"), str):
        raise CheckerError(f"{wanted!r} is no call", fix='give {"name": …, "arguments": {…}}')
    if made.name != wanted["name"]:
        return False
    given = _arguments(made)
    expected = wanted.get("arguments") or {}
    return given is not None and all(
        name in given and _same(value, given[name]) for name, value in expected.items()
    )


def _arguments(call: ToolCall) -> Mapping[str, Any] | None:
    try:
        value = json.loads(call.input or "{}")
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _same(wanted: Any, given: Any) -> bool:
    if isinstance(wanted, Mapping):
        if wanted.get("anything"):
            return True
        if set(wanted) == {"any_of"}:
            return any(_same(option, given) for option in wanted["any_of"])
        return (
            isinstance(given, dict)
            and set(wanted) == set(given)
            and all(_same(value, given[name]) for name, value in wanted.items())
        )
    if isinstance(wanted, list | tuple):
        return isinstance(given, list) and len(wanted) == len(given) and all(map(_same, wanted, given))
    if isinstance(wanted, bool) or isinstance(given, bool) or wanted is None:
        return wanted is given
    if isinstance(wanted, int | float):
        return _same_number(wanted, given)
    return isinstance(given, str) and folded(wanted) == folded(given)


def _same_number(wanted: int | float, given: Any) -> bool:
    if isinstance(given, int) and isinstance(wanted, int):
        return wanted == given
    try:
        return isinstance(given, int | float) and isclose(wanted, given, rel_tol=1e-9)
    except OverflowError:
        return False


def _together(record: RunRecord, made: Sequence[ToolCall], found: Sequence[int | None]) -> bool:
    if None in found:
        return False
    ids = {made[place].id for place in found if place is not None}
    return any(ids <= {call.id for call in step.tool_calls} for step in record.steps)


def _made(record: RunRecord) -> str:
    return ", ".join(f"{call.name}({call.input[:200]})" for call in record.tool_calls) or "no call"


def _written(calls: Sequence[Any]) -> str:
    return json.dumps(calls, ensure_ascii=False, default=str) if calls else "no call"


def tool_use(*tools: str) -> Checker:
    """Judge tool calls.

    Args:
        tools: names of tools (`code_interpreter`, `file_search`, a function) that have to be used at least
            once. Without any, the sample's target says which functions are to be called with what.
    """
    return ToolUse(tools=tools)
