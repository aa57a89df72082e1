"""Every fault of a server ends in a row with its cause, and biases nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from harness.records import Attempt
from harness.results import Results
from harness.runner import Run
from tests.runner.adversary import ENDING, HARMLESS, SURVIVED, Adversary, answer_to
from tests.runner.samples import number_suite, options

# We wait ten seconds for the end of what was cancelled, half a minute for a server that turns us away.
LONG = ("cancelling for ever", "429 always")


def run(
    folder: Path, server: Adversary, count: int, *, seconds: float = 30.0, **changes: object
) -> list[Attempt]:
    suite = number_suite(count, seconds=seconds)
    asyncio.run(Run([suite], options(folder, server.base_url, **changes)).execute())
    with Results.open(folder) as results:
        return list(results.attempts())


@pytest.mark.parametrize("fault", SURVIVED)
def test_a_passing_fault_is_survived(fault: str, tmp_path: Path) -> None:
    with Adversary(rate=1.0, faults=(fault,), accuracy=1.0) as server:
        attempts = run(tmp_path / "run", server, 3)
    assert [attempt.verdict.value for attempt in attempts] == ["correct"] * 6
    hit = [attempt for attempt in attempts if attempt.record.retries]
    assert hit, "no attempt has the fault on its record"


@pytest.mark.parametrize("fault", HARMLESS)
def test_an_oddity_changes_nothing(fault: str, tmp_path: Path) -> None:
    with Adversary(rate=1.0, faults=(fault,), accuracy=1.0) as server:
        attempts = run(tmp_path / "run", server, 2)
    assert [attempt.verdict.value for attempt in attempts] == ["correct"] * 4
    assert not any(attempt.record.retries for attempt in attempts)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [pytest.param(*item, marks=[pytest.mark.slow] * (item[0] in LONG)) for item in ENDING.items()],
)
def test_an_ending_fault_is_an_error_with_its_cause(fault: str, kind: str, tmp_path: Path) -> None:
    with Adversary(rate=1.0, faults=(fault,)) as server:
        seconds = 1.0 if kind == "deadline" else 30.0
        attempts = run(tmp_path / "run", server, 2, seconds=seconds)
    assert len(attempts) == 4
    assert {attempt.verdict.value for attempt in attempts} == {"error"}
    assert {attempt.record.cause.kind for attempt in attempts if attempt.record.cause} == {kind}


def test_a_run_that_never_ends_is_cancelled_on_the_server(tmp_path: Path) -> None:
    with Adversary(rate=1.0, faults=("never ends",)) as server:
        run(tmp_path / "run", server, 1, seconds=1.0, transports=("polling",))
        assert server.seen["POST /threads/*/runs/*/cancel"] == 1


def test_a_cut_stream_is_finished_by_polling_the_same_run(tmp_path: Path) -> None:
    with Adversary(rate=1.0, faults=("cut in text",), accuracy=1.0) as server:
        attempts = run(tmp_path / "run", server, 2, transports=("streaming",))
        assert server.seen["POST /threads/*/runs"] == 2
    assert all(attempt.record.ttft is not None for attempt in attempts)
    assert {attempt.record.answer for attempt in attempts} == {"The answer is 0.", "The answer is 1."}


def test_everything_that_was_made_is_deleted(tmp_path: Path) -> None:
    with Adversary(rate=0.5) as server:
        run(tmp_path / "run", server, 10, seconds=3.0)
        assert server.left_over() == set()


def test_keep_leaves_threads_and_assistants(tmp_path: Path) -> None:
    with Adversary() as server:
        run(tmp_path / "run", server, 2, keep=True)
        assert len(server.left_over()) == 5


@pytest.mark.slow
def test_a_thousand_samples_at_thirty_percent_faults_are_all_accounted_for(tmp_path: Path) -> None:
    with Adversary(rate=0.3) as server:
        attempts = run(tmp_path / "run", server, 1000, seconds=12.0, max_concurrency=64)
        assert len(attempts) == 2000
        judged = [attempt for attempt in attempts if attempt.verdict.value != "error"]
        for attempt in attempts:
            fault = server.fault_of(attempt.sample.question)
            assert (attempt.verdict.value == "error") == (fault in ENDING), fault
        for attempt in judged:
            expected = answer_to(attempt.sample.question, server.accuracy)
            assert attempt.record.answer == expected


def test_a_key_that_the_server_echoes_is_stored_nowhere(tmp_path: Path) -> None:
    key = "sk-test-0123456789abcdefghijklmnop"
    suite = number_suite(1)
    with Adversary(echo=f"The answer is 0. {key}") as server:
        told = options(tmp_path / "run", server.base_url)
        told = replace(told, target=replace(told.target, api_key=key))
        asyncio.run(Run([suite], told).execute())
    files = [path for path in (tmp_path / "run").rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if key.encode() in path.read_bytes()]


class Unreachable(httpx2.AsyncHTTPTransport):
    """Reaches the server for what is needed before the first question; threads are asked for elsewhere."""

    def __init__(self, elsewhere: str) -> None:
        super().__init__()
        self._elsewhere = httpx2.URL(elsewhere)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/v1/threads":
            request.url = request.url.copy_with(host=self._elsewhere.host, port=self._elsewhere.port)
        return await super().handle_async_request(request)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("elsewhere", "kind"), [("http://127.0.0.1:9", "connection"), ("http://nowhere.invalid:80", "dns")]
)
def test_a_server_that_went_away(elsewhere: str, kind: str, tmp_path: Path) -> None:
    with Adversary() as server:
        (first, second) = run(tmp_path / "run", server, 1, live=lambda: Unreachable(elsewhere))
    for attempt in (first, second):
        assert attempt.record.cause is not None
        assert attempt.record.cause.kind == kind, attempt.record.cause
        assert 1 <= len(attempt.record.retries) <= 4, "tried again, within bounds"
