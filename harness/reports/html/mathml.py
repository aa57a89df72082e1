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
    tag = element.tag if element.tag in allowed()["mathml"] else "mrow"
    node: list[Any] = [tag]
    if element.attrib and (attributes := _attributes(element)):
        node.append(attributes)
    if element.text:
        node.append(element.text)
    for child in element:
        node.append(_node(child, depth + 1))  # half the time of a generator
    return node


def _attributes(element: ET.Element) -> dict[str, str]:
    names = allowed()["attributes"] - {"class"}
    attributes = {name: value for name, value in element.attrib.items() if name in names}
    style = element.get("style", "")
    if "text-align: right" in style:
        attributes["class"] = "right"
    elif "text-align: left" in style:
        attributes["class"] = "left"
    return attributes
