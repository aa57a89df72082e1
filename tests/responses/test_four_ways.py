"""Both APIs through both transports: on a model that decides by the conversation alone, all four agree."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.loader import LoadedSuite, load_suites
from harness.records import TRANSPORTS, Attempt
from harness.reports.data import load_run
from harness.runner import Run, RunOptions, Target
from harness.runner.options import Api
from harness.server.embedded import Running, ServeOptions, serve

EVALS = Path(__file__).parents[2] / "evals"
APIS: tuple[Api, Api] = ("assistants", "responses")
LIMIT = 2


def answer_of(target: Any) -> str:
    """Something that the suite's checker can judge."""
    if not isinstance(target, dict):
        return str(target)
    if "reference" in target:
        return f"```python\n{target['reference']}\n```"
    phrases = [one[0] if isinstance(one, list) else str(one) for one in target.get("answer", ["nothing"])]
    return ", ".join(phrases) + "【0:0†source】"


@pytest.fixture(scope="module")
def suites() -> list[LoadedSuite]:
    return load_suites([EVALS])


@pytest.fixture(scope="module")
def server(suites: list[LoadedSuite], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    table = tmp_path_factory.mktemp("answers") / "answers.jsonl"
    rows = [
        {"question": sample.question, "answer": answer_of(sample.target), "code": "x = 6\nprint(x * 7)"}
        for suite in suites
        for sample in suite.samples[:LIMIT]
    ]
    table.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    tools = "code_interpreter+file_search+get_weather+stock"
    spec = f"simulated:answers={table},accuracy=0.7,tools={tools}"
    with pytest.MonkeyPatch.context() as patch:
        # Without embeddings a search goes by words alone: what is compared here are the ways, not the search.
        patch.setenv("HARNESS_MODELS_DIR", str(table.parent))
        with serve(ServeOptions(models=(spec,), poll_ms=10)) as running:
            yield running


@pytest.fixture(scope="module")
def attempts(
    suites: list[LoadedSuite], server: Running, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], dict[str, Attempt]]:
    """By suite and sample: every way's attempt."""
    target = Target(base_url=server.base_url, api_key=server.api_key)
    found: dict[tuple[str, str], dict[str, Attempt]] = defaultdict(dict)
    for api in APIS:
        folder = tmp_path_factory.mktemp(api) / "run"
        folder.mkdir()
        options = RunOptions(folder=folder, target=target, api=api, transports=TRANSPORTS, limit=LIMIT)
        run = load_run(asyncio.run(Run(suites, options).execute()))
        assert run.manifest.api == api
        for attempt in run.attempts:
            key = (attempt.record.suite, attempt.sample.id)
            found[key][f"{api}/{attempt.record.transport}"] = attempt
    return found


def test_every_suite_went_all_four_ways(
    attempts: dict[tuple[str, str], dict[str, Attempt]], suites: list[LoadedSuite]
) -> None:
    assert {suite for suite, _ in attempts} == {suite.name for suite in suites}
    assert all(len(ways) == 4 for ways in attempts.values())
    assert all(not one.record.cause for ways in attempts.values() for one in ways.values())


def test_answers_and_verdicts_agree(attempts: dict[tuple[str, str], dict[str, Attempt]]) -> None:
    for key, ways in attempts.items():
        assert len({one.record.answer for one in ways.values()}) == 1, key
        assert len({one.verdict.value for one in ways.values()}) == 1, key
    values = {one.verdict.value for ways in attempts.values() for one in ways.values()}
    assert values == {"correct", "incorrect"}  # otherwise agreement would say little


def test_tool_calls_agree(attempts: dict[tuple[str, str], dict[str, Attempt]]) -> None:
    seen = set()
    for key, ways in attempts.items():
        calls = {
            tuple((c.tool, c.name, c.input, c.output) for c in one.record.tool_calls) for one in ways.values()
        }
        bare = {tuple((tool, name, text) for tool, name, text, _ in calls_) for calls_ in calls}
        assert len(bare) == 1, key
        for call in next(iter(calls)):
            seen.add(call[0])
            # Ids of files are each setup's own, and only steps that are asked for it show a search's text.
            if call[0] != "file_search":
                assert len({tuple(c[3] for c in one) for one in calls}) == 1, key
    assert seen == {"code_interpreter", "file_search", "function"}


def test_tokens_agree(attempts: dict[tuple[str, str], dict[str, Attempt]]) -> None:
    for key, ways in attempts.items():
        assert len({one.record.usage for one in ways.values()}) == 1, key


def test_streams_tell_when_steps_began(attempts: dict[tuple[str, str], dict[str, Attempt]]) -> None:
    for ways in attempts.values():
        streamed = ways["responses/streaming"].record
        assert streamed.ttft is not None
        assert all(step.started is not None and step.ended is not None for step in streamed.steps)
        assert ways["responses/polling"].record.ttft is None
