"""What kind of answer a tree is: its names, its values, its several solutions, its region."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from harness.checkers.math.tree import (
    Call,
    E,
    Matrix,
    Node,
    Quantity,
    Rel,
    Seq,
    Sym,
    children,
    negated,
    variables,
    walk,
)

Order = Literal["list", "set", "tuple"]
_NAMING = frozenset(["sin", "cos", "tan", "cot", "deg", "det"])
# |x| = 5 and sin x = 1/2 are to be solved; |z| = 5 and sin A = 1/2 name a quantity.
_UNKNOWNS = frozenset("xytnmk")


@dataclass(frozen=True, slots=True)
class Named:
    """A value with the name it was given ('' when none)."""

    name: str
    value: Node


@dataclass(frozen=True, slots=True)
class Several:
    """Several values; `order` is how they were written."""

    items: tuple[Named, ...]
    order: Order


def is_name(node: Node) -> bool:
    """Whether the left side of an equation only names what follows: x, A_1, f(x), |AB|, sin θ, x² of one name."""
    if isinstance(node, Sym):
        return not node.constant or node.name not in ("pi", "e", "inf")
    if isinstance(node, Call) and node.head in _NAMING:
        return all(isinstance(part, Sym) and part.name not in _UNKNOWNS for part in node.args[:1])
    if isinstance(node, Call) and node.head in ("abs", "norm"):
        return all(is_name(part) and name_of(part) not in _UNKNOWNS for part in node.args)
    if isinstance(node, Call) and node.head == "div":
        return all(isinstance(part, Call) and part.args[:1] == (Sym("d"),) for part in node.args)
    if isinstance(node, Call) and node.head in ("sum", "prod", "int", "lim"):
        return True
    if isinstance(node, Call) and node.head == "mul":
        return all(isinstance(part, Sym) and part.name.isupper() for part in node.args)
    return False


def _is_sum(node: Node) -> bool:
    """a + b, 100m + n, ab, a/b: quantities that questions ask for; x² + y² = 4 is a curve."""
    return all(not isinstance(part, Call) or part.head in ("add", "neg", "mul", "div") for part in walk(node))


def name_of(node: Node) -> str:
    """A name's text."""
    if isinstance(node, Sym):
        return node.name
    return "".join(name_of(part) for part in children(node))


def named(node: Node, *, sums: bool = True) -> Named:
    """`x = 2 + 3 = 5` is 5, named x; anything else is itself without a name.

    With `sums`, `a + b = 10` is 10 too: two unknowns name a quantity, where one would be to be solved for.
    """
    if isinstance(node, Rel) and all(operator in ("=", "~") for operator in node.operators):
        sides = node.sides
        eccentricity = sides[0] == E and "~" not in node.operators and E not in set(walk(sides[-1]))
        if is_name(sides[0]) or eccentricity:
            return Named(name_of(sides[0]), _last_exact(node, 2))
        if (
            len(sides) == 2
            and isinstance(sides[1], Sym)
            and not sides[1].constant
            and not variables(sides[0])
        ):
            return Named(sides[1].name, sides[0])
        if not variables(node):
            return Named("", _last_exact(node, 1))
        if sums and _is_sum(sides[0]) and len(set(variables(sides[0]))) >= 2 and not variables(sides[-1]):
            return Named("", _last_exact(node, 2))
    return Named("", node)


def _last_exact(relation: Rel, least: int) -> Node:
    """The side behind the last '='; a rounding behind '≈' does not count when one of the first
    `least` sides or more stands before it."""
    sides, operators = relation.sides, relation.operators
    while operators and operators[-1] == "~" and len(sides) > least:
        sides, operators = sides[:-1], operators[:-1]
    return sides[-1]


def rounded_side(node: Node) -> Node | None:
    """What stands behind '≈' in a chain, if anything does."""
    if isinstance(node, Rel) and "~" in node.operators and set(node.operators) <= {"=", "~"}:
        return node.sides[-1]
    return None


def signs(node: Node) -> tuple[Node, ...]:
    """Both (or all) values of an expression with ±; the expression itself when there is none."""
    marks = _marks(node)
    if not marks:
        return (node,)
    if len(marks) > 3:
        return (node,)
    linked = len(marks) == 1 or "mp" in marks
    if linked:
        return tuple(_signed(node, lambda head, up=up: up == (head == "pm")) for up in (True, False))  # type: ignore[misc]
    combinations: list[Node] = []
    for pattern in range(2 ** len(marks)):
        choices = [bool(pattern >> at & 1) for at in range(len(marks))]
        combinations.append(_signed(node, lambda _, rest=choices: rest.pop()))  # type: ignore[misc]
    return tuple(combinations)


def _marks(node: Node) -> list[str]:
    found = [node.head] if isinstance(node, Call) and node.head in ("pm", "mp") else []
    for child in children(node):
        if not isinstance(child, Seq):
            found.extend(_marks(child))
    return found


def _signed(node: Node, plus: Callable[[str], bool]) -> Node:
    if isinstance(node, Quantity):
        return replace(node, value=_signed(node.value, plus))
    if not isinstance(node, Call):
        return node
    if node.head in ("pm", "mp"):
        up = plus(node.head)
        left, right = (_signed(argument, plus) for argument in node.args)
        return Call("add", (left, right if up else negated(right)))
    return Call(node.head, tuple(_signed(argument, plus) for argument in node.args))


