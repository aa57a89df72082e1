"""Probability: dice, urns, coins, expectation, Bayes. All exact fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from math import comb

from harness.dataset.templates.base import Params, Template


def _dice_sum_counted(p: Params) -> Fraction:
    rolls = list(product(range(1, p.a + 1), range(1, p.b + 1)))
    return Fraction(sum(1 for one, two in rolls if one + two == p.s), len(rolls))


def _dice_sum_bounds(p: Params) -> Fraction:
    """One die may show whatever leaves a possible number for the other one."""
    low, high = max(1, p.s - p.b), min(p.a, p.s - 1)
    return Fraction(high - low + 1, p.a * p.b)


def _same_colour_counted(p: Params) -> Fraction:
    balls = "r" * p.r + "b" * p.b
    pairs = list(combinations(balls, 2))
    return Fraction(sum(1 for one, two in pairs if one == two), len(pairs))


def _binomial(p: Params) -> Fraction:
    chance = Fraction(p.a, p.b)
    return comb(p.n, p.k) * chance**p.k * (1 - chance) ** (p.n - p.k)


def _binomial_by_convolution(p: Params) -> Fraction:
    chance, shares = Fraction(p.a, p.b), [Fraction(1)]
    for _ in range(p.n):
        missed = [share * (1 - chance) for share in shares] + [Fraction(0)]
        hit = [Fraction(0)] + [share * chance for share in shares]
        shares = [one + two for one, two in zip(missed, hit, strict=True)]
    return shares[p.k]


def _bayes(p: Params) -> Fraction:
    sick = Fraction(p.ill, 100)
    true = sick * Fraction(p.hit, 100)
    return true / (true + (1 - sick) * Fraction(p.false, 100))


def _bayes_by_counting(p: Params) -> Fraction:
    """In a town of 10,000, in whole people."""
    ill_found = 100 * p.ill * p.hit // 100
    well_found = (10_000 - 100 * p.ill) * p.false // 100
    return Fraction(ill_found, ill_found + well_found)


def _draws_until(p: Params) -> Fraction:
    """Mean position of the first of k good cards among n, summed over positions."""
    total = comb(p.n, p.k)
    return sum(
        (Fraction(place * comb(p.n - place, p.k - 1), total) for place in range(1, p.n + 1)), Fraction(0)
    )


def _ruin(p: Params) -> Fraction:
    """Fair steps of one: solved by walking the linear recurrence h(k) = 2h(k-1) - h(k-2)."""
    values = [0, 1]
    for _ in range(p.goal - 1):
        values.append(2 * values[-1] - values[-2])
    return Fraction(values[p.start], values[p.goal])


def _first_one_at_some_roll(p: Params) -> Fraction:
    """Summed over the roll at which the first 1 comes."""
    miss = Fraction(p.sides - 1, p.sides)
    return sum((miss**before * Fraction(1, p.sides) for before in range(p.n)), Fraction(0))


TEMPLATES: tuple[Template, ...] = (
    Template(
        name="draw-one",
        topic="probability",
        level="elementary",
        ranges={"r": (3, 40), "b": (4, 40), "g": (2, 30)},
        answer=lambda p: Fraction(p.r, p.r + p.b + p.g),
        proof=lambda p: 1 - Fraction(p.b, p.r + p.b + p.g) - Fraction(p.g, p.r + p.b + p.g),
        en=(
            "A bag holds {r} red, {b} blue and {g} green balls. One ball is drawn at random. What is the "
            "probability that it is red? Give a fraction in lowest terms.",
            "With {r} red, {b} blue and {g} green balls in a bag, how likely is a red ball when one is drawn "
            "blindly? Answer with a reduced fraction.",
        ),
        zh=(
            "袋中有 {r} 个红球、{b} 个蓝球和 {g} 个绿球，随机取出一个。取到红球的概率是多少？"
            "请写成最简分数。",
            "一个袋子装着 {r} 个红球、{b} 个蓝球、{g} 个绿球，闭眼摸一个，摸到红球的可能性是多少？"
            "请用最简分数作答。",
        ),
    ),
    Template(
        name="two-dice-sum",
        topic="probability",
        level="middle",
        ranges={"a": (4, 12), "b": (6, 20), "s": (4, 28)},
        fits=lambda p: p.a < p.b and p.s < p.a + p.b,
        answer=_dice_sum_bounds,
        proof=_dice_sum_counted,
        en=(
            "A fair die with faces 1 to {a} and a fair die with faces 1 to {b} are rolled. What is the "
            "probability that the sum is {s}? Give a reduced fraction.",
            "How likely is a total of {s} with one fair {a}-sided and one fair {b}-sided die, both numbered "
            "from 1? Answer with a reduced fraction.",
        ),
        zh=(
            "掷一枚各面为 1 到 {a} 的均匀骰子和一枚各面为 1 到 {b} 的均匀骰子，点数之和等于 {s} "
            "的概率是多少？请写成最简分数。",
            "一枚 {a} 面骰子和一枚 {b} 面骰子都从 1 开始编号且均匀，总和为 {s} 的可能性是多少？"
            "请用最简分数作答。",
        ),
    ),
    Template(
        name="same-colour",
        topic="probability",
        level="high",
        ranges={"r": (3, 16), "b": (4, 18)},
        answer=lambda p: Fraction(comb(p.r, 2) + comb(p.b, 2), comb(p.r + p.b, 2)),
        proof=_same_colour_counted,
        en=(
            "Two balls are drawn without replacement from a box with {r} red and {b} black balls. "
            "What is the probability that both have the same colour? Give a reduced fraction.",
            "A box contains {r} red and {b} black balls, and two are taken out together. How likely are two "
            "of one colour? Answer with a reduced fraction.",
        ),
        zh=(
            "盒中有 {r} 个红球和 {b} 个黑球，不放回地取出两个。两球颜色相同的概率是多少？请写成最简分数。",
            "从装有 {r} 个红球和 {b} 个黑球的盒子里一次取两个，取到同色球的可能性是多少？请用最简分数作答。",
        ),
    ),
    Template(
        name="exact-hits",
        topic="probability",
        level="high",
        ranges={"a": (1, 4), "b": (3, 6), "n": (4, 8), "k": (1, 6)},
        distinct=False,
        fits=lambda p: 2 * p.a != p.b and p.a < p.b and p.k < p.n,
        people=1,
        answer=_binomial,
        proof=_binomial_by_convolution,
        en=(
            "{who1} hits the target with probability {a}/{b}, each throw independent of the others. What "
            "is the "
            "probability of exactly {k} hits in {n} throws? Give a reduced fraction.",
            "An experiment succeeds with probability {a}/{b} and is repeated {n} times independently. Find "
            "the "
            "probability of exactly {k} successes as a reduced fraction.",
        ),
        zh=(
            "{who1}每次投掷命中目标的概率是 {a}/{b}，各次互不影响。投 {n} 次恰好命中 {k} 次的概率是多少？"
            "请写成最简分数。",
            "一次试验成功的概率是 {a}/{b}，独立重复 {n} 次。求恰好成功 {k} 次的概率，写成最简分数。",
        ),
    ),
    Template(
        name="at-least-one",
        topic="probability",
        level="high",
        ranges={"sides": (4, 30), "n": (2, 5)},
        distinct=False,
        fits=lambda p: p.sides**p.n <= 100_000,
        answer=lambda p: 1 - Fraction(p.sides - 1, p.sides) ** p.n,
        proof=_first_one_at_some_roll,
        en=(
            "A fair die with {sides} faces numbered from 1 is rolled {n} times. What is the probability of "
            "at "
            "least one 1? Give a reduced fraction.",
            "How likely is it that the number 1 comes up in {n} rolls of a fair {sides}-sided die? Answer "
            "with "
            "a reduced fraction.",
        ),
        zh=(
            "一枚从 1 开始编号的 {sides} 面均匀骰子掷 {n} 次，至少出现一次 1 的概率是多少？请写成最简分数。",
            "掷 {n} 次均匀的 {sides} 面骰子，数字 1 会出现的可能性有多大？请用最简分数作答。",
        ),
    ),
    Template(
        name="positive-test",
        topic="probability",
        level="university",
        ranges={"ill": (1, 12), "hit": (80, 99), "false": (2, 15)},
        answer=_bayes,
        proof=_bayes_by_counting,
        en=(
            "{ill} percent of the trees in a forest carry a fungus. A test detects it in {hit} percent of "
            "the "
            "trees that carry it, and is also positive for {false} percent of the healthy ones. The test "
            "of a "
            "random tree is positive. What is the probability that it carries the fungus? Reduced fraction.",
            "A fungus infects {ill} percent of all trees. The test finds {hit} percent of the infected trees "
            "and falsely marks {false} percent of the others. Given a mark, how likely is an infection? "
            "Answer with a reduced fraction.",
        ),
        zh=(
            "森林里 {ill}% 的树带有一种真菌。检测对带菌树有 {hit}% 呈阳性，对健康树也有 {false}% 呈阳性。"
            "随机一棵树检测为阳性，它带菌的概率是多少？请写成最简分数。",
            "一种真菌感染了 {ill}% 的树。检测能发现 {hit}% 的感染树，也会误标 {false}% 的其他树。"
            "已知一棵树被标记，它被感染的可能性是多少？请用最简分数作答。",
        ),
    ),
    Template(
        name="first-good-card",
        topic="probability",
        level="olympiad",
        ranges={"n": (8, 60), "k": (2, 7)},
        answer=lambda p: Fraction(p.n + 1, p.k + 1),
        proof=_draws_until,
        en=(
            "A deck of {n} cards contains {k} jokers. The shuffled cards are turned over one by one. What "
            "is the "
            "expected number of cards turned over up to and including the first joker? Exact fraction.",
            "{k} of {n} boxes hold a prize. They are opened in random order. After how many boxes, on "
            "average, "
            "is the first prize found? Count that box too and answer exactly.",
        ),
        zh=(
            "一副 {n} 张的牌中有 {k} 张王。洗好后一张一张翻开，直到翻出第一张王为止（包括它），"
            "平均翻多少张？请给出精确的分数。",
            "{n} 个盒子中有 {k} 个装着奖品，按随机顺序打开。平均打开第几个盒子时第一次找到奖品？请精确作答。",
        ),
    ),
    Template(
        name="fair-walk",
        topic="probability",
        level="university",
        ranges={"start": (2, 40), "goal": (5, 90)},
        people=1,
        fits=lambda p: p.start < p.goal - 1,
        answer=lambda p: Fraction(p.start, p.goal),
        proof=_ruin,
        en=(
            "{who1} has {start} coins and bets one coin at a time on a fair coin toss until there are "
            "{goal} coins "
            "or none. What is the probability of reaching {goal}? Give a reduced fraction.",
            "A symmetric random walk starts at {start} and stops at 0 or {goal}. How likely does it stop at "
            "{goal}? Answer with a reduced fraction.",
        ),
        zh=(
            "{who1}有 {start} 枚硬币，每次在公平的抛硬币中押一枚，直到有 {goal} 枚或输光为止。达到 {goal} "
            "枚的概率是多少？请写成最简分数。",
            "对称随机游走从 {start} 出发，到达 0 或 {goal} 时停止。停在 {goal} 的概率是多少？"
            "请用最简分数作答。",
        ),
    ),
)
