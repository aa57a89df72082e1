"""Answers the calls that the server runs itself, for one response."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.server.engine.job import Call, Outcome
from harness.server.indexing import PatientIndex, Searcher
from harness.server.models.base import ChatModel
from harness.server.runs.toolbox import Reach, RunToolbox
from harness.server.state import State
from harness.server.tools.base import Hit, Query


@dataclass(frozen=True)
class FilteredIndex:
    """A search index under one tool's filters, which runs do not have."""

    index: Searcher
    filters: Mapping[str, Any] | None = field(default=None)

    async def search(self, store_ids: Sequence[str], query: Query) -> list[Hit]:
        """The best chunks that the filters let through."""
        filtered = Query(
            texts=query.texts,
            limit=query.limit,
            filters=self.filters,
            ranker=query.ranker,
            score_threshold=query.score_threshold,
        )
        return await self.index.search(store_ids, filtered)


class ResponseToolbox:
    """A run's toolbox that says before it begins, and filters what it searches."""

    def __init__(
        self,
        state: State,
        reach: Reach,
        cites: dict[str, str],
        model: ChatModel,
        begins: Callable[[Call], None],
    ) -> None:
        patient = PatientIndex(state.index, state.indexing)
        index = FilteredIndex(patient, (reach.search or {}).get("filters"))  # type: ignore[arg-type]
        self._inner = RunToolbox(state.code, index, reach, cites, model)
        self._begins = begins

    async def run(self, call: Call) -> Outcome:
        self._begins(call)
        return await self._inner.run(call)
