"""The pytest plugin, driven through pytest itself."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runner.adversary import Adversary
from tests.runner.test_run_cli import SUITE, project

GATED = SUITE.replace("from harness import Assistant,", "from harness import Assistant, Gate,").replace(
    "checker=Says(),", "checker=Says(), gate=Gate(min_accuracy=MINIMUM),"
)


def run_pytest(
    folder: Path, *arguments: str, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "OPENAI_API_KEY": "test-key", "PYTHONPATH": "", **(env or {})}
    environment.pop("GITHUB_ACTIONS", None)
    if env:
        environment |= env
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.fixture
def server() -> Iterator[Adversary]:
    with Adversary() as running:
        yield running


@pytest.fixture
def recorded(tmp_path: Path, server: Adversary) -> Path:
    """A project of five questions (two are answered correctly) with its recordings."""
    home = project(tmp_path)
    done = run_pytest(home, "evals", "--base-url", server.base_url, "--cassettes", "record")
    assert done.returncode == 0, done.stdout
    return home


@pytest.mark.parametrize("flag", ["--limit=0", "--limit=-1", "--epochs=0", "--max-concurrency=0"])
def test_a_count_below_one_is_refused(flag: str, tmp_path: Path) -> None:
    done = run_pytest(project(tmp_path), "evals", flag, "--cassettes", "off")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "is not a number from 1 on" in done.stderr


def test_items_are_named_by_suite_sample_and_transport(recorded: Path) -> None:
    done = run_pytest(recorded, "evals", "--collect-only", "-q")
    assert "evals/test_numbers.py::numbers::n-3[streaming]" in done.stdout
    assert "evals/test_numbers.py::numbers::gate" in done.stdout


def test_a_wrong_answer_is_not_a_broken_build(recorded: Path) -> None:
    done = run_pytest(recorded, "evals", "--cassettes", "replay")
    assert done.returncode == 0, done.stdout
    assert "4 correct" in done.stdout
    assert "6 incorrect" in done.stdout
    assert "40.0%" in done.stdout


def test_letters_of_their_own(recorded: Path) -> None:
    done = run_pytest(recorded, "evals", "--cassettes", "replay")
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("evals/test_numbers.py")]
    letters = line.split()[1]
    assert (letters.count("c"), letters.count("i"), letters.count(".")) == (4, 6, 1)


def test_strict_fails_and_shows_what_one_wants_to_know(recorded: Path) -> None:
    done = run_pytest(recorded, "evals", "--cassettes", "replay", "--strict")
    assert done.returncode == 1
    for words in ("question", "Say 0.", "expected", "extracted", "incorrect: ", "hit"):
        assert words in done.stdout, words
    shown = next(line for line in done.stdout.splitlines() if "harness report" in line).split("harness ")[1]
    told = subprocess.run(
        [sys.executable, "-m", "harness", *shown.split()],
        cwd=recorded, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert "The answer is" in told.stdout


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (("-k", "n-3"), 2),
        (("-m", "streaming"), 5),
        (("evals/test_numbers.py::numbers::n-3[streaming]",), 1),
    ],
)
def test_selection(arguments: tuple[str, ...], count: int, recorded: Path) -> None:
    paths = () if "::" in arguments[0] else ("evals",)
    done = run_pytest(recorded, *paths, "--cassettes", "replay", *arguments, "--junitxml=out.xml")
    assert done.returncode == 0, done.stdout
    assert len(ET.parse(recorded / "out.xml").findall(".//testcase")) == count


def test_junit_properties(recorded: Path) -> None:
    run_pytest(recorded, "evals", "--cassettes", "replay", "--junitxml=out.xml", "-k", "n-3 and polling")
    (case,) = ET.parse(recorded / "out.xml").findall(".//testcase")
    properties = {p.get("name"): p.get("value") for p in case.findall(".//property")}
    assert properties["verdict"] == "correct"
    assert properties["cassette"] == "hit"


def test_the_gate_fails_the_build(tmp_path: Path, server: Adversary) -> None:
    home = project(tmp_path)
    text = GATED.replace("COUNT", "5")
    flags = ("--base-url", server.base_url, "--cassettes", "auto")
    for minimum, code in (("0.3", 0), ("0.9", 1)):
        (home / "evals" / "test_numbers.py").write_text(text.replace("MINIMUM", minimum))
        done = run_pytest(home, "evals", *flags)
        assert done.returncode == code, done.stdout
    assert "40.0" in done.stdout


def test_replay_without_recording_names_sample_and_command(tmp_path: Path) -> None:
    home = project(tmp_path)
    done = run_pytest(home, "evals", "--cassettes", "replay")
    assert done.returncode == 1
    assert (
        "error: numbers::n-0[polling] cannot be asked: numbers::_suite[setup] is not recorded" in done.stdout
    )
    assert "test_numbers.py::numbers --cassettes record" in done.stdout


def test_a_sample_that_is_not_recorded_fails_alone_and_the_gate_sees_it(
    recorded: Path, server: Adversary
) -> None:
    module = recorded / "evals" / "test_numbers.py"
    text = GATED.replace("COUNT", "6").replace("min_accuracy=MINIMUM", "max_error_share=0.1")
    module.write_text(text)
    done = run_pytest(recorded, "evals", "--cassettes", "replay")
    failed = [
        line.split("::")[2].split()[0] for line in done.stdout.splitlines() if line.startswith("FAILED")
    ]
    assert failed == ["n-5[polling]", "n-5[streaming]", "gate"], done.stdout
    assert "4 correct" in done.stdout
    assert "error: numbers::n-5[polling] is not recorded" in done.stdout
    assert "FAIL max_error_share: 2 of 12 attempts ended in an error (cassette 2)" in done.stdout
    (fix,) = {line.split("fix: pytest ")[1] for line in done.stdout.splitlines() if "fix: " in line}
    mended = run_pytest(recorded, "evals", *fix.split(), "--base-url", server.base_url)
    assert mended.returncode == 0, mended.stdout
    assert run_pytest(recorded, "evals", "--cassettes", "replay").returncode == 0


def test_a_suite_that_is_not_recorded_fails_without_the_others(recorded: Path) -> None:
    module = recorded / "evals" / "test_numbers.py"
    (recorded / "evals" / "test_others.py").write_text(module.read_text().replace('"numbers"', '"others"'))
    done = run_pytest(recorded, "evals", "--cassettes", "replay")
    outcomes = [line for line in done.stdout.splitlines() if line.startswith("FAILED")]
    assert len(outcomes) == 10, done.stdout
    assert all("test_others.py" in line for line in outcomes)
    assert "4 correct" in done.stdout
    assert "test_others.py::others --cassettes record" in done.stdout


def test_all_are_asked_at_once(tmp_path: Path) -> None:
    home = project(tmp_path, 16)
    with Adversary(delay=0.15) as slow:
        began = time.monotonic()
        done = run_pytest(
            home, "evals", "--base-url", slow.base_url, "--cassettes", "off", "--max-concurrency=32"
        )
        took = time.monotonic() - began
    assert done.returncode == 0, done.stdout
    # One after the other it would be 32 attempts of at least five requests: 24 s.
    assert took < 16


@pytest.mark.parametrize("mode", ["record", "replay"])
def test_xdist_workers_share_one_run(mode: str, recorded: Path, server: Adversary) -> None:
    asked = server.seen["POST /threads"]
    target = ("--base-url", server.base_url) if mode == "record" else ()
    done = run_pytest(recorded, "evals", "-n", "2", "--cassettes", mode, *target)
    assert done.returncode == 0, done.stdout
    assert "4 correct" in done.stdout
    assert server.seen["POST /threads"] == asked + (10 if mode == "record" else 0)
    assert len(list((recorded / "reports").iterdir())) == 2


def test_step_summary_and_annotations(recorded: Path) -> None:
    env = {"GITHUB_STEP_SUMMARY": str(recorded / "summary.md"), "GITHUB_ACTIONS": "true"}
    done = run_pytest(recorded, "evals", "--cassettes", "replay", "--strict", env=env)
    assert "::error file=" in done.stdout
    assert "numbers" in (recorded / "summary.md").read_text()


def test_silent_where_it_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "test_other.py").write_text(
        "import sys\n\n"
        "def test_nothing_heavy_is_loaded():\n"
        "    heavy = {'openai', 'pandas', 'sympy', 'rich', 'harness.records', 'harness.runner'}\n"
        "    assert not heavy & set(sys.modules)\n"
    )
    done = run_pytest(tmp_path, "-W", "error")
    assert done.returncode == 0, done.stdout
    assert "accuracy" not in done.stdout
    assert [path.name for path in tmp_path.iterdir() if path.name != "__pycache__"] == ["test_other.py"]


def test_other_plugins_keep_their_options(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "def pytest_addoption(parser):\n    parser.addoption('--base-url')\n    parser.addoption('--limit')\n"
    )
    (tmp_path / "test_other.py").write_text(
        "def test_mine(request):\n    assert request.config.getoption('base_url') == 'x'\n"
    )
    done = run_pytest(tmp_path, "--base-url", "x")
    assert done.returncode == 0, done.stdout + done.stderr


def test_switched_off(recorded: Path) -> None:
    done = run_pytest(recorded, "evals", "-p", "no:harness")
    assert done.returncode == 5, done.stdout


FIXTURE = """
from harness import Assistant
from harness.testing import assistant_fixture

