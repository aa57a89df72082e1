"""Where several blanks are filled: boxes, 'Blank 1: 45, blank 2: 16', lists. Cuts an answer into its pieces."""

from __future__ import annotations

import re

from harness.checkers.math import extract as extraction
from harness.checkers.math.narrow import Extracted
from harness.checkers.math.readings import bare, primary
from harness.checkers.math.tree import Seq

_MARKER = re.compile(
    r"(?:^|(?<=[\s;,，；。、]))(?:\(?(?:\d|[a-e]|i{1,3}v?)\)|(?:the\s+)?(?:first|second|third|fourth|fifth)\s+(?:blank|box)\s*(?:is|:|=)*|(?:blank|part|空|第)\s*\(?(?:\d|[a-e]|[一二三四五])\)?\s*(?:空|个空)?\s*(?:is|:|=|为|是|填|应填)*|\d[.)](?=\s)|[①②③④⑤])\s*:?",
    re.I,
)
_ORDINAL = re.compile(
    r"(?P<one>1|一|①|\ba\b|\bi\b|first)|(?P<two>2|二|②|\bb\b|\bii\b|second)|(?P<three>3|三|③|\bc\b|\biii\b|third)"
    r"|(?P<four>4|四|④|\bd\b|\biv\b|fourth)|(?P<five>5|五|⑤|\be\b|fifth)",
    re.I,
)
_ORDINALS = ("one", "two", "three", "four", "five")
_JOINT = re.compile(r"[\s;,，；。]*(?:\band|和|以及)?[\s;,，；。]*$")
_RESPECTIVELY = re.compile(r",?\s*\brespectively\b|分别", re.I)
_SEPARATORS = (
    r"\s*;\s*",
    r"\s*\n\s*",
    r"(?<=[^\d\s])\.\s+(?=[A-Z])|(?<=\d)\.\s+(?=[A-Z])|。",
    r"\s*、\s*",
    r"\s*,\s+(?:and\s+)?|\s+and\s+|\s*和\s*",
    r"\s*,\s*",
)


def fillings(text: str, count: int) -> list[tuple[list[str], str]]:
    """Ways to cut the final answer into that many blanks."""
    text = _RESPECTIVELY.sub("", text)
    ways: list[tuple[list[str], str]] = []
    found = extraction.boxes(text)
    if len(found) >= count > 1:
        ways.append(([box[2] for box in found[-count:]], f"{count} boxes"))
    elif len(found) > 1:
        return []
    if not found and (pieces := numbered(text, count)) is not None:
        ways.append((pieces, "numbered blanks"))
    whole = extraction.extract(text, "text") if not found else Extracted(found[-1][2], "boxed")
    for segment, rule in ((whole.text, whole.rule), (text.strip(), "whole text")):
        if not segment or (found and rule == "whole text"):
            continue
        ways.extend((cut, rule) for cut in _cuts(segment, count))
    return ways


def numbered(text: str, count: int) -> list[str] | None:
    """The pieces behind the marks of that many blanks, '(2) 16, (1) 45' in the order of their numbers.

    The closing line, the closing paragraph and the whole text are looked at. None when the marks are not there.
    """
    text = text.strip()
    for segment in dict.fromkeys((text.rpartition("\n")[2], text.rpartition("\n\n")[2], text)):
        if (pieces := _numbered(segment, count)) is not None:
            return pieces
    return None


def parts(target: str) -> list[str]:
    """The parts of a tuple such as '(45, 16)'; none for what is no tuple of plain parts."""
    tree = primary(target)
    if not isinstance(tree, Seq) or (tree.opening, tree.closing) != ("(", ")"):
        return []
    pieces = re.split(r"\s*,\s*", _outer(target))
    return pieces if len(pieces) == len(tree.items) else []


def _numbered(segment: str, count: int) -> list[str] | None:
    segment = segment.replace("**", "")
    marks = list(_MARKER.finditer(segment))
    if len(marks) != count or count > len(_ORDINALS):
        return None
    ends = [mark.start() for mark in marks[1:]] + [len(segment)]
    found = {
        _place(mark): _JOINT.sub("", segment[mark.end() : end]).strip()
        for mark, end in zip(marks, ends, strict=True)
    }
    return [found[place] for place in range(count)] if set(found) == set(range(count)) else None


def _place(mark: re.Match[str]) -> int:
    """Which blank a mark names, from 0; -1 when it names none."""
    ordinal = _ORDINAL.search(mark.group())
    return -1 if ordinal is None or ordinal.lastgroup is None else _ORDINALS.index(ordinal.lastgroup)


def _cuts(segment: str, count: int) -> list[list[str]]:
    if count == 1:
        return [[segment]]
    if (marked := _numbered(segment, count)) is not None:
        return [marked]
    cuts: list[list[str]] = []
    cleaned = _outer(segment)
    for separator in _SEPARATORS:
        pieces = [piece for piece in re.split(separator, cleaned) if piece and piece.strip()]
        if len(pieces) == count:
            cuts.append(pieces)
    return cuts


def _outer(segment: str) -> str:
    segment = bare(segment)
    tree = primary(segment)
    if isinstance(tree, Seq) and tree.opening in ("(", "[", "{") and segment[:1] in "([{":
        return segment[1:-1]
    return segment
