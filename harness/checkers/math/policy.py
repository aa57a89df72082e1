"""What counts as the same answer where mathematics alone does not say."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

from harness.errors import UsageError


@dataclass(frozen=True, kw_only=True)
class MathPolicy:
    """Named conventions of the math checker; every field may be set per suite and per sample.

    tolerance: how a decimal may differ from the target.
        `auto` (default): exact, except that (1) an exact target such as 1/3 or √2 accepts its own correct
        rounding to at least six significant digits; (2) a decimal target with at least three significant
        digits accepts an exact answer (π for 3.14), with at least four also a longer decimal, that rounds
        to it; (3) floating-point noise beyond the twelfth digit is forgiven. `printed`: whatever rounds to
        the printed target is correct. `exact`: equal values only. A number: that relative difference.
    percent: `lenient` (default): 50% is 1/2, and a per cent sign that one side leaves out is forgiven
        (50% for 50), though not next to a number below 1, which is a share (0.5% is not 0.5). `exact`:
        50% is 1/2 and nothing else. `required`: the sign must be there when the target has it.
    units: `lenient` (default): a unit that one side leaves out is forgiven; two units must agree after
        conversion (90 min = 1.5 h; 5 kg ≠ 5 m). `required`: the target's unit must be given. `ignored`.
    order: `auto` (default): tuples, vectors and blanks are ordered; sets and bare lists are not. `ordered`
        and `unordered` force one of them on bare lists and tuples.
    variables: `lenient` (default): a leading `x =`, `f(x) =`, `P(A) =` may be missing on one side, and two
        different names contradict each other. `required`: the target's name must be there. `any`: variables
        may be renamed consistently.
    equations: `exact` (default): an equation to be solved (2x = 10) is no answer to a number. `solved`: it
        is one when it has exactly that solution.
    base: `exact` (default): a numeral and its base are asked for, so that 1011_2 is neither 1011 nor 11. `value`:
        1011_2 is also 11 and B_16. `lenient`: a missing base is forgiven (1011 for 1011_2).
    constant: `required` (default): an antiderivative with + C needs one (any letter). `lenient`: forgiven.
    choices: the options' texts in order (A first): an answer that gives the text instead of its letter is
        read as the letter.
    """

    tolerance: Literal["auto", "printed", "exact"] | float = "auto"
    percent: Literal["lenient", "exact", "required"] = "lenient"
    units: Literal["lenient", "required", "ignored"] = "lenient"
    order: Literal["auto", "ordered", "unordered"] = "auto"
    variables: Literal["lenient", "required", "any"] = "lenient"
    equations: Literal["exact", "solved"] = "exact"
    base: Literal["exact", "value", "lenient"] = "exact"
    constant: Literal["required", "lenient"] = "required"
    choices: tuple[str, ...] = ()

    def with_changes(self, changes: Mapping[str, Any]) -> MathPolicy:
        """This policy with some fields replaced.

        Raises:
            UsageError: an unknown field, or a value that the field does not have.
        """
        if not changes:
            return self
        checked = {name: _checked(name, value) for name, value in changes.items()}
        return dataclasses.replace(self, **checked)


def _checked(name: str, value: Any) -> Any:
    hints = get_type_hints(MathPolicy)
    if name not in hints:
        close = difflib.get_close_matches(name, hints, 1)
        raise UsageError(
            f"the math policy has no field {name!r}",
            nearest=close[0] if close else None,
            fix=f"use one of {', '.join(hints)}",
        )
    if name == "choices":
        return tuple(str(choice) for choice in value)
    if name == "tolerance" and not isinstance(value, str) and isinstance(value, int | float):
        if isinstance(value, bool) or not 0 <= value < 1:
            raise UsageError(
                f"the tolerance {value!r} is no relative difference", fix="use 0 ≤ tolerance < 1"
            )
        return float(value)
    allowed = _literals(hints[name])
    if name == "tolerance" and isinstance(value, str) and value not in allowed:
        return _checked(name, _number(value))
    if value not in allowed:
        raise UsageError(f"the math policy has no {name}={value!r}", fix=f"use one of {', '.join(allowed)}")
    return value


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UsageError(f"tolerance={text!r} is no number", fix="use auto, printed, exact or 0.01") from None


def _literals(hint: Any) -> tuple[str, ...]:
    if get_origin(hint) is Literal:
        return get_args(hint)
    return tuple(value for part in get_args(hint) for value in _literals(part))