def several(node: Node) -> Several | None:
    """The parts of a list, set, tuple or ±; None for a single value."""
    if isinstance(node, Rel) and len(node.sides) == 2 and node.operators[0] in ("=", "in"):
        left, right = node.sides
        if isinstance(left, Seq) and isinstance(right, Seq) and len(left.items) == len(right.items):
            pairs = zip(left.items, right.items, strict=True)
            return Several(tuple(Named(name_of(a), b) for a, b in pairs), "tuple")
        if is_name(left) and (parts := several(right)) is not None:
            return Several(tuple(Named(name_of(left), part.value) for part in parts.items), parts.order)
        return None
    if isinstance(node, Seq):
        return _sequence(node)
    values = signs(node)
    if len(values) > 1:
        return Several(tuple(Named("", value) for value in values), "set")
    return None


def _sequence(node: Seq) -> Several:
    parts: list[Named] = []
    for item in node.items:
        found = named(item)
        name = found.name or (parts[-1].name if parts and not node.opening else "")
        parts.extend(Named(name, value) for value in signs(found.value))
    order: Order = "list" if not node.opening else "set" if node.opening == "{" else "tuple"
    if order == "list" and node.joiner == "or":
        order = "set"
    return Several(tuple(parts), order)


def alphabetical(parts: Several) -> Several:
    """y = −2, x = 3 as the values of x, y in this order; names of no usual row stay as they are."""
    names = sorted(part.name for part in parts.items)
    if (
        parts.order != "list"
        or len(set(names)) < len(names)
        or not any("".join(names) in row for row in _ROWS)
    ):
        return parts
    return replace(parts, items=tuple(sorted(parts.items, key=lambda part: part.name)))


def concluded(node: Node) -> Node:
    """2x + 6 = 22, 2x = 16, x = 8 as its solved end."""
    if not isinstance(node, Seq) or node.opening or not all(_equates(item) for item in node.items):
        return node
    solved = [at for at, item in enumerate(node.items) if named(item).name]
    if not solved or solved != list(range(solved[0], len(node.items))):
        return node
    ends = node.items[solved[0] :]
    return ends[0] if len(ends) == 1 else replace(node, items=ends)


def _equates(node: Node) -> bool:
    return isinstance(node, Rel) and set(node.operators) <= {"=", "~"}


_ROWS = ("xyzw", "abcdef", "mn", "pqrs", "uv", "αβγ")


def is_vector(node: Node) -> bool:
    """A matrix with one row or one column."""
    return isinstance(node, Matrix) and (len(node.rows) == 1 or len(node.rows[0]) == 1)


def entries(matrix: Matrix) -> tuple[Node, ...]:
    """All entries, row by row."""
    return tuple(entry for row in matrix.rows for entry in row)


def lowered(node: Node) -> Node:
    """Scalar multiples and sums of matrices and tuples, entry by entry."""
    if not isinstance(node, Call) or node.head not in ("add", "mul", "neg", "div"):
        return node
    parts = [lowered(argument) for argument in node.args]
    tables = [part for part in parts if _is_table(part)]
    if not tables:
        return node
    if node.head == "neg":
        return _each(parts[0], negated)
    if node.head == "div" and len(tables) == 1 and _is_table(parts[0]):
        return _each(parts[0], lambda entry: Call("div", (entry, parts[1])))
    if node.head == "mul" and len(tables) == 1:
        others = tuple(part for part in parts if not _is_table(part))
        return _each(tables[0], lambda entry: Call("mul", (*others, entry)))
    if node.head == "add" and len(tables) == len(parts) and len({_size(part) for part in parts}) == 1:
        return _sum(parts)
    return node


def _is_table(node: Node) -> bool:
    return isinstance(node, Matrix) or (
        isinstance(node, Seq) and node.opening in ("(", "⟨") and len(node.items) > 1
    )


def _size(node: Node) -> tuple[int, ...]:
    if isinstance(node, Matrix):
        return (len(node.rows), len(node.rows[0]))
    return (len(children(node)),)


def _each(node: Node, change: Callable[[Node], Node]) -> Node:
    if isinstance(node, Matrix):
        return Matrix(tuple(tuple(change(entry) for entry in row) for row in node.rows))
    assert isinstance(node, Seq)
    return replace(node, items=tuple(change(item) for item in node.items))


def _sum(parts: Sequence[Node]) -> Node:
    first = parts[0]
    sums = [Call("add", column) for column in zip(*(children(part) for part in parts), strict=True)]
    if isinstance(first, Seq):
        return replace(first, items=tuple(sums))
    assert isinstance(first, Matrix)
    width = len(first.rows[0])
    return Matrix(tuple(tuple(sums[at : at + width]) for at in range(0, len(sums), width)))


def without_constant(node: Node) -> Node | None:
    """The expression without its + C; None when it has none."""
    if not isinstance(node, Call) or node.head != "add":
        return None
    names = [
        part
        for part in node.args
        if isinstance(part, Sym) and not part.constant and part.name in _INTEGRATION_CONSTANTS
    ]
    if len(names) != 1:
        return None
    rest = tuple(part for part in node.args if part is not names[0])
    remaining = rest[0] if len(rest) == 1 else Call("add", rest)
    unknowns = variables(remaining)
    return remaining if len(unknowns) == 1 and unknowns[0] != names[0].name else None


_INTEGRATION_CONSTANTS = ("C", "c", "K", "k", "C_1", "C_0", "c_1", "const", "constant")
