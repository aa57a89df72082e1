"""Bodies of the Responses and Conversations API, in the server's own schema vocabulary."""

from __future__ import annotations

from typing import Final

from harness.server.responses.item_schemas import ANYTHING, ITEM
from harness.server.schemas.parts import (
    EFFORT,
    FUNCTION_NAME,
    INSTRUCTIONS,
    METADATA,
    TEMPERATURE,
    TOP_P,
    Schema,
    answer,
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

INCLUDES: Final = (
    "code_interpreter_call.outputs",
    "file_search_call.results",
    "message.input_image.image_url",
    "message.output_text.logprobs",
    "reasoning.encrypted_content",
)
INCLUDE = array(enum(*INCLUDES))

_CONTAINER = one_of(
    text(),
    obj(
        ["type"],
        type=enum("auto"),
        file_ids=nullable(array(text(), maxItems=50)),
        memory_limit=nullable(text()),
    ),
)
_TOOL = one_of(
    obj(
        ["type", "name"],
        type=enum("function"),
        name=FUNCTION_NAME,
        description=nullable(text()),
        parameters=nullable(ANYTHING),
        strict=nullable(boolean()),
    ),
    obj(["type", "container"], type=enum("code_interpreter"), container=_CONTAINER),
    obj(
        ["type", "vector_store_ids"],
        type=enum("file_search"),
        vector_store_ids=array(text(), minItems=1),
        max_num_results=nullable(integer(minimum=1, maximum=50)),
        filters=nullable(ANYTHING),
        ranking_options=nullable(
            obj(
                ranker=nullable(enum("auto", "default-2024-11-15")),
                score_threshold=nullable(number(minimum=0, maximum=1)),
            )
        ),
    ),
)
_TOOL_CHOICE = nullable(
    one_of(
        enum("none", "auto", "required"),
        obj(["type"], type=enum("code_interpreter")),
        obj(["type"], type=enum("file_search")),
        obj(["type", "name"], type=enum("function"), name=FUNCTION_NAME),
        obj(
            ["type", "mode", "tools"],
            type=enum("allowed_tools"),
            mode=enum("auto", "required"),
            tools=array(ANYTHING),
        ),
    )
)
_FORMAT = one_of(
    obj(["type"], type=enum("text")),
    obj(["type"], type=enum("json_object")),
    obj(
        ["type", "name", "schema"],
        type=enum("json_schema"),
        name=FUNCTION_NAME,
        schema=ANYTHING,
        description=nullable(text()),
        strict=nullable(boolean()),
    ),
)
CREATE_RESPONSE = obj(
    model=nullable(text()),
    input=one_of(text(), array(ITEM)),
    instructions=INSTRUCTIONS,
    previous_response_id=nullable(text()),
    conversation=nullable(one_of(text(), obj(["id"], id=text()))),
    temperature=TEMPERATURE,
    top_p=TOP_P,
    max_output_tokens=nullable(integer(minimum=16)),
    metadata=METADATA,
    tools=nullable(array(_TOOL, maxItems=128)),
    tool_choice=_TOOL_CHOICE,
    parallel_tool_calls=nullable(boolean()),
    text=nullable(obj(format=nullable(_FORMAT), verbosity=nullable(enum("low", "medium", "high")))),
    include=nullable(INCLUDE),
    stream=nullable(boolean()),
    stream_options=nullable(obj(include_obfuscation=boolean())),
    background=nullable(boolean()),
    store=nullable(boolean()),
    truncation=nullable(enum("auto", "disabled")),
    reasoning=nullable(obj(effort=EFFORT, summary=nullable(text()))),
    service_tier=nullable(text()),
    user=nullable(text()),
    safety_identifier=nullable(text()),
    prompt_cache_key=nullable(text()),
)
_COUNTED = (
    "model", "input", "instructions", "previous_response_id", "conversation", "tools", "tool_choice",
    "parallel_tool_calls", "text", "reasoning", "truncation",
)  # fmt: skip
COUNT_INPUT = obj(**{name: CREATE_RESPONSE["properties"][name] for name in _COUNTED})
CREATE_CONVERSATION = obj(items=nullable(array(ITEM, maxItems=20)), metadata=METADATA)
UPDATE_CONVERSATION = obj(["metadata"], metadata=METADATA)
CREATE_ITEMS = obj(["items"], items=array(ITEM, minItems=1, maxItems=20))

_COUNT = integer(minimum=0)
_USAGE = answer(
    input_tokens=_COUNT,
    input_tokens_details=answer(cached_tokens=_COUNT, cache_write_tokens=_COUNT),
    output_tokens=_COUNT,
    output_tokens_details=answer(reasoning_tokens=_COUNT),
    total_tokens=_COUNT,
)
RESPONSE = answer(
    ["user"],
    id=text(),
    object=enum("response"),
    created_at=_COUNT,
    completed_at=nullable(_COUNT),
    status=enum("completed", "failed", "in_progress", "cancelled", "queued", "incomplete"),
    background=boolean(),
    error=nullable(answer(code=text(), message=text())),
    incomplete_details=nullable(answer(reason=enum("max_output_tokens", "content_filter"))),
    instructions=nullable(text()),
    max_output_tokens=nullable(_COUNT),
    model=text(),
    output=array(ANYTHING),
    parallel_tool_calls=boolean(),
    previous_response_id=nullable(text()),
    conversation=nullable(answer(id=text())),
    reasoning=answer(effort=EFFORT, summary=nullable(text())),
    service_tier=text(),
    store=boolean(),
    temperature=number(),
    text=ANYTHING,
    tool_choice=one_of(text(), ANYTHING),
    tools=array(ANYTHING),
    top_p=number(),
    truncation=enum("auto", "disabled"),
    usage=nullable(_USAGE),
    user=text(),
    metadata=METADATA,
)
CONVERSATION = answer(id=text(), object=enum("conversation"), created_at=_COUNT, metadata=METADATA)
ITEM_LIST = answer(
    object=enum("list"), data=array(ANYTHING), first_id=text(), last_id=text(), has_more=boolean()
)


def _deleted(kind: str) -> Schema:
    return answer(id=text(), object=enum(kind), deleted=boolean())


RESPONSES_NAMED: Final[dict[str, Schema]] = {
    "CreateResponseRequest": CREATE_RESPONSE,
    "CountInputTokensRequest": COUNT_INPUT,
    "InputTokens": answer(object=enum("response.input_tokens"), input_tokens=_COUNT),
    "CreateConversationRequest": CREATE_CONVERSATION,
    "ModifyConversationRequest": UPDATE_CONVERSATION,
    "CreateConversationItemsRequest": CREATE_ITEMS,
    "Response": RESPONSE,
    "DeletedResponse": _deleted("response"),
    "Conversation": CONVERSATION,
    "DeletedConversation": _deleted("conversation.deleted"),
    "Item": ANYTHING,
    "ItemList": ITEM_LIST,
}
