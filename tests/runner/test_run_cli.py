"""`harness run` as a user meets it: a subprocess against a real socket."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from harness.results import Results
from tests.runner.adversary import QUICK, Adversary

SUITE = """
from dataclasses import dataclass
from harness import Assistant, Sample, Suite, Verdict

@dataclass(frozen=True)
class Says:
    name: str = "says"
    def check(self, context):
        right = f" {context.sample.target}." in context.answer
        return Verdict(value="correct" if right else "incorrect", expected=str(context.sample.target))

numbers = Suite(
    name="numbers",
    dataset=[Sample(id=f"n-{i}", question=f"Say {i}.", target=i) for i in range(COUNT)],
    assistant=Assistant(instructions="Say the number.", model="scripted"),
    checker=Says(),
)
"""


def project(folder: Path, count: int = 5) -> Path:
    (folder / "evals").mkdir(parents=True)
    (folder / "evals" / "test_numbers.py").write_text(SUITE.replace("COUNT", str(count)))
    return folder


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "harness", *arguments]


def harness(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "OPENAI_API_KEY": "test-key", "COLUMNS": "120"}
    return subprocess.run(
        command(*arguments), cwd=folder, env=env, capture_output=True, text=True, timeout=100, check=False
    )


def run_folders(folder: Path) -> list[Path]:
    return sorted((folder / "reports").iterdir()) if (folder / "reports").exists() else []


def csvs(run: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in run.glob("*.csv")}


def test_record_then_replay_offline_gives_the_same_numbers(tmp_path: Path) -> None:
    home = project(tmp_path)
    with Adversary(delay=0.005) as server:
        done = harness(home, "run", "--base-url", server.base_url, "--cassettes", "record")
        assert done.returncode == 0, done.stderr
    assert "numbers" in done.stdout
    assert "report.html" in done.stdout
    for _ in range(2):
        done = harness(home, "run", "--cassettes", "replay")
        assert done.returncode == 0, done.stderr
    recorded, first, second = run_folders(home)
    assert csvs(first) == csvs(second)
    assert observed(recorded) == observed(first)


def observed(run: Path) -> list[dict[str, str]]:
    """The rows of samples.csv without the one thing that differs: whether it came from a cassette."""
    with (run / "samples.csv").open(newline="") as file:
        return [{name: row[name] for name in row if name != "cassette"} for row in csv.DictReader(file)]


def test_auto_records_only_what_is_missing(tmp_path: Path) -> None:
    home = project(tmp_path)
    with Adversary() as server:
        flags = ("--base-url", server.base_url, "--cassettes", "auto")
        assert harness(home, "run", *flags, "--limit", "2").returncode == 0
        asked = server.seen["POST /threads"]
        assert harness(home, "run", *flags).returncode == 0
        assert server.seen["POST /threads"] == asked + 6
    done = harness(home, "run", "--cassettes", "replay", "--json")
    assert json.loads(done.stdout)["summary"][0]["n"] == 5, done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("run", "evals/nothing.py"), "no file or folder evals/nothing.py"),
        (("run", "evals/test_numbers.py::number"), "nearest: numbers"),
        (("run", "--cassettes", "replay"), "no recording of numbers::n-0"),
        (("run", "--base-url", "http://127.0.0.1:9/v1", "--cassettes", "off"), "cannot reach"),
        (("run", "--base-url", "http://127.0.0.1:9/v1", "--cassettes", "record"), "cannot reach"),
        (("run", "--base-url", "http://127.0.0.1:9/v1", "--speed", "quick"), "--speed quick"),
        (("run", "--assistant-id", "asst_1", "--cassettes", "off"), "--base-url"),
        (("run", "--resume", "reports/none"), "there is no run at"),
        (("run", "--model", "nonsense.txt", "--cassettes", "off"), "nonsense.txt"),
    ],
)
def test_bad_input_is_one_sentence_with_the_fix(
    arguments: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    home = project(tmp_path)
    done = harness(home, *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert {path.name for path in home.iterdir()} == {"evals"}


def test_a_server_that_is_not_there_leaves_the_recordings_as_they_were(tmp_path: Path) -> None:
    home = project(tmp_path)
    with Adversary() as server:
        assert harness(home, "run", "--base-url", server.base_url).returncode == 0
    before = {path: path.read_bytes() for path in (home / "cassettes").rglob("*") if path.is_file()}
    done = harness(home, "run", "--base-url", "http://127.0.0.1:9/v1", "--cassettes", "record")
    after = {path: path.read_bytes() for path in (home / "cassettes").rglob("*") if path.is_file()}
    assert done.returncode == 2
    assert before and after == before


def test_ctrl_c_reports_what_is_there_and_resume_finishes_it(tmp_path: Path) -> None:
    home = project(tmp_path, 40)
    with Adversary(delay=0.02) as server:
        flags = ("--base-url", server.base_url, "--cassettes", "off", "--max-concurrency", "4")
        child = subprocess.Popen(
            command("run", *flags),
            cwd=home,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=heed_ctrl_c,
        )
        wait_for_rows(home, 5)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
        assert child.returncode == 130, err
        assert "report.html" in out
        assert "--resume" in err
        assert server.left_over() == set()
        (run,) = run_folders(home)
        done = harness(home, "run", "--resume", str(run))
        assert done.returncode == 0, done.stderr
    with Results.open(run) as results:
        assert len(results.keys()) == 80
        counts = results.verdicts()
    words = f"80/80 {counts['correct']} correct  {counts['incorrect']} incorrect  0 error"
    assert words in done.stderr, "the progress counts both parts of the run"


def test_an_encoding_without_the_characters_is_no_reason_to_fail(tmp_path: Path) -> None:
    with Adversary() as server:
        done = subprocess.run(
            command("run", "--base-url", server.base_url, "--cassettes", "off"),
            cwd=project(tmp_path, 1),
            env={**os.environ, "PYTHONIOENCODING": "ascii:strict", "OPENAI_API_KEY": "test-key"},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert r"0.0% (0\u2013" in done.stdout


def heed_ctrl_c() -> None:
    """A test run in the background has SIGINT ignored, and its children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_for_rows(home: Path, count: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for run in run_folders(home):
            if (run / "results.sqlite").exists():
                with Results.open(run) as results:
                    if len(results.keys()) >= count:
                        return
        time.sleep(0.02)
    raise AssertionError("the run did not get going")


def test_kill_and_resume_gives_the_rows_of_an_uninterrupted_run(tmp_path: Path) -> None:
    with Adversary(delay=0.01) as server:
        flags = ("--base-url", server.base_url, "--cassettes", "off", "--max-concurrency", "8")
        whole = project(tmp_path / "whole", 30)
        assert harness(whole, "run", *flags).returncode == 0
        killed = project(tmp_path / "killed", 30)
        for rows in (3, 20, 41):
            resume = [f"--resume={run}" for run in run_folders(killed)]
            child = subprocess.Popen(
                command("run", *(resume or flags)),
                cwd=killed,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            wait_for_rows(killed, rows)
            child.kill()
            child.wait()
        (run,) = run_folders(killed)
        assert harness(killed, "run", "--resume", str(run)).returncode == 0
        # A thread whose creation was not yet answered, or not yet written down, is known to nobody.
        assert len(server.left_over()) <= 3 * 8
        assert not [id for id in server.left_over() if id.startswith("asst_")]
    (reference,) = run_folders(whole)
    assert verdicts(run) == verdicts(reference)


def verdicts(run: Path) -> list[tuple[object, ...]]:
    with Results.open(run) as results:
        return [(*a.key, a.verdict.value, a.record.answer) for a in results.attempts()]


def test_rescore_judges_again_without_asking(tmp_path: Path) -> None:
    home = project(tmp_path, 4)
    with Adversary(accuracy=0.0) as server:
        flags = ("--base-url", server.base_url, "--cassettes", "off")
        assert harness(home, "run", *flags).returncode == 0
    suite = home / "evals" / "test_numbers.py"
    suite.write_text(suite.read_text().replace("if right", "if not right"))
    (run,) = run_folders(home)
    done = harness(home, "rescore", str(run), "--json")
    assert json.loads(done.stdout)["changes"] == {"incorrect → correct": 8}, done.stderr


def test_a_local_cluster_gives_the_rows_of_a_single_machine(tmp_path: Path) -> None:
    home = project(tmp_path, 12)
    with Adversary(rate=0.3, faults=QUICK) as server:
        flags = ("--base-url", server.base_url, "--cassettes", "off")
        assert harness(home, "run", *flags).returncode == 0
        done = harness(home, "run", *flags, "--cluster", "local:2")
        assert done.returncode == 0, done.stderr
    single, clustered = run_folders(home)
    assert verdicts(single) == verdicts(clustered)


@pytest.mark.parametrize("address", ["local:none", "tcp://127.0.0.1:9"])
def test_a_cluster_that_is_none_is_one_sentence(address: str, tmp_path: Path) -> None:
    home = project(tmp_path, 2)
    with Adversary() as server:
        done = harness(home, "run", "--base-url", server.base_url, "--cassettes", "off", "--cluster", address)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert address in done.stderr


def test_a_budget_stops_the_run_and_resume_goes_on(tmp_path: Path) -> None:
    home = project(tmp_path, 20)
    with Adversary() as server:
        flags = ("--base-url", server.base_url, "--cassettes", "off", "--max-concurrency", "2")
        done = harness(home, "run", *flags, "--max-tokens", "60")
        assert "--max-tokens 60 are spent" in done.stderr
        (run,) = run_folders(home)
        rows = len(verdicts(run))
        assert 4 <= rows < 12
        done = harness(home, "run", *flags, "--max-cost", "0.5")
        assert "no price is known for model" in done.stderr


def test_a_key_is_not_kept_with_the_run_and_may_be_given_again(tmp_path: Path) -> None:
    home = project(tmp_path, 2)
    with Adversary() as server:
        url = server.base_url.replace("://", "://user:secret-word@") + "?api-key=secret-query-0"
        flags = ("--base-url", url, "--api-key", "secret-key", "--cassettes", "off", "--verbose")
        done = harness(home, "run", *flags, "--max-tokens", "1", "--max-concurrency", "1")
        assert "to finish" in done.stderr
        assert "POST /v1/threads?api-key=[scrubbed] 200" in done.stderr
        assert "secret" not in done.stderr + done.stdout
        (run,) = run_folders(home)
        kept = b"".join(path.read_bytes() for path in run.iterdir())
        assert b"secret" not in kept
        done = harness(home, "run", "--resume", str(run), "--api-key", "secret-key", "--max-tokens", "9999")
        assert done.returncode == 0, done.stderr
        assert len(verdicts(run)) == 4
    down = harness(
        home,
        "run",
        "--base-url",
        "http://user:secret-word@127.0.0.1:9/v1?key=secret-query",
        "--cassettes",
        "off",
    )
    assert "cannot reach http://127.0.0.1:9/v1 " in down.stderr
    assert "secret" not in down.stderr
    done = harness(home, "run", "--resume", str(run), "--limit", "1")
    assert done.returncode == 2
    assert "--limit cannot change" in done.stderr


def test_a_run_is_not_resumed_with_the_suites_of_another_folder(tmp_path: Path) -> None:
    home, other = project(tmp_path / "one", 1), project(tmp_path / "two", 1)
    suite = other / "evals" / "test_numbers.py"
    suite.write_text(suite.read_text().replace('name="numbers"', 'name="others"'))
    with Adversary() as server:
        harness(home, "run", "--base-url", server.base_url, "--cassettes", "off")
        (run,) = run_folders(home)
        done = harness(other, "run", "--resume", str(run))
    assert done.returncode == 2
    assert "is a run of numbers; here are others" in done.stderr
    assert {row[0] for row in verdicts(run)} == {"numbers"}


def test_verbose_shows_requests_and_no_key(tmp_path: Path) -> None:
    home = project(tmp_path, 1)
    with Adversary() as server:
        done = harness(home, "run", "--base-url", server.base_url, "--cassettes", "off", "--verbose")
    assert "POST /v1/threads 200" in done.stderr
    assert "test-key" not in done.stderr + done.stdout
