"""Trees as text, for explanations: fully bracketed, so that a misreading is seen."""

from __future__ import annotations

from fractions import Fraction

from harness.checkers.math.tree import Call, Matrix, Node, Num, Quantity, Rel, Seq, Sym, Words

_INFIX = {"add": " + ", "mul": "·", "div": "/", "pow": "^", "mixed": " + ", "pm": " ± ", "mp": " ∓ ", "ratio": " : ",
          "union": " ∪ ", "intersection": " ∩ ", "without": " ∖ "}  # fmt: skip
_POSTFIX = {"percent": "%", "deg": "°", "factorial": "!", "factorial2": "!!"}
_LONGEST = 300


def show(node: Node) -> str:
    """A tree on one line, at most 300 characters."""
    try:
        text = _show(node)
    except RecursionError:
        return "…"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _show(node: Node) -> str:
    match node:
        case Num(value):
            return _number(value)
        case Sym(name):
            return name[:40]
        case Words(text):
            return repr(text[:200])
        case Call(head, args):
            return _call(head, [_show(argument) for argument in args])
        case Seq(opening, closing, items, joiner):
            inner = f" {joiner} ".replace(" , ", ", ").join(map(_show, items))
            return (opening or "[list: ") + inner + (closing or "]")
        case Rel(sides, operators):
            parts = [_show(sides[0])]
            for operator, side in zip(operators, sides[1:], strict=True):
                parts += [operator, _show(side)]
            return " ".join(parts)
        case Matrix(rows):
            return "matrix[" + "; ".join(", ".join(map(_show, row)) for row in rows) + "]"
        case Quantity(value, unit):
            return f"{_show(value)} {unit.name}"


def _number(value: Fraction) -> str:
    if max(abs(value.numerator), value.denominator) > 10**60:
        return "a number of many digits"
    return str(value)


def _call(head: str, args: list[str]) -> str:
    if head in _INFIX and len(args) > 1:
        return "(" + _INFIX[head].join(args) + ")"
    if head == "neg":
        return f"-{args[0]}"
    if head in _POSTFIX:
        return args[0] + _POSTFIX[head]
    return f"{head}({', '.join(args)})"
