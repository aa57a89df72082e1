"""The result file: durable before it counts, readable at any time, never half there."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from harness.errors import ResultsError
from harness.records import Attempt, Cause, Manifest, RunRecord, Sample, Step, ToolCall, Usage, Verdict
from harness.results import Results


def attempt(number: int) -> Attempt:
    call = ToolCall(
        id="c", tool="code_interpreter", name="code_interpreter", input="1+1", output="2", ok=True
    )
    step = Step(id="s", index=0, type="tool_calls", status="completed", tool_calls=(call,), usage=Usage())
    record = RunRecord(
        suite="s",
        sample_id=f"n-{number}",
        transport="streaming",
        answer="二 \x1b[31m \ud800".encode("utf-8", "replace").decode(),
        steps=(step,),
        cause=Cause(kind="stream_cut", message="cut"),
        gaps=(0.1, 0.2),
        run={"id": "run_1", "nested": {"list": [1, None]}},
    )
    return Attempt(
        sample=Sample(id=f"n-{number}", question="?", target={"tests": [1]}),
        record=record,
        verdict=Verdict(value="error", cause=record.cause),
    )


def test_what_is_stored_is_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "run" / "results.sqlite"
    with Results.create(path, Manifest(run_id="run", started_at=1.0)) as results:
        results.add(attempt(1)).result()
        results.finish(2.0)
    with Results.open(tmp_path / "run") as results:
        assert list(results.attempts()) == [attempt(1)]
        assert results.manifest.finished_at == 2.0


def test_many_threads_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "results.sqlite"
    with Results.create(path, Manifest(run_id="run", started_at=1.0)) as results:
        threads = [
            threading.Thread(
                target=lambda k=k: [results.add(attempt(100 * k + i)).result() for i in range(50)]
            )
            for k in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(results.keys()) == 400


WRITER = """
import sys
from pathlib import Path
from harness.records import Manifest
from harness.results import Results
from tests.test_results import attempt
with Results.create(Path(sys.argv[1]), Manifest(run_id="run", started_at=1.0)) as results:
    for number in range(100_000):
        results.add(attempt(number)).result()
        print(number, flush=True)
"""


def test_what_was_acknowledged_survives_kill(tmp_path: Path) -> None:
    path = tmp_path / "results.sqlite"
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
    )
    assert child.stdout is not None
    last = -1
    for line in child.stdout:
        last = int(line)
        if last >= 200:
            break
    child.kill()
    rest = child.stdout.read().split()
    child.wait()
    child.stdout.close()
    last = int(rest[-1]) if rest else last
    with Results.open(path) as results:
        stored = results.keys()
        assert {key[1] for key in stored} >= {f"n-{number}" for number in range(last + 1)}


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="a disk is made read-only by bubblewrap")
def test_a_run_on_a_disk_without_write_access_can_be_read(tmp_path: Path) -> None:
    with Results.create(tmp_path / "whole" / "results.sqlite", Manifest(run_id="w", started_at=1.0)) as whole:
        whole.add(attempt(1)).result()
    killed = Results.create(tmp_path / "killed" / "results.sqlite", Manifest(run_id="k", started_at=1.0))
    killed.add(attempt(1)).result()
    shutil.copytree(tmp_path / "killed", tmp_path / "copy")  # with its log, as a kill leaves it
    killed.close()
    code = "import sys; from pathlib import Path; from harness.results import Results\n"
    code += "for name in sys.argv[1:]: print(len(list(Results.open(Path(name)).attempts())))"
    folders = [str(tmp_path / name) for name in ("whole", "copy")]
    done = subprocess.run(
        ["bwrap", "--ro-bind", "/", "/", sys.executable, "-c", code, *folders],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.split() == ["1", "1"], done.stderr
    assert [path.name for path in (tmp_path / "whole").iterdir()] == ["results.sqlite"]


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + bytes(200)])
def test_what_is_no_result_file_is_one_sentence_and_left_alone(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "results.sqlite"
    path.write_bytes(content)
    with pytest.raises(ResultsError, match="result file"):
        Results.open(path)
    assert path.read_bytes() == content


def test_a_run_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "results.sqlite"
    Results.create(path, Manifest(run_id="run", started_at=1.0)).close()
    with pytest.raises(ResultsError, match="exists already"):
        Results.create(path, Manifest(run_id="run", started_at=1.0))


def test_a_run_has_one_writer_and_any_number_of_readers(tmp_path: Path) -> None:
    path = tmp_path / "results.sqlite"
    with Results.create(path, Manifest(run_id="run", started_at=1.0)) as results:
        results.add(attempt(1)).result()
        with pytest.raises(ResultsError, match="another process is writing"):
            Results.resume(path)
        with Results.open(path) as reader:
            assert len(reader.keys()) == 1
    with Results.resume(path) as results:
        results.add(attempt(2)).result()


def test_who_gives_up_waiting_stops_no_writing(tmp_path: Path) -> None:
    async def story(results: Results) -> None:
        waiting = [asyncio.ensure_future(results.add_async(attempt(number))) for number in range(200)]
        await asyncio.sleep(0)
        for one in waiting[::2]:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    with Results.create(tmp_path / "results.sqlite", Manifest(run_id="run", started_at=1.0)) as results:
        asyncio.run(story(results))
        results.add(attempt(999)).result(10)
    with Results.open(tmp_path / "results.sqlite") as results:
        assert len(results.keys()) == 201
