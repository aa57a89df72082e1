"""However a run ends, nothing of it is left on the server; shown by what lies in the server's own file."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from harness.server.embedded import Running, ServeOptions, serve
from tests.runner.test_run_cli import command, harness, heed_ctrl_c, run_folders, wait_for_rows

pytestmark = pytest.mark.slow

SUITE = """
from dataclasses import dataclass
from harness import Assistant, Gate, Sample, Suite, Verdict

@dataclass(frozen=True)
class Fine:
    name: str = "fine"
    def check(self, context):
        return Verdict(value="correct")

suite = Suite(
    name="numbers",
    dataset=[Sample(id=f"n-{i}", question=f"Say {i}.", target=i) for i in range(12)],
    assistant=Assistant(instructions="Say it.", tools=("code_interpreter", "file_search"), files=("notes.txt",)),
    checker=Fine(),
    gate=Gate(max_median_seconds=SECONDS),
)
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    options = ServeOptions(models=("simulated:latency=0.2",), data=tmp_path / "data", api_key="key")
    with serve(options) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    evals = tmp_path / "home" / "evals"
    evals.mkdir(parents=True)
    (evals / "test_numbers.py").write_text(SUITE.replace("SECONDS", "None"))
    (evals / "notes.txt").write_text("All numbers are fine.")
    return evals.parent


def flags(server: Running) -> tuple[str, ...]:
    target = ("--base-url", server.base_url, "--api-key", "key", "--cassettes", "off")
    return (*target, "--max-concurrency", "3", "--verbose")


def on_the_server(data: Path) -> Counter[str]:
    """How many objects of each kind the server holds."""
    with closing(sqlite3.connect(data / "objects.sqlite")) as db:
        return Counter(kind for (kind,) in db.execute("SELECT kind FROM objects"))


def begun(home: Path, server: Running) -> subprocess.Popen[str]:
    """A run in the middle of its questions."""
    child = subprocess.Popen(
        command("run", *flags(server)), cwd=home, text=True, preexec_fn=heed_ctrl_c,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    wait_for_rows(home, 2)
    return child


@pytest.mark.parametrize(("seconds", "code"), [("None", 0), ("0.0", 1)])
def test_a_run_that_ends_leaves_nothing(
    seconds: str, code: int, server: Running, home: Path, tmp_path: Path
) -> None:
    suite = home / "evals" / "test_numbers.py"
    suite.write_text(SUITE.replace("SECONDS", seconds))
    done = harness(home, "run", *flags(server), "--limit", "2")
    assert done.returncode == code, done.stderr
    assert on_the_server(tmp_path / "data") == {}


@pytest.mark.parametrize(
    ("signals", "code"),
    [([signal.SIGINT], 130), ([signal.SIGINT] * 2, 130), ([signal.SIGTERM], 143), ([signal.SIGHUP], 129)],
)
def test_a_signal_ends_a_run_that_cleans_up(
    signals: list[signal.Signals], code: int, server: Running, home: Path, tmp_path: Path
) -> None:
    child = begun(home, server)
    for one in signals:
        child.send_signal(one)
        time.sleep(0.02)
    _, err = child.communicate(timeout=60)
    assert child.returncode == code, err
    assert "to finish: harness run --resume" in err
    assert on_the_server(tmp_path / "data") == {}


def test_what_a_killed_run_left_is_deleted_when_it_is_resumed(
    server: Running, home: Path, tmp_path: Path
) -> None:
    child = begun(home, server)
    child.kill()
    child.communicate()
    left = on_the_server(tmp_path / "data")
    assert left["assistant"] == left["file"] == left["vector_store"] == 1
    (run,) = run_folders(home)
    done = harness(home, "run", "--resume", str(run), "--api-key", "key")
    assert done.returncode == 0, done.stderr
    # Threads alone may stay: one whose creation was not answered, or not written down, is known to nobody.
    assert on_the_server(tmp_path / "data").keys() <= {"thread", "message"}
    assert on_the_server(tmp_path / "data")["thread"] <= 3


def test_keep_leaves_everything(server: Running, home: Path, tmp_path: Path) -> None:
    done = harness(home, "run", *flags(server), "--keep", "--limit", "2")
    assert done.returncode == 0, done.stderr
    left = on_the_server(tmp_path / "data")
    assert left["assistant"] == left["file"] == left["vector_store"] == 1
    assert left["thread"] == 4


def test_a_server_that_dies_first_is_named_and_the_resume_deletes(home: Path, tmp_path: Path) -> None:
    options = ServeOptions(models=("simulated:latency=0.2",), data=tmp_path / "data", api_key="key")
    with serve(options) as running:
        child = begun(home, running)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    assert child.returncode == 130, err
    assert "objects are still on the server" in err
    assert "Traceback" not in err
    with serve(options) as running:
        (run,) = run_folders(home)
        again = ("--base-url", running.base_url, "--api-key", "key")
        done = harness(home, "run", "--resume", str(run), *again)
        assert done.returncode == 0, done.stderr
    assert on_the_server(tmp_path / "data").keys() <= {"thread", "message"}
