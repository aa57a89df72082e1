"""Which API an attempt goes through, chosen by one word."""

from __future__ import annotations

from pathlib import Path

from harness.assistant import ask as runs
from harness.assistant import setup as assistants
from harness.assistant.caller import Caller
from harness.assistant.request import Api, AskRequest
from harness.assistant.responses import ask as responses
from harness.assistant.responses import setup as requests
from harness.assistant.setup import Setup
from harness.records import Assistant, RunRecord


async def ask(caller: Caller, request: AskRequest) -> RunRecord:
    """Ask one sample through the request's API and report what was observed.

    Args:
        caller: the attempt's client, clock and retry policy.
        request: what is asked.
    """
    if request.api == "responses":
        return await responses.ask(caller, request)
    return await runs.ask(caller, request)


async def prepare(
    caller: Caller, assistant: Assistant, *, model: str, folder: Path, api: Api = "assistants"
) -> Setup:
    """Make what a suite needs before its first question: an assistant, or only its files and stores.

    Raises:
        TargetError: a vector store never gets ready.
        OpenAIError: the server refuses something.
    """
    if api == "responses":
        return await requests.prepare(caller, assistant, model=model, folder=folder)
    return await assistants.prepare(caller, assistant, model=model, folder=folder)
