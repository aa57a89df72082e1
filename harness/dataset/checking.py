"""What is wrong with a dataset: unusable lines, duplicates, answers that the question gives away."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from harness.dataset.reading import double_id, read_each
from harness.dataset.rows import Bad, Line
from harness.records import Sample

Kind = Literal["invalid", "duplicate id", "duplicate question", "leak"]
# After one of these words a question would not go on with its own answer.
_CUES = re.compile(
    r"(?:(?:the\s+)?(?:final\s+|correct\s+)?(?:answer|solution|result)\s*(?:is|=|:)|####|\\boxed\{|"
    r"(?:正确)?(?:答案|结果)\s*(?:是|为|：|:))\s*[`*$(\"'“]*",
    re.IGNORECASE,
)
# A number of so many digits, or a text of so many characters, stands in a question by chance no more.
_LONG_NUMBER, _LONG_TEXT = 6, 8


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and where."""

    kind: Kind
    line: int
    what: str
    field: str = ""


def check(path: Path, format: str = "auto") -> tuple[int, list[Finding]]:
    """Number of usable samples, and everything that is wrong with the rest or among them."""
    samples: list[tuple[Line, Sample]] = []
    findings: list[Finding] = []
    for line, sample in read_each(path, format):
        if isinstance(sample, Bad):
            findings.append(Finding("invalid", line.number, str(sample.error)))
        else:
            samples.append((line, sample))
    findings += [*_doubles(samples), *_leaks(samples)]
    return len(samples), sorted(findings, key=lambda finding: finding.line)


def _doubles(samples: list[tuple[Line, Sample]]) -> Iterator[Finding]:
    ids: dict[str, Line] = {}
    questions: dict[tuple[str, ...], Line] = {}
    for line, sample in samples:
        if sample.id in ids:
            yield Finding("duplicate id", line.number, str(double_id(line, sample.id, ids[sample.id])), "id")
        words = _words(sample)
        if words in questions:
            first = questions[words]
            what = line.error(f"the same question as on {first.unit} {first.number}", field="question")
            yield Finding("duplicate question", line.number, str(what), "question")
        ids.setdefault(sample.id, line)
        questions.setdefault(words, line)


def _words(sample: Sample) -> tuple[str, ...]:
    """What makes a question the same for a reader: its words, its files, and what is said around it."""
    texts = (sample.question, *sample.turns, sample.instructions or "", *sample.files)
    return tuple(_folded(text) for text in texts)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _leaks(samples: list[tuple[Line, Sample]]) -> Iterator[Finding]:
    for line, sample in samples:
        leaked = leak(sample)
        if leaked:
            what = line.error(f"gives the answer away: {leaked[:80]!r}", field="question")
            yield Finding("leak", line.number, str(what), "question")


def leak(sample: Sample) -> str:
    """The answer as it stands in the question's own words, or nothing.

    A short answer counts only behind words such as 'the answer is'; a long one wherever it stands. Options of
    a multiple choice are no leak.
    """
    question = _folded("\n".join((sample.question, *sample.turns)))
    is_choice = sample.answer_type == "choice" or "choices" in sample.metadata
    for answer in _answers(sample.target):
        folded = _folded(answer)
        if folded and (
            _cued(question, folded) or (not is_choice and _long(folded) and _stands_in(folded, question))
        ):
            return answer
    return ""


def _answers(target: Any) -> Iterator[str]:
    """The texts of a target that would answer the question by themselves."""
    if isinstance(target, str | int | float) and not isinstance(target, bool):
        yield str(target)
    elif isinstance(target, list | tuple):
        for part in target:
            yield from _answers(part)
    elif isinstance(target, dict) and isinstance(target.get("reference"), str):
        yield target["reference"]


def _cued(question: str, answer: str) -> bool:
    return any(_stands_at(answer, question, cue.end()) for cue in _CUES.finditer(question))


def _long(answer: str) -> bool:
    is_number = re.fullmatch(r"[-\d.,/ ]+", answer) is not None
    return len(answer) >= (_LONG_NUMBER if is_number else _LONG_TEXT)


def _stands_in(answer: str, question: str) -> bool:
    start = question.find(answer)
    while start >= 0:
        if _stands_at(answer, question, start):
            return True
        start = question.find(answer, start + 1)
    return False


def _stands_at(answer: str, question: str, start: int) -> bool:
    """Whether the answer stands there as a whole word or number."""
    if not question.startswith(answer, start):
        return False
    before, after = question[start - 1 : start], question[start + len(answer) :][:2]
    glued_before = before.isascii() and before.isalnum() and answer[0].isalnum()
    glued_after = after[:1].isascii() and after[:1].isalnum() and answer[-1].isalnum()
    decimal = answer[-1].isdigit() and re.match(r"[.,]\d", after) is not None
    return not (glued_before or glued_after or decimal)
