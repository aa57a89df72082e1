"""Two single values: numbers within their tolerance, percent, units, expressions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from harness.checkers.math.backend import Algebra
from harness.checkers.math.exact import value_of
from harness.checkers.math.policy import MathPolicy
from harness.checkers.math.tree import (
    PI,
    Call,
    Matrix,
    Node,
    Num,
    Quantity,
    Rel,
    Seq,
    Sym,
    Unit,
    Words,
    negated,
    replaced,
    variables,
    walk,
)
from harness.checkers.math.units import ANGLE_FACTORS

_DEGREE = Unit((("rad", 1),), "deg", name="°")
_PARAMETERS = {"k", "n", "m", "l"}
_NOISE = Fraction(1, 10**10)


@dataclass(frozen=True, slots=True)
class Printed:
    """How a decimal was written: the worth of its last digit, and how many digits carry meaning."""

    last: Fraction
    digits: int
    open_ended: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """A decision with its reason in words."""

    same: bool
    reason: str


class Scalars:
    """Compares single values under a policy."""

    def __init__(self, policy: MathPolicy, algebra: Algebra) -> None:
        self.policy, self.algebra = policy, algebra

    def compare(self, target: Node, answer: Node) -> Outcome:
        """Target and answer: numbers, expressions, quantities."""
        target, answer = flat(target), flat(answer)
        if isinstance(target, Quantity) or isinstance(answer, Quantity):
            return self._quantities(target, answer)
        return self._percents(target, answer)

    # -- units ---------------------------------------------------------------------------------------------------
    def _quantities(self, target: Node, answer: Node) -> Outcome:
        if self.policy.units == "ignored":
            return self._percents(_bare(target), _bare(answer))
        if isinstance(target, Quantity) and isinstance(answer, Quantity):
            return self._both_units(target, answer)
        if isinstance(target, Quantity) and self.policy.units == "required":
            return Outcome(False, "the unit is missing")
        if _angle(target, answer) and (outcome := self._as_radians(target, answer)).same:
            return outcome
        outcome = self._percents(_bare(target), _bare(answer))
        return Outcome(
            outcome.same, outcome.reason + "; a missing unit is forgiven" if outcome.same else outcome.reason
        )

    def _as_radians(self, target: Node, answer: Node) -> Outcome:
        """An angle in degrees against a plain multiple of π."""
        left, right = (
            _in_pi(node.value, node.unit) if isinstance(node, Quantity) else node for node in (target, answer)
        )
        plain = answer if isinstance(target, Quantity) else target
        if PI not in set(walk(plain)):
            return Outcome(False, "no angle in radians")
        return self.number(left, right)

    def _both_units(self, target: Quantity, answer: Quantity) -> Outcome:
        one, other = target.unit, answer.unit
        if one.name == other.name or (one.factor, one.offset, one.dimension) == (
            other.factor,
            other.offset,
            other.dimension,
        ):
            return self.number(target.value, answer.value)
        if {one.name, other.name} & {"degC", "degF"} and "°" in (one.name, other.name):
            return self.number(target.value, answer.value)
        if {one.name, other.name} in ({"£", "pound"}, {"£", "pounds"}):
            return self.number(target.value, answer.value)
        if one.dimension != other.dimension:
            return Outcome(False, f"the units {one.name} and {other.name} contradict each other")
        if isinstance(one.factor, str) or isinstance(other.factor, str):
            return self.number(_in_pi(target.value, one), _in_pi(answer.value, other))
        outcome = self.number(_scaled(target.value, one), _scaled(answer.value, other))
        return Outcome(outcome.same, f"{outcome.reason} after converting {other.name} to {one.name}")

    # -- percent -------------------------------------------------------------------------------------------------
    def _percents(self, target: Node, answer: Node) -> Outcome:
        in_target, in_answer = _percent(target), _percent(answer)
        if in_target is not None and in_answer is not None:
            return self.number(in_target, in_answer)
        if in_target is None and in_answer is None:
            return self.number(target, answer)
        if in_target is not None and self.policy.percent == "required":
            return Outcome(False, "the per cent sign is missing")
        outcome = self.number(target, answer)
        if outcome.same or self.policy.percent == "exact":
            return outcome
        left = in_target if in_target is not None else target
        right = in_answer if in_answer is not None else answer
        bare = value_of(left if in_target is None else right)
        if bare is not None and bare[0].denominator != 1 and abs(bare[0]) < 1:
            return Outcome(False, "a share is not a number of per cent")
        outcome = self.number(left, right)
        return (
            Outcome(outcome.same, outcome.reason + "; a missing per cent sign is forgiven")
            if outcome.same
            else outcome
        )

    # -- numbers and expressions -----------------------------------------------------------------------------------
    def number(self, target: Node, answer: Node) -> Outcome:
        """Plain values without units."""
        if target == answer:
            return Outcome(True, "identical")
        if _unlike(target, answer):
            return Outcome(False, "different kinds of answer")
        if self.policy.base == "exact" and _base(target) != _base(answer):
            return Outcome(False, "numerals in different bases")
        left, right = value_of(target), value_of(answer)
        if left is not None and right is not None:
            if left == right:
                return Outcome(True, "equal numbers")
            if left[1] or right[1]:
                return Outcome(False, "different complex numbers")
            return self._near(target, answer, left[0], right[0])
        if (_is_name(target) and right is not None) or (_is_name(answer) and left is not None):
            return Outcome(False, "a name and a number")
        if variables(target) or variables(answer):
            return self._expressions(target, answer)
        return self._irrational(target, answer)

    def _expressions(self, target: Node, answer: Node) -> Outcome:
        if isinstance(target, Sym) and isinstance(answer, Sym):
            return Outcome(False, "different names")
        answer = _same_parameter(target, answer)
        if (
            self.policy.variables != "any"
            and not set(variables(target)) & set(variables(answer))
            and (variables(target) and variables(answer))
        ):
            return Outcome(False, "different variables")
        if self.algebra.same(target, answer):
            return Outcome(True, "equal expressions at every point tried")
        return Outcome(False, "expressions that differ")

    def _irrational(self, target: Node, answer: Node) -> Outcome:
        if self.algebra.same(target, answer):
            return Outcome(True, "equal to sixty digits")
        left, right = self.algebra.real(target), self.algebra.real(answer)
        if left is None or right is None:
            return Outcome(False, "different values")
        return self._near(target, answer, left, right)

    def _near(self, target: Node, answer: Node, left: Fraction, right: Fraction) -> Outcome:
        """The tolerance policy; `left` and `right` are the values."""
        gap, wanted, given = abs(left - right), printed(target), printed(answer)
        tolerance = self.policy.tolerance
        if isinstance(tolerance, float):
            same = gap <= Fraction(tolerance) * abs(left)
            return Outcome(
                same, f"within {tolerance:g} of the target" if same else f"not within {tolerance:g}"
            )
        if tolerance == "exact":
            return Outcome(False, "different numbers")
        if tolerance == "printed" and wanted is not None:
            same = gap <= wanted.last / 2
            return Outcome(same, "rounds to the printed target" if same else "does not round to the target")
        if self._rounded(gap, abs(left), wanted, given, abs(right) <= abs(left)):
            return Outcome(True, "equal at the precision written")
        return Outcome(False, "different numbers")

    def _rounded(
        self, gap: Fraction, size: Fraction, wanted: Printed | None, given: Printed | None, cut: bool
    ) -> bool:
        """`cut`: the answer is smaller in size than the target, as a decimal that was cut off is."""
        if gap <= _NOISE * size and _noisy(wanted, given):
            return True
        if given is not None and given.open_ended:
            return given.digits >= 3 and gap < (given.last if cut else given.last / 2)
        if wanted is not None and wanted.open_ended:
            return gap < wanted.last
        if wanted is not None:
            if given is None:
                return wanted.digits >= 3 and gap <= wanted.last / 2
            return wanted.digits >= 4 and given.last < wanted.last and gap <= wanted.last / 2
        return given is not None and given.digits >= 6 and gap <= given.last / 2


def _same_parameter(target: Node, answer: Node) -> Node:
    """π/6 + 2kπ and π/6 + 2nπ: whole numbers by different letters; the answer with the target's letter."""
    wanted, given = set(variables(target)), set(variables(answer))
    ours, theirs = wanted - given, given - wanted
    if len(ours) != 1 or len(theirs) != 1 or not ours | theirs <= _PARAMETERS or PI not in set(walk(target)):
        return answer
    name, other = Sym(ours.pop()), Sym(theirs.pop())
    return replaced(answer, lambda part: name if part == other else part)


