"""`harness dataset check`, `convert` and the lists, through the command line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.cli.dataset import command
from harness.dataset import read_dataset


def run(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def rows(folder: Path, *values: object) -> Path:
    path = folder / "data.jsonl"
    path.write_text(
        "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values), encoding="utf-8"
    )
    return path


def sample(id: str, question: str, target: object = "7", **more: object) -> dict[str, object]:
    return {"id": id, "question": question, "target": target, **more}


def findings(folder: Path, *values: object) -> list[tuple[str, int]]:
    result = run("check", rows(folder, *values), "--json")
    return [(finding["kind"], finding["line"]) for finding in json.loads(result.stdout)["findings"]]


def test_a_clean_file_passes(tmp_path):
    result = run("check", rows(tmp_path, sample("a", "What is 3 + 4?"), sample("b", "What is 8 - 1?")))
    assert result.exit_code == 0
    assert "2 samples, nothing wrong" in result.output


def test_every_wrong_line_is_told_not_only_the_first(tmp_path):
    path = rows(tmp_path, sample("a", "?"), {"id": "b"}, sample("c", 3), sample("d", "x", extra=1))
    result = run("check", path)
    assert result.exit_code == 2
    for place in ("line 2, field 'question'", "line 3, field 'question'", "line 4, field 'extra'"):
        assert place in result.output
    assert "1 samples, 3 invalid" in result.output


def test_duplicates_are_found_by_id_and_by_words(tmp_path):
    found = findings(
        tmp_path,
        sample("a", "What is 3 + 4?"),
        sample("a", "Another?"),
        sample("b", "  what IS 3 + ４?"),
        sample("c", "What is 3 + 4?", files=["x.csv"]),
        sample("d", "What is 3 + 4?", turns=["And now?"]),
    )
    assert found == [("duplicate id", 2), ("duplicate question", 3)]
    assert run("check", rows(tmp_path, sample("a", "q"), sample("b", "q"))).exit_code == 1


@pytest.mark.parametrize(
    ("question", "target", "leaks"),
    [
        ("Solve it. The answer is 7.", "7", True),
        ("解方程。答案是７。", "7", True),
        (r"Show that it is \boxed{7}", "7", True),
        ("Prove. #### 7", "7", True),
        ("The answer is 75. Halve it.", "7", False),
        ("The answer is 7.5, rounded.", "7", False),
        ("What is 3 + 4, and why not 7 + 7?", "7", False),
        ("Say photosynthesis in German.", "photosynthesis", True),
        ("Name the process by which plants eat light.", "photosynthesis", False),
        ("Repeat 123456 please.", "123456", True),
        ("Repeat 1234567 please.", "123456", False),
        ("Which city? Paris, of course: the answer: Paris", ["London", "Paris"], True),
        (
            "Write f.\n\ndef f(x):\n    return x + 1\n",
            {"tests": [], "reference": "def f(x):\n    return x + 1\n"},
            True,
        ),
        ("Write f.", {"tests": [], "reference": "def f(x):\n    return x + 1\n"}, False),
    ],
)
def test_leaks(tmp_path, question, target, leaks):
    found = findings(tmp_path, sample("a", question, target))
    assert found == ([("leak", 1)] if leaks else [])


def test_options_of_a_choice_are_no_leak(tmp_path):
    options = {"choices": ["photosynthesis", "respiration"]}
    asked = "Which? A) photosynthesis B) respiration"
    assert findings(tmp_path, sample("a", asked, "photosynthesis", metadata=options)) == []


def test_check_reads_other_formats(tmp_path):
    path = tmp_path / "test.jsonl"
    path.write_text(
        '{"question": "q", "answer": "#### 1"}\n{"question": "q2", "answer": "none"}\n', encoding="utf-8"
    )
    result = run("check", path)
    assert result.exit_code == 2
    assert "line 2, field 'answer'" in result.output


def test_bad_input_is_one_sentence_and_exit_code_two(tmp_path):
    arguments = [sys.executable, "-m", "harness", "dataset", "check", str(tmp_path / "absent.jsonl")]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("harness: there is no dataset")
    assert "Traceback" not in done.stderr


def test_convert_writes_our_own_format(tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("prompt,answer,level\nWhat?,7,easy\n", encoding="utf-8")
    out = tmp_path / "made" / "t.jsonl"
    assert run("convert", table, "--out", out).exit_code == 0
    (converted,) = read_dataset(out)
    assert (converted.question, converted.target, converted.level) == ("What?", "7", "easy")


@pytest.mark.parametrize(
    ("name", "known"), [("formats", "gsm8k"), ("topics", "calculus"), ("published", "humaneval")]
)
def test_lists(name, known):
    assert known in run(name).output
    assert known in json.dumps(json.loads(run(name, "--json").stdout))


def test_the_help_needs_no_heavy_library():
    code = "import sys, harness.cli.dataset; print(sorted({'sympy', 'pandas', 'httpx2', 'numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
