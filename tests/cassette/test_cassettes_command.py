"""`harness cassettes`, used as a user would."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import vcr
from click.testing import CliRunner
from openai import AsyncOpenAI

from harness.cassette import Library, Scope
from harness.cassette.interaction import decode_line, encode_line
from harness.cassette.tape import end_line
from harness.cli.cassettes import command
from harness.errors import CassetteMissing, UsageError
from tests.cassette.origin import KEY, STREAM, Origin, Reply, ask, ask_streaming, client, completion, tokens

SUITE = """
from harness import Assistant, Sample, Suite
from harness.checkers import math_answer

tutor = Suite(
    name="tutor",
    dataset=[
        Sample(id="a", question="What is 1 + 1?", target="2"),
        Sample(id="b", question="And 2 + 2?", target="4"),
    ],
    assistant=Assistant(instructions={instructions!r}, model="m"),
    checker=math_answer(),
)
"""


async def record_tutor(root: Path, url: str) -> None:
    """Two samples by two transports, and the suite's own scope."""
    library = Library(root, "record")
    async with library.open(Scope.setup("tutor")) as session:
        await client(session, url).beta.assistants.create(model="m", instructions="Be kind.")
    for sample, question in (("a", "What is 1 + 1?"), ("b", "And 2 + 2?")):
        async with library.open(Scope("tutor", sample, "polling")) as session:
            await ask(client(session, url), question)
        async with library.open(Scope("tutor", sample, "streaming")) as session:
            await ask_streaming(client(session, url), question, session)
    await library.aclose()


def answer(asked) -> Reply:
    if asked.path.endswith("/assistants"):
        return Reply.of({"id": "asst_1", "object": "assistant", "created_at": 1, "model": "m", "tools": []})
    if asked.json.get("stream"):
        return Reply(tokens("It is", " four."), headers=STREAM)
    return Reply.of(completion("It is two. \x1b[2J\u202etwo"))


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    root = tmp_path_factory.mktemp("template")
    with Origin(answer) as origin:
        asyncio.run(record_tutor(root, origin.url))
    return root


