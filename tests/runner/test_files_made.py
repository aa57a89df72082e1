"""What an assistant's code draws and writes: kept with the run, recorded, and the same from the recording."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.loader import LoadedSuite, load_suite
from harness.records import Assistant, Attempt, Sample
from harness.reports.data import load_run
from harness.runner import Run, RunOptions, Target
from harness.runner.rescore import rescore
from harness.server.embedded import Running, ServeOptions, serve
from harness.suite import Suite
from tests.runner.samples import SaysTarget

CELL = """
import matplotlib.pyplot as plt
plt.plot([1, 4, 9])
plt.show()
open('/mnt/data/squares.csv', 'w').write('n\\n1\\n4\\n9\\n')
"""
TURNS = [
    {"calls": [{"name": "code_interpreter", "arguments": {"code": CELL}}]},
    {"text": "Drawn: [squares](sandbox:/mnt/data/squares.csv)"},
]
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    script = tmp_path_factory.mktemp("script") / "turns.jsonl"
    script.write_text("".join(json.dumps(turn) + "\n" for turn in TURNS))
    with serve(ServeOptions(models=(f"simulated:script={script}",))) as running:
        yield running


def suite() -> LoadedSuite:
    made = Suite(
        name="drawing",
        dataset=[Sample(id="plot", question="Draw the squares.", target="Drawn")],
        assistant=Assistant(instructions="Draw.", tools=("code_interpreter",)),
        checker=SaysTarget(),
    )
    return load_suite(made, Path(__file__))


def run(folder: Path, target: Target, **options: Any) -> list[Attempt]:
    cassettes = folder.parent / "cassettes"
    asyncio.run(
        Run([suite()], RunOptions(folder=folder, target=target, cassette_root=cassettes, **options)).execute()
    )
    return list(load_run(folder).whole())


def kept(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "files").iterdir()}


@pytest.mark.parametrize("api", ["assistants", "responses"])
def test_files_are_kept_through_both_transports_and_come_back_from_the_recording(
    server: Running, tmp_path: Path, api: Any
) -> None:
    target = Target(base_url=server.base_url, api_key=server.api_key)
    recorded = run(tmp_path / "recorded", target, api=api, cassettes="record")
    files = kept(tmp_path / "recorded")
    assert {attempt.record.transport for attempt in recorded} == {"polling", "streaming"}
    for attempt in recorded:
        assert attempt.record.cause is None
        assert dict(attempt.record.files) == {}  # they are files now, not part of the stored record
        (picture,) = attempt.record.tool_calls[0].images
        assert files[picture].startswith(PNG)
    assert b"n\n1\n4\n9\n" in files.values()

    replayed = run(tmp_path / "replayed", Target(), api=api, cassettes="replay")
    assert [attempt.record.cassette for attempt in replayed] == ["hit", "hit"]
    assert kept(tmp_path / "replayed") == files


def test_a_rescored_run_has_the_files_too(server: Running, tmp_path: Path) -> None:
    run(tmp_path / "first", Target(base_url=server.base_url, api_key=server.api_key), cassettes="off")
    rescore(tmp_path / "first", tmp_path / "again", [suite()])
    assert kept(tmp_path / "again") == kept(tmp_path / "first")
