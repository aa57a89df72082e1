"""The command as a newcomer meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from harness.cli import COMMANDS
from harness.loader import load_suites


def harness(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "harness", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_help_lists_every_command_and_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom harness.cli import cli\n"
        "try:\n    cli(['--help'], prog_name='harness')\nexcept SystemExit:\n    pass\n"
        "heavy = {'openai', 'pandas', 'sympy', 'scipy', 'numpy', 'rich', 'starlette', 'matplotlib', 'msgspec'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    for name in COMMANDS:
        assert f"  {name} " in done.stdout


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help(name: str) -> None:
    from click.testing import CliRunner

    from harness.cli import cli

    done = CliRunner().invoke(cli, [name, "--help"], prog_name="harness")
    assert done.exit_code == 0, done.output
    assert "Usage: harness" in done.output


def test_a_wrong_flag_is_one_sentence() -> None:
    done = harness("run", "--cassette", "off")
    assert done.returncode == 2
    assert "--cassettes" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "evals").write_text("a file where a folder is wanted")
    done = harness("init", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("harness: evals")
    assert "Traceback" not in done.stderr


def test_doctor_speaks_json() -> None:
    done = harness("doctor", "--json")
    findings = json.loads(done.stdout)
    assert {"python", "packages"} <= {finding["subject"] for finding in findings}
    assert all(finding["fix"] for finding in findings if finding["state"] == "bad")


def test_init_writes_suites_that_load(tmp_path: Path) -> None:
    done = harness("init", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (suite,) = load_suites([tmp_path / "evals"])
    assert len(suite.samples) == 3
    again = harness("init", cwd=tmp_path)
    assert again.returncode == 2
    assert "exists already" in again.stderr


def test_init_begins_with_a_list_of_questions(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("Question,Answer\n\"What is 2 + 2, 'please'?\",4\n五加五？,10\n", encoding="utf-8-sig")
    done = harness("init", str(tmp_path / "new"), "--csv", str(table))
    assert done.returncode == 0, done.stderr
    (suite,) = load_suites([tmp_path / "new" / "evals"])
    assert [sample.target for sample in suite.samples] == ["4", "10"]


def test_init_names_the_column_that_is_missing(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("Text,Answer\na,b\n")
    done = harness("init", str(tmp_path / "new"), "--csv", str(table))
    assert done.returncode == 2
    assert "line 1: no column called question" in done.stderr
    assert not (tmp_path / "new").exists()
