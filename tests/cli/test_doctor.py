"""`harness doctor`: each thing that can be wrong on a machine is found, with what mends it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from harness.cli import cli, serve
from harness.server.embedded import ServeOptions
from harness.server.embedded import serve as served
from tests.cassette.origin import Origin, Reply

Findings = dict[str, list[dict[str, str]]]


def _doctor(*arguments: str) -> tuple[int, Findings]:
    done = CliRunner().invoke(cli, ["doctor", "--json", *arguments], prog_name="harness")
    by_subject: Findings = {}
    for finding in json.loads(done.stdout):
        by_subject.setdefault(finding["subject"], []).append(finding)
    return done.exit_code, by_subject


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_everything_is_looked_at() -> None:
    _, findings = _doctor()
    assert {"python", "packages", "disk", "port", "cassettes"} <= set(findings)
    assert any(subject.startswith("sandbox") for subject in findings)
    assert any(subject.startswith("model ") for subject in findings)
    every = [finding for several in findings.values() for finding in several]
    assert all(finding["words"] and (finding["fix"] or finding["state"] == "ok") for finding in every)


@pytest.mark.parametrize(
    ("required", "words", "fix"),
    [
        (
            ["click>=8.1", "nobody-has-this>=2"],
            "nobody-has-this is missing",
            "pip install 'nobody-has-this>=2'",
        ),
        (["click>=99"], "is not >=99", "pip install 'click>=99'"),
        (["click>=99; sys_platform == 'elsewhere'", "nobody; extra == 'docs'"], "all 0 there", ""),
    ],
)
def test_packages_are_there_and_new_enough(
    required: list[str], words: str, fix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "requires", lambda _: required)
    code, findings = _doctor()
    (packages,) = findings["packages"]
    assert words in packages["words"] and packages["fix"] == fix
    assert packages["state"] == ("bad" if fix else "ok") and code >= bool(fix)


def _recording(text: str) -> str:
    """A cassette as vcrpy writes it, with one interaction that says `text`."""
    return (
        "version: 1\ninteractions:\n- request: {method: GET, uri: 'https://example.org/v1/models', body: null,"
        f" headers: {{}}}}\n  response: {{status: {{code: 200, message: OK}}, headers: {{}}, body: {{string: '{text}'}}}}\n"
    )


@pytest.mark.parametrize(
    ("name", "text", "state", "words"),
    [
        ("good.yaml", _recording("fine"), "ok", "1 in cassettes"),
        ("secret.yaml", _recording("sk-proj-" + "Ab3" * 16), "bad", "secret: cassettes/s/secret.yaml"),
        ("foreign.yaml", "version: 7\n", "bad", "corrupt: cassettes/s/foreign.yaml"),
        ("eq-1.polling.yaml.partial", "", "bad", ".partial"),
    ],
)
def test_recordings_are_whole_and_hold_no_secret(
    name: str, text: str, state: str, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "cassettes" / "s" / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    code, findings = _doctor()
    (found,) = findings["cassettes"]
    assert (found["state"], code >= (state == "bad")) == (state, True)
    assert words in found["words"] and bool(found["fix"]) is (state != "ok")


def test_a_port_that_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setattr(serve, "PORT", taken.getsockname()[1])
        _, findings = _doctor()
    (port,) = findings["port"]
    assert port["state"] == "warn" and port["fix"] == "harness serve --port 0"


@pytest.fixture(scope="module")
def ours() -> Iterator[Any]:
    with served(ServeOptions(models=("simulated",))) as running:
        yield running


def test_a_server_that_answers_and_speaks_the_api(ours: Any) -> None:
    _, findings = _doctor("--base-url", ours.base_url, "--api-key", ours.api_key)
    assert [found["state"] for found in findings["server"]] == ["ok", "ok"]


def _chat_server(asked: Any) -> Reply:
    return Reply.of({"data": []}) if asked.path.endswith("/models") else Reply.of({}, status=404)


@pytest.mark.parametrize(
    ("handler", "words", "fix"),
    [
        (_chat_server, "does not speak the Assistants API", "harness serve --model chat:http"),
        (lambda _: Reply.of({}, status=401), "refuses the key", "--api-key"),
        (lambda _: Reply.of({}, status=404), "answers with 404", "such as /v1"),
        (lambda _: None, "cannot be reached", "http://HOST:PORT/v1"),
    ],
)
def test_a_server_that_does_not(handler: Any, words: str, fix: str) -> None:
    with Origin(handler) as origin:
        _, findings = _doctor("--base-url", origin.url)
    last = findings["server"][-1]
    assert words in last["words"] and fix in last["fix"] and last["state"] != "ok"


def test_an_address_that_is_none() -> None:
    code, findings = _doctor("--base-url", "nonsense")
    assert code == 1 and "cannot be reached" in findings["server"][0]["words"]
