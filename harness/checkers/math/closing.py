"""Answers that nothing announces: the last bold words, formula, code output, sentence. Low confidence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.checkers.math import asides, hedges
from harness.checkers.math.narrow import Extracted, Kind, Rule, narrow, with_unit
from harness.checkers.math.wording import spoken_special

_FENCE = re.compile(r"```([\w+-]*)\n(.*?)```", re.S)
_BOLD = re.compile(
    r"\*\*([^*\n]{1,200})\*\*|__([^_\n]{1,200})__|<b>([^<\n]{1,200})</b>|<strong>([^<\n]{1,200})</strong>"
)
_SPANS = re.compile(
    r"\$\$(.{1,2000}?)\$\$|\\\[(.{1,2000}?)\\\]|\\\((.{1,500}?)\\\)|\$(?=[^\s$])([^$\n]{1,500}?)(?<=[^\s$])\$(?!\d)",
    re.S,
)
_STATES = re.compile(
    r"\b(?:is|are|equals?|becomes?|gives|yields|be|located at|situated at)\b(?:\s+(?:the\s+)?(?:ratio|point|set|interval))?|[为是]|(?<![没所具含])有(?![理限效关])",
    re.I,
)
_MIDST = re.compile(
    r"(?:\b(?:is|are|the|a|an|we|and|or|to|of|that|then|so|by|have|get|which|with|for|because|since|if|when|as|from)|[=+*/,(^_\\]|[\s\d]-)$",
    re.I,
)
_CLOSING_MARKS = re.compile(r"(?<=\S)(?:\*{1,3}|_{1,3}|`{1,3})?\s*$")
_WORDS_IN_TEXT = re.compile(r"\\(?:text|mathrm|textbf|mathbf|mbox|operatorname)\s*\{[^{}]*\}[.!]?")
_JOINED = re.compile(r"(?:\s*(?:,|、|;|and|or|和|或|与))+\s*", re.I)
_OUT_OF = re.compile(r"\s*(?:out of|in every)\s*(?:every\s*)?", re.I)
_CONCLUSION = re.compile(r"所以|因此|从而|∴|\\therefore|(?<=[,;])\s*(?:so|hence|thus|therefore)\b", re.I)
_CLAUSES = re.compile(r";\s+|\bbut\b|但是?", re.I)
# '…, where $C$ is a constant', '… for all integers $k$': the last formula explains a letter of the one before.
_EXPLAINS = re.compile(
    r"(?:\b(?:where|with|for|and|any|all|some|every|integers?|numbers?|constants?)|其中|且)\s*$", re.I
)
_ATTAINED = re.compile(
    r"\b(?:attained|achieved|reached|equality)\b[^$.\\]{0,40}$|[当(]\s*(?:且仅当)?\s*$", re.I
)
_EQUALITY = re.compile(r"[\s$]{0,6}(?:\\\))?\s{0,3}时\s{0,3},?\s{0,3}(?:取|等号|成立)")
# '$C = …$, C = 0 gives F = 32': the answer comes after the last formula.
_GOES_ON = re.compile(r"[^$]{0,120}(?:=|\bgives|\bis|\bare|\bequals)\s*-?\d")
_LETTER = re.compile(r"[A-Za-z](?:_\{?\d\}?)?(?:\s*(?:\\in|\\neq?|\\ge|\\geq|>)\s*\S{1,20})?")
_LEAD_IN = re.compile(
    r"^[\s\-*•>#]*(?:(?:(?:so|thus|hence|therefore|then|finally|consequently|which means|that is|i\.e\.|in conclusion|overall"
    r"|we (?:get|have|find|obtain|conclude)|this (?:gives|means|yields)|giving|it follows that)(?![a-z])"
    r"|所以|因此|故|于是|综上(?:所述)?|可得|解之?得|解出|求得|化简得|整理得|得到?|则|即)[\s,:，]*(?:that\s+)?)+",
    re.I,
)
_REASON = re.compile(r",?\s{0,3}\b(?:since|because|as|due to|for)\b|,?\s{0,3}(?:因为|由于)", re.I)


def open_braces(text: str) -> bool:
    """Whether a brace is left open at the end."""
    return text.count("{") - text.count("\\{") > text.count("}") - text.count("\\}")


def refused(text: str, kind: Kind) -> Extracted | None:
    """A text that calls the question undecidable, and announces nothing, has no number for an answer."""
    return Extracted("", "refused") if kind == "math" and hedges.undetermined(text) else None


def headline(text: str, kind: Kind) -> Extracted | None:
    """A bare answer on the first line, with remarks below it that derive and conclude nothing."""
    first, blank, rest = text.strip().partition("\n\n")
    if kind != "math" or not blank or len(first) > 60 or not any(character.isdigit() for character in first):
        return None
    if "=" in rest or asides.concludes(rest) or hedges.retracted(rest) or hedges.doubtful(rest):
        return None
    found = narrow(first, kind, whole=True)
    return None if found is None else Extracted(found, "first line")


def truncated(text: str, kind: Kind) -> Extracted | None:
    """A text that ends in the middle of a sentence or a formula has no answer at its end."""
    if kind != "math":
        return None
    tail = _CLOSING_MARKS.sub("", text[-600:])
    paragraph = tail.rpartition("\n\n")[2]
    unclosed = tail.rfind("\\[") > tail.rfind("\\]") or tail.rfind("\\(") > tail.rfind("\\)")
    if unclosed or open_braces(paragraph) or _MIDST.search(tail[-40:]):
        return Extracted("", "truncated")
    return None


def bold(text: str, kind: Kind) -> Extracted | None:
    """The last words in bold, when no paragraph follows them."""
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


def last_span(text: str, kind: Kind) -> Extracted | None:
    """The last formula of the closing paragraphs."""
    lines = [line for line in text[-4000:].strip().split("\n\n") if line.strip()]
    for paragraph in reversed(lines[-3:]):
        spans = list(_SPANS.finditer(paragraph))
        while len(spans) > 1 and _explains(paragraph, spans[-1]):
            spans.pop()
        if not spans:
            continue
        if _GOES_ON.match(paragraph, spans[-1].end()):
            return None
        if _unsettled(_sentence_around(paragraph, spans[-1].start())):
            return Extracted("", "hedged")
        found = narrow(_joined_spans(paragraph, spans), kind)
        if kind == "text" and not _WORDS_IN_TEXT.fullmatch(_content(spans[-1])):
            return None
        if found is not None:
            return Extracted(found, "last formula")
    return None


def _explains(paragraph: str, span: re.Match[str]) -> bool:
    """Whether a formula says when, or for which letters, the one before it holds."""
    before = paragraph[: span.start()]
    if _ATTAINED.search(before) or _EQUALITY.match(paragraph, span.end()):
        return True
    return _LETTER.fullmatch(_content(span)) is not None and _EXPLAINS.search(before) is not None


def _unsettled(sentence: str) -> bool:
    return hedges.doubtful(sentence) or hedges.denied(sentence)


def _sentence_around(text: str, at: int) -> str:
    starts = [text.rfind(mark, 0, at) for mark in (". ", "。", "\n", "! ", "? ")]
    return text[max(starts) + 1 :]


def _joined_spans(paragraph: str, spans: list[re.Match[str]]) -> str:
    """The last formula, with those before it that 'and', 'or' or a comma join to it."""
    if len(spans) > 1 and _OUT_OF.fullmatch(paragraph[spans[-2].end() : spans[-1].start()]):
        return f"\\frac{{{_content(spans[-2])}}}{{{_content(spans[-1])}}}"
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


def code_output(text: str, kind: Kind) -> Extracted | None:
    """The last line that a program printed."""
    for language, body in reversed(_FENCE.findall(text)):
        if language.lower() in ("output", "", "text", "plaintext", "stdout", "result") and body.strip():
            line = body.strip() if body.strip().startswith("[[") else body.strip().split("\n")[-1]
            found = narrow(line, kind, loose=True)
            if found is not None:
                return Extracted(found, "code output")
    return None


def last_lines(text: str, kind: Kind) -> Extracted | None:
    """The last line that says anything of the kind: low confidence."""
    for line in _sentences(text):
        line = _final_clause(asides.without_remarks(line))
        if _unsettled(line):
            return Extracted("", "hedged")
        body = _LEAD_IN.sub("", line).strip()
        if kind != "bool" and hedges.negated(body):
            body = hedges.behind_but(body) or ""
            if not body:
                return Extracted("", "negated")
        found = _ended(body, kind)
        if found is not None:
            return found
    return None


def _final_clause(sentence: str) -> str:
    """'I first had 16, but that was wrong; it is 18': what follows the last ';' or 'but', when it has a number."""
    clause = _CLAUSES.split(sentence)[-1]
    return clause if any(character.isdigit() for character in clause) else sentence


def _ended(body: str, kind: Kind) -> Extracted | None:
    """What one sentence ends with."""
    if kind == "text":
        return Extracted(body, "last line")
    if kind == "math":
        if (word := spoken_special(_REASON.split(body)[0])) or (word := spoken_special(body)):
            return Extracted(word, "last words")
        if hedges.bounded(body):
            return Extracted("", "only bounded")
        if (stated := _stated(body)) is not None:
            return Extracted(stated, "last statement")
    found = narrow(body, kind, loose=True, last=True)
    return None if found is None else Extracted(found, "last number" if kind == "math" else "last line")


def _stated(sentence: str) -> str | None:
    """What the last 'is', 'are' or 为 of a sentence's conclusion states, when that reads as an answer."""
    conclusion = _CONCLUSION.split(sentence)[-1]
    for verb in list(_STATES.finditer(conclusion))[::-1][:4]:
        segment = conclusion[verb.end() :]
        found = narrow(segment, "math") if not hedges.relative(segment) else None
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


RULES: tuple[Rule, ...] = (refused, headline, truncated, bold, last_span, code_output, last_lines)
