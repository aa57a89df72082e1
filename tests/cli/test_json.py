"""`--json` prints one JSON value on standard output and nothing beside it, whatever the command found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.cli import cli
from tests.cli.test_command_tree import LEAVES, NO_TABLE
from tests.reports.build import attempt, run_folder

RUN = "reports/20260101-000000-0000"
COMMANDS = {
    "baseline set": f"baseline set {RUN}",
    "cassettes check": "cassettes check",
    "cassettes import": "cassettes import foreign.yaml --suite s --force",
    "cassettes list": "cassettes list",
    "cassettes prune": "cassettes prune --dry-run",
    "cassettes scrub": "cassettes scrub",
    "cassettes show": "cassettes show foreign.yaml --http",
    "check math": "check math --explain --gold 1/2 --pred 0.5",
    "check program": "check program --file programs.jsonl --tasks tasks.jsonl --out verdicts.jsonl",
    "compare": f"compare {RUN}:polling {RUN}:streaming",
    "dataset check": "dataset check questions.jsonl",
    "dataset fetch": "",  # it downloads; tests/dataset/test_dataset_fetch.py
    "dataset formats": "dataset formats",
    "dataset published": "dataset published",
    "dataset topics": "dataset topics",
    "dataset verify": "dataset verify questions.jsonl",
    "doctor": "doctor",
    "migrate check": "",  # it asks; tests/responses/test_migrate.py
    "migrate export": "migrate export suites",
    "models list": "models list",
    "power": "power --samples 200",
    "report": f"report {RUN}",
    "rescore": "",  # its suites have to be there; tests/runner/test_run_cli.py
    "run": "",  # it asks; tests/runner/test_run_cli.py
    "serve": "",  # it serves; tests/server/test_serve_command.py
    "view": "",  # it serves; tests/viewer
}
SUITE = """
from harness import Assistant, Sample, Suite, math_answer

tutor = Suite(
    name="tutor",
    dataset=[Sample(id="a", question="1 + 1?", target="2")],
    assistant=Assistant(instructions="Answer."),
    checker=math_answer(),
)
"""
CASSETTE = """
version: 1
interactions:
- request: {method: GET, uri: 'https://example.org/v1/models', body: null, headers: {}}
  response: {status: {code: 200, message: OK}, headers: {}, body: {string: fine}}
"""
TASK = {
    "id": "one",
    "question": "Write f.",
    "target": {"entry_point": "f", "tests": [{"args": [], "expect": 1}]},
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / RUN).mkdir(parents=True)
    run_folder(tmp_path / RUN, [attempt(), attempt(transport="polling")])
    (tmp_path / "cassettes" / "s").mkdir(parents=True)
    (tmp_path / "cassettes" / "s" / "foreign.yaml").write_text(CASSETTE)
    (tmp_path / "foreign.yaml").write_text(CASSETTE)
    (tmp_path / "suites").mkdir()
    (tmp_path / "suites" / "test_tutor_of_json.py").write_text(SUITE)
    (tmp_path / "questions.jsonl").write_text('{"id": "a", "question": "1 + 1?", "target": "2"}\n')
    (tmp_path / "tasks.jsonl").write_text(json.dumps(TASK) + "\n")
    (tmp_path / "programs.jsonl").write_text('{"task_id": "one", "code": "def f():\\n    return 1"}\n')
    monkeypatch.chdir(tmp_path)


def test_no_command_is_left_out() -> None:
    assert set(COMMANDS) == set(LEAVES) - NO_TABLE


@pytest.mark.parametrize("line", [line for line in COMMANDS.values() if line])
@pytest.mark.usefixtures("project")
def test_json_and_nothing_else(line: str) -> None:
    done = CliRunner().invoke(cli, [*line.split(), "--json"], catch_exceptions=False)
    assert done.exit_code in (0, 1), done.output
    json.loads(done.stdout)
