"""What the index keeps, in SQLite: documents, chunks, passages with vectors, and a full-text table.

The full-text table holds the words of `terms.indexed` in place of the text, with the store's id as a word
of its own: a search then reads the postings of its own stores only.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from harness.server.tools.base import Attributes
from harness.server.tools.file_search.chunking import Span
from harness.server.tools.file_search.scoring import Terms
from harness.server.tools.file_search.terms import indexed

_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY, store TEXT NOT NULL, file TEXT NOT NULL, filename TEXT NOT NULL,
    attributes TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (store, file));
CREATE TABLE IF NOT EXISTS chunks (
    id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL,
    first_passage INTEGER NOT NULL, last_passage INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS chunks_of ON chunks (document);
CREATE TABLE IF NOT EXISTS vectors (
    document INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE, model TEXT NOT NULL,
    dimensions INTEGER NOT NULL, data BLOB NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
    store, text, tokenize = 'porter unicode61 remove_diacritics 2');
"""
_FREQUENCY = """
SELECT count(*) FROM words JOIN chunks ON chunks.id = words.rowid
WHERE words MATCH ? AND chunks.document IN (SELECT value FROM json_each(?))
"""
_HOLDERS = "SELECT rowid FROM words WHERE words MATCH ? AND rowid IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A document on its way into the index. `vectors` has a row for each passage."""

    store: str
    file: str
    filename: str
    attributes: Attributes
    text: str
    chunks: Sequence[Span]
    passages: Sequence[tuple[int, int]]
    vectors: NDArray[np.float16]
    model: str


@dataclass(frozen=True)
class Known:
    """A document of the index without its text."""

    id: int
    file: str
    filename: str
    attributes: Attributes


@dataclass(frozen=True)
class Embedded:
    """A document's chunks with its vectors: chunk ids, the passages of each, one row a passage."""

    document: int
    model: str
    chunks: NDArray[np.int64]
    passages: NDArray[np.int64]
    vectors: NDArray[np.float16]


