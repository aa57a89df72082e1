"""Killed at random moments, on one machine and on a cluster: the rows are those of an uninterrupted run."""

from __future__ import annotations

import os
import random
import subprocess
import time
from pathlib import Path

import pytest

from tests.runner.adversary import QUICK, Adversary
from tests.runner.test_run_cli import command, harness, project, run_folders, verdicts, wait_for_rows

pytestmark = pytest.mark.slow


@pytest.mark.timeout(600)
def test_twenty_kills_at_random_moments(tmp_path: Path) -> None:
    draw = random.Random(7)
    with Adversary(delay=0.01, rate=0.2, faults=QUICK) as server:
        flags = ("--base-url", server.base_url, "--cassettes", "off", "--max-concurrency", "6")
        whole = project(tmp_path / "whole", 120)
        assert harness(whole, "run", *flags).returncode == 0
        killed = project(tmp_path / "killed", 120)
        for _ in range(20):
            resume = [f"--resume={run}" for run in run_folders(killed)]
            child = subprocess.Popen(
                command("run", *(resume or flags)),
                cwd=killed,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            if not resume:
                wait_for_rows(killed, 1)
            time.sleep(draw.uniform(0.5, 3.0))
            child.kill()
            child.wait()
        (run,) = run_folders(killed)
        assert harness(killed, "run", "--resume", str(run)).returncode == 0
    (reference,) = run_folders(whole)
    assert verdicts(run) == verdicts(reference)


def workers_of(parent: int) -> list[int]:
    """The process ids of a Dask cluster's workers below a process."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and "spawn_main" in command_line(entry) and parent_of(entry) == parent:
            found.append(int(entry.name))
    return found


def await_workers(parent: int) -> list[int]:
    """The same, once there are any: Dask starts a new worker for one that died."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if found := workers_of(parent):
            return found
        time.sleep(0.05)
    raise AssertionError("no worker came back")


def command_line(entry: Path) -> str:
    try:
        return (entry / "cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def parent_of(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


@pytest.mark.timeout(600)
@pytest.mark.skipif(not Path("/proc").exists(), reason="finds the workers in /proc")
def test_twenty_killed_workers_cost_nothing_but_time(tmp_path: Path) -> None:
    draw, most = random.Random(8), 8
    with Adversary(delay=0.02) as server:
        flags = ("--base-url", server.base_url, "--cassettes", "off", "--max-concurrency", str(most))
        whole = project(tmp_path / "whole", 300)
        assert harness(whole, "run", *flags).returncode == 0
        before = server.seen["POST /threads"]
        spread = project(tmp_path / "spread", 300)
        child = subprocess.Popen(
            command("run", *flags, "--cluster", "local:2"),
            cwd=spread,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for kill in range(20):
            wait_for_rows(spread, 5 + 25 * kill)
            time.sleep(draw.uniform(0.0, 0.1))
            os.kill(min(await_workers(child.pid)), 9)  # the one that has been at work for longest
        _, err = child.communicate(timeout=400)
        assert child.returncode == 0, err.decode()[-3000:]
        again = server.seen["POST /threads"] - before - 600
        assert 0 < again <= 20 * most, "a killed worker costs its samples in flight, and no others"
        # A thread of which the worker's last word did not get through is known to nobody.
        assert len(server.left_over()) <= 20 * most // 2
        assert not [id for id in server.left_over() if id.startswith("asst_")]
    (run,), (reference,) = run_folders(spread), run_folders(whole)
    assert verdicts(run) == verdicts(reference)
