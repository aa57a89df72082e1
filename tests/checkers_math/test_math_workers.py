"""The pool of judging processes: killed when late, replaced, shared by threads, gone with its parent."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from harness.checkers.math import MathAnswer, math_answer, math_equal
from harness.checkers.math.wire import Request
from harness.checkers.math.workers import WorkerDied, WorkerLimits, Workers
from harness.records import RunRecord, Sample
from harness.suite import CheckContext

SLOW = ("(-\\infty,7)", "x^{40}+x^{39}-3x^7+x<1")  # sympy looks for the roots of a polynomial of degree forty


def test_a_late_verdict_is_a_timeout_and_never_a_wrong_answer() -> None:
    checker = MathAnswer(limits=WorkerLimits(size=1, seconds=0.4))
    checker.verdict("\\sqrt{2}", "\\sqrt{3}")  # the first answer starts the processes
    started = time.monotonic()
    verdict = checker.verdict(*SLOW)
    assert verdict.value == "error"
    assert verdict.cause is not None and verdict.cause.kind == "checker_timeout"
    assert time.monotonic() - started < 2
    assert checker.verdict("\\sqrt{8}", "2\\sqrt{2}").value == "correct"
    checker.workers.close()


def test_a_worker_that_dies_is_an_error_and_is_replaced() -> None:
    workers = Workers(WorkerLimits(size=1, seconds=2))
    request = Request("\\sqrt{8}", "2\\sqrt{2}")
    assert workers.ask(request).value == "correct"
    os.kill(workers._idle[0].pid, signal.SIGKILL)
    with pytest.raises(WorkerDied):
        workers.ask(request)
    assert workers.ask(request).value == "correct"
    workers.close()


def test_the_forking_process_is_replaced_when_it_dies() -> None:
    workers = Workers(WorkerLimits(size=1, seconds=2))
    request = Request("\\sqrt{8}", "2\\sqrt{2}")
    assert workers.ask(request).value == "correct"
    assert workers._zygote is not None
    workers._zygote.process.kill()
    workers._zygote.process.wait()
    assert workers.ask(request).value == "correct"
    workers.close()


def test_many_threads_share_the_pool(checker: MathAnswer) -> None:
    def judged(number: int) -> bool:
        return (
            checker.verdict(f"\\sqrt{{{number}}}", f"$\\frac{{{number}}}{{\\sqrt{{{number}}}}}$").value
            == "correct"
        )

    with ThreadPoolExecutor(12) as pool:
        assert all(pool.map(judged, range(2, 62)))


def test_it_works_in_asyncio_threads_through_the_checker_protocol() -> None:
    sample = Sample(id="s", question="?", target="\\frac{\\sqrt{2}}{2}")
    record = RunRecord(suite="s", sample_id="s", transport="polling")
    context = CheckContext(sample=sample, record=record, answer="So it is $1/\\sqrt{2}$.")

    async def judged() -> list[str]:
        verdicts = await asyncio.gather(*(asyncio.to_thread(math_answer().check, context) for _ in range(8)))
        return [verdict.value for verdict in verdicts]

    assert asyncio.run(judged()) == ["correct"] * 8


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_no_process_is_left_behind_when_the_judging_one_is_killed(end: signal.Signals) -> None:
    program = (
        "import sys, time\n"
        "from harness.checkers.math import MathAnswer\n"
        "checker = MathAnswer()\n"
        "checker.verdict('\\\\sqrt{2}', '\\\\sqrt{3}')\n"
        "workers = checker.workers\n"
        "print(workers._zygote.process.pid, workers._idle[0].pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pids = [int(word) for word in process.stdout.readline().split()]
        assert len(pids) == 2 and all(map(_alive, pids))
        process.send_signal(end)
        process.wait()
    deadline = time.monotonic() + 5
    while any(map(_alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(_alive, pids))


def test_importing_the_checker_imports_no_algebra() -> None:
    program = "import sys; from harness import math_answer; math_answer(); print('sympy' in sys.modules, 'mpmath' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_plain_equality() -> None:
    assert math_equal("1/2", 0.5)
    assert math_equal("\\frac{\\sqrt{2}}{2}", "1/\\sqrt{2}")
    assert not math_equal("(1,2)", "(2,1)")
