"""The phrases that announce an answer, English and Chinese, in one table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_SEGMENT = 600
_BE = (
    r"(?:is|are|was|were|be|equals?|(?:would|should|must|will|has to|ought to)(?: \w{1,9}ly)? be|comes? (?:out )?to(?: be)?"
    r"|turns out to be|becomes?|therefore|thus|then|=|:|(?<=\s)-(?=\s)|≈|\\approx|->|→|\\to|\\implies|⇒)"
)
_MARK = r"[*_`\s\"']*"


@dataclass(frozen=True, slots=True)
class Cue:
    """`strong` announces the answer itself: then also a number further on in the sentence counts."""

    name: str
    pattern: re.Pattern[str]
    strong: bool

    @property
    def chinese(self) -> bool:
        """Whether it is sought in Chinese texts only."""
        return not self.name.isascii()


def _cue(name: str, pattern: str, *, strong: bool = True, flags: int = re.I) -> Cue:
    return Cue(name, re.compile(pattern, flags), strong)


CUES: tuple[Cue, ...] = (
    _cue(
        "answer",
        rf"\b(?:answers?|ans)\b\.?(?:\s(?:to|for|of|in)\b[^.\n:=?!]{{0,80}}?)?{_MARK}(?:{_BE}{_MARK})+",
    ),
    _cue("answer heading", r"^[#*_ \t]*(?:the[ \t]+)?(?:final[ \t]+)?answers?[#*_ \t:]*$", flags=re.I | re.M),
    _cue("A:", r"^[ \t]*[*_]{0,2}A[*_]{0,2}[ \t]*:[*_]{0,2}", flags=re.M),
    _cue(
        "答案",
        rf"(?:答案|答数|正解)(?:应该|应当|应|就|即|可能)?{_MARK}(?:(?:是|为|等于|即|:|=|选|】|\]){_MARK})+",
    ),
    _cue("答", r"(?:^|[\s。，,;；*\n])答\s*:"),
    _cue(
        "选",
        r"(?:故选|应选|因此选|所以选|本题选|答案选|选择|正确选项(?:是|为)|正确的(?:选项)?是|故填|应填)\s*[::]?",
        flags=0,
    ),
    _cue(
        "correct option",
        r"\bcorrect (?:options?|choices?|answers?|one|statements?)\b[^.\n:]{0,40}?(?:is|are|:)"
        r"|\b(?:i (?:choose|pick|select|would go with|go with)|choose|pick)(?: (?:option|choice|answer))?(?=\s*\(?\*{0,2}[A-J]\b)",
    ),
    _cue(
        "correction",
        rf"\b(?:actually|correction|make that|i mean)\b[,:]?(?:\s(?:it|that|this|the \w{{1,12}})(?:'s|\s{_BE}))?\s*",
    ),
    _cue(
        "should be",
        r"\b(?:it|that|this|value|total|x|number|sum)(?:'s| is| should| must| would)(?: actually| really)? be\b",
    ),
    _cue("更正", r"(?:更正|应该是|应为|应当是|正确的?是)\s*:?"),
    _cue(
        "result",
        rf"\b(?:result|solutions?|final value|roots?)\b(?:\s(?:to|for|of|in)\b[^.\n:=?!]{{0,60}}?)?\s*(?:{_BE}\s*)+",
        strong=False,
    ),
    _cue("结果", r"(?:结果|解集?)(?:应该|应|就|即)?(?:是|为|等于|:|=)+", strong=False),
)


@dataclass(frozen=True, slots=True)
class Announced:
    """What follows a cue: up to the end of its line, or the next lines when nothing follows on its own."""

    cue: Cue
    start: int
    segment: str


def announced(text: str) -> Iterator[Announced]:
    """Every announced segment, the last one first; of two cues that end at one place only one counts."""
    found: dict[int, tuple[int, Cue]] = {}
    english = text.isascii()
    for cue in CUES:
        if english and cue.chinese:
            continue
        for match in cue.pattern.finditer(text):
            found.setdefault(match.end(), (match.start(), cue))
    for end in sorted(found, reverse=True)[:40]:
        start, cue = found[end]
        yield Announced(cue, start, segment(text, end))


_ENUMERATED = re.compile(r"^1[.)][ \t]+(?=\S)")
_OPEN_DISPLAY = re.compile(r"^\W{0,6}(\\\[|\$\$|\\begin)")


def segment(text: str, start: int) -> str:
    """From `start` to the end of the line; a display formula is taken whole."""
    rest = text[start : start + MAX_SEGMENT * 4].lstrip(" \t*_:=\r")
    if "\n" in text[max(0, start - 3) : start] or rest.startswith("\n"):
        rest = _ENUMERATED.sub("", rest.lstrip("\n \t*_:="))
    display = _OPEN_DISPLAY.match(rest)
    if display:
        closing = {"\\[": r"\]", "$$": "$$", "\\begin": r"\end{"}[display.group(1)]
        end = rest.find(closing, display.end())
        if end >= 0:
            line_end = rest.find("\n", end + len(closing))
            return rest[: line_end if line_end >= 0 else len(rest)][: MAX_SEGMENT * 4]
    return rest.split("\n", 1)[0][:MAX_SEGMENT]
