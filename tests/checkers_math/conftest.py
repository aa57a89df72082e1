"""Shared by the tests of the math checker: the table of pairs, the hostile corpus, a checker."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.checkers.math import MathAnswer, math_answer

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def pairs() -> list[dict[str, Any]]:
    """Firm pairs: {"kind", "gold", "pred", "same"}, some with the "question"."""
    lines = (HERE / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line]


@pytest.fixture(scope="session")
def hostile() -> Callable[[str], list[tuple[str, str]]]:
    """The corpus of hostile answers, for a path that none of them may create."""
    spec = importlib.util.spec_from_file_location("hostile_corpus", HERE / "hostile_corpus.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    corpus: Callable[[str], list[tuple[str, str]]] = module.corpus
    return corpus


@pytest.fixture(scope="session")
def checker() -> MathAnswer:
    return math_answer()


@pytest.fixture
def right(checker: MathAnswer) -> Callable[..., bool]:
    """Whether an answer is judged correct: right(gold, pred, question, **policy)."""

    def judged(gold: Any, pred: str, question: str = "", **policy: Any) -> bool:
        changed = checker.policy.with_changes(policy)
        return checker.verdict(gold, pred, changed, question=question).value == "correct"

    return judged
