"""Every schema under its name in `/openapi.json`."""

from __future__ import annotations

from typing import Final

from harness.server.chat.schemas import CHAT_NAMED
from harness.server.responses.schemas import RESPONSES_NAMED
from harness.server.schemas import answers, requests
from harness.server.schemas.answers import gone, listed
from harness.server.schemas.parts import Schema

NAMED: Final[dict[str, Schema]] = {
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
    "Assistant": answers.ASSISTANT,
    "AssistantList": listed("Assistant"),
    "DeletedAssistant": gone("assistant.deleted"),
    "Thread": answers.THREAD,
    "DeletedThread": gone("thread.deleted"),
    "Message": answers.MESSAGE,
    "MessageList": listed("Message"),
    "DeletedMessage": gone("thread.message.deleted"),
    "Run": answers.RUN,
    "RunList": listed("Run"),
    "RunStep": answers.STEP,
    "RunStepList": listed("RunStep"),
    "File": answers.FILE,
    "FileList": listed("File"),
    "DeletedFile": gone("file"),
    "VectorStore": answers.VECTOR_STORE,
    "VectorStoreList": listed("VectorStore"),
    "DeletedVectorStore": gone("vector_store.deleted"),
    "VectorStoreFile": answers.STORE_FILE,
    "VectorStoreFileList": listed("VectorStoreFile"),
    "DeletedVectorStoreFile": gone("vector_store.file.deleted"),
    "VectorStoreFileContent": answers.FILE_CONTENT,
    "VectorStoreFileBatch": answers.BATCH,
    "SearchResults": answers.SEARCH_RESULTS,
    "Model": answers.MODEL,
    "ModelList": answers.MODEL_LIST,
    "Error": answers.ERROR,
    **CHAT_NAMED,
    **RESPONSES_NAMED,
}
