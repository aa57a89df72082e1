"""From a segment of text ('42 apples, because …') to the answer in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from harness.checkers.math.answers import read
from harness.checkers.math.numerals import chinese
from harness.checkers.math.tree import Call, Unreadable
from harness.checkers.math.wording import (
    as_date,
    as_time,
    chosen,
    is_word,
    number_words,
    polarity,
    special,
    spelled,
    spoken_polarity,
)

Kind = Literal["math", "choice", "bool", "text"]


@dataclass(frozen=True, slots=True)
class Extracted:
    """The answer's text and the rule that found it. An empty text is no answer, and `rule` says why."""

    text: str
    rule: str


Rule = Callable[[str, Kind], Extracted | None]

_DELIMITERS = re.compile(
    r"\$\$(.{0,2000}?)\$\$|\\\[(.{0,2000}?)\\\]|\\\((.{0,1000}?)\\\)|\$(?=[^\s$])([^$\n]{0,600}?)(?<=[^\s$\\])\$(?!\d)",
    re.S,
)
_DELIMITERS_LOOSE = re.compile(r"^\$\s*([^$]+?)\s*\$$")
_CODE = re.compile(r"`+([^`\n]*)`+")
_EMPHASIS = re.compile(r"(?<![\w)}])(\*\*|__)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_LEADING = re.compile(
    r"^[\s:=*_>`\"“'|]*(?:(?:is|are|equals?|equal to|approximately|about|exactly|simply|just|roughly|around|nearly|given by"
    r"|therefore|thus|hence|so|indeed|now|clearly|obviously|the (?:value|number|integer|point|set|interval|expression|fraction|pair)(?: of)?"
    r"|\\approx|≈|约为?|大约|等于|是|为|应该是|即|=|:|\\therefore)[\s:,=*_]*)+",
    re.I,
)
_PROSE = re.compile(
    r"(?<![A-Za-z])(?:[A-Za-z]{2,20}[ ,;]{1,3}){7}[A-Za-z]{2}"
)  # no answer has eight words in a row
_LONGEST_WORDING = 240
_LEADING_MARKS = ' \t\r\n:=*_>`"“'
MAX_ANSWER = 8_000  # characters: nobody's final answer is longer
_TRAILING = ' \t\r\n。,，;；:！?？*_`"”'
_SPACING_AT_END = re.compile(r"(?:(?<!\\)\\[,;:! ]|\\q?quad(?![a-zA-Z])|\s)+$")
_WORD_BEFORE_MARK = re.compile(r"(?:[a-zA-Z]{3}|[\s\"”])!$")
_CUTS = re.compile(
    r"\.\s|\.$|[。！；]|;\s|\n|,?\s+(?:because|since|which|so that|so\b|as\b|when|if\b|by\b|but|assuming|rounded|meaning|given|where\b"
    r"|after|in total|altogether|each|per\b|for\b|in\b|with\b|i\.e|that is|namely|or equivalently|or about|or approximately|then)\b|,\s(?=[a-z]{3,})"
    r"|\s*(?:\s\(|（)(?=[^()]*[a-zA-Z\u4e00-\u9fff]{2,})|，|\s[-–—]\s(?=[a-zA-Z]{2,})|因为|由于|所以",
    re.I,
)
_NUMBER = (
    r"(?:\d{1,9}:\d{1,9}(?::\d{1,9})?(?:\s?[ap]\.?m\b\.?)?|\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+\s+\d+/\d+|\d+(?:\.\d+)?\s*/\s*\d+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?:[eE][+-]?\d+|\s*(?:\\times|x|\*)\s*10\s*\^\s*\{?\s*-?\d+\s*\}?)?"
)
_SIGNED = r"(?<![\w.,/^}\\])(?:[-+]\s?)?[$£€¥₹]?\s?(?:-\s?)?"
_FIRST = re.compile(r"^(?:US)?[-+]?\s?\\?[$£€¥₹]?\s?-?" + _NUMBER)
_ANY = re.compile(
    r"(?:(?<![\w.)}\]])-\s?)?\\?[$£€¥₹]?\s?(?:(?<=[$£€¥₹])-)?(?<![\d.,^_])(?<![\^_]\{)(?<![\^_]\{-)" + _NUMBER
)
_IS_THEN = re.compile(
    r"\b(?:is|equals)\s+(\\?[$£€¥]?\s?-?\s?"
    + _NUMBER
    + r")(?=\s+(?:when|if|for|because|since|as|after|with|at|modulo)\b)",
    re.I,
)
_FRACTION = re.compile(r"(?<!\d)-?\s?\d{0,18}\s?\\[dtc]?frac\s*\{\s*-?\d+\s*\}\s*\{\s*\d+\s*\}")
_TAIL = re.compile(
    r"\s*(?:%|\\%|°|\^\\circ|percent|per cent|百分)|\s*[A-Za-zµΩ°/^23·$¢{}-]+(?:\s(?!and\b|or\b|to\b|in\b)[A-Za-z/^23{}-]+){0,3}|[\u4e00-\u9fff]{1,4}"
)
_OUT_OF = re.compile(r"(?<!\d)(\d{1,15})\s+(?:out of|in every|of every)\s+(?:every\s+)?(\d+)", re.I)
_TO = re.compile(r"^(\d{1,15})\s+to\s+(\d+)$", re.I)
_PERCENT = re.compile(r"\s*(?:percent(?:age)?|per\s+cent|pct)\b", re.I)
_CHANCE = re.compile(
    r"^.{0,80}\b(?:chance|probability|odds|likelihood)\b.{0,40}?\b(\d{1,9}) in (\d{1,9})\b.{0,40}$", re.I
)
_COMPARED = [
    (re.compile(r"(?<=[A-Za-z])\s*" + words + r"\s*(?=[-\d$\\])", re.I), sign)
    for words, sign in [
        (r"(?:大于等于|大于或等于|不小于|is (?:greater|more|larger) than or equal to|is at least)", ">="),
        (r"(?:小于等于|小于或等于|不大于|is (?:less|smaller) than or equal to|is at most)", "<="),
        (r"(?:大于|is (?:greater|more|larger) than)", ">"),
        (r"(?:小于|is (?:less|smaller) than)", "<"),
        (r"(?:等于)", "="),
    ]
]
_PRONOUN = re.compile(r"^(?:I|we|you|he|she|it|they|my|our|this|that|there)\s+[a-z]", re.I)
_CJK_SIGN = re.compile(r"负\s*(?=\d)")
_AND_HALF = re.compile(r"([一二两三四五六七八九十]{1,3}|\d{1,4})个半")
_LABELLED = re.compile(r"(?<![A-Za-z\\])[ABD-OQ-Z](?:_\{?\d\}?|')?\s*(?=\([^(),]{1,40},[^()]{1,60}\))")
_SIGN = re.compile(r"\b(?:negative|minus)\s+(?=\$?[\d.\\])", re.I)
_CJK_SHARE = re.compile(
    "(?:[一二两三四五六七八九十]{1,3}又)?[零一二两三四五六七八九十百千万]{1,8}分之[零一二两三四五六七八九十百千点]{1,12}"
)
_CJK_COUNT = re.compile(
    "([零一二两三四五六七八九十百千万点]{1,12})[^零一二两三四五六七八九十百千万点第]{0,3}[。.]?$"
)
_IN_BASE = re.compile(r"(?<![\w.])([0-9A-F]+)\s*\(?(?:in\s+)?base[\s-]*(\d{1,2}|[a-z]{3,7})\)?$", re.I)
_BULLET = re.compile(r"^[-*•]\s+(?=[A-Za-z])")
_UNIT_BETWEEN = re.compile(r"\s?(?:[A-Za-z]{1,10}|[\u4e00-\u9fff]{1,4})\s?(?:and )?")
_FEET = re.compile(r"^(\d+)\s*'\s*((?:\d|1[01])(?:\.\d+)?)\s*\"?$")
_HOURS = re.compile(
    r"^(\d{1,4})\s*(?:h|hrs?|hours?)\s*(\d{1,2})\s*(?:m|mins?|minutes)?$|^(\d{1,4}):([0-5]\d)\s*(?:h|hrs?|hours?)$",
    re.I,
)
_CJK_HOURS = re.compile(r"(?<!\d)(\d{1,6})\s*(?:个?小时|时)\s*(\d{1,2})\s*分钟?")
_EXCEPT = re.compile(
    r"^(?:all|any|every|the)\s+reals?(?:\s+numbers?)?(?:\s+[a-z])?\s*(?:except|but|other than|apart from|excluding)(?:\s+for)?"
    r"(?:\s+[a-z]\s*=)?\s+(.{1,60})$|^除(?:了)?\s*(.{1,40}?)\s*(?:以外|之外|外)的?(?:所有|全体|一切|任意)?实数$",
    re.I,
)
_SPOKEN = re.compile(r"[A-Za-z'°\u3400-\u9fff]")  # without one of them a text holds no spoken form
_ROWS = re.compile(r"^\[\s*\[[-\d.\s\[\]e+/]+\]\s*\]$")
_CELSIUS = re.compile(r"\s*(?:degrees?|°)\s+(celsius|centigrade|fahrenheit|[CF]\b)", re.I)
_ASSIGNED = re.compile(
    r"(?:^|[\s,(])((?:[A-Za-z](?:_\{?\w{1,3}\}?)?|[a-z]\([a-z]\))\s*=\s*[^=\s][^\n。]{0,200})$"
)


