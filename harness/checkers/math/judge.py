"""One target against one assistant's text: extract, read, compare. Pure; the algebra is handed in."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from harness.checkers.math import blanks, echoes, hedges
from harness.checkers.math import extract as extraction
from harness.checkers.math.backend import Algebra
from harness.checkers.math.characters import clean
from harness.checkers.math.compare import Comparison
from harness.checkers.math.display import show
from harness.checkers.math.narrow import MAX_ANSWER, Extracted, Kind, narrow, readable
from harness.checkers.math.policy import MathPolicy
from harness.checkers.math.readings import bare, primary, variants
from harness.checkers.math.scalars import Outcome
from harness.checkers.math.statements import states
from harness.checkers.math.tree import Node, Sym, TooLarge, Words, replaced, variables
from harness.checkers.math.wording import (
    UNDETERMINED,
    as_date,
    as_time,
    choice,
    chosen,
    folded,
    plain,
    polarity,
    same_words,
    special,
    spoken_polarity,
)

Target = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was decided and how: the extracted text, the rules, and both sides as they were read."""

    value: Literal["correct", "incorrect", "error"]
    extracted: str
    rule: str
    reason: str
    target_read: str = ""
    answer_read: str = ""


def judge(target: Target, text: str, policy: MathPolicy, algebra: Algebra, question: str = "") -> Judgement:
    """The judgement on an assistant's whole text; an echo of the question is no answer to it.

    Raises:
        backend.Deferred: the algebra at hand cannot decide.
    """
    text = clean(text)
    if not isinstance(target, str):
        return _blanks(target, text, policy, algebra)
    wanted = target_text(target)
    judged = _judged(wanted, text, policy, algebra)
    if judged.value == "incorrect" and (targets := blanks.parts(wanted)):
        return _numbered(targets, judged.extracted, text, policy, algebra) or judged
    if judged.value != "correct" or judged.extracted == wanted or judged.extracted.isalnum():
        return judged
    return _answering(judged, wanted, text, policy, algebra, question)


def _answering(
    judged: Judgement, wanted: str, text: str, policy: MathPolicy, algebra: Algebra, question: str
) -> Judgement:
    """A right judgement, unless the answer only gives the question back: then what follows that decides."""
    expression = bare(judged.extracted)
    if kind_of(wanted) != "math" or not echoes.uncomputed(primary(wanted), primary(expression)):
        return judged
    rest = echoes.behind_echo(expression, text, clean(question))
    if rest is None:
        return judged
    if any(character.isdigit() for character in rest):
        return _judged(wanted, rest, policy, algebra)
    return Judgement(
        "incorrect", judged.extracted, "echo", "no answer: the question's own expression", wanted
    )


def _judged(wanted: str, text: str, policy: MathPolicy, algebra: Algebra) -> Judgement:
    kind = kind_of(wanted)
    found = extraction.extract(text, kind)
    if not found.text and primary(wanted) == UNDETERMINED and hedges.undetermined(text):
        found = Extracted("cannot be determined", found.rule)
    if kind == "choice" and not found.text and policy.choices:
        found = _chosen_by_text(text, policy.choices)
    if len(found.text) > MAX_ANSWER:
        return Judgement("incorrect", found.text[:MAX_ANSWER], found.rule, "too long to be an answer", wanted)
    if not found.text:
        return Judgement("incorrect", "", found.rule, f"no answer: {found.rule}", wanted)
    return _compared(wanted, found, kind, policy, algebra)


def _chosen_by_text(text: str, options: Sequence[str]) -> Extracted:
    """The only option whose text the final answer holds, as its letter."""
    found = extraction.extract(text, "text")
    given = folded(found.text)
    held = [
        at
        for at, option in enumerate(options)
        if re.search(rf"(?<!\w){re.escape(folded(option))}(?!\w)", given)
    ]
    return Extracted(chr(ord("A") + held[0]), found.rule) if len(held) == 1 else Extracted("", found.rule)


def compare_only(target: Target, text: str, policy: MathPolicy, algebra: Algebra) -> Judgement:
    """The judgement on a bare answer: nothing is extracted."""
    wanted = target_text(target if isinstance(target, str) else ", ".join(target))
    if len(text) > MAX_ANSWER:
        return Judgement("incorrect", text[:MAX_ANSWER], "given", "too long to be an answer", wanted)
    return _compared(wanted, Extracted(bare(clean(text)), "given"), kind_of(wanted), policy, algebra)


@lru_cache(maxsize=1024)
def target_text(target: str) -> str:
    """The target cleaned; of a GSM8K solution what follows '####'."""
    cleaned = clean(target)
    return bare(cleaned.rpartition("####")[2] if "####" in cleaned else cleaned)


_MATH_WORDS = (Words("undefined"), Words("infinitely many"), UNDETERMINED)


