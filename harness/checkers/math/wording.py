"""Answers in words: yes and no, choices, special words, names, dates and times of day."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from harness.checkers.math.numerals import chinese, english
from harness.checkers.math.tree import EMPTY, INF, NEGATIVE, POSITIVE, REALS, Call, Node, Num, Words
from harness.checkers.math.vocabulary import FUNCTIONS, GREEK

_YES = frozenset(
    [
        "yes",
        "true",
        "correct",
        "right",
        "y",
        "t",
        "affirmative",
        "valid",
        "是",
        "是的",
        "对",
        "对的",
        "正确",
        "真",
        "成立",
        "可以",
        "能",
        "会",
        "有",
        "√",
        "✓",
        "✔",
        "相等",
    ]
)
_NO = frozenset(
    [
        "no",
        "false",
        "incorrect",
        "wrong",
        "n",
        "f",
        "negative",
        "invalid",
        "否",
        "不是",
        "不对",
        "错",
        "错误",
        "假",
        "不成立",
        "不正确",
        "不可以",
        "不能",
        "不会",
        "没有",
        "×",
        "✗",
        "✘",
    ]
)
UNDETERMINED = Words("undetermined")
_SPECIAL: dict[str, Node] = {
    **dict.fromkeys(
        [
            "no solution", "no solutions", "no real solution", "no real solutions", "none", "empty set", "the empty set",
            "there is no solution", "there are no solutions", "no such value exists", "no real roots", "无解",
            "空集", "无实数解", "没有解", "不存在解", "无实根", "no values", "no such x exists",
        ],
        EMPTY,
    ),
    **dict.fromkeys(["infinity", "positive infinity", "plus infinity", "无穷大", "正无穷", "正无穷大", "无穷"], INF),
    **dict.fromkeys(["negative infinity", "minus infinity", "负无穷", "负无穷大"], Call("neg", (INF,))),
    **dict.fromkeys(
        [
            "all real numbers", "all reals", "the set of all real numbers", "any real number", "all real x",
            "every real number", "the real numbers", "全体实数", "任意实数", "一切实数", "实数集", "所有实数", "r",
        ],
        REALS,
    ),
    **dict.fromkeys(["all positive real numbers", "all positive reals", "positive real numbers", "正实数", "全体正实数"], POSITIVE),
    **dict.fromkeys(["all negative real numbers", "all negative reals", "negative real numbers", "负实数"], NEGATIVE),
    **dict.fromkeys(
        ["undefined", "does not exist", "dne", "doesn't exist", "not defined", "未定义", "不存在", "无定义", "无意义",
         "the limit does not exist", "diverges", "divergent", "发散"],
        Words("undefined"),
    ),
    **dict.fromkeys(
        ["cannot be determined", "can't be determined", "cannot determine", "not enough information", "insufficient information",
         "insufficient data", "indeterminate", "无法确定", "不能确定", "条件不足", "信息不足"],
        UNDETERMINED,
    ),
    **dict.fromkeys(
        ["infinitely many", "infinitely many solutions", "infinite", "infinite solutions", "an infinite number",
         "无穷多", "无数个", "无穷多个", "无数", "无穷多解", "有无穷多解"],
        Words("infinitely many"),
    ),
}  # fmt: skip
_SPOKEN_SPECIAL = re.compile(
    r"(?:(?P<none>\bno (?:(?:real|integer|valid|such|possible|rational) )*(?:solutions?|roots?)|无(?:实数?)?解|无实(?:数)?根|没有(?:实数?)?(?:解|根))"
    r"|(?P<many>\b(?:infinitely many|an infinite number of) (?:real |integer )?(?:solutions?|roots?|values?)|无穷多(?:个)?解|无数(?:个)?解)"
    r"|(?P<undefined>\b(?:undefined|does not exist|doesn't exist|diverges)|不存在|无意义|发散))"
    r"(?: (?:to|for|in|of|over|among)\b[^.,;\d=<>]{0,60})?[\s.!。$*]*$",
    re.I,
)
_SPOKEN_AS = {"none": "no solution", "many": "infinitely many", "undefined": "undefined"}
_COMMAND = re.compile(
    r"\\(?:text|textbf|textit|mathrm|mathbf|boldsymbol|mbox|emph|textrm|operatorname|mathit|underline|displaystyle|left|right)\b\s*"
)
_ORNAMENT = re.compile(r"[\\${}*_`~\"“”«»#]|^\s*[-•]\s+")
_NAME = re.compile(r"(?:\\(?:text|mathrm|textbf|mathbf)\s*\{)?\s*[A-Za-z]+\.?(?:[ '-][A-Za-z]+\.?)*\s*\}?")
_SPACES = re.compile(r"[\s\u3000]+")
_ARTICLE = re.compile(r"^(?:the|a|an|in|on|at|to|by|it is|it's|is)\s+")
_LETTER = re.compile(r"[(\[（【]?\s*([A-J])\s*[)\]）】]?\s*[.．。:：]?")
_LETTERS = re.compile(r"\(?([A-H]\)?(?:\s*(?:(?:,|、|;|and|和|&)\s*){0,2}\(?[A-H](?![a-z])\)?){1,6})\.?")
_SMALL_LETTER = re.compile(r"[(\[]?\s*([a-j])\s*[)\]]?\s*\.?")
_LETTERED_TEXT = re.compile(r"\s*\\text(?:bf|rm|it)?\s*\{\s*\(?\s*([A-J])\s*[).]?\s*\}")
_OPTION = re.compile(
    r"^\W*(?i:(?:so |then )?(?:it's|it is|this is|that's|that is|must be)\s+)?(?i:the\s+)?(?i:correct\s+)?(?i:options?|choices?|answers?|statements?|letters?|选项|选)?\s*(?:is\s+)?[:：]?\s*"
    r"[(\[（【*]*\s*([A-J])(?:\s*[)\]）】.:：,*，。]|\s*$|\s+(?=because|since|which|as|is|-|–|—|\(|and\b|\d))",
)
_STRONG_OPTION = re.compile(
    r"(?i:options?|choices?|选项|选|故选|答案选)\s*(?:is\s+)?[:：]?\s*[(（*]*\s*([A-J])(?![A-Za-z])|[(（]\s*([A-J])\s*[)）]"
)


@lru_cache(maxsize=64)  # one answer is asked ten times in a row what it is
def plain(text: str) -> str:
    """A text without LaTeX wrappers, Markdown and doubled spaces; case kept."""
    text = _COMMAND.sub("", text)
    text = _ORNAMENT.sub(" ", text)
    return _SPACES.sub(" ", text).strip(" \t\n.,;:!?。，；：！？、()[]（）'")


def folded(text: str) -> str:
    """`plain`, lower case, without a leading article."""
    text = plain(text).casefold()
    return _ARTICLE.sub("", text)


def is_word(text: str) -> bool:
    """Whether a text is a name rather than a product of letters: three letters or more and nothing else."""
    text = text.strip()
    if not _NAME.fullmatch(text):
        return False
    words = re.findall("[A-Za-z]+", re.sub(r"\\(?:text|mathrm|textbf|mathbf)", "", text))
    return max(map(len, words), default=0) >= 3 and not any(_is_math_word(word) for word in words)


def _is_math_word(text: str) -> bool:
    known = text in FUNCTIONS or text in GREEK or text in ("pi", "inf", "or", "and")
    return known or re.fullmatch(r"[xyzabcmnpqrstkuvw]{3}", text) is not None


def special(text: str) -> Node | None:
    """'no solution', 'infinity', 'all real numbers', 'undefined' and their kin as trees."""
    if len(text) > 60:
        return None
    return _SPECIAL.get(folded(text)) or _SPECIAL.get(plain(text).casefold())


def spoken_special(sentence: str) -> str | None:
    """'no solution', 'infinitely many solutions', 'undefined' when a sentence ends in one of them."""
    match = _SPOKEN_SPECIAL.search(sentence[-200:])
    return None if match is None else match.lastgroup and _SPOKEN_AS[match.lastgroup]


def polarity(text: str) -> bool | None:
    """True for yes, False for no, None for neither: the whole text."""
    word = plain(text).casefold()
    return True if word in _YES else False if word in _NO else None


def spoken_polarity(text: str) -> bool | None:
    """The polarity of a sentence: its first word, or the only yes-or-no word in it; 'not true' is no."""
    flat = plain(text).casefold()
    whole = polarity(flat)
    if whole is not None:
        return whole
    if (said := _cjk_polarity(flat)) is not None:
        return said
    words = re.findall(r"[a-z']+|[\u4e00-\u9fff]+", flat)
    if not words:
        return None
    if words[0] in ("yes", "true", "是", "是的", "对", "正确") or flat.startswith(("是的", "正确", "对,")):
        return True
    if words[0] in ("no", "false", "not", "否", "错误") or flat.startswith(("不", "错", "否")):
        return False
    found = {word in _YES for word in words if word in ("yes", "true", "correct", "no", "false", "incorrect")}
    if len(found) != 1:
        return None
    negated = any(word in ("not", "isn't", "never", "cannot") for word in words)
    return found.pop() != negated


_CJK_NO = re.compile("不正确|不成立|不对|错误|是假")
_CJK_YES = re.compile("正确|成立|是对的|是真")


def _cjk_polarity(text: str) -> bool | None:
    """正确 or 错误 in the last clause that has one of them."""
    for clause in reversed(re.split("[,;。，；]", text)[-6:]):
        denied = _CJK_NO.search(clause) is not None
        if denied != (_CJK_YES.search(_CJK_NO.sub("", clause)) is not None):
            return not denied
    return None


def number_words(text: str) -> Num | None:
    """A number written out in English or Chinese, with an optional counting word behind it."""
    text = plain(text)
    if not text or len(text) > 80 or any(character.isdigit() for character in text):
        return None
    value = chinese(text) if not text.isascii() else english(text)
    return None if value is None else Num(value)


def spelled(text: str) -> str:
    """The text with a leading written-out number in digits: 'twelve cm' → '12 cm', '十二个' → '12个'."""
    if len(text) > 80 or any(character.isdigit() for character in text) or number_words(text) is not None:
        return text
    if not text.isascii():
        cuts = [at for at in range(len(text) - 1, 0, -1) if chinese(text[:at]) is not None]
        return f"{chinese(text[: cuts[0]])}{text[cuts[0] :]}" if cuts and len(text) - cuts[0] <= 4 else text
    words = plain(text).split()
    for at in range(min(len(words) - 1, 8), 0, -1):
        value = english(" ".join(words[:at]))
        if value is not None:
            return " ".join(
                [str(value), *(words[at + 1 :] if words[at] in ("a", "an", "of") else words[at:])]
            )
    return text


def choice(text: str) -> str | None:
    """The letter of a target such as B, (B), \\text{(B)}; letters together ('ACD', 'A, C') are sorted."""
    if match := _LETTERED_TEXT.match(text):
        return match.group(1)
    bare = _SPACES.sub(" ", _ORNAMENT.sub(" ", _COMMAND.sub("", text))).strip()
    if match := _LETTER.fullmatch(bare):
        return match.group(1)
    if match := _LETTERS.fullmatch(bare):
        letters = re.findall("[A-H]", match.group(1))
        if sorted(set(letters)) == letters:
            return "".join(letters)
    return None


def chosen(text: str, options: tuple[str, ...] = ()) -> str | None:
    """The letter (or letters) that a segment of an answer chooses."""
    whole = choice(text)
    if whole is not None:
        return whole
    bare = _SPACES.sub(" ", _ORNAMENT.sub(" ", _COMMAND.sub("", text))).strip()
    if match := _SMALL_LETTER.fullmatch(bare):
        return match.group(1).upper()
    match = _OPTION.match(bare)
    if match is not None:
        several = _LETTERS.match(bare[match.start(1) :])
        if several is not None and len(re.findall("[A-H]", several.group(1))) > 1:
            return "".join(sorted(set(re.findall("[A-H]", several.group(1)))))
        return match.group(1)
    for at, option in enumerate(options):
        if folded(option) and folded(option) == folded(text):
            return chr(ord("A") + at)
    marked = [one or two for one, two in _STRONG_OPTION.findall(bare)]
    return marked[-1] if len(set(marked)) == 1 else None


def same_words(target: str, answer: str) -> bool:
    """Names and phrases: equal once folded, or the answer begins with the target and goes on explaining."""
    wanted, given = folded(target), folded(answer)
    if wanted == given or _stem(wanted) == _stem(given):
        return bool(wanted)
    if not wanted or not given.startswith(wanted):
        return False
    rest = given[len(wanted) :]
    return bool(
        re.match(r"\s*[,.;:(，。；（]|\s+(?:because|since|as|which|who|with|is|was|has|因为)\b|因为", rest)
    ) and not re.match(r"\s*[,，]?\s*(?:or|and|或|和)\b", rest)


def _stem(text: str) -> str:
    return re.sub(r"[\s'’.-]", "", text)


_MONTHS = {
    name: at
    for at, names in enumerate(
        [
            "january/jan",
            "february/feb",
            "march/mar",
            "april/apr",
            "may",
            "june/jun",
            "july/jul",
            "august/aug",
            "september/sep/sept",
            "october/oct",
            "november/nov",
            "december/dec",
        ],
        start=1,
    )
    for name in names.split("/")
}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DATES = [
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), "ymd"),
    (re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})"), "ymd"),
    (re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日"), "ymd"),
    (re.compile(_MONTH + r"\s+(\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(\d{4})", re.I), "mdy"),
    (re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?" + _MONTH + r"\s*,?\s+(\d{4})", re.I), "dmy"),
]
_TIME = re.compile(r"(\d{1,2})(?:[:：](\d{2})(?:[:：](\d{2}))?)?\s*(a\.?m\.?|p\.?m\.?|o'?clock)?", re.I)


def as_date(text: str) -> date | None:
    """An unambiguous date: ISO, with the month's name, or Chinese."""
    text = plain(text)
    for pattern, order in _DATES:
        if match := pattern.fullmatch(text):
            parts = dict(zip(order, match.groups(), strict=True))
            month = parts["m"].casefold()
            try:
                return date(int(parts["y"]), _MONTHS.get(month) or int(month), int(parts["d"]))
            except ValueError:
                return None
    return None


def as_time(text: str) -> tuple[int, bool] | None:
    """Seconds since midnight, and whether morning or afternoon was said; None for what is no time of day."""
    match = _TIME.fullmatch(plain(text))
    if match is None or not (match.group(2) or match.group(4)):
        return None
    hour, minute, second = (int(part or 0) for part in match.groups()[:3])
    half = (match.group(4) or "").lower().replace(".", "")
    if hour > 24 or minute > 59 or second > 59 or (half in ("am", "pm") and not 1 <= hour <= 12):
        return None
    if half in ("am", "pm"):
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour * 3600 + minute * 60 + second, half in ("am", "pm") or hour > 12
