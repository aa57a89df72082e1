"""Write functions.jsonl again: `python evals/data/build_functions.py`.

The rows below call the functions of `evals/test_function_calling.py`; their data is invented.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.dataset.jsonl import dump_all
from harness.records import Sample

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Row:
    """One conversation in English and Chinese, the calls that it needs, and what the answer must say."""

    name: str
    topic: str
    en: str
    zh: str
    calls: list[dict[str, Any]]
    more: dict[str, Any] = field(default_factory=dict)
    turns: tuple[tuple[str, str], ...] = ()
    instructions: str | None = None

    def samples(self) -> Iterator[Sample]:
        """The row in each language."""
        for place, language in enumerate(("en", "zh")):
            yield Sample(
                id=f"{self.name}-{language}",
                question=(self.en, self.zh)[place],
                target={"calls": self.calls, **self.more},
                turns=tuple(turn[place] for turn in self.turns),
                topic=self.topic,
                level="medium" if len(self.calls) > 1 or self.turns else "easy",
                language=language,
                answer_type="calls",
                group=self.name,
                instructions=self.instructions,
            )


def call(name: str, **arguments: Any) -> dict[str, Any]:
    """One expected call; a trailing underscore keeps Python's own words apart (`from_`)."""
    return {"name": name, "arguments": {key.rstrip("_"): value for key, value in arguments.items()}}


REFUSED_EN = [
    "could not",
    "cannot",
    "can't",
    "unable",
    "not able",
    "not found",
    "no such",
    "unknown",
    "error",
]
REFUSED_ZH = ["无法", "不能", "没有", "找不到", "未找到", "不存在", "未知", "错误", "失败"]
REFUSED = REFUSED_EN + REFUSED_ZH
ANY = {"anything": True}