@lru_cache(maxsize=1024)
def kind_of(target: str) -> Kind:
    """What kind of answer a target asks for."""
    if (
        choice(target) is not None
        and not re.fullmatch(r"[A-H]\s*(?:and|&)?\s*[A-H]", target)
        and target not in ("i", "I")
    ):
        return "choice"
    if (polarity(target) is not None and len(plain(target)) > 1) or target in (
        "是",
        "否",
        "对",
        "错",
        "真",
        "假",
    ):
        return "bool"
    if isinstance(primary(target), Words) and as_date(target) is None and as_time(target) is None:
        return "text" if primary(target) not in _MATH_WORDS else "math"
    return "math"


def _compared(wanted: str, found: Extracted, kind: Kind, policy: MathPolicy, algebra: Algebra) -> Judgement:
    try:
        outcome, reading = _outcome(
            wanted, found.text, kind, policy, algebra, found.rule.startswith(("cue", "last"))
        )
    except TooLarge as error:
        return Judgement("error", found.text, found.rule, f"not evaluated: {error}", wanted)
    value: Literal["correct", "incorrect"] = "correct" if outcome.same else "incorrect"
    return Judgement(value, found.text, found.rule, outcome.reason, wanted, reading)


def _outcome(
    wanted: str, found: str, kind: Kind, policy: MathPolicy, algebra: Algebra, exclaimed: bool
) -> tuple[Outcome, str]:
    if kind == "choice":
        return _choice(wanted, found, policy), found
    if kind == "bool":
        given = _spoken(wanted, found)
        return Outcome(given == (polarity(wanted)), "yes or no"), found
    if kind == "text":
        return _words(wanted, found, policy, algebra)
    letters = choice(wanted)
    if letters is not None and letters == choice(found):
        return Outcome(True, f"options {letters}"), found
    moment = _moments(wanted, found)
    if moment is not None:
        return moment, found
    return mathematical(wanted, bare(found), policy, algebra, exclaimed=exclaimed)


def _spoken(wanted: str, found: str) -> bool | None:
    """The polarity of an answer; T and F answer true or false, Y and N yes or no, and 'no solution' neither."""
    letter = plain(found).casefold()
    if letter in ("t", "f", "y", "n") and folded(wanted) not in _SHORT_FOR[letter]:
        return None
    return None if special(found) is not None else spoken_polarity(found)


_SHORT_FOR = {"t": ("true", "false"), "f": ("true", "false"), "y": ("yes", "no"), "n": ("yes", "no")}


def _choice(wanted: str, found: str, policy: MathPolicy) -> Outcome:
    letter, given = choice(wanted), chosen(bare(found), policy.choices)
    if given is None:
        return Outcome(False, "no option was chosen")
    return Outcome(letter == given, f"option {given}" + ("" if letter == given else f" instead of {letter}"))


def _words(wanted: str, found: str, policy: MathPolicy, algebra: Algebra) -> tuple[Outcome, str]:
    stated = re.split(r"\b(?:is|are|was|were)\b|[是为]", found)[-1]
    if same_words(wanted, found) or same_words(wanted, stated) or states(found, wanted):
        return Outcome(True, "the same words"), folded(found)
    parts = [re.split(r"\s*(?:,|;|、|\band\b|和)\s*", folded(side)) for side in (wanted, found)]
    if len(parts[0]) > 1 and sorted(filter(None, parts[0])) == sorted(filter(None, parts[1])):
        return Outcome(True, "the same words in another order"), folded(found)
    return Outcome(False, "different words"), folded(found)


def _moments(wanted: str, found: str) -> Outcome | None:
    """Dates and times of day; None when the target is neither, or the answer is to be read as a ratio."""
    day = as_date(wanted)
    if day is not None:
        return Outcome(as_date(found) == day, "dates")
    time = as_time(wanted)
    if time is None:
        return None
    other = as_time(bare(found))
    if other is None:
        return None
    gap = abs(time[0] - other[0])
    same = gap == 0 or (gap == 43_200 and not (time[1] and other[1]))
    return Outcome(True, "the same time of day") if same else None


def mathematical(
    wanted: str, found: str, policy: MathPolicy, algebra: Algebra, *, exclaimed: bool = False
) -> tuple[Outcome, str]:
    """Two bare answers as mathematics, in every reading that they have."""
    if policy.base == "lenient":
        wanted, found = (re.sub(r"(?<=\d)\)?_\{?\d+\}?", "", side).lstrip("(") for side in (wanted, found))
    if wanted and wanted == found:
        return Outcome(True, "the same text"), found
    comparison = Comparison(policy, algebra)
    target, answer = primary(wanted), primary(found)
    first = _first(comparison, target, answer, policy)
    if first.same:
        return first, show(answer)
    for left, right in _pairs(wanted, found, target, answer, exclaimed):
        outcome = _first(comparison, left, right, policy)
        if outcome.same:
            return Outcome(True, outcome.reason + " in another reading"), show(right)
    return first, show(answer)


