"""What was recorded is what is replayed: answers, times, errors, order."""

from __future__ import annotations

import asyncio
import itertools
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx2
import openai
import pytest

from harness.cassette import Library, Scope
from tests.cassette.origin import (
    KEY,
    SCOPE,
    STREAM,
    Origin,
    Reply,
    ask,
    ask_streaming,
    client,
    completion,
    event,
    tokens,
)

NOWHERE = "http://127.0.0.1:9/v1"


async def in_session(root: Path, mode: str, url: str, work, scope: Scope = SCOPE, **options):
    """Runs `work(sdk, session)` and returns its result with the closed session."""
    retries = options.pop("retries", 0)
    library = Library(root, mode, **options)
    session = library.open(scope)
    result = await work(client(session, url, retries=retries), session)
    await session.aclose()
    await library.aclose()
    return result, session


def both(root: Path, origin: Origin, work, **options):
    """The results and sessions of a recording and of its replay."""
    recorded = asyncio.run(in_session(root, "record", origin.url, work, **options))
    replayed = asyncio.run(in_session(root, "replay", NOWHERE, work, **options))
    return recorded, replayed


def test_replays_answers_and_moments_as_recorded(tmp_path):
    async def work(sdk, session):
        moments = [session.now()]
        thread = await sdk.beta.threads.create()
        moments.append(session.now())
        answer = await ask(sdk, "How many?")
        return thread.id, answer, [*moments, session.now()], session.started_at

    with Origin() as origin:
        (recorded, first), (replayed, second) = both(tmp_path, origin, work)
        assert len(origin.asked) == 2
    assert recorded == replayed
    assert recorded[1] == "You asked: How many?"
    assert recorded[2] == sorted(recorded[2]) and recorded[2][-1] > 0
    assert (first.verdict, first.replaying) == ("recorded", False)
    assert (second.verdict, second.replaying) == ("hit", True)
    assert second.leftovers == [] and second.failure is None


def test_streams_are_passed_on_as_they_arrive_and_keep_their_gaps(tmp_path):
    async def work(sdk, session):
        began = time.perf_counter()
        stream = await sdk.chat.completions.create(
            model="m", messages=[{"role": "user", "content": "x"}], stream=True
        )
        return [(time.perf_counter() - began, session.now()) async for _ in stream]

    handler = lambda _: Reply(tokens(*"abcdef", gap=0.1), headers=STREAM)  # noqa: E731
    with Origin(handler) as origin:
        (recorded, _), (replayed, _) = both(tmp_path, origin, work)
    assert recorded[0][0] < 0.4, "the first token waited for the others"
    assert [moment for _, moment in recorded] == [moment for _, moment in replayed]
    gaps = [after - before for before, after in itertools.pairwise(moment for _, moment in replayed)]
    assert all(0.05 < gap < 0.3 for gap in gaps)
    assert replayed[-1][0] < 0.3, "an instant replay waited"


@pytest.mark.parametrize(("speed", "least", "most"), [("realtime", 0.5, 1.5), (5.0, 0.1, 0.4)])
def test_replays_at_the_recorded_pace_or_at_a_factor(tmp_path, speed, least, most):
    async def work(sdk, session):
        began = time.perf_counter()
        await session.sleep(0.1)
        words = await ask_streaming(sdk, "x", session)
        return time.perf_counter() - began, words

    handler = lambda _: Reply(tokens(*"abcd", gap=0.1), headers=STREAM)  # noqa: E731
    with Origin(handler) as origin:
        _, recorded = asyncio.run(in_session(tmp_path, "record", origin.url, work))[0]
    took, words = asyncio.run(in_session(tmp_path, "replay", NOWHERE, work, speed=speed))[0]
    assert words == recorded
    assert least <= took <= most


