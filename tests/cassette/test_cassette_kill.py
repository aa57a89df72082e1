"""A process killed while recording loses no answer, and leaves nothing that looks whole and is not."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from harness.cassette import Library, Scope
from harness.cassette.checkup import Checkup
from harness.cassette.mend import repair
from harness.cassette.tape import read_partial, read_tape
from harness.errors import CassetteError, CassetteMissing
from tests.cassette.origin import SCOPE, Origin, ask, client

KILLS = 50
NOWHERE = "http://127.0.0.1:9/v1"

# Forks a recorder again and again from one warm process, and kills it at a random moment.
_KILLER = """
import asyncio, os, random, signal, sys, time
from pathlib import Path
import httpx2
from harness.cassette import Library, Scope
from tests.cassette.origin import ask, ask_streaming, client, completion

root, url, kills = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])

async def record(target, told):
    library = Library(target, "record")
    async def sample(name):
        for epoch in range(1000):
            scope = Scope("s", name, "streaming", epoch)
            session = library.open(scope)
            sdk = client(session, url)
            for number in range(3):
                question = f"{scope} {number}"
                if number % 2:
                    await ask_streaming(sdk, question, session)
                else:
                    await ask(sdk, question)
                os.write(told, f"{question}\\n".encode())
            await session.aclose()
    await asyncio.gather(*(sample(f"n{number}") for number in range(3)))

async def warm_up():
    mock = httpx2.MockTransport(lambda _: httpx2.Response(200, json=completion("x")))
    session = Library(root, "off", live=lambda: mock).open(Scope("s", "x", "setup"))
    await ask(client(session, url), "x")

