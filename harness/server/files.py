"""Files: their objects and their bytes."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from harness.sandbox.scratch import Scratch
from harness.server.objects import make_file
from harness.server.store import Row, Store
from harness.server.wire import Json, new_id


class Files:
    """The files of one server. `folder` None keeps the bytes in a temporary folder."""

    def __init__(self, store: Store, folder: Path | None) -> None:
        self._store = store
        self._temporary = None if folder else Scratch("files")
        self._folder = folder or self._temporary.path  # type: ignore[union-attr]
        self._folder.mkdir(parents=True, exist_ok=True)

    def now(self) -> int:
        """Whole Unix seconds."""
        return int(time.time())

    def path(self, id: str) -> Path:
        """Where the bytes of a file are."""
        return self._folder / id

    def get(self, owner: str, id: str) -> Json | None:
        """The file, unless there is none or it has expired."""
        body = self._store.get("file", id, owner)
        if body is not None and body.get("expires_at", self.now() + 1) <= self.now():
            self.delete(id)
            return None
        return body

    def keep(self, owner: str, filename: str, data: bytes, purpose: str = "assistants_output") -> str:
        """Keeps bytes as a new file and returns its id."""
        id = new_id("file")
        self.path(id).write_bytes(data)
        self._insert(owner, make_file(id, filename, purpose, len(data), self.now()))
        return id

    def adopt(self, owner: str, source: Path, body: Json) -> None:
        """Keeps a file whose bytes are at `source`, which is moved away."""
        shutil.move(source, self.path(body["id"]))
        self._insert(owner, body)

    def _insert(self, owner: str, body: Json) -> None:
        row = Row(kind="file", key=body["id"], owner=owner, tag=body["purpose"], body=body)
        self._store.insert(row)

    def delete(self, id: str) -> None:
        """Forgets a file and its bytes."""
        self._store.delete("file", id)
        self.path(id).unlink(missing_ok=True)

    def scratch(self) -> Path:
        """A folder on the same disk, for uploads on their way."""
        return self._folder

    def close(self) -> None:
        """Removes what was only kept for the life of the server."""
        if self._temporary is not None:
            self._temporary.close()
