"""Where objects live: one SQLite table of JSON bodies, in creation order, seen by owner.

Calls are synchronous and short (tens of microseconds), so that whatever the event loop does between two
awaits is atomic: the thread lock needs no other lock. With the write-ahead journal a killed process loses
nothing that was committed.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from harness.server.wire import Json, dumps, loads

Order = Literal["asc", "desc"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    owner TEXT NOT NULL,
    parent TEXT NOT NULL,
    tag TEXT NOT NULL,
    cluster TEXT NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (kind, key)
);
CREATE INDEX IF NOT EXISTS by_parent ON objects (kind, owner, parent, seq);
CREATE INDEX IF NOT EXISTS by_tag ON objects (kind, parent, tag);
CREATE TABLE IF NOT EXISTS gone (
    nth INTEGER PRIMARY KEY AUTOINCREMENT,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    owner TEXT NOT NULL,
    parent TEXT NOT NULL,
    UNIQUE (kind, key)
);
"""
_PLACES = 10_000
"""So many deleted objects still mark a place in their list: programs delete a page and ask for the next."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """An object with what it is found by.

    `parent` is what it hangs on (a message's thread), `tag` what lists filter by (a run's status, a file's
    purpose, a message's run), `cluster` a second such handle (the batch of a vector store's file).
    """

    kind: str
    key: str
    owner: str
    body: Json
    parent: str = ""
    tag: str = ""
    cluster: str = ""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Which objects, in which order, from where. `after` and `before` are keys of the same
    listing, perhaps of what was deleted since."""

    kind: str
    owner: str
    parent: str = ""
    tag: str | None = None
    cluster: str | None = None
    order: Order = "desc"
    after: str | None = None
    before: str | None = None
    limit: int = 20


