"""Reading datasets: our own format line by line, and the publishers' formats as they come."""

import gzip
import json
from pathlib import Path

import pandas as pd
import pytest

from harness.dataset import read_dataset
from harness.errors import DatasetError, UsageError
from harness.records import Sample

GOOD = '{"id": "a", "question": "q", "target": "1"}'


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def write_rows(folder: Path, name: str, *rows: object) -> Path:
    return write(folder, name, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def only(path: Path, format: str = "auto") -> Sample:
    (sample,) = read_dataset(path, format)
    return sample


def test_all_fields_come_through(tmp_path):
    value = {
        "id": "a", "question": "q", "target": {"calls": []}, "turns": ["b", "c"], "topic": "t", "level": "l",
        "language": "zh", "answer_type": "calls", "group": "g", "instructions": "i", "files": ["f.csv"],
        "policy": {"tolerance": "printed"}, "metadata": {"x": [1]},
    }  # fmt: skip
    sample = only(write_rows(tmp_path, "all.jsonl", value))
    assert sample == Sample(**value | {"turns": ("b", "c"), "files": ("f.csv",)})


def test_blank_lines_and_a_byte_order_mark_do_no_harm(tmp_path):
    path = write(tmp_path, "a.jsonl", "\ufeff\n" + GOOD + "\r\n\n")
    assert only(path).id == "a"


@pytest.mark.parametrize(
    ("lines", "line", "field", "says"),
    [
        (['{"id": "a", "question": "q"}'], 1, "target", "is missing"),
        ([GOOD, '{"id": "b", "qestion": "q", "target": 1}'], 2, "qestion", "nearest: question"),
        ([GOOD, '{"id": 3, "question": "q", "target": 1}'], 2, "id", "expected text, got a number"),
        (
            [GOOD, '{"id": "b", "question": "q", "target": 1, "turns": ["x", 2]}'],
            2,
            "turns[1]",
            "expected text",
        ),
        ([GOOD, '{"id": "b", "question": " ", "target": 1}'], 2, "question", "must not be empty"),
        ([GOOD, '{"id": "b", "question": "q", "target": null}'], 2, "target", "must not be null"),
        ([GOOD, "", GOOD], 3, "id", "line 1 already"),
        ([GOOD, "[1]"], 2, None, "expected an object, found a list"),
        ([GOOD, '{"id": "b",'], 2, None, "not JSON"),
        ([GOOD, '{"id": "b", "question": "q", "target": NaN}'], 2, None, "not JSON"),
        ([GOOD, "[" * 100_000], 2, None, "not JSON"),
        ([GOOD, '{"id": "b", "question": "q", "target": ' + "9" * 5000 + "}"], 2, None, "not JSON"),
    ],
)
def test_a_wrong_line_is_named_with_its_field(tmp_path, lines, line, field, says):
    path = write(tmp_path, "wrong.jsonl", "\n".join(lines))
    with pytest.raises(DatasetError) as caught:
        read_dataset(path)
    message = str(caught.value)
    assert message.startswith(f"{path}, line {line}" + (f", field {field!r}" if field else ""))
    assert says in message


def test_bytes_that_are_not_utf8_are_named_by_line(tmp_path):
    path = tmp_path / "latin.jsonl"
    path.write_bytes(GOOD.encode() + b'\n{"id": "\xe9"}')
    with pytest.raises(DatasetError, match="line 2: not UTF-8"):
        read_dataset(path)


def test_an_absent_file_names_the_nearest(tmp_path):
    write(tmp_path, "math.jsonl", GOOD)
    with pytest.raises(DatasetError, match=r"nearest: .*math\.jsonl"):
        read_dataset(tmp_path / "maths.jsonl")


@pytest.mark.parametrize("name", ["empty.jsonl", "empty.csv"])
def test_an_empty_file_holds_no_samples(tmp_path, name):
    with pytest.raises(DatasetError, match="no samples"):
        read_dataset(write(tmp_path, name, "\n"))


def test_gsm8k(tmp_path):
    row = {"question": "How many?", "answer": "30 * 41 = <<30*41=1230>>1230\n#### 1,230"}
    sample = only(write_rows(tmp_path, "test.jsonl", row))
    assert (sample.target, sample.question) == ("1230", "How many?")
    assert sample.metadata["checker"] == "math_answer()"


def test_gsm8k_without_its_mark_names_the_line(tmp_path):
    rows = [{"question": "q", "answer": "#### 1"}, {"question": "q", "answer": "two"}]
    with pytest.raises(DatasetError, match=r"line 2, field 'answer'.*####"):
        read_dataset(write_rows(tmp_path, "test.jsonl", *rows))


@pytest.mark.parametrize(
    ("solution", "target"),
    [
        (r"so $\boxed{\frac{1}{2}}$.", r"\frac{1}{2}"),
        (r"first \boxed{1}, then \boxed{\{2, 3\}}", r"\{2, 3\}"),
        (r"thus \fbox{x^{2}}", "x^{2}"),
        (r"hence $\boxed 7$.", "7"),
    ],
)
def test_math_takes_the_last_box(tmp_path, solution, target):
    row = {"problem": "p", "solution": solution, "level": "Level 5", "type": "Counting & Probability"}
    sample = only(write_rows(tmp_path, "m.jsonl", row))
    assert (sample.target, sample.level, sample.topic) == (target, "5", "counting_and_probability")


def test_math_as_a_folder_of_files(tmp_path):
    for name in ("1", "2"):
        folder = tmp_path / "test" / "algebra"
        folder.mkdir(parents=True, exist_ok=True)
        write(
            folder,
            f"{name}.json",
            json.dumps({"problem": name, "solution": rf"\boxed{{{name}}}", "level": "Level 1"}),
        )
    samples = read_dataset(tmp_path / "test")
    assert [(s.id, s.target) for s in samples] == [("algebra/1", "1"), ("algebra/2", "2")]


def test_math_without_a_box_names_the_field(tmp_path):
    row = {"problem": "p", "solution": "no box {", "level": "Level 5"}
    with pytest.raises(DatasetError, match=r"field 'solution'.*boxed"):
        read_dataset(write_rows(tmp_path, "m.jsonl", row))


def test_math_500(tmp_path):
    row = {
        "problem": "p", "solution": "s", "answer": r"\frac{3}{4}", "subject": "Algebra", "level": 2,
        "unique_id": "test/algebra/1.json",
    }  # fmt: skip
    sample = only(write_rows(tmp_path, "m.jsonl", row))
    assert (sample.id, sample.target, sample.level) == ("test/algebra/1.json", r"\frac{3}{4}", "2")


def test_humaneval_packed_as_published(tmp_path):
    row = {
        "task_id": "T/0", "prompt": "def inc(x):\n", "entry_point": "inc",
        "canonical_solution": "    return x + 1\n", "test": "def check(candidate):\n    assert candidate(1) == 2\n",
    }  # fmt: skip
    path = tmp_path / "HumanEval.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(row).encode()))
    sample = only(path)
    assert sample.id == "T/0"
    assert sample.target["reference"] == "def inc(x):\n    return x + 1\n"
    assert sample.target["check"] == row["test"]
    assert "def inc(x):" in sample.question


@pytest.mark.parametrize(
    "row",
    [
        {"task_id": 7, "text": "Add.", "code": "def f(): ...", "test_list": ["assert f() is None"],
         "test_setup_code": "import math", "challenge_test_list": []},
        {"task_id": 7, "prompt": "Add.", "code": "def f(): ...", "test_list": ["assert f() is None"],
         "test_imports": ["import math"]},
    ],
)  # fmt: skip
def test_mbpp_full_and_sanitized(tmp_path, row):
    path = write(tmp_path, "mbpp.json", json.dumps([row]))
    sample = only(path)
    assert sample.id == "mbpp-7"
    assert sample.target["asserts"] == ["assert f() is None"]
    assert sample.target["setup"] == "import math"
    assert "assert f() is None" in sample.question


@pytest.mark.parametrize(
    "row",
    [
        {"ID": "2024-I-4", "Problem": "p", "Solution": "s", "Answer": 33},
        {
            "id": 60,
            "problem": "p",
            "solution": r"\boxed{033}",
            "answer": "033",
            "url": "https://x/2024_AIME_I",
        },
        {"problem_idx": 1, "problem": "p", "answer": 33},
    ],
)
def test_aime_in_its_several_spellings(tmp_path, row):
    sample = only(write_rows(tmp_path, "aime.jsonl", row))
    assert (sample.metadata["format"], sample.target) == ("aime", "33")


def test_aime_by_name_refuses_what_no_answer_can_be(tmp_path):
    path = write_rows(tmp_path, "a.jsonl", {"question": "p", "answer": "1000"})
    with pytest.raises(DatasetError, match="0 to 999"):
        read_dataset(path, "aime")


def test_openai_evals(tmp_path):
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "2?"},
        {"role": "assistant", "content": "two"},
        {"role": "user", "content": "3?"},
    ]
    sample = only(write_rows(tmp_path, "e.jsonl", {"input": messages, "ideal": ["three", "Three"]}))
    assert sample.instructions == "Be brief."
    assert sample.question == "user: 2?\n\nassistant: two\n\n3?"
    assert sample.target == ["three", "Three"]


