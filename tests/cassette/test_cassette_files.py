"""Cassette files: their names, what is refused, and that nothing is destroyed."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.cassette import Library, Scope
from harness.cassette.interaction import (
    Interaction,
    Recorded,
    Status,
    StoredRequest,
    StoredResponse,
    body_of,
    decode_line,
    encode_line,
)
from harness.errors import CassetteCorrupt, CassetteError, CassetteLocked, CassetteMissing
from tests.cassette.origin import SCOPE, Origin, Reply, ask, client, completion

NOWHERE = "http://127.0.0.1:9/v1"
HEAD_LINES = 3


async def record(root: Path, url: str, *questions: str, scope: Scope = SCOPE) -> Path:
    library = Library(root, "record")
    session = library.open(scope)
    for question in questions:
        await ask(client(session, url), question)
    await session.aclose()
    await library.aclose()
    return root / scope.path


@pytest.fixture
def origin():
    with Origin(lambda asked: Reply.of(completion("answer"))) as server:
        yield server


@pytest.fixture
def cassette(tmp_path, origin):
    return asyncio.run(record(tmp_path, origin.url, "one", "two", "three"))


def first_error(root: Path, mode: str = "replay", url: str = NOWHERE, scope: Scope = SCOPE) -> Exception:
    """What the first request of a session is told."""

    async def run() -> Exception:
        library = Library(root, mode)
        session = library.open(scope)
        with pytest.raises(CassetteError) as raised:
            await ask(client(session, url), "one")
        await session.aclose()
        await library.aclose()
        return raised.value

    return asyncio.run(run())


# --- names

NAMES = st.text(st.characters(codec=None), max_size=300)


@given(NAMES, NAMES, st.sampled_from(["polling", "streaming", "setup"]), st.integers(0, 12))
def test_any_name_gives_a_safe_path_that_reads_back(suite, sample, transport, epoch):
    scope = Scope(suite, sample, transport, epoch)
    folder, name = scope.path.parts
    assert not folder.startswith(".") and not name.startswith(".")
    assert all("/" not in part and "\0" not in part and len(part.encode()) < 240 for part in (folder, name))
    assert Scope.of_path(scope.path) in (scope, None)
    assert Scope.parse(str(scope)) == scope
    assert str(scope).isprintable() and str(scope).isascii()


@settings(max_examples=300)
@given(st.lists(st.text("aA./%~e1.polling", max_size=12), min_size=2, max_size=2, unique=True))
def test_different_names_give_different_paths(names):
    paths = {Scope("s", name, "polling", epoch).path for name in names for epoch in (0, 1)}
    assert len(paths) == 4


def test_hostile_names_stay_in_their_folder(tmp_path, origin):
    for sample in ("../../escape", "/etc/passwd", "..", "a\0b", "x" * 3000, "new\nline", "\ud800", ""):
        path = asyncio.run(record(tmp_path, origin.url, "q", scope=Scope("..", sample, "polling")))
        assert path.resolve().is_relative_to(tmp_path.resolve()) and path.is_file()
        assert Library(tmp_path, "replay").recorded(Scope("..", sample, "polling"))
    assert len(list(tmp_path.rglob("*.yaml"))) == 8


def test_a_name_is_readable():
    assert str(Scope("math_tutor", "lin-003", "streaming").path) == "math_tutor/lin-003.streaming.yaml"
    assert str(Scope("math_tutor", "lin-003", "polling", 2).path) == "math_tutor/lin-003.polling.e2.yaml"


# --- form


def test_one_interaction_a_line_and_small_diffs(tmp_path, origin):
    before = asyncio.run(record(tmp_path / "a", origin.url, "one", "two", "three")).read_text().splitlines()
    after = asyncio.run(record(tmp_path / "b", origin.url, "one", "2", "three")).read_text().splitlines()
    assert len(before) == len(after) == HEAD_LINES + 3 + 1
    assert before[:HEAD_LINES] == after[:HEAD_LINES] and before[-1] == after[-1] == "# end: 3 interactions"
    assert all(json.loads(line[2:])["request"]["method"] == "POST" for line in before[HEAD_LINES:-1])


BODIES = st.one_of(
    st.binary(max_size=60), st.text(max_size=60).map(lambda text: text.encode(errors="ignore"))
)


@given(BODIES, BODIES)
def test_any_body_survives_its_line(request_body, response_body):
    sent, got = body_of(request_body), body_of(response_body)
    request = StoredRequest("POST", "http://h/", {}, sent.string, sent.base64)
    recorded = Recorded(1.5, 2.0, 3.1, [(4.2, len(response_body))], 5.0)
    line = encode_line(Interaction(request, StoredResponse(Status(200, "OK"), {}, got, recorded)))
    assert b"\n" not in line and b"\r" not in line
    back = decode_line(line)
    assert (back.request.content, back.response.content) == (request_body, response_body)
    assert back.response.recorded == recorded


# --- damage

DAMAGE = [
    (lambda text: "", 1, "empty"),
    (lambda text: "\n\n", 1, "empty"),
    (lambda text: "hello", 1, "not a cassette"),
    (lambda text: "a: [1,", 1, "not YAML"),
    (lambda text: "version: 1\ninteractions:\n- {a: b: c}\n", 3, "not YAML"),
    (lambda text: '{"version": 1,', 1, "not JSON"),
    (lambda text: text.replace("version: 1", "version: 2"), 2, "only version 1"),
    (lambda text: '{"version": 7, "interactions": []}', 1, "only version 1"),
    (lambda text: "interactions: []\nversion: 3\n", 2, "only version 1"),
    (lambda text: text.replace("interactions:\n", "interaction:\n"), 3, "belongs"),
    (lambda text: text.replace("answer", "anther", 1), 4, "changed after it was recorded"),
    (lambda text: text.replace('"two', '"tow'), 5, "changed after it was recorded"),
    (lambda text: text.replace('"status": ', '"status" ', 1), 4, "cannot be used"),
    (lambda text: text[:-40], 6, "cut inside this line"),
    (lambda text: "".join(text.splitlines(True)[:5]), 6, "end line is missing"),
    (lambda text: "".join(text.splitlines(True)[:4] + text.splitlines(True)[5:]), 7, "promises 3"),
    (lambda text: text + "- {}\n", 8, "behind the end line"),
    (lambda text: text.replace("- {", "<<<<<<< ours\n- {", 1), 4, "no interaction"),
    (lambda text: "version: 1\ninteractions:\n- request: {}\n  response: {}\n", 3, "cannot be used"),
    (lambda text: "version: 1\ninteractions:\n- 3\n", 3, "cannot be used"),
]


@pytest.mark.parametrize(("damage", "line", "words"), DAMAGE)
def test_damage_is_named_with_file_and_line_and_left_alone(tmp_path, cassette, origin, damage, line, words):
    cassette.write_text(damage(cassette.read_text()))
    damaged = cassette.read_bytes()
    asked = len(origin.asked)
    for mode in ("replay", "auto"):
        error = first_error(tmp_path, mode, origin.url)
        assert isinstance(error, CassetteCorrupt)
        assert error.what.startswith(f"{cassette}:{line}: ") and words in error.what, error.what
    assert cassette.read_bytes() == damaged
    assert len(origin.asked) == asked, "a damaged recording was recorded over"


def test_a_change_by_hand_is_kept_as_the_message_says(tmp_path, cassette):
    lines = cassette.read_text().replace("answer", "another answer", 1).splitlines(True)
    stored = json.loads(lines[HEAD_LINES][2:])
    del stored["sum"], stored["response"]["recorded"]["chunks"]
    lines[HEAD_LINES] = f"- {json.dumps(stored)}\n"
    cassette.write_text("".join(lines))

    async def replay():
        return await ask(client(Library(tmp_path).open(SCOPE), NOWHERE), "one")

    assert asyncio.run(replay()) == "another answer"


def test_bytes_that_are_no_text_are_named_too(tmp_path, cassette):
    cassette.write_bytes(b"version: 1\n\xff\xfe\n")
    assert f"{cassette}:2: " in str(first_error(tmp_path))


def test_recording_again_repairs_damage(tmp_path, cassette, origin):
    cassette.write_text("")
    asyncio.run(record(tmp_path, origin.url, "one"))
    assert Library(tmp_path, "replay").recorded(SCOPE)


# --- one writer, and a full disk


def test_a_second_writer_is_refused_and_the_first_goes_on(tmp_path, origin):
    async def run():
        first = Library(tmp_path, "record")
        session = first.open(SCOPE)
        await ask(client(session, origin.url), "one")
        other = Library(tmp_path, "record")
        refused = other.open(SCOPE)
        with pytest.raises(CassetteLocked, match="being recorded by another"):
            await ask(client(refused, origin.url), "one")
        await refused.aclose()
        await ask(client(session, origin.url), "two")
        await session.aclose()
        await first.aclose()
        await other.aclose()

    asyncio.run(run())
    assert len(origin.asked) == 2
    assert Library(tmp_path, "replay").recorded(SCOPE)


def test_another_process_is_refused_too(tmp_path, origin):
    code = (
        "import sys, time; from pathlib import Path; from harness.cassette import Library\n"
        "from tests.cassette.origin import SCOPE\n"
        "session = Library(Path(sys.argv[1]), 'record').open(SCOPE)\n"
        "print('open', flush=True); sys.stdin.read()\n"
    )
    command = [sys.executable, "-W", "ignore", "-c", code, str(tmp_path)]
    holder = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )
    with holder:
        assert holder.stdout.readline() == "open\n"
        assert isinstance(first_error(tmp_path, "record", origin.url), CassetteLocked)
        holder.stdin.close()
    assert origin.asked == []


_FULL = """
import asyncio, resource, sys
from pathlib import Path
from harness.cassette import Library
from harness.errors import CassetteError
from tests.cassette.origin import SCOPE, ask, client

