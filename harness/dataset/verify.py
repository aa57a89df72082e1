"""Proving targets again: templates by their proofs, hand-written questions by the programs beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from harness.dataset.generate import Instance, verified
from harness.dataset.proofs import Question, load_questions, spell
from harness.dataset.templates import BY_NAME
from harness.dataset.templates.base import LANGUAGES, Params
from harness.errors import DatasetError
from harness.records import Sample

Outcome = Literal["proved", "wrong", "unproved"]


@dataclass(frozen=True)
class Proof:
    """What came of proving one sample. `unproved`: nothing says how."""

    id: str
    outcome: Outcome
    by: str = ""
    what: str = ""


def verify(
    samples: list[Sample], folder: Path, judge: Callable[[Mapping[str, Any]], str] | None = None
) -> Iterator[Proof]:
    """Prove every sample's target.

    Args:
        samples: the dataset.
        folder: where the dataset lies; `metadata.proof` is looked up from there. Proof files are run.
        judge: for programs: given a target, why its own reference solution fails, "" if it passes.
    """
    files: dict[str, dict[str, Question]] = {}
    for sample in samples:
        try:
            yield _proof(sample, folder, files, judge)
        except DatasetError as error:
            yield Proof(sample.id, "wrong", "", error.what)


def _proof(
    sample: Sample,
    folder: Path,
    files: dict[str, dict[str, Question]],
    judge: Callable[[Mapping[str, Any]], str] | None,
) -> Proof:
    facts = sample.metadata
    if "template" in facts:
        return _outcome(sample, f"template {facts['template']}", _by_template(sample))
    if "proof" in facts:
        return _outcome(sample, str(facts["proof"]), _by_program(sample, folder, files))
    if judge and isinstance(sample.target, Mapping) and "reference" in sample.target:
        return _outcome(sample, "reference solution", judge(sample.target))
    return Proof(sample.id, "unproved")


def _outcome(sample: Sample, by: str, fault: str) -> Proof:
    return Proof(sample.id, "wrong" if fault else "proved", by, fault)


def _by_template(sample: Sample) -> str:
    """The fault of a generated sample: its text and its target have to follow from its parameters."""
    facts = sample.metadata
    template = BY_NAME.get(str(facts["template"]))
    if template is None:
        return f"there is no template {facts['template']!r}"
    clause, number = facts.get("clause", (None, 0))
    try:
        instance = Instance(
            template=template,
            params=Params(facts["parameters"]),
            wording=facts["wording"],
            clause=clause,
            clause_number=number,
        )
        text = instance.text(sample.language if sample.language in LANGUAGES else "en")
        target = verified(template, instance.params)
    except (
        KeyError,
        TypeError,
        ValueError,
        IndexError,
        AttributeError,
        StopIteration,
        ZeroDivisionError,
    ) as error:
        return f"the parameters do not fit the template: {type(error).__name__}: {error}"
    if text != sample.question:
        return "the question is not what the parameters give"
    return "" if target == sample.target else f"the target is {sample.target}, proven is {target}"


def _by_program(sample: Sample, folder: Path, files: dict[str, dict[str, Question]]) -> str:
    file, _, name = str(sample.metadata["proof"]).partition("::")
    if file not in files:
        files[file] = load_questions(folder / file)
    question = files[file].get(name)
    if question is None:
        return f"{file} holds no proof {name!r}"
    if sample.question not in (question.en, question.zh):
        return "the question is not the one that the proof proves"
    proven = spell(question.proof())
    return "" if proven == sample.target else f"the target is {sample.target}, proven is {proven}"
