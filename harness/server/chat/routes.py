"""/chat/completions and /embeddings"""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Sequence

from starlette.responses import Response

from harness.server.chat.answers import Answer, chunks
from harness.server.chat.turn import make_request, pieces, refusal, stop_texts
from harness.server.models.base import ModelFault
from harness.server.models.tokens import estimate
from harness.server.objects import given
from harness.server.routes.base import Call, Operation
from harness.server.sse import ByteStream
from harness.server.wire import Json

_HOSTED_EMBEDDINGS = re.compile(r"text-embedding-[a-z0-9-]+")


async def complete(call: Call) -> Json | Response:
    """Completes a chat, whole or as a stream."""
    body = call.body
    model = call.state.models.get(body["model"])
    stream = pieces(model, make_request(body), stop_texts(body))
    answer = Answer(body["model"], usage=bool(given(body, "stream_options", {}).get("include_usage")))
    try:
        first = await anext(stream)  # a model that cannot begin is refused, not a stream
        if body.get("stream"):
            return ByteStream(chunks(answer, first, stream), call.state.options.keepalive_seconds)
        list(answer.feed(first))
        async for piece in stream:
            list(answer.feed(piece))
        return answer.whole()
    except ModelFault as fault:
        raise refusal(fault) from fault


async def embed(call: Call) -> Json:
    """The vectors of one text or several, from whatever file search has them from."""
    body = call.body
    _check_embedding_model(call, body["model"])
    texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
    try:
        rows = await call.state.index.embed(texts)
    except ModelFault as fault:
        raise refusal(fault) from fault
    spent = sum(estimate(text) for text in texts)
    return {
        "object": "list",
        "model": body["model"],
        "data": [_row(index, row, body.get("encoding_format")) for index, row in enumerate(rows)],
        "usage": {"prompt_tokens": spent, "total_tokens": spent},
    }


def _check_embedding_model(call: Call, name: str) -> None:
    if call.state.options.strict_models or not _HOSTED_EMBEDDINGS.fullmatch(name):
        call.state.models.get(name)


def _row(index: int, row: Sequence[float], encoding: str | None) -> Json:
    packed: str | list[float] = list(row)
    if encoding == "base64":
        packed = base64.b64encode(struct.pack(f"<{len(row)}f", *row)).decode()
    return {"object": "embedding", "index": index, "embedding": packed}


OPERATIONS = (
    Operation(
        method="POST",
        path="/chat/completions",
        name="createChatCompletion",
        summary="Complete a chat",
        handler=complete,
        answer="ChatCompletion",
        body="CreateChatCompletionRequest",
        streams=True,
    ),
    Operation(
        method="POST",
        path="/embeddings",
        name="createEmbedding",
        summary="Turn texts into vectors",
        handler=embed,
        answer="EmbeddingList",
        body="CreateEmbeddingRequest",
    ),
)
