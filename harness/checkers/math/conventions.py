"""Notations that two fields write differently: log and ln, i and j, components and unit vectors."""

from __future__ import annotations

from collections.abc import Callable

from harness.checkers.math.shapes import entries, is_vector
from harness.checkers.math.tree import IMAGINARY, Call, Matrix, Node, Num, Seq, Sym, replaced, variables, walk


def _has(node: Node, test: Callable[[Node], bool]) -> bool:
    return any(test(part) for part in walk(node))


def _plain_log(node: Node) -> bool:
    return isinstance(node, Call) and node.head == "log" and len(node.args) == 1


def _natural_log(node: Node) -> bool:
    return (isinstance(node, Call) and node.head == "ln") or node == Sym("e", True)


def logarithms_differ(target: Node, answer: Node) -> bool:
    """Whether one side writes log where the other writes ln or e."""
    one, two = _has(target, _plain_log), _has(answer, _plain_log)
    return (one and _has(answer, _natural_log)) or (two and _has(target, _natural_log))


def natural(node: Node) -> Node:
    """With every log of no base read as ln."""
    return replaced(node, lambda part: Call("ln", part.args) if _plain_log(part) else part)  # type: ignore[union-attr]


def engineering(node: Node, other: Node) -> Node:
    """j as the imaginary unit, when the other side has i and this one has not."""
    if "j" not in variables(node) or _has(node, _imaginary) or not _has(other, _imaginary):
        return node
    return replaced(node, lambda part: IMAGINARY if part == Sym("j") else part)


def components(node: Node, other: Node) -> Node:
    """2i + 3j as ⟨2, 3⟩, opposite a vector written by its components."""
    size = len(entries(other)) if isinstance(other, Matrix) and is_vector(other) else 0
    size = len(other.items) if isinstance(other, Seq) and other.opening in ("(", "⟨") else size
    names = set(variables(node))
    if size not in (2, 3) or not isinstance(node, Call) or "j" not in names or not names <= {"j", "k"}:
        return node
    basis = (IMAGINARY, Sym("j"), Sym("k"))[:size]
    parts = [replaced(node, lambda part, one=one: _unit_component(part, one)) for one in basis]  # type: ignore[misc]
    return Seq("⟨", "⟩", tuple(parts))


def _unit_component(part: Node, one: Node) -> Node:
    if part not in (IMAGINARY, Sym("j"), Sym("k")):
        return part
    return Num.whole(int(part == one))


def _imaginary(node: Node) -> bool:
    return node == IMAGINARY