asyncio.run(warm_up())
for run in range(kills):
    target = root / (f"{run}" if run % 2 else f"{run}.yaml")
    told = os.open(root / f"{run}.told", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    child = os.fork()
    if child == 0:
        asyncio.run(record(target, told))
        os._exit(0)
    os.close(told)
    begun = time.monotonic()
    while not (root / f"{run}.told").stat().st_size and time.monotonic() < begun + 20:
        time.sleep(0.002)
    time.sleep(random.random() * 0.12)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
"""


def recorded_questions(root: Path) -> set[str]:
    """Every question whose answer is in a cassette below a folder."""
    return {
        entry.interaction.request.content.decode().rpartition('"content":"')[2].removesuffix('"}]}')
        for path in [*root.rglob("*.yaml"), *([root] if root.is_file() else [])]
        for entry in read_tape(path).entries
    }


def test_fifty_kills_lose_no_answer(tmp_path):
    with Origin() as origin:
        command = [sys.executable, "-W", "ignore", "-c", _KILLER, str(tmp_path), origin.url, str(KILLS)]
        subprocess.run(command, check=True, timeout=110, cwd=Path(__file__).parents[2])
    interrupted = len(list(tmp_path.rglob("*.partial")))
    repair(tmp_path)
    answers = 0
    for run in range(KILLS):
        target = tmp_path / (f"{run}" if run % 2 else f"{run}.yaml")
        told = set((tmp_path / f"{run}.told").read_text().splitlines())
        assert told <= recorded_questions(target)
        answers += len(told)
    assert answers > KILLS and interrupted > KILLS / 2
    assert list(tmp_path.rglob("*.partial")) == []


async def interrupted(root: Path, url: str, *questions: str, mode: str = "record") -> Path:
    """Leaves a recording as a killed process would."""
    library = Library(root, mode)
    session = library.open(SCOPE)
    for question in questions:
        await ask(client(session, url), question)
    await session.aclose(complete=False)
    await library.aclose()
    return (root / SCOPE.path).with_name("one.polling.yaml.partial")


def first_error(root: Path, question: str) -> CassetteError:
    async def run():
        session = Library(root, "replay").open(SCOPE)
        with pytest.raises(CassetteError) as raised:
            await ask(client(session, NOWHERE), question)
        return raised.value

    return asyncio.run(run())


def test_an_interrupted_recording_is_not_read_as_complete(tmp_path):
    with Origin() as origin:
        partial = asyncio.run(interrupted(tmp_path, origin.url, "one", "two"))
    assert partial.exists()
    error = first_error(tmp_path, "one")
    assert isinstance(error, CassetteMissing) and "interrupted" in str(error)
    (finding,) = Checkup(tmp_path).findings()
    assert (finding.kind, finding.path) == ("torn", partial) and "2 interactions" in finding.message


def test_a_repaired_recording_plays_what_it_has_and_says_that_it_is_not_complete(tmp_path):
    with Origin() as origin:
        asyncio.run(interrupted(tmp_path, origin.url, "one", "two"))
        (sentence,) = repair(tmp_path)
        assert "2 whole interactions" in sentence

        async def replay():
            library = Library(tmp_path, "replay")
            assert not library.recorded(SCOPE)
            sdk = client(library.open(SCOPE), NOWHERE)
            return [await ask(sdk, "one"), await ask(sdk, "two")]

        assert asyncio.run(replay()) == ["You asked: one", "You asked: two"]
        assert "recording was interrupted" in str(first_error(tmp_path, "three"))
        asyncio.run(interrupted(tmp_path, origin.url, mode="auto"))
    (finding,) = Checkup(tmp_path).findings()
    assert finding.kind == "interrupted"


def test_a_torn_tail_is_named_put_aside_and_the_rest_kept_wherever_it_is_torn(tmp_path):
    with Origin() as origin:
        partial = asyncio.run(interrupted(tmp_path / "source", origin.url, "one", "two"))
    content = partial.read_bytes()
    begins = [at for at in range(len(content)) if content[at - 1 : at + 2] == b"\n- "]
    cuts = {*range(0, len(content), 37), *begins, *(at - 1 for at in begins), begins[1] + 1, len(content) - 1}
    for cut in sorted(cuts):
        root = tmp_path / str(cut)
        path = root / SCOPE.path
        path.parent.mkdir(parents=True)
        (path.with_name(partial.name)).write_bytes(content[:cut])
        whole = sum(line.startswith(b"- ") for line in content[:cut].split(b"\n")[:-1])
        (finding,) = Checkup(root).findings()
        assert finding.kind == "torn" and "interrupted" in finding.message
        assert len(repair(root)) == 1
        assert len(read_tape(path).entries if path.exists() else []) == whole
        tail = path.with_name(path.name + ".tail")
        torn = content[:cut].rpartition(b"\n")[2]
        assert not (torn and whole) or tail.read_bytes() == torn


def test_recording_again_puts_an_interrupted_recording_aside(tmp_path, caplog):
    with Origin() as origin:
        partial = asyncio.run(interrupted(tmp_path, origin.url, "one"))
        library = Library(tmp_path, "auto")

        aside = partial.with_name("one.polling.yaml.torn1")

        async def again():
            session = library.open(SCOPE)
            await ask(client(session, origin.url), "two")
            assert not library.recorded(SCOPE) and len(read_partial(aside).entries) == 1
            assert [finding.kind for finding in Checkup(tmp_path).findings()].count("set aside") == 1
            await session.aclose()
            await library.aclose()

        asyncio.run(again())
    assert not partial.exists() and not aside.exists(), "what was torn is whole now"
    assert str(aside) in library.notices[0] and str(aside) in caplog.text
    assert library.recorded(SCOPE)
    assert list(Checkup(tmp_path).findings()) == []


def test_an_interrupted_recording_leaves_the_one_before_it(tmp_path):
    with Origin() as origin:

        async def whole():
            library = Library(tmp_path, "record")
            async with library.open(SCOPE) as session:
                await ask(client(session, origin.url), "one")
            await library.aclose()

        asyncio.run(whole())
        before = (tmp_path / SCOPE.path).read_bytes()
        asyncio.run(interrupted(tmp_path, origin.url, "two"))
    assert (tmp_path / SCOPE.path).read_bytes() == before
    assert Library(tmp_path, "replay").recorded(SCOPE)
    assert "kept in" in repair(tmp_path)[0]
    assert (tmp_path / SCOPE.path).read_bytes() == before


def test_of_a_shared_file_the_finished_scopes_stay_complete(tmp_path):
    path = tmp_path / "all.yaml"

    async def run(url):
        library = Library(path, "record")
        done, cut = (library.open(Scope("s", name, "polling")) for name in ("done", "cut"))
        await ask(client(done, url), "one")
        await ask(client(cut, url), "one")
        await done.aclose()
        await cut.aclose(complete=False)
        await library.aclose()

    with Origin() as origin:
        asyncio.run(run(origin.url))
    library = Library(path, "replay")
    assert library.recorded(Scope("s", "done", "polling"))
    assert not library.recorded(Scope("s", "cut", "polling"))