ROWS = [
    # The right function with the right arguments.
    Row(
        name="weather-port",
        topic="right-call",
        en="What is the weather in Port Ellis right now?",
        zh="Port Ellis 现在的天气怎么样？",
        calls=[call("get_weather", city="Port Ellis")],
        more={"answer": ["17"]},
    ),
    Row(
        name="weather-fahrenheit",
        topic="right-call",
        en="How many degrees Fahrenheit is it in Dunmore at the moment?",
        zh="Dunmore 现在是多少华氏度？",
        calls=[call("get_weather", city="Dunmore", unit="fahrenheit")],
        more={"answer": ["41"]},
    ),
    Row(
        name="convert-euros",
        topic="right-call",
        en="Please convert 250 euros to crowns.",
        zh="请把 250 欧元换算成克朗。",
        calls=[call("convert_currency", amount=250, from_="EUR", to="CRN")],
        more={"answer": ["2800"]},
    ),
    Row(
        name="train-times",
        topic="right-call",
        en="When does the next train from Dunmore to Port Ellis leave after 14:00?",
        zh="14:00 以后从 Dunmore 到 Port Ellis 的下一班火车几点开？",
        calls=[call("next_train", start="Dunmore", end="Port Ellis", after="14:00")],
        more={"answer": ["14:25"]},
    ),
    Row(
        name="train-other-way",
        topic="right-call",
        en="I am in Port Ellis and want to go to Dunmore. It is 09:00. When is the next train?",
        zh="我在 Port Ellis，想去 Dunmore。现在是 09:00。下一班火车是几点？",
        calls=[call("next_train", start="Port Ellis", end="Dunmore", after="09:00")],
        more={"answer": ["09:40"]},
    ),
    Row(
        name="order-status",
        topic="right-call",
        en="Has my order A-1042 been sent yet?",
        zh="我的订单 A-1042 寄出了吗？",
        calls=[call("order_status", order="A-1042")],
        more={"answer": [["sent", "shipped", "dispatched", "寄出", "发出", "发货"]]},
    ),
    Row(
        name="set-reminder",
        topic="right-call",
        en="Remind me at 07:30 to water the tomatoes.",
        zh="请在 07:30 提醒我给番茄浇水。",
        calls=[call("set_reminder", time="07:30", text=ANY)],
        more={"answer": ["07:30"]},
    ),
    Row(
        name="stock-count",
        topic="right-call",
        en="How many blue mugs are in stock?",
        zh="蓝色马克杯（blue mug）还有多少库存？",
        calls=[call("stock", item={"any_of": ["blue mug", "blue mugs", "mug, blue"]})],
        more={"answer": ["12"]},
    ),
    # Several calls, in one step or one after the other.
    Row(
        name="two-cities",
        topic="parallel",
        en="Compare the weather in Port Ellis and in Dunmore: which one is warmer?",
        zh="比较 Port Ellis 和 Dunmore 的天气：哪里更暖和？",
        calls=[call("get_weather", city="Port Ellis"), call("get_weather", city="Dunmore")],
        more={"parallel": True, "answer": ["Port Ellis"]},
    ),
    Row(
        name="three-orders",
        topic="parallel",
        en="What is the status of the orders A-1042, B-2001 and B-2002?",
        zh="订单 A-1042、B-2001 和 B-2002 的状态分别是什么？",
        calls=[call("order_status", order=order) for order in ("A-1042", "B-2001", "B-2002")],
        more={"parallel": True},
    ),
    Row(
        name="two-currencies",
        topic="parallel",
        en="How much are 100 euros in crowns, and how much in shells?",
        zh="100 欧元分别是多少克朗（CRN）和多少贝币（SHL）？",
        calls=[
            call("convert_currency", amount=100, from_="EUR", to="CRN"),
            call("convert_currency", amount=100, from_="EUR", to="SHL"),
        ],
        more={"parallel": True, "answer": ["1120", "350"]},
    ),
    Row(
        name="mug-and-train",
        topic="parallel",
        en="Two things: how many green mugs are in stock, and when does the next train from Dunmore to "
        "Port Ellis "
        "leave after 18:00?",
        zh="两件事：绿色马克杯（green mug）有多少库存？18:00 以后从 Dunmore 到 Port Ellis "
        "的下一班火车几点开？",
        calls=[
            call("stock", item={"any_of": ["green mug", "green mugs", "mug, green"]}),
            call("next_train", start="Dunmore", end="Port Ellis", after="18:00"),
        ],
        more={"parallel": True, "answer": ["18:55"]},
    ),
    Row(
        name="weather-then-reminder",
        topic="chained",
        en="Look up the weather in Dunmore. If it is colder than 10 degrees Celsius, remind me at 20:00 to "
        "cover "
        "the plants.",
        zh="查一下 Dunmore 的天气。如果低于 10 摄氏度，就在 20:00 提醒我给植物盖好。",
        calls=[call("get_weather", city="Dunmore"), call("set_reminder", time="20:00", text=ANY)],
        more={"order": "given"},
    ),
    Row(
        name="order-then-convert",
        topic="chained",
        en="How much did order B-2001 cost, in crowns? The status of an order tells its price in euros.",
        zh="订单 B-2001 花了多少克朗？订单状态里有以欧元计的价格。",
        calls=[
            call("order_status", order="B-2001"),
            call("convert_currency", amount=40, from_="EUR", to="CRN"),
        ],
        more={"order": "given", "answer": ["448"]},
    ),
    # Nothing needs to be called.
    Row(
        name="plain-greeting",
        topic="no-call",
        en="Thank you, you have been very helpful today!",
        zh="谢谢你，今天你帮了我很多！",
        calls=[],
    ),
    Row(
        name="plain-arithmetic",
        topic="no-call",
        en="What is 8 plus 5? Just the number, please.",
        zh="8 加 5 等于多少？请只给出数字。",
        calls=[],
        more={"answer": ["13"]},
    ),
    Row(
        name="plain-definition",
        topic="no-call",
        en="In one sentence: what is a thermometer for?",
        zh="用一句话说明：温度计是做什么用的？",
        calls=[],
    ),
    # The result is bad: it must be told, not papered over.
    Row(
        name="unknown-city",
        topic="bad-result",
        en="What is the temperature in Nowhereville?",
        zh="Nowhereville 的气温是多少？",
        calls=[call("get_weather", city="Nowhereville")],
        more={"answer": [REFUSED]},
    ),
    Row(
        name="unknown-order",
        topic="bad-result",
        en="Where is my parcel? The order number is Z-9999.",
        zh="我的包裹在哪里？订单号是 Z-9999。",
        calls=[call("order_status", order="Z-9999")],
        more={"answer": [REFUSED]},
    ),
    Row(
        name="broken-sensor",
        topic="bad-result",
        en="How warm is it in Glass Bay?",
        zh="Glass Bay 现在多少度？",
        calls=[call("get_weather", city="Glass Bay")],
        more={
            "answer": [
                [*REFUSED, "sensor", "faulty", "implausible", "wrong", "incorrect", "传感器", "故障", "异常"]
            ]
        },
    ),
    # Several messages on one thread.
    Row(
        name="follow-up-city",
        topic="multi-turn",
        en="What is the weather in Port Ellis?",
        zh="Port Ellis 的天气怎么样？",
        turns=(("And in Dunmore?", "那 Dunmore 呢？"),),
        calls=[call("get_weather", city="Dunmore")],
        more={"extra": "allowed", "answer": ["5"]},
    ),
    Row(
        name="change-of-mind",
        topic="multi-turn",
        en="I would like to know when a train leaves from Dunmore to Port Ellis.",
        zh="我想知道从 Dunmore 到 Port Ellis 的火车什么时候开。",
        turns=(("It should leave after 18:00.", "要在 18:00 以后出发的。"),),
        calls=[call("next_train", start="Dunmore", end="Port Ellis", after="18:00")],
        more={"extra": "allowed", "answer": ["18:55"]},
    ),
    Row(
        name="convert-back",
        topic="multi-turn",
        en="Please convert 100 euros to crowns.",
        zh="请把 100 欧元换算成克朗。",
        turns=(("And how many euros are 560 crowns?", "那 560 克朗是多少欧元？"),),
        calls=[call("convert_currency", amount=560, from_="CRN", to="EUR")],
        more={"extra": "allowed", "answer": ["50"]},
    ),
    # The instructions of this run count, too.
    Row(
        name="instructed-name",
        topic="instructions",
        en="What is the weather in Port Ellis?",
        zh="Port Ellis 的天气怎么样？",
        instructions="Answer questions with the functions that are offered. Address the user as Captain.",
        calls=[call("get_weather", city="Port Ellis")],
        more={"answer": ["17", ["Captain", "船长"]]},
    ),
    Row(
        name="instructed-unit",
        topic="instructions",
        en="How warm is it in Port Ellis?",
        zh="Port Ellis 现在多少度？",
        instructions="Use the functions that are offered. Temperatures are always wanted in Fahrenheit.",
        calls=[call("get_weather", city="Port Ellis", unit="fahrenheit")],
        more={"answer": ["62.6"]},
    ),
    Row(
        name="weather-dunmore",
        topic="right-call",
        en="Tell me the temperature in Dunmore in degrees Celsius.",
        zh="告诉我 Dunmore 的气温，用摄氏度。",
        calls=[call("get_weather", city="Dunmore")],
        more={"answer": ["5"]},
    ),
    Row(
        name="convert-shells",
        topic="right-call",
        en="I have 70 shells. How much is that in euros?",
        zh="我有 70 贝币（SHL），合多少欧元？",
        calls=[call("convert_currency", amount=70, from_="SHL", to="EUR")],
        more={"answer": ["20"]},
    ),
    Row(
        name="stock-teapot",
        topic="right-call",
        en="Do you still have tea pots? How many?",
        zh="还有茶壶（tea pot）吗？有几个？",
        calls=[call("stock", item={"any_of": ["tea pot", "tea pots", "teapot", "teapots"]})],
        more={"answer": ["3"]},
    ),
    Row(
        name="late-train",
        topic="right-call",
        en="It is 20:00 in Port Ellis. When does the next train to Dunmore go?",
        zh="现在 Port Ellis 是 20:00，下一班去 Dunmore 的火车几点开？",
        calls=[call("next_train", start="Port Ellis", end="Dunmore", after="20:00")],
        more={"answer": ["20:20"]},
    ),
    Row(
        name="remind-dentist",
        topic="right-call",
        en="Please set a reminder for 15:45: call the dentist.",
        zh="请设置 15:45 的提醒：给牙医打电话。",
        calls=[call("set_reminder", time="15:45", text=ANY)],
    ),
    Row(
        name="order-delivered",
        topic="right-call",
        en="Did order B-2002 arrive?",
        zh="订单 B-2002 送到了吗？",
        calls=[call("order_status", order="B-2002")],
        more={"answer": [["delivered", "arrived", "yes", "送达", "送到", "到了", "已经到", "是的"]]},
    ),
    Row(
        name="two-reminders",
        topic="parallel",
        en="Remind me at 08:00 to feed the cat and at 21:00 to lock the shed.",
        zh="请在 08:00 提醒我喂猫，并在 21:00 提醒我锁好棚子。",
        calls=[call("set_reminder", time="08:00", text=ANY), call("set_reminder", time="21:00", text=ANY)],
        more={"parallel": True},
    ),
    Row(
        name="both-directions",
        topic="parallel",
        en="After 09:00, when is the next train from Dunmore to Port Ellis, and when the next one back from "
        "Port Ellis to Dunmore?",
        zh="09:00 以后，从 Dunmore 到 Port Ellis 的下一班火车几点开？从 Port Ellis 到 Dunmore "
        "的下一班又是几点？",
        calls=[
            call("next_train", start="Dunmore", end="Port Ellis", after="09:00"),
            call("next_train", start="Port Ellis", end="Dunmore", after="09:00"),
        ],
        more={"parallel": True, "answer": ["10:05", "09:40"]},
    ),
    Row(
        name="train-then-reminder",
        topic="chained",
        en="Find the next train from Port Ellis to Dunmore after 12:00 and set a reminder for the very "
        "minute at "
        "which it leaves.",
        zh="查出 12:00 以后从 Port Ellis 到 Dunmore 的下一班火车，并在它发车的那一分钟设置提醒。",
        calls=[
            call("next_train", start="Port Ellis", end="Dunmore", after="12:00"),
            call("set_reminder", time="16:30", text=ANY),
        ],
        more={"order": "given"},
    ),
    Row(
        name="plain-translation",
        topic="no-call",
        en="How do you say 'good morning' in Spanish?",
        zh="“早上好”用西班牙语怎么说？",
        calls=[],
        more={"answer": [["buenos días", "buenos dias"]]},
    ),
    Row(
        name="plain-poem",
        topic="no-call",
        en="Write two short lines about a lighthouse.",
        zh="写两行关于灯塔的短诗。",
        calls=[],
    ),
    Row(
        name="plain-about-tools",
        topic="no-call",
        en="Which kinds of things can you look up for me? A short list is enough; do not look anything up "
        "yet.",
        zh="你能帮我查哪些东西？简单列一下就行，先不要查询。",
        calls=[],
    ),
    Row(
        name="no-station",
        topic="bad-result",
        en="Is it warmer than 20 degrees in Upper Sandwell? Please look it up.",
        zh="Upper Sandwell 现在超过 20 度了吗？请查一下。",
        calls=[call("get_weather", city="Upper Sandwell")],
        more={"answer": [REFUSED]},
    ),
    Row(
        name="unknown-item",
        topic="bad-result",
        en="How many purple umbrellas are in stock?",
        zh="紫色雨伞（purple umbrella）有多少库存？",
        calls=[call("stock", item={"any_of": ["purple umbrella", "purple umbrellas", "umbrella, purple"]})],
        more={"answer": [REFUSED]},
    ),
    Row(
        name="second-order",
        topic="multi-turn",
        en="What is the status of order A-1042?",
        zh="订单 A-1042 的状态是什么？",
        turns=(
            ("Thanks.", "谢谢。"),
            ("And B-2002?", "那 B-2002 呢？"),
        ),
        calls=[call("order_status", order="B-2002")],
        more={"extra": "allowed", "answer": [["delivered", "送达", "送到", "已送", "交付"]]},
    ),
]


def samples() -> Iterator[Sample]:
    """All samples of functions.jsonl in the order of the file."""
    for row in ROWS:
        yield from row.samples()


if __name__ == "__main__":
    (HERE / "functions.jsonl").write_text(dump_all(samples()), encoding="utf-8")
