"""The fields that OpenAI's published description of the API requires are required by the server's own.

Every answer in these tests is validated against the server's own description, so that what this one
requires is there. The table was read in the published description (version 2.3.0) by hand.
"""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

REQUIRED = {
    "Assistant": "id object created_at name description model instructions tools metadata",
    "Thread": "id object created_at tool_resources metadata",
    "Message": "id object created_at thread_id status incomplete_details completed_at incomplete_at role "
    "content assistant_id run_id attachments metadata",
    "Run": "id object created_at thread_id assistant_id status required_action last_error expires_at "
    "started_at cancelled_at failed_at completed_at incomplete_details model instructions tools metadata "
    "usage max_prompt_tokens max_completion_tokens truncation_strategy tool_choice parallel_tool_calls "
    "response_format",
    "RunStep": "id object created_at assistant_id thread_id run_id type status step_details last_error "
    "expired_at cancelled_at failed_at completed_at metadata usage",
    "File": "id object bytes created_at filename purpose status",
    "VectorStore": "id object created_at name usage_bytes file_counts status last_active_at metadata",
    "VectorStoreFile": "id object usage_bytes created_at vector_store_id status last_error",
    "VectorStoreFileBatch": "id object created_at vector_store_id status file_counts",
    "AssistantList": "object data first_id last_id has_more",
    "MessageList": "object data first_id last_id has_more",
    "RunList": "object data first_id last_id has_more",
    "RunStepList": "object data first_id last_id has_more",
    "DeletedAssistant": "id object deleted",
    "DeletedThread": "id object deleted",
    "DeletedMessage": "id object deleted",
    "DeletedVectorStore": "id object deleted",
    "DeletedVectorStoreFile": "id object deleted",
    "DeletedFile": "id object deleted",
    "Response": "id object created_at error incomplete_details instructions model tools output "
    "parallel_tool_calls metadata tool_choice temperature top_p",
}


@pytest.mark.parametrize("name", REQUIRED)
def test_what_the_published_description_requires_is_required_here(name: str, served: Any) -> None:
    address = served.base_url.removesuffix("/v1") + "/openapi.json"
    described = httpx2.get(address, trust_env=False).json()["components"]["schemas"][name]
    assert set(REQUIRED[name].split()) <= set(described["required"])
    assert set(described["required"]) <= set(described["properties"])
