"""From an assistant's whole text to the part that is its final answer, with the rule that found it."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from harness.checkers.math import cues, hedges
from harness.checkers.math.lexer import closing_brace
from harness.checkers.math.narrow import MAX_ANSWER, Kind, narrow, with_unit
from harness.checkers.math.tree import Unreadable


@dataclass(frozen=True, slots=True)
class Extracted:
    """The answer's text and the rule that found it. An empty text is no answer, and `rule` says why."""

    text: str
    rule: str


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
_FENCE = re.compile(r"```([\w+-]*)\n(.*?)```", re.S)
_BOLD = re.compile(
    r"\*\*([^*\n]{1,200})\*\*|__([^_\n]{1,200})__|<b>([^<\n]{1,200})</b>|<strong>([^<\n]{1,200})</strong>"
)
_SPANS = re.compile(
    r"\$\$(.{1,2000}?)\$\$|\\\[(.{1,2000}?)\\\]|\\\((.{1,500}?)\\\)|\$(?=[^\s$])([^$\n]{1,500}?)(?<=[^\s$])\$(?!\d)",
    re.S,
)
_STATES = re.compile(
    r"\b(?:is|are|equals?|becomes?|gives|yields|be)\b(?:\s+(?:the\s+)?(?:ratio|point|set|interval))?|[为是]",
    re.I,
)
_EXPLAINED = re.compile(
    r"([^\n]{1,80})\n+\W*(?:explanation|reason(?:ing)?|because|justification|working|解释|解析|理由|过程)(?![a-z])",
    re.I,
)
_SENTENCE = re.compile(r"[A-Za-z]{2,}\s+[A-Za-z]{2,}|\\text\s*\{\s*[A-Za-z]+[^{}]*\}\s*[-\d\\$]")
_MIDST = re.compile(
    r"(?:\b(?:is|are|the|a|an|we|and|or|to|of|that|then|so|by|have|get|which|with|for|because|since|if|when|as|from)|[=+*/,(^_\\]|\s-)$",
    re.I,
)
_WORDS_IN_TEXT = re.compile(r"\\(?:text|mathrm|textbf|mathbf|mbox|operatorname)\s*\{[^{}]*\}[.!]?")
_LABEL = re.compile(r"[*_#\s]*A[*_\s]*:\s")
_RETRACTION = re.compile(
    r"[.!?\s]\s*(?:no|wait|hmm|oops|sorry)[,.!\s]+(?:that|this|it)(?:'s| is| was) (?:wrong|incorrect|not (?:right|correct))",
    re.I,
)
_JOINED = re.compile(r"\s*(?:,|、|;|and|or|和|或|与)+\s*", re.I)
_LEAD_IN = re.compile(
    r"^[\s\-*•>#]*(?:(?:so|thus|hence|therefore|then|finally|consequently|which means|that is|i\.e\.|in conclusion|overall"
    r"|we (?:get|have|find|obtain|conclude)|this (?:gives|means|yields)|giving|it follows that|所以|因此|故|于是|综上(?:所述)?|可得|得到?|则|即)"
    r"(?![a-z])[\s,:，]*(?:that\s+)?)+",
    re.I,
)


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
    for rule in _RULES:
        found = rule(part, kind)
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
        joined = _in_box(joined)
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
    if _LABEL.match(body):
        return None
    found = narrow(body, kind, whole=True)
    return None if found is None else Extracted(found, "whole text")


def _is_sentence(body: str, kind: Kind) -> bool:
    long = len(body.split()) > (4 if kind == "text" else 8)
    return (
        long
        or (kind == "text" and "$" in body[1:-1])
        or "\\(" in body[1:]
        or next(cues.announced(body), None) is not None
    )


def _announced(text: str, kind: Kind) -> Extracted | None:
    for part in cues.announced(text):
        if _open_braces(part.segment) and text.rstrip().endswith(part.segment.rstrip()):
            return Extracted("", "truncated")
        found = _from_segment(part.segment, kind, part.cue.strong)
        if found is None:
            continue
        if not found:
            return Extracted("", "hedged")
        if _taken_back(text, part.start, kind):
            return Extracted("", "retracted")
        return Extracted(found, f"cue {part.cue.name}")
    return None


def _taken_back(text: str, after: int, kind: Kind) -> bool:
    tail = text[after:]
    return len(tail) < 300 and _RETRACTION.search(tail) is not None


def _from_segment(segment: str, kind: Kind, strong: bool) -> str | None:
    """The answer in a segment, '' when it hedges, None when there is none or it says what the answer is not."""
    if kind == "text" and strong:
        return segment.strip()
    if kind != "bool" and hedges.negated(segment):
        rest = hedges.behind_but(segment)
        return None if rest is None else _narrowed(rest, kind, strong)
    if hedges.doubtful(segment) and not hedges.decided(segment):
        return ""
    if kind == "math" and hedges.relative(segment):
        return None
    return _narrowed(segment, kind, strong)


def _narrowed(segment: str, kind: Kind, loose: bool) -> str | None:
    inner = boxes(segment)
    if inner:
        return inner[-1][2]
    return narrow(segment, kind, loose=loose)


def _open_braces(text: str) -> bool:
    return text.count("{") - text.count("\\{") > text.count("}") - text.count("\\}")