def _first(comparison: Comparison, target: Node, answer: Node, policy: MathPolicy) -> Outcome:
    outcome = comparison.compare(target, answer)
    if outcome.same or policy.variables != "any":
        return outcome
    for renamed in _renamings(target, answer):
        outcome = comparison.compare(target, renamed)
        if outcome.same:
            return outcome
    return outcome


def _renamings(target: Node, answer: Node) -> list[Node]:
    wanted, given = variables(target), variables(answer)
    if len(wanted) != len(given) or not 0 < len(given) <= 3:
        return []
    renamed = []
    for order in itertools.permutations(wanted):
        names = dict(zip(given, order, strict=True))
        renamed.append(replaced(answer, lambda part, names=names: _renamed(part, names)))  # type: ignore[misc]
    return renamed


def _renamed(node: Node, names: dict[str, str]) -> Node:
    return Sym(names[node.name]) if isinstance(node, Sym) and not node.constant else node


def _pairs(wanted: str, found: str, target: Node, answer: Node, exclaimed: bool) -> list[tuple[Node, Node]]:
    lefts = list(variants(wanted, of_target=True))
    rights = list(variants(found, of_target=False, exclaimed=exclaimed))
    pairs = [(target, right) for right in rights if not _letters_matter(target, right, answer)]
    pairs += [(left, answer) for left in lefts if not _letters_matter(answer, left, target)]
    return pairs + [(left, right) for left in lefts for right in rights]


def _letters_matter(other: Node, reading: Node, plain: Node) -> bool:
    """A letter is read as a unit only opposite an answer that has no such variable."""
    dropped = set(variables(plain)) - set(variables(reading))
    return bool(dropped & set(variables(other)))


# -- several blanks ------------------------------------------------------------------------------------------------------
def _blanks(targets: Sequence[str], text: str, policy: MathPolicy, algebra: Algebra) -> Judgement:
    """Every blank in its order; an answer that fills only some of them is wrong."""
    wanted = [target_text(target) for target in targets]
    shown_targets = "; ".join(wanted)
    part = extraction.final_part(text[-MAX_ANSWER:])
    if part is None or not part.strip():
        return Judgement("incorrect", "", "no answer found", "no answer", shown_targets)
    error: Judgement | None = None
    best: Judgement | None = None
    for fills, rule in blanks.fillings(part, len(wanted)):
        judged = _filled(wanted, fills, rule, policy, algebra)
        if judged.value == "correct":
            return judged
        error = error or (judged if judged.value == "error" else None)
        best = best or judged
    missing = Judgement(
        "incorrect", "", "no answer found", f"{len(wanted)} blanks, not all filled", shown_targets
    )
    return error or best or missing


def _numbered(
    targets: list[str], found: str, text: str, policy: MathPolicy, algebra: Algebra
) -> Judgement | None:
    """A tuple whose parts are given under their numbers: 'Blank 1: 45, blank 2: 16'; None when that is not right."""
    part = extraction.final_part(text[-MAX_ANSWER:]) or ""
    pieces = blanks.numbered(bare(found), len(targets)) or blanks.numbered(part, len(targets))
    if pieces is None or any(hedges.doubtful(piece) or hedges.retracted(piece) for piece in pieces):
        return None
    judged = _filled(targets, pieces, "numbered blanks", policy, algebra)
    return judged if judged.value == "correct" else None


def _filled(
    wanted: list[str], fills: list[str], rule: str, policy: MathPolicy, algebra: Algebra
) -> Judgement:
    joined, targets = "; ".join(fills), "; ".join(wanted)
    order = range(len(wanted))
    arrangements = [tuple(order)]
    if policy.order == "unordered" and len(wanted) <= 5:
        arrangements = list(itertools.permutations(order))
    reason = ""
    for arrangement in arrangements:
        reasons = []
        for at, place in enumerate(arrangement):
            kind = kind_of(wanted[at])
            one = _compared(wanted[at], Extracted(_fill(fills[place], kind), rule), kind, policy, algebra)
            if one.value == "error":
                return one
            if one.value == "incorrect":
                reasons.append(f"blank {at + 1}: {one.reason}")
                break
        if not reasons:
            return Judgement("correct", joined, rule, "every blank is right", targets, joined)
        reason = reason or reasons[0]
    return Judgement("incorrect", joined, rule, reason, targets, joined)


def _fill(piece: str, kind: Kind) -> str:
    """A piece without the words that say which blank it fills: 'the mean is 3'."""
    if kind != "math" or readable(bare(piece)):
        return piece
    return narrow(piece.rpartition(" is ")[2], kind) or narrow(piece, kind, loose=True, last=True) or piece
