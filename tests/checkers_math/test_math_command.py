"""`harness check math` as a user meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def _run(*arguments: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "harness", "check", "math", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=60, check=False)


def _judged(folder: Path, lines: list[str], *arguments: str) -> tuple[list[dict[str, Any]], str]:
    pairs, out = folder / "pairs.jsonl", folder / "out.jsonl"
    pairs.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    done = _run("--file", str(pairs), "--out", str(out), *arguments)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()], done.stderr.decode()


def test_every_line_is_answered_in_its_place_with_its_fields(tmp_path: Path) -> None:
    lines = [
        '{"id": 1, "gold": "5", "pred": "The answer is 5.", "note": {"a": [1]}}',
        "not JSON",
        '{"gold": "5"}',
        "[1, 2]",
        "",
        '{"gold": "\\\\sqrt{8}", "pred": "$2\\\\sqrt{2}$", "id": 6}',
        '{"gold": ["3", "4"], "pred": "3; 4"}',
        '{"gold": 0.5, "pred": "1/2"}',
        '{"gold": "", "pred": "1/2"}',
        '{"gold": "5", "pred": null}',
        '{"gold": "5", "pred": 5}',
        '{"gold": "5", "pred": ["5"]}',
        '{"gold": "2.5", "pred": "2.54", "policy": {"tolerance": "printed"}}',
        '{"gold": "5", "pred": "\\ud800 5"}',
    ]
    judged, said = _judged(tmp_path, lines)
    expected = ["correct", "error", "error", "error", "error", "correct", "correct", "correct", "error", "incorrect",
                "correct", "error", "correct", "correct"]  # fmt: skip
    assert [line["verdict"] for line in judged] == expected
    assert judged[0]["id"] == 1 and judged[0]["note"] == {"a": [1]} and judged[5]["id"] == 6
    assert all(line["reason"] for line in judged)
    assert "14 lines" in said and "6 error" in said


def test_a_policy_on_the_command_line(tmp_path: Path) -> None:
    lines = ['{"gold": "5 km", "pred": "5"}']
    assert _judged(tmp_path, lines)[0][0]["verdict"] == "correct"
    assert _judged(tmp_path, lines, "--policy", "units=required")[0][0]["verdict"] == "incorrect"


def test_an_explanation_says_what_was_read_and_what_decided() -> None:
    done = _run("--explain", "--gold", "\\frac{1}{2}", "--pred", "So the answer is 0.5.", "--json")
    explained = json.loads(done.stdout)
    assert explained["verdict"] == "correct"
    assert explained["extracted"] == "0.5"
    assert explained["rule"] == "cue answer"
    assert explained["answer read as"] == "1/2"
    assert "equal" in explained["reason"]
    plain = _run("--explain", "--gold", "5", "--pred", "either 5 or 6").stdout.decode()
    assert "incorrect" in plain and "hedged" in plain


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "--file"),
        (["--file", "no-such-file.jsonl"], "no-such-file.jsonl"),
        (["--file", "x", "--policy", "unit=required"], "units"),
        (["--file", "x", "--policy", "units"], "no value"),
        (["--explain", "--gold", "5"], "both sides"),
    ],
)
def test_bad_usage_is_one_clear_message_and_exit_code_two(arguments: list[str], words: str) -> None:
    done = _run(*arguments)
    assert done.returncode == 2
    assert words in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_pipes(tmp_path: Path) -> None:
    done = _run("--file", "-", "--out", "-", stdin=b'{"gold": "5", "pred": "5"}\n')
    assert json.loads(done.stdout)["verdict"] == "correct"
