"""The commonest case at once: a plain number as target, and a text that ends in one way only.

Whatever this module is not sure about it leaves to `judge`; what it decides, `judge` decides in the same way
(the tests compare the two).
"""

from __future__ import annotations

import re
from functools import lru_cache

from harness.checkers.math.characters import clean
from harness.checkers.math.judge import Judgement, Target
from harness.checkers.math.policy import MathPolicy

_LONGEST = 4_000
_TAIL = 120
_WRITTEN = r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,18})(?:\.\d{1,12})?"
_NUMBER = re.compile(_WRITTEN)
_ALONE = re.compile(rf"\s*\$?({_WRITTEN})\.?\s*")
_BOX = re.compile(rf"\\boxed\{{\s*({_WRITTEN})\s*\}}[\s.$*!]*")
_HASHES = re.compile(rf"####[ \t]*\$?({_WRITTEN})\s*")
_CUE = re.compile(
    rf"(?:\b[Aa]nswer(?:\s+is)?\s*:?|^A:|(?<=\n)A:)[ \t]*(?:\*\*)?(?P<mark>\$?)({_WRITTEN})(?P=mark)?(?:\*\*)?[.!]?\s*"
)
_OTHER_RULES = re.compile(r"\\boxed|\\fbox|####|</|<think|\{[^}]*[\"']|```", re.I)
_STORY = re.compile(
    r"[A-Za-z][A-Za-z ,.']*?(?<![\w.,'-])\$?(" + _WRITTEN + r")(?!\w|[.,]\d|'\d)[A-Za-z ,']*\.?\s*"
)
# Words that announce, hedge, negate, scale or count: with any of them the long way is taken.
_LOADED = re.compile(
    r"answer|\bans\b|result|solution|root|\bvalue|correct|actual|should|must|would|could|might|may\b|choose|pick|select|mean"
    r"|\bnot?\b|n't|never|either|\bor\b|\band\b|between|from|maybe|perhaps|possibl|probab|chance|sure|know|hundred|thousand"
    r"|million|billion|trillion|dozen|percent|per cent|point|half|third|quarter|negative|minus|plus|times|base|degree|than"
    r"|least|most|wait|oops|sorry|wrong|rather|instead|\bout of\b|\bto\b|\bin\b|o'clock|am\b|pm\b|equals?|\bis\b.*\bis\b",
    re.I,
)


@lru_cache(maxsize=4096)
def _plain(target: str) -> str | None:
    """The target's digits when it is a plain number."""
    target = target.strip().strip("$").strip()
    if not _NUMBER.fullmatch(target):
        return None
    return _canonical(target)


def _canonical(written: str) -> str:
    """One way to write a number: no commas, no leading or trailing zeros, no -0."""
    whole, _, places = written.replace(",", "").partition(".")
    sign = "-" if whole.startswith("-") else ""
    whole, places = whole.lstrip("-").lstrip("0") or "0", places.rstrip("0")
    if whole == "0" and not places:
        return "0"
    return f"{sign}{whole}.{places}" if places else sign + whole


def fast(target: Target, text: str, policy: MathPolicy) -> Judgement | None:
    """The judgement when it is beyond doubt, else None."""
    if not isinstance(target, str) or len(text) > _LONGEST or not target.isascii():
        return None
    if not text.isascii() and not (text := clean(text)).isascii():
        return None
    wanted = _plain(target)
    if wanted is None:
        return None
    found = _found(text)
    if found is None:
        return None
    written, rule = found
    given = _canonical(written)
    if given == wanted:
        return Judgement("correct", written, rule, "equal numbers", wanted, given)
    if "." in wanted or len(given) > 12 or policy.tolerance not in ("auto", "exact"):
        return None
    return Judgement("incorrect", written, rule, "different numbers", wanted, given)


def _found(text: str) -> tuple[str, str] | None:
    if (match := _ALONE.fullmatch(text)) is not None:
        return match.group(1), "whole text"
    start = text.rfind("\\boxed{")
    if start >= 0:
        match = _BOX.fullmatch(text, start)
        only = match is not None and text.count("boxed") == 1 and "</" not in text and "<think" not in text
        return (match.group(1), "boxed") if match is not None and only else None
    if (start := text.rfind("####")) >= 0:
        match = _HASHES.fullmatch(text, start)
        return (match.group(1), "####") if match is not None and not _tagged(text) else None
    tail_start = max(0, len(text) - _TAIL)
    for start in (text.rfind("nswer", tail_start) - 1, text.rfind("A:", tail_start)):
        if start >= 0 and (match := _CUE.fullmatch(text, start)) is not None:
            if _OTHER_RULES.search(text) is not None or (match.group("mark") and not _closed(match.group())):
                return None
            return match.group(2), "cue A:" if text[start + 1] == ":" else "cue answer"
    if len(text) <= 200 and (match := _STORY.fullmatch(text)) is not None and _LOADED.search(text) is None:
        return match.group(1), "last number"
    return None


def _tagged(text: str) -> bool:
    return "</" in text or "<think" in text or '"' in text or "'answer'" in text


def _closed(announced: str) -> bool:
    """'$5$' is a formula, '$5' is money; a lonely second sign is neither."""
    return announced.count("$") in (1, 2)