class Database:
    """One connection, used by one thread at a time."""

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.executescript(_SCHEMA)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            yield self._connection

    def add(self, entry: Entry) -> None:
        """Keeps the document, in place of an earlier one of the same file in the same store."""
        with self._writing() as connection:
            _delete(connection, "store = ? AND file = ?", (entry.store, entry.file))
            row = (entry.store, entry.file, entry.filename, json.dumps(dict(entry.attributes)), entry.text)
            inserted = connection.execute(
                "INSERT INTO documents (store, file, filename, attributes, text) VALUES (?, ?, ?, ?, ?)", row
            )
            _insert_chunks(connection, inserted.lastrowid or 0, entry)

    def remove(self, store: str, file: str) -> None:
        """Forgets one document."""
        with self._writing() as connection:
            _delete(connection, "store = ? AND file = ?", (store, file))

    def drop(self, store: str) -> None:
        """Forgets all documents of a store."""
        with self._writing() as connection:
            _delete(connection, "store = ?", (store,))

    def set_attributes(self, store: str, file: str, attributes: Attributes) -> None:
        """Replaces a document's attributes."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE documents SET attributes = ? WHERE store = ? AND file = ?",
                (json.dumps(dict(attributes)), store, file),
            )

    def documents(self, stores: Sequence[str]) -> list[Known]:
        """The documents of these stores, oldest first."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT id, file, filename, attributes FROM documents"
                " WHERE store IN (SELECT value FROM json_each(?)) ORDER BY id",
                (json.dumps(list(stores)),),
            ).fetchall()
        return [Known(id, file, filename, json.loads(attributes)) for id, file, filename, attributes in rows]

    def content(self, store: str, file: str) -> tuple[str, list[int]] | None:
        """A document's text, and where its chunks begin."""
        with self._reading() as connection:
            found = connection.execute(
                "SELECT id, text FROM documents WHERE store = ? AND file = ?", (store, file)
            ).fetchone()
            if found is None:
                return None
            starts = connection.execute(
                "SELECT start FROM chunks WHERE document = ? ORDER BY start", (found[0],)
            ).fetchall()
        return found[1], [start for (start,) in starts]

    def by_words(
        self, stores: Sequence[str], terms: Sequence[str], documents: Sequence[int], most: int
    ) -> list[int]:
        """Chunks of these documents that have any of the terms, best first by BM25."""
        query = _match(stores, terms)
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT words.rowid FROM words JOIN chunks ON chunks.id = words.rowid"
                " WHERE words MATCH ? AND chunks.document IN (SELECT value FROM json_each(?))"
                " ORDER BY bm25(words, 0.0, 1.0), words.rowid LIMIT ?",
                (query, json.dumps(list(documents)), most),
            ).fetchall()
        return [id for (id,) in rows]

    def terms(
        self, stores: Sequence[str], terms: Sequence[str], documents: Sequence[int], chunks: Sequence[int]
    ) -> Terms:
        """How many chunks of these documents have each term, and which of the given ones do."""
        within, among = json.dumps(list(documents)), json.dumps(list(chunks))
        with self._reading() as connection:
            (whole,) = connection.execute(
                "SELECT count(*) FROM chunks WHERE document IN (SELECT value FROM json_each(?))", (within,)
            ).fetchone()
            matches = [_match(stores, [term]) for term in terms]
            frequencies = [connection.execute(_FREQUENCY, (match, within)).fetchone()[0] for match in matches]
            holders = [connection.execute(_HOLDERS, (match, among)).fetchall() for match in matches]
        return Terms(whole, frequencies, [frozenset(id for (id,) in rows) for rows in holders])

    def embedded(self, documents: Sequence[int]) -> list[Embedded]:
        """Those of these documents that have vectors."""
        with self._reading() as connection:
            return [found for id in documents if (found := _embedded(connection, id)) is not None]

    def texts(self, chunks: Sequence[int]) -> dict[int, tuple[int, str]]:
        """Document and text of each chunk."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT chunks.id, document, substr(text, start + 1, end - start) FROM chunks"
                " JOIN documents ON documents.id = document"
                " WHERE chunks.id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(chunks)),),
            ).fetchall()
        return {id: (document, text) for id, document, text in rows}

    def close(self) -> None:
        """Makes everything durable."""
        with self._lock:
            self._connection.close()


def _insert_chunks(connection: sqlite3.Connection, document: int, entry: Entry) -> None:
    for span, (first, last) in zip(entry.chunks, entry.passages, strict=True):
        chunk = connection.execute(
            "INSERT INTO chunks (document, start, end, first_passage, last_passage) VALUES (?, ?, ?, ?, ?)",
            (document, span.start, span.end, first, last),
        ).lastrowid
        words = (chunk, _word(entry.store), indexed(entry.text[span.start : span.end]))
        connection.execute("INSERT INTO words (rowid, store, text) VALUES (?, ?, ?)", words)
    row = (document, entry.model, entry.vectors.shape[1], entry.vectors.tobytes())
    connection.execute("INSERT INTO vectors (document, model, dimensions, data) VALUES (?, ?, ?, ?)", row)


def _delete(connection: sqlite3.Connection, condition: str, values: Sequence[str]) -> None:
    """Documents with all that hangs on them; `condition` is one of this module's own."""
    chosen = f"SELECT id FROM documents WHERE {condition}"  # noqa: S608
    connection.execute(
        f"DELETE FROM words WHERE rowid IN (SELECT id FROM chunks WHERE document IN ({chosen}))",  # noqa: S608
        values,
    )
    connection.execute(f"DELETE FROM documents WHERE {condition}", values)  # noqa: S608


def _embedded(connection: sqlite3.Connection, document: int) -> Embedded | None:
    found = connection.execute(
        "SELECT model, dimensions, data FROM vectors WHERE document = ?", (document,)
    ).fetchone()
    if found is None:
        return None
    rows = connection.execute(
        "SELECT id, first_passage, last_passage FROM chunks WHERE document = ? ORDER BY start", (document,)
    ).fetchall()
    table = np.array(rows, np.int64).reshape(-1, 3)
    vectors = np.frombuffer(found[2], np.float16).reshape(-1, found[1])
    return Embedded(document, found[0], table[:, 0], table[:, 1:], vectors)


def _match(stores: Sequence[str], terms: Sequence[str]) -> str:
    """An FTS5 query: any of the words in any of the stores. Words are quoted, so that none is an operator."""
    of_stores = " OR ".join(f'"{_word(store)}"' for store in stores)
    of_terms = " OR ".join(f'"{term}"' for term in terms)
    return f"store : ({of_stores}) AND text : ({of_terms})"


def _word(store: str) -> str:
    """The store's id as one word that no stemmer shortens."""
    return "s" + store.encode().hex() + "0"