def flat(node: Node) -> Node:
    """A quantity at the top when there is one: degrees, negative money, 1 h 30 min."""
    match node:
        case Call("deg", (value,)):
            return Quantity(value, _DEGREE)
        case Call("neg", (inner,)):
            below = flat(inner)
            return Quantity(negated(below.value), below.unit) if isinstance(below, Quantity) else node
        case Call("add", args) if all(isinstance(arg, Call) and arg.head == "deg" for arg in args):
            return Quantity(Call("add", tuple(arg.args[0] for arg in args if isinstance(arg, Call))), _DEGREE)
        case Call("sum_of_quantities", (first, second)):
            return _total(flat(first), flat(second))
    return node


def _total(first: Node, second: Node) -> Node:
    assert isinstance(first, Quantity) and isinstance(second, Quantity)
    if isinstance(first.unit.factor, str) or isinstance(second.unit.factor, str):
        return first
    ratio = second.unit.factor / first.unit.factor
    extra = Call("mul", (second.value, Num(ratio)))
    return Quantity(Call("add", (first.value, extra)), first.unit)


def printed(node: Node) -> Printed | None:
    """How a decimal (also negated, in per cent, or times a power of ten) was written; None for exact values."""
    match node:
        case Num(_, places, digits, open_ended) if places is not None:
            return Printed(Fraction(10) ** -places, max(digits, 1), open_ended)
        case Call("neg", (inner,)):
            return printed(inner)
        case Call("percent", (inner,)):
            below = printed(inner)
            return below and Printed(below.last / 100, below.digits, below.open_ended)
        case Call("mul", (mantissa, Call("pow", (Num(base), _)) as power)) if base == 10:
            below, scale = printed(mantissa), value_of(power)
            return below and scale and Printed(below.last * scale[0], below.digits, below.open_ended)
        case Call("mul", (mantissa, Num(factor, None))):
            below = printed(mantissa)
            return below and Printed(below.last * abs(factor), below.digits, below.open_ended)
    return None


