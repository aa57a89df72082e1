"""Use an attached table, and write code that works for other tables of the same form."""

from pathlib import Path

from harness.dataset.tasks import Task

FILES = Path(__file__).parent.parent / "files"
ORDERS = (FILES / "orders.csv").read_text(encoding="utf-8")
TEMPERATURES = (FILES / "temperatures.csv").read_text(encoding="utf-8")

HEAD = "order,customer,item,quantity,price_cents\n"
EN = " The function must also work for other files of the same form."
ZH = "该函数对其他同样格式的文件也必须适用。"


def on_file(attached: str, en: str, zh: str, **rest) -> Task:
    """A task about one attached file."""
    return Task(category="file", attached=(f"files/{attached}",), en=en + EN, zh=zh + ZH, **rest)


TASKS = [
    on_file(
        "orders.csv",
        name="file-order-total",
        level="easy",
        entry="total_cents",
        en="The attached file orders.csv has one order a line. Write a Python function `total_cents(path)` "
        "that returns the sum of quantity times price_cents over all orders.",
        zh="附件 orders.csv 每行是一个订单。编写 Python 函数 `total_cents(path)`，返回所有订单的数量乘以 "
        "price_cents 之和。",
        files={
            "orders.csv": ORDERS,
            "empty.csv": HEAD,
            "one.csv": HEAD + "1,A,x,3,7\n",
            "quoted.csv": HEAD + '1,"A, B",x,2,10\n',
            "two.csv": HEAD + "1,A,x,1,1\n2,A,x,1,1\n",
            "zero.csv": HEAD + "1,A,x,0,99\n",
            "big.csv": HEAD + "1,A,x,1000000,1000000\n",
            "same.csv": HEAD + "9,B,y,5,5\n9,B,y,5,5\n",
        },
        reference="""
import csv

def total_cents(path):
    with open(path, encoding="utf-8", newline="") as file:
        return sum(int(row["quantity"]) * int(row["price_cents"]) for row in csv.DictReader(file))
""",
        tests=[
            "total_cents('orders.csv') == 52124",
            "total_cents('empty.csv') == 0",
            "total_cents('one.csv') == 21",
            "total_cents('quoted.csv') == 20",
            "total_cents('two.csv') == 2",
            "total_cents('zero.csv') == 0",
            "total_cents('big.csv') == 1000000000000",
            "total_cents('same.csv') == 50",
        ],
        wrong=[
            """
def total_cents(path):
    total = 0
    for line in open(path).read().splitlines()[1:]:
        parts = line.split(",")
        total += int(parts[3]) * int(parts[4])
    return total
""",
            ('int(row["quantity"]) * ', ""),
            ("return sum(", "return 1 + sum("),
            ("def total_cents(path):", "def total_cents(path):\n    return 52124\n"),
        ],
    ),
    on_file(
        "orders.csv",
        name="file-best-customer",
        level="medium",
        entry="best_customer",
        en="The attached file orders.csv has one order a line. Write a Python function "
        "`best_customer(path)` that returns the customer with the largest sum of quantity times "
        "price_cents; among equal sums the alphabetically first; `None` without orders.",
        zh="附件 orders.csv 每行是一个订单。编写 Python 函数 `best_customer(path)`，返回数量乘以 "
        "price_cents 之和最大的客户；总和相同时取字母顺序最靠前者；没有订单时返回 `None`。",
        files={
            "orders.csv": ORDERS,
            "empty.csv": HEAD,
            "tie.csv": HEAD + "1,B,x,1,5\n2,A,x,5,1\n",
            "sum.csv": HEAD + "1,A,x,1,6\n2,B,x,1,4\n3,B,x,1,4\n",
            "one.csv": HEAD + "1,Solo,x,1,1\n",
            "quoted.csv": HEAD + '1,"C, D",x,9,9\n2,E,x,1,1\n',
            "many.csv": HEAD + "1,A,x,9,1\n2,B,x,1,10\n",
            "digits.csv": HEAD + "1,A,x,1,9\n2,B,x,1,10\n",
        },
        reference="""
import csv
from collections import Counter

def best_customer(path):
    sums = Counter()
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            sums[row["customer"]] += int(row["quantity"]) * int(row["price_cents"])
    return min(sums, key=lambda name: (-sums[name], name), default=None)
""",
        tests=[
            "best_customer('orders.csv') == 'Hilltop School'",
            "best_customer('empty.csv') == None",
            "best_customer('tie.csv') == 'A'",
            "best_customer('sum.csv') == 'B'",
            "best_customer('one.csv') == 'Solo'",
            "best_customer('quoted.csv') == 'C, D'",
            "best_customer('many.csv') == 'B'",
            "best_customer('digits.csv') == 'B'",
        ],
        wrong=[
            (", default=None", ""),
            ("(-sums[name], name)", "-sums[name]"),
            ("] += int", "] = int"),
            ('int(row["quantity"]) * ', ""),
        ],
    ),
    on_file(
        "orders.csv",
        name="file-items-of",
        level="easy",
        entry="items_of",
        en="The attached file orders.csv has one order a line. Write a Python function `items_of(path, "
        "customer)` that returns the sorted list of the different items that this customer ordered.",
        zh="附件 orders.csv 每行是一个订单。编写 Python 函数 `items_of(path, customer)`，"
        "返回该客户订购过的不同商品的有序列表。",
        files={
            "orders.csv": ORDERS,
            "twice.csv": HEAD + "1,A,pen,1,1\n2,A,pen,2,1\n3,A,ink,1,1\n4,B,cup,1,1\n",
        },
        reference="""
import csv

def items_of(path, customer):
    with open(path, encoding="utf-8", newline="") as file:
        return sorted({row["item"] for row in csv.DictReader(file) if row["customer"] == customer})
""",
        tests=[
            "items_of('orders.csv', 'Old Mill Inn') == ['candle', 'coffee beans 1 kg']",
            "items_of('orders.csv', 'Lakeside Cafe') == ['coffee beans 1 kg', 'napkins 500', 'oat milk 6 "
            "pack']",
            "items_of('orders.csv', 'Nobody') == []",
            "items_of('orders.csv', 'Hilltop School') == ['paper A4 box', 'whiteboard pen']",
            "items_of('twice.csv', 'A') == ['ink', 'pen']",
            "items_of('twice.csv', 'B') == ['cup']",
            "items_of('twice.csv', '') == []",
            "items_of('orders.csv', 'Mill') == []",
        ],
        wrong=[
            (
                'sorted({row["item"] for row in csv.DictReader(file) if row["customer"] == customer})',
                'sorted(row["item"] for row in csv.DictReader(file) if row["customer"] == customer)',
            ),
            ("== customer", ".endswith(customer)"),
            (' if row["customer"] == customer', ""),
        ],
    ),
    on_file(
        "temperatures.csv",
        name="file-mean-temperature",
        level="medium",
        entry="mean_of",
        en="The attached file temperatures.csv has readings of weather stations; a reading may be missing "
        "(empty). Write a Python function `mean_of(path, station)` that returns the mean of the readings "
        "that are there, or `None` if there are none.",
        zh="附件 temperatures.csv 是气象站的读数，有的读数缺失（为空）。编写 Python 函数 `mean_of(path, "
        "station)`，返回该站现有读数的平均值；没有读数时返回 `None`。",
        files={
            "temperatures.csv": TEMPERATURES,
            "t.csv": "date,station,celsius\nd,a,-1\nd,a,0\nd,b,\nd,c,10\nd,a,4.5\n",
        },
        reference="""
import csv

def mean_of(path, station):
    with open(path, encoding="utf-8", newline="") as file:
        values = [float(row["celsius"]) for row in csv.DictReader(file)
                  if row["station"] == station and row["celsius"]]
    return sum(values) / len(values) if values else None
""",
        tests=[
            "mean_of('temperatures.csv', 'harbour') == 5.25",
            "mean_of('temperatures.csv', 'airfield') == 3.5666666666666664",
            "mean_of('temperatures.csv', 'summit') == None",
            "mean_of('t.csv', 'a') == 1.1666666666666667",
            "mean_of('t.csv', 'b') == None",
            "mean_of('t.csv', 'c') == 10.0",
            "mean_of('t.csv', 'celsius') == None",
            "mean_of('t.csv', 'A') == None",
        ],
        wrong=[
            (' and row["celsius"]', ""),
            (" if values else None", ""),
            ('and row["celsius"]]', 'and row["celsius"] != "4.5"]'),
            ('["celsius"]]', '["celsius"] != "0"]'),
        ],
    ),
    on_file(
        "temperatures.csv",
        name="file-missing-readings",
        level="easy",
        entry="missing",
        en="The attached file temperatures.csv has readings of weather stations; some are missing (empty). "
        "Write a Python function `missing(path)` that returns the list of `(date, station)` tuples without "
        "a reading, in the order of the file.",
        zh="附件 temperatures.csv 是气象站的读数，有些缺失（为空）。编写 Python 函数 `missing(path)`，"
        "按文件中的顺序返回缺少读数的 `(date, station)` 元组列表。",
        files={
            "temperatures.csv": TEMPERATURES,
            "none.csv": "date,station,celsius\nd,a,0\n",
            "all.csv": "date,station,celsius\nd2,b,\nd1,a,\n",
            "head.csv": "date,station,celsius\n",
            "space.csv": "date,station,celsius\nd,a, \nd,b,1\n",
            "order.csv": "date,station,celsius\nz,z,\na,a,\nm,m,0.0\n",
            "one.csv": "date,station,celsius\nd,a,\n",
            "dup.csv": "date,station,celsius\nd,a,\nd,a,\n",
        },
        reference="""
import csv

def missing(path):
    with open(path, encoding="utf-8", newline="") as file:
        return [(row["date"], row["station"]) for row in csv.DictReader(file) if not row["celsius"].strip()]
""",
        tests=[
            "missing('temperatures.csv') == [('2031-03-02', 'harbour')]",
            "missing('none.csv') == []",
            "missing('all.csv') == [('d2', 'b'), ('d1', 'a')]",
            "missing('head.csv') == []",
            "missing('space.csv') == [('d', 'a')]",
            "missing('order.csv') == [('z', 'z'), ('a', 'a')]",
            "missing('one.csv') == [('d', 'a')]",
            "missing('dup.csv') == [('d', 'a'), ('d', 'a')]",
        ],
        wrong=[
            (".strip()", ""),
            ("if not row", "if row"),
            ('(row["date"], row["station"])', '(row["station"], row["date"])'),
            ('not row["celsius"].strip()', 'not float(row["celsius"] or 0)'),
        ],
    ),
]
