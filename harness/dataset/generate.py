"""Fresh, verified math questions from templates: same options, same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice, zip_longest
from random import Random
from typing import Any

from harness.dataset.proofs import LEVELS, spell
from harness.dataset.templates import ALL, TOPICS
from harness.dataset.templates.base import FORMS, LANGUAGES, Params, Template
from harness.dataset.templates.words import CLAUSES
from harness.errors import DatasetError
from harness.records import Sample

VARIANTS: tuple[str, ...] = ("numbers", "clause", "reworded")
# So many draws in a row without a new question mean that a template has no more of them.
_PATIENCE = 60


@dataclass(frozen=True, kw_only=True)
class Options:
    """What to generate.

    `n` counts lines: one question in one language and one variant. `variants` adds to each question the same
    structure with other `numbers`, an irrelevant `clause`, or `reworded`. `forms` are `open` questions, multiple
    `choice`, and several `blanks`.
    """

    n: int
    seed: int = 0
    topics: tuple[str, ...] = TOPICS
    levels: tuple[str, ...] = LEVELS
    languages: tuple[str, ...] = LANGUAGES
    variants: tuple[str, ...] = ()
    forms: tuple[str, ...] = FORMS

    def wants(self, template: Template) -> bool:
        return template.topic in self.topics and template.level in self.levels and template.form in self.forms


@dataclass(frozen=True, kw_only=True)
class Instance:
    """One template with numbers: a question in every language and wording."""

    template: Template
    params: Params
    wording: int
    variant: str = "base"
    clause: int | None = None
    clause_number: int = 0

    @property
    def identity(self) -> str:
        """Short, stable, the same for all variants and languages with these numbers."""
        facts = spell(tuple(self.params.items()))
        return hashlib.sha256(f"{self.template.name}{facts}".encode()).hexdigest()[:8]

    def text(self, language: str) -> str:
        """The question in one language, with its irrelevant clause if it has one."""
        question = self.template.text(self.params, language, self.wording)
        if self.clause is None:
            return question
        sentence = CLAUSES[self.clause][LANGUAGES.index(language)].format(n=self.clause_number)
        return sentence + (" " if language == "en" else "") + question


def generate(options: Options) -> Iterator[Sample]:
    """`options.n` different samples, each of them verified.

    The mix of templates depends on `n`, topics, levels and forms alone, not on the seed.

    Raises:
        DatasetError: no template fits the options, or there are fewer than `n` different questions.
    """
    templates = _mixed([template for template in ALL if options.wants(template)])
    if not templates:
        raise DatasetError(
            f"no template has a topic among {', '.join(options.topics)}, a level among "
            f"{', '.join(options.levels)} and a form among {', '.join(options.forms)}",
            fix="harness dataset topics",
        )
    made = 0
    for sample in islice(_samples(templates, options), options.n):
        made += 1
        yield sample
    if made < options.n:
        raise DatasetError(
            f"only {made} different questions can be made of these topics, levels and languages, "
            f"{options.n} were asked for",
            fix=f"ask for --n {made}, or for more topics or levels",
        )


def _mixed(templates: Sequence[Template]) -> list[Template]:
    """Topics in turn, so that any beginning of the list holds a bit of everything."""
    columns = [[t for t in templates if t.topic == topic] for topic in TOPICS]
    return [t for row in zip_longest(*columns) for t in row if t is not None]


def _samples(templates: Sequence[Template], options: Options) -> Iterator[Sample]:
    families = [_families(template, options) for template in templates]
    while families:
        left = []
        for family in families:
            samples = next(family, None)
            if samples is not None:
                yield from samples
                left.append(family)
        families = left


def _families(template: Template, options: Options) -> Iterator[list[Sample]]:
    """New questions of one template, each with its variants and languages, until there are no more."""
    stream = _instances(template, options.seed)
    for base in stream:
        instances = [base]
        for variant in options.variants:
            varied = next(stream, None) if variant == "numbers" else base
            if varied is None:
                return
            instances.append(_varied(base, varied, variant))
        yield [_sample(instance, base, language) for instance in instances for language in options.languages]


def _instances(template: Template, seed: int) -> Iterator[Instance]:
    seen: set[str] = set()
    fruitless = 0
    for index in count():
        random = Random(f"{seed}/{template.name}/{index}")  # noqa: S311 - repeatable, not secret
        instance = Instance(template=template, params=template.draw(random), wording=len(seen) % 2)
        # Names and things do not make another question: the numbers have to differ.
        numbers = spell(tuple(v for k, v in instance.params.items() if not k.startswith(("who", "thing"))))
        fruitless = fruitless + 1 if numbers in seen else 0
        if fruitless > _PATIENCE:
            return
        if not fruitless:
            seen.add(numbers)
            yield instance


def _varied(base: Instance, varied: Instance, variant: str) -> Instance:
    if variant == "numbers":
        return replace(varied, variant=variant, wording=base.wording)
    if variant == "reworded":
        return replace(base, variant=variant, wording=1 - base.wording)
    random = Random(base.identity)  # noqa: S311 - repeatable, not secret
    target = spell(base.template.answer(base.params))
    number = next(n for n in iter(lambda: random.randint(3, 39), None) if str(n) != target)
    return replace(base, variant=variant, clause=random.randrange(len(CLAUSES)), clause_number=number)


def _sample(instance: Instance, base: Instance, language: str) -> Sample:
    template = instance.template
    variant = "" if instance.variant == "base" else f"-{instance.variant}"
    return Sample(
        id=f"{template.name}-{base.identity}{variant}-{language}",
        question=instance.text(language),
        target=verified(template, instance.params),
        topic=template.topic,
        level=template.level,
        language=language,
        answer_type=template.answer_type,
        group=template.name,
        metadata=_metadata(instance, base),
    )


def _metadata(instance: Instance, base: Instance) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "template": instance.template.name,
        "variant": instance.variant,
        "base": f"{instance.template.name}-{base.identity}",
        "wording": instance.wording,
        "parameters": dict(instance.params),
    }
    if instance.clause is not None:
        facts["clause"] = [instance.clause, instance.clause_number]
    return facts


def verified(template: Template, params: Params) -> str:
    """The target as text; DatasetError if answer and proof disagree."""
    answer, proof = spell(template.answer(params)), spell(template.proof(params))
    if answer != proof:
        raise DatasetError(
            f"template {template.name!r}: the answer {answer} is not the proven {proof} for {params}"
        )
    return answer
