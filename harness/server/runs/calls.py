"""Tool calls as a step shows them, and the deltas by which they grow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from harness.server.engine.arguments import StringField
from harness.server.engine.job import Call, Outcome
from harness.server.wire import Json


class CallView(Protocol):
    """One call: its body in the step, and deltas for streams (None where there is nothing to tell)."""

    body: Json
    opening: Json

    def grow(self, part: str) -> Json | None: ...
    def settle(self) -> Json | None: ...
    def outputs(self, outcome: Outcome, images: Sequence[str]) -> Json | None: ...
    def results(self, outcome: Outcome) -> Json | None: ...


def view(call: Call) -> CallView:
    """The view of a call by its kind."""
    if call.kind == "code_interpreter":
        return CodeView(call)
    return SearchView(call) if call.kind == "file_search" else FunctionView(call)


class _View:
    type = ""

    def __init__(self, call: Call) -> None:
        self._call = call
        self.body: Json = {"id": call.id, "type": self.type, self.type: self._empty()}
        self.opening: Json = {"index": call.index, **self.body, self.type: self._empty()}

    def _empty(self) -> Json:
        return {}

    def _delta(self, inner: Json) -> Json:
        return {"index": self._call.index, "type": self.type, self.type: inner}

    def grow(self, part: str) -> Json | None:
        return None

    def settle(self) -> Json | None:
        return None

    def outputs(self, outcome: Outcome, images: Sequence[str]) -> Json | None:
        return None

    def results(self, outcome: Outcome) -> Json | None:
        return None


class FunctionView(_View):
    """A function: its arguments grow as they are."""

    type = "function"

    def _empty(self) -> Json:
        return {"name": self._call.name, "arguments": "", "output": None}

    def grow(self, part: str) -> Json | None:
        self.body["function"]["arguments"] += part
        return self._delta({"arguments": part})


class CodeView(_View):
    """The code interpreter: what grows is the code inside the arguments."""

    type = "code_interpreter"

    def __init__(self, call: Call) -> None:
        super().__init__(call)
        self._code = StringField("code")

    def _empty(self) -> Json:
        return {"input": "", "outputs": []}

    def grow(self, part: str) -> Json | None:
        added = self._code.feed(part)
        if not added:
            return None
        self.body["code_interpreter"]["input"] += added
        return self._delta({"input": added})

    def settle(self) -> Json | None:
        """Arguments that are no JSON are the code themselves: some models write it so."""
        inner = self.body["code_interpreter"]
        if inner["input"] or self._call.arguments.lstrip().startswith("{"):
            return None
        inner["input"] = self._call.arguments
        return self._delta({"input": self._call.arguments}) if self._call.arguments else None

    def outputs(self, outcome: Outcome, images: Sequence[str]) -> Json | None:
        made: list[Json] = [{"type": "logs", "logs": outcome.logs}] if outcome.logs else []
        made += [{"type": "image", "image": {"file_id": id}} for id in images]
        self.body["code_interpreter"]["outputs"] = made
        if not made:
            return None
        return self._delta({"outputs": [{"index": index, **one} for index, one in enumerate(made)]})


class SearchView(_View):
    """A file search: its results come all at once."""

    type = "file_search"

    def results(self, outcome: Outcome) -> Json | None:
        self.body["file_search"] = {
            "ranking_options": {"ranker": "default_2024_08_21", **_named(outcome.ranking)},
            "results": [dict(one) for one in outcome.results],
        }
        return None


def _named(ranking: Mapping[str, Any]) -> Json:
    """The ranking that was used by its name: `auto` is a request, not a ranker."""
    return {name: value for name, value in ranking.items() if value != "auto"}


class OneAtATime:
    """Lets the deltas of a step's calls pass in the order of the calls.

    Calls of one turn are all written before the first is answered. Event handlers of clients take a change of
    index for the end of a call, so what comes of a call goes before the call after it.
    """

    def __init__(self) -> None:
        self._unanswered: set[int] = set()
        self._held: list[Json] = []

    def begin(self, call: Call) -> None:
        """A call is open; one that the server answers holds back those after it."""
        if call.kind != "function":
            self._unanswered.add(call.index)

    def take(self, delta: Json) -> list[Json]:
        """What may pass now that this delta has come."""
        self._held.append(delta)
        return self._free()

    def answered(self, call: Call) -> list[Json]:
        """What may pass now that this call is answered."""
        self._unanswered.discard(call.index)
        return self._free()

    def all(self) -> list[Json]:
        """What is held back: no more answers will come."""
        self._unanswered.clear()
        return self._free()

    def _free(self) -> list[Json]:
        first = min(self._unanswered, default=None)
        free = [delta for delta in self._held if first is None or delta["index"] <= first]
        self._held = [] if first is None else [delta for delta in self._held if delta["index"] > first]
        return free
