"""Ids of responses, conversations and items: a prefix and letters that nobody can guess."""

from __future__ import annotations

from typing import Final

from harness.server.wire import PREFIXES
from harness.server.wire import new_id as assistants_id

ID_PREFIXES: Final = {
    "response": "resp_",
    "conversation": "conv_",
    "message": "msg_",
    "function_call": "fc_",
    "function_call_output": "fco_",
    "code_interpreter_call": "ci_",
    "file_search_call": "fs_",
    "reasoning": "rs_",
    "container": "cntr_",
}


def new_id(kind: str) -> str:
    """A fresh id for an object or an item of this kind."""
    return ID_PREFIXES[kind] + assistants_id("call").removeprefix(PREFIXES["call"])
