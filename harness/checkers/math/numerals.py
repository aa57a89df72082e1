"""Written numbers: digits in their national styles, repeating decimals, bases, and words."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from harness.checkers.math.tree import Num, Unreadable

MAX_DIGITS = 4_000
MAX_EXPONENT = 5_000
_DOTS = r"(?:\.\.\.|\\l?dots(?:b|c|o)?(?![a-zA-Z])|\\cdots(?![a-zA-Z]))"
_REPEATING = re.compile(
    r"(?P<whole>\d*)\.(?P<fixed>\d*)"
    r"(?:\\(?:overline|bar|overbar|widebar)\s*(?:\{\s*(?P<line>\d+)\s*\}|(?P<one>\d))"
    r"|\\dot\s*(?:\{\s*(?P<from>\d)\s*\}|(?P<from1>\d))"
    r"(?:(?P<middle>\d*)\\dot\s*(?:\{\s*(?P<to>\d)\s*\}|(?P<to1>\d)))?"
    r"|\((?P<paren>\d+)\)(?![\d!^_(]))"
)
_OPEN_ENDED = re.compile(r"(\d*)\.(\d+)\s*" + _DOTS)
_EXPONENT = r"(?:[eE][+-]?\d{1,5}(?![\d.]))?"
STYLES = {
    "thousands": re.compile(
        r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:_\d{3})+(?!\d)|\d+)(?:\.\d+|\.(?![\d(]))?"
        + _EXPONENT
        + r"|\.\d+"
        + _EXPONENT
    ),
    "separators": re.compile(r"\d+(?:\.\d+|\.(?![\d(]))?" + _EXPONENT + r"|\.\d+" + _EXPONENT),
    "decimal": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)|\d+,\d+|\d+(?:\.\d+)?"),
    "lakh": re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?!\d)|\d+(?:\.\d+|\.(?!\d))?" + _EXPONENT),
}
_MANY_DOTS = re.compile(r"\d{1,3}(?:\.\d{3}){2,}(?![.\d])")
_PREFIXED = re.compile(r"0(?:[xX][0-9a-fA-F]+|[bB][01]+|[oO][0-7]+)(?![0-9a-zA-Z])")
_LETTERED = re.compile(r"(?=[0-9A-Z]*\d|[A-Z]{2})([0-9A-Z]+)_\{?\s*(\d{2})\s*\}?(?!\d)")


def match_number(text: str, at: int, style: str) -> tuple[Num, int] | None:
    """The number that starts at `at`, and where it ends; None when there is none.

    Raises:
        Unreadable: more than `MAX_DIGITS` digits, or an exponent beyond `MAX_EXPONENT`.
    """
    for pattern, build in _SPECIAL:
        special = pattern.match(text, at)
        if special and (number := build(special)) is not None:
            return number, special.end()
    plain = STYLES[style].match(text, at)
    if plain is None or not plain.group():
        return None
    return _plain(plain.group(), style), plain.end()


def _plain(written: str, style: str) -> Num:
    if style == "decimal":
        written = written.replace(".", "").replace(",", ".") if "," in written else written
        if written.count(".") > 1:
            written = written.replace(".", "")
    return decimal(written.replace(",", "").replace("_", ""))


@lru_cache(maxsize=1024)
def decimal(written: str) -> Num:
    """A number from ASCII digits with an optional point and exponent ('12', '3.50', '.5', '1.5e-9')."""
    if len(written) > MAX_DIGITS:
        raise Unreadable(f"a number of {len(written)} characters")
    mantissa, _, exponent = written.lower().partition("e")
    whole, _, places = mantissa.partition(".")
    shift = int(exponent or 0)
    if abs(shift) > MAX_EXPONENT:
        raise Unreadable("an exponent beyond the cap")
    value = Fraction(int(whole + places or "0"), 10 ** len(places)) * Fraction(10) ** shift
    if not places and not exponent:
        return Num(value)
    significant = len((whole + places).lstrip("0"))
    return Num(value, len(places) - shift, significant)


def _repeating(match: re.Match[str]) -> Num | None:
    group = match.groupdict()
    if group["paren"] and not group["whole"]:
        return None
    first = group["from"] or group["from1"] or ""
    last = (group["middle"] or "") + (group["to"] or group["to1"] or "")
    if first and (group["middle"] and not last):
        return None
    period = group["line"] or group["one"] or group["paren"] or first + last
    return repeat(group["whole"], group["fixed"], period)


def repeat(whole: str, fixed: str, period: str) -> Num:
    """whole.fixed(period), exactly."""
    if len(whole) + len(fixed) + len(period) > MAX_DIGITS:
        raise Unreadable("a repeating decimal of too many digits")
    scale = 10 ** len(fixed)
    start = Fraction(int((whole + fixed) or "0"), scale)
    return Num(start + Fraction(int(period), scale * (10 ** len(period) - 1)))


def _open_ended(match: re.Match[str]) -> Num:
    """0.333… is 1/3 when at least three digits, or two whole periods, repeat; else an approximation."""
    whole, digits = match.groups()
    for length in range(1, min(len(digits) // 2, 12) + 1):
        period = digits[-length:]
        run = len(digits)
        while run >= length and digits[run - length : run] == period:
            run -= length
        if len(digits) - run >= max(3, 2 * length):
            return repeat(whole, digits[:run], period)
    number = decimal(f"{whole or 0}.{digits}")
    return Num(number.value, number.places, number.digits, open_ended=True)


def _many_dots(match: re.Match[str]) -> Num:
    return decimal(match.group().replace(".", ""))


def _prefixed(match: re.Match[str]) -> Num:
    written = match.group()
    return based(written[2:], {"x": 16, "b": 2, "o": 8}[written[1].lower()])


def _lettered(match: re.Match[str]) -> Num | None:
    digits, base = match.groups()
    if not any(digit.isalpha() for digit in digits):
        return None
    try:
        return based(digits, int(base))
    except Unreadable:
        return None


_SPECIAL = [
    (_REPEATING, _repeating),
    (_OPEN_ENDED, _open_ended),
    (_MANY_DOTS, _many_dots),
    (_PREFIXED, _prefixed),
    (_LETTERED, _lettered),
]


def based(digits: str, base: int) -> Num:
    """The value of a numeral in base 2 to 36, with an optional point."""
    whole, _, places = digits.upper().partition(".")
    if not 2 <= base <= 36 or len(digits) > MAX_DIGITS // 4 or not (whole + places):
        raise Unreadable(f"no numeral in base {base}")
    try:
        value = Fraction(int(whole + places, base), base ** len(places))
    except ValueError:
        raise Unreadable(f"{digits[:40]} is no numeral in base {base}") from None
    return Num(value, base=base)


_SMALL = dict(
    zip(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        range(20),
        strict=True,
    )
)
_TENS = {
    name: 10 * tens
    for tens, name in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
} | {"fourty": 40}
SCALES = {
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "dozen": 12,
}
CJK_SCALES = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "萬": 10**4,
    "億": 10**8,
}
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
BASE_WORDS = {**_SMALL, "twenty": 20}


def english(text: str) -> Fraction | None:
    """'twenty-one', 'two thirds', 'three and a half', 'one hundred and five', 'minus two' as a number."""
    words = text.lower().replace("-", " ").replace(",", " ").split()
    if not words or len(words) > 20:
        return None
    sign = 1
    if words[0] in ("minus", "negative"):
        sign, words = -1, words[1:]
    value = _english(words)
    return None if value is None else sign * value


def _english(words: list[str]) -> Fraction | None:
    if "point" in words:
        at = words.index("point")
        whole, digits = _cardinal(words[:at]), [_SMALL.get(word, 10) for word in words[at + 1 :]]
        if whole is None or not digits or max(digits) > 9:
            return None
        return whole + Fraction(int("".join(map(str, digits))), 10 ** len(digits))
    part = words[-1] if words else ""
    size = _PARTS.get(part) or _PARTS.get(part.removesuffix("s"))
    if size is None:
        return _cardinal(words)
    head = words[:-1]
    if "and" in head:
        at = len(head) - 1 - head[::-1].index("and")
        whole, top = _cardinal(head[:at]), _numerator(head[at + 1 :])
        return None if whole is None or top is None else whole + top / size
    top = _numerator(head)
    return None if top is None or (not head and part not in ("half",)) else top / size


def _numerator(words: list[str]) -> Fraction | None:
    return Fraction(1) if words in ([], ["a"], ["an"], ["one"]) else _cardinal(words)


def _cardinal(words: list[str]) -> Fraction | None:
    total = group = 0
    seen = False
    for at, word in enumerate(words):
        if word == "and" and 0 < at < len(words) - 1 and words[at - 1] in SCALES:
            continue
        if word in ("a", "an") and at == 0 and len(words) > 1:
            group = 1
        elif word in _SMALL and (not seen or words[at - 1] in _TENS or words[at - 1] in {*SCALES, "and"}):
            group += _SMALL[word]
        elif word in _TENS and (not seen or words[at - 1] in {*SCALES, "and"}):
            group += _TENS[word]
        elif word in ("hundred", "dozen") and group:
            group *= SCALES[word]
        elif word in SCALES and group:
            total, group = total + group * SCALES[word], 0
        else:
            return None
        seen = True
    return Fraction(total + group) if seen and words[-1] not in ("a", "an") else None


_CJK_DIGITS = {character: at for at, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_CJK_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_CJK_NUMBER = re.compile("负?[零〇一二两三四五六七八九十百千万亿点壹贰叁肆伍陆柒捌玖拾佰仟半]+")


def chinese(text: str) -> Fraction | None:
    """'十二', '一百零五', '三分之二', '百分之五十', '二又三分之一', '负三', '三点五', '一半' as a number."""
    text = text.strip()
    if not text or len(text) > 40:
        return None
    if text[0] == "负":
        value = chinese(text[1:])
        return None if value is None else -value
    if text in ("半", "一半"):
        return Fraction(1, 2)
    if "又" in text:
        whole, _, rest = text.partition("又")
        left, right = chinese(whole), chinese(rest)
        return None if left is None or right is None else left + right
    if "分之" in text:
        below, _, above = text.partition("分之")
        bottom = Fraction(100) if below == "百" else _cjk_decimal(below)
        top = _cjk_decimal(above)
        return top / bottom if top is not None and bottom else None
    return _cjk_decimal(text)


def _cjk_decimal(text: str) -> Fraction | None:
    whole, point, places = text.partition("点")
    value = _cjk_whole(whole)
    if not point or value is None:
        return value
    if not places or any(character not in _CJK_DIGITS for character in places):
        return None
    return value + Fraction(int("".join(str(_CJK_DIGITS[c]) for c in places)), 10 ** len(places))


def _cjk_whole(text: str) -> Fraction | None:
    if not text or not _CJK_NUMBER.fullmatch(text):
        return None
    if len(text) > 1 and all(character in _CJK_DIGITS for character in text):
        return Fraction(int("".join(str(_CJK_DIGITS[character]) for character in text)))
    total = group = digit = 0
    for character in text:
        if character in _CJK_DIGITS:
            digit = _CJK_DIGITS[character]
        elif character in _CJK_UNITS:
            group += (digit or 1) * _CJK_UNITS[character]
            digit = 0
        elif character in "万亿":
            total = (total + group + digit) * (10**4 if character == "万" else 10**8)
            group = digit = 0
        else:
            return None
    return Fraction(total + group + digit)
