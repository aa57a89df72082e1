"""Functions by their many names, and small constructors of trees."""

from __future__ import annotations

from fractions import Fraction

from harness.checkers.math.tree import Call, E, Node, Num, Unreadable

RENAMED = {
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "acot": "arccot", "asec": "arcsec", "acsc": "arccsc",
    "arcsinh": "asinh", "arsinh": "asinh", "arccosh": "acosh", "arcosh": "acosh", "arctanh": "atanh",
    "artanh": "atanh", "sgn": "sign", "Re": "re", "Im": "im", "factorial": "factorial",
}  # fmt: skip
INVERSE = {
    "sin": "arcsin", "cos": "arccos", "tan": "arctan", "cot": "arccot", "sec": "arcsec", "csc": "arccsc",
    "sinh": "asinh", "cosh": "acosh", "tanh": "atanh",
}  # fmt: skip
VARIADIC = frozenset(["gcd", "lcm", "max", "min"])


def is_proper(part: Node) -> bool:
    """Whether a tree is a written fraction below one: the second half of a mixed number."""
    match part:
        case Call("div", (Num(top, None), Num(bottom, None))):
            return 0 < top < bottom
    return False


def function_call(name: str, arguments: tuple[Node, ...], base: Node | None) -> Node:
    """A function applied to its arguments, with its other names and special bases folded.

    Raises:
        Unreadable: a wrong number of arguments.
    """
    if len(arguments) != (2 if name == "binom" else 1) and name not in VARIADIC:
        raise Unreadable(f"{name} of {len(arguments)} arguments")
    if name == "exp":
        return Call("pow", (E, arguments[0]))
    if name == "lg" and base is None:
        return Call("log", (arguments[0], Num(Fraction(10))))
    if name in ("log", "lg") and base is not None:
        return Call("log", (arguments[0], base))
    if name == "cbrt":
        return Call("root", (arguments[0], Num(Fraction(3))))
    return Call(name, arguments)


def product(left: Node, right: Node) -> Node:
    """left · right, flat."""
    if isinstance(left, Call) and left.head == "mul":
        return Call("mul", (*left.args, right))
    return Call("mul", (left, right))
