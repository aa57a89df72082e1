"""Bodies of chat completions and embeddings, in the server's own schema vocabulary."""

from __future__ import annotations

from typing import Final

from harness.server.schemas.parts import (
    EFFORT,
    FUNCTION,
    FUNCTION_NAME,
    JSON_SCHEMA_FORMAT,
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

_CALL = obj(
    ["id", "type", "function"],
    id=text(),
    type=enum("function"),
    index=integer(),
    function=obj(["name", "arguments"], name=text(), arguments=text()),
)
_PART = one_of(
    obj(["type", "text"], type=enum("text"), text=text()),
    obj(["type", "refusal"], type=enum("refusal"), refusal=text()),
    obj(
        ["type", "image_url"],
        type=enum("image_url"),
        image_url=obj(["url"], url=text(), detail=enum("auto", "low", "high")),
    ),
)
# Programs hand back whole answers: fields that say nothing to a model are let through.
_MESSAGE: Schema = {
    "type": "object",
    "required": ["role"],
    "properties": {
        "role": enum("system", "developer", "user", "assistant", "tool"),
        "content": nullable(one_of(text(), array(_PART))),
        "name": nullable(text()),
        "tool_calls": nullable(array(_CALL)),
        "tool_call_id": nullable(text()),
    },
    "additionalProperties": True,
}
_TOOL = obj(["type", "function"], type=enum("function"), function=FUNCTION)
_TOOL_CHOICE = nullable(
    one_of(
        enum("none", "auto", "required"),
        obj(["type", "function"], type=enum("function"), function=obj(["name"], name=FUNCTION_NAME)),
    )
)
_FORMAT = nullable(
    one_of(
        obj(["type"], type=enum("text")),
        obj(["type"], type=enum("json_object")),
        obj(["type", "json_schema"], type=enum("json_schema"), json_schema=JSON_SCHEMA_FORMAT),
    )
)
_MOST = nullable(integer(minimum=1))
_PENALTY = nullable(number(minimum=-2, maximum=2))
CREATE_COMPLETION = obj(
    ["model", "messages"],
    model=text(),
    messages=array(_MESSAGE, minItems=1),
    stream=nullable(boolean()),
    stream_options=nullable(obj(include_usage=nullable(boolean()), include_obfuscation=nullable(boolean()))),
    tools=nullable(array(_TOOL, maxItems=128)),
    tool_choice=_TOOL_CHOICE,
    parallel_tool_calls=nullable(boolean()),
    temperature=TEMPERATURE,
    top_p=TOP_P,
    max_tokens=_MOST,
    max_completion_tokens=_MOST,
    stop=nullable(one_of(text(), array(text(), maxItems=4))),
    response_format=_FORMAT,
    reasoning_effort=EFFORT,
    seed=nullable(integer(minimum=-(2**63), maximum=2**63 - 1)),
    n=nullable(integer(minimum=1, maximum=1)),
    logprobs={"type": ["boolean", "null"], "enum": [False, None]},
    # Taken and without effect: they are about billing, storage and routing, or a model may not know them.
    frequency_penalty=_PENALTY,
    presence_penalty=_PENALTY,
    user=nullable(text()),
    safety_identifier=nullable(text()),
    prompt_cache_key=nullable(text()),
    service_tier=nullable(text()),
    store=nullable(boolean()),
    metadata=METADATA,
)

_USAGE = answer(
    prompt_tokens=integer(minimum=0), completion_tokens=integer(minimum=0), total_tokens=integer(minimum=0)
)
_ANSWERED = answer(
    ["tool_calls"],
    role=enum("assistant"),
    content=nullable(text()),
    refusal=nullable(text()),
    tool_calls=array(_CALL),
)
_CHOICE = answer(
    index=integer(minimum=0),
    message=_ANSWERED,
    logprobs={"type": "null"},
    finish_reason=enum("stop", "length", "tool_calls", "content_filter"),
)
COMPLETION = answer(
    id=text(),
    object=enum("chat.completion"),
    created=integer(minimum=0),
    model=text(),
    choices=array(_CHOICE),
    usage=_USAGE,
)

MOST_INPUTS: Final = 2048
_INPUT = text(
    description="A text, no token numbers: those mean something to the hosted models only. LangChain's "
    "OpenAIEmbeddings sends texts with check_embedding_ctx_length=False."
)
CREATE_EMBEDDING = obj(
    ["model", "input"],
    model=text(),
    input=one_of(text(), array(_INPUT, minItems=1, maxItems=MOST_INPUTS)),
    encoding_format=nullable(enum("float", "base64")),
    user=nullable(text()),
)
EMBEDDING_LIST = answer(
    object=enum("list"),
    model=text(),
    data=array(
        answer(object=enum("embedding"), index=integer(minimum=0), embedding=one_of(text(), array(number())))
    ),
    usage=answer(prompt_tokens=integer(minimum=0), total_tokens=integer(minimum=0)),
)

CHAT_NAMED: Final[dict[str, Schema]] = {
    "CreateChatCompletionRequest": CREATE_COMPLETION,
    "ChatCompletion": COMPLETION,
    "CreateEmbeddingRequest": CREATE_EMBEDDING,
    "EmbeddingList": EMBEDDING_LIST,
}
