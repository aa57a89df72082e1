"""`open_model(spec)`: from the text after `--model` to a chat model.

::

    local[,OPTION…]                    SmolLM2-135M-Instruct by llama.cpp (`harness models fetch` brings it)
    PATH.gguf[,OPTION…]                any GGUF file by llama.cpp
    chat:BASE_URL#NAME[,OPTION…]       a server of OpenAI-compatible chat completions; its key is taken from
                                       HARNESS_CHAT_API_KEY, else from OPENAI_API_KEY
    simulated[:OPTION…]                not a model: see `harness.server.models.simulated`

Options of `local` and of a path: `slots` (turns at once, 4), `context` (tokens for each slot, 4096),
`threads` (half of the cores), `tools` (`auto`, `native`, `fenced`), `rounds` (tool calls after one user
message when fenced, 2). Options of `chat`: `tools`, `rounds` (8), `context` (asked of the server, else
32768), `embeddings` (the name of an embedding model on the same server), `vision` (`yes` where the model
looks at images, else `no`). With `tools=auto` tools are passed on natively where the server takes them, and
taught by the fenced protocol where it does not.
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Any

from harness.errors import ModelError
from harness.server.models import weights
from harness.server.models.base import ChatModel
from harness.server.models.fenced import FencedModel
from harness.server.models.llama import LlamaModel, LlamaOptions
from harness.server.models.options_text import Reader, one_of, read_options, whole
from harness.server.models.remote import RemoteOptions, open_remote
from harness.server.models.simulated import open_simulated

SMALL_MODEL_ROUNDS = 2
"""One block, and one more after an error: a small model repeats itself from there on."""

KINDS = ("local", "simulated", "chat:BASE_URL#NAME", "PATH.gguf")


def _yes_or_no(text: str) -> bool:
    return bool(one_of("yes", "no")(text) == "yes")


_TOOLS: dict[str, Reader] = {"tools": one_of("auto", "native", "fenced"), "rounds": whole(1, 64)}
_LLAMA: dict[str, Reader] = {
    **_TOOLS,
    "slots": whole(1, 256),
    "context": whole(512, 1_048_576),
    "threads": whole(1, 1024),
}
_CHAT: dict[str, Reader] = {
    **_TOOLS,
    "context": whole(512, 16_777_216),
    "embeddings": str,
    "vision": _yes_or_no,
}


def open_model(spec: str) -> ChatModel:
    """The chat model that a specification names, ready to be asked (a local one takes about a second to
    load).

    Raises ModelError: unknown kind or option, weights or runtime missing, server out of reach.
    """
    kind, _, rest = spec.partition(":")
    if kind == "chat":
        return _chat(spec, rest)
    if kind == "simulated":
        return open_simulated(spec, rest)
    name, _, options = spec.partition(",")
    if name == "local":
        path = weights.require(weights.SMOLLM2)[0]
        return _llama(path, "smollm2-135m-instruct", read_options(options, _LLAMA, spec))
    if ".gguf" in spec:
        name, _, options = spec.rpartition(".gguf")
        path = Path(f"{name}.gguf").expanduser()
        return _llama(path, path.stem, read_options(options.removeprefix(","), _LLAMA, spec))
    nearest = difflib.get_close_matches(kind, [known.partition(":")[0] for known in KINDS], n=1, cutoff=0.4)
    raise ModelError(
        f"{spec!r} is not a model specification; there are {', '.join(KINDS)}",
        nearest=nearest[0] if nearest else None,
    )


def _llama(path: Path, name: str, options: dict[str, Any]) -> ChatModel:
    defaults = LlamaOptions()
    model = LlamaModel(
        path,
        LlamaOptions(
            slots=options.get("slots", defaults.slots),
            slot_context=options.get("context", defaults.slot_context),
            threads=options.get("threads"),
        ),
        name=name,
    )
    tools = options.get("tools", "auto")
    if tools == "native" or (tools == "auto" and model.native_tools):
        return model
    rounds = options.get("rounds", SMALL_MODEL_ROUNDS)
    return FencedModel(model, prefills=True, grammar_end=model.grammar_end, max_rounds=rounds)


def _chat(spec: str, rest: str) -> ChatModel:
    base_url, _, tail = rest.partition("#")
    name, _, text = tail.partition(",")
    if not base_url.startswith(("http://", "https://")):
        raise ModelError(
            f"{spec!r} has no http:// or https:// address after `chat:`",
            nearest="chat:http://127.0.0.1:8080/v1#NAME",
        )
    options = read_options(text, _CHAT, spec)
    key = os.environ.get("HARNESS_CHAT_API_KEY") or os.environ.get("OPENAI_API_KEY")
    return open_remote(RemoteOptions(base_url=base_url.rstrip("/"), model=name, key=key or None, **options))
