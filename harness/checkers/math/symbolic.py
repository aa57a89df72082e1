"""Our trees as sympy expressions: every sympy class is named here, and none is ever given text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy

from harness.checkers.math.tree import Call, Node, Num, Quantity, Sym, TooLarge, Unreadable

_LARGEST_POWER = 200


def symbolic(node: Node, names: Mapping[str, Any]) -> Any:
    """The sympy expression of a tree; `names` gives the symbol of each variable.

    Raises:
        Unreadable: a node that has no counterpart here.
        TooLarge: a power that would be expanded beyond reason.
    """
    match node:
        case Num(value):
            return sympy.Rational(value.numerator, value.denominator)
        case Sym(name, True) if name in _CONSTANTS:
            return _CONSTANTS[name]
        case Sym(name, False):
            return names[name]
        case Quantity(value):
            return symbolic(value, names)
        case Call(head, args) if head in _RULES:
            return _RULES[head](*[symbolic(argument, names) for argument in args])
    raise Unreadable("nothing that sympy is asked about")


def _pow(base: Any, exponent: Any) -> Any:
    if exponent.is_number and abs(exponent) > _LARGEST_POWER:
        raise TooLarge("a power beyond the cap")
    if base.is_number and not exponent.is_number and base.is_Rational and max(abs(base.p), base.q) > 10**12:
        raise TooLarge("a power beyond the cap")
    return sympy.Pow(base, exponent)


_CONSTANTS = {"pi": sympy.pi, "e": sympy.E, "i": sympy.I}
_RULES: dict[str, Callable[..., Any]] = {
    "add": lambda *values: sympy.Add(*values),
    "mixed": lambda *values: sympy.Add(*values),
    "mul": lambda *values: sympy.Mul(*values),
    "div": lambda top, bottom: top / bottom,
    "neg": lambda value: -value,
    "pow": _pow,
    "sqrt": lambda value: sympy.sqrt(value),
    "root": lambda value, index: sympy.real_root(value, index),
    "percent": lambda value: value / 100,
    "deg": lambda value: value * sympy.pi / 180,
    "abs": lambda value: sympy.Abs(value),
    "ln": lambda value: sympy.log(value),
    "log": lambda value, base=10: sympy.log(value, base),
    "sin": lambda value: sympy.sin(value),
    "cos": lambda value: sympy.cos(value),
    "tan": lambda value: sympy.tan(value),
    "cot": lambda value: sympy.cot(value),
    "sec": lambda value: sympy.sec(value),
    "csc": lambda value: sympy.csc(value),
    "arcsin": lambda value: sympy.asin(value),
    "arccos": lambda value: sympy.acos(value),
    "arctan": lambda value: sympy.atan(value),
    "sinh": lambda value: sympy.sinh(value),
    "cosh": lambda value: sympy.cosh(value),
    "tanh": lambda value: sympy.tanh(value),
}