def test_a_stream_cut_by_the_server_replays_as_cut(tmp_path):
    async def work(sdk, session):
        words = []
        with pytest.raises(openai.APIConnectionError) as raised:
            stream = await sdk.chat.completions.create(
                model="m", messages=[{"role": "user", "content": "x"}], stream=True
            )
            async for part in stream:
                words.append(part.choices[0].delta.content)
        cause = raised.value.__cause__
        return words, type(cause), str(cause), session.now()

    handler = lambda _: Reply(tokens("a", "b", "c")[:3], headers=STREAM, cut=True)  # noqa: E731
    with Origin(handler) as origin:
        (recorded, _), (replayed, _) = both(tmp_path, origin, work)
    assert recorded == replayed
    assert recorded[0] == ["a", "b", "c"]
    assert recorded[1] is httpx2.RemoteProtocolError


def test_a_stream_left_by_the_client_replays_as_far_as_it_went(tmp_path):
    async def leave(sdk, session):
        message = {"role": "user", "content": "x"}
        stream = await sdk.chat.completions.create(model="m", messages=[message], stream=True)
        words = []
        async for part in stream:
            words.append(part.choices[0].delta.content)
            if len(words) == 2:
                await stream.close()
                break
        return words, session.now()

    handler = lambda _: Reply(tokens(*"abcdef", gap=0.05), headers=STREAM)  # noqa: E731
    with Origin(handler) as origin:
        (recorded, _), (replayed, session) = both(tmp_path, origin, leave)
    assert recorded == replayed and session.verdict == "hit"

    async def want_more(sdk, session):
        with pytest.raises(openai.APITimeoutError):
            await ask_streaming(sdk, "x", session)

    asyncio.run(in_session(tmp_path, "replay", NOWHERE, want_more))


def test_a_request_given_up_before_its_answer_replays_as_a_timeout(tmp_path):
    async def work(sdk, session):
        with pytest.raises((TimeoutError, openai.APITimeoutError)):
            async with asyncio.timeout(0.3 if not session.replaying else 60):
                await ask(sdk, "x")
        return session.now()

    with Origin(lambda _: Reply([(5.0, b"{}")])) as origin:
        (recorded, _), (replayed, _) = both(tmp_path, origin, work)
    assert recorded == replayed


def test_a_refusal_and_its_retry_replay_without_waiting(tmp_path):
    replies = iter(
        [
            Reply.of({"error": {"message": "slow down"}}, 429, retry_after="2"),
            Reply.of({"error": {"message": "broken"}}, 500),
            Reply.of(completion("at last")),
        ]
    )

    async def work(sdk, session):
        return await ask(sdk, "x")

    with Origin(lambda _: next(replies)) as origin:
        recorded, _ = asyncio.run(in_session(tmp_path, "record", origin.url, work, retries=2))
    began = time.perf_counter()
    replayed, session = asyncio.run(in_session(tmp_path, "replay", NOWHERE, work, retries=2))
    assert recorded == replayed == "at last"
    assert session.leftovers == []
    assert time.perf_counter() - began < 0.7


def test_the_body_of_an_error_is_kept_even_if_a_retry_threw_it_away(tmp_path):
    replies = iter([Reply.of({"error": {"message": "slow down, please"}}, 429, retry_after_ms="1")] * 2)
    message = {"role": "user", "content": "x"}

    async def work(sdk, session):
        with pytest.raises(openai.RateLimitError) as raised:
            await sdk.chat.completions.create(model="m", messages=[message], stream=True)
        return str(raised.value)

    with Origin(lambda _: next(replies)) as origin:
        asyncio.run(in_session(tmp_path, "record", origin.url, work, retries=1))
    replayed, _ = asyncio.run(in_session(tmp_path, "replay", NOWHERE, work, retries=0))
    assert "slow down, please" in replayed