def test_openai_evals_of_a_lone_system_message(tmp_path):
    row = {"input": [{"role": "system", "content": "Say hello."}], "ideal": "hello"}
    sample = only(write_rows(tmp_path, "e.jsonl", row))
    assert (sample.question, sample.instructions, sample.target) == ("Say hello.", None, "hello")


def test_pictures_cannot_be_sent(tmp_path):
    message = {"role": "user", "content": [{"type": "image_url", "image_url": "x"}]}
    with pytest.raises(DatasetError, match=r"input\[0\]\.content"):
        read_dataset(write_rows(tmp_path, "e.jsonl", {"input": [message], "ideal": "x"}))


def test_inspect_with_choices(tmp_path):
    row = {"input": "Which?", "choices": ["red", "blue"], "target": "B", "id": 4, "metadata": {"level": 1}}
    sample = only(write(tmp_path, "s.json", json.dumps([row])))
    assert sample.question == "Which?\n\nA) red\nB) blue"
    assert (sample.id, sample.target, sample.answer_type) == ("4", "B", "choice")
    assert sample.metadata["choices"] == ["red", "blue"]


@pytest.mark.parametrize(
    ("expected", "target", "checker"),
    [
        ("Paris", "Paris", "exact()"),
        ("equals: Paris", "Paris", "exact()"),
        ("icontains: paris", "paris", "contains()"),
        ('"contains-any: a, b"', ["a", "b"], "contains(case=True, any_of=True)"),
        ("Note: this is text", "Note: this is text", "exact()"),
    ],
)
def test_promptfoo_assertions(tmp_path, expected, target, checker):
    text = f"city,question,__expected,__description\nLyon,What?,{expected},d\n"
    sample = only(write(tmp_path, "t.csv", text))
    assert (sample.target, sample.metadata["checker"]) == (target, checker)
    assert sample.question == "city: Lyon\nWhat?"


