"""Multiple choice and several blanks: fair, repeatable, and judged as they ask to be answered."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.checkers import math_answer
from harness.cli.dataset import command
from harness.dataset import read_dataset
from harness.dataset.generate import Options, generate
from harness.dataset.templates import ALL, TOPICS
from harness.records import RunRecord, Sample
from harness.suite import CheckContext

MATH = Path(__file__).parents[2] / "evals" / "data" / "math.jsonl"
OPTION = re.compile(r"^([A-D])\) (\S+)$", re.M)


def made(form: str, n: int) -> list[Sample]:
    return list(generate(Options(n=n, seed=4, forms=(form,))))


def judged(sample: Sample, reply: str) -> str:
    record = RunRecord(suite="s", sample_id=sample.id, transport="polling", answer=reply)
    return math_answer().check(CheckContext(sample=sample, record=record, answer=reply)).value


@pytest.mark.parametrize("form", ["choice", "blanks"])
def test_every_topic_has_the_form_and_the_bundled_data_too(form):
    assert {template.topic for template in ALL if template.form == form} == set(TOPICS)
    bundled = [sample for sample in read_dataset(MATH) if sample.answer_type == form]
    assert {sample.topic for sample in bundled} == set(TOPICS)
    assert {"en", "zh"} == {sample.language for sample in bundled}


def test_options_differ_and_no_place_is_favoured():
    samples = made("choice", 1200)
    for sample in samples:
        options = dict(OPTION.findall(sample.question))
        assert sorted(options) == ["A", "B", "C", "D"], sample.question
        assert len(set(options.values())) == 4 and sample.target in options
    places = Counter(sample.target for sample in samples)
    assert min(places.values()) > 0.8 * max(places.values())


def test_the_right_option_cannot_be_told_by_its_size():
    places = Counter()
    for sample in made("choice", 1200):
        options = dict(OPTION.findall(sample.question))
        values = sorted(options.values(), key=lambda text: _number(text))
        places[values.index(options[sample.target])] += 1
    assert max(places.values()) < 0.6 * places.total() and len(places) == 4


def _number(text: str) -> float:
    above, _, below = text.partition("/")
    return int(above) / int(below or 1)


@pytest.mark.parametrize("reply", ["The answer is {}.", "**Answer: ({})**", "故选 {}", "答案是 {}。"])
def test_a_letter_is_judged_as_a_letter(reply):
    sample = made("choice", 2)[0]
    other = "B" if sample.target != "B" else "C"
    assert judged(sample, reply.format(sample.target)) == "correct"
    assert judged(sample, reply.format(other)) == "incorrect"


def test_blanks_are_judged_together_and_in_their_order():
    for sample in made("blanks", 44):
        first, second = sample.target.strip("()").split(", ")
        assert "__(1)__" in sample.question and "__(2)__" in sample.question
        assert judged(sample, f"The answer is {sample.target}.") == "correct"
        assert judged(sample, f"The answer is {first}.") == "incorrect"
        if first != second:
            assert judged(sample, f"The answer is ({second}, {first}).") == "incorrect"


def test_forms_narrow_the_choice_and_wrong_ones_are_refused():
    result = CliRunner().invoke(command, ["generate", "math", "--n", "20", "--forms", "blanks,choice"])
    kinds = {json.loads(line)["answer_type"] for line in result.stdout.splitlines()}
    assert kinds == {"blanks", "choice"}
    refused = CliRunner().invoke(command, ["generate", "math", "--forms", "essay"])
    assert "open, choice, blanks" in str(refused.exception) and not refused.stdout
