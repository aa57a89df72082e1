"""The pages over runs: all of them, one, one under way, two side by side."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from harness.errors import UsageError
from harness.reports.clean import one_line
from harness.reports.comparison import compare, open_side
from harness.reports.html.assets import allowed
from harness.reports.html.compare import compare_page
from harness.viewer.assets import STATIC, page, static
from harness.viewer.options import ViewerOptions
from harness.viewer.runs import Overview, Runs, policy_of_reports
from harness.viewer.trend import trends

_LEAST_PAUSE = 0.5  # seconds between two looks at a run under way


class Pages:
    """The routes that show; nothing is changed by any of them."""

    def __init__(self, options: ViewerOptions, runs: Runs, token: str) -> None:
        self._options, self._runs, self._token = options, runs, token

    async def all(self, request: Request) -> Response:
        """Every run, and the history of each suite."""
        found = await asyncio.to_thread(self._runs.all)
        drawn = trends(found)
        return HTMLResponse(
            page(
                "runs.html",
                lang=self._options.lang,
                runs=found,
                trends=drawn,
                reports=str(self._options.reports),
            )
        )

    async def one(self, request: Request) -> Response:
        """A finished run is its report; one under way is shown as it goes."""
        name = request.path_params["name"]
        found = await asyncio.to_thread(self._runs.overview, name)
        if not found.unfinished and not found.problem:
            return RedirectResponse(f"/runs/{quote(name, safe='')}/report")
        return HTMLResponse(page("live.html", lang=self._options.lang, run=found))

    async def report(self, request: Request) -> Response:
        """The report of a run, also of one that goes on."""
        lang = request.query_params.get("lang", self._options.lang)
        made = await asyncio.to_thread(self._runs.report, request.path_params["name"], lang)
        return _report(made)

    async def compared(self, request: Request) -> Response:
        """Two runs side by side."""
        names = [request.query_params.get(side, "") for side in ("a", "b")]
        paths = [str(self._runs.path(name)) for name in names]
        if names[0] == names[1]:
            raise UsageError("a run is not compared with itself", fix="choose two")
        lang = request.query_params.get("lang", self._options.lang)
        return _report(await asyncio.to_thread(_comparison, paths, lang))

    async def events(self, request: Request) -> Response:
        """What changes of a run under way, as server-sent events."""
        name = request.path_params["name"]
        self._runs.path(name)
        return StreamingResponse(self._changes(name), media_type="text/event-stream")

    async def playground(self, request: Request) -> Response:
        """The page to talk to an assistant on."""
        lists = {kind: sorted(names) for kind, names in allowed().items()}
        return HTMLResponse(
            page("playground.html", lang=self._options.lang, token=self._token, allowed=lists, model=self._options.model,
                 label=self._options.label)
        )  # fmt: skip

    async def static(self, request: Request) -> Response:
        """Our own styles and scripts."""
        name = request.path_params["name"]
        text = static(name)
        if text is None:
            return Response("there is no such file", 404, media_type="text/plain")
        return Response(text, media_type=STATIC[name])

    async def _changes(self, name: str) -> AsyncIterator[bytes]:
        shown: Overview | None = None
        while True:
            begun = time.monotonic()
            found = await asyncio.to_thread(self._runs.overview, name)
            if found is not shown:
                shown = found
                yield b"data: " + msgspec.json.encode(_progress(found)) + b"\n\n"
            if not found.unfinished:
                return
            # A large run is read for a while: most of the time stays for the run itself.
            await asyncio.sleep(max(_LEAST_PAUSE, 4 * (time.monotonic() - begun)))


def _progress(found: Overview) -> dict[str, Any]:
    rows = [
        {
            "suite": one_line(row.suite, 100),
            "transport": row.transport,
            "n": row.n,
            "correct": row.correct,
            "incorrect": row.incorrect,
            "errors": row.errors,
            "estimate": row.accuracy.estimate if row.accuracy.n else None,
            "low": row.accuracy.low,
            "high": row.accuracy.high,
            "seconds": row.median_seconds,
        }
        for row in found.rows
    ]
    return {"done": found.done, "planned": found.planned, "finished": not found.unfinished, "rows": rows}


def _comparison(paths: list[str], lang: str) -> str:
    sides = [open_side(path) for path in paths]
    return compare_page(sides, [compare(sides[0], sides[1])], lang=lang)


def _report(text: str) -> Response:
    return HTMLResponse(text, headers={"Content-Security-Policy": policy_of_reports()})
