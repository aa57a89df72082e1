"""Python callables of a suite answer `requires_action`, through both transports, on the embedded server."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.loader import LoadedSuite, load_suite
from harness.records import Assistant, Attempt, Sample
from harness.results import Results
from harness.runner import Run, RunOptions, Target
from harness.server.embedded import Running, ServeOptions, serve
from harness.suite import Limits, Suite
from tests.runner.adversary import Adversary
from tests.runner.samples import SaysTarget, number_suite, options

TURNS = [
    {
        "calls": [
            {"name": "price", "arguments": {"item": "tea"}},
            {"name": "price", "arguments": {"item": "jam"}},
        ]
    },
    {"text": "Together 12."},
]
PRICE = {
    "type": "function",
    "function": {
        "name": "price",
        "description": "The price of an item.",
        "parameters": {"type": "object", "properties": {"item": {"type": "string"}}, "required": ["item"]},
    },
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    script = tmp_path_factory.mktemp("script") / "turns.jsonl"
    script.write_text("".join(json.dumps(turn) + "\n" for turn in TURNS))
    with serve(ServeOptions(models=(f"simulated:script={script}",))) as running:
        yield running


def run(server: Running, folder: Path, functions: dict[str, Any], **changes: Any) -> list[Attempt]:
    suite = Suite(
        name="shop",
        dataset=[Sample(id="sum", question="What do tea and jam cost?", target="12")],
        assistant=Assistant(instructions="Look prices up.", tools=(PRICE,)),
        checker=SaysTarget(),
        functions=functions,
        **changes,
    )
    loaded: LoadedSuite = load_suite(suite, Path(__file__))
    target = Target(base_url=server.base_url, api_key=server.api_key)
    asyncio.run(Run([loaded], RunOptions(folder=folder, target=target)).execute())
    with Results.open(folder) as results:
        return list(results.attempts())


def test_calls_are_answered_in_parallel_through_both_transports(server: Running, tmp_path: Path) -> None:
    spans: list[tuple[float, float]] = []

    def price(item: str) -> int:
        began = time.monotonic()
        time.sleep(0.2)
        spans.append((began, time.monotonic()))
        return {"tea": 5, "jam": 7}[item]

    attempts = run(server, tmp_path / "run", {"price": price})
    assert [attempt.verdict.value for attempt in attempts] == ["correct", "correct"]
    for attempt in attempts:
        calls = attempt.record.tool_calls
        assert [(call.name, json.loads(call.input), call.output, call.ok) for call in calls] == [
            ("price", {"item": "tea"}, "5", True),
            ("price", {"item": "jam"}, "7", True),
        ]
    assert len(spans) == 4
    overlaps = [a for a in spans for b in spans if a is not b and a[0] < b[1] and b[0] < a[1]]
    assert overlaps, "no two calls ran at the same time"


def test_what_a_function_raises_is_its_output(server: Running, tmp_path: Path) -> None:
    def price(item: str) -> int:
        raise ValueError(f"no {item} today")

    for attempt in run(server, tmp_path / "run", {"price": price}):
        assert attempt.verdict.value == "correct"
        for call in attempt.record.tool_calls:
            assert (call.ok, call.error_kind) == (False, "ValueError")
            assert "today" in call.output


def test_without_a_handler_the_attempt_is_an_error_and_the_run_is_cancelled(
    server: Running, tmp_path: Path
) -> None:
    for attempt in run(server, tmp_path / "run", {}):
        assert attempt.record.cause is not None
        assert attempt.record.cause.kind == "requires_action"
        assert "price" in attempt.record.cause.message
        assert attempt.record.status == "cancelled"


def no_text(item: str) -> object:
    return object()


def quits(item: str) -> str:
    raise SystemExit(3)


def long_winded(item: str) -> str:
    return "very " * 400_000


@pytest.mark.parametrize(
    ("function", "ok", "kind"),
    [(no_text, False, "TypeError"), (quits, False, "RuntimeError"), (long_winded, False, "ValueError")],
)
def test_what_a_function_does_costs_at_most_its_call(
    function: Any, ok: bool, kind: str, server: Running, tmp_path: Path
) -> None:
    for attempt in run(server, tmp_path / "run", {"price": function}):
        assert attempt.verdict.value == "correct"
        assert {(call.ok, call.error_kind) for call in attempt.record.tool_calls} == {(ok, kind)}


def test_functions_that_never_return_keep_nothing_waiting(server: Running, tmp_path: Path) -> None:
    """More of them than a loop has threads: verdicts still come, and the run ends."""

    def price(item: str) -> str:
        threading.Event().wait(3600)
        return item

    began = time.monotonic()
    attempts = run(server, tmp_path / "run", {"price": price}, limits=Limits(function_seconds=0.2), epochs=16)
    assert time.monotonic() - began < 30
    assert [attempt.verdict.value for attempt in attempts] == ["correct"] * 32
    for attempt in attempts:
        for call in attempt.record.tool_calls:
            assert (call.ok, call.error_kind) == (False, "TimeoutError")
            assert "no result within 0.2 s" in call.output


@pytest.mark.parametrize("arguments", ["{half", "[1, 2]", '{"colour": "red"}', "null"])
def test_arguments_that_no_function_takes_are_its_output(arguments: str, tmp_path: Path) -> None:
    with Adversary(rate=1.0, faults=("requires_action",), arguments=arguments, accuracy=1.0) as server:
        suite = number_suite(1)
        known = replace(suite, suite=replace(suite.suite, functions={"unheard_of": lambda item: item}))
        asyncio.run(Run([known], options(tmp_path / "run", server.base_url)).execute())
        assert all("error" in json.loads(output) for output in server.outputs)
        assert len(server.outputs) == 2
    with Results.open(tmp_path / "run") as results:
        assert [attempt.verdict.value for attempt in results.attempts()] == ["correct"] * 2
