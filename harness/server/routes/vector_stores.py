"""/vector_stores with their files, batches and search"""

from __future__ import annotations

from starlette.responses import Response

from harness.server.objects import given
from harness.server.routes.base import PAGING, Call, Operation, hinted, paged
from harness.server.schemas.parts import enum
from harness.server.tools.base import Hit, Query
from harness.server.vector_stores import file_key
from harness.server.wire import Json, deleted, public


def _id(call: Call) -> str:
    return call.path["vector_store_id"]


async def create(call: Call) -> Json:
    return call.stores.create(call.owner, call.body)


async def retrieve(call: Call) -> Json:
    return call.stores.get(call.owner, _id(call))


async def update(call: Call) -> Json:
    return call.stores.update(call.owner, _id(call), call.body)


async def delete(call: Call) -> Json:
    await call.stores.delete(call.owner, _id(call))
    return deleted(_id(call), "vector_store.deleted")


async def listing(call: Call) -> Json:
    return paged(call, "vector_store", show=call.stores.show)


async def search(call: Call) -> Json:
    store = call.stores.usable(call.owner, _id(call))
    wanted = call.body["query"]
    texts = (wanted,) if isinstance(wanted, str) else tuple(wanted)
    ranking = given(call.body, "ranking_options", {})
    limit = given(call.body, "max_num_results", 10)
    query = Query(
        texts=texts,
        limit=limit + 1,
        filters=call.body.get("filters"),
        ranker=ranking.get("ranker", "auto"),
        score_threshold=ranking.get("score_threshold", 0.0),
    )
    hits = await call.state.index.search([store["id"]], query)
    return {
        "object": "vector_store.search_results.page",
        "search_query": list(texts),
        "data": [_result(hit) for hit in hits[:limit]],
        "has_more": len(hits) > limit,
        "next_page": None,
    }


def _result(hit: Hit) -> Json:
    return {
        "file_id": hit.file_id,
        "filename": hit.filename,
        "score": min(1.0, max(0.0, hit.score)),
        "attributes": dict(hit.attributes),
        "content": [{"type": "text", "text": hit.text}],
    }


def _polled(call: Call, body: Json) -> Response:
    return hinted(call, body, {"in_progress"})


async def attach_file(call: Call) -> Response:
    call.stores.usable(call.owner, _id(call))
    return _polled(call, call.stores.attach(call.owner, _id(call), call.body))


def _file(call: Call) -> Json:
    return call.stores.file(call.owner, _id(call), call.path["file_id"])


async def retrieve_file(call: Call) -> Response:
    return _polled(call, _file(call))


async def update_file(call: Call) -> Json:
    attributes = given(call.body, "attributes", {})
    return public(await call.stores.set_attributes(call.owner, _id(call), call.path["file_id"], attributes))


async def detach_file(call: Call) -> Json:
    await call.stores.detach(call.owner, _id(call), call.path["file_id"])
    return deleted(call.path["file_id"], "vector_store.file.deleted")


async def file_content(call: Call) -> Json:
    body = _file(call)
    texts = await call.state.index.content(_id(call), body["id"])
    return {
        "object": "vector_store.file_content.page",
        "data": [{"type": "text", "text": text} for text in texts],
        "has_more": False,
        "next_page": None,
    }


async def list_files(call: Call) -> Json:
    call.state.find("vector_store", _id(call), call.owner)
    return _paged_files(call)


def _paged_files(call: Call, cluster: str | None = None) -> Json:
    """Cursors are file ids; in the store a file's key is that of the pair."""
    tag = call.query.get("filter")
    return paged(
        call, "store_file", _id(call), tag=tag, cluster=cluster, key=lambda id: file_key(_id(call), id)
    )


async def create_batch(call: Call) -> Response:
    return _polled(call, call.stores.create_batch(call.owner, _id(call), call.body))


def _batch(call: Call) -> Json:
    call.state.find("vector_store", _id(call), call.owner)
    return call.state.find("batch", call.path["batch_id"], call.owner, _id(call))


async def retrieve_batch(call: Call) -> Response:
    return _polled(call, _batch(call))


async def cancel_batch(call: Call) -> Response:
    return _polled(call, call.stores.cancel_batch(call.owner, _id(call), _batch(call)["id"]))


