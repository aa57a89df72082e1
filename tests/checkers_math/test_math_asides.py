"""What stands beside an answer does not count, and rows of bare numbers are no single number."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Right = Callable[..., bool]


@pytest.mark.parametrize(
    ("gold", "text"),
    [
        ("17", "So $x = 17$.\n\n**Check:** $3(17) - 5 = 46$ ✓"),
        ("5", "x = 5 or x = -3 (rejected)"),
        ("11", "She buys 11 packs (10 packs would leave her 2 short)."),
        ("no solution", "There is no real solution, since the discriminant is -3."),
        ("cannot be determined", "There is not enough information to tell."),
    ],
)
def test_the_answer_counts_and_not_what_stands_beside_it(right: Right, gold: str, text: str) -> None:
    assert right(gold, text)


@pytest.mark.parametrize(
    ("gold", "text"),
    [
        ("46", "So $x = 17$.\n\n**Check:** $3(17) - 5 = 46$ ✓"),
        ("-3", "x = 5 or x = -3 (rejected)"),
        ("2", "She buys 11 packs (10 packs would leave her 2 short)."),
        ("-3", "There is no real solution, since the discriminant is -3."),
        ("18", "There is not enough information. If all were full, it would be 18."),
        ("18", "The answer is less than 18."),
    ],
)
def test_what_stands_beside_an_answer_is_none(right: Right, gold: str, text: str) -> None:
    assert not right(gold, text)


def test_a_row_of_numbers_is_all_of_them(right: Right) -> None:
    assert right("1,3,5,7", "1 3 5 7")
    assert not right("7", "1 3 5 7")
    assert not right("15", "15 15")
    assert right("1000000", "1 000 000")
