"""Word problems: shares, ages, work, travel, mixtures, money."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from harness.dataset.templates.base import Params, Template


def _age_by_waiting(p: Params) -> int:
    child, parent, years = p.child, p.parent, 0
    while parent != p.k * child:
        child, parent, years = child + 1, parent + 1, years + 1
    return years


def _meeting_by_tenths(p: Params) -> Fraction:
    """The moment at which the two have covered the whole distance, from equal slices of an hour."""
    slices = p.v1 + p.v2
    return next(Fraction(t, slices) for t in range(1, 60 * slices) if p.v1 * t + p.v2 * t == p.km * slices)


def _heads_and_legs(p: Params) -> int:
    return next(n for n in range(p.heads + 1) if 2 * n + 4 * (p.heads - n) == p.legs)


def _cheapest_tickets(p: Params) -> int:
    groups = range(p.people // p.size + 2)
    return min(g * p.price + max(0, p.people - g * p.size) * p.single for g in groups)


def _tickets_by_rule(p: Params) -> int:
    full, rest = divmod(p.people, p.size)
    return full * p.price + min(p.price, rest * p.single)


def _snail_days(p: Params) -> int:
    height, days = 0, 0
    while True:
        height, days = height + p.up, days + 1
        if height >= p.wall:
            return days
        height -= p.down


TEMPLATES: tuple[Template, ...] = (
    Template(
        name="give-and-buy",
        topic="word_problems",
        level="elementary",
        ranges={"a": (30, 120), "b": (4, 28), "c": (3, 12), "d": (5, 14)},
        people=2,
        things=1,
        answer=lambda p: p.a - p.b + p.c * p.d,
        proof=lambda p: len(range(p.b, p.a)) + sum(p.d for _ in range(p.c)),
        en=(
            "{who1} has {a} {thing1} and gives {b} of them to {who2}. Then {who1} buys {c} bags with {d} "
            "{thing1} "
            "each. How many {thing1} does {who1} have now?",
            "After giving {who2} {b} of the {a} {thing1} in the drawer, {who1} adds {c} bags of {d} "
            "{thing1} to "
            "the rest. How many {thing1} are in the drawer in the end?",
        ),
        zh=(
            "{who1}有 {a} 个{thing1}，送给{who2} {b} 个，又买了 {c} 袋，每袋 {d} 个。"
            "{who1}现在有多少个{thing1}？",
            "抽屉里有 {a} 个{thing1}，{who1}从中拿出 {b} 个送给{who2}，又放进 {c} 袋，每袋 {d} 个。"
            "最后抽屉里有多少个{thing1}？",
        ),
    ),
    Template(
        name="share-by-ratio",
        topic="word_problems",
        level="middle",
        ranges={"a": (2, 9), "b": (2, 9), "c": (2, 9), "unit": (10, 80)},
        people=3,
        things=1,
        derive=lambda p: {"total": p.unit * (p.a + p.b + p.c)},
        answer=lambda p: p.unit * max(p.a, p.b, p.c),
        proof=lambda p: Fraction(p.total * max(p.a, p.b, p.c), p.a + p.b + p.c),
        en=(
            "{who1}, {who2} and {who3} share {total} {thing1} in the ratio {a} : {b} : {c}. "
            "How many does the one with the largest share get?",
            "{total} {thing1} are divided among {who1}, {who2} and {who3} in the proportion {a} to {b} to "
            "{c}. "
            "How large is the largest part?",
        ),
        zh=(
            "{who1}、{who2}和{who3}按 {a} : {b} : {c} 的比分 {total} 个{thing1}。分得最多的人得到多少个？",
            "把 {total} 个{thing1}按 {a} 比 {b} 比 {c} 分给{who1}、{who2}和{who3}。最大的一份是多少个？",
        ),
    ),
    Template(
        name="age-multiple",
        topic="word_problems",
        level="middle",
        ranges={"k": (2, 5), "then": (9, 30), "years": (2, 8)},
        people=1,
        derive=lambda p: {"child": p.then - p.years, "parent": p.k * p.then - p.years},
        fits=lambda p: 18 <= p.parent - p.child <= 42,
        answer=lambda p: p.years,
        proof=_age_by_waiting,
        en=(
            "{who1} is {child} years old and {who1}'s mother is {parent}. In how many years will the "
            "mother be "
            "exactly {k} times as old as {who1}?",
            "Today a mother is {parent} and her child {who1} is {child}. After how many years is her age {k} "
            "times the child's age?",
        ),
        zh=(
            "{who1}今年 {child} 岁，妈妈今年 {parent} 岁。再过多少年，妈妈的年龄恰好是{who1}的 {k} 倍？",
            "妈妈今年 {parent} 岁，孩子{who1}今年 {child} 岁。多少年后妈妈的年龄是孩子的 {k} 倍？",
        ),
    ),
    Template(
        name="two-pumps",
        topic="word_problems",
        level="middle",
        ranges={"a": (3, 30), "b": (4, 36)},
        answer=lambda p: Fraction(p.a * p.b, p.a + p.b),
        proof=lambda p: Fraction(lcm(p.a, p.b), lcm(p.a, p.b) // p.a + lcm(p.a, p.b) // p.b),
        en=(
            "One pump fills a pool in {a} hours, another one in {b} hours. How many hours do both together "
            "need? "
            "Give an exact fraction.",
            "Alone, two pumps need {a} and {b} hours for a pool. Working together, after how many hours is "
            "it "
            "full? Answer exactly.",
        ),
        zh=(
            "一台水泵单独注满水池要 {a} 小时，另一台要 {b} 小时。两台同时开，需要多少小时？"
            "请给出精确的分数。",
            "两台水泵单独注满同一个水池分别需要 {a} 小时和 {b} 小时。同时工作，几小时后注满？请精确作答。",
        ),
    ),
    Template(
        name="trains-meet",
        topic="word_problems",
        level="middle",
        ranges={"v1": (50, 110), "v2": (55, 120), "km": (180, 640)},
        answer=lambda p: Fraction(p.km, p.v1 + p.v2),
        proof=_meeting_by_tenths,
        en=(
            "Two towns are {km} km apart. Trains leave both at the same moment towards each other, at {v1} "
            "km/h "
            "and {v2} km/h. After how many hours do they meet? Give an exact fraction.",
            "A train at {v1} km/h and a train at {v2} km/h start {km} km apart and run towards each other. "
            "How many hours, exactly, until they meet?",
        ),
        zh=(
            "两城相距 {km} 千米，两列火车同时从两城相向开出，速度分别是每小时 {v1} 千米和 {v2} 千米。"
            "几小时后相遇？请给出精确的分数。",
            "相距 {km} 千米的两列火车相向而行，一列每小时 {v1} 千米，另一列每小时 {v2} 千米。"
            "多少小时后相遇？请精确作答。",
        ),
    ),
    Template(
        name="heads-and-legs",
        topic="word_problems",
        level="middle",
        ranges={"birds": (8, 70), "goats": (7, 60)},
        derive=lambda p: {"heads": p.birds + p.goats, "legs": 2 * p.birds + 4 * p.goats},
        answer=lambda p: p.birds,
        proof=_heads_and_legs,
        en=(
            "On a farm there are only hens and goats, with {heads} heads and {legs} legs in all. "
            "How many hens are there?",
            "Hens and goats in a yard have {heads} heads and {legs} legs together. Count the hens.",
        ),
        zh=(
            "农场里只有母鸡和山羊，共 {heads} 个头、{legs} 条腿。母鸡有多少只？",
            "院子里的母鸡和山羊一共有 {heads} 个头、{legs} 条腿。请问有几只母鸡？",
        ),
    ),
    Template(
        name="salt-mixture",
        topic="word_problems",
        level="high",
        ranges={"m1": (2, 30), "p1": (2, 20), "m2": (3, 30), "p2": (21, 60)},
        answer=lambda p: Fraction(p.m1 * p.p1 + p.m2 * p.p2, p.m1 + p.m2),
        proof=lambda p: 100 * (Fraction(p.m1 * p.p1, 100) + Fraction(p.m2 * p.p2, 100)) / (p.m1 + p.m2),
        en=(
            "{m1} kg of a {p1} percent salt solution are mixed with {m2} kg of a {p2} percent solution. "
            "What is the concentration of the mixture in percent? Give the exact number.",
            "What percentage of salt, exactly, has a mixture of {m1} kg brine at {p1} percent and {m2} kg "
            "brine "
            "at {p2} percent?",
        ),
        zh=(
            "把 {m1} 千克浓度为 {p1}% 的盐水与 {m2} 千克浓度为 {p2}% 的盐水混合。混合后的浓度是百分之几？"
            "请给出精确的数。",
            "{m1} 千克 {p1}% 的盐水和 {m2} 千克 {p2}% 的盐水混在一起，含盐百分之多少？请精确作答。",
        ),
    ),
    Template(
        name="group-tickets",
        topic="word_problems",
        level="high",
        ranges={"single": (6, 15), "size": (5, 9), "price": (24, 100), "people": (20, 88)},
        fits=lambda p: p.single * 2 < p.price < p.single * p.size and p.people % p.size > 0,
        answer=_tickets_by_rule,
        proof=_cheapest_tickets,
        en=(
            "A museum sells single tickets for {single} dollars and group tickets, good for up to {size} "
            "people, "
            "for {price} dollars. What is the least that {people} visitors have to pay, in dollars?",
            "{people} people want to enter. One ticket costs {single} dollars, a group ticket for at most "
            "{size} "
            "people {price} dollars. Find the lowest total price in dollars.",
        ),
        zh=(
            "博物馆的单人票每张 {single} 元，团体票每张 {price} 元，最多可供 {size} 人使用。{people} "
            "位游客最少要付多少元？",
            "{people} 人要进馆，单人票 {single} 元一张，至多 {size} 人的团体票 {price} 元一张。"
            "求最低的总价（元）。",
        ),
    ),
    Template(
        name="snail-on-wall",
        topic="word_problems",
        level="olympiad",
        ranges={"up": (4, 15), "down": (1, 9), "wall": (30, 160)},
        fits=lambda p: p.up - p.down >= 2,
        answer=lambda p: 1 + -(-(p.wall - p.up) // (p.up - p.down)),
        proof=_snail_days,
        en=(
            "A snail climbs a wall of {wall} dm. By day it climbs {up} dm, and at night it slips back "
            "{down} dm. "
            "On which day does it reach the top?",
            "Each day a snail gains {up} dm, each night it loses {down} dm. The wall is {wall} dm high. "
            "What is the number of the day on which it arrives at the top?",
        ),
        zh=(
            "一只蜗牛爬一面高 {wall} 分米的墙，白天向上爬 {up} 分米，夜里下滑 {down} 分米。"
            "它在第几天到达墙顶？",
            "蜗牛每个白天上升 {up} 分米，每个夜晚下滑 {down} 分米，墙高 {wall} 分米。它第几天能爬到墙顶？",
        ),
    ),
)