@pytest.fixture
def project(tmp_path, template, monkeypatch):
    """A project with recordings and the suite that they were made from."""
    for path in template.rglob("*.yaml"):
        (tmp_path / "cassettes" / "tutor").mkdir(parents=True, exist_ok=True)
        (tmp_path / "cassettes" / "tutor" / path.name).write_bytes(path.read_bytes())
    write_suite(tmp_path, "Be kind.")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_suite(project: Path, instructions: str, without: str = "") -> None:
    (project / "evals").mkdir(exist_ok=True)
    text = SUITE.format(instructions=instructions)
    name = f"test_tutor_{abs(hash((instructions, without)))}.py"
    for old in (project / "evals").glob("*.py"):
        old.unlink()
    (project / "evals" / name).write_text(re.sub(without, "", text) if without else text)


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(command, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result.output


def run_json(*arguments: str, code: int = 0):
    return json.loads(run(*arguments, "--json", code=code))


def test_list_says_what_is_recorded(project):
    lines = run("list").splitlines()
    assert lines[0].split() == [
        "SUITE",
        "SAMPLE",
        "TRANSPORT",
        "REQUESTS",
        "SIZE",
        "MODEL",
        "RECORDED",
        "STATE",
    ]
    assert len(lines) == 1 + 5 + 1
    row = next(line for line in lines if " a " in line and "streaming" in line)
    assert re.search(r"tutor +a +streaming +1 +1\.\d kB +m +\d{4}-\d\d-\d\d \d\d:\d\d +complete", row)
    listed = run_json("list")
    assert {(item["suite"], item["sample"], item["transport"]) for item in listed} == {
        ("tutor", sample, transport) for sample in "ab" for transport in ("polling", "streaming")
    } | {("tutor", "_suite", "setup")}
    assert all(item["recorded_at"] > 1.5e9 and item["bytes"] > 500 for item in listed)


def test_check_finds_nothing_in_good_recordings(project):
    assert run("check") == "nothing is wrong\n"


def test_check_finds_orphans_and_prune_takes_them(project):
    write_suite(project, "Be kind.", without=r'Sample\(id="b".*\),')
    orphans = run_json("check", code=1)["findings"]
    assert {(item["kind"], item["scope"]) for item in orphans} == {
        ("orphan", "tutor/b/polling/0"),
        ("orphan", "tutor/b/streaming/0"),
    }
    assert "would go" in run("prune", "--dry-run") and len(run_json("list")) == 5
    assert len(run_json("prune")["pruned"]) == 2
    assert {item["sample"] for item in run_json("list")} == {"a", "_suite"}
    assert run("check") == "nothing is wrong\n" and "nothing to prune" in run("prune")


def test_check_finds_what_is_out_of_date(project):
    write_suite(project, "Be strict.", without=r"And ")
    stale = run_json("check", code=1)["findings"]
    assert {(item["kind"], item["scope"]) for item in stale} == {
        ("stale", "tutor/_suite/setup/0"),
        ("stale", "tutor/b/polling/0"),
        ("stale", "tutor/b/streaming/0"),
    }
    words = {item["message"] for item in stale}
    assert "the assistant's instructions have changed since" in words
    assert "the question is now '2 + 2?', which was not recorded" in words


@pytest.mark.parametrize(("status", "code"), [("completed", 1), ("incomplete", 0)])
def test_a_conversation_that_a_failed_run_ended_is_not_out_of_date(project, status, code):
    async def record(url: str) -> None:
        library = Library(Path("cassettes"), "record")
        async with library.open(Scope("tutor", "a", "polling")) as session:
            await ask(client(session, url), "What is 1 + 1?")
        await library.aclose()

    with Origin(lambda _: Reply.of({**completion("It is two."), "status": status})) as origin:
        asyncio.run(record(origin.url))
    (project / "cassettes" / "tutor" / "a.streaming.yaml").unlink()
    write_suite(project, "Be kind.")
    module = next((project / "evals").glob("*.py"))
    module.write_text(module.read_text().replace('target="2"', 'target="2", turns=("And then?",)'))
    assert [item["kind"] for item in run_json("check", code=code)["findings"]] == ["stale"] * code


def test_check_finds_damage_and_torn_files_and_repairs_those(project):
    folder = project / "cassettes" / "tutor"
    (folder / "a.polling.yaml").write_text("version: 2\ninteractions: []\n")
    torn = folder / "b.streaming.yaml"
    torn.write_bytes(torn.read_bytes()[:-60])
    whole = (folder / "b.polling.yaml").read_bytes()
    (folder / "b.polling.yaml.partial").write_bytes(whole[: whole.rfind(b"# end")] + b'- {"torn')
    (folder / "b.polling.yaml").unlink()
    kinds = {Path(item["path"]).name: item["kind"] for item in run_json("check", code=1)["findings"]}
    assert kinds == {
        "a.polling.yaml": "corrupt",
        "b.streaming.yaml": "corrupt",
        "b.polling.yaml.partial": "torn",
    }
    output = run("check", "--repair", code=1)
    assert "b.polling.yaml has the 1 whole interactions" in output and "its torn tail is in" in output
    kinds = {Path(item["path"]).name: item["kind"] for item in run_json("check", code=1)["findings"]}
    assert kinds == {"a.polling.yaml": "corrupt", "b.polling.yaml": "interrupted"}


def test_check_finds_a_recording_under_the_wrong_name(project):
    folder = project / "cassettes" / "tutor"
    (folder / "a.polling.yaml").rename(folder / "a.polling.e1.yaml")
    (finding,) = run_json("check", code=1)["findings"]
    assert finding["kind"] == "misplaced" and "tutor/a.polling.yaml" in finding["fix"]


def plant(path: Path, secret: str) -> None:
    """Puts a secret in an answer as somebody's tool that knows the format would."""
    lines = path.read_bytes().splitlines()
    interaction = decode_line(lines[3])
    response = interaction.response
    response.body.string = response.body.string.replace("two", f"two {secret} \u00b2")
    response.recorded.chunks = [(1.0, len(response.content))]
    interaction._response = response
    lines[3:] = [encode_line(interaction), end_line(1).strip()]
    path.write_bytes(b"\n".join(lines) + b"\n")


def test_check_finds_secrets_and_scrub_takes_them(project):
    path = project / "cassettes" / "tutor" / "a.polling.yaml"
    plant(path, KEY)
    (finding,) = run_json("check", code=1)["findings"]
    assert (finding["kind"], finding["line"]) == ("secret", 4)
    assert "the response body" in finding["message"] and KEY not in json.dumps(finding)
    assert run_json("scrub") == {"cassettes/tutor/a.polling.yaml": 1}
    assert KEY not in path.read_text() and run("check") == "nothing is wrong\n"
    assert run_json("scrub") == {}
    assert "two [scrubbed] ²" in run("show", "a", "--transport", "polling")


def test_show_reads_like_a_conversation_and_obeys_no_terminal_codes(project):
    output = run("show", "tutor/a", "--transport", "polling", "--http")
    assert "── tutor::a[polling]" in output
    assert re.search(r"\d s +http +POST /v1/chat/completions -> 200 in 0\.\d+ s", output)
    assert re.search(r"\d s +user +What is 1 \+ 1\?", output)
    assert re.search(r"\d s assistant +It is two\. \\x1b\[2J\\u202etwo", output)
    assert "\x1b" not in output and "\u202e" not in output
    streamed = run("show", "tutor::b", "--transport", "streaming")
    assert "It is four." in streamed and "http" not in streamed
    assert len(run_json("show", "a")) == 2


def test_show_names_what_is_near(project):
    with pytest.raises(CassetteMissing) as raised:
        run("show", "tutor/c")
    assert raised.value.nearest in ("tutor/a", "tutor/b")


def theirs(folder: Path, name: str) -> Path:
    path = folder / name

    async def two(url):
        async with AsyncOpenAI(api_key=KEY, base_url=url, organization="org-planted7here") as sdk:
            await ask(sdk, f"my key is {KEY}, my organisation org-planted7here")

    serializer = path.suffix[1:]
    with Origin(answer) as origin, vcr.VCR(serializer=serializer, record_mode="all").use_cassette(str(path)):
        asyncio.run(two(origin.url))
    assert KEY in path.read_text()
    return path


@pytest.mark.parametrize("name", ["test_it.yaml", "test_it.json"])
def test_import_takes_over_a_cassette_of_vcrpys_without_its_secrets(project, tmp_path, name):
    source = theirs(tmp_path, name)
    (taken,) = run_json("import", str(source), "--suite", "tutor")
    target = Path(taken["target"])
    assert target == Path("cassettes/tutor/test_it.polling.yaml")
    assert KEY not in target.read_text() and "org-planted7here" not in target.read_text()
    with pytest.raises(UsageError, match="is there already"):
        run("import", str(source), "--suite", "tutor")
    run("import", str(source), "--suite", "tutor", "--force")

    async def replay():
        session = Library(Path("cassettes")).open(Scope("tutor", "test_it", "polling"))
        sdk = client(session, "http://127.0.0.1:9/v1", key=KEY)
        return await ask(sdk, f"my key is {KEY}, my organisation org-planted7here")

    assert asyncio.run(replay()).startswith("It is two.")


def test_scrub_cleans_their_yaml_in_place(project, tmp_path):
    source = theirs(tmp_path, "test_it.yaml")
    assert run_json("scrub", str(source)) == {str(source): 1}
    assert KEY not in source.read_text() and "org-planted7here" not in source.read_text()
    with vcr.VCR(record_mode="none").use_cassette(str(source)) as cassette:
        assert len(cassette) == 1


def test_from_a_shell_a_wrong_folder_is_one_sentence_and_exit_code_2(tmp_path):
    command = [sys.executable, "-m", "harness", "cassettes", "list", "--cassette-dir", "nowhere"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2 and done.stdout == ""
    assert (
        done.stderr.startswith("harness: there is no folder nowhere\n  fix: ")
        and "Traceback" not in done.stderr
    )