def _percent(node: Node) -> Node | None:
    if isinstance(node, Call) and node.head == "percent":
        return node.args[0]
    if isinstance(node, Call) and node.head == "neg" and (inner := _percent(node.args[0])) is not None:
        return negated(inner)
    return None


def _bare(node: Node) -> Node:
    return node.value if isinstance(node, Quantity) else node


def _angle(target: Node, answer: Node) -> bool:
    return any(isinstance(node, Quantity) and ("rad", 1) in node.unit.dimension for node in (target, answer))


def _in_pi(value: Node, unit: Unit) -> Node:
    if isinstance(unit.factor, str):
        return Call("mul", (value, Num(ANGLE_FACTORS[unit.factor]), PI))
    return value


def _scaled(value: Node, unit: Unit) -> Node:
    assert isinstance(unit.factor, Fraction)
    scaled: Node = Call("mul", (value, Num(unit.factor)))
    return Call("add", (scaled, Num(unit.offset))) if unit.offset else scaled


def _noisy(wanted: Printed | None, given: Printed | None) -> bool:
    """Whether one side shows the rounding of floating-point arithmetic: many digits against few."""
    one, two = wanted.digits if wanted else 0, given.digits if given else 0
    return max(one, two) >= 12 and one != two


def _base(node: Node) -> int:
    match node:
        case Num():
            return node.base
        case Call("neg", (Num() as number,)):
            return number.base
    return 10


def _is_name(node: Node) -> bool:
    return isinstance(node, Sym) and not (node.constant and node.name in ("pi", "e", "i"))


def _unlike(target: Node, answer: Node) -> bool:
    return any(isinstance(node, Seq | Rel | Matrix | Words) for node in (target, answer))
