"""Combinatorics: arrangements, selections, paths, inclusion and exclusion."""

from __future__ import annotations

from itertools import combinations, permutations, product
from math import comb, factorial, lcm

from harness.dataset.templates.base import Params, Template

# Words of distinct and of repeated letters, short enough to list all arrangements.
_WORDS = (
    "LEVEL", "ROTOR", "BANJO", "PAPER", "MAMMA", "COCOA", "ARENA", "TEETH", "QUEUE", "SISSY",
    "KAYAK", "MOTTO", "SALAD", "RADAR", "EERIE", "PUPPY", "ONION", "ADDED", "TROOP", "CIVIC",
    "GRASS", "DRAMA", "LLAMA", "ERROR", "APPLE", "BERRY", "BOOKS", "CHEEK", "DOOR", "EAGLE",
    "FLOOR", "GEESE", "HAPPY", "INDIA", "JELLY", "KITTY", "LEMON", "MAMBO", "NINE", "OTTER",
    "PIZZA", "RIVER", "SPOON", "TIGER", "UNION", "VIVID", "WHEEL", "YUMMY",
)  # fmt: skip


def _multinomial(word: str) -> int:
    total = factorial(len(word))
    for letter in set(word):
        total //= factorial(word.count(letter))
    return total


def _paths_by_table(p: Params) -> int:
    row = [1] * (p.w + 1)
    for _ in range(p.h):
        for x in range(1, p.w + 1):
            row[x] += row[x - 1]
    return row[p.w]


def _paths_through(p: Params) -> int:
    return comb(p.x + p.y, p.x) * comb(p.w - p.x + p.h - p.y, p.w - p.x)


def _paths_walked(p: Params) -> int:
    def ways(x0: int, y0: int, x1: int, y1: int) -> int:
        return _paths_by_table(Params(w=x1 - x0, h=y1 - y0))

    return ways(0, 0, p.x, p.y) * ways(p.x, p.y, p.w, p.h)


def _committee(p: Params) -> int:
    return sum(comb(p.w, k) * comb(p.m, p.k - k) for k in range(p.least, p.k + 1))


def _committee_complement(p: Params) -> int:
    return comb(p.w + p.m, p.k) - sum(comb(p.w, k) * comb(p.m, p.k - k) for k in range(p.least))


def _solutions_by_table(p: Params) -> int:
    """Ordered sums of k non-negative integers, by adding one summand at a time."""
    ways = [1] + [0] * p.n
    for _ in range(p.k - 1):
        for total in range(1, p.n + 1):
            ways[total] += ways[total - 1]
    return sum(ways[: p.n + 1])


def _strings_without_pair(p: Params) -> int:
    """Strings over q letters without two equal chosen letters in a row: (other, chosen) counts."""
    other, chosen = p.q - 1, 1
    for _ in range(p.n - 1):
        other, chosen = (p.q - 1) * (other + chosen), other
    return other + chosen


