"""Probability, each answer counted over all equally likely cases."""

from fractions import Fraction
from itertools import combinations, permutations, product

from harness.dataset.proofs import question


def share(cases, holds):
    """The share of the cases for which something holds."""
    cases = list(cases)
    return Fraction(sum(1 for case in cases if holds(case)), len(cases))


@question(
    topic="probability",
    level="middle",
    en="Three fair coins are tossed. What is the probability of exactly two heads?",
    zh="抛三枚均匀的硬币，恰好出现两个正面的概率是多少？",
    target="3/8",
)
def two_heads():
    return share(product("HT", repeat=3), lambda toss: toss.count("H") == 2)


@question(
    topic="probability",
    level="middle",
    en="Two fair dice with six faces are rolled. What is the probability that the product of the two "
    "numbers is odd?",
    zh="掷两枚均匀的六面骰子，两个点数之积为奇数的概率是多少？",
    target="1/4",
)
def odd_product():
    return share(product(range(1, 7), repeat=2), lambda roll: roll[0] * roll[1] % 2 == 1)


@question(
    topic="probability",
    level="high",
    en="Two different numbers are drawn at random from 1 to 9. What is the probability that their sum is "
    "even?",
    zh="从 1 到 9 中随机取两个不同的数，它们的和为偶数的概率是多少？",
    target="4/9",
)
def even_sum_of_two():
    return share(combinations(range(1, 10), 2), lambda pair: sum(pair) % 2 == 0)


@question(
    topic="probability",
    level="high",
    en="Five people, among them Ana and Leo, stand in a row in random order. What is the probability that "
    "Ana and Leo "
    "stand next to each other?",
    zh="包括小安和小雷在内的五个人随机站成一排，小安和小雷相邻的概率是多少？",
    target="2/5",
)
def neighbours_in_a_row():
    return share(permutations(range(5)), lambda row: abs(row.index(0) - row.index(1)) == 1)


@question(
    topic="probability",
    level="high",
    en="What is the expected value of the larger of the two numbers when two fair six-sided dice are rolled?",
    zh="掷两枚均匀的六面骰子，两个点数中较大者的期望值是多少？",
    target="161/36",
)
def larger_of_two_dice():
    rolls = list(product(range(1, 7), repeat=2))
    return Fraction(sum(max(roll) for roll in rolls), len(rolls))


@question(
    topic="probability",
    level="university",
    en="A drawer holds 4 black and 6 white socks. Socks are drawn one by one without looking until two of "
    "one colour have "
    "come. What is the probability that exactly three socks are drawn?",
    zh="抽屉里有 4 只黑袜子和 6 只白袜子，闭眼一只一只地取，直到取出两只同色的为止。恰好取三只的概率是多少？",
    target="8/15",
)
def third_sock():
    return share(permutations("b" * 4 + "w" * 6, 2), lambda pair: pair[0] != pair[1])


@question(
    topic="probability",
    level="olympiad",
    en="A fair coin is tossed until the pattern head-tail appears in two tosses in a row. What is the "
    "expected number of "
    "tosses?",
    zh="反复抛一枚均匀的硬币，直到连续两次出现“正、反”为止。抛掷次数的期望值是多少？",
    target="4",
)
def wait_for_head_tail():
    # States: nothing useful yet (a), the last toss was a head (b). a = 1 + a/2 + b/2, b = 1 + b/2.
    b = Fraction(1) / (1 - Fraction(1, 2))
    return (1 + b / 2) / (1 - Fraction(1, 2))


@question(
    topic="probability",
    level="olympiad",
    en="Four cards with the numbers 1, 2, 3, 4 are shuffled and laid in a row. What is the probability "
    "that no number lies "
    "at its own place, counting places from 1 to 4?",
    zh="把写有 1、2、3、4 的四张卡片洗匀后排成一排。位置从 1 到 4 编号，"
    "没有一个数位于与自己相同编号的位置的概率是多少？",
    target="3/8",
)
def nothing_in_place():
    return share(permutations(range(4)), lambda row: all(place != card for place, card in enumerate(row)))
