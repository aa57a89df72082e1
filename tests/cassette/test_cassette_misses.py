"""A miss says what changed, what was nearest, and what to do."""

from __future__ import annotations

import asyncio

import pytest

from harness.cassette import Library, Scope
from harness.errors import CassetteMiss, CassetteMissing, UsageError
from tests.cassette.origin import KEY, SCOPE, Origin, Reply, ask, client, completion

LONG = "A train leaves at noon and travels {} km/h. " + "It stops in every village on its way. " * 20


@pytest.fixture
def recorded(tmp_path):
    """A scope with a hundred questions that differ by a number, and one other request."""

    async def record(url: str) -> None:
        library = Library(tmp_path, "record")
        session = library.open(SCOPE)
        sdk = client(session, url)
        await sdk.beta.threads.create()
        for speed in range(100, 200):
            await ask(sdk, LONG.format(speed))
        await session.aclose()
        await library.aclose()

    with Origin() as origin:
        asyncio.run(record(origin.url))
    return tmp_path


def miss(root, question, kind=CassetteMiss, scope=SCOPE, retries=3, **options):
    """The error that reaches the caller of the SDK, and the session."""

    async def run():
        session = Library(root, "replay", **options).open(scope)
        with pytest.raises(kind) as raised:
            await ask(client(session, "http://127.0.0.1:9/v1", retries=retries), question)
        return raised.value, session

    return asyncio.run(run())


def test_the_nearest_request_is_named_and_where_the_two_differ(recorded):
    error, session = miss(recorded, LONG.format(142).replace("noon", "nine"))
    assert "suite::one[polling]: POST /v1/chat/completions is not recorded" in error.what
    assert "(line 47)" in error.nearest  # the question about 142 km/h
    assert "`messages[0].content` differs at character 19" in error.nearest
    assert "now 'A train leaves at nine and travels" in error.nearest
    assert "recorded 'A train leaves at noon and travels" in error.nearest
    assert len(str(error)) < 900
    assert session.failure is error and session.verdict == "miss"


def test_the_command_that_records_it_is_given_and_safe_to_paste(recorded):
    error, _ = miss(recorded, "x", rerecord="harness run {suite} --only {sample} --cassettes record")
    assert error.fix == "harness run suite --only one --cassettes record"
    hostile = Scope("suite", "a'; rm -rf ~ #", "polling")
    error, _ = miss(recorded, "x", CassetteMissing, hostile)
    assert """'a'"'"'; rm -rf ~ #'""" in error.fix


def test_an_answer_is_given_as_often_as_it_was_recorded(recorded):
    async def run():
        session = Library(recorded, "replay").open(SCOPE)
        sdk = client(session, "http://127.0.0.1:9/v1")
        await sdk.beta.threads.create()
        with pytest.raises(CassetteMiss) as raised:
            await sdk.beta.threads.create()
        return raised.value

    error = asyncio.run(run())
    assert "was recorded once and has been answered as often" in error.what
    assert "(line 5)" in error.nearest


def test_a_missing_recording_names_the_sample_and_the_command(recorded):
    error, session = miss(recorded, "x", CassetteMissing, Scope("suite", "two", "streaming", 3))
    assert "suite::two[streaming, epoch 3] is not recorded" in error.what
    assert "two.streaming.e3.yaml" in error.what
    assert "--cassettes record" in error.fix and "two" in error.fix
    assert session.verdict == "miss"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"model": "other"}, "`model` differs at character 0: now 'other', recorded 'm'"),
        ({"temperature": 0.5}, "`temperature` is 0.5, it was not there when recorded"),
        ({"messages": []}, "`messages` has 0 items, recorded were 1"),
    ],
)
def test_what_differs_is_said_in_the_words_of_the_request(recorded, change, words):
    async def run():
        session = Library(recorded, "replay").open(SCOPE)
        sdk = client(session, "http://127.0.0.1:9/v1")
        message = {"role": "user", "content": LONG.format(100)}
        with pytest.raises(CassetteMiss) as raised:
            await sdk.chat.completions.create(**({"model": "m", "messages": [message]} | change))
        return raised.value

    assert words in asyncio.run(run()).nearest


def test_a_miss_shows_no_secret(recorded):
    error, _ = miss(recorded, f"{LONG.format(100)} my key is {KEY}")
    assert KEY not in str(error) and "[scrubbed]" in str(error)


def test_a_wrong_mode_or_speed_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no cassette mode 'reply'"):
        Library(tmp_path, "reply")
    for speed in (0, -1.0, "fast"):
        with pytest.raises(UsageError, match="no replay speed"):
            Library(tmp_path, "replay", speed=speed)


def test_a_miss_in_auto_mode_does_not_ask_the_server(recorded):
    async def run(url):
        session = Library(recorded, "auto").open(SCOPE)
        with pytest.raises(CassetteMiss):
            await ask(client(session, url), "something new")

    with Origin(lambda _: Reply.of(completion("no"))) as origin:
        asyncio.run(run(origin.url))
        assert origin.asked == []
