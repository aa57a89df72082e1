"""Our cassettes play in vcrpy and pytest-recording, and theirs play here."""

from __future__ import annotations

import asyncio
import gzip
import json
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
import vcr
import yaml
from hypothesis import given
from hypothesis import strategies as st
from openai import AsyncOpenAI
from vcr.serialize import deserialize
from vcr.serializers import yamlserializer

from harness.cassette import Library, Scope
from harness.cassette.interaction import (
    Interaction,
    Recorded,
    Status,
    StoredRequest,
    StoredResponse,
    body_of,
    encode_line,
)
from harness.cassette.tape import HEAD, end_line, read_tape
from tests.cassette.origin import KEY, SCOPE, STREAM, Origin, Reply, ask, ask_streaming, client, tokens

NOWHERE = "http://127.0.0.1:9/v1"
QUESTION = {"role": "user", "content": "Grüße 😀 \u2028"}


async def record(root: Path, url: str) -> Path:
    library = Library(root, "record")
    session = library.open(SCOPE)
    sdk = client(session, url)
    await sdk.beta.threads.create()
    await ask(sdk, "one")
    await ask_streaming(sdk, "two", session)
    await session.aclose()
    await library.aclose()
    return root / SCOPE.path


async def conversation(url: str) -> list[str]:
    """The same requests by an SDK of its own, on httpx2's own transport."""
    sdk = AsyncOpenAI(
        api_key=KEY, base_url=url, max_retries=0, http_client=httpx2.AsyncClient(trust_env=False)
    )
    thread = await sdk.beta.threads.create()
    answer = await ask(sdk, "one")
    message = {"role": "user", "content": "two"}
    stream = await sdk.chat.completions.create(model="m", messages=[message], stream=True)
    words = [part.choices[0].delta.content async for part in stream]
    await sdk.close()
    return [thread.id, answer, *words]


EXPECTED = ["thread_1", "You asked: one", "You", " asked: ", "two"]


def test_ours_play_in_vcrpy(tmp_path):
    with Origin() as origin:
        path = asyncio.run(record(tmp_path, origin.url))
    for matchers in (["method", "scheme", "host", "port", "path", "query"], ["method", "path", "body"]):
        with vcr.VCR(record_mode="none", match_on=matchers).use_cassette(str(path)) as cassette:
            assert asyncio.run(conversation(origin.url)) == EXPECTED
            assert cassette.all_played


