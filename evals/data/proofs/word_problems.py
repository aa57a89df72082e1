"""Word problems, each answer found by acting the story out."""

from fractions import Fraction

from harness.dataset.proofs import question


@question(
    topic="word_problems",
    level="elementary",
    en="A baker fills trays with 6 rows of 8 rolls. She has baked 500 rolls. How many full trays are "
    "there, and how "
    "many rolls are left over? Give the pair (full trays, rolls left over).",
    zh="面包师把面包卷摆进烤盘，每盘 6 排，每排 8 个。她一共烤了 500 个。能摆满几盘，还剩几个？"
    "请用（满盘数, 剩余个数）的形式作答。",
    target="(10, 20)",
    answer_type="tuple",
)
def rolls_on_trays():
    trays, rolls = 0, 500
    while rolls >= 6 * 8:
        trays, rolls = trays + 1, rolls - 6 * 8
    return (trays, rolls)


@question(
    topic="word_problems",
    level="elementary",
    en="Nora reads 12 pages on Monday and each day 5 pages more than on the day before. How many pages has "
    "she read "
    "by Sunday evening?",
    zh="小诺星期一读了 12 页书，以后每天比前一天多读 5 页。到星期日晚上，她一共读了多少页？",
    target="189",
)
def pages_in_a_week():
    total, today = 0, 12
    for _ in range(7):
        total, today = total + today, today + 5
    return total


@question(
    topic="word_problems",
    level="middle",
    en="A candle 20 cm long burns down 1.5 cm an hour, another one of 16 cm burns down 1 cm an hour. They "
    "are lit at "
    "the same time. After how many hours are they equally long?",
    zh="一支长 20 厘米的蜡烛每小时缩短 1.5 厘米，另一支长 16 厘米的蜡烛每小时缩短 1 厘米。两支同时点燃，"
    "几小时后一样长？",
    target="8",
)
def two_candles():
    halves = next(h for h in range(100) if 20 - Fraction(3, 2) * Fraction(h, 2) == 16 - Fraction(h, 2))
    return Fraction(halves, 2)


@question(
    topic="word_problems",
    level="middle",
    en="In a box there are coins of 2 and of 5 crowns, 31 coins in all, worth 107 crowns together. How "
    "many of them are "
    "5-crown coins?",
    zh="盒子里有 2 克朗和 5 克朗的硬币共 31 枚，总值 107 克朗。其中 5 克朗的硬币有多少枚？",
    target="15",
)
def coins_in_a_box():
    return next(fives for fives in range(32) if 5 * fives + 2 * (31 - fives) == 107)


@question(
    topic="word_problems",
    level="middle",
    en="A shop first raises a price by 20 percent, and then takes 30 crowns off. The new price is exactly "
    "the old one. "
    "What was the old price in crowns?",
    zh="商店先把价格提高 20%，再减 30 克朗，新价格恰好等于原价。原价是多少克朗？",
    target="150",
)
def price_that_returns():
    return next(price for price in range(1, 1000) if Fraction(price * 120, 100) - 30 == price)


@question(
    topic="word_problems",
    level="high",
    en="A clock strikes the hours (once at one o'clock, twelve times at twelve o'clock) and once at every "
    "half hour. How "
    "often does it strike in 24 hours?",
    zh="一座钟整点敲钟（一点敲 1 下，十二点敲 12 下），每个半点敲 1 下。它在 24 小时里一共敲多少下？",
    target="180",
)
def strikes_in_a_day():
    return sum((hour % 12 or 12) + 1 for hour in range(24))


@question(
    topic="word_problems",
    level="high",
    en="A cistern is filled by a pipe in 6 hours. Through a leak the full cistern would run empty in 10 "
    "hours. How many "
    "hours does the filling take with the leak?",
    zh="一根水管 6 小时可注满水箱。由于漏水，满箱的水会在 10 小时内漏完。带着漏水注满水箱需要多少小时？",
    target="15",
)
def leaking_cistern():
    level, hours = Fraction(0), 0
    while level < 1:
        level, hours = level + Fraction(1, 6) - Fraction(1, 10), hours + 1
    assert level == 1
    return hours


@question(
    topic="word_problems",
    level="olympiad",
    en="Ten lamps, numbered 1 to 10, are off. Ten people walk past; the k-th person presses the switch of "
    "every lamp whose "
    "number is a multiple of k. Find the set of the numbers of all lamps that are on in the end.",
    zh="编号 1 到 10 的十盏灯都是关着的。十个人依次走过，第 k 个人按一下所有编号是 k 的倍数的灯的开关。"
    "求最后亮着的灯的编号组成的集合。",
    target="{1, 4, 9}",
    answer_type="set",
)
def ten_lamps():
    on = set()
    for person in range(1, 11):
        on ^= set(range(person, 11, person))
    return on