async def list_batch_files(call: Call) -> Json:
    return _paged_files(call, _batch(call)["id"])


_STORE = "/vector_stores/{vector_store_id}"
_FILES = f"{_STORE}/files"
_FILE = f"{_STORE}/files/{{file_id}}"
_BATCHES = f"{_STORE}/file_batches"
_BATCH = f"{_STORE}/file_batches/{{batch_id}}"
_FILTER = {"filter": enum("in_progress", "completed", "failed", "cancelled")}


OPERATIONS = (
    Operation(
        method="GET",
        path="/vector_stores",
        name="listVectorStores",
        summary="List vector stores",
        handler=listing,
        answer="VectorStoreList",
        query=PAGING,
    ),
    Operation(
        method="POST",
        path="/vector_stores",
        name="createVectorStore",
        summary="Create a vector store",
        handler=create,
        answer="VectorStore",
        body="CreateVectorStoreRequest",
    ),
    Operation(
        method="GET",
        path=_STORE,
        name="getVectorStore",
        summary="Retrieve a vector store",
        handler=retrieve,
        answer="VectorStore",
    ),
    Operation(
        method="POST",
        path=_STORE,
        name="modifyVectorStore",
        summary="Modify a vector store",
        handler=update,
        answer="VectorStore",
        body="ModifyVectorStoreRequest",
    ),
    Operation(
        method="DELETE",
        path=_STORE,
        name="deleteVectorStore",
        summary="Delete a vector store; its files stay",
        handler=delete,
        answer="DeletedVectorStore",
    ),
    Operation(
        method="POST",
        path=f"{_STORE}/search",
        name="searchVectorStore",
        summary="Search a vector store",
        handler=search,
        answer="SearchResults",
        body="SearchVectorStoreRequest",
    ),
    Operation(
        method="GET",
        path=_FILES,
        name="listVectorStoreFiles",
        summary="List the files of a vector store",
        handler=list_files,
        answer="VectorStoreFileList",
        query={**PAGING, **_FILTER},
    ),
    Operation(
        method="POST",
        path=_FILES,
        name="createVectorStoreFile",
        summary="Put a file into a vector store",
        handler=attach_file,
        answer="VectorStoreFile",
        body="CreateVectorStoreFileRequest",
    ),
    Operation(
        method="GET",
        path=_FILE,
        name="getVectorStoreFile",
        summary="Retrieve a file of a vector store",
        handler=retrieve_file,
        answer="VectorStoreFile",
    ),
    Operation(
        method="POST",
        path=_FILE,
        name="updateVectorStoreFileAttributes",
        summary="Set the attributes of a vector store's file",
        handler=update_file,
        answer="VectorStoreFile",
        body="UpdateVectorStoreFileRequest",
    ),
    Operation(
        method="DELETE",
        path=_FILE,
        name="deleteVectorStoreFile",
        summary="Take a file out of a vector store",
        handler=detach_file,
        answer="DeletedVectorStoreFile",
    ),
    Operation(
        method="GET",
        path=f"{_FILE}/content",
        name="retrieveVectorStoreFileContent",
        summary="Retrieve the text of a vector store's file",
        handler=file_content,
        answer="VectorStoreFileContent",
    ),
    Operation(
        method="POST",
        path=_BATCHES,
        name="createVectorStoreFileBatch",
        summary="Put many files into a vector store",
        handler=create_batch,
        answer="VectorStoreFileBatch",
        body="CreateVectorStoreFileBatchRequest",
    ),
    Operation(
        method="GET",
        path=_BATCH,
        name="getVectorStoreFileBatch",
        summary="Retrieve a file batch",
        handler=retrieve_batch,
        answer="VectorStoreFileBatch",
    ),
    Operation(
        method="POST",
        path=f"{_BATCH}/cancel",
        name="cancelVectorStoreFileBatch",
        summary="Cancel a file batch",
        handler=cancel_batch,
        answer="VectorStoreFileBatch",
    ),
    Operation(
        method="GET",
        path=f"{_BATCH}/files",
        name="listFilesInVectorStoreBatch",
        summary="List the files of a batch",
        handler=list_batch_files,
        answer="VectorStoreFileList",
        query={**PAGING, **_FILTER},
    ),
)
