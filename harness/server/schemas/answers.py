"""Bodies of answers."""

from __future__ import annotations

from harness.server.schemas.parts import (
    ATTRIBUTES,
    METADATA,
    RESPONSE_FORMAT,
    STATIC_CHUNKING,
    TOOL,
    TOOL_CHOICE,
    TRUNCATION,
    Schema,
    answer,
    array,
    boolean,
    enum,
    integer,
    nullable,
    number,
    one_of,
    text,
)

TIME = integer(minimum=0)
_MAYBE_TIME = nullable(TIME)

_CODE_FILES = answer(file_ids=array(text(), maxItems=20))
_SEARCH_STORES = answer(vector_store_ids=array(text(), maxItems=1))
RESOURCES = answer(
    ["code_interpreter", "file_search"], code_interpreter=_CODE_FILES, file_search=_SEARCH_STORES
)
USAGE = answer(
    prompt_tokens=integer(minimum=0), completion_tokens=integer(minimum=0), total_tokens=integer(minimum=0)
)

ASSISTANT = answer(
    id=text(),
    object=enum("assistant"),
    created_at=TIME,
    name=nullable(text(maxLength=256)),
    description=nullable(text(maxLength=512)),
    model=text(),
    instructions=nullable(text(maxLength=256_000)),
    tools=array(TOOL, maxItems=128),
    tool_resources=RESOURCES,
    metadata=METADATA,
    temperature=number(minimum=0, maximum=2),
    top_p=number(minimum=0, maximum=1),
    response_format=RESPONSE_FORMAT,
)
THREAD = answer(
    id=text(), object=enum("thread"), created_at=TIME, tool_resources=RESOURCES, metadata=METADATA
)

_DETAIL = enum("auto", "low", "high")
_ANNOTATION = one_of(
    answer(
        type=enum("file_citation"),
        text=text(),
        start_index=integer(minimum=0),
        end_index=integer(minimum=0),
        file_citation=answer(file_id=text()),
    ),
    answer(
        type=enum("file_path"),
        text=text(),
        start_index=integer(minimum=0),
        end_index=integer(minimum=0),
        file_path=answer(file_id=text()),
    ),
)
_CONTENT = one_of(
    answer(type=enum("text"), text=answer(value=text(), annotations=array(_ANNOTATION))),
    answer(type=enum("image_file"), image_file=answer(file_id=text(), detail=_DETAIL)),
    answer(type=enum("image_url"), image_url=answer(url=text(), detail=_DETAIL)),
)
_ATTACHMENT = answer(
    ["file_id", "tools"],
    file_id=text(),
    tools=array(one_of(answer(type=enum("code_interpreter")), answer(type=enum("file_search")))),
)
MESSAGE = answer(
    id=text(),
    object=enum("thread.message"),
    created_at=TIME,
    thread_id=text(),
    status=enum("in_progress", "incomplete", "completed"),
    incomplete_details=nullable(
        answer(reason=enum("content_filter", "max_tokens", "run_cancelled", "run_expired", "run_failed"))
    ),
    completed_at=_MAYBE_TIME,
    incomplete_at=_MAYBE_TIME,
    role=enum("user", "assistant"),
    content=array(_CONTENT),
    assistant_id=nullable(text()),
    run_id=nullable(text()),
    attachments=array(_ATTACHMENT),
    metadata=METADATA,
)

_ERROR_CODE = enum("server_error", "rate_limit_exceeded", "invalid_prompt")
_WANTED = answer(id=text(), type=enum("function"), function=answer(name=text(), arguments=text()))
_ACTION = answer(type=enum("submit_tool_outputs"), submit_tool_outputs=answer(tool_calls=array(_WANTED)))
RUN = answer(
    id=text(),
    object=enum("thread.run"),
    created_at=TIME,
    thread_id=text(),
    assistant_id=text(),
    status=enum(
        "queued",
        "in_progress",
        "requires_action",
        "cancelling",
        "cancelled",
        "failed",
        "completed",
        "incomplete",
        "expired",
    ),
    required_action=nullable(_ACTION),
    last_error=nullable(answer(code=_ERROR_CODE, message=text())),
    expires_at=_MAYBE_TIME,
    started_at=_MAYBE_TIME,
    cancelled_at=_MAYBE_TIME,
    failed_at=_MAYBE_TIME,
    completed_at=_MAYBE_TIME,
    incomplete_details=nullable(
        answer(["reason"], reason=enum("max_prompt_tokens", "max_completion_tokens"))
    ),
    model=text(),
    instructions=text(),
    tools=array(TOOL),
    tool_resources=RESOURCES,
    metadata=METADATA,
    usage=nullable(USAGE),
    temperature=number(minimum=0, maximum=2),
    top_p=number(minimum=0, maximum=1),
    max_prompt_tokens=nullable(integer(minimum=256)),
    max_completion_tokens=nullable(integer(minimum=256)),
    truncation_strategy=TRUNCATION,
    tool_choice=TOOL_CHOICE,
    parallel_tool_calls=boolean(),
    response_format=RESPONSE_FORMAT,
)

