"""Arithmetic, each answer counted or computed exactly."""

from fractions import Fraction

from harness.dataset.proofs import question


@question(
    topic="arithmetic",
    level="elementary",
    en="What is 48 - 6 * (9 - 4) + 12 / 3?",
    zh="计算 48 - 6 × (9 - 4) + 12 ÷ 3 的值。",
    target="22",
)
def order_of_operations():
    product = sum(6 for _ in range(9 - 4))
    quotient = sum(1 for step in range(1, 13) if step % 3 == 0)
    return 48 - product + quotient


@question(
    topic="arithmetic",
    level="elementary",
    en="The digit sum of a number is the sum of its digits. "
    "What is the digit sum of 1 + 10 + 100 + 1000 + 9999?",
    zh="一个数的数字和是它各位数字之和。求 1 + 10 + 100 + 1000 + 9999 的数字和。",
    target="4",
)
def digit_sum_after_carry():
    return sum(int(digit) for digit in str(1 + 10 + 100 + 1000 + 9999))


@question(
    topic="arithmetic",
    level="middle",
    en="Write 1/6 + 3/10 + 2/15 as a fraction in lowest terms.",
    zh="把 1/6 + 3/10 + 2/15 写成最简分数。",
    target="3/5",
)
def three_fractions():
    return Fraction(1, 6) + Fraction(3, 10) + Fraction(2, 15)


@question(
    topic="arithmetic",
    level="middle",
    en="A price of 80 dollars is raised by 25 percent, and the new price is then lowered by 25 percent. "
    "What is the final price in dollars?",
    zh="一件商品原价 80 元，先涨价 25%，再按新价降价 25%。最后的价格是多少元？",
    target="75",
)
def up_and_down():
    cents = 8000
    cents += cents * 25 // 100
    cents -= cents * 25 // 100
    return Fraction(cents, 100)


@question(
    topic="arithmetic",
    level="middle",
    en="What is the sum of all whole numbers from 1 to 200 that do not contain the digit 7?",
    zh="从 1 到 200 的整数中，所有不含数字 7 的数之和是多少？",
    target="15824",
)
def sum_without_sevens():
    return sum(number for number in range(1, 201) if "7" not in str(number))


@question(
    topic="arithmetic",
    level="high",
    en="Compute (2^10 * 3^8) / (6^7 * 4) as an integer.",
    zh="计算 (2^10 × 3^8) ÷ (6^7 × 4)，结果是整数。",
    target="6",
)
def cancelling_powers():
    return Fraction(2**10 * 3**8, 6**7 * 4)


@question(
    topic="arithmetic",
    level="high",
    en="What is the 100th digit after the decimal point of 3/7?",
    zh="3/7 化成小数后，小数点后第 100 位数字是多少？",
    target="5",
)
def hundredth_digit():
    remainder, digit = 3, 0
    for _ in range(100):
        digit, remainder = divmod(remainder * 10, 7)
    return digit


@question(
    topic="arithmetic",
    level="olympiad",
    en="The sum 1/(1*2) + 1/(2*3) + 1/(3*4) + ... + 1/(44*45) is written in lowest terms. What is it?",
    zh="求 1/(1×2) + 1/(2×3) + 1/(3×4) + … + 1/(44×45) 的值，写成最简分数。",
    target="44/45",
)
def telescope():
    return sum((Fraction(1, k * (k + 1)) for k in range(1, 45)), Fraction(0))
