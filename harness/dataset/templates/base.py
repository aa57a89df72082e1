"""What a question template is: drawn numbers, two wordings in each language, an answer and its proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from harness.dataset.templates.words import PEOPLE, THINGS
from harness.errors import DatasetError

LANGUAGES: tuple[str, ...] = ("en", "zh")
FORMS: tuple[str, ...] = ("open", "choice", "blanks")
_TRIES = 400


class Params(dict[str, int]):
    """The numbers of one question by name, also as attributes: `p.a` is `p["a"]`."""

    def __getattr__(self, name: str) -> int:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(frozen=True, kw_only=True)
class Template:
    """A family of questions.

    `ranges` are the inclusive bounds of the numbers that are drawn, all different from each other unless
    `distinct` is false. `people` and `things` are how many names and kinds of objects are drawn besides; the
    wordings call them `{who1}`, `{thing1}`, … `derive` adds numbers computed from the drawn ones, `shown` the
    texts that the wordings need. `fits` refuses degenerate cases. `answer` knows how the question was
    constructed; `proof` finds the answer from what the question tells, by another way.
    """

    name: str
    topic: str
    level: str
    ranges: Mapping[str, tuple[int, int]]
    answer: Callable[[Params], Any]
    proof: Callable[[Params], Any]
    en: tuple[str, str]
    zh: tuple[str, str]
    answer_type: str = "number"
    distinct: bool = True
    people: int = 0
    things: int = 0
    derive: Callable[[Params], Mapping[str, int]] = field(default=lambda p: {})
    fits: Callable[[Params], bool] = field(default=lambda p: True)
    shown: Callable[[Params], Mapping[str, str]] = field(default=lambda p: {})

    @property
    def form(self) -> str:
        """How an answer is given: a letter among options, a tuple of blanks, or anything else."""
        return self.answer_type if self.answer_type in FORMS else "open"

    def draw(self, random: Random) -> Params:
        """Numbers that fit, drawn until they do."""
        for _ in range(_TRIES):
            params = Params({name: random.randint(*bounds) for name, bounds in self.ranges.items()})
            if self.distinct and len(set(params.values())) < len(params):
                continue
            params.update(self.derive(params))
            if self.fits(params):
                params.update(_drawn(random, "who", self.people, len(PEOPLE)))
                params.update(_drawn(random, "thing", self.things, len(THINGS)))
                return params
        raise DatasetError(f"template {self.name!r}: no numbers fit in {_TRIES} tries")

    def text(self, params: Params, language: str, wording: int) -> str:
        """The question in words."""
        words = {name: _named(name, value, language) for name, value in params.items()}
        wordings: tuple[str, str] = getattr(self, language)
        return wordings[wording].format(**words, **self.shown(params))


def _drawn(random: Random, prefix: str, count: int, available: int) -> dict[str, int]:
    chosen = random.sample(range(available), count)
    return {f"{prefix}{place}": index for place, index in enumerate(chosen, start=1)}


def _named(name: str, value: int, language: str) -> int | str:
    column = LANGUAGES.index(language)
    if name.startswith("who"):
        return PEOPLE[value][column]
    return THINGS[value][column] if name.startswith("thing") else value