def _strings_by_gaps(p: Params) -> int:
    """The same by placing k chosen letters into the gaps between the others."""
    return sum(comb(p.n - k + 1, k) * (p.q - 1) ** (p.n - k) for k in range((p.n + 1) // 2 + 1))


def _derangements(n: int) -> int:
    """Inclusion and exclusion of the fixed points."""
    return sum((-1) ** k * comb(n, k) * factorial(n - k) for k in range(n + 1))


def _fixed_points_by_insertion(p: Params) -> int:
    """Counts by fixed points, grown one element at a time: it stays, or takes the place of another one."""
    counts = {0: 1}
    for size in range(p.n):
        grown: dict[int, int] = {}
        for fixed, ways in counts.items():
            changes = ((fixed + 1, 1), (fixed - 1, fixed), (fixed, size - fixed))
            for after, factor in changes:
                grown[after] = grown.get(after, 0) + ways * factor
        counts = grown
    return counts.get(p.k, 0)


def _excluded(p: Params) -> int:
    """Inclusion and exclusion over the three divisors."""
    singles = p.n // p.a + p.n // p.b + p.n // p.c
    pairs = p.n // lcm(p.a, p.b) + p.n // lcm(p.a, p.c) + p.n // lcm(p.b, p.c)
    return p.n - singles + pairs - p.n // lcm(p.a, p.b, p.c)


TEMPLATES: tuple[Template, ...] = (
    Template(
        name="outfits",
        topic="combinatorics",
        level="elementary",
        ranges={"a": (3, 14), "b": (2, 12), "c": (2, 9)},
        people=1,
        answer=lambda p: p.a * p.b * p.c,
        proof=lambda p: sum(1 for _ in product(range(p.a), range(p.b), range(p.c))),
        en=(
            "{who1} owns {a} shirts, {b} pairs of trousers and {c} hats. How many outfits of one shirt, "
            "one pair "
            "of trousers and one hat are there?",
            "Choosing one of {a} shirts, one of {b} pairs of trousers and one of {c} hats, in how many "
            "ways can "
            "{who1} dress?",
        ),
        zh=(
            "{who1}有 {a} 件衬衫、{b} 条裤子和 {c} 顶帽子。一件衬衫、一条裤子和一顶帽子组成一套，"
            "共有多少种搭配？",
            "从 {a} 件衬衫、{b} 条裤子和 {c} 顶帽子中各选一件，{who1}有多少种穿法？",
        ),
    ),
    Template(
        name="handshakes",
        topic="combinatorics",
        level="middle",
        ranges={"a": (4, 30), "b": (3, 20)},
        answer=lambda p: comb(p.a + p.b, 2) - comb(p.a, 2),
        proof=lambda p: sum(1 for _, second in combinations(range(p.a + p.b), 2) if second >= p.a),
        en=(
            "At a party there are {a} members of one team, who know each other, and {b} strangers, who know "
            "nobody. Every two people who do not know each other shake hands once. How many handshakes are "
            "there?",
            "{a} colleagues meet {b} guests. Each guest shakes hands once with everybody else, the "
            "colleagues do "
            "not shake hands among themselves. Count the handshakes.",
        ),
        zh=(
            "聚会上有互相认识的 {a} 名队员和谁都不认识的 {b} 位陌生人。每两个互不相识的人握手一次。"
            "一共握手多少次？",
            "{a} 位同事遇到 {b} 位客人。每位客人与其他所有人各握手一次，同事之间不握手。共握手多少次？",
        ),
    ),
    Template(
        name="word-arrangements",
        topic="combinatorics",
        level="high",
        ranges={"w": (0, len(_WORDS) - 1)},
        shown=lambda p: {"word": _WORDS[p.w]},
        answer=lambda p: _multinomial(_WORDS[p.w]),
        proof=lambda p: len(set(permutations(_WORDS[p.w]))),
        en=(
            "In how many different orders can the letters of the word {word} be written?",
            "How many different strings use each letter tile of {word} exactly once?",
        ),
        zh=(
            "单词 {word} 的字母一共可以排成多少种不同的顺序？",
            "用 {word} 的全部字母牌各一次，可以拼出多少个不同的字符串？",
        ),
    ),
    Template(
        name="grid-paths-through",
        topic="combinatorics",
        level="high",
        ranges={"w": (4, 12), "h": (4, 12), "x": (1, 9), "y": (1, 9)},
        distinct=False,
        fits=lambda p: p.x < p.w and p.y < p.h,
        answer=_paths_through,
        proof=_paths_walked,
        en=(
            "A path runs from (0, 0) to ({w}, {h}) in unit steps to the right or up and passes through "
            "({x}, {y}). How many such paths are there?",
            "Moving only right or up by one unit each time, in how many ways can one go from (0, 0) by way "
            "of "
            "({x}, {y}) to ({w}, {h})?",
        ),
        zh=(
            "一条路径从 (0, 0) 到 ({w}, {h})，每步向右或向上走一个单位，并且经过点 ({x}, {y})。"
            "这样的路径有多少条？",
            "每次只能向右或向上走一格，从 (0, 0) 经过 ({x}, {y}) 到 ({w}, {h}) 有多少种走法？",
        ),
    ),
    Template(
        name="committee-at-least",
        topic="combinatorics",
        level="high",
        ranges={"w": (4, 11), "m": (4, 11), "k": (3, 6), "least": (1, 3)},
        distinct=False,
        fits=lambda p: p.least < p.k <= min(p.w, p.m),
        answer=_committee,
        proof=_committee_complement,
        en=(
            "From {w} cooks and {m} waiters a committee of {k} people is chosen that contains at least "
            "{least} of "
            "the cooks. In how many ways can this be done?",
            "How many groups of {k} can be formed from {w} cooks and {m} waiters if {least} or more of the "
            "group "
            "must be cooks?",
        ),
        zh=(
            "从 {w} 名厨师和 {m} 名服务员中选出 {k} 人组成委员会，其中至少有 {least} 名厨师。有多少种选法？",
            "从 {w} 名厨师和 {m} 名服务员中选 {k} 人，要求厨师不少于 {least} 人，共有多少种不同的组合？",
        ),
    ),
    Template(
        name="sweets-to-children",
        topic="combinatorics",
        level="high",
        ranges={"n": (6, 40), "k": (3, 7)},
        things=1,
        answer=lambda p: comb(p.n + p.k - 1, p.k - 1),
        proof=_solutions_by_table,
        en=(
            "In how many ways can {n} identical {thing1} be given to {k} children if a child may also get "
            "none?",
            "{k} different children share {n} {thing1} that cannot be told apart, and some may go "
            "empty-handed. "
            "Count the ways.",
        ),
        zh=(
            "把 {n} 个相同的{thing1}分给 {k} 个孩子，允许有的孩子一个也没有，共有多少种分法？",
            "{k} 个不同的孩子分 {n} 个完全一样的{thing1}，可以有人分不到。一共有多少种分法？",
        ),
    ),
    Template(
        name="no-equal-neighbours",
        topic="combinatorics",
        level="olympiad",
        ranges={"n": (5, 22), "q": (2, 9)},
        answer=_strings_without_pair,
        proof=_strings_by_gaps,
        en=(
            "A string of {n} letters is written with an alphabet of {q} letters, one of which is A. "
            "In how many such strings do no two letters A stand side by side?",
            "Each of {n} beads in a row has one of {q} colours, red among them. How many rows have no two "
            "neighbouring red beads?",
        ),
        zh=(
            "用含有字母 A 的 {q} 个字母写长度为 {n} 的字符串，其中任意两个 A 都不相邻的字符串有多少个？",
            "一排 {n} 颗珠子，每颗涂 {q} 种颜色之一（其中有红色），没有两颗相邻的红珠的涂法有多少种？",
        ),
    ),
    Template(
        name="letters-in-envelopes",
        topic="combinatorics",
        level="olympiad",
        ranges={"n": (4, 12), "k": (0, 8)},
        distinct=False,
        fits=lambda p: p.k < p.n - 1,
        answer=lambda p: comb(p.n, p.k) * _derangements(p.n - p.k),
        proof=_fixed_points_by_insertion,
        en=(
            "{n} different letters are put into {n} addressed envelopes, one into each. In how many ways do "
            "exactly {k} letters end up in the right envelope?",
            "How many permutations of 1, 2, ..., {n} have exactly {k} fixed points?",
        ),
        zh=(
            "把 {n} 封不同的信装入 {n} 个写好地址的信封，每个信封一封。恰有 {k} 封信装对的装法有多少种？",
            "1, 2, …, {n} 的排列中，恰有 {k} 个不动点的有多少个？",
        ),
    ),
    Template(
        name="divisible-by-none",
        topic="combinatorics",
        level="olympiad",
        ranges={"n": (100, 900), "a": (2, 9), "b": (3, 12), "c": (4, 15)},
        fits=lambda p: p.a < p.b < p.c and p.b % p.a != 0 and p.c % p.a != 0 and p.c % p.b != 0,
        answer=_excluded,
        proof=lambda p: sum(1 for k in range(1, p.n + 1) if k % p.a and k % p.b and k % p.c),
        en=(
            "How many integers from 1 to {n} are divisible by none of {a}, {b} and {c}?",
            "Strike out all multiples of {a}, of {b} and of {c} from the list 1, 2, ..., {n}. How many numbers "
            "are left?",
        ),
        zh=(
            "从 1 到 {n} 的整数中，不能被 {a}、{b}、{c} 中任何一个整除的有多少个？",
            "从 1, 2, …, {n} 中划去 {a}、{b}、{c} 的所有倍数，还剩多少个数？",
        ),
    ),
)
