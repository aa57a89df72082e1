"""Answers the calls that the server runs itself, for one run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness.server.engine.arguments import string_field
from harness.server.engine.job import Call, Outcome
from harness.server.indexing import Searcher
from harness.server.models.base import ChatModel
from harness.server.tools.base import Hit, Query
from harness.server.tools.code_interpreter import CodeSessions, InputFile
from harness.server.wire import Json

# What a search may tell a model: this share of its context, and never more than so many tokens.
_SEARCH_SHARE = 4
_SEARCH_TOKENS = 16_000
_LEAST_TOKENS = 64


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What the tools of a run can reach: files for code, vector stores for search, and its search options."""

    session: str
    files: Sequence[InputFile] = ()
    stores: Sequence[str] = ()
    search: Mapping[str, object] | None = None


class RunToolbox:
    """The toolbox of one run. `citations` collects the markers that an answer may carry."""

    def __init__(
        self,
        code: CodeSessions,
        index: Searcher,
        reach: Reach,
        citations: dict[str, str],
        model: ChatModel,
    ) -> None:
        self._code = code
        self._index = index
        self._model = model
        self._reach = reach
        self._citations = citations

    async def run(self, call: Call) -> Outcome:
        """Runs code in the session of the thread, or searches the stores."""
        if call.kind == "file_search":
            return await self._search(call)
        code = string_field(call.arguments, "code")
        return await self._code.run(self._reach.session, _code(call, code), self._reach.files)

    async def _search(self, call: Call) -> Outcome:
        wanted = string_field(call.arguments, "query") or call.arguments
        options = self._reach.search or {}
        query = Query(
            texts=(wanted,), limit=int(str(options.get("max_num_results", 20))), **ranking_of(options)
        )
        hits = await self._index.search(self._reach.stores, query) if self._reach.stores else []
        blocks = await self._fitting(self._marked(hits))
        self._cite(hits[: len(blocks)])
        return Outcome(
            text="\n\n".join(blocks) or "Nothing was found.",
            results=tuple(_result(hit) for hit in hits[: len(blocks)]),
            ranking=ranking_of(options),
        )

    def _turn(self) -> int:
        return 1 + max((int(one.split(":")[0]) for one in self._citations), default=-1)

    def _marked(self, hits: Sequence[Hit]) -> list[str]:
        """The results as the model reads them, each under the marker that cites it."""
        turn = self._turn()
        return [f"【{turn}:{at}†{hit.filename}】\n{hit.text}" for at, hit in enumerate(hits)]

    def _cite(self, hits: Sequence[Hit]) -> None:
        turn = self._turn()
        self._citations.update({f"{turn}:{at}": hit.file_id for at, hit in enumerate(hits)})

    async def _fitting(self, blocks: Sequence[str]) -> list[str]:
        """The best results, as many as the model has room for; the last of them may be cut at its end."""
        left = min(_SEARCH_TOKENS, self._model.context // _SEARCH_SHARE)
        kept: list[str] = []
        for block in blocks:
            tokens = await self._tokens(block)
            if tokens > left:
                return [*kept, await self._shortened(block, left)] if left >= _LEAST_TOKENS else kept
            kept.append(block)
            left -= tokens
        return kept

    async def _shortened(self, block: str, most: int) -> str:
        while (tokens := await self._tokens(block)) > most:
            block = block[: min(len(block) - 1, len(block) * most // tokens)]
        return block

    async def _tokens(self, text: str) -> int:
        return await self._model.count([{"role": "tool", "tool_call_id": "", "content": text}])


def ranking_of(options: Mapping[str, object]) -> dict[str, Any]:
    """How results are ranked and from which score on they count, with what holds where nothing is said."""
    given = options.get("ranking_options")
    ranking = given if isinstance(given, dict) else {}
    return {
        "ranker": str(ranking.get("ranker", "auto")),
        "score_threshold": float(ranking.get("score_threshold", 0.0)),
    }


def _code(call: Call, code: str | None) -> str:
    """The source to run. Arguments that are no JSON object are the source themselves."""
    if code is not None:
        return code
    return "" if call.arguments.lstrip().startswith("{") else call.arguments


def _result(hit: Hit) -> Json:
    return {
        "file_id": hit.file_id,
        "file_name": hit.filename,
        "score": min(1.0, max(0.0, hit.score)),
        "content": [{"type": "text", "text": hit.text}],
    }
