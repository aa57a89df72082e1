"""Answers the calls that the server runs itself, for one run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from harness.server.engine.arguments import string_field
from harness.server.engine.job import Call, Outcome
from harness.server.tools.base import Hit, Query, SearchIndex
from harness.server.tools.code_interpreter import CodeSessions, InputFile
from harness.server.wire import Json


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
        self, code: CodeSessions, index: SearchIndex, reach: Reach, citations: dict[str, str]
    ) -> None:
        self._code = code
        self._index = index
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
        ranking = options.get("ranking_options")
        ranking = ranking if isinstance(ranking, dict) else {}
        query = Query(
            texts=(wanted,),
            limit=int(str(options.get("max_num_results", 20))),
            ranker=str(ranking.get("ranker", "auto")),
            score_threshold=float(ranking.get("score_threshold", 0.0)),
        )
        hits = await self._index.search(self._reach.stores, query) if self._reach.stores else []
        return Outcome(text=self._shown(hits), results=tuple(_result(hit) for hit in hits))

    def _shown(self, hits: Sequence[Hit]) -> str:
        """The results as the model reads them, each under the marker that cites it."""
        turn = 1 + max((int(one.split(":")[0]) for one in self._citations), default=-1)
        blocks = []
        for position, hit in enumerate(hits):
            self._citations[f"{turn}:{position}"] = hit.file_id
            blocks.append(f"【{turn}:{position}†{hit.filename}】\n{hit.text}")
        return "\n\n".join(blocks) or "Nothing was found."


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
