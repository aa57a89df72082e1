"""Limits on attempts in flight, requests, tokens and money, each as a server meets it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from harness.results import Results
from harness.runner import Run
from tests.runner.adversary import Adversary
from tests.runner.samples import number_suite, options
from tests.runner.test_run_cli import harness, project, run_folders, verdicts


def run(folder: Path, server: Adversary, count: int, *, model: str | None = None, **limits: object) -> Run:
    told = options(folder, server.base_url, transports=("polling",), **limits)
    made = Run([number_suite(count)], replace(told, target=replace(told.target, model=model)))
    asyncio.run(made.execute())
    return made


def rows(folder: Path) -> int:
    with Results.open(folder) as results:
        return len(results.keys())


def test_max_concurrency_is_reached_and_never_passed(tmp_path: Path) -> None:
    with Adversary(delay=0.005) as server:
        run(tmp_path / "run", server, 30, max_concurrency=3)
        assert server.most_threads == 3


def test_fewer_are_in_flight_while_the_server_wants_less(tmp_path: Path) -> None:
    """Of sixteen at once most are turned away; halving finds the room that there is."""
    with Adversary(delay=0.005, room=4, accuracy=1.0) as server:
        run(tmp_path / "run", server, 150, max_concurrency=16)
        assert server.most_threads == 4
        first, last = server.let_in[:16].count(False) / 16, server.let_in[-80:].count(False) / 80
        assert last < 0.7 * first
    with Results.open(tmp_path / "run") as results:
        verdicts = results.verdicts()
    assert verdicts.total() == 150
    assert verdicts["correct"] >= 143, "one that is turned away five times in a row is an error"


def test_who_has_nothing_left_to_spend_is_asked_once(tmp_path: Path) -> None:
    with Adversary(rate=1.0, faults=("429, nothing left to spend",)) as server:
        run(tmp_path / "run", server, 8, max_concurrency=4)
        assert len(server.let_in) == 8
    with Results.open(tmp_path / "run") as results:
        assert results.verdicts() == {"error": 8}


def test_max_rpm_spaces_the_requests(tmp_path: Path) -> None:
    with Adversary() as server:
        run(tmp_path / "run", server, 4, max_rpm=1500)
        spans = [after - before for before, after in zip(server.moments, server.moments[20:], strict=False)]
    assert spans
    assert min(spans) > 20 * 0.04 * 0.9, "twenty requests in a row take 0.8 s"


@pytest.mark.slow
def test_max_rpm_holds_for_all_workers_of_a_cluster_together(tmp_path: Path) -> None:
    home = project(tmp_path, 6)
    with Adversary() as server:
        flags = ("--base-url", server.base_url, "--cassettes", "off", "--max-rpm", "1200")
        done = harness(home, "run", *flags, "--cluster", "local:2")
        assert done.returncode == 0, done.stderr
        first, last, count = server.moments[2], server.moments[-1], len(server.moments) - 2
        assert server.left_over() == set()
    assert last - first > (count - 1) * 0.05 * 0.8
    (folder,) = run_folders(home)
    assert len(verdicts(folder)) == 12


def test_max_tokens_stops_the_run(tmp_path: Path) -> None:
    with Adversary() as server:
        made = run(tmp_path / "run", server, 30, max_concurrency=1, max_tokens=60)
    assert made.stopped == "--max-tokens 60 are spent"
    assert rows(tmp_path / "run") == 4  # of fifteen tokens each


def test_max_cost_stops_the_run_at_the_prices_of_its_model(tmp_path: Path) -> None:
    with Adversary() as server:
        made = run(tmp_path / "run", server, 30, model="gpt-4o", max_concurrency=1, max_cost=0.0003)
    assert made.stopped == "--max-cost 0.0003 is spent"
    with Results.open(tmp_path / "run") as results:
        costs = [attempt.record.cost or 0.0 for attempt in results.attempts()]
    assert sum(costs) >= 0.0003 > sum(costs[:-1])
