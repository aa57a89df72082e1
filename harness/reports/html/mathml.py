"""TeX as MathML, which browsers draw without any help. Only what draws is let through."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element

from harness.reports.html.assets import allowed

LONGEST = 1000  # characters of one formula
_DEEPEST = 60
_MACRO = re.compile(r"\\(def|let|newcommand|renewcommand|providecommand)")  # could expand without end


@lru_cache(maxsize=8192)
def formula(tex: str, *, block: bool = False) -> list[Any]:
    """A formula as a node; as the code that it was written in when it cannot be read."""
    if not tex or len(tex) > LONGEST or _MACRO.search(tex):
        return ["code", tex]
    try:
        element = convert_to_element(tex, display="block" if block else "inline")
        return _node(element, 0)
    except Exception:  # a parser of texts that a model made up: whatever it raises, the text is still shown
        return ["code", tex]


def _node(element: Element, depth: int) -> list[Any]:
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    tag = element.tag if element.tag in allowed()["mathml"] else "mrow"
    attributes = {name: value for name, value in element.attrib.items() if name in allowed()["attributes"]}
    node: list[Any] = [tag, attributes] if attributes else [tag]
    if element.text:
        node.append(unescape(element.text))  # it keeps characters as numeric references until it prints
    node.extend(_node(child, depth + 1) for child in element)
    return node
