"""Cassettes that somebody opened: what editors and checkouts change, what hands change, and what is said of it."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.cassette import Library
from harness.cli import cli
from tests.cassette.origin import SCOPE, Origin, Reply, ask, client, completion


@pytest.fixture
def cassette(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A recording of two questions, in a project without suites."""
    monkeypatch.chdir(tmp_path)

    async def record(url: str) -> None:
        library = Library(tmp_path, "record")
        session = library.open(SCOPE)
        for question in ("one", "two"):
            await ask(client(session, url), question)
        await session.aclose()
        await library.aclose()

    with Origin(lambda asked: Reply.of(completion("answer"))) as server:
        asyncio.run(record(server.url))
    return tmp_path / SCOPE.path


def replayed(root: Path) -> str:
    async def play() -> str:
        session = Library(root, "replay").open(SCOPE)
        answer = await ask(client(session, "http://127.0.0.1:9/v1"), "one")
        await session.aclose()
        return f"{session.verdict}: {answer}"

    return asyncio.run(play())


def checked(root: Path) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["cassettes", "check", "--cassette-dir", str(root)])
    return done.exit_code, done.output


def edit(path: Path, change) -> None:
    """Changes the first interaction as the message about checksums says: without its sum."""
    lines = path.read_text(encoding="utf-8").split("\n")
    stored = json.loads(lines[3][2:])
    del stored["sum"]
    change(stored)
    lines[3] = "- " + json.dumps(stored)
    path.write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"),
    ],
    ids=["line ends of Windows", "a byte order mark", "both"],
)
def test_what_a_checkout_on_windows_changes_does_no_harm(tmp_path, cassette, change):
    content = cassette.read_bytes()
    cassette.write_bytes(change(content))
    assert replayed(tmp_path) == "hit: answer"
    assert checked(tmp_path) == (0, "nothing is wrong\n")
    cassette.write_bytes(change(content.replace(b"answer", b"onswer", 1)))
    assert "checksum does not match" in checked(tmp_path)[1]


def test_a_scope_that_was_changed_by_hand_is_found_with_its_line(tmp_path, cassette):
    edit(
        cassette,
        lambda stored: stored["request"]["headers"].update({"x-harness-scope": ["../../../etc/x/0"]}),
    )
    code, output = checked(tmp_path)
    assert code == 1
    assert f"misplaced: {cassette}:4: an interaction of no scope" in output
    assert output.endswith("1 finding\n")


@pytest.mark.parametrize(
    ("chunks", "words"),
    [
        ([[0, 1]], 'its chunks add up to 1; to keep the body, delete "chunks"'),
        ([[-1.0, None]], "a chunk has a negative moment or length"),
    ],
)
def test_chunks_that_cannot_be_are_refused(tmp_path, cassette, chunks, words):
    def change(stored):
        size = len(stored["response"]["body"]["string"].encode())
        stored["response"]["recorded"]["chunks"] = [
            [at, size if length is None else length] for at, length in chunks
        ]

    edit(cassette, change)
    assert f"{cassette}:4: this interaction cannot be used" in checked(tmp_path)[1]
    assert words in checked(tmp_path)[1]


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "{ " * 50_000, "- " * 50_000, "interactions: " + "[" * 90_000]
)
def test_a_nest_of_brackets_is_refused_at_once(tmp_path, cassette, text):
    cassette.write_text(text)
    started = time.process_time()
    code, output = checked(tmp_path)
    assert time.process_time() - started < 2
    assert code == 1
    assert f"corrupt: {cassette}:1: this is nested too deeply for a cassette" in output


def test_a_cut_file_is_told_how_it_is_kept_and_the_list_says_what_ails_it(tmp_path, cassette):
    cassette.write_bytes(cassette.read_bytes().rpartition(b"# end")[0])
    code, output = checked(tmp_path)
    assert code == 1
    assert f"`harness cassettes check --repair {cassette}` keeps its whole interactions" in output
    listed = CliRunner().invoke(cli, ["cassettes", "list", "--cassette-dir", str(tmp_path)]).output
    assert "corrupt, line 6: the file is cut" in listed
    assert "0 recordings" in listed
    assert "1 unreadable file: harness cassettes check" in listed


def test_advice_is_safe_to_paste_whatever_a_suite_is_called(tmp_path, cassette):
    folder = tmp_path / "a; touch pwned"
    folder.mkdir()
    cassette.rename(folder / "x y.polling.yaml")
    code, output = checked(tmp_path)
    assert code == 1
    assert f"fix: mv '{folder / 'x y.polling.yaml'}' {cassette}" in output
