"""The run's SQLite file: each attempt is on disk before it counts.

One writer thread gathers what arrives meanwhile into one transaction (a group commit), so that durability
costs a fraction of a millisecond an attempt under load and is still waited for. Readers open the same file at
any time, also while a run is under way or after it was killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import queue
import sqlite3
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from harness.errors import ResultsError
from harness.nearest import nearest_path
from harness.records import Attempt, Manifest

_SCHEMA = """
CREATE TABLE IF NOT EXISTS manifest (id INTEGER PRIMARY KEY CHECK (id = 1), json BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS attempts (
    suite TEXT NOT NULL, sample TEXT NOT NULL, transport TEXT NOT NULL, epoch INTEGER NOT NULL,
    verdict TEXT NOT NULL, json BLOB NOT NULL,
    PRIMARY KEY (suite, sample, transport, epoch)
);
CREATE TABLE IF NOT EXISTS resources (
    kind TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (kind, id)
) WITHOUT ROWID;
"""
# `attempts` keeps its row ids: a row of a WITHOUT ROWID table that is longer than 1,000 bytes spills into a page of its
# own, and nearly all of these are.
_APPLICATION_ID = 0x48524E53  # "HRNS": tells our files from any other SQLite file
_RESOURCES = "SELECT kind, id FROM resources"
_PUT = "INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?, ?, ?)"

Key = tuple[str, str, str, int]
_Job = tuple[str, tuple[Any, ...], "Future[None]"]


def _row(attempt: Attempt) -> tuple[Any, ...]:
    return (*attempt.key, attempt.verdict.value, msgspec.json.encode(attempt))


class Results:
    """A run's result file. `create` and `resume` write it, `open` reads it."""

    def __init__(self, path: Path, connection: sqlite3.Connection, *, writes: bool) -> None:
        self.path = path
        self._db = connection
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._later: deque[_Job] = deque()
        self._lock = _hold(path.parent) if writes else None
        self._left = dict.fromkeys(connection.execute(_RESOURCES)) if writes else {}
        self._writer = threading.Thread(target=self._write, name="results", daemon=True) if writes else None
        if self._writer:
            self._writer.start()

    @classmethod
    def create(cls, path: Path, manifest: Manifest) -> Results:
        """Begin a new result file; the manifest is durable on return.

        Raises:
            ResultsError: the file exists already or cannot be written.
        """
        if path.exists():
            raise ResultsError(f"{path} exists already", fix=f"harness run --resume {path.parent}")
        _found(path, manifest)
        return cls(path, _connect(path), writes=True)

    @classmethod
    def resume(cls, path: Path) -> Results:
        """Open an existing result file for adding what is missing.

        Raises:
            ResultsError: there is none, or another process is adding to it.
        """
        return cls(path, _existing(path), writes=True)

    @classmethod
    def open(cls, path: Path) -> Results:
        """Open a result file, or the folder of a run, for reading; it may lie on a disk without write access."""
        file = path / "results.sqlite" if path.is_dir() else path
        return cls(path, _existing(file, _connect if _writable(file) else _reader), writes=False)

    @property
    def manifest(self) -> Manifest:
        (raw,) = self._db.execute("SELECT json FROM manifest").fetchone()
        return msgspec.json.decode(raw, type=Manifest)

    def attempts(self) -> Iterator[Attempt]:
        """Every attempt, ordered by suite, sample, transport and epoch."""
        for (raw,) in self._db.execute("SELECT json FROM attempts ORDER BY suite, sample, transport, epoch"):
            yield msgspec.json.decode(raw, type=Attempt)

    def get(self, key: Key) -> Attempt | None:
        """One attempt, None while it is not there."""
        where = "suite = ? AND sample = ? AND transport = ? AND epoch = ?"
        row = self._db.execute(f"SELECT json FROM attempts WHERE {where}", key).fetchone()  # noqa: S608
        return msgspec.json.decode(row[0], type=Attempt) if row else None

    def keys(self) -> set[Key]:
        """What is there already: (suite, sample, transport, epoch)."""
        return set(self._db.execute("SELECT suite, sample, transport, epoch FROM attempts"))

    def verdicts(self) -> Counter[str]:
        """How many attempts there are of each verdict."""
        return Counter(dict(self._db.execute("SELECT verdict, count(*) FROM attempts GROUP BY verdict")))

    def resources(self) -> list[tuple[str, str]]:
        """(kind, id) of what was created on the server and not yet deleted.

        The writer knows it from memory, so that it can clean up when the disk is full.
        """
        return sorted(self._left if self._writer else self._db.execute(_RESOURCES))

    def add(self, attempt: Attempt) -> Future[None]:
        """Store an attempt; the future is done when it is durable."""
        return self._submit(_PUT, _row(attempt))

    async def add_async(self, attempt: Attempt) -> None:
        """Store an attempt and wait until it is durable."""
        await asyncio.wrap_future(self.add(attempt))

    def created(self, kind: str, id: str) -> Future[None]:
        """Remember something created on the server, so that it can be deleted even after a crash."""
        self._left[(kind, id)] = None
        return self._submit("INSERT OR IGNORE INTO resources VALUES (?, ?)", (kind, id))

    def deleted(self, kind: str, id: str) -> None:
        """Forget it again, along with what is stored next: to delete it once more would do no harm."""
        self._left.pop((kind, id), None)
        self._later.append(("DELETE FROM resources WHERE kind = ? AND id = ?", (kind, id), Future()))

    def finish(self, at: float) -> None:
        """Mark the run as complete, at this Unix time."""
        self._revise(finished_at=at)

    def asked(self, model: str) -> None:
        """Name the model that answered, once the server has said so."""
        self._revise(model=model)

    def _revise(self, **changes: Any) -> None:
        raw = msgspec.json.encode(replace(self.manifest, **changes))
        self._submit("UPDATE manifest SET json = ?", (raw,)).result()

    def close(self) -> None:
        if self._writer:
            self._jobs.put(None)
            self._writer.join()
            with contextlib.suppress(sqlite3.Error):  # a full disk: what is in the log is read from there
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.close()
        if self._lock is not None:
            os.close(self._lock)

    def __enter__(self) -> Results:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _submit(self, sql: str, values: tuple[Any, ...]) -> Future[None]:
        done: Future[None] = Future()
        done.set_running_or_notify_cancel()  # who waits may be cancelled, what is written may not
        self._jobs.put((sql, values, done))
        return done

    def _write(self) -> None:
        db = _connect(self.path)
        try:
            going_on = True
            while going_on:
                going_on = self._commit(db, self._gathered())
        finally:
            db.close()

    def _gathered(self) -> list[_Job | None]:
        """Waits for something to store; with it goes all that has come meanwhile.

        What can wait is counted first and comes last: the making of a thing stands before its deletion.
        """
        first, later = self._jobs.get(), len(self._later)
        return [first, *_waiting(self._jobs), *(self._later.popleft() for _ in range(later))]

    def _commit(self, db: sqlite3.Connection, jobs: list[_Job | None]) -> bool:
        """One transaction for all that has gathered; False when the end of the queue was among it."""
        real = [job for job in jobs if job is not None]
        try:
            with db:
                for sql, values, _ in real:
                    db.execute(sql, values)
        except sqlite3.Error as error:
            _fail(
                real,
                ResultsError(
                    f"{self.path} cannot be written: {error}",
                    fix=f"free disk space, then harness run --resume {self.path.parent}",
                ),
            )
        else:
            for _, _, done in real:
                done.set_result(None)
        return len(real) == len(jobs)


def _fail(jobs: Iterable[_Job], error: Exception) -> None:
    for _, _, done in jobs:
        done.set_exception(error)


def _waiting(jobs: queue.SimpleQueue[_Job | None]) -> Iterator[_Job | None]:
    """What is in the queue right now, at most a thousand."""
    for _ in range(min(jobs.qsize(), 1000)):
        yield jobs.get()


def _found(path: Path, manifest: Manifest) -> None:
    """Make the file beside its place and move it there, so that readers see it whole or not at all."""
    beside = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(beside)) as db, db:
            db.executescript(f"PRAGMA application_id = {_APPLICATION_ID};" + _SCHEMA)
            db.execute("INSERT INTO manifest VALUES (1, ?)", (msgspec.json.encode(manifest),))
        beside.replace(path)
    except (OSError, sqlite3.Error) as error:
        words = error.strerror if isinstance(error, OSError) else str(error)
        fix = "free disk space, or choose another folder: --report-dir DIR"
        raise ResultsError(f"{path} cannot be written: {words}", fix=fix) from error