def delimited(text: str) -> str:
    """The text without the delimiters of its formulas and without Markdown marks."""
    text = _DELIMITERS_LOOSE.sub(r"\1", text.strip())
    text = _DELIMITERS.sub(
        lambda match: " " + next((g for g in match.groups() if g is not None), "") + " ", text
    )
    text = _CODE.sub(r" \1 ", text)
    return _EMPHASIS.sub(r" \2 ", text).strip() if "**" in text or "__" in text else text.strip()


def readable(text: str, *, nouns: bool = True) -> bool:
    """Whether the grammar reads the text as an answer."""
    if "\\" not in text and _PROSE.search(text) is not None:
        return False
    try:
        read(text, nouns=nouns)
    except (Unreadable, ArithmeticError):
        return False
    return True


def with_unit(text: str, unit: str) -> str:
    """The text with its unit when both together are readable."""
    return text + unit if unit and readable(text + unit, nouns=False) else text


def trimmed(text: str) -> str:
    """Without what surrounds an answer: leading words such as 'is about', closing punctuation."""
    text = _SPACING_AT_END.sub("", text).rstrip(_TRAILING)
    while text.endswith((".", "!")):
        if text.endswith(("..", "!!")) or (text[-1] == "!" and not _WORD_BEFORE_MARK.search(text[-4:])):
            break
        text = text[:-1].rstrip(_TRAILING)
    return text.lstrip(_LEADING_MARKS)


