"""A model's Markdown as a tree of known elements.

A node is a string (text) or a list: `[tag, child, …]` or `[tag, {attribute: value}, child, …]`. The page
builds its elements from such trees by name, never from markup, so whatever a model wrote stays text. Links
and images are shown as their text and address; nothing in them can be followed or loaded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pyromark

from harness.reports.clean import printable
from harness.reports.html.mathml import formula

Node = str | list[Any]

LONGEST_MARKDOWN = 50_000  # characters; longer texts are shown as they are
_DEEPEST = 40  # elements inside one another; deeper ones are joined to their parent
_OPTIONS = (
    pyromark.Options.ENABLE_MATH | pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH
)
_BREAKS = {"HardBreak": "br", "Rule": "hr"}
_TAGS = {
    "Paragraph": "p", "Item": "li", "Emphasis": "em", "Strong": "strong", "Strikethrough": "s",
    "TableRow": "tr", "TableHead": "tr", "TableCell": "td", "HtmlBlock": "p", "Table": "table",
    "BlockQuote": "blockquote",
}  # fmt: skip
# Code, which must stay as it is, or a formula in the brackets of LaTeX, which the parser knows as dollars.
_CODE_OR_TEX = re.compile(
    r"(```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|`[^`\n]*`)|\\\((.+?)\\\)|\\\[(.+?)\\\]",
    re.DOTALL,
)


def markdown(text: str) -> list[Node]:
    """The nodes of a Markdown text with formulas between `$…$`, `$$…$$`, `\\(…\\)` and `\\[…\\]`."""
    shown = printable(text)
    if len(shown) > LONGEST_MARKDOWN:
        return [["pre", shown]]
    return _markdown(shown)


@lru_cache(maxsize=4096)
def _markdown(text: str) -> list[Node]:
    builder = _Builder()
    for event in pyromark.events(_CODE_OR_TEX.sub(_dollars, text), options=_OPTIONS):
        builder.add(event)
    return builder.root


def _dollars(match: re.Match[str]) -> str:
    code, inline, block = match.groups()
    if code is not None:
        return str(code)
    return f"${inline.strip()}$" if inline is not None else f"$${block.strip()}$$"


class _Builder:
    """Turns the parser's events into the tree."""

    def __init__(self) -> None:
        self.root: list[Node] = []
        self._stack: list[list[Node]] = [self.root]
        self._skipped = 0

    def add(self, event: Any) -> None:
        if isinstance(event, str):
            self._put([_BREAKS[event]] if event in _BREAKS else "\n")
            return
        ((kind, value),) = event.items()
        if kind == "Text":  # most events are text
            self._stack[-1].append(value)
        elif kind == "Start":
            self._open(value)
        elif kind == "End":
            self._close()
        else:
            self._put(_leaf(kind, value))

    def _put(self, node: Node) -> None:
        self._stack[-1].append(node)

    def _open(self, tag: Any) -> None:
        if len(self._stack) > _DEEPEST:
            self._skipped += 1
            return
        node = _element(tag)
        self._put(node)
        self._stack.append(node)

    def _close(self) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        node = self._stack.pop()
        if len(node) > 1 and isinstance(node[1], dict) and "address" in node[1]:
            address = node[1].pop("address")
            node.append(["span", {"class": "address"}, f" ({address})"])


def _element(tag: Any) -> list[Node]:
    if isinstance(tag, str):
        return [_TAGS.get(tag, "span")]
    ((kind, value),) = tag.items()
    attributes: dict[str, str] = {}
    match kind:
        case "Heading":  # a heading of an answer is none of the page
            kind, attributes = "Paragraph", {"class": "heading"}
        case "CodeBlock":
            return ["pre", {"data-lang": _language(value)}]  # type: ignore[list-item]
        case "List":
            return ["ul"] if value is None else ["ol", {"start": str(value)}]  # type: ignore[list-item]
        case "Link" | "Image":
            attributes = {"class": kind.lower(), "address": value["dest_url"]}
    name = _TAGS.get(kind, "span")
    return [name, attributes] if attributes else [name]  # type: ignore[list-item]


def _language(kind: str | Mapping[str, str]) -> str:
    return "" if isinstance(kind, str) else kind.get("Fenced", "").split(" ")[0].lower()[:20]


def _leaf(kind: str, value: Any) -> Node:
    match kind:
        case "Code":
            return ["code", value]
        case "InlineMath" | "DisplayMath":
            return formula(value.strip(), block=kind == "DisplayMath")
    return str(value)
