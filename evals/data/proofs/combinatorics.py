"""Combinatorics, each answer counted one case at a time."""

from itertools import combinations, permutations, product

from harness.dataset.proofs import question


@question(
    topic="combinatorics",
    level="middle",
    en="A menu has 4 soups, 5 main courses and 3 desserts. A meal is one main course and either a soup or a "
    "dessert, but not both. How many different meals are there?",
    zh="菜单上有 4 种汤、5 种主菜和 3 种甜点。一份套餐包括一种主菜，再加一种汤或一种甜点（不能两者都要）。"
    "一共有多少种不同的套餐？",
    target="35",
)
def soup_or_dessert():
    sides = [f"soup {n}" for n in range(4)] + [f"dessert {n}" for n in range(3)]
    return len({(main, side) for main in range(5) for side in sides})


@question(
    topic="combinatorics",
    level="high",
    en="In how many ways can the letters of the word BANANA be arranged so that no two letters A stand "
    "next to each other?",
    zh="把单词 BANANA 的六个字母重新排列，使任意两个字母 A 都不相邻，共有多少种排法？",
    target="12",
)
def banana_apart():
    return sum(1 for word in set(permutations("BANANA")) if "AA" not in "".join(word))


@question(
    topic="combinatorics",
    level="high",
    en="How many subsets of {1, 2, ..., 9} have an even number of elements and contain the number 5?",
    zh="集合 {1, 2, …, 9} 的子集中，元素个数为偶数且含有数 5 的有多少个？",
    target="128",
)
def even_subsets_with_five():
    sets = (chosen for size in range(0, 10, 2) for chosen in combinations(range(1, 10), size))
    return sum(1 for chosen in sets if 5 in chosen)


@question(
    topic="combinatorics",
    level="olympiad",
    en="A row of 10 lamps is to be switched so that no two neighbouring lamps are both on. "
    "How many patterns are possible, counting the one with all lamps off?",
    zh="一排有 10 盏灯，要求任意两盏相邻的灯不能同时亮。包括全部熄灭在内，共有多少种亮灭状态？",
    target="144",
)
def lamps_apart():
    return sum(1 for row in product("01", repeat=10) if "11" not in "".join(row))


@question(
    topic="combinatorics",
    level="olympiad",
    en="How many permutations of the numbers 1 to 6 leave exactly two numbers in their own place?",
    zh="数 1 到 6 的排列中，恰有两个数在自己原来位置上的排列有多少个？",
    target="135",
)
def two_fixed_points():
    def fixed(order):
        return sum(1 for place, value in enumerate(order) if place == value)

    return sum(1 for order in permutations(range(6)) if fixed(order) == 2)


@question(
    topic="combinatorics",
    level="high",
    en="A robot walks on a grid from (0, 0) to (5, 4), one unit right or up at each step, and may not pass "
    "through (2, 2). How many paths are there?",
    zh="机器人在方格上从 (0, 0) 走到 (5, 4)，每步向右或向上走一格，并且不能经过点 (2, 2)。共有多少条路径？",
    target="66",
)
def paths_around_a_point():
    def count(x, y):
        if (x, y) == (2, 2) or x > 5 or y > 4:
            return 0
        return 1 if (x, y) == (5, 4) else count(x + 1, y) + count(x, y + 1)

    return count(0, 0)


@question(
    topic="combinatorics",
    level="high",
    en="Seven friends sit down at a round table. Two of them refuse to sit next to each other. Seatings that "
    "differ only by a rotation count once. How many seatings are there?",
    zh="七位朋友围坐一张圆桌，其中有两位不愿相邻而坐。只差一个旋转的坐法算同一种。共有多少种坐法？",
    target="480",
)
def round_table():
    def apart(order):
        return abs(order.index(1) - order.index(2)) not in (1, 6)

    return sum(1 for rest in permutations(range(1, 7)) if apart((0, *rest)))


@question(
    topic="combinatorics",
    level="olympiad",
    en="In how many ways can 12 be written as an ordered sum of positive integers in which every summand "
    "is odd?",
    zh="把 12 写成若干个正奇数之和（加数的顺序不同算不同的写法），共有多少种写法？",
    target="144",
)
def odd_compositions():
    def count(rest):
        return 1 if rest == 0 else sum(count(rest - part) for part in range(1, rest + 1, 2))

    return count(12)
