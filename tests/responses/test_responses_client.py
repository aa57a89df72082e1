"""Suites through the Responses API: records, replays, faults, cleaning up."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from openai import OpenAI

from harness.assistant.responses.ask import GAPS
from harness.loader import load_suite
from harness.records import Assistant, Attempt, Sample
from harness.runner import Target
from harness.server.embedded import Running
from harness.suite import Limits

from .conftest import WEATHER, small_suite

Run = Callable[..., list[Attempt]]


def test_records_have_steps_messages_and_tokens(run: Run) -> None:
    for attempt in run(small_suite()):
        record = attempt.record
        assert (attempt.verdict.value, record.status, record.cause) == ("correct", "completed", None)
        assert [(call.tool, call.name) for call in record.tool_calls] == [
            ("function", "get_weather"),
            ("code_interpreter", "code_interpreter"),
        ]
        assert record.tool_calls[0].output == "17 C"
        assert record.tool_calls[1].output != ""
        assert [step.type for step in record.steps] == ["tool_calls", "tool_calls", "message_creation"]
        assert record.usage is not None and record.usage.total_tokens > 0
        assert record.messages[-1]["run_id"] == record.run["id"]


def test_a_replay_repeats_the_records_without_a_server(run: Run, tmp_path: Path) -> None:
    cassettes = tmp_path / "cassettes"
    recorded = run(small_suite(), cassettes="record", cassette_root=cassettes)
    assert {path.parent.name for path in cassettes.rglob("*.yaml")} == {"small.responses"}
    replayed = run(small_suite(), cassettes="replay", cassette_root=cassettes, target=Target())
    plain = [replace(one.record, cassette="live") for one in recorded]
    assert [replace(one.record, cassette="live") for one in replayed] == plain
    assert {one.record.cassette for one in replayed} == {"hit"}


def test_nothing_is_left_on_the_server(run: Run, server: Running) -> None:
    suite = small_suite(assistant=Assistant(instructions="?", tools=("file_search",), files=("conftest.py",)))
    attempts = run(suite, limit=1)
    api = OpenAI(base_url=server.base_url, api_key=server.api_key)
    assert list(api.vector_stores.list()) == []
    assert list(api.files.list()) == []
    for attempt in attempts:
        with pytest.raises(Exception, match="not found"):
            api.responses.retrieve(attempt.record.run["id"])
        with pytest.raises(Exception, match="not found"):
            api.conversations.retrieve(attempt.record.run["conversation"]["id"])


def test_later_turns_go_on_in_the_conversation(run: Run) -> None:
    sample = Sample(id="turns", question="Say 1.", turns=("Say 2.", "Say 3."), target="3")
    for attempt in run(small_suite(dataset=[sample])):
        assert attempt.verdict.value == "correct"
        assert len([m for m in attempt.record.messages if m["role"] == "assistant"]) == 3


def test_files_of_a_sample_reach_the_code(run: Run, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("inside", encoding="utf-8")
    sample = Sample(
        id="file", question="print(open('/mnt/data/note.txt').read())", target="", files=("note.txt",)
    )
    suite = replace(small_suite(dataset=[sample]), data_folder=tmp_path)
    for attempt in run(suite):
        assert attempt.record.cause is None
        container = attempt.record.run["tools"][1]["container"]
        assert len(container["file_ids"]) == 1


def test_what_has_no_counterpart_is_on_the_record(run: Run) -> None:
    settings = {
        "truncation_strategy": {"type": "last_messages", "last_messages": 1},
        "max_prompt_tokens": 900,
    }
    attempt = run(small_suite(run=settings), limit=1)[0]
    said = " ".join(attempt.record.run[GAPS])
    assert "run.truncation_strategy" in said and "run.max_prompt_tokens" in said


@pytest.mark.parametrize("transport", ["polling", "streaming"])
def test_a_wanted_function_that_nobody_answers(run: Run, transport: Any) -> None:
    attempt = run(small_suite(functions={}), limit=1, transports=(transport,))[0]
    assert attempt.record.cause is not None
    assert attempt.record.cause.kind == "requires_action"


def model(name: str, **limits: Any) -> Any:
    """The small suite on another model, without tools."""
    return small_suite(assistant=Assistant(instructions="?", model=name), limits=Limits(**limits))


def test_a_failing_model_is_a_failed_run(run: Run) -> None:
    for attempt in run(model("failing"), limit=1):
        assert attempt.record.cause is not None
        assert attempt.record.cause.kind == "run_failed"
        assert "server_error" in attempt.record.cause.message


def test_our_deadline_cancels_the_response(run: Run) -> None:
    for attempt in run(model("slow", seconds=0.5), limit=1):
        assert attempt.record.cause is not None
        assert attempt.record.cause.kind == "deadline"
        assert attempt.record.status == "cancelled"


def test_too_few_tokens_end_it_incomplete(run: Run) -> None:
    long = [Sample(id="long", question="many words " * 40, target="words")]
    suite = small_suite(
        dataset=long, assistant=Assistant(instructions="?"), limits=Limits(max_completion_tokens=256)
    )
    suite = load_suite(replace(suite.suite, run={"max_completion_tokens": 16}), Path(__file__))
    for attempt in run(suite):
        assert attempt.record.cause is not None
        assert (attempt.record.cause.kind, attempt.record.cause.message) == (
            "run_incomplete",
            "max_output_tokens",
        )


class Faulty(httpx2.AsyncBaseTransport):
    """The network, with one fault in every response's creation."""

    def __init__(self, fault: str) -> None:
        self._inner = httpx2.AsyncHTTPTransport()
        self._fault = fault
        self._hit: set[str] = set()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        creation = request.method == "POST" and request.url.path.endswith("/responses")
        body = (await request.aread()).decode() if creation else ""
        if creation and self._fault in ("429", "500") and body not in self._hit:
            self._hit.add(body)
            return httpx2.Response(
                int(self._fault), json={"error": {"message": "no"}}, headers={"retry-after-ms": "1"}
            )
        answer = await self._inner.handle_async_request(request)
        if not creation:
            return answer
        if self._fault == "malformed":
            await answer.aclose()
            return httpx2.Response(200, content=b"<html>", headers={"content-type": "application/json"})
        return (
            httpx2.Response(200, headers=answer.headers, stream=_Cut(answer))
            if self._fault == "cut"
            else answer
        )

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Cut(httpx2.AsyncByteStream):
    """A body that breaks off after its first piece."""

    def __init__(self, answer: httpx2.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._answer.aiter_raw():
            yield chunk
            raise httpx2.ReadError("cut")

    async def aclose(self) -> None:
        await self._answer.aclose()


def plain() -> Any:
    return small_suite(assistant=Assistant(instructions="?", tools=()))


def test_too_many_requests_are_waited_for(run: Run) -> None:
    for attempt in run(plain(), limit=1, live=lambda: Faulty("429")):
        assert attempt.verdict.value == "correct"
        assert [retry.reason for retry in attempt.record.retries] == ["HTTP 429"]


def test_a_creation_that_may_have_happened_is_not_repeated(run: Run) -> None:
    for attempt in run(plain(), limit=1, live=lambda: Faulty("500")):
        assert attempt.record.cause is not None
        assert attempt.record.cause.kind == "http_5xx"


def test_a_cut_stream_is_finished_by_polling(run: Run) -> None:
    suite = small_suite(assistant=Assistant(instructions="?", tools=(WEATHER,)))
    attempt = run(suite, limit=1, transports=("streaming",), live=lambda: Faulty("cut"))[0]
    assert attempt.verdict.value == "correct"
    assert "finished by polling" in attempt.record.retries[0].reason
    assert [call.output for call in attempt.record.tool_calls] == ["17 C"]


def test_what_is_no_response_is_malformed(run: Run) -> None:
    for attempt in run(plain(), limit=1, live=lambda: Faulty("malformed")):
        assert attempt.record.cause is not None
        assert attempt.record.cause.kind in ("malformed", "stream_cut")
