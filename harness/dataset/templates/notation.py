"""Writing mathematics as plain text: polynomials, sums, fractions, matrices."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from harness.dataset.proofs import spell


def polynomial(coefficients: Sequence[int | Fraction], variable: str = "x", times: str = "") -> str:
    """Highest power first: `[3, -5, 2]` is `3x^2 - 5x + 2`. `times` stands between number and power."""
    degree = len(coefficients) - 1
    terms = [(value, degree - place) for place, value in enumerate(coefficients) if value]
    written = "".join(_term(value, power, variable, times) for value, power in terms)
    return (
        written.removeprefix(" + ").replace(" - ", "-", 1)
        if written.startswith(" - ")
        else written[3:] or "0"
    )


def _term(value: int | Fraction, power: int, variable: str, times: str) -> str:
    size = abs(value)
    body = variable if power == 1 else f"{variable}^{power}"
    if power == 0:
        text = str(size)
    elif size == 1:
        text = body
    else:
        number = f"({size})" if isinstance(size, Fraction) and size.denominator > 1 else str(size)
        text = f"{number}{times}{body}"
    return (" - " if value < 0 else " + ") + text


def answer_polynomial(coefficients: Sequence[int | Fraction], variable: str = "x") -> str:
    """A polynomial as a target is spelled: with explicit products."""
    return polynomial(coefficients, variable, times="*")


def signed(value: int) -> str:
    """` + 3` or ` - 3`, to follow another term."""
    return f" - {-value}" if value < 0 else f" + {value}"


def matrix(rows: Sequence[Sequence[int | Fraction]]) -> str:
    """`[[1, 2], [3, 4]]`."""
    return spell([list(row) for row in rows])


def linear(coefficients: Sequence[int], variables: str) -> str:
    """`[2, -1, 1]` with `xyz` is `2x - y + z`."""
    parts = [
        (" - " if value < 0 else " + ") + (name if abs(value) == 1 else f"{abs(value)}{name}")
        for value, name in zip(coefficients, variables, strict=True)
        if value
    ]
    text = "".join(parts)
    return "-" + text[3:] if text.startswith(" - ") else text[3:]