_CODE_OUTPUT = one_of(
    answer(type=enum("logs"), logs=text()),
    answer(type=enum("image"), image=answer(file_id=text())),
)
_RESULT = answer(
    ["content"],
    file_id=text(),
    file_name=text(),
    score=number(minimum=0, maximum=1),
    content=array(answer(type=enum("text"), text=text())),
)
_CALL = one_of(
    answer(
        id=text(),
        type=enum("code_interpreter"),
        code_interpreter=answer(input=text(), outputs=array(_CODE_OUTPUT)),
    ),
    answer(
        id=text(),
        type=enum("file_search"),
        file_search=answer(
            ["ranking_options", "results"],
            ranking_options=answer(ranker=text(), score_threshold=number(minimum=0, maximum=1)),
            results=array(_RESULT),
        ),
    ),
    answer(
        id=text(),
        type=enum("function"),
        function=answer(name=text(), arguments=text(), output=nullable(text())),
    ),
)
STEP = answer(
    id=text(),
    object=enum("thread.run.step"),
    created_at=TIME,
    assistant_id=text(),
    thread_id=text(),
    run_id=text(),
    type=enum("message_creation", "tool_calls"),
    status=enum("in_progress", "cancelled", "failed", "completed", "expired"),
    step_details=one_of(
        answer(type=enum("message_creation"), message_creation=answer(message_id=text())),
        answer(type=enum("tool_calls"), tool_calls=array(_CALL)),
    ),
    last_error=nullable(answer(code=enum("server_error", "rate_limit_exceeded"), message=text())),
    expires_at=_MAYBE_TIME,
    expired_at=_MAYBE_TIME,
    cancelled_at=_MAYBE_TIME,
    failed_at=_MAYBE_TIME,
    completed_at=_MAYBE_TIME,
    metadata=METADATA,
    usage=nullable(USAGE),
)

FILE = answer(
    ["expires_at"],
    id=text(),
    object=enum("file"),
    bytes=integer(minimum=0),
    created_at=TIME,
    filename=text(),
    purpose=enum(
        "assistants",
        "assistants_output",
        "batch",
        "batch_output",
        "fine-tune",
        "fine-tune-results",
        "vision",
        "user_data",
        "evals",
    ),
    status=enum("uploaded", "processed", "error"),
    expires_at=TIME,
)

_COUNTS = answer(
    in_progress=integer(minimum=0),
    completed=integer(minimum=0),
    failed=integer(minimum=0),
    cancelled=integer(minimum=0),
    total=integer(minimum=0),
)
VECTOR_STORE = answer(
    ["expires_after"],
    id=text(),
    object=enum("vector_store"),
    created_at=TIME,
    name=text(),
    usage_bytes=integer(minimum=0),
    file_counts=_COUNTS,
    status=enum("expired", "in_progress", "completed"),
    expires_after=answer(anchor=enum("last_active_at"), days=integer(minimum=1, maximum=365)),
    expires_at=_MAYBE_TIME,
    last_active_at=_MAYBE_TIME,
    metadata=METADATA,
)
_FILE_STATUS = enum("in_progress", "completed", "cancelled", "failed")
STORE_FILE = answer(
    id=text(),
    object=enum("vector_store.file"),
    usage_bytes=integer(minimum=0),
    created_at=TIME,
    vector_store_id=text(),
    status=_FILE_STATUS,
    last_error=nullable(
        answer(code=enum("server_error", "unsupported_file", "invalid_file"), message=text())
    ),
    chunking_strategy=answer(type=enum("static"), static=STATIC_CHUNKING),
    attributes=ATTRIBUTES,
)
BATCH = answer(
    id=text(),
    object=enum("vector_store.files_batch"),
    created_at=TIME,
    vector_store_id=text(),
    status=_FILE_STATUS,
    file_counts=_COUNTS,
)
_TEXTS = array(answer(type=enum("text"), text=text()))
FILE_CONTENT = answer(
    object=enum("vector_store.file_content.page"),
    data=_TEXTS,
    has_more=boolean(),
    next_page=nullable(text()),
)
SEARCH_RESULTS = answer(
    object=enum("vector_store.search_results.page"),
    search_query=array(text()),
    data=array(
        answer(
            file_id=text(),
            filename=text(),
            score=number(minimum=0, maximum=1),
            attributes=ATTRIBUTES,
            content=_TEXTS,
        )
    ),
    has_more=boolean(),
    next_page=nullable(text()),
)

MODEL = answer(id=text(), object=enum("model"), created=integer(), owned_by=text())
MODEL_LIST = answer(object=enum("list"), data=array({"$ref": "#/components/schemas/Model"}))
ERROR = answer(error=answer(message=text(), type=text(), param=nullable(text()), code=nullable(text())))


def listed(name: str) -> Schema:
    """A page of the named objects."""
    return answer(
        object=enum("list"),
        data=array({"$ref": f"#/components/schemas/{name}"}),
        first_id=nullable(text()),
        last_id=nullable(text()),
        has_more=boolean(),
    )


def gone(kind: str) -> Schema:
    """The answer to a deletion."""
    return answer(id=text(), object=enum(kind), deleted=boolean())
