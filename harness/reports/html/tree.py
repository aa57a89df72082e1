"""A model's Markdown as a tree of known elements.

A node is a string (text) or a list: `[tag, child, …]` or `[tag, {attribute: value}, child, …]`. The page
builds its elements from such trees by name, never from markup, so whatever a model wrote stays text. Links
and images are shown as their text and address; nothing in them can be followed or loaded.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from harness.reports.clean import printable
from harness.reports.html.mathml import formula

Node = str | list[Any]

LONGEST_MARKDOWN = 20_000  # characters; longer texts are shown as they are
_DEEPEST = 40  # elements inside one another; deeper ones are joined to their parent
_PARAGRAPHS = {"h1", "h2", "h3", "h4", "h5", "h6"}  # a heading of an answer is none of the page


def markdown(text: str) -> list[Node]:
    """The nodes of a Markdown text with formulas between `$…$`, `$$…$$`, `\\(…\\)` and `\\[…\\]`."""
    shown = printable(text)
    if len(shown) > LONGEST_MARKDOWN:
        return [["pre", shown]]
    return _markdown(shown)


@lru_cache(maxsize=4096)
def _markdown(text: str) -> list[Node]:
    root: list[Node] = []
    _Builder(root).add(_parser().parse(text))
    return root


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.disable(["html_block", "html_inline", "reference"])
    parser.inline.ruler.before("escape", "math", _math)
    return parser


class _Builder:
    """Turns markdown-it's flat tokens into the tree."""

    def __init__(self, root: list[Node]) -> None:
        self._stack: list[list[Node]] = [root]
        self._skipped = 0

    def add(self, tokens: list[Token]) -> None:
        for token in tokens:
            if token.nesting == 1:
                self._open(token)
            elif token.nesting == -1:
                self._close(token)
            elif token.type == "inline":
                self.add(token.children or [])
            else:
                self._stack[-1].extend(_leaf(token))

    def _open(self, token: Token) -> None:
        if token.hidden:
            return
        if len(self._stack) > _DEEPEST:
            self._skipped += 1
            return
        node = _element(token)
        self._stack[-1].append(node)
        self._stack.append(node)

    def _close(self, token: Token) -> None:
        if token.hidden:
            return
        if self._skipped:
            self._skipped -= 1
            return
        node = self._stack.pop()
        if token.type == "link_close" and isinstance(node[1], dict):
            address = node[1].pop("address")
            node.append(["span", {"class": "address"}, f" ({address})"])


def _element(token: Token) -> list[Node]:
    if token.type == "link_open":
        return ["span", {"class": "link", "address": printable(str(token.attrs.get("href", "")))}]  # type: ignore[list-item]
    if token.tag in _PARAGRAPHS:
        return ["p", {"class": "heading"}]  # type: ignore[list-item]
    if token.tag == "ol" and "start" in token.attrs:
        return ["ol", {"start": str(token.attrs["start"])}]  # type: ignore[list-item]
    return [token.tag]


def _leaf(token: Token) -> list[Node]:
    match token.type:
        case "text" | "text_special":
            return [token.content]
        case "softbreak":
            return ["\n"]
        case "hardbreak":
            return [["br"]]
        case "hr":
            return [["hr"]]
        case "code_inline":
            return [["code", token.content]]
        case "fence" | "code_block":
            return [["pre", {"data-lang": token.info.strip().split(" ")[0].lower()[:20]}, token.content]]
        case "math":
            return [formula(token.content, block=token.markup == "block")]
        case "image":
            return [
                ["span", {"class": "address"}, f"[image: {token.content} ({token.attrs.get('src', '')})]"]
            ]
    return [token.content] if token.content else []


_FENCES = {"$$": ("$$", True), "$": ("$", False), "\\(": ("\\)", False), "\\[": ("\\]", True)}


def _math(state: StateInline, silent: bool) -> bool:
    """An inline rule of markdown-it: a formula between the delimiters that models write."""
    source, start = state.src, state.pos
    opening = next((mark for mark in _FENCES if source.startswith(mark, start)), None)
    if opening is None:
        return False
    closing, block = _FENCES[opening]
    begin = start + len(opening)
    end = source.find(closing, begin, state.posMax)
    if end <= begin or (opening == "$" and not _is_dollar_math(source, begin, end)):
        return False
    if not silent:
        token = state.push("math", "math", 0)
        token.content, token.markup = source[begin:end].strip(), "block" if block else "inline"
    state.pos = end + len(closing)
    return True


def _is_dollar_math(source: str, begin: int, end: int) -> bool:
    """Not `$5 and $6`: no space inside the dollars, no digit after them."""
    if source[begin].isspace() or source[end - 1].isspace():
        return False
    return not source[end + 1 : end + 2].isdigit()