def test_a_poll_loop_replays_without_waiting_and_ends(tmp_path):
    states = itertools.chain(["queued", "in_progress", "in_progress"], itertools.repeat("completed"))

    def handler(asked):
        run = {"id": "run_1", "object": "thread.run", "thread_id": "thread_1", "status": next(states)}
        return Reply.of({**run, "assistant_id": "asst_1", "created_at": 1, "model": "m", "tools": []})

    async def work(sdk, session):
        run = await sdk.beta.threads.runs.create_and_poll(
            thread_id="thread_1",
            assistant_id="asst_1",
            **({} if session.replaying else {"poll_interval_ms": 5}),
        )
        return run.status

    with Origin(handler) as origin:
        asyncio.run(in_session(tmp_path, "record", origin.url, work))
        assert len(origin.asked) == 4
    began = time.perf_counter()
    status, session = asyncio.run(in_session(tmp_path, "replay", NOWHERE, work))
    assert status == "completed" and session.leftovers == []
    assert time.perf_counter() - began < 0.7


def test_connection_errors_replay_as_what_they_were(tmp_path):
    async def work(sdk, session):
        with pytest.raises(openai.APIConnectionError) as raised:
            await ask(sdk, "x")
        return type(raised.value.__cause__), str(raised.value.__cause__), session.now()

    with Origin(lambda _: None) as origin:
        (recorded, _), (replayed, session) = both(tmp_path, origin, work)
    assert recorded == replayed
    assert session.verdict == "hit"


def test_a_recording_plays_for_another_host_and_for_uploads_with_another_boundary(tmp_path):
    async def work(sdk, session):
        upload = await sdk.files.create(file=("notes.bin", b"\x00\xffnotes"), purpose="assistants")
        return upload.id

    file = {
        "id": "file_1",
        "object": "file",
        "bytes": 7,
        "created_at": 1,
        "filename": "n",
        "purpose": "assistants",
    }
    with Origin(lambda _: Reply.of({**file, "status": "processed"})) as origin:
        asyncio.run(in_session(tmp_path, "record", origin.url, work))
        replayed, _ = asyncio.run(in_session(tmp_path, "replay", "https://api.example.com/v1", work))
    assert replayed == "file_1"


def test_stream_false_is_the_same_as_no_stream(tmp_path):
    async def plain(sdk, session):
        return await ask(sdk, "x")

    async def explicit(sdk, session):
        message = {"role": "user", "content": "x"}
        reply = await sdk.chat.completions.create(messages=[message], stream=False, model="m")
        return reply.choices[0].message.content

    with Origin() as origin:
        recorded, _ = asyncio.run(in_session(tmp_path, "record", origin.url, plain))
    assert asyncio.run(in_session(tmp_path, "replay", NOWHERE, explicit))[0] == recorded


async def one_of_many(library: Library, url: str, name: str) -> tuple[str, str, str]:
    """Three requests of which the first is the same for all samples."""
    session = library.open(Scope("many", name, "streaming"))
    sdk = client(session, url)
    thread = await sdk.beta.threads.create()
    await asyncio.sleep(random.random() / 100)
    words = await ask_streaming(sdk, f"I am {name} in {thread.id}", session)
    again = await ask(sdk, f"{name} again")
    await session.aclose()
    return thread.id, "".join(word for word, _ in words), again


@pytest.mark.parametrize("file", ["folder", "one.yaml"])
def test_hundreds_at_once_in_any_order_get_their_own_answers(tmp_path, file):
    names = [f"s{index}" for index in range(120)]

    async def all_of(mode, url, order):
        library = Library(tmp_path / file, mode)
        answers = await asyncio.gather(*(one_of_many(library, url, name) for name in order))
        await library.aclose()
        return dict(zip(order, answers, strict=True))

    with Origin() as origin:
        recorded = asyncio.run(all_of("record", origin.url, names))
        assert len({thread for thread, _, _ in recorded.values()}) == 120
    shuffled = random.sample(names, 120)
    assert asyncio.run(all_of("replay", NOWHERE, shuffled)) == recorded
    some = random.sample(names, 17)
    assert asyncio.run(all_of("replay", NOWHERE, some)) == {name: recorded[name] for name in some}


