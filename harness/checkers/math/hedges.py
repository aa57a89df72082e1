"""What is no answer although it holds a number: negations, doubts, alternatives, retractions."""

from __future__ import annotations

import re

_NEGATED = re.compile(
    r"^\W*(?:(?:more|less|greater|fewer|larger|smaller) than\b|(?:definitely |certainly |probably |clearly )?"
    r"(?:not\b|isn't\b|is not\b|never\b|不是|不等于|不为|并非|并不是)(?!\s+only))",
    re.I,
)
_BUT = re.compile(r"\b(?:but|rather|it's|it is)\b|而是", re.I)
_DOUBT = re.compile(
    r"\b(?:i (?:do not|don't|cannot|can't|could not|couldn't) (?:know|determine|say|tell|find|solve|compute|figure|answer|be sure)"
    r"|(?:i'?m|i am) (?:not sure|unsure|not certain|unable)|no idea|(?:it is|it's) (?:unclear|impossible to)"
    r"|not enough information|cannot be determined|can't be determined|unable to (?:determine|solve|answer|find))"
    r"|不知道|不确定|无法确定|不清楚|无法解答|没法确定",
    re.I,
)
_CHOICE = re.compile(
    r"\beither\b[^.\n]{0,80}\bor\b|(?:^\W*|\b(?:is|are|be|lies?|somewhere|anywhere|ranges?)\s+)(?:somewhere |anywhere )?(?:between|from)\s+\$?-?\d[^.\n]{0,30}?\b(?:and|to)\s+\$?-?\d"
    r"|\b(?:maybe|perhaps|possibly|might be|could be|may be)\b[^.\n]{0,60}\bor\b|\b(?:could|might|may) (?:also|equally|just as well) be\b|\bor any other\b|\bif\b[^.\n]{0,80}\d[^.\n]{0,40}\botherwise\b"
    r"|要么|之间|或许是?.{0,20}或|可能是?.{0,20}或者?|也可能|也有可能",
    re.I,
)
_DENIED = re.compile(
    r"(?:is|are|was)\s+(?:not\s+(?:the\s+)?(?:answer|correct|right)|(?:wrong|incorrect|false))\b"
    r"|(?:isn't|is not|(?:should|must|can|could|would|may)(?: not|n't) be|cannot be|≠|\\neq?|cannot be|can't be|not equal to|不是|不等于|不可能是)\s*\$?\s*-?\d[\d.,/]*\s*\$?[.。!]?\s*$",
    re.I,
)
# 'm < 1 and m ≠ 0' excludes a value from an answer.
_RELATED = re.compile(r"[<>]|\\[lg](?:e|eq|t)\b|且|除|real")
_RETRACTED = re.compile(
    r"\b(?:wait|no,|oops|sorry|scratch that|on second thought|that'?s (?:wrong|not right|incorrect)|that is (?:wrong|not right"
    r"|incorrect)|i made (?:a|an) (?:mistake|error)|correction|let me (?:re-?check|redo|recompute|correct)|actually"
    r"|i was wrong|this is (?:wrong|incorrect|not right))\b|不对|更正|算错了|错了|等一下|重新算|纠正",
    re.I,
)


_UNDETERMINED = re.compile(
    r"(?:not|n't) (?:have |give |contain )?(?:enough|sufficient) (?:information|data|details)|insufficient (?:information|data)"
    r"|(?:can(?:not|'t| not)|could(?: not|n't)|impossible to|unable to|not possible to) (?:be )?determined?\b"
    r"|条件不足|信息不足|无法确定|不能确定",
    re.I,
)
_BOUNDED = re.compile(
    r"(?:\w\w|[)}])\W{0,3}\s+(?:is|are|was|were|be)\s+(?:\w{1,12}ly )?(?:less|more|greater|fewer|smaller|larger|lower|higher) than"
    r"\s+\\?\$?-?\d[\d.,/]*\s*\$?\s*[a-z]{0,20}[.!]?\s*$",
    re.I,
)


def undetermined(text: str) -> bool:
    """Whether a text says that the question cannot be answered."""
    return _UNDETERMINED.search(text) is not None


def bounded(sentence: str) -> bool:
    """'The total is less than 18' bounds an answer and gives none."""
    return _BOUNDED.search(sentence) is not None


def negated(segment: str) -> bool:
    """Whether a segment says what the answer is not."""
    return _NEGATED.match(segment) is not None


def behind_but(segment: str) -> str | None:
    """'not 5 but 6' → '6'."""
    match = _BUT.search(segment)
    return segment[match.end() :] if match else None


def doubtful(segment: str) -> bool:
    """Whether a segment leaves open what the answer is."""
    return _DOUBT.search(segment) is not None or _CHOICE.search(segment) is not None


def decided(segment: str) -> bool:
    """'5, but I am not sure' gives an answer before it doubts it."""
    doubt = _DOUBT.search(segment)
    first = re.match(r"^[\s*:$]*[-\d\\(][^,;.]*,?", segment)
    return (
        doubt is not None
        and first is not None
        and _CHOICE.search(segment) is None
        and first.end() <= doubt.start()
    )


def denied(sentence: str) -> bool:
    """Whether a sentence denies the number it ends with, or calls it wrong."""
    match = _DENIED.search(sentence)
    if match is None or not match[0].startswith(("≠", "\\ne")):
        return match is not None
    return _RELATED.search(sentence, 0, match.start()) is None


_RELATIVE = re.compile(
    r"^\W*[$\d.,/]+%?\s+(?:\w+\s+)?(?:more|less|fewer|greater|larger|smaller|higher|lower|times|older|younger)\b[^.]*\b(?:than|as)\b",
    re.I,
)


def relative(segment: str) -> bool:
    """Whether a segment gives a difference or a multiple ('18 more than 9') and not yet the answer."""
    return _RELATIVE.match(segment) is not None


def retracted(text: str) -> bool:
    """Whether a text takes back what was said before it."""
    return _RETRACTED.search(text) is not None
