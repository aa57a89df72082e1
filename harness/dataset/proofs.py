"""Hand-written questions, each with a program that proves its target.

A proof is a function without arguments that finds the answer by another way than thinking it up: exact
enumeration, exact arithmetic or sympy. What it returns must spell the target exactly, as `spell` writes it.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from harness.errors import DatasetError
from harness.records import Sample

LEVELS: tuple[str, ...] = ("elementary", "middle", "high", "university", "olympiad")
Proof = Callable[[], Any]


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question in English and Chinese with its target and the proof of it."""

    name: str
    topic: str
    level: str
    answer_type: str
    en: str
    zh: str
    target: str
    proof: Proof

    def samples(self) -> Iterator[Sample]:
        """The question in each language, as one group."""
        for language, text in (("en", self.en), ("zh", self.zh)):
            yield Sample(
                id=f"{self.name}-{language}",
                question=text,
                target=self.target,
                topic=self.topic,
                level=self.level,
                language=language,
                answer_type=self.answer_type,
                group=self.name,
                metadata={"proof": f"proofs/{self.topic}.py::{self.proof.__name__}"},
            )


def question(
    *, topic: str, level: str, en: str, zh: str, target: str, answer_type: str = "number"
) -> Callable[[Proof], Question]:
    """Turn the proof below it into a Question named after the function."""

    def decorate(proof: Proof) -> Question:
        return Question(
            name=proof.__name__.replace("_", "-"),
            topic=topic,
            level=level,
            answer_type=answer_type,
            en=en,
            zh=zh,
            target=target,
            proof=proof,
        )

    return decorate


def spell(value: Any) -> str:
    """Write an answer in the one way: `3/4`, `(1, 2)`, `{1, 2}`, `[[1, 2], [3, 4]]`, `2*sqrt(3)`."""
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, tuple):
        return "(" + ", ".join(map(spell, value)) + ")"
    if isinstance(value, (set, frozenset)):
        return "{" + ", ".join(map(spell, sorted(value))) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(spell, value)) + "]"
    return str(value).replace("**", "^")


def load_module(path: Path) -> Any:
    """A Python file as a module. The file is run: load only files that you trust."""
    spec = importlib.util.spec_from_file_location(f"harness_data_{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise DatasetError(f"there is no Python file {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load_questions(path: Path) -> dict[str, Question]:
    """The questions of one proof file by the name of their proof. Runs the file."""
    found = (value for value in vars(load_module(path)).values() if isinstance(value, Question))
    return {item.proof.__name__: item for item in found}
