"""High-precision values of a tree at given points, by mpmath, with every growth capped beforehand.

Runs in the worker only: a value here may take milliseconds. Nothing is looked up by name but in `_RULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import mpmath

from harness.checkers.math.tree import Call, Matrix, Node, Num, Quantity, Sym, TooLarge, Unreadable

DIGITS = 60
_LARGEST_LOG = 100_000
mp = mpmath.mp


def prepare() -> None:
    """Sets the working precision of this process."""
    mp.dps = DIGITS


def evaluate(node: Node, point: Mapping[str, Any], real: bool = False) -> Any:
    """The mpmath value of a node, variables taken from `point`; `real` lets nothing on the way be complex.

    Raises:
        TooLarge: beyond the caps.
        Unreadable: a node without a value (a set, an integral, a word).
        ArithmeticError, ValueError: undefined there.
    """
    match node:
        case Num(value):
            return _number(value)
        case Sym(name, True):
            return _constant(name)
        case Sym(name):
            return point[name]
        case Quantity(value):
            return evaluate(value, point, real)
        case Call("det", (Matrix(rows),)):
            return _det([[evaluate(entry, point, real) for entry in row] for row in rows])
        case Call(head, args) if head in _RULES:
            value = _checked(_RULES[head](*[evaluate(argument, point, real) for argument in args]))
            if real and isinstance(value, mp.mpc):
                raise ValueError("not real")
            return value
    raise Unreadable(f"no value: {type(node).__name__}")


def _number(value: Fraction) -> Any:
    return mp.mpf(value.numerator) / value.denominator


def _constant(name: str) -> Any:
    values = {"pi": mp.pi, "e": mp.e, "i": mp.j, "inf": mp.inf}
    if name not in values:
        raise Unreadable(f"no value: {name}")
    return +values[name] if name != "i" else values[name]


def _checked(value: Any) -> Any:
    if isinstance(value, mp.mpc) and value.imag == 0:
        value = value.real
    if mp.isnan(value):
        raise ValueError("undefined")
    if mp.isfinite(value) and value and abs(mp.mag(value)) > 2 * _LARGEST_LOG:
        raise TooLarge("a value beyond the cap")
    return value


def _bounded(value: Any, most: int) -> Any:
    if abs(value) > most:
        raise TooLarge("an argument beyond the cap")
    return value


def _pow(base: Any, exponent: Any) -> Any:
    if base == 0:
        if exponent == 0:
            return mp.mpf(1)
        if mp.re(exponent) < 0:
            raise ZeroDivisionError
        return mp.mpf(0)
    if mp.isinf(base) or mp.isinf(exponent):
        raise ValueError("infinite")
    if abs(exponent) * (abs(mp.mag(base)) + 4) > _LARGEST_LOG:
        raise TooLarge("a power beyond the cap")
    return mp.power(base, exponent)


def _root(value: Any, index: Any) -> Any:
    if mp.im(value) == 0 and mp.re(value) < 0 and mp.isint(index) and int(index) % 2 == 1:
        return -_pow(-value, 1 / index)
    return _pow(value, 1 / index)


def _log(value: Any, base: Any = None) -> Any:
    return mp.log(value) / mp.log(10 if base is None else base)


def _trigonometric(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def rule(value: Any) -> Any:
        return function(_bounded(value, 10**30))

    return rule


def _hyperbolic(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def rule(value: Any) -> Any:
        return function(_bounded(value, 10_000))

    return rule


def _over(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def rule(value: Any) -> Any:
        below = function(_bounded(value, 10**30))
        if abs(below) < mp.mpf(10) ** (20 - DIGITS):
            raise ZeroDivisionError
        return 1 / below

    return rule


def _tan(value: Any) -> Any:
    below = mp.cos(_bounded(value, 10**30))
    if abs(below) < mp.mpf(10) ** (20 - DIGITS):
        raise ZeroDivisionError
    return mp.sin(value) / below


def _arccot(value: Any) -> Any:
    return mp.pi / 2 - mp.atan(value)


def _factorial(value: Any) -> Any:
    return mp.gamma(_bounded(value, 5_000) + 1)


def _binomial(top: Any, bottom: Any) -> Any:
    return mp.binomial(_bounded(top, 20_000), _bounded(bottom, 20_000))


def _permutations(top: Any, bottom: Any) -> Any:
    return mp.rf(_bounded(top, 5_000) - _bounded(bottom, 5_000) + 1, bottom)


def _product(*values: Any) -> Any:
    result = mp.mpf(1)
    for value in values:
        result = _checked(result * value)
    return result


def _floor(value: Any) -> Any:
    return mp.floor(_bounded(value + mp.mpf(10) ** (15 - DIGITS), 10**45))


def _ceil(value: Any) -> Any:
    return mp.ceil(_bounded(value - mp.mpf(10) ** (15 - DIGITS), 10**45))


def _real(value: Any) -> Any:
    if mp.im(value) != 0:
        raise ValueError("not real")
    return mp.re(value)


def _divide(top: Any, bottom: Any) -> Any:
    if bottom == 0:
        raise ZeroDivisionError
    return top / bottom


def _det(rows: list[list[Any]]) -> Any:
    if len(rows) > 12 or any(len(row) != len(rows) for row in rows):
        raise Unreadable("no determinant")
    return mp.det(mp.matrix(rows))


_RULES: dict[str, Callable[..., Any]] = {
    "add": lambda *values: sum(values[1:], values[0]),
    "mixed": lambda whole, part: whole + part,
    "mul": _product,
    "div": _divide,
    "neg": lambda value: -value,
    "pow": _pow,
    "sqrt": lambda value: mp.sqrt(value),
    "root": _root,
    "percent": lambda value: value / 100,
    "deg": lambda value: value * mp.pi / 180,
    "abs": lambda value: abs(value),
    "norm": lambda value: abs(value),
    "floor": lambda value: _floor(_real(value)),
    "ceil": lambda value: _ceil(_real(value)),
    "sign": lambda value: mp.sign(_real(value)),
    "factorial": _factorial,
    "binom": _binomial,
    "permutations": _permutations,
    "ln": lambda value: mp.log(value),
    "log": _log,
    "max": lambda *values: max(map(_real, values)),
    "min": lambda *values: min(map(_real, values)),
    "mod": lambda left, right: mp.fmod(_bounded(left, 10**40), right),
    "re": lambda value: mp.re(value),
    "im": lambda value: mp.im(value),
    "conj": lambda value: mp.conj(value),
    "arg": lambda value: mp.arg(value),
    "sin": _trigonometric(lambda value: mp.sin(value)),
    "cos": _trigonometric(lambda value: mp.cos(value)),
    "tan": _tan,
    "cot": lambda value: _divide(mp.cos(_bounded(value, 10**30)), mp.sin(value)),
    "sec": _over(lambda value: mp.cos(value)),
    "csc": _over(lambda value: mp.sin(value)),
    "arcsin": lambda value: mp.asin(value),
    "arccos": lambda value: mp.acos(value),
    "arctan": lambda value: mp.atan(value),
    "arccot": _arccot,
    "arcsec": lambda value: mp.acos(_divide(1, value)),
    "arccsc": lambda value: mp.asin(_divide(1, value)),
    "sinh": _hyperbolic(lambda value: mp.sinh(value)),
    "cosh": _hyperbolic(lambda value: mp.cosh(value)),
    "tanh": _hyperbolic(lambda value: mp.tanh(value)),
    "coth": _hyperbolic(lambda value: _divide(1, mp.tanh(value))),
    "sech": _hyperbolic(lambda value: 1 / mp.cosh(value)),
    "csch": _hyperbolic(lambda value: _divide(1, mp.sinh(value))),
    "asinh": lambda value: mp.asinh(value),
    "acosh": lambda value: mp.acosh(value),
    "atanh": lambda value: mp.atanh(value),
}