def test_ours_play_in_pytest_recording(tmp_path):
    with Origin() as origin:
        path = asyncio.run(record(tmp_path / "recorded", origin.url))
    (tmp_path / "cassettes" / "test_it").mkdir(parents=True)
    (tmp_path / "cassettes" / "test_it" / "test_played.yaml").write_bytes(path.read_bytes())
    (tmp_path / "test_it.py").write_text(
        "import asyncio, pytest\n"
        "from tests.cassette.test_cassette_vcrpy import EXPECTED, conversation\n"
        "@pytest.mark.vcr\n@pytest.mark.block_network\n"
        f"def test_played():\n    assert asyncio.run(conversation({origin.url!r})) == EXPECTED\n"
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--record-mode=none",
        "test_it.py",
    ]
    environment = {"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment)
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_ours_are_still_ours_after_vcrpy_added_to_them(tmp_path):
    with Origin() as origin:
        path = asyncio.run(record(tmp_path, origin.url))
        before = [entry.interaction.response.recorded for entry in read_tape(path).entries]
        with vcr.VCR(record_mode="new_episodes").use_cassette(str(path)):
            asyncio.run(conversation(origin.url))
            httpx2.get(f"{origin.url}/other", trust_env=False)
    assert not path.read_text().startswith("# harness"), "vcrpy did not write it"
    after = [entry.interaction for entry in read_tape(path).entries]
    assert [interaction.response.recorded for interaction in after][:3] == before
    assert after[0].request.scope == str(SCOPE)

    async def replay():
        session = Library(tmp_path, "replay").open(SCOPE)
        sdk = client(session, NOWHERE)
        await sdk.beta.threads.create()
        return await ask_streaming(sdk, "two", session)

    words = asyncio.run(replay())
    assert [word for word, _ in words] == EXPECTED[2:] and words[0][1] > 0


@pytest.mark.parametrize("serializer", ["yaml", "json"])
@pytest.mark.parametrize("as_file", [True, False])
def test_theirs_play_here(tmp_path, serializer, as_file):
    """As one file, or put where a scope is looked for."""
    path = tmp_path / f"theirs.{serializer}"
    with (
        Origin() as origin,
        vcr.VCR(record_mode="all", serializer=serializer).use_cassette(str(path)),
    ):
        assert asyncio.run(conversation(origin.url)) == EXPECTED
    root = path
    if not as_file:
        root = tmp_path / "library"
        (root / SCOPE.path).parent.mkdir(parents=True)
        (root / SCOPE.path).write_bytes(path.read_bytes())

    async def replay():
        session = Library(root, "none").open(SCOPE)
        sdk = client(session, NOWHERE)
        thread = await sdk.beta.threads.create()
        answer = await ask(sdk, "one")
        words = await ask_streaming(sdk, "two", session)
        return [thread.id, answer, *(word for word, _ in words)], session

    answers, session = asyncio.run(replay())
    assert answers == EXPECTED
    assert session.verdict == "hit" and session.leftovers == []


def test_their_compressed_and_binary_bodies_play_here(tmp_path):
    path = tmp_path / "theirs.yaml"
    packed = {"content-type": "application/json", "content-encoding": "gzip"}
    replies = iter(
        [
            Reply(
                [(0.0, gzip.compress(json.dumps({"data": [], "object": "list"}).encode()))], headers=packed
            ),
            Reply([(0.0, b"\x89PNG\xff\x00")], headers={"content-type": "image/png"}),
        ]
    )

    async def two(sdk):
        listed = await sdk.models.list()
        content = await sdk.files.content("file_1")
        return listed.data, content.read()

    async def theirs(url):
        http = httpx2.AsyncClient(trust_env=False)
        async with AsyncOpenAI(api_key=KEY, base_url=url, http_client=http) as sdk:
            return await two(sdk)

    async def ours(url):
        return await two(client(Library(path).open(SCOPE), url))

    with Origin(lambda _: next(replies)) as origin, vcr.VCR(record_mode="all").use_cassette(str(path)):
        recorded = asyncio.run(theirs(origin.url))
    assert asyncio.run(ours(NOWHERE)) == recorded == ([], b"\x89PNG\xff\x00")


def test_a_cassette_without_scopes_is_played_once_by_all_that_open_it(tmp_path):
    path = tmp_path / "theirs.yaml"

    async def threads(url, count):
        http = httpx2.AsyncClient(trust_env=False)
        async with AsyncOpenAI(api_key=KEY, base_url=url, http_client=http) as sdk:
            return [(await sdk.beta.threads.create()).id for _ in range(count)]

    with Origin() as origin, vcr.VCR(record_mode="all").use_cassette(str(path)):
        asyncio.run(threads(origin.url, 2))

    async def replay():
        library = Library(path)
        sessions = [library.open(Scope("s", name, "polling")) for name in "ab"]
        return [(await client(session, NOWHERE).beta.threads.create()).id for session in sessions]

    assert asyncio.run(replay()) == ["thread_1", "thread_2"]


TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
BODIES = st.one_of(TEXTS.map(str.encode), st.binary(max_size=20))


@given(BODIES, BODIES, TEXTS)
def test_vcrpy_reads_any_line_as_we_do(request_body, response_body, header):
    sent = body_of(request_body)
    request = StoredRequest("POST", "http://h/x", {"accept": [header]}, sent.string, sent.base64)
    response = StoredResponse(Status(200, "OK"), {"a": [header]}, body_of(response_body), Recorded(1.5))
    text = (HEAD + encode_line(Interaction(request, response)) + b"\n" + end_line(1)).decode()
    (read,), (got,) = deserialize(text, yamlserializer)
    assert (read.body or b"") == request_body
    assert got["body"]["string"] == response_body
    assert got["headers"] == {"a": [header]} and dict(read.headers) == {"accept": header}


def test_a_cassette_is_plain_yaml_for_everybody_else(tmp_path):
    with Origin(lambda _: Reply(tokens("a", "b"), headers=STREAM)) as origin:

        async def stream():
            library = Library(tmp_path, "record")
            async with library.open(SCOPE) as session:
                await ask_streaming(client(session, origin.url), QUESTION["content"], session)
            await library.aclose()

        asyncio.run(stream())
    data = yaml.safe_load((tmp_path / SCOPE.path).read_text())
    (interaction,) = data["interactions"]
    assert data["version"] == 1
    assert json.loads(interaction["request"]["body"])["messages"] == [QUESTION]
    assert len(interaction["response"]["recorded"]["chunks"]) >= 1
