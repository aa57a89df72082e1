"""Tool resources: the files and vector stores that assistants, threads and messages bring to the tools."""

from __future__ import annotations

from harness.server.faults import invalid
from harness.server.objects import given
from harness.server.state import State
from harness.server.vector_stores import VectorStores
from harness.server.wire import Json

_MOST_FILES = 20


def resolve(state: State, stores: VectorStores, owner: str, resources: Json | None) -> Json:
    """The resources as answers show them: everything named exists, and helper stores have been made."""
    made: Json = {}
    code = (resources or {}).get("code_interpreter")
    if code is not None:
        ids = list(dict.fromkeys(given(code, "file_ids", [])))
        for id in ids:
            state.find_file(id, owner)
        made["code_interpreter"] = {"file_ids": ids}
    search = (resources or {}).get("file_search")
    if search is not None:
        made["file_search"] = {"vector_store_ids": _stores(state, stores, owner, search)}
    return made


def _stores(state: State, stores: VectorStores, owner: str, search: Json) -> list[str]:
    ids: list[str] = list(given(search, "vector_store_ids", []))
    for id in ids:
        state.find("vector_store", id, owner)
    # A store that is named goes before one to be made: there is room for one.
    if not ids:
        for body in given(search, "vector_stores", []):
            ids.append(stores.create(owner, body)["id"])
    return ids


def check_attachments(state: State, owner: str, message: Json) -> None:
    """Raises ApiError for a file that does not exist, in attachments or in image parts."""
    for one in message.get("attachments") or []:
        if "file_id" in one:
            state.find_file(one["file_id"], owner)
    if isinstance(message["content"], list):
        for part in message["content"]:
            if part["type"] == "image_file":
                state.find_file(part["image_file"]["file_id"], owner)


def attach(stores: VectorStores, owner: str, resources: Json, message: Json) -> bool:
    """Adds a message's attachments to its thread's resources; says whether anything changed."""
    changed = False
    for one in message.get("attachments") or []:
        for tool in one.get("tools", ()) if "file_id" in one else ():
            changed = True
            if tool["type"] == "code_interpreter":
                _attach_code(resources, one["file_id"])
            else:
                _attach_search(stores, owner, resources, one["file_id"])
    return changed


def _attach_code(resources: Json, file_id: str) -> None:
    ids = resources.setdefault("code_interpreter", {"file_ids": []})["file_ids"]
    if file_id in ids:
        return
    if len(ids) >= _MOST_FILES:
        raise invalid(f"A thread takes at most {_MOST_FILES} files for the code interpreter.")
    ids.append(file_id)


def _attach_search(stores: VectorStores, owner: str, resources: Json, file_id: str) -> None:
    ids = resources.setdefault("file_search", {"vector_store_ids": []})["vector_store_ids"]
    if not ids:
        # The hosted API lets a thread's own store go after seven days without use.
        helper = {"expires_after": {"anchor": "last_active_at", "days": 7}}
        ids.append(stores.create(owner, helper)["id"])
    stores.attach(owner, ids[0], {"file_id": file_id})
