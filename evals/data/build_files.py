"""Write file_search.jsonl again: `python evals/data/build_files.py`.

Each row asks for a fact of one or two documents of `corpus/`. A test looks every answer up in them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.dataset.jsonl import dump_all
from harness.records import Sample

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Row:
    """One question in both languages: the phrases to be said, and the documents that tell them."""

    name: str
    files: tuple[str, ...]
    en: str
    zh: str
    answer: list[Any]
    topic: str = "single-fact"
    citation: str = "any"
    turns: tuple[tuple[str, str], ...] = ()
    instructions: str | None = None

    def samples(self) -> Iterator[Sample]:
        """The row in each language."""
        for place, language in enumerate(("en", "zh")):
            yield Sample(
                id=f"{self.name}-{language}",
                question=(self.en, self.zh)[place],
                target={"answer": self.answer, "files": list(self.files), "citation": self.citation},
                turns=tuple(turn[place] for turn in self.turns),
                topic=self.topic,
                level="easy" if self.topic == "single-fact" else "medium",
                language=language,
                answer_type="citation",
                group=self.name,
                instructions=self.instructions,
            )


def fact(name: str, file: str, en: str, zh: str, *answer: Any) -> Row:
    """A question for one fact of one document."""
    return Row(name=name, files=(file,), en=en, zh=zh, answer=list(answer))


UNKNOWN = [
    *("not mention", "not say", "not state", "no information", "not contain", "not found", "could not find"),
    *("cannot find", "can't find", "do not know", "don't know", "not specified", "not available", "nothing"),
    *(
        "没有提到",
        "未提到",
        "没有提及",
        "未提及",
        "没有说明",
        "没有找到",
        "找不到",
        "没有相关",
        "无法",
        "不知道",
    ),
]

ROWS = [
    fact(
        "book-weeks",
        "library-rules.md",
        "For how many weeks may I keep a book from the library?",
        "从图书馆借的书可以保留几个星期？",
        "4",
    ),
    fact(
        "film-limit",
        "library-rules.md",
        "How many films can I borrow from the library at one time?",
        "图书馆一次最多可以借几部影片？",
        "3",
    ),
    fact(
        "late-film",
        "library-rules.md",
        "What does the library charge for each day that a film is late?",
        "影片逾期，图书馆每天收多少钱？",
        ["1 crown", "one crown", "1 克朗", "1克朗", "一克朗"],
    ),
    fact(
        "extend-loan",
        "library-rules.md",
        "How often can a loan at the library be extended?",
        "图书馆的借阅可以续借几次？",
        ["twice", "two times", "2", "两次", "二次"],
    ),
    fact(
        "library-thursday",
        "library-hours.csv",
        "When does the library close on Thursday?",
        "图书馆星期四几点关门？",
        ["21:00", "9 pm", "9pm", "21 点", "21点", "晚上 9 点", "晚上9点"],
    ),
    fact(
        "chess-club",
        "library-hours.csv",
        "On which day does the chess club meet?",
        "国际象棋俱乐部在星期几活动？",
        ["Saturday", "星期六", "周六"],
    ),
    fact(
        "kettle-blink-five",
        "kettle-manual.html",
        "My Brindle kettle blinks red five times. What is wrong?",
        "我的 Brindle 水壶红灯闪五次，是什么问题？",
        ["lid", "盖"],
    ),
    fact(
        "kettle-green-tea",
        "kettle-manual.html",
        "Which temperature does the kettle use for green tea?",
        "水壶泡绿茶用多少度？",
        "70",
    ),
    fact(
        "kettle-vinegar",
        "kettle-manual.html",
        "How much vinegar is needed to remove lime from the kettle?",
        "给水壶除水垢需要多少白醋？",
        "60",
    ),
    fact(
        "kettle-guarantee",
        "kettle-manual.html",
        "How long does the guarantee of the Brindle K2 last?",
        "Brindle K2 的保修期有多长？",
        "30",
    ),
    fact("soup-minutes", "recipes.md", "How long does the barley soup simmer?", "大麦汤要煮多长时间？", "50"),
    fact(
        "tart-oven", "recipes.md", "At how many degrees is the pear tart baked?", "梨塔用多少度烘烤？", "180"
    ),
    fact(
        "bread-rise",
        "recipes.md",
        "For how many minutes does the dough of the flat bread rise?",
        "薄饼的面团要发酵多少分钟？",
        "90",
    ),
    fact(
        "last-ferry",
        "ferry-timetable.csv",
        "When does the last daily ferry from Tarnwick to the Isle of Moar leave?",
        "从 Tarnwick 到 Isle of Moar 的每日末班渡轮几点开？",
        ["17:05", "5:05 pm", "17 点 05"],
    ),
    fact(
        "night-ferry-fare",
        "ferry-timetable.csv",
        "What does the ferry at 21:10 cost?",
        "21:10 的渡轮票价是多少？",
        "7",
    ),
    fact(
        "ferry-dogs",
        "ferry-notes.txt",
        "What do I pay for my dog on the ferry?",
        "带狗乘渡轮要付多少钱？",
        ["free", "nothing", "no charge", "免费", "不收费", "不用付"],
    ),
    fact(
        "ferry-wind",
        "ferry-notes.txt",
        "Above which wind speed does the ferry stay in port?",
        "风速超过多少时渡轮停航？",
        "55",
    ),
    fact(
        "ferry-cancelled",
        "ferry-notes.txt",
        "For how many days is the ticket of a cancelled crossing valid?",
        "取消航次的船票在多少天内有效？",
        "21",
    ),
    fact(
        "plot-price",
        "garden-allotments.md",
        "What does a half plot at Fuller's Field cost a year?",
        "Fuller's Field 的半块园地一年多少钱？",
        "48",
    ),
    fact(
        "plot-hens",
        "garden-allotments.md",
        "How many hens may be kept on one allotment plot?",
        "一块园地上最多可以养几只母鸡？",
        ["6", "six", "六"],
    ),
    fact(
        "plot-water",
        "garden-allotments.md",
        "From which day on is the water at the allotments switched off?",
        "园地的水从哪天起停供？",
        ["15 November", "November 15", "11 月 15 日", "11月15日"],
    ),
    fact(
        "walk-length",
        "heritage-walk.html",
        "How long is the heritage walk, in kilometres?",
        "古迹步道全长多少公里？",
        "3.4",
    ),
    fact(
        "walk-clock",
        "heritage-walk.html",
        "By how many minutes is the town hall clock fast?",
        "市政厅的钟快几分钟？",
        ["4", "four", "四"],
    ),
    fact(
        "walk-gate",
        "heritage-walk.html",
        "In which year was the Corn Gate built?",
        "Corn Gate 建于哪一年？",
        "1412",
    ),
    fact(
        "pizza-box",
        "recycling-guide.txt",
        "Into which bin does a clean pizza box go?",
        "干净的披萨盒应放入哪种垃圾桶？",
        ["blue", "蓝"],
    ),
    fact(
        "blue-glass",
        "recycling-guide.txt",
        "As which colour does blue glass count at the glass points?",
        "在玻璃回收点，蓝色玻璃算作什么颜色？",
        ["green", "绿"],
    ),
    fact(
        "radio-e3",
        "radio-manual.md",
        "What does error E3 on the Corrie 7 mean?",
        "Corrie 7 的错误 E3 是什么意思？",
        ["cold", "冷", "低温", "温度过低", "温度太低"],
    ),
    fact(
        "radio-memory",
        "radio-manual.md",
        "How many stations can the Corrie 7 store?",
        "Corrie 7 可以存储多少个电台？",
        "24",
    ),
    fact(
        "pool-deep",
        "swimming-pool.md",
        "How deep is the deep end of the swimming pool?",
        "游泳馆深水区水深多少？",
        "3.2",
    ),
    fact(
        "pool-key",
        "swimming-pool.md",
        "What does it cost to lose a locker key at the swimming pool?",
        "在游泳馆丢失储物柜钥匙要赔多少钱？",
        "18",
    ),
    fact(
        "tea-oolong",
        "tea-house-menu.md",
        "For how many minutes does the tea house brew its oolong?",
        "茶馆的秋月乌龙冲泡几分钟？",
        ["3", "three", "三"],
    ),
    fact(
        "tea-closed",
        "tea-house-menu.md",
        "On which day is the tea house closed?",
        "茶馆星期几休息？",
        ["Wednesday", "星期三", "周三"],
    ),
    # Two documents, or a little arithmetic with one.
    Row(
        name="ferry-bicycle-total",
        topic="combine",
        files=("ferry-timetable.csv", "ferry-notes.txt"),
        citation="all",
        en="What do one adult and a bicycle pay together for the ferry at 12:30, one way?",
        zh="一名成人带一辆自行车乘 12:30 的渡轮，单程一共付多少钱？",
        answer=["6.5"],
    ),
    Row(
        name="green-tea-both",
        topic="combine",
        files=("kettle-manual.html", "tea-house-menu.md"),
        citation="all",
        en="The tea house brews its green tea at one temperature, the kettle's key for green tea gives "
        "another one. "
        "Which two temperatures are these?",
        zh="茶馆泡绿茶用一种水温，水壶的绿茶键是另一种水温。这两个温度分别是多少？",
        answer=["75", "70"],
    ),
    Row(
        name="late-book-fee",
        topic="combine",
        files=("library-rules.md",),
        en="I bring a library book back 9 days late. What do I pay?",
        zh="我归还图书馆的一本书逾期 9 天，要付多少钱？",
        answer=[["1.80", "1.8", "180 pence", "180 便士", "180便士"]],
    ),
    Row(
        name="too-late-film-fee",
        topic="combine",
        files=("library-rules.md",),
        en="A film from the library was returned 20 days late. How many crowns are due?",
        zh="图书馆的一部影片逾期 20 天归还，应付多少克朗？",
        answer=[["6", "six", "六"]],
    ),
    # No document says it.
    Row(
        name="unknown-parking",
        topic="not-there",
        files=(),
        en="According to the documents, what does parking at the library cost?",
        zh="根据这些文件，图书馆停车收费多少？",
        answer=[UNKNOWN],
    ),
    Row(
        name="unknown-kettle-weight",
        topic="not-there",
        files=(),
        en="According to its manual, how heavy is the Brindle K2 kettle?",
        zh="根据说明书，Brindle K2 水壶有多重？",
        answer=[UNKNOWN],
    ),
    # Several messages on one thread, and instructions for one run.
    Row(
        name="ferry-then-child",
        topic="multi-turn",
        files=("ferry-notes.txt",),
        en="Is there a ferry from Tarnwick to the Isle of Moar at 08:15?",
        zh="08:15 有从 Tarnwick 到 Isle of Moar 的渡轮吗？",
        turns=(("What part of the fare does a child of 10 pay?", "10 岁的孩子付票价的几分之几？"),),
        answer=[["half", "1/2", "50", "一半", "半价", "二分之一", "半"]],
    ),
    Row(
        name="pool-then-water",
        topic="multi-turn",
        files=("swimming-pool.md",),
        en="When does the swimming pool open?",
        zh="游泳馆几点开门？",
        turns=(("And how warm is the children's pool?", "那儿童池的水温是多少？"),),
        answer=["31"],
    ),
    Row(
        name="instructed-name",
        topic="instructions",
        files=("radio-manual.md",),
        en="For how many hours does the solar panel of the Corrie 7 need full sun?",
        zh="Corrie 7 的太阳能板需要多少小时充足的阳光？",
        instructions="Answer from the files and cite them. Address the user as Doctor.",
        answer=["9", ["Doctor", "Dr", "博士", "医生"]],
    ),
    Row(
        name="instructed-short",
        topic="instructions",
        files=("recipes.md",),
        en="How many grams of sugar go into the pear tart?",
        zh="梨塔要放多少克糖？",
        instructions="Answer from the files and cite them. End with the word DONE.",
        answer=["80", "DONE"],
    ),
]


def samples() -> Iterator[Sample]:
    """All samples of file_search.jsonl in the order of the file."""
    for row in ROWS:
        yield from row.samples()


if __name__ == "__main__":
    (HERE / "file_search.jsonl").write_text(dump_all(samples()), encoding="utf-8")
