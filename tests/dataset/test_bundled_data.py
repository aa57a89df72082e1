"""The datasets in evals/data: as large as promised, up to date, proven, and asked for nothing impossible."""

import inspect
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from harness.checkers import answer_with_citation, math_answer, python_tests, tool_use
from harness.checkers.phrases import as_entries, folded, says
from harness.dataset import read_dataset
from harness.dataset.checking import check
from harness.dataset.jsonl import dump_all
from harness.dataset.proofs import load_module
from harness.dataset.tasks import CATEGORIES, load_tasks
from harness.dataset.verify import verify
from harness.loader import load_file
from harness.records import RunRecord, Sample
from harness.suite import CheckContext

EVALS = Path(__file__).parents[2] / "evals"
DATA = EVALS / "data"
FILES = ("math", "python", "functions", "file_search")
TASKS = [task for path in sorted((DATA / "programs").glob("*.py")) for task in load_tasks(path)]


def samples(name: str) -> list[Sample]:
    return read_dataset(DATA / f"{name}.jsonl")


def by_group(name: str) -> dict[str, dict[str, Sample]]:
    groups: dict[str, dict[str, Sample]] = defaultdict(dict)
    for sample in samples(name):
        groups[sample.id.removesuffix("-en").removesuffix("-zh")][sample.language] = sample
    return groups


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_invalid_doubled_or_given_away(name):
    usable, findings = check(DATA / f"{name}.jsonl")
    assert usable > 0
    assert findings == []


@pytest.mark.parametrize("name", FILES)
def test_every_question_is_there_in_both_languages_with_one_target(name):
    for base, languages in by_group(name).items():
        assert set(languages) == {"en", "zh"}, base
        assert languages["en"].target == languages["zh"].target, base
        assert re.search(r"[\u4e00-\u9fff]", languages["zh"].question), base
        assert not re.search(r"[\u4e00-\u9fff]", languages["en"].question), base
        assert len(languages["en"].turns) == len(languages["zh"].turns), base


@pytest.mark.parametrize(
    ("script", "name"),
    [("build_functions", "functions"), ("build_files", "file_search"), ("build_math", "math")],
)
def test_the_files_are_what_their_sources_give(script, name):
    module = load_module(DATA / f"{script}.py")
    assert dump_all(module.samples()) == (DATA / f"{name}.jsonl").read_text(encoding="utf-8")


def test_the_python_file_is_what_its_tasks_give():
    text = dump_all(sample for task in TASKS for sample in task.samples())
    assert text == (DATA / "python.jsonl").read_text(encoding="utf-8")


def test_the_datasets_are_as_large_and_as_wide_as_promised():
    assert len(by_group("math")) >= 300
    assert len(by_group("python")) >= 120
    assert len(by_group("functions")) >= 40
    assert len(by_group("file_search")) >= 40
    hand_written = [sample for sample in samples("math") if "proof" in sample.metadata]
    assert len(hand_written) >= 2 * 60
    topics = Counter(sample.topic for sample in samples("math"))
    assert len(topics) == 9
    assert min(topics.values()) >= 40
    levels = Counter(sample.level for sample in samples("math"))
    assert set(levels) == {"elementary", "middle", "high", "university", "olympiad"}
    assert set(Counter(sample.topic for sample in samples("python"))) == set(CATEGORIES)
    assert sum(bool(sample.turns) for name in FILES for sample in samples(name)) >= 8
    assert sum(bool(sample.instructions) for name in FILES for sample in samples(name)) >= 8


def test_every_math_target_is_proven():
    outcomes = list(verify(samples("math"), DATA))
    assert [proof for proof in outcomes if proof.outcome != "proved"] == []


def test_the_math_checker_accepts_every_target_and_not_its_neighbour():
    checker = math_answer()
    for sample in samples("math"):
        said = f"The answer is {sample.target}." if sample.language == "en" else f"答案是 {sample.target}。"
        assert checker.verdict(sample.target, said).value == "correct", sample.id
        if sample.answer_type == "number":
            wrong = f"The answer is 1{sample.target.lstrip('-')}."
            assert checker.verdict(sample.target, wrong).value == "incorrect", sample.id


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_hidden_tests_pass_the_reference_and_catch_every_wrong_solution(task):
    checker, target = python_tests(), task.target()
    wrong = task.wrong_solutions()
    assert len(target["tests"]) >= 8
    assert len(wrong) >= 3
    assert len(set(wrong)) == len(wrong)
    assert checker.judge(target, target["reference"], whole=True).value == "correct"
    for program in wrong:
        verdict = checker.judge(target, program, whole=True)
        assert verdict.value == "incorrect", program