def test_eight_threads_with_a_loop_each_share_a_library(tmp_path):
    names = [[f"t{thread}-{index}" for index in range(12)] for thread in range(8)]

    def all_of(mode: str, url: str) -> dict[str, tuple[str, str, str]]:
        library, answers = Library(tmp_path, mode), {}

        async def mine(own: list[str]) -> None:
            for name in random.sample(own, len(own)):
                answers[name] = await one_of_many(library, url, name)
            await library.aclose()

        threads = [threading.Thread(target=lambda own=own: asyncio.run(mine(own))) for own in names]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    with Origin() as origin:
        recorded = all_of("record", origin.url)
    assert len(recorded) == 96
    assert all(f"I am {name} in {thread}" in text for name, (thread, text, _) in recorded.items())
    assert all_of("replay", NOWHERE) == recorded


_COUNTS_SOCKETS = """
import asyncio, sys, warnings
from pathlib import Path
warnings.simplefilter("ignore")
seen = []
sys.addaudithook(lambda name, _: seen.append(name) if name.startswith("socket.") else None)
from harness.cassette import Library
from tests.cassette.origin import SCOPE, ask, client

async def main():
    session = Library(Path(sys.argv[1]), "replay").open(SCOPE)
    sdk = client(session, "http://example.com/v1")
    print(await ask(sdk, "x"))
    try:
        await ask(sdk, "never recorded")
    except Exception as error:
        print(type(error).__name__)

asyncio.run(main())
print([name for name in seen if name.removeprefix("socket.") in ("connect", "getaddrinfo", "sendto", "bind")])
"""


