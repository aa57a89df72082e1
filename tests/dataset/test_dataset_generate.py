"""Generated questions: repeatable, different, proven, and without degenerate cases."""

import json
import re
import time
from collections import Counter
from itertools import groupby

import pytest
from click.testing import CliRunner

from harness.cli.dataset import command
from harness.dataset.checking import leak
from harness.dataset.generate import Options, generate
from harness.dataset.jsonl import dump_all
from harness.dataset.templates import ALL, TOPICS
from harness.dataset.verify import verify
from harness.errors import DatasetError

# What careless formatting of numbers would leave in a question.
UGLY = re.compile(r"\{\w|\+ -|- -|\b1[xyzt]\b|\b0x|\^1\b|None|\s\s|Fraction|\+ 0\b")


def run(*arguments):
    return CliRunner().invoke(command, arguments)


def test_same_seed_same_bytes_in_another_process_too(tmp_path):
    flags = (
        "generate",
        "math",
        "--seed",
        "7",
        "--n",
        "300",
        "--lang",
        "en,zh",
        "--variants",
        "clause,numbers",
    )
    first, second = run(*flags), run(*flags, "--out", str(tmp_path / "out.jsonl"))
    assert first.exit_code == second.exit_code == 0
    assert first.stdout_bytes == (tmp_path / "out.jsonl").read_bytes()
    assert first.stdout_bytes != run("generate", "math", "--seed", "8", "--n", "300").stdout_bytes


def test_ten_thousand_questions_are_fast_different_and_proven(tmp_path):
    started = time.process_time()
    samples = list(generate(Options(n=10_000, seed=3)))
    seconds = time.process_time() - started
    assert seconds < 20
    assert len({sample.question for sample in samples}) == len({sample.id for sample in samples}) == 10_000
    outcomes = Counter(proof.outcome for proof in verify(samples[::7], tmp_path))
    assert set(outcomes) == {"proved"}


def test_the_mix_does_not_depend_on_the_seed():
    def mix(seed):
        return [(s.group, s.level, s.language) for s in generate(Options(n=400, seed=seed))]

    assert mix(1) == mix(2)
    questions = [{s.question for s in generate(Options(n=400, seed=seed))} for seed in (1, 2)]
    assert len(questions[0] & questions[1]) < 12


def test_any_beginning_holds_a_bit_of_every_topic():
    topics = Counter(sample.topic for sample in generate(Options(n=36)))
    assert set(topics) == set(TOPICS)


@pytest.mark.parametrize("template", ALL, ids=lambda template: template.name)
def test_a_template_gives_clean_questions_in_both_languages(template):
    peers = sum((other.topic, other.level) == (template.topic, template.level) for other in ALL)
    options = Options(n=32 * peers, seed=11, topics=(template.topic,), levels=(template.level,))
    own = [sample for sample in generate(options) if sample.group == template.name]
    assert len(own) >= 16
    for sample in own:
        assert not UGLY.search(sample.question), sample.question
        assert not leak(sample), sample.question
        assert bool(re.search(r"[\u4e00-\u9fff]", sample.question)) == (sample.language == "zh"), (
            sample.question
        )
    assert len({sample.target for sample in own}) > 2


def test_both_languages_of_a_question_have_one_target():
    samples = generate(Options(n=600, seed=5))
    for base, pair in groupby(samples, key=lambda sample: sample.id.removesuffix("-en").removesuffix("-zh")):
        languages = {sample.language: sample.target for sample in pair}
        assert set(languages) == {"en", "zh"}, base
        assert languages["en"] == languages["zh"]


def test_variants_hang_together_by_their_template():
    options = Options(n=80, seed=2, languages=("en",), variants=("numbers", "clause", "reworded"))
    families = [list(family) for _, family in groupby(generate(options), key=lambda s: s.metadata["base"])]
    for family in families:
        base, numbers, clause, reworded = family
        assert [s.metadata["variant"] for s in family] == ["base", "numbers", "clause", "reworded"]
        assert len({s.group for s in family}) == 1
        assert base.target == clause.target == reworded.target
        assert clause.question.endswith(base.question)
        assert numbers.metadata["parameters"] != base.metadata["parameters"]
        assert reworded.question != base.question


def test_topics_and_levels_narrow_the_choice():
    result = run(
        "generate",
        "math",
        "--n",
        "30",
        "--topics",
        "geometry, algebra",
        "--levels",
        "olympiad",
        "--lang",
        "zh",
    )
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(rows) == 30
    assert {row["topic"] for row in rows} == {"geometry", "algebra"}
    assert {(row["level"], row["language"]) for row in rows} == {("olympiad", "zh")}


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (["--topics", "algebr"], "algebra"),
        (["--levels", "expert"], "olympiad"),
        (["--lang", "de"], "zh"),
        (["--variants", "shouted"], "reworded"),
        (["--topics", "calculus", "--levels", "elementary"], "no template"),
    ],
)
def test_unknown_names_are_refused_with_what_there_is(flags, says):
    result = run("generate", "math", *flags)
    assert says in str(result.exception)
    assert not result.stdout


def test_more_than_there_is_cannot_be_had(tmp_path):
    out = tmp_path / "few.jsonl"
    result = run(
        "generate",
        "math",
        "--topics",
        "combinatorics",
        "--levels",
        "elementary",
        "--n",
        "9000",
        "--out",
        str(out),
    )
    assert isinstance(result.exception, DatasetError)
    assert re.search(r"only \d+ different", str(result.exception))
    assert not out.exists()


def test_tampering_is_found_out(tmp_path):
    path = tmp_path / "math.jsonl"
    samples = list(generate(Options(n=20, seed=1)))
    path.write_text(dump_all(samples), encoding="utf-8")
    assert run("verify", str(path)).exit_code == 0
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows[3]["target"] += "1"
    rows[5]["question"] += " Please."
    rows[7]["metadata"]["parameters"] = {}
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    result = run("verify", str(path), "--json")
    assert result.exit_code == 1
    assert [wrong["id"] for wrong in json.loads(result.stdout)["wrong_samples"]] == [
        rows[k]["id"] for k in (3, 5, 7)
    ]