def test_attached_files_exist():
    for name in FILES:
        for sample in samples(name):
            assert all((DATA / file).is_file() for file in sample.files), sample.id


def calling():
    (loaded,) = load_file(EVALS / "test_function_calling.py")
    return loaded.suite


def test_wanted_calls_fit_the_functions_that_are_offered():
    suite = calling()
    offered = {tool["function"]["name"]: tool["function"]["parameters"] for tool in suite.assistant.tools}
    assert set(offered) == set(suite.functions)
    for sample in samples("functions"):
        for wanted in sample.target["calls"]:
            schema = offered[wanted["name"]]
            assert set(wanted["arguments"]) <= set(schema["properties"]), sample.id
            assert set(schema["required"]) <= set(wanted["arguments"]), sample.id


def test_what_must_be_answered_is_what_the_functions_give():
    suite = calling()
    for sample in samples("functions"):
        results = [outcome(suite.functions[wanted["name"]], wanted) for wanted in sample.target["calls"]]
        text = folded(json.dumps(results))
        numbers = [
            e for e in as_entries(sample.target.get("answer", [])) if isinstance(e, str) and e[0].isdigit()
        ]
        if sample.topic == "bad-result":
            assert "error" in text or "fault" in text, sample.id
        elif sample.target["calls"]:
            assert all(says(text, number) for number in numbers), (sample.id, text)


def outcome(function, wanted):
    arguments = {}
    for name, value in wanted["arguments"].items():
        value = value.get("any_of", ["some text"])[0] if isinstance(value, dict) else value
        arguments[name] = value
    try:
        return function(**arguments)
    except (LookupError, ValueError) as error:
        return {"error": str(error)}


def test_functions_are_written_plainly():
    for function in calling().functions.values():
        assert inspect.getdoc(function)


def test_the_corpus_says_what_the_file_search_questions_ask():
    corpus = {path.name: path.read_text(encoding="utf-8") for path in (DATA / "corpus").iterdir()}
    assert len(corpus) == 12
    assert {Path(name).suffix for name in corpus} == {".md", ".txt", ".csv", ".html"}
    asked = Counter(file for sample in samples("file_search") for file in sample.target["files"])
    assert set(asked) == set(corpus)
    for sample in samples("file_search"):
        if sample.topic in ("single-fact", "multi-turn"):
            text = folded(" ".join(corpus[file] for file in sample.target["files"]))
            for entry in as_entries(sample.target["answer"]):
                options = entry if isinstance(entry, list) else [entry]
                assert any(says(text, str(option)) for option in options), (sample.id, entry)


@pytest.mark.parametrize(
    ("name", "at_least"),
    [("math_tutor", 40), ("python_helper", 20), ("function_calling", 16), ("file_search", 16)],
)
def test_suites_load_with_a_fair_selection(name, at_least):
    (loaded,) = load_file(EVALS / f"test_{name}.py")
    assert loaded.name == name
    assert len(loaded.samples) == at_least
    languages = Counter(sample.language for sample in loaded.samples)
    assert min(languages.values()) >= 0.35 * at_least
    assert all((loaded.data_folder / file).is_file() for sample in loaded.samples for file in sample.files)
    assert all((loaded.folder / file).is_file() for file in loaded.suite.assistant.files)
    assert 256 <= loaded.suite.limits.max_completion_tokens <= 400  # the small model is slow


@pytest.mark.parametrize(
    ("name", "checker"), [("functions", tool_use()), ("file_search", answer_with_citation())]
)
def test_checkers_understand_every_target(name, checker):
    for sample in samples(name):
        record = RunRecord(suite="s", sample_id=sample.id, transport="polling")
        verdict = checker.check(CheckContext(sample=sample, record=record, answer="nonsense"))
        assert verdict.value in ("correct", "incorrect"), verdict.reason
