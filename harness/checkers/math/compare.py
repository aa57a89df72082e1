"""Whether two trees are the same answer, decided by the kind of the target."""

from __future__ import annotations

from collections.abc import Sequence

from harness.checkers.math import intervals
from harness.checkers.math.backend import Algebra
from harness.checkers.math.conventions import components, engineering, logarithms_differ, natural
from harness.checkers.math.equations import (
    ascending,
    class_of,
    difference,
    is_congruence,
    is_equation,
    is_relation,
    is_rooted,
    squared,
)
from harness.checkers.math.exact import value_of
from harness.checkers.math.policy import MathPolicy
from harness.checkers.math.regions import Regions, looks_like_region
from harness.checkers.math.scalars import Outcome, Scalars
from harness.checkers.math.shapes import (
    Named,
    Several,
    alphabetical,
    concluded,
    entries,
    is_vector,
    lowered,
    named,
    rounded_side,
    several,
    without_constant,
)
from harness.checkers.math.tree import (
    Call,
    Matrix,
    Node,
    Rel,
    Seq,
    Words,
    children,
    variables,
)


class Comparison:
    """Compares answers under a policy, with the algebra at hand."""

    def __init__(self, policy: MathPolicy, algebra: Algebra) -> None:
        self.policy, self.algebra = policy, algebra
        self.scalars = Scalars(policy, algebra)
        self.regions = Regions(algebra)

    def compare(self, target: Node, answer: Node) -> Outcome:
        """Target against answer; the reason says which comparison decided."""
        self.algebra.tick()
        target, answer = components(target, answer), components(answer, target)
        target, answer = lowered(engineering(target, answer)), lowered(engineering(answer, target))
        if target == answer:
            return Outcome(True, "identical")
        if isinstance(target, Words) or isinstance(answer, Words):
            return Outcome(False, "words that differ")
        outcome = self._kinds(target, answer)
        if outcome.same or not logarithms_differ(target, answer):
            return outcome
        return self._kinds(natural(target), natural(answer))

    def _kinds(self, target: Node, answer: Node) -> Outcome:
        if self._is_region(target, answer):
            return self._regions(target, answer)
        if isinstance(target, Matrix) or isinstance(answer, Matrix):
            return self._matrices(target, answer)
        if (parts := several(target)) is not None:
            return self._several(parts, target, answer)
        return self._single(target, answer)

    # -- regions ---------------------------------------------------------------------------------------------------
    def _is_region(self, target: Node, answer: Node) -> bool:
        if looks_like_region(target):
            return True
        pair = isinstance(target, Seq) and len(target.items) == 2 and target.opening in ("(", "[", "]")
        return (pair or target == Seq("{", "}", ())) and looks_like_region(answer)

    def _regions(self, target: Node, answer: Node) -> Outcome:
        left, right = self.regions.read(target), self.regions.read(answer)
        if left is not None and right is not None:
            if _names_clash(target, answer):
                return Outcome(False, "inequalities in different variables")
            same = intervals.same_region(left, right)
            return Outcome(same, "the same region" if same else "different regions")
        if isinstance(target, Rel) and isinstance(answer, Rel) and left is None and right is None:
            return self._inequalities(target, answer)
        if isinstance(target, Seq | Call) and _same_shape(target, answer):
            return self._parts(target, answer)
        return Outcome(False, "a region and something else")

    def _inequalities(self, target: Rel, answer: Rel) -> Outcome:
        """Two-sided inequalities in several unknowns: left − right proportional by a positive factor."""
        if len(target.sides) != 2 or len(answer.sides) != 2:
            same_form = target.operators == answer.operators
            return self._parts(target, answer) if same_form else Outcome(False, "different inequalities")
        left, operator = ascending(target)
        right, other = ascending(answer)
        if operator != other:
            return Outcome(False, "different signs of inequality")
        same = self.algebra.proportional(left, right, positive=operator != "!=")
        return Outcome(same, "proportional inequalities" if same else "different inequalities")

    def _parts(self, target: Node, answer: Node) -> Outcome:
        left, right = children(target), children(answer)
        if len(left) != len(right):
            return Outcome(False, "different numbers of parts")
        return self._in_order(left, right)

    # -- matrices and vectors ----------------------------------------------------------------------------------------
    def _matrices(self, target: Node, answer: Node) -> Outcome:
        target, answer = _table(target), _table(answer)
        if isinstance(target, Matrix) and isinstance(answer, Matrix):
            if (len(target.rows), len(target.rows[0])) != (len(answer.rows), len(answer.rows[0])):
                return Outcome(False, "matrices of different shape")
            return self._in_order(entries(target), entries(answer))
        matrix, other = (target, answer) if isinstance(target, Matrix) else (answer, target)
        if (
            isinstance(matrix, Matrix)
            and is_vector(matrix)
            and isinstance(other, Seq)
            and other.opening in ("(", "⟨", "[")
        ):
            one, two = entries(matrix), other.items
            return self._in_order(*((one, two) if matrix is target else (two, one)))
        if isinstance(matrix, Matrix) and isinstance(other, Seq) and _rows(other, matrix):
            flat = tuple(entry for row in other.items for entry in children(row))
            return (
                self._in_order(entries(matrix), flat)
                if matrix is target
                else self._in_order(flat, entries(matrix))
            )
        return Outcome(False, "a matrix and something else")

    def _in_order(self, target: Sequence[Node], answer: Sequence[Node]) -> Outcome:
        if len(target) != len(answer):
            return Outcome(False, f"{len(target)} parts wanted, {len(answer)} given")
        for at, (left, right) in enumerate(zip(target, answer, strict=True), start=1):
            outcome = self.compare(left, right)
            if not outcome.same:
                return Outcome(False, f"part {at}: {outcome.reason}")
        return Outcome(True, "equal part by part")

    # -- several values ------------------------------------------------------------------------------------------------
    def _several(self, parts: Several, target: Node, answer: Node) -> Outcome:
        given = several(answer)
        if given is None:
            given = Several((named(answer),), "list")
            if parts.order == "tuple":
                return Outcome(False, "one value for several")
        if not given.items or not parts.items:
            return Outcome(not given.items and not parts.items, "an empty set")
        if not self._brackets_agree(target, answer, parts, given):
            return Outcome(False, "brackets of a different kind")
        if parts.order == "tuple" and not any(part.name for part in parts.items):
            given = alphabetical(given)
        if _distinct_names(parts) and (_distinct_names(given) or not any(part.name for part in given.items)):
            return self._assignments(parts, given)
        if _clash(parts, given):
            return Outcome(False, "different names")
        left, right = [part.value for part in parts.items], [part.value for part in given.items]
        if self._ordered(parts, given, answer):
            return self._in_order(left, right)
        return self._in_any_order(left, right, covering="set" in (parts.order, given.order))

    def _brackets_agree(self, target: Node, answer: Node, parts: Several, given: Several) -> bool:
        if self.policy.order == "unordered":
            return True
        one, two = _brackets(target), _brackets(answer)
        if one != two and {one, two} & {"(]", "[)", "][", "]]", "[["}:
            return False
        if parts.order == "tuple":
            if given.order == "set":
                return False
            pair = len(parts.items) == 2 and "⟨⟩" not in (one, two)
            return not pair or one == two or not one or not two or "[]" not in (one, two)
        if parts.order == "set" and one:
            return given.order != "tuple"
        return True

    def _ordered(self, parts: Several, given: Several, answer: Node) -> bool:
        if self.policy.order != "auto":
            return self.policy.order == "ordered" and "set" not in (parts.order, given.order)
        round_brackets = _brackets(answer) == "()"
        return parts.order == "tuple" or (given.order == "tuple" and parts.order == "list" and round_brackets)

    def _assignments(self, parts: Several, given: Several) -> Outcome:
        if not given.items[0].name:
            return self._in_order([part.value for part in parts.items], [part.value for part in given.items])
        wanted = {part.name: part.value for part in parts.items}
        found = {part.name: part.value for part in given.items}
        if set(wanted) != set(found):
            return Outcome(False, "different unknowns")
        names = sorted(wanted)
        return self._in_order([wanted[name] for name in names], [found[name] for name in names])

    def _in_any_order(self, target: list[Node], answer: list[Node], *, covering: bool) -> Outcome:
        """A one-to-one matching; for sets each value must have a partner, repeated or not."""
        if not covering and len(target) != len(answer):
            return Outcome(False, f"{len(target)} values wanted, {len(answer)} given")
        if len(target) * len(answer) > 2_500:
            return self._in_order(target, answer)
        free = list(range(len(answer)))
        used: set[int] = set()
        for wanted in target:
            candidates = range(len(answer)) if covering else free
            found = next((at for at in candidates if self.compare(wanted, answer[at]).same), None)
            if found is None:
                return Outcome(False, "a value is missing")
            used.add(found)
            if not covering:
                free.remove(found)
        for at, value in enumerate(answer):
            if at not in used and not any(self.compare(wanted, value).same for wanted in target):
                return Outcome(False, "a value too many")
        return Outcome(True, "the same values")

    # -- one value -------------------------------------------------------------------------------------------------------
    def _single(self, target: Node, answer: Node) -> Outcome:
        answer = concluded(answer)
        given = several(answer)
        if given is not None:
            if len(given.items) != 1:
                return self._restated(target, answer, given)
            answer = given.items[0].value
        if is_congruence(target) or is_congruence(answer):
            return self._congruences(target, answer)
        wanted, found = named(target, sums=False), named(answer)
        if is_equation(wanted.value):
            return self._equations(target, answer)
        if is_equation(found.value):
            return self._unsolved(target, found.value, wanted)
        if not self._names_agree(wanted, found):
            if (
                is_relation(target)
                and is_relation(answer)
                and (variables(wanted.value) or variables(found.value))
            ):
                return self._equations(target, answer)
            return Outcome(False, f"{found.name or 'no name'} instead of {wanted.name}")
        outcome = self._values(wanted.value, found.value)
        if outcome.same:
            return outcome
        if (rounded := rounded_side(answer)) is not None and (
            other := self._values(wanted.value, rounded)
        ).same:
            return other
        if (rounded := rounded_side(target)) is not None and (
            other := self._values(rounded, found.value)
        ).same:
            return other
        if is_relation(target) and is_relation(answer) and variables(wanted.value):
            return self._equations(target, answer)
        return outcome

    def _restated(self, target: Node, answer: Node, given: Several) -> Outcome:
        """'2.4 m/s, or 8.64 km/h' gives one value twice."""
        alternatives = isinstance(answer, Seq) and answer.joiner == "or" and not answer.opening
        if not alternatives or not given.items:
            return Outcome(False, "several values for one")
        first, *others = (part.value for part in given.items)
        if not all(self.scalars.compare(first, other).same for other in others):
            return Outcome(False, "several values for one")
        outcomes = [self._single(target, value) for value in (first, *others)]
        return next((outcome for outcome in outcomes if outcome.same), outcomes[0])

    def _names_agree(self, wanted: Named, found: Named) -> bool:
        one, two = wanted.name, found.name
        if self.policy.variables == "any" or one == two or not one:
            return True
        if not two:
            return self.policy.variables == "lenient"
        loose = any(
            "(" in name or len(name.split("_")[0]) > 2 or (name == "y" and "(" in one + two)
            for name in (one, two)
        )
        return loose or (one.split("_")[0] == two.split("_")[0] and ("_" not in one or "_" not in two))

    def _values(self, target: Node, answer: Node) -> Outcome:
        ratios = (_ratio(target), _ratio(answer))
        if ratios[0] and ratios[1]:
            return self._ratios(ratios[0], ratios[1])
        if ratios[0] or ratios[1]:
            target, answer = _quotient(target), _quotient(answer)
        if several(target) is not None or several(answer) is not None or isinstance(answer, Matrix):
            return (
                self._kinds(target, answer)
                if several(target) is not None
                else Outcome(False, "several for one")
            )
        one, two = without_constant(target), without_constant(answer)
        if one is not None and not {"C", "C_1", "C_0"} & set(variables(target)):
            one = None
        if one is not None and two is not None:
            same = self.algebra.same(one, two, shifted=True)
            return Outcome(same, "equal but for a constant" if same else "different antiderivatives")
        if one is not None and self.policy.constant == "lenient":
            same = self.algebra.same(one, answer, shifted=True)
            return Outcome(same, "equal but for a constant" if same else "different antiderivatives")
        if one is not None and not set(variables(target)) <= set(variables(answer)):
            return Outcome(False, "the constant of integration is missing")
        return self.scalars.compare(target, answer)

    def _ratios(self, target: tuple[Node, ...], answer: tuple[Node, ...]) -> Outcome:
        if len(target) != len(answer):
            return Outcome(False, "ratios of different length")
        for left, right in zip(target[1:], answer[1:], strict=True):
            across = Call("mul", (target[0], right)), Call("mul", (left, answer[0]))
            if not self.scalars.number(*across).same:
                return Outcome(False, "different ratios")
        return Outcome(True, "equal ratios")

    def _congruences(self, target: Node, answer: Node) -> Outcome:
        """x ≡ 3 (mod 7) and x ≡ 10 (mod 7): the same left side and modulus, and congruent right sides."""
        if isinstance(target, Rel) and is_congruence(target) and not is_congruence(answer):
            return class_of(target, named(answer))
        if not (
            isinstance(target, Rel)
            and isinstance(answer, Rel)
            and is_congruence(target)
            and is_congruence(answer)
        ):
            return Outcome(False, "a congruence and something else")
        if len(target.sides) != 3 or len(answer.sides) != 3:
            return self._parts(target, answer)
        outcome = self._in_order((target.sides[0], target.sides[2]), (answer.sides[0], answer.sides[2]))
        if not outcome.same:
            return outcome
        remainders = [Call("mod", (relation.sides[1], relation.sides[2])) for relation in (target, answer)]
        if None in map(value_of, remainders):
            return self.compare(target.sides[1], answer.sides[1])
        return self.scalars.number(remainders[0], remainders[1])

    # -- equations -------------------------------------------------------------------------------------------------------
    def _equations(self, target: Node, answer: Node) -> Outcome:
        if not is_equation(answer) or not isinstance(target, Rel) or not isinstance(answer, Rel):
            return Outcome(False, "an equation and something else")
        if len(target.sides) != 2 or len(answer.sides) != 2:
            return self._parts(target, answer)
        left, right = difference(target), difference(answer)
        if not set(variables(left)) & set(variables(right)) and self.policy.variables != "any":
            return Outcome(False, "equations in different variables")
        same = self.algebra.proportional(left, right, positive=False)
        if not same and (is_rooted(target) or is_rooted(answer)):
            same = self.algebra.proportional(squared(target), squared(answer), positive=False)
        return Outcome(same, "proportional equations" if same else "different equations")

    def _unsolved(self, target: Node, equation: Node, wanted: Named) -> Outcome:
        """An equation for a value: no answer, unless the policy has it solved."""
        assert isinstance(equation, Rel)
        if is_relation(target) and len(equation.sides) == 2 and not _constant(wanted.value):
            return self._equations(target, equation)
        if variables(wanted.value) and set(equation.operators) == {"="} and self._identity(equation):
            return self._values(wanted.value, equation.sides[-1])
        if self.policy.equations == "solved" and (region := self.algebra.solve(equation)) is not None:
            value = self.regions.read(Seq("{", "}", (wanted.value,)))
            same = value is not None and intervals.same_region(value, region)
            return Outcome(
                same, "the equation's only solution" if same else "the equation's solutions differ"
            )
        return Outcome(False, "an equation is not a value")

    def _identity(self, equation: Rel) -> bool:
        """(x − 2)(x − 3) = x² − 5x + 6 holds for every x: it names an expression twice."""
        first, *others = equation.sides
        return all(self.algebra.same(first, other) for other in others)