def _one_line(text: str) -> str:
    """Equations on lines of their own as a list of them."""
    if "\n" not in text or "\\begin" in text:
        return text
    lines = [_BULLET.sub("", line.strip(" ,;")) for line in text.split("\n") if line.strip()]
    if all("=" in line and not line.startswith(("=", "&")) for line in lines):
        return ", ".join(lines)
    return text


def tidy(text: str) -> str:
    """One way to write a few spoken forms: 'per cent', '5 out of 6', '3 to 4'."""
    text = spelled(_one_line(text))
    if _ROWS.match(text):
        return re.sub(r"(?<=[\d.\]])\s+(?=[-\d.\[])", ", ", text)
    if _SPOKEN.search(text) is None:
        return text
    text = _PERCENT.sub("%", text)
    for pattern, sign in _COMPARED if " is " in text or "于" in text else ():
        text = pattern.sub(sign, text)
    text = _measured(_SIGN.sub("-", text) if text.isascii() else _chinese(_SIGN.sub("-", text)))
    text = _EXCEPT.sub(lambda match: rf"\mathbb{{R}}\setminus\{{{match[1] or match[2]}\}}", text)
    return _shared(_LABELLED.sub("", text)) if " " in text else _LABELLED.sub("", text)


def _chinese(text: str) -> str:
    text = _AND_HALF.sub(lambda match: f"{float(chinese(match[1]) or int(match[1])) + 0.5}", text)
    return _CJK_HOURS.sub(r"\1小时\2分钟", _CJK_SIGN.sub("-", text))


def _measured(text: str) -> str:
    """Bases, feet and inches, hours and minutes, degrees."""
    text = _FEET.sub(r"\1 ft \2 in", _IN_BASE.sub(r"\1_{\2}", text))
    text = _HOURS.sub(lambda match: f"{match[1] or match[3]} hours {match[2] or match[4]} minutes", text)
    return _CELSIUS.sub(lambda match: " deg" + match.group(1)[0].upper(), text)


def _shared(text: str) -> str:
    """'1 in 6' for a chance, '5 out of 6', '3 to 4'."""
    return _TO.sub(r"\1:\2", _OUT_OF.sub(r"\1/\2", _CHANCE.sub(r"\1/\2", text)))