@pytest.mark.parametrize("expected", ["javascript: output > 1", "llm-rubric: is polite", "not-contains: x"])
def test_promptfoo_assertions_that_need_more_than_a_target_are_refused(tmp_path, expected):
    text = f"q,__expected\nfine,ok\nbad,{expected}\n"
    with pytest.raises(DatasetError, match="line 3, field '__expected'"):
        read_dataset(write(tmp_path, "t.csv", text))


def test_plain_csv_keeps_other_columns_as_metadata(tmp_path):
    text = 'Prompt,Expected,Category,source\n"a, b\nand c",5,sums,book\nd,6,sums,\n'
    first, second = read_dataset(write(tmp_path, "p.csv", text))
    assert (first.question, first.target, first.topic) == ("a, b\nand c", "5", "sums")
    assert first.metadata == {"source": "book"}
    assert second.id == "row-00004"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('question,target\n"a\nb",1\nc\n', 4, "1 fields, but the header has 2"),
        ("question,target\na,1\nb,\n", 3, "'target'"),
        ("question,question,target\na,b,1\n", 1, "two columns"),
    ],
)
def test_a_wrong_csv_line_is_named(tmp_path, text, line, says):
    with pytest.raises(DatasetError, match=f"line {line}") as caught:
        read_dataset(write(tmp_path, "p.csv", text))
    assert says in str(caught.value)


def test_our_fields_in_a_table(tmp_path):
    sample = only(write(tmp_path, "p.csv", "id,question,target,language\nx,你好,1,zh\n"))
    assert (sample.id, sample.language) == ("x", "zh")


def test_tsv(tmp_path):
    assert only(write(tmp_path, "p.tsv", "question\tanswer\na,b\t1\n")).question == "a,b"


def test_parquet(tmp_path):
    path = tmp_path / "aime.parquet"
    pd.DataFrame([{"ID": "2024-I-1", "Problem": "p", "Answer": 204}]).to_parquet(path)
    assert only(path).target == "204"
    lists = tmp_path / "lists.parquet"
    pd.DataFrame([{"task_id": 1, "text": "t", "code": "c", "test_list": ["assert f()"]}]).to_parquet(lists)
    assert only(lists).target["asserts"] == ["assert f()"]


@pytest.mark.parametrize("name", ["broken.parquet", "broken.jsonl.gz"])
def test_broken_binary_files_are_named(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"PAR1 not really")
    with pytest.raises(DatasetError, match="broken"):
        read_dataset(path)


def test_an_unknown_format_or_shape_says_what_there_is(tmp_path):
    path = write(tmp_path, "a.jsonl", GOOD)
    with pytest.raises(UsageError, match="gsm8k"):
        read_dataset(path, "gsm")
    with pytest.raises(DatasetError, match="fits no known format"):
        read_dataset(write_rows(tmp_path, "b.jsonl", {"frage": "x", "antwort": "y"}))
    with pytest.raises(DatasetError, match="no reader"):
        read_dataset(write(tmp_path, "a.xlsx", "x"))
