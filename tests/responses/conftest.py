"""One embedded server for all tests of the client, and a small suite with tools, turns and functions."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.loader import LoadedSuite, load_suite
from harness.records import Assistant, Attempt, Sample, Verdict
from harness.reports.data import load_run
from harness.runner import Run, RunOptions, Target
from harness.server.embedded import Running, ServeOptions, serve
from harness.suite import CheckContext, Limits, Suite

QUESTIONS = ("Say 1.", "Say 2.", "Say 3.")
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


class SaysTarget:
    """Correct when the target is in the answer."""

    name = "says_target"

    def check(self, context: CheckContext) -> Verdict:
        right = str(context.sample.target) in context.answer
        return Verdict(value="correct" if right else "incorrect", score=float(right))


def small_suite(**changes: Any) -> LoadedSuite:
    """Three questions for an assistant that calls a function first."""
    settings: dict[str, Any] = {
        "name": "small",
        "dataset": [Sample(id=f"s{i}", question=q, target=str(i + 1)) for i, q in enumerate(QUESTIONS)],
        "assistant": Assistant(instructions="Say the number.", tools=(WEATHER, "code_interpreter")),
        "checker": SaysTarget(),
        "functions": {"get_weather": lambda **arguments: "17 C"},
        "limits": Limits(seconds=30, max_completion_tokens=256),
    }
    return load_suite(Suite(**{**settings, **changes}), Path(__file__))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    table = tmp_path_factory.mktemp("answers") / "answers.jsonl"
    rows = [{"question": question, "answer": str(i + 1)} for i, question in enumerate(QUESTIONS)]
    table.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    spec = f"simulated:answers={table},tools=get_weather+code_interpreter"
    slow, failing = "slow=slow:0.3:default", "failing=failing:default"
    with pytest.MonkeyPatch.context() as patch:
        # No embeddings: searches are not the point. Undone with the module, or other tests would see it.
        patch.setenv("HARNESS_MODELS_DIR", str(table.parent))
        with serve(ServeOptions(models=(f"default={spec}", slow, failing), poll_ms=10)) as running:
            yield running


@pytest.fixture
def run(server: Running, tmp_path: Path) -> Callable[..., list[Attempt]]:
    """Run a suite through the Responses API and return its attempts."""

    def execute(suite: LoadedSuite, **options: Any) -> list[Attempt]:
        folder = tmp_path / f"run-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        target = options.pop("target", Target(base_url=server.base_url, api_key=server.api_key))
        made = RunOptions(**{"folder": folder, "target": target, "api": "responses", **options})
        return list(load_run(asyncio.run(Run([suite], made).execute())).whole())

    return execute
