"""From an assistant's whole text to the part that is its final answer, with the rule that found it."""

from __future__ import annotations

import json
import re
from collections import deque
from typing import Any

from harness.checkers.math import asides, closing, cues, hedges
from harness.checkers.math.closing import open_braces
from harness.checkers.math.lexer import closing_brace
from harness.checkers.math.narrow import MAX_ANSWER, Extracted, Kind, Rule, narrow
from harness.checkers.math.tree import Unreadable
from harness.checkers.math.wording import choice

_THOUGHT = re.compile(r"</(?:think|thinking|thought|reasoning|scratchpad|analysis)>", re.I)
_THINKING = re.compile(r"<(?:think|thinking|thought|reasoning|scratchpad|analysis)>", re.I)
_BOX = re.compile(r"\\(?:boxed|fbox|framebox)(?![a-zA-Z])\s*")
_BETWEEN_BOXES = re.compile(
    r"[\s$.\\()\]\[*]*(?:,|、|;|and|or|和|或|与|及)+[\s$\\()\]\[,*]*(?:[A-Za-z]{0,2}(?:_\d)?\s*=\s*)?[$\s]*",
    re.I,
)
_TAG_END = re.compile(r"</(answer|final_answer|final|result|output)>", re.I)
_KEY = re.compile(
    r"""["'](?:final[_ ]?answer|answer|final|result|solution|value|答案|最终答案)["']\s*:\s*""", re.I
)
_HASHES = re.compile(r"####[ \t]*([^\n]*)")
_EXPLAINED = re.compile(
    r"([^\n]{1,80})\n+\W*(?:explanation|reason(?:ing)?|because|justification|working|解释|解析|理由|过程)(?![a-z])",
    re.I,
)
_SENTENCE = re.compile(r"[A-Za-z]{2,}\s+[A-Za-z]{2,}|\\text\s*\{\s*[A-Za-z]+[^{}]*\}\s*[-\d\\$]")
_LABEL = re.compile(r"[*_#\s]*A[*_\s]*:\s")
_RETRACTION = re.compile(
    r"[.!?\s]\s*(?:no|wait|hmm|oops|sorry)[,.!\s]+(?:that|this|it)(?:'s| is| was) (?:wrong|incorrect|not (?:right|correct))",
    re.I,
)


_ROW = re.compile(r"-?\d{1,40}(?:\.\d{1,40})?(?:\s+-?\d{1,40}(?:\.\d{1,40})?){1,50}")
_GROUPED = re.compile(r"-?\d{1,3}(?: \d{3})+(?:\.\d+)?")
# 'It would be 18' is no answer when the text says that there is none.
_OF_OPTIONS = ("选", "correct option")
_SUPPOSED = ("should be", "correction")


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(iter(deque(pattern.finditer(text), maxlen=1)), None)


def final_part(text: str) -> str | None:
    """The text behind its reasoning; None when the reasoning was never closed."""
    closed = _last(_THOUGHT, text)
    if closed is not None:
        return text[closed.end() :]
    opened = _THINKING.search(text)
    return None if opened is not None else text


def boxes(text: str) -> list[tuple[int, int, str]]:
    """Every closed box: where it starts, where it ends, what it holds. The last hundred are looked at."""
    found: list[tuple[int, int, str]] = []
    for match in list(_BOX.finditer(text))[-100:]:
        at = match.end()
        if text[at : at + 1] != "{":
            bare = re.compile(r"[-\w.\\/]+").match(text, at)
            if bare and match.group()[-1:].isspace():
                found.append((match.start(), bare.end(), bare.group()))
            continue
        try:
            end = closing_brace(text, at)
        except Unreadable:
            continue
        found.append((match.start(), end + 1, text[at + 1 : end]))
    return found


def extract(text: str, kind: Kind) -> Extracted:
    """The final answer in a cleaned text, for a target of that kind."""
    part = final_part(text)
    if part is None:
        return Extracted("", "unclosed reasoning")
    if not part.strip():
        return Extracted("", "empty")
    part = asides.without_discarded(part)
    for rule in _ANNOUNCING:
        found = rule(part, kind)
        if found is not None:
            return found
    ending = asides.before_check(part)
    for rule in closing.RULES:
        found = rule(ending, kind)
        if found is not None:
            return found
    return Extracted("", "no answer found")


# -- rules, in their order -------------------------------------------------------------------------------------------
def _boxed(text: str, kind: Kind) -> Extracted | None:
    found = boxes(text)
    if not found:
        return Extracted("", "unclosed box") if _BOX.search(text) else None
    start, end, inner = found[-1]
    contents = [inner]
    for box_start, box_end, before in reversed(found[:-1]):
        if box_end > start or not _BETWEEN_BOXES.fullmatch(text[box_end:start]):
            break
        contents.insert(0, before)
        start = box_start
    after = text[end:]
    if hedges.retracted(after) and (later := _announced(after, kind)) is not None:
        return later
    if _disowned(after):
        return Extracted("", "retracted")
    joined = ", ".join(contents)
    if kind == "math" and len(joined) <= MAX_ANSWER:
        joined = _in_box(asides.without_remarks(joined))
    return Extracted(joined, "boxed" if len(contents) == 1 else f"{len(contents)} boxes")


def _in_box(content: str) -> str:
    """A box that holds a sentence: the answer in it, unless it hedges."""
    if not _SENTENCE.search(content) or hedges.doubtful(content) or hedges.denied(content):
        return content
    return narrow(content, "math", loose=True) or content


