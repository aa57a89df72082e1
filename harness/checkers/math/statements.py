"""Whether a sentence states a word: 'So it is an isosceles triangle' states isosceles, 'Bob, not Alice' not Alice."""

from __future__ import annotations

import re

from harness.checkers.math.wording import folded

_DENIES = re.compile(
    r"\b(?:not|never|neither|nor|cannot|rather than|instead of|unlike|except|or|either|before|after|than|if)\b|n't\b|不|没|非|或|若"
)
_PREDICATE = (
    r"(?:\b(?:is|are|was|were|be|becomes?|called|named|it's|that's|lies|lands|falls|ends|points|faces|remains)\s+|[为是叫在]\s*|:\s*|→\s*)"
    r"(?:(?:the|a|an|in|on|at|to|as|called|quadrant|(?!on)\w{3,12}ly|also|just)\s+){0,3}"
)
_GOES_ON = re.compile(r"\b(?:and|but|while|whereas)\b|和|但|而")


def states(sentence: str, word: str) -> bool:
    """Whether a sentence says, without denying or adding anything, that something is `word` or that `word` did it."""
    wanted, said = folded(word), folded(sentence)
    if not wanted or wanted not in said:
        return False
    if wanted == "neither":
        return re.search(r"\bneither\b.{1,60}\bnor\b", said) is not None
    name = rf"(?<![a-z0-9]){re.escape(wanted)}(?![a-z0-9])"
    said = _last_clause(said, wanted)
    if _DENIES.search(re.sub(name, "", said)):
        return False
    found = re.search(_PREDICATE + name, said) or re.match(rf"(?:an? |the )?{name}(?=\s+[a-z]{{2,}}\b)", said)
    if not wanted.isascii() and (said.endswith(wanted) or _only_person(said, wanted)):
        return True
    return found is not None and _GOES_ON.search(said, found.end()) is None


def _last_clause(said: str, wanted: str) -> str:
    """What follows the last 'so' or 所以, when that is where the word stands."""
    clause = re.split(r",?\s*\b(?:so|hence|thus|therefore)\b,?\s*|所以|因此|,\s*故", said)[-1]
    return clause if wanted in clause else said


def _only_person(said: str, wanted: str) -> bool:
    """Of 甲, 乙, 丙, 丁 only one is spoken of."""
    return {character for character in said if character in "甲乙丙丁"} == {wanted}
