"""The OpenAPI document, made of the operations and the schemas that requests are checked against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from harness.server.routes.base import Operation
from harness.server.schemas import requests
from harness.server.schemas.parts import Schema

NAMED: dict[str, Schema] = {
    "CreateAssistantRequest": requests.CREATE_ASSISTANT,
    "ModifyAssistantRequest": requests.UPDATE_ASSISTANT,
    "CreateThreadRequest": requests.CREATE_THREAD,
    "ModifyThreadRequest": requests.UPDATE_THREAD,
    "CreateMessageRequest": requests.CREATE_MESSAGE,
    "ModifyMetadataRequest": requests.UPDATE_METADATA,
    "CreateRunRequest": requests.CREATE_RUN,
    "CreateThreadAndRunRequest": requests.CREATE_THREAD_AND_RUN,
    "SubmitToolOutputsRequest": requests.SUBMIT_TOOL_OUTPUTS,
    "CreateFileRequest": requests.CREATE_FILE,
    "CreateVectorStoreRequest": requests.CREATE_VECTOR_STORE,
    "ModifyVectorStoreRequest": requests.UPDATE_VECTOR_STORE,
    "SearchVectorStoreRequest": requests.SEARCH_STORE,
    "CreateVectorStoreFileRequest": requests.CREATE_STORE_FILE,
    "UpdateVectorStoreFileRequest": requests.UPDATE_STORE_FILE,
    "CreateVectorStoreFileBatchRequest": requests.CREATE_BATCH,
    "CompoundFilter": requests.COMPOUND_FILTER,
}


def document(operations: Sequence[Operation]) -> dict[str, Any]:
    """The document of `/openapi.json`."""
    return {"openapi": "3.1.0", "info": {"title": "harness", "version": "1"}, "paths": {}}
