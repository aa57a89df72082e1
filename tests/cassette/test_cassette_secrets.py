"""No planted secret reaches the disk, a log or a message; ordinary text and timing stay as they were."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
import logging
import time
import zlib
from pathlib import Path

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.cassette import Library, Scrubber
from harness.cassette.scrub import Span, moved, replaced
from harness.cassette.tape import read_tape
from tests.cassette.origin import (
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

KEY = "sk-proj-Zk31bQ97LmXy0Rt5Wd82"
OTHER = "sk-anotherKeyThatIsNobodys42"
ORGANISATION = "org-planted7Organisation"
PROJECT = "proj_planted7Project"
COOKIE = "cookie7value8planted"
PASSWORD = "hunter2+planted"
TOKEN = "planted-environment-token-9"
ALL = (KEY, OTHER, ORGANISATION, PROJECT, COOKIE, PASSWORD, TOKEN)


def on_disk(root: Path) -> bytes:
    files = [path for path in root.rglob("*") if path.is_file()]
    assert files
    return b"".join(path.read_bytes() + str(path).encode() for path in files)


def assert_clean(text: bytes) -> None:
    for secret in ALL:
        assert secret.encode() not in text, secret
        assert secret.encode().hex().encode() not in text


async def run(root, mode, url, work, **options):
    library = Library(root, mode)
    session = library.open(SCOPE)
    result = await work(client(session, url, key=options.pop("key", KEY), **options), session)
    await session.aclose()
    await library.aclose()
    return result


def everything(asked) -> Reply:
    """Echoes all that it was told, in the body and in the headers."""
    echo = json.dumps(dict(asked.headers)) + asked.body.decode(errors="replace") + asked.path
    return Reply.of(
        completion(f"{echo} also {OTHER} at https://user:{PASSWORD}@example.com/x"),
        set_cookie=f"session={COOKIE}; Path=/",
        openai_organization=ORGANISATION,
        x_api_key=KEY,
        location=f"https://user:{PASSWORD}@example.com/next?api_key={KEY}",
    )


def test_nothing_planted_is_written_or_logged(tmp_path, caplog, monkeypatch):
    monkeypatch.setenv("SOME_SERVICE_TOKEN", TOKEN)
    caplog.set_level(logging.DEBUG)

    async def work(sdk, session):
        cookies = {"cookie": f"session={COOKIE}"}
        sdk = sdk.with_options(default_headers=cookies)
        first = await ask(sdk, f"my key is {KEY}, the token {TOKEN}, {ORGANISATION} and {PROJECT}")
        second = await ask(sdk, f"{OTHER} {COOKIE}")
        return session.clean([first, second])

    with Origin(everything) as origin:
        url = origin.url.replace("http://", f"http://user:{PASSWORD}@")
        options = {"organization": ORGANISATION, "project": PROJECT}
        recorded = asyncio.run(run(tmp_path, "record", url, work, **options))
        assert any(KEY in str(asked.headers) or PASSWORD for asked in origin.asked)
    assert_clean(on_disk(tmp_path))
    assert_clean(json.dumps(recorded).encode())
    ours = [entry for entry in caplog.records if not entry.name.startswith(("openai", "httpcore"))]
    assert ours and all(secret not in entry.getMessage() for entry in ours for secret in ALL)
    replayed = asyncio.run(run(tmp_path, "replay", "http://127.0.0.1:9/v1", work, **options))
    assert replayed == recorded


def test_a_recording_plays_with_another_key_and_without_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("SOME_SERVICE_TOKEN", TOKEN)

    async def work(sdk, session):
        return await ask(sdk, f"the token is {TOKEN}, the key {KEY}")

    with Origin(lambda asked: Reply.of(completion("fine"))) as origin:
        asyncio.run(run(tmp_path, "record", origin.url, work))
    monkeypatch.delenv("SOME_SERVICE_TOKEN")
    assert asyncio.run(run(tmp_path, "replay", origin.url, work, key="another-key-altogether-77")) == "fine"


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_compressed_bodies_are_searched_and_still_play(tmp_path, coding):
    body = json.dumps(completion(f"the key is {OTHER}, is it?")).encode()
    packed = gzip.compress(body) if coding == "gzip" else zlib.compress(body)
    headers = {"content-type": "application/json", "content-encoding": coding}

    async def work(sdk, session):
        return await ask(sdk, "x")

    chunks = [(0.0, packed[:20]), (0.0, packed[20:])]
    with Origin(lambda _: Reply(chunks, headers=headers)) as origin:
        live = asyncio.run(run(tmp_path, "record", origin.url, work))
        replayed = asyncio.run(run(tmp_path, "replay", origin.url, work))
    assert OTHER in live and replayed == live.replace(OTHER, "[scrubbed]")
    assert_clean(on_disk(tmp_path))


def test_a_compressed_request_is_searched_too(tmp_path):
    packed = gzip.compress(f"the key is {OTHER}".encode())

    async def work(sdk, session):
        http = httpx2.AsyncClient(transport=session.transport)
        url = str(sdk.base_url) + "threads"
        reply = await http.post(url, content=packed, headers={"content-encoding": "gzip"})
        return reply.status_code

    with Origin(lambda _: Reply.of({})) as origin:
        asyncio.run(run(tmp_path, "record", origin.url, work))
        assert asyncio.run(run(tmp_path, "replay", origin.url, work)) == 200
    assert_clean(on_disk(tmp_path))
    assert b"the key is [scrubbed]" in on_disk(tmp_path)


@pytest.mark.parametrize("size", [1, 2, 5, 11])
@pytest.mark.parametrize("secret", [KEY, OTHER, 'sk-quoted"and\\escaped/Key99'])
def test_a_key_that_is_split_over_the_deltas_of_a_stream_is_found(tmp_path, secret, size):
    text = f"The key is {secret}. Twelve apples — and 3 − 2 = 1."
    words = [text[index : index + size] for index in range(0, len(text), size)]

    async def work(sdk, session):
        return await ask_streaming(sdk, "x", session)

    with Origin(lambda _: Reply(tokens(*words, gap=0.001), headers=STREAM)) as origin:
        live = asyncio.run(run(tmp_path, "record", origin.url, work, key=secret))
        replayed = asyncio.run(run(tmp_path, "replay", origin.url, work))
    assert "".join(word for word, _ in live) == text
    assert "".join(word for word, _ in replayed) == text.replace(secret, "[scrubbed]")
    assert [moment for _, moment in replayed] == [moment for _, moment in live]
    disk = on_disk(tmp_path)
    pieces = json.loads(disk.split(b"- ", 1)[1].splitlines()[0])["response"]["body"]["string"]
    assert secret not in "".join(
        json.loads(line[5:])["choices"][0]["delta"]["content"]
        for line in pieces.splitlines()
        if line.startswith("data: {")
    )


def test_two_interleaved_texts_of_one_stream_are_searched_each(tmp_path):
    def both(index: int, text: str) -> bytes:
        choice = {"index": index, "delta": {"content": text}}
        return b"data: " + json.dumps({"id": "c", "choices": [choice]}).encode() + b"\n\n"

    one, two = ("sk-ab12", "cd34ef56gh78"), ("hello ", "there")
    chunks = [(0.0, both(i, text)) for pair in zip(one, two, strict=True) for i, text in enumerate(pair)]

    async def work(sdk, session):
        reply = await httpx2.AsyncClient(transport=session.transport).get(str(sdk.base_url) + "x")
        return reply.text

    with Origin(lambda _: Reply(chunks, headers=STREAM)) as origin:
        asyncio.run(run(tmp_path, "record", origin.url, work))
        replayed = asyncio.run(run(tmp_path, "replay", origin.url, work))
    said = [json.loads(line[6:])["choices"][0] for line in replayed.splitlines() if line]
    texts = ["".join(c["delta"]["content"] for c in said if c["index"] == index) for index in (0, 1)]
    assert texts == ["[scrubbed]", "hello there"]


def test_assistants_events_are_searched_across_deltas(tmp_path):
    def delta(text: str) -> bytes:
        content = [{"index": 0, "type": "text", "text": {"value": text}}]
        data = {"id": "msg_1", "object": "thread.message.delta", "delta": {"content": content}}
        return b"event: thread.message.delta\ndata: " + json.dumps(data).encode() + b"\n\n"

    chunks = [(0.0, delta(KEY[:9]) + delta(KEY[9:15])), (0.0, delta(KEY[15:] + " is it"))]

    async def work(sdk, session):
        reply = await httpx2.AsyncClient(transport=session.transport).get(str(sdk.base_url) + "x")
        return reply.text

    with Origin(lambda _: Reply(chunks, headers=STREAM)) as origin:
        asyncio.run(run(tmp_path, "record", origin.url, work))
        replayed = asyncio.run(run(tmp_path, "replay", origin.url, work))
    assert (
        "".join(
            json.loads(line[6:])["delta"]["content"][0]["text"]["value"]
            for line in replayed.splitlines()
            if line.startswith("data")
        )
        == "[scrubbed] is it"
    )


@pytest.mark.parametrize(
    "text",
    [
        "The risk-management-of-everything and task-oriented-dialogue-systems",
        "Use sk-learn-style-estimators and org-mode; the project_id is proj_x.",
        "Bearer of bad news, bearer bonds, e-mail me at a@b.example or https://example.com/@user",
        "x = 3 − 2, sk = 4, sk-1, 12345678, EYJ, eyJust, AKIA, the token is a word",
        "-----BEGIN CERTIFICATE----- abc -----END CERTIFICATE-----",
        "https://example.com:8080/a?tokens=3&monkey=4",
    ],
)
def test_ordinary_text_is_left_alone(text):
    scrub = Scrubber().learning(["not-needed", "EMPTY", "local", "12345678", "sk-x"])
    assert scrub.text(text) == text


@pytest.mark.parametrize(
    "secret",
    [
        "sk-abcdefghijklmnopqrstuvwxyz",
        "sk-svcacct-A1b2C3d4E5f6G7h8",
        "org-AbCdEfGhIjKlMnOpQrStUvWx",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijkl",
        "AKIAABCDEFGHIJKLMNOP",
        "ghp_" + "a1B2" * 9,
        "hf_" + "a1B2" * 8,
        "xoxb-1234567890-abcdef",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_the_shapes_of_well_known_keys_are_known(secret):
    assert Scrubber().text(f"before {secret} after") == "before [scrubbed] after"


@pytest.mark.parametrize(
    "piece",
    [
        "-sk-",
        "-sk-a",
        "sk-a-",
        "-eyJ",
        "-eyJaaaaaaaaaaaa.",
        "-----BEGIN PRIVATE KEY-----",
        "://a",
        "Bearer a ",
        "org-",
    ],
)
def test_hostile_text_is_searched_in_no_time(piece):
    text = (piece * (200_000 // len(piece))).encode()
    began = time.process_time()
    Scrubber().spans(text)
    assert time.process_time() - began < 2.0


def test_a_url_loses_its_user_and_its_keys():
    scrub = Scrubber()
    url = "https://someone:pass@example.com/v1/x?limit=3&api_key=abc&access_token=def"
    assert scrub.uri(url) == "https://example.com/v1/x?limit=3&api_key=[scrubbed]&access_token=[scrubbed]"


@given(st.text(alphabet="abc§", min_size=1, max_size=30), st.data())
def test_chunks_still_add_up_after_a_replacement(text, data):
    """Whatever is replaced: cutting the new text at the moved offsets gives the chunks of what is left."""
    content = text.encode()
    cuts = data.draw(
        st.lists(st.integers(0, len(content)), min_size=4, max_size=8, unique=True).map(sorted)
        if len(content) > 8
        else st.just([])
    )
    spans = [Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    offsets = [*sorted(data.draw(st.lists(st.integers(0, len(content)), max_size=6))), len(content)]
    result, places = replaced(content, spans), moved(offsets, spans)
    assert places == sorted(places) and places[-1] == len(result)
    kept = [offset for offset in offsets if not any(s.start < offset < s.end for s in spans)]
    for offset in kept:
        before = [span for span in spans if span.end <= offset]
        assert result[: moved([offset], spans)[0]] == replaced(content[:offset], before)


def test_a_scrubbed_stream_is_consistent_on_disk(tmp_path):
    words = [event(piece) for piece in itertools.chain(KEY, [" ok"])]

    async def work(sdk, session):
        return await ask_streaming(sdk, "x", session)

    with Origin(lambda _: Reply([(0.0, word) for word in words], headers=STREAM)) as origin:
        asyncio.run(run(tmp_path, "record", origin.url, work))
    response = read_tape(tmp_path / SCOPE.path).entries[0].interaction.response
    assert sum(size for _, size in response.recorded.chunks) == len(response.content)
