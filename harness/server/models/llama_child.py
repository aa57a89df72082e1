"""The child process that runs llama.cpp's server: `python -P -m harness.server.models.llama_child`.

It reads one line of JSON from stdin (a `LlamaOptions` as an object with the model's path and a key), prints
one line of JSON, `{"address": …, "grammars": …}` or `{"error": …}`, and serves until stdin closes or its parent is gone. A
process of its own, because a damaged model file or a bug in native code then costs a turn and not the server.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Mapping
from typing import Any

WATCH_SECONDS = 2.0


def main() -> None:
    """Serves until the parent lets go."""
    options = json.loads(sys.stdin.readline())
    try:
        server = start(options)
    except Exception as error:
        print(json.dumps({"error": str(error) or type(error).__name__}), flush=True)  # noqa: T201
        return
    answer = {"address": server.listening_address, "grammars": _reads_llguidance()}
    print(json.dumps(answer), flush=True)  # noqa: T201
    _wait_for_parent()
    os._exit(0)  # llama.cpp waits for running completions when it is destroyed


def start(options: Mapping[str, Any]) -> Any:
    """A running `xllamacpp.Server`."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = options["path"]
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [options["key"]]
    params.n_parallel = options["slots"]
    params.n_ctx = options["slots"] * options["slot_context"]
    params.cpuparams.n_threads = options["threads"]
    params.cpuparams_batch.n_threads = options["threads"]
    params.cache_ram_mib = options["prompt_cache_mb"]
    params.cont_batching = True
    params.ui = False
    params.endpoint_slots = False
    params.verbosity = 0
    return xllamacpp.Server(params)


def _reads_llguidance() -> bool:
    """Whether this build has llguidance: then that is the form in which it writes grammars itself."""
    import xllamacpp

    return bool(xllamacpp.json_schema_to_grammar({"type": "object"}).startswith("%llguidance"))


def _wait_for_parent() -> None:
    threading.Thread(target=_follow, args=(os.getppid(),), daemon=True).start()
    while sys.stdin.buffer.read(1):
        pass


def _follow(parent: int) -> None:
    """Ends this process when its parent died while somebody else still holds the pipe."""
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    os._exit(0)


if __name__ == "__main__":
    main()