def narrow(
    segment: str, kind: Kind, *, whole: bool = False, loose: bool = False, last: bool = False
) -> str | None:
    """The answer in a segment, None when it has none.

    Args:
        whole: the segment must be the answer and nothing else.
        loose: a number anywhere in the segment will do.
        last: of several numbers the last one, else the first.
    """
    if len(segment) > MAX_ANSWER:
        return None
    if kind == "choice":
        return _choice(segment, whole)
    if kind == "bool":
        return _boolean(segment, whole)
    if kind == "text":
        return segment.strip() if not whole or len(segment.split()) <= 8 else None
    return _math(segment, whole, loose, last)


def _choice(segment: str, whole: bool) -> str | None:
    if chosen(delimited(segment)) is None:
        return None
    return segment.strip() if not whole or len(segment) <= 80 else None


def _boolean(segment: str, whole: bool) -> str | None:
    if whole:
        return (
            segment.strip()
            if polarity(segment) is not None
            or (len(segment) < 200 and spoken_polarity(segment) is not None and "\n" not in segment)
            else None
        )
    return segment.strip() if spoken_polarity(segment) is not None else None


def _math(segment: str, whole: bool, loose: bool, last: bool) -> str | None:
    body = tidy(trimmed(delimited(segment)))
    if not body:
        return None
    if (found := _readable_part(body, whole)) is not None:
        return found
    if whole:
        return None
    lead = _LEADING.sub("", body, count=1)
    if lead and lead != body and (found := _readable_part(tidy(lead), False)) is not None:
        return found
    if not loose:
        return None
    return _number_in(lead or body, last)


def _readable_part(body: str, whole: bool) -> str | None:
    if _says_something(body):
        return body
    if whole:
        return None
    cuts = [match.start() for match in _CUTS.finditer(body)][:12]
    for cut in reversed(cuts):
        part = trimmed(body[:cut])
        if part and _says_something(part):
            return part
    return None


def _says_something(text: str) -> bool:
    if len(text) <= _LONGEST_WORDING and _is_wording(text):
        return True
    if is_word(text) or _PRONOUN.match(text):
        return False
    return readable(text)


def _is_wording(text: str) -> bool:
    """'no solution', a number in words, a date, a time of day."""
    return any(reading(text) is not None for reading in (special, number_words, as_date, as_time))


def _number_in(body: str, last: bool) -> str | None:
    first = _FIRST.match(body)
    if first is not None and not last:
        return _with_tail(body, first)
    if (assigned := _ASSIGNED.search(body)) is not None and readable(trimmed(assigned.group(1))):
        return trimmed(assigned.group(1))
    if (stated := _IS_THEN.search(body)) is not None:
        return stated.group(1)
    if "=" in body:
        behind = trimmed(body.rpartition("=")[2])
        if behind and (found := _readable_part(behind, False)) is not None:
            return found
    fractions = list(_FRACTION.finditer(body))
    numbers = list(_ANY.finditer(body))
    if fractions and (not numbers or fractions[-1].end() >= numbers[-1].start()):
        return fractions[-1].group()
    if not numbers:
        return _words_in(body)
    if last and (compound := _compound(body, numbers[-2:])) is not None:
        return compound
    return _with_tail(body, numbers[-1] if last else numbers[0])


def _compound(body: str, numbers: list[re.Match[str]]) -> str | None:
    """'45元5角', '2 hours 30 minutes': two numbers of one quantity."""
    if len(numbers) < 2 or not _UNIT_BETWEEN.fullmatch(body, numbers[0].end(), numbers[1].start()):
        return None
    text = body[numbers[0].start() : numbers[1].start()] + _with_tail(body, numbers[1])
    try:
        found = read(text)
    except (Unreadable, ArithmeticError):
        return None
    return text if isinstance(found, Call) and found.head == "sum_of_quantities" else None


def _with_tail(body: str, number: re.Match[str]) -> str:
    """The number with the unit behind it, when that reads as one."""
    tail = _TAIL.match(body, number.end())
    text = number.group().strip()
    if tail is not None:
        words = tail.group()
        while words.strip():
            if readable(text + words, nouns=False):
                return text + words
            words = words.rpartition(" ")[0]
    return text


def _words_in(body: str) -> str | None:
    """The last number that is written out among other words: 'she has twenty-five apples', '提高了百分之五'."""
    if not body.isascii():
        written = _CJK_SHARE.findall(body) or _CJK_COUNT.findall(body)
        return written[-1] if written else None
    words = re.findall(r"[a-z]+(?:-[a-z]+)?", body.lower())[-60:]
    for end in range(len(words), 0, -1):
        for start in range(max(0, end - 8), end):
            run = words[start:end]
            if run not in (["one"], ["second"], ["a"]) and number_words(" ".join(run)) is not None:
                return " ".join(run)
    return None
