"""Programming tasks written by hand: text in two languages, a reference, hidden tests, and wrong solutions.

Tests are written as lines that read like Python and become the program checker's objects::

    "clamp(5, 1, 3) == 3"                      the call, and the literal that it must return
    "clamp(5, 3, 1) raises ValueError"         the exception that must come
    "clamp(5, 3, 1) raises ValueError 'low'"   and a part of its message
    "report([2]) prints 'total: 2'"            what is written to stdout
    ("s = Stack()", "s.push(1)", "s.pop() == 1")   an object's life, step by step

A wrong solution is a pair (text in the reference, what stands there instead), or a whole program. The tests
must fail on each of them: that is what they are for.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.dataset.proofs import load_module
from harness.errors import DatasetError
from harness.records import Sample

CATEGORIES: tuple[str, ...] = ("function", "fix", "explain", "file", "class", "algorithm", "data")
Line = str | tuple[str, ...]
Wrong = str | tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Task:
    """One task. `shown` is code that the question quotes; in a task to fix, it is one of the wrong solutions.

    `attached` are files beside the dataset that go to the assistant with the question; `files` are texts that
    lie in the candidate's working directory while the hidden tests run.
    """

    name: str
    category: str
    level: str
    entry: str
    en: str
    zh: str
    reference: str
    tests: Sequence[Line]
    wrong: Sequence[Wrong]
    shown: str = ""
    attached: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)

    def target(self) -> dict[str, Any]:
        """What the program checker reads."""
        target: dict[str, Any] = {"entry_point": self.entry, "tests": [_test(line) for line in self.tests]}
        if self.files:
            target["files"] = dict(self.files)
        return target | {"reference": self.reference.strip() + "\n"}

    def wrong_solutions(self) -> list[str]:
        """Every wrong program that the tests must catch."""
        shown = [self.shown.strip() + "\n"] if self.category == "fix" else []
        return shown + [self._mutated(change) for change in self.wrong]

    def _mutated(self, change: Wrong) -> str:
        if isinstance(change, str):
            return change.strip() + "\n"
        old, new = change
        if old not in self.reference:
            raise DatasetError(f"task {self.name!r}: {old!r} is not in the reference")
        return self.reference.strip().replace(old, new, 1) + "\n"

    def samples(self) -> Iterator[Sample]:
        """The task in each language, as one group."""
        code = f"\n\n```python\n{self.shown.strip()}\n```" if self.shown else ""
        for language, text in (("en", self.en), ("zh", self.zh)):
            yield Sample(
                id=f"{self.name}-{language}",
                question=text + code,
                target=self.target(),
                topic=self.category,
                level=self.level,
                language=language,
                answer_type="program",
                group=self.name,
                files=self.attached,
            )


def _test(line: Line) -> dict[str, Any]:
    if isinstance(line, tuple):
        return {"steps": [_step(step) for step in line]}
    step = _step(line)
    return {"call" if key == "do" else key: value for key, value in step.items()}


def _step(line: str) -> dict[str, Any]:
    call, found, rest = line.rpartition(" raises ")
    if found:
        name, _, message = rest.partition(" ")
        return {"do": call, "raises": name} | ({"message": ast.literal_eval(message)} if message else {})
    call, found, rest = line.rpartition(" prints ")
    if found:
        return {"do": call, "prints": ast.literal_eval(rest), "returns": "None"}
    left, right = _comparison(line)
    return {"do": left} if right is None else {"do": left, "returns": right}


def _comparison(line: str) -> tuple[str, str | None]:
    """`call == literal` in two parts; a line without a comparison is only done."""
    statement = ast.parse(line).body[0]
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Compare)):
        return line, None
    compare = statement.value
    ast.literal_eval(compare.comparators[-1])
    return ast.unparse(compare.left), ast.unparse(compare.comparators[-1])


def load_tasks(path: Path) -> list[Task]:
    """The tasks of one file, in its order. The file is Python and is run: load only files that you trust."""
    return list(load_module(path).TASKS)
