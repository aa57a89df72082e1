"""TeX as MathML, which browsers draw without any help. Only what draws is let through."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from math_core import LatexError, LatexToMathML

from harness.reports.html.assets import allowed

LONGEST = 2000  # characters of one formula
_DEEPEST = 60


@lru_cache(maxsize=8192)
def formula(tex: str, *, block: bool = False) -> list[Any]:
    """A formula as a node; as the code that it was written in when it cannot be read."""
    if not tex or len(tex) > LONGEST:
        return ["code", tex]
    try:
        markup = _converter().convert_with_local_state(tex, displaystyle=block)
        return _Grower().tree(markup)
    except (LatexError, expat.ExpatError, ValueError):
        return ["code", tex]


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    return LatexToMathML(fancy_error=False, max_expansions=100)


class _Grower:
    """Nodes straight from the parser's events: half the time of elements that are read again."""

    def __init__(self) -> None:
        self._stack: list[list[Any]] = [[]]
        self._tags = allowed()["mathml"]

    def tree(self, markup: str) -> list[Any]:
        """The only node of the converter's own markup, which has no DTD."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(markup, True)
        node: list[Any] = self._stack[0][0]
        return node

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if len(self._stack) > _DEEPEST:
            raise ValueError("nested too deeply")
        node: list[Any] = [tag if tag in self._tags else "mrow"]
        if given and (attributes := _attributes(given)):
            node.append(attributes)
        self._stack[-1].append(node)
        self._stack.append(node)

    def _end(self, _: str) -> None:
        self._stack.pop()

    def _text(self, text: str) -> None:
        self._stack[-1].append(text)


def _attributes(given: Mapping[str, str]) -> dict[str, str]:
    names = _names()
    attributes = {name: value for name, value in given.items() if name in names}
    style = given.get("style", "")
    if "text-align: right" in style:
        attributes["class"] = "right"
    elif "text-align: left" in style:
        attributes["class"] = "left"
    return attributes


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(allowed()["attributes"] - {"class"})
