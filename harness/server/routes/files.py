"""/files"""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
from pathlib import Path
from typing import IO, Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.responses import FileResponse, Response

from harness.server.faults import invalid, missing, too_large
from harness.server.objects import make_file
from harness.server.routes.base import PAGING, Call, Operation, paged
from harness.server.schemas.parts import integer, text
from harness.server.schemas.requests import CREATE_FILE
from harness.server.validate import check
from harness.server.wire import Json, deleted, loads, new_id

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_MOST_NAME = 255
"""Bytes of a name in UTF-8."""
_MOST = 10_000


async def create(call: Call) -> Json:
    """A multipart form: `file`, `purpose`, `expires_after[anchor]`, `expires_after[seconds]`."""
    form = await _form(call)
    try:
        fields = _fields(form)
        upload = fields["file"]
        check({**fields, "file": ""}, CREATE_FILE, {})
        size = upload.size or 0
        if size > call.state.options.limits.file_bytes:
            raise too_large("The file", call.state.options.limits.file_bytes)
        path = await run_in_threadpool(_copy, upload.file, call.state.files.scratch())
    finally:
        await form.close()
    after = fields.get("expires_after")
    expires_at = call.now() + after["seconds"] if after else None
    name = _plain_name(upload.filename)
    body = make_file(new_id("file"), name, fields["purpose"], size, call.now(), expires_at)
    call.state.files.adopt(call.owner, path, body)
    return body


def _plain_name(name: str | None) -> str:
    """The last part of a client's file name, without control characters, as long as a file system takes."""
    plain = _CONTROL.sub("", Path((name or "").replace("\\", "/")).name)
    fitting = plain.encode()[:_MOST_NAME].decode(errors="ignore")
    return fitting if fitting.strip(". ") else "upload"


async def _form(call: Call) -> FormData:
    kind = call.request.headers.get("content-type", "")
    if not kind.lower().startswith("multipart/form-data"):
        raise invalid("Expected a multipart/form-data body with 'file' and 'purpose'.")
    try:
        return await call.request.form(max_files=4, max_fields=16)
    except (MultiPartException, HTTPException, ValueError) as error:
        why = getattr(error, "message", str(error))
        raise invalid(f"The multipart body could not be read: {why}") from error


def _fields(form: FormData) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in form.multi_items():
        if name.startswith("expires_after[") and name.endswith("]"):
            inner = fields.setdefault("expires_after", {})
            if not isinstance(inner, dict):
                raise invalid("'expires_after' is given twice, in two forms.", param="expires_after")
            inner[name[len("expires_after[") : -1]] = _number(value)
        else:
            fields[name] = _object(value) if name == "expires_after" else value
    if not isinstance(fields.get("file"), UploadFile):
        raise missing("file")
    return fields


def _object(value: object) -> object:
    """An object that came as one field of JSON instead of as `name[key]` fields."""
    with contextlib.suppress(ValueError):
        return loads(value) if isinstance(value, str) else value
    return value


def _number(value: object) -> object:
    return int(value[:20]) if isinstance(value, str) and value.isdecimal() and value.isascii() else value


def _copy(source: IO[bytes], folder: Path) -> Path:
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".upload-", delete=False) as target:
        shutil.copyfileobj(source, target, 1 << 20)
    return Path(target.name)


async def retrieve(call: Call) -> Json:
    return call.state.find_file(call.path["file_id"], call.owner)


async def content(call: Call) -> Response:
    body = call.state.find_file(call.path["file_id"], call.owner)
    # Never a type that a browser would run: the bytes are whatever somebody uploaded.
    return FileResponse(
        call.state.files.path(body["id"]),
        media_type="application/octet-stream",
        filename=body["filename"],
        headers={"x-content-type-options": "nosniff"},
    )


async def delete(call: Call) -> Json:
    body = call.state.find_file(call.path["file_id"], call.owner)
    await call.stores.forget_file(call.owner, body["id"])
    call.state.files.delete(body["id"])
    return deleted(body["id"], "file")


async def listing(call: Call) -> Json:
    return paged(call, "file", tag=call.query.get("purpose"), most=_MOST)


OPERATIONS = (
    Operation(
        method="GET",
        path="/files",
        name="listFiles",
        summary="List files",
        handler=listing,
        answer="FileList",
        query={
            **PAGING,
            "limit": integer(minimum=0, maximum=_MOST, default=_MOST),
            "purpose": text(),
        },
    ),
    Operation(
        method="POST",
        path="/files",
        name="createFile",
        summary="Upload a file",
        handler=create,
        answer="File",
        body="CreateFileRequest",
        upload=True,
    ),
    Operation(
        method="GET",
        path="/files/{file_id}",
        name="retrieveFile",
        summary="Retrieve a file's object",
        handler=retrieve,
        answer="File",
    ),
    Operation(
        method="DELETE",
        path="/files/{file_id}",
        name="deleteFile",
        summary="Delete a file, also from every vector store",
        handler=delete,
        answer="DeletedFile",
    ),
    Operation(
        method="GET",
        path="/files/{file_id}/content",
        name="downloadFile",
        summary="Retrieve a file's bytes",
        handler=content,
        answer="",
    ),
)
