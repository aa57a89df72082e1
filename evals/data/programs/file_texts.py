"""Use an attached text, and write code that works for other texts of the same form."""

from pathlib import Path

from harness.dataset.tasks import Task

FILES = Path(__file__).parent.parent / "files"
LOG = (FILES / "server.log").read_text(encoding="utf-8")
CONFIG = (FILES / "config.ini").read_text(encoding="utf-8")
MENU = (FILES / "menu.json").read_text(encoding="utf-8")
POEM = (FILES / "poem.txt").read_text(encoding="utf-8")

EN = " The function must also work for other files of the same form."
ZH = "该函数对其他同样格式的文件也必须适用。"


def on_file(attached: str, en: str, zh: str, **rest) -> Task:
    """A task about one attached file."""
    return Task(category="file", attached=(f"files/{attached}",), en=en + EN, zh=zh + ZH, **rest)


TASKS = [
    on_file(
        "server.log",
        name="file-count-levels",
        level="easy",
        entry="levels",
        en="Each line of the attached file server.log holds a time, a level and a message. Write a Python "
        "function `levels(path)` that returns a dictionary from each level that occurs to its number of "
        "lines.",
        zh="附件 server.log 的每一行包含时间、级别和消息。编写 Python 函数 `levels(path)`，返回一个字典，"
        "从出现过的每个级别到它的行数。",
        files={
            "server.log": LOG,
            "empty.log": "",
            "one.log": "1 INFO ERROR in text\n",
            "blank.log": "1 INFO a\n\n2 INFO b\n",
            "new.log": "1 DEBUG x\n2 TRACE y\n3 DEBUG z",
            "short.log": "1 INFO\n",
            "case.log": "1 info a\n2 INFO b\n",
            "tabs.log": "1\tWARN\tx\n",
        },
        reference="""
from collections import Counter

def levels(path):
    with open(path, encoding="utf-8") as file:
        words = (line.split() for line in file)
        return dict(Counter(parts[1] for parts in words if parts))
""",
        tests=[
            "levels('server.log') == {'INFO': 2, 'WARN': 2, 'ERROR': 3}",
            "levels('empty.log') == {}",
            "levels('one.log') == {'INFO': 1}",
            "levels('blank.log') == {'INFO': 2}",
            "levels('new.log') == {'DEBUG': 2, 'TRACE': 1}",
            "levels('short.log') == {'INFO': 1}",
            "levels('case.log') == {'info': 1, 'INFO': 1}",
            "levels('tabs.log') == {'WARN': 1}",
        ],
        wrong=[
            (" if parts", ""),
            ("line.split()", 'line.split(" ")'),
            ("parts[1]", "parts[1].upper()"),
            """
def levels(path):
    text = open(path).read()
    return {level: text.count(level) for level in ("INFO", "WARN", "ERROR") if level in text}
""",
        ],
    ),
    on_file(
        "server.log",
        name="file-longest-gap",
        level="hard",
        entry="longest_gap",
        en="Each line of the attached file server.log begins with a time hh:mm:ss, in ascending order. "
        "Write a Python function `longest_gap(path)` that returns the largest number of seconds between "
        "two neighbouring lines, 0 if there are fewer than two lines.",
        zh="附件 server.log 的每行以升序的时间 hh:mm:ss 开头。编写 Python 函数 `longest_gap(path)`，"
        "返回相邻两行之间最大的秒数；不足两行时返回 0。",
        files={
            "server.log": LOG,
            "empty.log": "",
            "one.log": "10:00:00 INFO a\n",
            "same.log": "10:00:00 A b\n10:00:00 A c\n",
            "hour.log": "09:59:59 A b\n11:00:00 A c\n11:00:30 A d\n",
            "minute.log": "00:00:59 A b\n00:01:00 A c\n",
            "first.log": "00:00:00 A b\n00:10:00 A c\n00:10:05 A d\n",
            "last.log": "00:00:00 A b\n00:00:05 A c\n23:59:59 A d\n",
        },
        reference="""
def longest_gap(path):
    with open(path, encoding="utf-8") as file:
        times = [line.split()[0].split(":") for line in file if line.strip()]
    moments = [int(h) * 3600 + int(m) * 60 + int(s) for h, m, s in times]
    return max((later - earlier for earlier, later in zip(moments, moments[1:])), default=0)
""",
        tests=[
            "longest_gap('server.log') == 98",
            "longest_gap('empty.log') == 0",
            "longest_gap('one.log') == 0",
            "longest_gap('same.log') == 0",
            "longest_gap('hour.log') == 3601",
            "longest_gap('minute.log') == 1",
            "longest_gap('first.log') == 600",
            "longest_gap('last.log') == 86394",
        ],
        wrong=[
            (", default=0", ""),
            ("* 3600", "* 60"),
            ("zip(moments, moments[1:])", "zip(moments, moments[2:])"),
            ("max((", "min(("),
        ],
    ),
    on_file(
        "config.ini",
        name="file-read-settings",
        level="medium",
        entry="settings",
        en="The attached file config.ini has sections in square brackets and lines `key = value`; lines "
        "that begin with # or ; are comments. Write a Python function `settings(path)` that returns a "
        "dictionary from section to a dictionary of its keys and values, all as text without surrounding "
        "spaces. A value may contain `=`.",
        zh="附件 config.ini 中有方括号表示的节和 `key = value` 形式的行；以 # 或 ; 开头的行是注释。编写 "
        "Python 函数 `settings(path)`，返回从节名到该节键值字典的字典，键和值都是去掉两侧空格的文本。"
        "值中可以包含 `=`。",
        files={
            "config.ini": CONFIG,
            "empty.ini": "",
            "eq.ini": "[a]\nk = x=y\n",
            "two.ini": "[a]\nk=1\n[b]\nk = 2\n",
            "bare.ini": "[a]\n[b]\n",
            "space.ini": "[ a ]\n  k  =  v w  \n",
            "twice.ini": "[a]\nk = 1\nk = 2\n",
            "comment.ini": "[a]\n#x = 1\n ; y = 2\nz = #3\n",
        },
        reference="""
def settings(path):
    sections, current = {}, {}
    with open(path, encoding="utf-8") as file:
        for line in map(str.strip, file):
            if not line or line[0] in "#;":
                continue
            if line.startswith("["):
                current = sections.setdefault(line.strip("[]").strip(), {})
            else:
                key, _, value = line.partition("=")
                current[key.strip()] = value.strip()
    return sections
""",
        tests=[
            "settings('config.ini') == "
            "{'station': {'name': 'harbour', 'height': '12'}, 'upload': {'every': '300', 'url': 'http://weather.example/in'}}",
            "settings('empty.ini') == {}",
            "settings('eq.ini') == {'a': {'k': 'x=y'}}",
            "settings('two.ini') == {'a': {'k': '1'}, 'b': {'k': '2'}}",
            "settings('bare.ini') == {'a': {}, 'b': {}}",
            "settings('space.ini') == {'a': {'k': 'v w'}}",
            "settings('twice.ini') == {'a': {'k': '2'}}",
            "settings('comment.ini') == {'a': {'z': '#3'}}",
        ],
        wrong=[
            ('"#;"', '"#"'),
            ('partition("=")', 'rpartition("=")'),
            ("value.strip()", "value.replace(' ', '')"),
            ("current[key.strip()] = value.strip()", "current.setdefault(key.strip(), value.strip())"),
        ],
    ),
    on_file(
        "menu.json",
        name="file-cheap-dishes",
        level="easy",
        entry="dishes_with",
        en="The attached file menu.json is a list of dishes. Write a Python function `dishes_with(path, "
        "tag, most)` that returns the names of the dishes that have the tag and cost at most `most`, "
        "cheapest first; equal prices in the order of the file.",
        zh="附件 menu.json 是菜品列表。编写 Python 函数 `dishes_with(path, tag, most)`，"
        "返回带有该标签且价格不超过 `most` 的菜名，从便宜到贵；价格相同时按文件中的顺序。",
        files={
            "menu.json": MENU,
            "none.json": "[]",
            "same.json": '[{"dish": "z", "price": 1, "tags": ["t"]}, {"dish": "a", "price": 1, "tags": ["t"]}, {"dish": "b", "price": 0.5, "tags": ["t"]}, {"dish": "tt", "price": 0.1, "tags": ["tt"]}]',
        },
        reference="""
import json

def dishes_with(path, tag, most):
    with open(path, encoding="utf-8") as file:
        dishes = [dish for dish in json.load(file) if tag in dish["tags"] and dish["price"] <= most]
    return [dish["dish"] for dish in sorted(dishes, key=lambda dish: dish["price"])]
""",
        tests=[
            "dishes_with('menu.json', 'vegan', 10) == ['lentil soup', 'bean salad']",
            "dishes_with('menu.json', 'hot', 5.5) == ['lentil soup']",
            "dishes_with('menu.json', 'fish', 5) == []",
            "dishes_with('menu.json', 'cold', 9.0) == ['bean salad', 'cheese board']",
            "dishes_with('none.json', 'x', 1) == []",
            "dishes_with('same.json', 't', 1) == ['b', 'z', 'a']",
            "dishes_with('same.json', 'tt', 1) == ['tt']",
            "dishes_with('menu.json', 'sweet', 99) == []",
        ],
        wrong=[
            ("<= most", "< most"),
            ('key=lambda dish: dish["price"]', 'key=lambda dish: (dish["price"], dish["dish"])'),
            ('tag in dish["tags"]', 'tag in "".join(dish["tags"])'),
            ('sorted(dishes, key=lambda dish: dish["price"])', "dishes"),
        ],
    ),
    on_file(
        "menu.json",
        name="file-tag-index",
        level="medium",
        entry="by_tag",
        en="The attached file menu.json is a list of dishes. Write a Python function `by_tag(path)` that "
        "returns a dictionary from each tag to the sorted list of the names of the dishes that have it.",
        zh="附件 menu.json 是菜品列表。编写 Python 函数 `by_tag(path)`，返回一个字典，"
        "从每个标签到带有该标签的菜名的有序列表。",
        files={
            "menu.json": MENU,
            "none.json": "[]",
            "bare.json": '[{"dish": "x", "price": 1, "tags": []}]',
            "a.json": '[{"dish": "b", "price": 1, "tags": ["t"]}, {"dish": "a", "price": 2, "tags": ["t", "u"]}]',
            "one.json": '[{"dish": "x", "price": 1, "tags": ["q"]}]',
            "three.json": '[{"dish": "x", "price": 1, "tags": ["a", "b", "c"]}]',
            "order.json": '[{"dish": "m", "price": 1, "tags": ["k"]}, {"dish": "c", "price": 1, "tags": ["k"]}, {"dish": "x", "price": 1, "tags": ["k"]}]',
            "case.json": '[{"dish": "x", "price": 1, "tags": ["A", "a"]}]',
        },
        reference="""
import json

def by_tag(path):
    with open(path, encoding="utf-8") as file:
        dishes = json.load(file)
    index = {}
    for dish in sorted(dishes, key=lambda dish: dish["dish"]):
        for tag in dish["tags"]:
            index.setdefault(tag, []).append(dish["dish"])
    return index
""",
        tests=[
            "by_tag('menu.json') == "
            "{'vegan': ['bean salad', 'lentil soup'], 'hot': ['lentil soup', 'trout'], 'fish': ['trout'], 'cold': ['bean salad', 'cheese board']}",
            "by_tag('none.json') == {}",
            "by_tag('bare.json') == {}",
            "by_tag('a.json') == {'t': ['a', 'b'], 'u': ['a']}",
            "by_tag('one.json') == {'q': ['x']}",
            "by_tag('three.json') == {'a': ['x'], 'b': ['x'], 'c': ['x']}",
            "by_tag('order.json') == {'k': ['c', 'm', 'x']}",
            "by_tag('case.json') == {'A': ['x'], 'a': ['x']}",
        ],
        wrong=[
            ('sorted(dishes, key=lambda dish: dish["dish"])', "dishes"),
            ('index.setdefault(tag, []).append(dish["dish"])', 'index[tag] = [dish["dish"]]'),
            ('dish["tags"]:', 'dish["tags"][:1]:'),
        ],
    ),
    on_file(
        "poem.txt",
        name="file-longest-line",
        level="easy",
        entry="longest_lines",
        en="A poem is attached as poem.txt. Write a Python function `longest_lines(path)` that returns the "
        "list of all lines that have the largest number of words, in the order of the file and without "
        "line breaks at their ends. An empty file gives an empty list.",
        zh="附件 poem.txt 是一首诗。编写 Python 函数 `longest_lines(path)`，"
        "返回单词数最多的所有行组成的列表，按文件中的顺序，行末不带换行符。空文件返回空列表。",
        files={
            "poem.txt": POEM,
            "empty.txt": "",
            "one.txt": "only this",
            "tie.txt": "a b\nc\nd e\n",
            "long.txt": "extraordinarily\na b\n",
            "blank.txt": "\n\n",
            "space.txt": "a   b\nc d e\n",
            "last.txt": "a\nb c\nd e f",
        },
        reference="""
def longest_lines(path):
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    most = max((len(line.split()) for line in lines), default=0)
    return [line for line in lines if len(line.split()) == most]
""",
        tests=[
            "longest_lines('poem.txt') == ['The lamp is low, the tide is slow,']",
            "longest_lines('empty.txt') == []",
            "longest_lines('one.txt') == ['only this']",
            "longest_lines('tie.txt') == ['a b', 'd e']",
            "longest_lines('long.txt') == ['a b']",
            "longest_lines('blank.txt') == ['', '']",
            "longest_lines('space.txt') == ['c d e']",
            "longest_lines('last.txt') == ['d e f']",
        ],
        wrong=[
            (", default=0", ""),
            ("len(line.split()) == most", "len(line) >= most and line.split()"),
            (
                "return [line for line in lines if len(line.split()) == most]",
                "return [max(lines, key=lambda line: len(line.split()), default='')]",
            ),
            ("(len(line.split()) for line in lines)", "(line.count(' ') for line in lines)"),
        ],
    ),
    on_file(
        "poem.txt",
        name="file-rhyme-words",
        level="medium",
        entry="last_words",
        en="A poem is attached as poem.txt. Write a Python function `last_words(path)` that returns the "
        "last word of every line that has one, in lower case and without the punctuation .,;:!? at its end.",
        zh="附件 poem.txt 是一首诗。编写 Python 函数 `last_words(path)`，"
        "返回每个含有单词的行的最后一个单词，小写，并去掉末尾的标点 .,;:!?。",
        files={
            "poem.txt": POEM,
            "empty.txt": "",
            "blank.txt": "one\n\ntwo\n",
            "marks.txt": "Oh no?!\n",
            "inner.txt": "don't, I can't.\n",
            "upper.txt": "BIG END\n",
            "many.txt": "a b;\nc d:\ne f,\n",
            "plain.txt": "x y z",
        },
        reference="""
def last_words(path):
    with open(path, encoding="utf-8") as file:
        lines = (line.split() for line in file)
        return [words[-1].lower().rstrip(".,;:!?") for words in lines if words]
""",
        tests=[
            "last_words('poem.txt') == ['slow', 'side', 'stone', 'tide']",
            "last_words('empty.txt') == []",
            "last_words('blank.txt') == ['one', 'two']",
            "last_words('marks.txt') == ['no']",
            "last_words('inner.txt') == [\"can't\"]",
            "last_words('upper.txt') == ['end']",
            "last_words('many.txt') == ['b', 'd', 'f']",
            "last_words('plain.txt') == ['z']",
        ],
        wrong=[
            (" if words", ""),
            (".lower()", ""),
            ('rstrip(".,;:!?")', 'rstrip(".,")'),
            ("words[-1]", "words[0]"),
        ],
    ),
]