class Store:
    """The objects of one server. `path` None keeps them in memory."""

    def __init__(self, path: Path | None = None) -> None:
        self._db = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)
        self._depth = 0

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """What is written inside is written as one, or not at all."""
        if self._depth:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        self._depth = 1
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        else:
            self._db.execute("COMMIT")
        finally:
            self._depth = 0

    def insert(self, row: Row) -> None:
        """Keeps a new object; it comes last in its listings."""
        self._db.execute(
            "INSERT INTO objects (kind, key, owner, parent, tag, cluster, body) VALUES (?,?,?,?,?,?,?)",
            (row.kind, row.key, row.owner, row.parent, row.tag, row.cluster, dumps(row.body)),
        )

    def save(self, kind: str, key: str, body: Json, tag: str | None = None) -> None:
        """Replaces an object's body, and its tag where one is given."""
        if tag is None:
            self._db.execute("UPDATE objects SET body=? WHERE kind=? AND key=?", (dumps(body), kind, key))
            return
        self._db.execute(
            "UPDATE objects SET body=?, tag=? WHERE kind=? AND key=?", (dumps(body), tag, kind, key)
        )

    def get(self, kind: str, key: str, owner: str, parent: str | None = None) -> Json | None:
        """The object, or None when there is none for this owner under this parent."""
        found = self._db.execute(
            "SELECT body, parent FROM objects WHERE kind=? AND key=? AND owner=?", (kind, key, owner)
        ).fetchone()
        if found is None or (parent is not None and found[1] != parent):
            return None
        body: Json = loads(found[0])
        return body

    def delete(self, kind: str, key: str) -> None:
        """Forgets one object but for its place in lists; nothing happens when it is not there."""
        with self.together():
            marked = self._db.execute(
                "INSERT OR REPLACE INTO gone (seq, kind, key, owner, parent) "
                "SELECT seq, kind, key, owner, parent FROM objects WHERE kind=? AND key=?",
                (kind, key),
            )
            if marked.rowcount:
                self._db.execute("DELETE FROM gone WHERE nth <= (SELECT max(nth) FROM gone) - ?", (_PLACES,))
            self._db.execute("DELETE FROM objects WHERE kind=? AND key=?", (kind, key))

    def delete_children(self, kind: str, parent: str) -> None:
        """Forgets all objects of a kind under a parent."""
        self._db.execute("DELETE FROM objects WHERE kind=? AND parent=?", (kind, parent))

    def page(self, listing: Listing) -> tuple[list[Json], bool] | None:
        """One page and whether more follows in the direction of travel; None for a cursor unknown here."""
        where, values = self._conditions(listing)
        for sign, cursor in ((">", listing.after), ("<", listing.before)):
            if cursor is None:
                continue
            seq = self._seq(listing, cursor)
            if seq is None:
                return None
            flip = {">": "<", "<": ">"}[sign] if listing.order == "desc" else sign
            where.append(f"seq {flip} ?")
            values.append(seq)
        return self._select(listing, " AND ".join(where), values)

    def _conditions(self, listing: Listing) -> tuple[list[str], list[object]]:
        where = ["kind = ?", "owner = ?", "parent = ?"]
        values: list[object] = [listing.kind, listing.owner, listing.parent]
        for column, value in (("tag", listing.tag), ("cluster", listing.cluster)):
            if value is not None:
                where.append(f"{column} = ?")
                values.append(value)
        return where, values

    def _select(self, listing: Listing, where: str, values: list[object]) -> tuple[list[Json], bool]:
        # Travelling backwards from `before` alone, the nearest count: take from the end, then turn round.
        backwards = listing.before is not None and listing.after is None
        descending = (listing.order == "desc") != backwards
        rows = self._db.execute(
            f"SELECT body FROM objects WHERE {where} ORDER BY seq {'DESC' if descending else 'ASC'} LIMIT ?",  # noqa: S608
            (*values, listing.limit + 1),
        ).fetchall()
        bodies: list[Json] = [loads(row[0]) for row in rows[: listing.limit]]
        return bodies[::-1] if backwards else bodies, len(rows) > listing.limit

    def _seq(self, listing: Listing, key: str) -> int | None:
        place = (listing.kind, key, listing.owner, listing.parent)
        for table in ("objects", "gone"):
            found = self._db.execute(
                f"SELECT seq FROM {table} WHERE kind=? AND key=? AND owner=? AND parent=?",  # noqa: S608
                place,
            ).fetchone()
            if found is not None:
                return int(found[0])
        return None

    def all(self, kind: str, owner: str, parent: str) -> list[Json]:
        """Every child of a parent, oldest first."""
        rows = self._db.execute(
            "SELECT body FROM objects WHERE kind=? AND owner=? AND parent=? ORDER BY seq",
            (kind, owner, parent),
        )
        return [loads(row[0]) for row in rows]

    def count(self, kind: str, parent: str) -> int:
        """How many objects of a kind are under a parent."""
        return int(
            self._db.execute(
                "SELECT count(*) FROM objects WHERE kind=? AND parent=?", (kind, parent)
            ).fetchone()[0]
        )

    def tally(self, kind: str, parent: str, cluster: str | None = None) -> dict[str, int]:
        """How many children of a parent have each tag, perhaps only those of one cluster."""
        under, values = ("", ()) if cluster is None else ("AND cluster = ?", (cluster,))
        rows = self._db.execute(
            f"SELECT tag, count(*) FROM objects WHERE kind=? AND parent=? {under} GROUP BY tag",  # noqa: S608
            (kind, parent, *values),
        )
        return {row[0]: row[1] for row in rows}

    def tagged(self, kind: str, parent: str | None, tags: Sequence[str]) -> list[tuple[str, Json]]:
        """Owner and body of all objects with one of these tags, under one parent or anywhere."""
        marks = ",".join("?" * len(tags))
        under, values = ("", ()) if parent is None else ("AND parent = ?", (parent,))
        rows = self._db.execute(
            f"SELECT owner, body FROM objects WHERE kind=? {under} AND tag IN ({marks}) ORDER BY seq",  # noqa: S608
            (kind, *values, *tags),
        )
        return [(row[0], loads(row[1])) for row in rows]

    def close(self) -> None:
        """Lets go of the database."""
        self._db.close()
