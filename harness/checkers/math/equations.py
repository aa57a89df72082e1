"""Small questions about equations, inequalities and congruences."""

from __future__ import annotations

from harness.checkers.math.exact import value_of
from harness.checkers.math.scalars import Outcome
from harness.checkers.math.shapes import Named
from harness.checkers.math.tree import Call, Node, Num, Rel, Sym, negated, replaced, variables


def is_relation(node: Node) -> bool:
    """A plain equation with two sides."""
    return isinstance(node, Rel) and node.operators == ("=",)


def is_congruence(node: Node) -> bool:
    """x ≡ 3 (mod 7)."""
    return isinstance(node, Rel) and node.operators[-1] == "mod"


def class_of(target: Rel, answer: Named) -> Outcome:
    """x ≡ 3 (mod 7) against x = 7k + 3: the values for k = 0, 1, 2 tell."""
    names = variables(answer.value)
    if len(names) != 1 or len(target.sides) != 3 or names[0] in variables(target.sides[0]):
        return Outcome(False, "a congruence and something else")
    values = [
        value_of(replaced(answer.value, lambda part, at=at: Num.whole(at) if part == Sym(names[0]) else part))  # type: ignore[misc]
        for at in range(3)
    ]
    wanted, modulus = value_of(target.sides[1]), value_of(target.sides[2])
    if None in values or wanted is None or modulus is None:
        return Outcome(False, "a congruence and something else")
    first, second, third = (value[0] for value in values if value is not None)
    same = (
        second - first == third - second
        and abs(second - first) == modulus[0]
        and not (first - wanted[0]) % modulus[0]
    )
    return Outcome(same, "the same class of remainders" if same else "different classes of remainders")


def is_equation(node: Node) -> bool:
    """Sides joined by =, ≈ or ≠ only."""
    return isinstance(node, Rel) and set(node.operators) <= {"=", "~", "!="}


def difference(relation: Rel) -> Node:
    """Left side minus right side."""
    return Call("add", (relation.sides[0], negated(relation.sides[1])))


def is_rooted(relation: Rel) -> bool:
    """√(…) = 5, whose two sides may be squared."""
    left, right = relation.sides
    value = value_of(right)
    return (
        isinstance(left, Call)
        and left.head == "sqrt"
        and value is not None
        and not value[1]
        and value[0] >= 0
    )


def squared(relation: Rel) -> Node:
    """The difference of both sides after squaring √(…) = c; of any other equation, of its sides."""
    if not is_rooted(relation):
        return difference(relation)
    (root, right) = relation.sides
    assert isinstance(root, Call)
    return Call("add", (root.args[0], negated(Call("pow", (right, Num.whole(2))))))


def ascending(relation: Rel) -> tuple[Node, str]:
    """a > b as (a − b, '>'), a < b as (b − a, '>')."""
    left, right = relation.sides
    operator = relation.operators[0]
    if operator in ("<", "<="):
        return Call("add", (right, negated(left))), operator.replace("<", ">")
    return Call("add", (left, negated(right))), operator
