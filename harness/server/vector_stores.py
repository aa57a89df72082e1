"""Vector stores as objects: files, batches, counts and states. What is inside is the index's business."""

from __future__ import annotations

import logging

from harness.server.faults import ApiError, invalid, not_found
from harness.server.objects import (
    COUNTS,
    given,
    make_batch,
    make_chunking,
    make_store_file,
    make_vector_store,
)
from harness.server.state import State
from harness.server.store import Row
from harness.server.tools.base import Chunking, Document, UnreadableDocument
from harness.server.wire import PRIVATE, Json

_log = logging.getLogger("harness.server")
_DAY = 86_400


def file_key(store_id: str, file_id: str) -> str:
    """A file can be in several stores: each pair is an object of its own."""
    return f"{store_id}/{file_id}"


class VectorStores:
    """The vector stores of one server. Files are read and indexed in the background, a few at a time."""

    def __init__(self, state: State) -> None:
        self._state = state

    # -- stores

    def create(self, owner: str, body: Json) -> Json:
        """A new store, with the files of the request on their way into it."""
        ids = list(dict.fromkeys(given(body, "file_ids", [])))
        for id in ids:
            self._state.find_file(id, owner)
        make_chunking(body.get("chunking_strategy"))  # refused before anything is there
        store = make_vector_store(body, self._state.files.now())
        self._state.store.insert(Row(kind="vector_store", key=store["id"], owner=owner, body=store))
        for id in ids:
            self.attach(
                owner, store["id"], {"file_id": id, "chunking_strategy": body.get("chunking_strategy")}
            )
        return self.get(owner, store["id"])

    def get(self, owner: str, id: str) -> Json:
        """The store with its counts, its status and its expiry as of now."""
        store = self._state.find("vector_store", id, owner)
        now = self._state.files.now()
        if store["expires_at"] is not None and store["expires_at"] <= now:
            store["status"] = "expired"
        return store

    def show(self, body: Json) -> Json:
        """A stored store with its status as of now."""
        now = self._state.files.now()
        expired = body["expires_at"] is not None and body["expires_at"] <= now
        return {**body, "status": "expired"} if expired else body

    def usable(self, owner: str, id: str) -> Json:
        """The store, which counts as used now. Raises ApiError when it has expired."""
        store = self.get(owner, id)
        if store["status"] == "expired":
            raise invalid(f"Vector store {id} has expired.")
        self._touch(store)
        self._state.store.save("vector_store", id, store)
        return store

    def _touch(self, store: Json) -> None:
        store["last_active_at"] = self._state.files.now()
        after = store.get("expires_after")
        store["expires_at"] = store["last_active_at"] + after["days"] * _DAY if after else None

    def update(self, owner: str, id: str, body: Json) -> Json:
        """Changes name, metadata or expiry; the latter counts from now."""
        store = self.get(owner, id)
        for name in ("name", "metadata"):
            if name in body:
                store[name] = given(body, name, "" if name == "name" else {})
        if "expires_after" in body:
            store.pop("expires_after", None)
            if body["expires_after"]:
                store["expires_after"] = body["expires_after"]
            self._touch(store)
        self._state.store.save("vector_store", id, store)
        return store

    async def delete(self, owner: str, id: str) -> None:
        """Forgets a store with everything in it; the files themselves stay."""
        self._state.find("vector_store", id, owner)
        for file in self._state.store.all("store_file", owner, id):
            self._state.indexing.cancel(id, file["id"])
        with self._state.store.together():
            self._state.store.delete("vector_store", id)
            self._state.store.delete_children("store_file", id)
            self._state.store.delete_children("batch", id)
        await self._state.index.drop(id)

    # -- files

    def attach(self, owner: str, store_id: str, request: Json, batch: str = "") -> Json:
        """Puts a file into a store; it is indexed in the background. Attached again, it is indexed again."""
        self._state.find_file(request["file_id"], owner)
        body = make_store_file(store_id, request, self._state.files.now())
        key = file_key(store_id, body["id"])
        self._state.indexing.cancel(store_id, body["id"])
        with self._state.store.together():
            before = self._state.store.get("store_file", key, owner)
            self._state.store.delete("store_file", key)
            row = Row(
                kind="store_file",
                key=key,
                owner=owner,
                parent=store_id,
                tag="in_progress",
                cluster=batch,
                body={**body, PRIVATE: {"batch": batch}},
            )
            self._state.store.insert(row)
            self._count(owner, store_id, -before["usage_bytes"] if before else 0)
        self._begin(owner, row.body)
        return body

    def _begin(self, owner: str, body: Json) -> None:
        store_id = body["vector_store_id"]
        self._state.indexing.begin(store_id, body["id"], lambda: self._index(owner, store_id, body))

    async def _index(self, owner: str, store_id: str, body: Json) -> None:
        try:
            document = self._document(owner, body)
            done = await self._state.index.add(store_id, document)
            body["usage_bytes"] = done.usage_bytes
            if self._attributes(owner, body) != document.attributes:
                await self._state.index.set_attributes(store_id, body["id"], self._attributes(owner, body))
            self._settle(owner, store_id, body, "completed")
        except (UnreadableDocument, ApiError) as error:
            code = error.code if isinstance(error, UnreadableDocument) else "invalid_file"
            body["last_error"] = {"code": code, "message": error.message}
            self._settle(owner, store_id, body, "failed")
        except Exception:
            _log.exception("indexing %s failed", body["id"])
            body["last_error"] = {"code": "server_error", "message": "The file could not be indexed."}
            self._settle(owner, store_id, body, "failed")

    def _document(self, owner: str, body: Json) -> Document:
        file = self._state.find_file(body["id"], owner)
        return Document(
            file_id=body["id"],
            filename=file["filename"],
            path=self._state.files.path(body["id"]),
            attributes=body["attributes"] or {},
            chunking=Chunking(**body["chunking_strategy"]["static"]),
        )

    def _attributes(self, owner: str, body: Json) -> Json:
        """Of a file as they are now: a client may have replaced them since indexing began."""
        kept = self._state.store.get("store_file", file_key(body["vector_store_id"], body["id"]), owner)
        return (kept or body)["attributes"] or {}

    def _settle(self, owner: str, store_id: str, body: Json, status: str) -> None:
        body["status"] = status
        body["attributes"] = self._attributes(owner, body)
        with self._state.store.together():
            self._state.store.save("store_file", file_key(store_id, body["id"]), body, tag=status)
            self._count(owner, store_id, body["usage_bytes"])
            if body[PRIVATE]["batch"]:
                self._count_batch(owner, store_id, body[PRIVATE]["batch"])

    def _count(self, owner: str, store_id: str, more_bytes: int = 0) -> None:
        store = self._state.store.get("vector_store", store_id, owner)
        if store is None:
            return
        store["file_counts"] = counts(self._state.store.tally("store_file", store_id))
        store["usage_bytes"] += more_bytes
        store["status"] = "in_progress" if store["file_counts"]["in_progress"] else "completed"
        self._touch(store)
        self._state.store.save("vector_store", store_id, store)

    def file(self, owner: str, store_id: str, file_id: str) -> Json:
        """A file of a store. Raises ApiError (404)."""
        self._state.find("vector_store", store_id, owner)
        body = self._state.store.get("store_file", file_key(store_id, file_id), owner)
        if body is None:
            raise not_found("file", file_id)
        return body

    async def set_attributes(self, owner: str, store_id: str, file_id: str, attributes: Json) -> Json:
        """Replaces a file's attributes."""
        body = self.file(owner, store_id, file_id)
        body["attributes"] = attributes
        self._state.store.save("store_file", file_key(store_id, file_id), body)
        await self._state.index.set_attributes(store_id, file_id, attributes)
        return body

    async def detach(self, owner: str, store_id: str, file_id: str) -> None:
        """Takes a file out of a store; the file itself stays."""
        body = self.file(owner, store_id, file_id)
        self._state.indexing.cancel(store_id, file_id)
        with self._state.store.together():
            self._state.store.delete("store_file", file_key(store_id, file_id))
            self._count(owner, store_id, -body["usage_bytes"])
        await self._state.index.remove(store_id, file_id)

    async def forget_file(self, owner: str, file_id: str) -> None:
        """Takes a file that is being deleted out of every store."""
        for store in self._state.store.all("vector_store", owner, ""):
            if self._state.store.get("store_file", file_key(store["id"], file_id), owner):
                await self.detach(owner, store["id"], file_id)

    # -- batches

    def create_batch(self, owner: str, store_id: str, body: Json) -> Json:
        """Puts many files into a store as one batch."""
        self.usable(owner, store_id)
        requests = _batch_requests(body)
        for request in requests:
            self._state.find_file(request["file_id"], owner)
            make_chunking(request.get("chunking_strategy"))
        batch = make_batch(store_id, self._state.files.now())
        row = Row(kind="batch", key=batch["id"], owner=owner, parent=store_id, body=batch)
        with self._state.store.together():
            self._state.store.insert(row)
            for request in requests:
                self.attach(owner, store_id, request, batch["id"])
            return self._count_batch(owner, store_id, batch["id"])

    def _count_batch(self, owner: str, store_id: str, id: str) -> Json:
        batch = self._state.find("batch", id, owner, store_id)
        batch["file_counts"] = counts(self._state.store.tally("store_file", store_id, id))
        if batch["status"] == "in_progress" and not batch["file_counts"]["in_progress"]:
            failed = batch["file_counts"]["failed"] and not batch["file_counts"]["completed"]
            batch["status"] = "failed" if failed else "completed"
        self._state.store.save("batch", id, batch)
        return batch

    def cancel_batch(self, owner: str, store_id: str, id: str) -> Json:
        """What is still to be indexed is cancelled; a batch that is through stays as it is."""
        batch = self._state.find("batch", id, owner, store_id)
        if batch["status"] != "in_progress":
            return batch
        batch["status"] = "cancelled"
        self._state.store.save("batch", id, batch)
        for file in self._state.store.all("store_file", owner, store_id):
            if file[PRIVATE]["batch"] == id and file["status"] == "in_progress":
                self._state.indexing.cancel(store_id, file["id"])
                self._settle(owner, store_id, file, "cancelled")
        return self._count_batch(owner, store_id, id)

    # -- restart and stop

    def recover(self) -> None:
        """Files that were being indexed when the server died are indexed from the start."""
        for owner, body in self._state.store.tagged("store_file", None, ["in_progress"]):
            self._begin(owner, body)

    async def aclose(self) -> None:
        """Stops indexing; what is not done is begun again by the next server on this data."""
        await self._state.indexing.aclose()


def counts(tally: dict[str, int]) -> Json:
    """`file_counts` of so many files by status."""
    return {**{name: tally.get(name, 0) for name in COUNTS}, "total": sum(tally.values())}


def _batch_requests(body: Json) -> list[Json]:
    shared = {
        "chunking_strategy": body.get("chunking_strategy"),
        "attributes": body.get("attributes"),
    }
    listed = [{**shared, "file_id": id} for id in body.get("file_ids", ())]
    listed += body.get("files", ())  # these bring their own settings, or none
    return list({request["file_id"]: request for request in listed}.values())
