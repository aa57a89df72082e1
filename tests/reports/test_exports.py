"""What other tools open: Inspect AI, OpenTelemetry, JUnit, Markdown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from harness.cli import cli
from tests.reports.build import attempt, code_step, message_step, run_folder

READ = """
import json, sys
from inspect_ai.log import read_eval_log
log = read_eval_log(sys.argv[1])
print(json.dumps({
    "status": log.status, "task": log.eval.task, "accuracy": log.results.scores[0].metrics["accuracy"].value,
    "samples": [
        {"id": s.id, "epoch": s.epoch, "roles": [m.role for m in s.messages], "answer": s.output.completion,
         "scores": {name: score.value for name, score in s.scores.items()}, "error": s.error and s.error.message}
        for s in log.samples
    ],
}))
"""


@pytest.fixture
def run(tmp_path: Path) -> Path:
    attempts = [
        attempt("lin-001"),
        attempt("lin-001", "incorrect", epoch=1),
        attempt("lin-002", "error", answer="", steps=(code_step(0, ok=False), message_step(1)), messages=()),
    ]
    return run_folder(tmp_path / "run", attempts)


def export(run: Path, kind: str) -> list[Path]:
    result = CliRunner().invoke(cli, ["report", str(run), "--export", kind, "--json"])
    assert result.exit_code == 0, result.output
    paths = json.loads(result.output)[kind]
    return [Path(path) for path in (paths if isinstance(paths, list) else [paths])]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_inspects_own_reader_opens_the_log(run: Path, tmp_path: Path) -> None:
    """In an environment of its own: Inspect pins packages that ours has in newer versions."""
    home = tmp_path / "inspect"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    installed = subprocess.run(
        [python, "-m", "pip", "install", "-q", "inspect_ai"], capture_output=True, text=True
    )
    if installed.returncode:
        pytest.skip("inspect_ai cannot be installed here: " + installed.stderr[-300:])
    (path,) = export(run, "inspect")
    environment = {**os.environ, "HOME": str(tmp_path)}
    read = subprocess.run(
        [python, "-c", READ, path], capture_output=True, text=True, env=environment, check=True
    )
    log = json.loads(read.stdout.splitlines()[-1])
    assert (log["status"], log["task"]) == ("success", "math_tutor[streaming]")
    assert log["accuracy"] == pytest.approx(1 / 3)
    first, second, third = log["samples"]
    assert first["roles"] == ["user", "assistant", "tool", "assistant"]
    assert (first["scores"], second["scores"]) == ({"math_answer": "C"}, {"math_answer": "I"})
    assert (second["epoch"], third["error"]) == (2, "deadline: no end after 600 s")


def test_the_inspect_log_holds_calls_with_their_answers(run: Path) -> None:
    (path,) = export(run, "inspect")
    log = json.loads(path.read_text())
    _, called, answered, said = log["samples"][0]["messages"]
    assert called["tool_calls"][0]["arguments"]["code"].startswith("from sympy")
    assert (answered["tool_call_id"], answered["content"]) == (called["tool_calls"][0]["id"], "[1]")
    assert said["content"].startswith("Subtract 11")
    assert log["samples"][2]["messages"][-1]["error"]["message"] == "NameError"


def test_opentelemetry_spans_follow_the_genai_conventions(run: Path) -> None:
    (path,) = export(run, "otel")
    (line,) = path.read_text().splitlines()
    spans = json.loads(line)["resourceSpans"][0]["scopeSpans"][0]["spans"]
    root = spans[0]
    facts = {one["key"]: next(iter(one["value"].values())) for one in root["attributes"]}
    assert root["name"] == "invoke_agent math_tutor"
    assert (facts["gen_ai.usage.input_tokens"], facts["gen_ai.operation.name"]) == ("100", "invoke_agent")
    assert int(root["endTimeUnixNano"]) - int(root["startTimeUnixNano"]) == pytest.approx(2.5e9, rel=1e-6)
    children = [span for span in spans if span.get("parentSpanId") == root["spanId"]]
    assert [span["name"] for span in children] == ["execute_tool code_interpreter", "chat"]
    assert len(root["traceId"]) == 32
    assert len(root["spanId"]) == 16
    assert "Solve" not in line  # no text of the conversation
    failed = [span for span in spans if span.get("status")]
    assert [span["status"]["message"] for span in failed] == ["no end after 600 s"]


def test_junit_tells_wrong_answers_from_errors(run: Path) -> None:
    export(run, "otel")
    (suite,) = ET.fromstring((run / "junit.xml").read_text())
    assert [suite.get(name) for name in ("tests", "failures", "errors")] == ["3", "1", "1"]
    cases = suite.findall("testcase")
    assert [case.get("name") for case in cases] == [
        "lin-001[streaming]",
        "lin-001[streaming]#1",
        "lin-002[streaming]",
    ]
    assert cases[1].find("failure").get("message") == "2 is not 1"  # type: ignore[union-attr]
    assert cases[2].find("error").get("type") == "deadline"  # type: ignore[union-attr]


def test_the_markdown_summary_lists_what_failed(run: Path) -> None:
    export(run, "otel")
    text = (run / "summary.md").read_text()
    assert "| math\\_tutor | streaming | **33.3%** |" in text
    assert "2 attempts not correct" in text
    assert "2 is not 1" in text


def test_reports_cost_nothing_where_they_are_not_used() -> None:
    heavy = "{'pandas', 'scipy', 'matplotlib', 'numpy', 'jinja2', 'pyromark'}"
    code = f"import sys, harness, harness.cli; print({heavy} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"