async def main():
    library = Library(Path(sys.argv[1]), "record")
    session = library.open(SCOPE)
    sdk, answered = client(session, sys.argv[2]), 0
    await ask(sdk, "0")
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
    for number in range(1, 50):
        try:
            await ask(sdk, str(number))
            answered += 1
        except CassetteError as error:
            print(answered + 1, error)
            break
    await session.aclose()
    await library.aclose()

asyncio.run(main())
"""


def test_a_full_disk_is_an_error_and_destroys_nothing(tmp_path, cassette, origin):
    before = cassette.read_bytes()
    command = [sys.executable, "-W", "ignore", "-c", _FULL, str(tmp_path), origin.url]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    answered, words = done.stdout.split(" ", 1)
    assert "cannot record" in words and "too large" in words and "are safe in" in words
    assert cassette.read_bytes() == before
    partial = cassette.with_name(cassette.name + ".partial").read_text().splitlines()
    assert len(partial) == HEAD_LINES + int(answered), "what was answered before is there, whole"
    assert all(decode_line(line.encode()) for line in partial[HEAD_LINES:])


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path, origin):
    (tmp_path / "suite").write_text("a file where the folder should be")
    error = first_error(tmp_path, "record", origin.url)
    assert "cannot record" in str(error) and origin.asked == []


def test_a_recording_without_requests_leaves_the_old_one(tmp_path, cassette):
    before = cassette.read_bytes()

    async def run():
        async with Library(tmp_path, "record").open(SCOPE):
            pass

    asyncio.run(run())
    assert cassette.read_bytes() == before and [path.name for path in cassette.parent.iterdir()] == [
        cassette.name
    ]


def test_a_missing_file_is_missing_not_corrupt(tmp_path):
    assert isinstance(first_error(tmp_path), CassetteMissing)
