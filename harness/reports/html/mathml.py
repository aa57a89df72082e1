"""TeX as MathML, which browsers draw without any help. Only what draws is let through."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from xml.etree import ElementTree as ET

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
        return _node(ET.fromstring(markup), 0)  # noqa: S314  # the converter's own elements; no DTD
    except (LatexError, ET.ParseError, ValueError, RecursionError):
        return ["code", tex]


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    return LatexToMathML(fancy_error=False, max_expansions=100)


def _node(element: ET.Element, depth: int) -> list[Any]:
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    names = allowed()
    tag = element.tag if element.tag in names["mathml"] else "mrow"
    attributes = {name: value for name, value in element.attrib.items() if name in names["attributes"]}
    attributes.pop("class", None)
    if "text-align: right" in element.get("style", ""):
        attributes["class"] = "right"
    elif "text-align: left" in element.get("style", ""):
        attributes["class"] = "left"
    node: list[Any] = [tag, attributes] if attributes else [tag]
    if element.text:
        node.append(element.text)
    node.extend(_node(child, depth + 1) for child in element)
    return node
