"""What an operation is, and what its handler is called with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from harness.server.faults import not_found
from harness.server.responses.service import Responses
from harness.server.runs.service import Runs
from harness.server.schemas.parts import Schema, enum, integer, text
from harness.server.state import NOUNS, State
from harness.server.store import Listing
from harness.server.vector_stores import VectorStores
from harness.server.wire import Json, dumps, page, public


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request, checked against its operation's schemas. `path` has the ids, `query` typed values."""

    request: Request
    state: State
    runs: Runs
    stores: VectorStores
    responses: Responses
    owner: str
    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: Json

    def now(self) -> int:
        return self.state.files.now()


Handler = Callable[[Call], Awaitable[Json | Response]]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One method on one path. `answer` names the schema of what it answers, `body` that of what it takes."""

    method: str
    path: str
    name: str
    summary: str
    handler: Handler
    answer: str
    body: str | None = None
    query: Mapping[str, Schema] = field(default_factory=dict)
    streams: bool = False
    upload: bool = False


def hinted(call: Call, body: Json, under_way: Collection[str]) -> Response:
    """An object, with a hint when to look again while it is in one of these states."""
    headers = {}
    if body["status"] in under_way:
        headers["openai-poll-after-ms"] = str(call.state.options.poll_ms)
    return Response(dumps(public(body)), media_type="application/json", headers=headers)


PAGING: Mapping[str, Schema] = {
    # 0 stands for the default: the official SDK's own tests send it.
    "limit": integer(minimum=0, maximum=100, default=20),
    "order": {**enum("asc", "desc"), "default": "desc"},
    "after": text(),
    "before": text(),
}


def paged(
    call: Call,
    kind: str,
    parent: str = "",
    show: Callable[[Json], Json] = public,
    key: Callable[[str], str] = str,
    most: int = 20,
    **more: Any,
) -> Json:
    """A list answer for the query's cursors.

    `show` makes the public form of an object, `key` the store's key of a cursor; `most` is how many there are when
    the query does not say; `more` are further fields of the `Listing`.
    """
    query = call.query
    listing = Listing(
        kind=kind,
        owner=call.owner,
        parent=parent,
        order=query.get("order", "desc"),
        after=key(query["after"]) if "after" in query else None,
        before=key(query["before"]) if "before" in query else None,
        limit=query.get("limit") or most,
        **more,
    )
    found = call.state.store.page(listing)
    if found is None:
        name = "after" if "after" in query else "before"
        raise not_found(NOUNS.get(kind, "file"), query[name], param=name)
    bodies, more_follow = found
    return page([show(body) for body in bodies], more_follow)