def _disowned(after: str) -> bool:
    """'… \\boxed{5}. No, that is wrong.' and nothing else."""
    return bool(
        re.match(
            r"[\s$.!*\\)\]]*(?:wait|no|hmm|oops|sorry)?[\s,.]*(?:that|this|it)(?:'s| is) (?:wrong|incorrect|not (?:right|correct))",
            after,
            re.I,
        )
    )


def _tagged(text: str, kind: Kind) -> Extracted | None:
    end = _last(_TAG_END, text)
    start = text.lower().rfind(f"<{end.group(1).lower()}>", 0, end.start()) if end is not None else -1
    if end is None or start < 0:
        return None
    inner = text[start + len(end.group(1)) + 2 : end.start()]
    nested = _announced(inner, kind) or _braces(inner, kind)
    return Extracted(
        nested.text if nested else _narrowed(inner.strip(), kind, True) or inner.strip(), "answer tag"
    )


def _braces(text: str, kind: Kind) -> Extracted | None:
    """The answer field of a JSON object, or of something close to one."""
    last = _last(_KEY, text)
    if last is None or "{" not in text[: last.start()]:
        return None
    try:
        value, _ = json.JSONDecoder().raw_decode(text, last.end())
    except (ValueError, RecursionError):
        loose = re.compile(r"""'((?:[^'\n]){0,300})'|"((?:[^"\n]){0,300})"|([^\n,}]{1,200})""").match(
            text, last.end()
        )
        value = next((group for group in loose.groups() if group is not None), "") if loose else ""
    return _from_json(value, kind)


def _from_json(value: Any, kind: Kind) -> Extracted | None:
    if isinstance(value, list):
        return Extracted(", ".join(_json_text(item) for item in value[:100]), "JSON answer")
    written = _json_text(value)
    nested = _boxed(written, kind) or _announced(written, kind)
    return Extracted(nested.text if nested else _narrowed(written, kind, True) or written, "JSON answer")


def _json_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "(" + ", ".join(_json_text(item) for item in value[:100]) + ")"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _hashed(text: str, kind: Kind) -> Extracted | None:
    for line in reversed(_HASHES.findall(text)):
        body = line.strip(" *#")
        if body and not re.match(r"(?:step|case|part|solution|answer)\b", body, re.I):
            return Extracted(_narrowed(body, kind, True) or body, "####")
    return None


def _whole(text: str, kind: Kind) -> Extracted | None:
    body = text.strip()
    if len(body) > 400 or body.count("\n") > 12:
        return None
    if hedges.doubtful(body) and kind != "text":
        return None
    if (explained := _EXPLAINED.match(body)) is not None:
        body = explained.group(1)
    if kind in ("text", "choice") and _is_sentence(body, kind):
        return None
    if kind == "bool" and next(cues.announced(body), None) is not None:
        return None
    if _LABEL.match(body):
        return None
    found = _several_numbers(body) if kind == "math" else None
    found = found or narrow(body, kind, whole=True)
    return None if found is None else Extracted(found, "whole text")


def _several_numbers(body: str) -> str | None:
    """'3 5 8' is three numbers and not its last one; '1 000 000' and '2 3/4' are one."""
    if _ROW.fullmatch(body) is None or _GROUPED.fullmatch(body) is not None:
        return None
    numbers = body.split()
    return numbers[0] if "\n" in body and len(set(numbers)) == 1 else ", ".join(numbers)


def _is_sentence(body: str, kind: Kind) -> bool:
    long = len(body.split()) > (4 if kind == "text" else 8)
    return (
        long
        or (kind == "text" and "$" in body[1:-1])
        or "\\(" in body[1:]
        or "\\[" in body[1:]
        or next(cues.announced(body), None) is not None
    )


def _announced(text: str, kind: Kind) -> Extracted | None:
    for part in cues.announced(text):
        if open_braces(part.segment) and text.rstrip().endswith(part.segment.rstrip()):
            return Extracted("", "truncated")
        if kind == "math" and part.cue.name in _OF_OPTIONS and len(choice(part.segment) or "") == 1:
            continue
        found = _from_segment(part.segment, kind, part.cue.strong)
        if found is None:
            continue
        if not found:
            return Extracted("", "hedged")
        if _taken_back(text, part.start):
            return Extracted("", "retracted")
        if part.cue.name in _SUPPOSED and hedges.undetermined(text):
            return Extracted("", "refused")
        return Extracted(found, f"cue {part.cue.name}")
    return None


def _taken_back(text: str, after: int) -> bool:
    tail = text[after:]
    return len(tail) < 300 and _RETRACTION.search(tail) is not None


def _from_segment(segment: str, kind: Kind, strong: bool) -> str | None:
    """The answer in a segment, '' when it hedges, None when there is none or it says what the answer is not."""
    if kind == "text" and strong:
        return segment.strip()
    if kind != "bool" and hedges.negated(segment):
        rest = hedges.behind_but(segment)
        return None if rest is None else _narrowed(rest, kind, strong)
    if hedges.doubtful(asides.without_remarks(segment)) and not hedges.decided(segment):
        return ""
    if kind == "math" and hedges.relative(segment):
        return None
    return _narrowed(segment, kind, strong)


def _narrowed(segment: str, kind: Kind, loose: bool) -> str | None:
    inner = boxes(segment)
    if inner:
        return inner[-1][2]
    return narrow(segment, kind, loose=loose)


_ANNOUNCING: tuple[Rule, ...] = (_boxed, _tagged, _braces, _hashed, _whole, _announced)
