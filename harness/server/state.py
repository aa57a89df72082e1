"""Everything one server holds, handed to routes and runs."""

from __future__ import annotations

from dataclasses import dataclass, field

from harness.server.faults import no_file, not_found, wrong_prefix
from harness.server.files import Files
from harness.server.indexing import Indexing
from harness.server.options import ServerOptions
from harness.server.registry import Models
from harness.server.store import Store
from harness.server.tools.base import SearchIndex
from harness.server.tools.code_interpreter import CodeSessions
from harness.server.wire import PREFIXES, Json

NOUNS = {
    "assistant": "assistant",
    "thread": "thread",
    "message": "message",
    "run": "run",
    "step": "run step",
    "vector_store": "vector store",
    "batch": "file batch",
}


@dataclass(frozen=True, kw_only=True)
class State:
    """The parts of a server that live as long as it does."""

    options: ServerOptions
    store: Store
    files: Files
    models: Models
    code: CodeSessions
    index: SearchIndex
    indexing: Indexing = field(default_factory=Indexing)

    def find(self, kind: str, id: str, owner: str, parent: str | None = None) -> Json:
        """The object. Raises ApiError: 404 when there is none, 400 when the id cannot be one."""
        body = self.store.get(kind, id, owner, parent)
        if body is None:
            check_prefix(kind, id)
            raise not_found(NOUNS[kind], id)
        return body

    def find_file(self, id: str, owner: str) -> Json:
        """The file. Raises ApiError (404) when there is none."""
        body = self.files.get(owner, id)
        if body is None:
            raise no_file(id)
        return body


def check_prefix(kind: str, id: str) -> None:
    """An id without its kind's prefix is a mistake worth its own message: often it is the text `undefined`."""
    prefix = PREFIXES[kind].rstrip("_-")
    if not id.startswith(prefix):
        raise wrong_prefix(f"{kind}_id", id, prefix)
