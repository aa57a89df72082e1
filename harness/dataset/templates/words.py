"""Names, objects and irrelevant clauses, in English and Chinese side by side."""

from __future__ import annotations

PEOPLE: tuple[tuple[str, str], ...] = (
    ("Mia", "小米"),
    ("Leo", "小雷"),
    ("Ana", "小安"),
    ("Omar", "小欧"),
    ("Lin", "小林"),
    ("Ravi", "小瑞"),
    ("Sofia", "小菲"),
    ("Jonas", "小乔"),
    ("Hana", "小花"),
    ("Tariq", "小塔"),
    ("Nora", "小诺"),
    ("Felix", "小飞"),
    ("Yuki", "小雪"),
    ("Carla", "小卡"),
    ("Ivan", "小伊"),
    ("Zoe", "小左"),
    ("Malik", "小马"),
    ("Greta", "小葛"),
    ("Pavel", "小帕"),
    ("Ines", "小英"),
    ("Kofi", "小柯"),
    ("Wei", "小伟"),
    ("Dora", "小朵"),
    ("Emil", "小米尔"),
)

# Plural in English, counted with 个 in Chinese; each can be bought, packed and given away.
THINGS: tuple[tuple[str, str], ...] = (
    ("marbles", "弹珠"),
    ("buttons", "纽扣"),
    ("chestnuts", "栗子"),
    ("badges", "徽章"),
    ("walnuts", "核桃"),
    ("tokens", "代币"),
    ("apples", "苹果"),
    ("oranges", "橙子"),
    ("cups", "杯子"),
    ("lanterns", "灯笼"),
    ("balloons", "气球"),
    ("bells", "铃铛"),
    ("gears", "齿轮"),
    ("pears", "梨"),
    ("baskets", "篮子"),
    ("dumplings", "包子"),
)

# Say nothing about the question that follows; {n} is a number that must not be used.
CLAUSES: tuple[tuple[str, str], ...] = (
    ("This exercise stands on page {n} of an old workbook.", "这道题印在一本旧练习册的第 {n} 页。"),
    ("{n} sparrows are sitting on the roof outside.", "窗外的屋顶上停着 {n} 只麻雀。"),
    ("The poster on the wall shows {n} hot-air balloons.", "墙上的海报画着 {n} 个热气球。"),
    ("The bus to the museum leaves from platform {n}.", "去博物馆的公共汽车从 {n} 号站台出发。"),
    ("Last winter it snowed on {n} days.", "去年冬天下了 {n} 天雪。"),
    ("The bicycle by the door has {n} gears.", "门口的自行车有 {n} 个挡位。"),
    ("A choir of {n} singers is rehearsing next door.", "隔壁有一个 {n} 人的合唱团在排练。"),
    ("The library upstairs closes in {n} minutes.", "楼上的图书馆再过 {n} 分钟就要关门了。"),
)
