"""What an answer was read as: a small typed tree that holds no text to be evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction


class Unreadable(ValueError):
    """The text is not a mathematical answer in this grammar."""


class TooLarge(ArithmeticError):
    """A value beyond the caps: it is never computed."""


@dataclass(frozen=True, slots=True)
class Num:
    """A written number. `places` is the position of its last digit (2 for 3.14, 8 for 1.5e-7), None if it is
    no decimal; `digits` the significant ones; `open_ended` marks '3.14…'; `base` of a numeral such as 52_8."""

    value: Fraction
    places: int | None = None
    digits: int = 0
    open_ended: bool = False
    base: int = 10

    @staticmethod
    def whole(value: int) -> Num:
        """A plain integer."""
        return Num(Fraction(value))


@dataclass(frozen=True, slots=True)
class Sym:
    """A variable, or one of the constants `pi`, `e`, `i`, `inf`, told apart by `constant`."""

    name: str
    constant: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """An operation or a function of the allow-list: `add`, `mul`, `div`, `pow`, `neg`, `sin`, `pm`, …"""

    head: str
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Seq:
    """Several things. `opening` and `closing` are the brackets as read ('' for a bare list); `joiner` is
    `,`, `and` or `or`."""

    opening: str
    closing: str
    items: tuple[Node, ...]
    joiner: str = ","


@dataclass(frozen=True, slots=True)
class Rel:
    """A chain such as 2 < x ≤ 5: one more side than operators (`=`, `<`, `<=`, `>`, `>=`, `!=`, `~`, `in`)."""

    sides: tuple[Node, ...]
    operators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit, as powers of named base units and a factor to them."""

    value: Node
    unit: Unit


@dataclass(frozen=True, slots=True)
class Unit:
    """`dimension` maps base names to powers, sorted; `factor` converts to them; `offset` is for °C and °F."""

    dimension: tuple[tuple[str, int], ...]
    factor: Fraction | str = Fraction(1)
    offset: Fraction = Fraction(0)
    name: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words, already folded for comparison."""

    text: str


Node = Num | Sym | Call | Seq | Rel | Matrix | Quantity | Words

PI, E, IMAGINARY, INF = (Sym(name, True) for name in ("pi", "e", "i", "inf"))
ZERO, ONE = Num(Fraction(0)), Num(Fraction(1))
REALS = Sym("ℝ", True)
EMPTY = Seq("{", "}", ())
POSITIVE = Seq("(", ")", (ZERO, INF))
NEGATIVE = Seq("(", ")", (Call("neg", (INF,)), ZERO))


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below."""
    match node:
        case Call(_, args):
            return args
        case Seq(_, _, items, _):
            return items
        case Rel(sides, _):
            return sides
        case Matrix(rows):
            return tuple(entry for row in rows for entry in row)
        case Quantity(value, _):
            return (value,)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        stack.extend(children(top))


def variables(node: Node) -> tuple[str, ...]:
    """The names of the free variables, sorted."""
    return tuple(sorted({part.name for part in walk(node) if isinstance(part, Sym) and not part.constant}))


def negated(node: Node) -> Node:
    """-x; of a written number, the number with its sign."""
    if isinstance(node, Num) and node.base == 10:
        return Num(-node.value, node.places, node.digits, node.open_ended)
    return Call("neg", (node,))


def replaced(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with `change` applied to every node, from the leaves up."""
    match node:
        case Call(head, args):
            node = Call(head, tuple(replaced(arg, change) for arg in args))
        case Seq(_, _, items, _):
            node = replace(node, items=tuple(replaced(item, change) for item in items))
        case Rel(sides, operators):
            node = Rel(tuple(replaced(side, change) for side in sides), operators)
        case Quantity(value, unit):
            node = Quantity(replaced(value, change), unit)
        case Matrix(rows):
            node = Matrix(tuple(tuple(replaced(entry, change) for entry in row) for row in rows))
    return change(node)
