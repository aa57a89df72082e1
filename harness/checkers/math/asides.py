"""What a text says beside its answer: struck words, discarded solutions, a check at the end, remarks in brackets."""

from __future__ import annotations

import re

_REACH = 4_000  # characters at the end of a text that are searched: hostile texts are long
_STRUCK = re.compile(r"~~[^~\n]{1,200}~~")
_DISCARDS = re.compile(
    r"舍|不合题意|不符合|discard|reject|extraneous|invalid|not valid|not possible|impossible|not allowed",
    re.I,
)
_SEPARATOR = r",|、|;|\bor\b|\band\b|或者?|和|及"
_DISCARDED = re.compile(
    rf"(?:(?:{_SEPARATOR})\s*)?(?:(?!{_SEPARATOR})[^\n。()]){{1,60}}\(\s*(?:we |so |which is |is )?"
    rf"(?:{_DISCARDS.pattern})[^()\n]{{0,60}}\)",
    re.I,
)
_CHECK = re.compile(
    r"(?:^|\n|(?<=[.!?。;]))[\s#>*_\-]{0,12}(?:(?:let's|let us|we can|to) )?"
    r"(?:double[- ]check|sanity check|check|verify|verification|proof|验证|检验|验算)[^\n:.]{0,60}:",
    re.I,
)
_CONCLUDES = re.compile(
    r"(?:^|\n|[.!✓✔✅。,] ?)\W{0,12}(?:therefore|thus|hence|so\b|consequently|in conclusion|(?:the )?(?:final )?answer|所以|因此|故|综上|答)",
    re.I,
)
_BRACKETS = re.compile(r"\s*\(([^()\n]{4,200})\)")
_PRECISION = re.compile(r"\s*\([^()]{0,30}\b(?:d\.?p\b|s\.?f\b|sig|decimal|significant)[^()]{0,30}\)", re.I)
# '…, so 7 divides the number evenly': says what follows from the answer.
_VERIFIED = re.compile(
    r",\s*(?:so|and|which means)\b[^,.;]{0,80}\b(?:divides|divisible|works|holds|satisfies|satisfied|as required|as desired)\b[^,;]*$",
    re.I,
)
# 'needs 12 more stickers to reach 50': what the number is for.
_PURPOSE = re.compile(
    r"(\d[^,;=]{0,80}?)\s+(?:in order )?to (?:reach|make|fill|complete|finish|earn|cover|buy|get|have|hit|win|afford|pay)\b[^,;=]*$",
    re.I,
)
# '为80元,比原价便宜20元': a comparison after what was stated.
_COMPARED = re.compile(
    r"(?<=\w)[,，]\s*比[^,;。]{1,40}[多少高低贵快慢大小长短重轻增减宜][^,;。]{0,20}[。.]?$"
)
_WORDS = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]{2}")


def without_discarded(text: str) -> str:
    """Without ~~struck words~~ and without solutions that the text itself throws out: 'x = 5 or x = -3 (rejected)'."""
    if "~~" in text:
        text = _STRUCK.sub(" ", text)
    tail = text[-_REACH:]
    if "(" not in tail or _DISCARDS.search(tail) is None:
        return text
    return text[:-_REACH] + _DISCARDED.sub("", tail)


def before_check(text: str) -> str:
    """Without the check of the answer that ends a text, unless a conclusion follows it."""
    checks = list(_CHECK.finditer(text, max(0, len(text) - _REACH)))
    if not checks:
        return text
    head = text[: checks[-1].start()]
    if not any(character.isdigit() for character in head) or concludes(text[checks[-1].end() :]):
        return text
    return head.rstrip()


def concludes(text: str) -> bool:
    """Whether a text draws a conclusion."""
    return _CONCLUDES.search(text[-_REACH:]) is not None


def without_remarks(sentence: str) -> str:
    """Without remarks in brackets: two words and more, no formula. A sentence of nothing else stays as it is."""
    rest = sentence
    if "(" in rest:
        rest = _BRACKETS.sub(lambda match: "" if _is_remark(match[1]) else match[0], rest)
    if " to " in rest:
        rest = _PURPOSE.sub(r"\1", rest)
    if "," in rest or "，" in rest:
        rest = _COMPARED.sub("", _VERIFIED.sub("", rest))
    if "(" in rest:
        rest = _PRECISION.sub("", rest)
    return rest if any(character.isalnum() for character in rest) else sentence


def _is_remark(inside: str) -> bool:
    return "\\" not in inside and (
        len(_WORDS.findall(inside)) > 1 or _PRECISION.search(f"({inside})") is not None
    )