def _truncated(text: str, kind: Kind) -> Extracted | None:
    """A text that ends in the middle of a sentence or a formula has no answer at its end."""
    if kind != "math":
        return None
    tail = text[-600:].rstrip()
    paragraph = tail.rpartition("\n\n")[2]
    unclosed = tail.rfind("\\[") > tail.rfind("\\]") or tail.rfind("\\(") > tail.rfind("\\)")
    if unclosed or _open_braces(paragraph) or _MIDST.search(tail[-40:]):
        return Extracted("", "truncated")
    return None


def _bold(text: str, kind: Kind) -> Extracted | None:
    tail = text[-1500:]
    for match in list(_BOLD.finditer(tail))[::-1][:5]:
        body = next(group for group in match.groups() if group is not None).strip()
        if re.match(
            r"(?:step|note|case|part|check|verif|solution|explanation|given|conclusion|步骤|解)", body, re.I
        ):
            continue
        found = narrow(body, kind) if not hedges.doubtful(body) else None
        if found is not None and "\n\n" not in tail[match.end() :].rstrip():
            return Extracted(found, "bold")
    return None


def _last_span(text: str, kind: Kind) -> Extracted | None:
    lines = [line for line in text[-4000:].strip().split("\n\n") if line.strip()]
    for paragraph in reversed(lines[-3:]):
        spans = list(_SPANS.finditer(paragraph))
        if not spans:
            continue
        if _unsettled(_sentence_around(paragraph, spans[-1].start())):
            return Extracted("", "hedged")
        found = narrow(_joined_spans(paragraph, spans), kind)
        if kind == "text" and not _WORDS_IN_TEXT.fullmatch(_content(spans[-1])):
            return None
        if found is not None:
            return Extracted(found, "last formula")
    return None


def _unsettled(sentence: str) -> bool:
    return hedges.doubtful(sentence) or hedges.denied(sentence)


def _sentence_around(text: str, at: int) -> str:
    starts = [text.rfind(mark, 0, at) for mark in (". ", "。", "\n", "! ", "? ")]
    return text[max(starts) + 1 :]


def _joined_spans(paragraph: str, spans: list[re.Match[str]]) -> str:
    """The last formula, with those before it that 'and', 'or' or a comma join to it."""
    chosen = [spans[-1]]
    for span in reversed(spans[:-1]):
        if not _JOINED.fullmatch(paragraph[span.end() : chosen[0].start()]):
            break
        chosen.insert(0, span)
    tail = re.compile(r"\s*(?:\\text\{)?([A-Za-z]{1,20})\b").match(paragraph, spans[-1].end())
    unit = f" {tail.group(1)}" if tail and len(chosen) == 1 else ""
    words = [_content(span) for span in chosen]
    joint = " or " if len(chosen) > 1 and " or " in paragraph[chosen[0].end() : chosen[-1].start()] else ", "
    return with_unit(words[0], unit) if len(words) == 1 else joint.join(words)


def _content(span: re.Match[str]) -> str:
    return next(group for group in span.groups() if group is not None).strip().rstrip(".,;")


def _code_output(text: str, kind: Kind) -> Extracted | None:
    for language, body in reversed(_FENCE.findall(text)):
        if language.lower() in ("output", "", "text", "plaintext", "stdout", "result") and body.strip():
            line = body.strip().split("\n")[-1]
            found = narrow(line, kind, loose=True)
            if found is not None:
                return Extracted(found, "code output")
    return None


def _last_lines(text: str, kind: Kind) -> Extracted | None:
    """The last line that says anything of the kind: low confidence."""
    for line in _sentences(text):
        if _unsettled(line):
            return Extracted("", "hedged")
        body = _LEAD_IN.sub("", line).strip()
        if kind != "bool" and hedges.negated(body):
            body = hedges.behind_but(body) or ""
            if not body:
                return Extracted("", "negated")
        if kind == "text":
            return Extracted(body, "last line")
        if kind == "math" and (stated := _stated(body)) is not None:
            return Extracted(stated, "last statement")
        found = narrow(body, kind, loose=True, last=True)
        if found is not None:
            return Extracted(found, "last number" if kind == "math" else "last line")
    return None


def _stated(sentence: str) -> str | None:
    """What the last 'is', 'are' or 为 of a sentence states, when that reads as an answer."""
    for verb in list(_STATES.finditer(sentence))[::-1][:4]:
        found = narrow(sentence[verb.end() :], "math")
        if found is not None:
            return found
    return None


def _sentences(text: str) -> Iterator[str]:
    lines = [line.strip() for line in text[-4000:].split("\n") if line.strip(" *#-`")]
    count = 0
    for line in reversed(lines[-4:]):
        for sentence in reversed(re.split(r"(?<=[.!?])\s+(?=[A-Z])|(?<=[。！？])", line)):
            if sentence.strip():
                yield sentence.strip()
                count += 1
            if count >= 6:
                return


_RULES: tuple[Callable[[str, Kind], Extracted | None], ...] = (
    _boxed,
    _tagged,
    _braces,
    _hashed,
    _whole,
    _announced,
    _truncated,
    _bold,
    _last_span,
    _code_output,
    _last_lines,
)