tutor = assistant_fixture(Assistant(instructions="Say the number.", model="scripted"))


def test_tutor(tutor):
    run = tutor.ask("Say 3.", transport="streaming")
    assert run.answer == "The answer is 3."
    assert run.status == "completed"
    assert not run.used("code_interpreter")
    assert not run.errors
    assert run.tokens == 15
    assert len(run.steps) == 1
"""


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (("--base-url", "http://127.0.0.1:9/v1", "--cassettes", "off"), "fix: start it, check --base-url"),
        (("--model", "nowhere.gguf", "--cassettes", "off"), "nowhere.gguf"),
        (("--cassettes", "replay"), "fix: pytest -k test_plain --cassettes record"),
    ],
)
def test_a_plain_test_that_cannot_ask_says_so_in_a_sentence(
    flags: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    (tmp_path / "test_plain.py").write_text(FIXTURE)
    done = run_pytest(tmp_path, *flags)
    assert done.returncode == 1
    assert sentence in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "harness/" not in done.stdout.partition("= FAILURES =")[2]
    assert not (tmp_path / "cassettes").exists()


def test_a_plain_test_records_once_and_replays_ever_after(tmp_path: Path) -> None:
    (tmp_path / "test_plain.py").write_text(FIXTURE)
    with Adversary() as server:
        done = run_pytest(tmp_path, "--base-url", server.base_url)
        assert done.returncode == 0, done.stdout
        assert server.left_over() == set()
    done = run_pytest(tmp_path, "-W", "error")
    assert done.returncode == 0, done.stdout