def _constant(node: Node) -> bool:
    return not variables(node)


def _names_clash(target: Node, answer: Node) -> bool:
    one, two = set(variables(target)), set(variables(answer))
    return bool(one and two) and not one & two


def _same_shape(target: Node, answer: Node) -> bool:
    if isinstance(target, Seq) and isinstance(answer, Seq):
        return (target.opening, target.closing, len(target.items)) == (
            answer.opening,
            answer.closing,
            len(answer.items),
        )
    return isinstance(target, Call) and isinstance(answer, Call) and target.head == answer.head


def _brackets(node: Node) -> str:
    node = node.sides[-1] if isinstance(node, Rel) else node
    return node.opening + node.closing if isinstance(node, Seq) else ""


def _table(node: Node) -> Node:
    """The matrix of A⁻¹ = […]; the entries of x = 2, y = −1 as a tuple; any other named value."""
    if isinstance(node, Rel) and set(node.operators) == {"="} and isinstance(node.sides[-1], Matrix):
        return node.sides[-1]
    parts = several(node) if isinstance(node, Seq) and not node.opening else None
    if parts is not None and _distinct_names(parts):
        return Seq("(", ")", tuple(part.value for part in alphabetical(parts).items))
    return named(node).value


def _rows(seq: Seq, matrix: Matrix) -> bool:
    width = len(matrix.rows[0])
    fitting = all(isinstance(row, Seq) and len(row.items) == width for row in seq.items)
    return fitting and len(seq.items) == len(matrix.rows)


def _distinct_names(parts: Several) -> bool:
    """x = 1, y = 2 names different unknowns; x_1 = 1, x_2 = 2 does not."""
    stems = [part.name.split("_")[0] for part in parts.items]
    return len(stems) > 1 and all(stems) and len(set(stems)) == len(stems)


def _clash(parts: Several, given: Several) -> bool:
    one = {part.name.split("_")[0] for part in parts.items if part.name}
    two = {part.name.split("_")[0] for part in given.items if part.name}
    return bool(one and two) and one != two


def _ratio(node: Node) -> tuple[Node, ...] | None:
    return node.args if isinstance(node, Call) and node.head == "ratio" else None


def _quotient(node: Node) -> Node:
    parts = _ratio(node)
    return Call("div", parts) if parts is not None and len(parts) == 2 else node