def test_no_byte_leaves_the_process_in_a_replay(tmp_path):
    async def work(sdk, session):
        return await ask(sdk, "x")

    with Origin() as origin:
        asyncio.run(in_session(tmp_path, "record", origin.url, work))
    command = [sys.executable, "-c", _COUNTS_SOCKETS, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert done.stdout.splitlines() == ["You asked: x", "CassetteMiss", "[]"]


def test_the_blocking_client_records_and_replays_too(tmp_path):
    def work(mode, url):
        session = Library(tmp_path, mode).open(SCOPE)
        http = httpx2.Client(transport=session.sync_transport, trust_env=False)
        sdk = openai.OpenAI(api_key=KEY, base_url=url, max_retries=0, http_client=http)
        message = {"role": "user", "content": "x"}
        thread = sdk.beta.threads.create()
        stream = sdk.chat.completions.create(model="m", messages=[message], stream=True)
        words = [(part.choices[0].delta.content, session.now()) for part in stream]
        sdk.close()
        session.close()
        return thread.id, words, session.verdict

    with Origin() as origin:
        recorded = work("record", origin.url)
    replayed = work("replay", NOWHERE)
    assert recorded[:2] == replayed[:2]
    assert [word for word, _ in replayed[1]] == ["You", " asked: ", "x"]
    assert (recorded[2], replayed[2]) == ("recorded", "hit")


def test_auto_records_once_and_replays_ever_after(tmp_path):
    async def work(sdk, session):
        return await ask(sdk, "x")

    with Origin() as origin:
        _, first = asyncio.run(in_session(tmp_path, "auto", origin.url, work))
        _, second = asyncio.run(in_session(tmp_path, "once", origin.url, work))
        assert (first.verdict, second.verdict, len(origin.asked)) == ("recorded", "hit", 1)


def test_new_episodes_adds_to_what_is_there(tmp_path):
    async def one(sdk, session):
        return await ask(sdk, "one")

    async def two(sdk, session):
        return [await ask(sdk, "one"), await ask(sdk, "two")]

    with Origin() as origin:
        asyncio.run(in_session(tmp_path, "record", origin.url, one))
        asyncio.run(in_session(tmp_path, "new_episodes", origin.url, two))
        assert len(origin.asked) == 2
        answers, session = asyncio.run(in_session(tmp_path, "replay", NOWHERE, two))
        assert answers == ["You asked: one", "You asked: two"] and session.leftovers == []


def test_recording_one_scope_of_a_shared_file_keeps_the_others(tmp_path):
    path = tmp_path / "all.yaml"

    async def work(sdk, session):
        return await ask(sdk, session.scope.sample)

    with Origin() as origin:
        for name in ("a", "b", "a"):
            asyncio.run(in_session(path, "record", origin.url, work, Scope("s", name, "polling")))
    for name in ("a", "b"):
        answer, session = asyncio.run(in_session(path, "replay", NOWHERE, work, Scope("s", name, "polling")))
        assert answer == f"You asked: {name}" and session.leftovers == []


def test_off_records_nothing_and_still_tells_the_time(tmp_path):
    async def work(sdk, session):
        return await ask(sdk, "x"), session.now()

    with Origin() as origin:
        (answer, moment), session = asyncio.run(in_session(tmp_path, "off", origin.url, work))
    assert answer == "You asked: x" and moment > 0
    assert session.verdict == "live" and list(tmp_path.iterdir()) == []


def test_a_cancelled_attempt_is_no_complete_recording(tmp_path):
    async def cancelled(url):
        asked = asyncio.Event()

        async def work(sdk, session):
            await ask(sdk, "x")
            asked.set()
            await asyncio.sleep(60)

        library = Library(tmp_path, "record")
        session = library.open(SCOPE)

        async def attempt():
            try:
                await work(client(session, url), session)
            finally:
                await session.aclose()

        task = asyncio.create_task(attempt())
        await asyncio.wait_for(asked.wait(), 10)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await library.aclose()

    with Origin() as origin:
        asyncio.run(cancelled(origin.url))
    assert not Library(tmp_path, "replay").recorded(SCOPE)
    assert [path.name for path in tmp_path.rglob("*.partial")] == ["one.polling.yaml.partial"]


def test_what_was_recorded_and_not_asked_for_is_left_over(tmp_path):
    async def two(sdk, session):
        return [await ask(sdk, "one"), await ask(sdk, "two")]

    async def one(sdk, session):
        return await ask(sdk, "one")

    with Origin() as origin:
        asyncio.run(in_session(tmp_path, "record", origin.url, two))
    _, session = asyncio.run(in_session(tmp_path, "replay", NOWHERE, one))
    assert len(session.leftovers) == 1
    assert "POST" in session.leftovers[0] and "(line 5)" in session.leftovers[0]


def test_a_body_that_is_split_anywhere_replays_byte_for_byte(tmp_path):
    text = "Grüße 😀 \u2028 \x7f \x85 \ufeff".encode()
    pieces = [text[index : index + 1] for index in range(len(text))]

    async def work(sdk, session):
        async with sdk.files.with_streaming_response.content("file_1") as response:
            return b"".join([chunk async for chunk in response.iter_bytes()])

    handler = lambda _: Reply([(0.0, piece) for piece in pieces], headers={"content-type": "text/plain"})  # noqa: E731
    with Origin(handler) as origin:
        (recorded, _), (replayed, _) = both(tmp_path, origin, work)
    assert recorded == replayed == text


def test_event_times_are_those_of_the_wire(tmp_path):
    """The moment is set before the chunk is handed out: a token's time never lags behind."""

    async def work(sdk, session):
        return await ask_streaming(sdk, "x", session)

    handler = lambda _: Reply([(0.0, event("a") + event("b")), (0.1, event("c"))], headers=STREAM)  # noqa: E731
    with Origin(handler) as origin:
        (recorded, _), (replayed, _) = both(tmp_path, origin, work)
    assert recorded == replayed
    (_, a), (_, b), (_, c) = recorded
    assert a == b < c - 0.05
