"""`citation()` and `answer_with_citation()` on messages as the API has them; `all_of()` and `any_of()`."""

import json
import time

import pytest

from harness import all_of, answer_with_citation, any_of, citation
from harness.checkers.citations import cited_files
from harness.checkers.phrases import folded, says
from harness.errors import UsageError
from harness.records import Cause, RunRecord, Sample, Step, ToolCall, Verdict
from harness.suite import CheckContext


def annotation(file_id, text="【0:0†source】", type="file_citation"):
    return {
        "type": type,
        "text": text,
        "start_index": 0,
        "end_index": 5,
        "file_citation": {"file_id": file_id},
    }


def message(*annotations, role="assistant", run_id="run_1"):
    text = {"value": "…", "annotations": list(annotations)}
    return {"role": role, "run_id": run_id, "content": [{"type": "text", "text": text}]}


def record(*messages, results=(("file_1", "rules.md"), ("file_2", "menu.md"))):
    rows = [{"file_id": id, "file_name": name, "score": 0.5} for id, name in results]
    search = ToolCall(id="c", tool="file_search", name="file_search", output=json.dumps(rows))
    step = Step(id="s", index=0, type="tool_calls", status="completed", tool_calls=(search,))
    run = {"id": "run_1"}
    return RunRecord(suite="s", sample_id="a", transport="polling", run=run, messages=messages, steps=(step,))


def judge(target, run, answer="Two weeks.", checker=None):
    sample = Sample(id="a", question="q", target=target)
    return (checker or answer_with_citation()).check(CheckContext(sample=sample, record=run, answer=answer))


RULES = {"answer": [["two weeks", "14 days"]], "files": ["rules.md"]}


def test_right_answer_with_the_right_source():
    verdict = judge(RULES, record(message(annotation("file_1"))))
    assert (verdict.value, verdict.score, verdict.extracted) == ("correct", 1.0, "rules.md")


@pytest.mark.parametrize(
    ("run", "answer", "says_so"),
    [
        (record(message()), "Two weeks.", "not cited: rules.md"),
        (record(message(annotation("file_2"))), "Two weeks.", "not cited: rules.md"),
        (record(message(annotation("file_1"))), "Three weeks.", "does not say"),
        (record(message(annotation("file_1"), role="user")), "Two weeks.", "not cited"),
        (record(message(annotation("file_1"), run_id="run_0")), "Two weeks.", "not cited"),
        (record(message(annotation("file_1", type="file_path"))), "Two weeks.", "not cited"),
    ],
)
def test_each_half_can_fail(run, answer, says_so):
    verdict = judge(RULES, run, answer)
    assert (verdict.value, verdict.score) == ("incorrect", 0.5)
    assert says_so in verdict.reason


def test_all_of_several_sources_or_any():
    target = {"answer": "x", "files": ["rules.md", "menu.md"]}
    one, both = (
        record(message(annotation("file_1"))),
        record(message(annotation("file_1"), annotation("file_2"))),
    )
    assert judge(target, one, "x").value == "correct"
    assert judge({**target, "citation": "all"}, one, "x").value == "incorrect"
    assert judge({**target, "citation": "all"}, both, "x").value == "correct"


def test_other_sources_can_be_refused():
    both = record(message(annotation("file_1"), annotation("file_2")))
    assert judge(RULES, both).value == "correct"
    assert "menu.md" in judge({**RULES, "others": "refused"}, both).reason


def test_nothing_may_be_cited_for_what_no_file_says():
    target = {"answer": [["not mention", "没有提到"]], "files": []}
    said = "The files do not mention it."
    assert judge(target, record(message()), said).value == "correct"
    assert judge(target, record(message(annotation("file_1"))), said).value == "incorrect"


def test_names_are_read_from_the_marker_when_no_result_tells_them():
    marked = annotation("file_9", "【4:1†rules.md】")
    assert cited_files(record(message(marked), results=())) == ("rules.md",)
    assert cited_files(record(message(annotation("file_9")), results=())) == ("file_9",)


def test_citation_alone_does_not_read_the_answer():
    run = record(message(annotation("file_1")))
    assert judge({"files": ["rules.md"]}, run, "nonsense", citation()).value == "correct"


@pytest.mark.parametrize(
    "target", ["rules.md", {"answer": "x"}, {"files": ["a"]}, {"files": ["a"], "anwser": "x"}]
)
def test_a_target_that_cannot_be_read_is_an_error(target):
    assert judge(target, record(message())).value == "error"


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("It costs 1,200 crowns.", "1200", True),
        ("It is 17.0 degrees", "17", True),
        ("It is 17.05 degrees", "17", False),
        ("It is 3.17 degrees", "17", False),
        ("version 170", "17", False),
        ("共17本", "17", True),
        ("答案是１７。", "17", True),
        ("a carpet", "pet", False),
        ("don't", "don", True),
        ("C++ and C", "c++", True),
        ("", "x", False),
        ("x", " ", False),
    ],
)
def test_phrases_are_whole_words_and_numbers(text, phrase, found):
    assert says(folded(text), phrase) is found


def test_a_huge_hostile_answer_is_judged_quickly():
    started = time.perf_counter()
    verdict = judge(RULES, record(message(annotation("file_1", "【†" * 50_000))), "1,0" * 400_000)
    assert verdict.value == "incorrect"
    assert time.perf_counter() - started < 5


class Says:
    """A checker with a fixed opinion."""

    def __init__(self, value, score):
        self.value, self.score, self.name = value, score, f"says_{value}"

    def check(self, context):
        cause = Cause(kind="checker", message="no idea") if self.value == "error" else None
        return Verdict(value=self.value, score=self.score, reason="because", ms=1.0, cause=cause)


YES, NO, UNSURE = Says("correct", 1.0), Says("incorrect", 0.0), Says("error", 0.0)


@pytest.mark.parametrize(
    ("parts", "together", "one"),
    [
        ((YES, YES), "correct", "correct"),
        ((YES, NO), "incorrect", "correct"),
        ((YES, UNSURE), "error", "correct"),
        ((NO, UNSURE), "incorrect", "error"),
        ((NO, NO), "incorrect", "incorrect"),
    ],
)
def test_verdicts_are_joined(parts, together, one):
    joined = judge("x", record(), checker=all_of(*parts))
    assert joined.value == together
    assert joined.score == pytest.approx(sum(part.score for part in parts) / 2)
    assert joined.ms == pytest.approx(2.0)
    assert (joined.cause is not None) == (together == "error")
    assert [part["value"] for part in joined.details["parts"]] == [part.value for part in parts]
    assert judge("x", record(), checker=any_of(*parts)).value == one


def test_joining_nothing_is_refused():
    with pytest.raises(UsageError):
        all_of()
    with pytest.raises(UsageError):
        any_of()