def _hold(folder: Path) -> int | None:
    """A lock on the run's folder, for one writer at a time; it ends with its process, however that ends.

    Raises:
        ResultsError: another process holds it.
    """
    import fcntl  # not on Windows, where runs can still be read

    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(held)
        raise ResultsError(
            f"another process is writing {folder}", fix="wait for it, or end it and resume the run"
        ) from error
    except OSError:  # a file system that knows no locks
        os.close(held)
        return None
    return held


def _connect(path: Path) -> sqlite3.Connection:
    try:
        db = sqlite3.connect(path, check_same_thread=False, timeout=30)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")  # durable means: after a power cut too
    except sqlite3.Error as error:
        raise ResultsError(f"{path} cannot be opened: {error}") from error
    return db


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _reader(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing, not even the files beside the database that readers share.

    Where a killed run has left its log, the log is read, which SQLite cannot do of a file called immutable.
    """
    log = path.with_name(path.name + "-wal")
    immutable = not (log.exists() and log.stat().st_size)
    try:
        return sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' * immutable}",
            uri=True,
            check_same_thread=False,
        )
    except sqlite3.Error as error:
        raise ResultsError(f"{path} cannot be opened: {error}") from error


def _existing(path: Path, connect: Callable[[Path], sqlite3.Connection] = _connect) -> sqlite3.Connection:
    if not path.is_file():
        folder = path.parent if path.name == "results.sqlite" else path
        near = nearest_path(folder, folders=True)
        raise ResultsError(
            f"no results at {path}", nearest=near, fix="harness run evals, or name a run's folder"
        )
    with path.open("rb") as file:
        head = file.read(100)
    # Offset 68 of the header, see the SQLite file format: looked at without touching what may be no database.
    if not head.startswith(b"SQLite format 3\0") or head[68:72] != _APPLICATION_ID.to_bytes(4, "big"):
        raise ResultsError(f"{path} is not a result file of harness", fix="name a run's folder")
    return connect(path)
