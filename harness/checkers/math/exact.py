"""Exact values of what is rational or Gaussian rational, with caps; everything else is None."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from harness.checkers.math.tree import Call, Node, Num, Quantity, Sym, TooLarge

MAX_BITS = 20_000
MAX_FACTORIAL = 2_000
Value = tuple[Fraction, Fraction]
_NIL = Fraction(0)


def exact(node: Node) -> Value | None:
    """(real, imaginary), or None when the value is not rational or the node is no number.

    Raises:
        TooLarge: a power, factorial or product beyond the caps.
        ZeroDivisionError: a division by zero.
    """
    if isinstance(node, Num):
        return (node.value, _NIL) if not node.open_ended else None
    if isinstance(node, Sym):
        return (_NIL, Fraction(1)) if node.constant and node.name == "i" else None
    if not isinstance(node, Call):
        return None
    rule = _RULES.get(node.head)
    if rule is None:
        return None
    values: list[Value] = []
    for argument in node.args:
        value = exact(argument)
        if value is None:
            return None
        values.append(value)
    return _capped(rule(values))


def rational(node: Node) -> Fraction | None:
    """The exact real value, or None."""
    value = exact(node)
    return None if value is None or value[1] else value[0]


def _capped(value: Value | None) -> Value | None:
    if value is not None:
        for part in value:
            if part.numerator.bit_length() > MAX_BITS or part.denominator.bit_length() > MAX_BITS:
                raise TooLarge("a number of more than six thousand digits")
    return value


def _add(values: list[Value]) -> Value:
    real = imaginary = _NIL
    for left, right in values:
        real, imaginary = real + left, imaginary + right
        _capped((real, imaginary))
    return real, imaginary


def _times(left: Value, right: Value) -> Value:
    if not left[1] and not right[1]:
        return left[0] * right[0], _NIL
    return left[0] * right[0] - left[1] * right[1], left[0] * right[1] + left[1] * right[0]


def _mul(values: list[Value]) -> Value:
    product: Value = (Fraction(1), _NIL)
    for value in values:
        product = _times(product, value)
        _capped(product)
    return product


def _div(values: list[Value]) -> Value:
    top, bottom = values
    if not bottom[1]:
        return top[0] / bottom[0], top[1] / bottom[0]
    size = bottom[0] ** 2 + bottom[1] ** 2
    return _times(top, (bottom[0] / size, -bottom[1] / size))


def _pow(values: list[Value]) -> Value | None:
    base, exponent = values
    if exponent[1]:
        return None
    if exponent[0].denominator != 1:
        return _root_power(base, exponent[0])
    power = exponent[0].numerator
    if not base[1] and base[0] in (0, 1, -1):
        return (base[0] ** (power if power <= 0 else power % 2 + 2), _NIL)
    bits = max(part.numerator.bit_length() + part.denominator.bit_length() for part in base)
    if bits * abs(power) > MAX_BITS:
        raise TooLarge("a power of more than six thousand digits")
    if not base[1]:
        return base[0] ** power, _NIL
    result = _mul([base] * abs(power))
    return result if power >= 0 else _div([(Fraction(1), _NIL), result])


def _root_power(base: Value, exponent: Fraction) -> Value | None:
    if base[1] or base[0] < 0 or exponent.denominator > 64:
        return None
    root = _perfect_root(base[0], exponent.denominator)
    return None if root is None else _pow([(root, _NIL), (Fraction(exponent.numerator), _NIL)])


def _perfect_root(value: Fraction, index: int) -> Fraction | None:
    top, bottom = _whole_root(value.numerator, index), _whole_root(value.denominator, index)
    return None if top is None or bottom is None else Fraction(top, bottom)


def _whole_root(value: int, index: int) -> int | None:
    if index == 2:
        root = math.isqrt(value)
    else:
        root, low, high = 0, 0, 1 << (value.bit_length() // index + 1)
        while low <= high:
            root = (low + high) // 2
            power = root**index
            if power == value:
                return root
            low, high = (root + 1, high) if power < value else (low, root - 1)
    return root if root**index == value else None


def _sqrt(values: list[Value]) -> Value | None:
    (real, imaginary), *_ = values
    if imaginary:
        return None
    root = _perfect_root(abs(real), 2)
    if root is None:
        return None
    return (root, _NIL) if real >= 0 else (_NIL, root)


def _nth_root(values: list[Value]) -> Value | None:
    (real, imaginary), (index, other) = values
    if imaginary or other or index.denominator != 1 or not 2 <= index <= 64:
        return None
    if real < 0 and index.numerator % 2 == 0:
        return None
    root = _perfect_root(abs(real), index.numerator)
    return None if root is None else (root if real >= 0 else -root, _NIL)


def _whole(value: Value, most: int) -> int | None:
    if value[1] or value[0].denominator != 1 or value[0] < 0:
        return None
    if value[0] > most:
        raise TooLarge("a factorial beyond the cap")
    return value[0].numerator


def _factorial(values: list[Value]) -> Value | None:
    whole = _whole(values[0], MAX_FACTORIAL)
    return None if whole is None else (Fraction(math.factorial(whole)), _NIL)


def _factorial2(values: list[Value]) -> Value | None:
    whole = _whole(values[0], MAX_FACTORIAL)
    return None if whole is None else (Fraction(math.prod(range(whole, 0, -2))), _NIL)


def _counting(function: Callable[[int, int], int]) -> Callable[[list[Value]], Value | None]:
    def rule(values: list[Value]) -> Value | None:
        if len(values) != 2:
            return None
        top, bottom = _whole(values[0], 20_000), _whole(values[1], 20_000)
        if top is None or bottom is None:
            return None
        if min(bottom, abs(top - bottom)) > 2_000:
            raise TooLarge("a binomial beyond the cap")
        return Fraction(function(top, bottom)), _NIL

    return rule


def _real(function: Callable[..., Fraction | int]) -> Callable[[list[Value]], Value | None]:
    def rule(values: list[Value]) -> Value | None:
        if any(value[1] for value in values):
            return None
        return Fraction(function(*(value[0] for value in values))), _NIL

    return rule


def _abs(values: list[Value]) -> Value | None:
    (real, imaginary), *_ = values
    return (abs(real), _NIL) if not imaginary else _sqrt([(real**2 + imaginary**2, _NIL)])


def _whole_function(function: Callable[..., int]) -> Callable[[list[Value]], Value | None]:
    def rule(values: list[Value]) -> Value | None:
        if any(value[1] or value[0].denominator != 1 for value in values):
            return None
        return Fraction(function(*(value[0].numerator for value in values))), _NIL

    return rule


def _round(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)


def _neg(values: list[Value]) -> Value:
    return -values[0][0], -values[0][1]


def _first(values: list[Value]) -> Value:
    return values[0]


def _conj(values: list[Value]) -> Value:
    return values[0][0], -values[0][1]


_RULES: dict[str, Callable[[list[Value]], Value | None]] = {
    "add": _add,
    "mixed": _add,
    "mul": _mul,
    "div": _div,
    "neg": _neg,
    "pow": _pow,
    "sqrt": _sqrt,
    "root": _nth_root,
    "percent": lambda values: (values[0][0] / 100, values[0][1] / 100),
    "factorial": _factorial,
    "factorial2": _factorial2,
    "binom": _counting(math.comb),
    "permutations": _counting(math.perm),
    "abs": _abs,
    "norm": _abs,
    "floor": _real(math.floor),
    "ceil": _real(math.ceil),
    "round": _real(_round),
    "sign": _real(_sign),
    "max": _real(lambda *values: max(values)),
    "min": _real(lambda *values: min(values)),
    "gcd": _whole_function(math.gcd),
    "lcm": _whole_function(math.lcm),
    "mod": _real(lambda left, right: left % right),
    "conj": _conj,
    "re": lambda values: (values[0][0], _NIL),
    "im": lambda values: (values[0][1], _NIL),
}


def value_of(node: Node) -> Value | None:
    """`exact`, with undefined values (1/0) as None; quantities by their bare value."""
    if isinstance(node, Quantity):
        node = node.value
    try:
        return exact(node)
    except ZeroDivisionError:
        return None
