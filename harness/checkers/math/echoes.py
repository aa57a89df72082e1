"""A question given back: its own expression, with the arithmetic still to be done, is no answer to it."""

from __future__ import annotations

import re
from collections import Counter

from harness.checkers.math.tree import Call, Node, Num, Quantity, Rel, Sym, variables, walk

_LONGEST = 200  # characters of an expression that is looked for
_SPREAD = r"(?:[\s${}()\\]|left|right){0,20}"
_SKIPPED = re.compile(r"\\(?:left|right|displaystyle)(?![a-zA-Z])|\\[,;:! ]|[\s${}()\\]+")
_PART = re.compile(r"[dt]?frac|times|cdot|div|[A-Za-z]+|\S")
_SAME = {
    **dict.fromkeys(("*", "times", "cdot", "x"), r"(?:\*|times|cdot|x)"),
    **dict.fromkeys(("/", "div"), "(?:/|div)"),
    **dict.fromkeys(("frac", "dfrac", "tfrac"), "[dt]?frac"),
}
_ASKED = re.compile(r"[\s$*_`)\]\"'\\]{0,20}(?:=[\s$?]{0,5})?\?")
# 'Which is larger, 2^10 or 10^3?' offers its expressions as answers.
_OFFERS = re.compile(r"\bor\b|\bwhich of\b|或|还是|哪个|哪一个", re.I)


def uncomputed(target: Node, answer: Node) -> bool:
    """Whether arithmetic lies between an answer and the target that it equals.

    A number, a fraction that is no whole number, a percentage and the target's own form in another order are
    values: nothing is left to compute.
    """
    value = _unwrapped(answer)
    if not isinstance(value, Call) or variables(value) or _is_value(value):
        return False
    return _parts(value) != _parts(_unwrapped(target))


def _unwrapped(node: Node) -> Node:
    """The value in 'x = value' and in a value with its unit."""
    match node:
        case Rel((Sym(), value), ("=",)) | Quantity(value, _):
            return value
    return node


def _is_value(node: Node) -> bool:
    match node:
        case Num():
            return True
        case Call("neg" | "percent" | "deg", (inner,)):
            return _is_value(inner)
        case Call("div", (Num(above), Num(below))):
            return below != 0 and (above / below).denominator != 1
        case Call("mixed" | "ratio", args):
            return all(map(_is_value, args))
    return False


def _parts(node: Node) -> Counter[object]:
    """The numbers, names and operations of a tree, in no order."""
    return Counter(
        part.value if isinstance(part, Num) else part.name if isinstance(part, Sym) else _head(part)
        for part in walk(node)
    )


def _head(node: Node) -> object:
    return node.head if isinstance(node, Call) else type(node)


def behind_echo(expression: str, text: str, question: str) -> str | None:
    """What a text says after its last echo of an expression; None when the expression is no echo.

    It is one when it stands in the question, or when the text itself asks it: 'What is 1 + 7?'.
    """
    if len(expression) > _LONGEST:
        return None
    written = _as_written(expression)
    last = next(reversed(list(written.finditer(text))[-100:]), None)
    if last is None:
        return None
    asked = _ASKED.match(text, last.end()) is not None
    if not asked and (_OFFERS.search(question) is not None or written.search(question) is None):
        return None
    return text[last.end() :]


def _as_written(expression: str) -> re.Pattern[str]:
    """A pattern for an expression however it is spaced, bracketed by LaTeX, or its signs are written."""
    parts = _PART.findall(_SKIPPED.sub(" ", expression.rstrip("?= ")))
    return re.compile(
        r"(?<![\w.])" + _SPREAD.join(_SAME.get(part, re.escape(part)) for part in parts) + r"(?!\w|\.\d)"
    )
