"""What a text says beside its answer: struck words, discarded solutions, a check at the end, remarks in brackets."""

from __future__ import annotations

import re

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
    r"(?:^|\n|(?<=[.!?。;]))[\s#>*_\-]*(?:(?:let's|let us|we can|to) )?"
    r"(?:double[- ]check|sanity check|check|verify|verification|proof|验证|检验|验算)[^\n:.]{0,60}:",
    re.I,
)
_CONCLUDES = re.compile(
    r"(?:^|\n|[.!✓✔✅。,] ?)\W*(?:therefore|thus|hence|so\b|consequently|in conclusion|(?:the )?(?:final )?answer|所以|因此|故|综上|答)",
    re.I,
)
_BRACKETS = re.compile(r"\s*\(([^()\n]{4,200})\)")
_WORDS = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]{2}")


def without_discarded(text: str) -> str:
    """Without ~~struck words~~ and without solutions that the text itself throws out: 'x = 5 or x = -3 (rejected)'."""
    if "~~" in text:
        text = _STRUCK.sub(" ", text)
    if _DISCARDS.search(text) is None:
        return text
    return _DISCARDED.sub("", text)


def before_check(text: str) -> str:
    """Without the check of the answer that ends a text, unless a conclusion follows it."""
    checks = list(_CHECK.finditer(text))
    if not checks:
        return text
    head = text[: checks[-1].start()]
    if not any(character.isdigit() for character in head) or _CONCLUDES.search(text, checks[-1].end()):
        return text
    return head.rstrip()


def without_remarks(sentence: str) -> str:
    """Without remarks in brackets: two words and more, no formula. A sentence of nothing else stays as it is."""
    rest = _BRACKETS.sub(
        lambda match: "" if "\\" not in match[1] and len(_WORDS.findall(match[1])) > 1 else match[0], sentence
    )
    return rest if any(character.isalnum() for character in rest) else sentence
