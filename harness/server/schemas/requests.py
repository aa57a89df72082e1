"""Bodies of requests."""

from __future__ import annotations

from typing import Final

from harness.server.schemas.parts import (
    ATTRIBUTES,
    CHUNKING,
    EFFORT,
    INSTRUCTIONS,
    METADATA,
    RESPONSE_FORMAT,
    TEMPERATURE,
    TOKEN_LIMIT,
    TOOL,
    TOOL_CHOICE,
    TOP_P,
    TRUNCATION,
    Schema,
    array,
    boolean,
    enum,
    integer,
    nullable,
    number,
    obj,
    one_of,
    text,
)

_FILE_IDS = array(text(), maxItems=20)
_CODE_RESOURCES = nullable(obj(file_ids=_FILE_IDS))
_STORE_IDS = array(text(), maxItems=1)
_STORE_HELPER = obj(
    file_ids=array(text(), maxItems=10_000),
    chunking_strategy=nullable(CHUNKING),
    metadata=METADATA,
)
_RESOURCES_NEW = nullable(
    obj(
        code_interpreter=_CODE_RESOURCES,
        file_search=nullable(
            obj(vector_store_ids=_STORE_IDS, vector_stores=array(_STORE_HELPER, maxItems=1))
        ),
    )
)
_RESOURCES = nullable(
    obj(code_interpreter=_CODE_RESOURCES, file_search=nullable(obj(vector_store_ids=_STORE_IDS))),
)

_ASSISTANT: Final[dict[str, Schema]] = {
    "name": nullable(text(maxLength=256)),
    "description": nullable(text(maxLength=512)),
    "instructions": INSTRUCTIONS,
    "reasoning_effort": EFFORT,
    "tools": nullable(array(TOOL, maxItems=128)),
    "metadata": METADATA,
    "temperature": TEMPERATURE,
    "top_p": TOP_P,
    "response_format": RESPONSE_FORMAT,
}
CREATE_ASSISTANT = obj(["model"], model=text(), tool_resources=_RESOURCES_NEW, **_ASSISTANT)
UPDATE_ASSISTANT = obj((), model=text(), tool_resources=_RESOURCES, **_ASSISTANT)

_DETAIL = enum("auto", "low", "high")
_PART = one_of(
    obj(["type", "text"], type=enum("text"), text=text(maxLength=256_000)),
    obj(
        ["type", "image_url"],
        type=enum("image_url"),
        image_url=obj(["url"], url=text(pattern=r"^(https?://|data:)\S+$"), detail=_DETAIL),
    ),
    obj(
        ["type", "image_file"],
        type=enum("image_file"),
        image_file=obj(["file_id"], file_id=text(), detail=_DETAIL),
    ),
)
_ATTACHMENT = obj(
    (),
    file_id=text(),
    tools=array(
        one_of(obj(["type"], type=enum("code_interpreter")), obj(["type"], type=enum("file_search")))
    ),
)
CREATE_MESSAGE = obj(
    ["role", "content"],
    role=enum("user", "assistant"),
    content=one_of(text(maxLength=256_000), array(_PART, minItems=1)),
    attachments=nullable(array(_ATTACHMENT)),
    metadata=METADATA,
)
UPDATE_METADATA = obj(metadata=METADATA)

CREATE_THREAD = obj(
    messages=nullable(array(CREATE_MESSAGE)), tool_resources=_RESOURCES_NEW, metadata=METADATA
)
UPDATE_THREAD = obj(tool_resources=_RESOURCES, metadata=METADATA)

_RUN: Final[dict[str, Schema]] = {
    "assistant_id": text(),
    "model": nullable(text()),
    "instructions": INSTRUCTIONS,
    "metadata": METADATA,
    "temperature": TEMPERATURE,
    "top_p": TOP_P,
    "stream": nullable(boolean()),
    "max_prompt_tokens": TOKEN_LIMIT,
    "max_completion_tokens": TOKEN_LIMIT,
    "truncation_strategy": TRUNCATION,
    "tool_choice": TOOL_CHOICE,
    "parallel_tool_calls": nullable(boolean()),
    "response_format": RESPONSE_FORMAT,
    "reasoning_effort": EFFORT,
    "tools": nullable(array(TOOL, maxItems=20)),
}
CREATE_RUN = obj(
    ["assistant_id"],
    additional_instructions=INSTRUCTIONS,
    additional_messages=nullable(array(CREATE_MESSAGE)),
    **_RUN,
)
CREATE_THREAD_AND_RUN = obj(
    ["assistant_id"], thread=nullable(CREATE_THREAD), tool_resources=_RESOURCES, **_RUN
)
SUBMIT_TOOL_OUTPUTS = obj(
    ["tool_outputs"],
    tool_outputs=array(obj(tool_call_id=text(), output=text())),
    stream=nullable(boolean()),
)

CREATE_FILE = obj(
    ["file", "purpose"],
    file=text(format="binary"),
    purpose=enum("assistants", "batch", "fine-tune", "vision", "user_data", "evals"),
    expires_after=obj(
        ["anchor", "seconds"],
        anchor=enum("created_at"),
        seconds=integer(minimum=3600, maximum=2_592_000),
    ),
)

_EXPIRES_AFTER = obj(["anchor", "days"], anchor=enum("last_active_at"), days=integer(minimum=1, maximum=365))
CREATE_VECTOR_STORE = obj(
    name=nullable(text()),
    description=nullable(text()),
    file_ids=nullable(array(text(), maxItems=500)),
    expires_after=nullable(_EXPIRES_AFTER),
    chunking_strategy=nullable(CHUNKING),
    metadata=METADATA,
)
UPDATE_VECTOR_STORE = obj(name=nullable(text()), expires_after=nullable(_EXPIRES_AFTER), metadata=METADATA)
CREATE_STORE_FILE = obj(
    ["file_id"], file_id=text(), chunking_strategy=nullable(CHUNKING), attributes=ATTRIBUTES
)
UPDATE_STORE_FILE = obj(["attributes"], attributes=ATTRIBUTES)
# SDKs let both lists be left out: a batch of nothing is complete at once.
CREATE_BATCH = obj(
    file_ids=array(text(), minItems=1, maxItems=2000),
    files=array(CREATE_STORE_FILE, minItems=1, maxItems=2000),
    chunking_strategy=nullable(CHUNKING),
    attributes=ATTRIBUTES,
)

_COMPARISON = obj(
    ["type", "key", "value"],
    type=enum("eq", "ne", "gt", "gte", "lt", "lte", "in", "nin"),
    key=text(),
    value=one_of(text(), number(), boolean(), array(one_of(text(), number()))),
)
_COMPOUND = obj(
    ["type", "filters"],
    type=enum("and", "or"),
    filters=array(one_of(_COMPARISON, {"$ref": "#/components/schemas/CompoundFilter"})),
)
COMPOUND_FILTER = _COMPOUND
SEARCH_STORE = obj(
    ["query"],
    query=one_of(text(), array(text(), minItems=1)),
    max_num_results=nullable(integer(minimum=1, maximum=50)),
    filters=nullable(one_of(_COMPARISON, {"$ref": "#/components/schemas/CompoundFilter"})),
    ranking_options=nullable(
        obj(
            ranker=enum("none", "auto", "default-2024-11-15", "default_2024_08_21"),
            score_threshold=number(minimum=0, maximum=1),
        )
    ),
    rewrite_query=nullable(boolean()),
)
