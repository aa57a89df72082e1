"""An assistant with functions: the right one, with the right arguments, and none when none is needed.

16 of the bundled conversations, evenly over its topics and languages; `dataset="data/functions.jsonl"` asks all of it.
The functions are plain Python; `functions=` answers the run's `requires_action` with them.
"""

from pathlib import Path
from typing import Any

from harness import Assistant, Gate, Limits, Suite, tool_use
from harness.dataset import read_dataset, stratified

DATA = Path(__file__).parent / "data"

CELSIUS = {"port ellis": 17, "dunmore": 5}
PER_EURO = {"EUR": 1.0, "CRN": 11.2, "SHL": 3.5}
TRAINS = {
    ("dunmore", "port ellis"): ("06:10", "10:05", "14:25", "18:55"),
    ("port ellis", "dunmore"): ("07:15", "09:40", "16:30", "20:20"),
}
ORDERS = {
    "A-1042": {"status": "sent", "price_eur": 25},
    "B-2001": {"status": "being packed", "price_eur": 40},
    "B-2002": {"status": "delivered", "price_eur": 9},
}
STOCK = {"blue mug": 12, "green mug": 0, "tea pot": 3}


def get_weather(city: str, unit: str = "celsius") -> dict[str, Any]:
    """The present temperature. Raises for an unknown city; one station is broken."""
    if city.lower() == "glass bay":
        return {"city": city, "temperature": -999, "warning": "sensor fault, the value is wrong"}
    if city.lower() not in CELSIUS:
        raise LookupError(f"there is no weather station in {city}")
    celsius = CELSIUS[city.lower()]
    value = round(celsius * 9 / 5 + 32, 1) if unit == "fahrenheit" else celsius
    return {"city": city, "temperature": value, "unit": unit}


def convert_currency(amount: float, **pair: str) -> dict[str, Any]:
    """An amount in another currency; the currencies are called `from` and `to`."""
    start, end = pair["from"].upper(), pair["to"].upper()
    return {"amount": round(amount / PER_EURO[start] * PER_EURO[end], 2), "currency": end}


def next_train(start: str, end: str, after: str) -> dict[str, Any]:
    """The first departure after a time of the day."""
    times = TRAINS[start.lower(), end.lower()]
    return {"departure": next((time for time in times if time > after.zfill(5)), None)}


def order_status(order: str) -> dict[str, Any]:
    """Status and price of an order. Raises for an unknown one."""
    if order not in ORDERS:
        raise LookupError(f"there is no order {order}")
    return {"order": order, **ORDERS[order]}


def set_reminder(time: str, text: str) -> dict[str, Any]:
    """Nothing is stored: the calls are what is judged."""
    return {"set": True, "time": time, "text": text}


def stock(item: str) -> dict[str, Any]:
    """How many pieces of an item there are."""
    name = item.lower().removesuffix("s").replace("teapot", "tea pot")
    return {"item": item, "pieces": STOCK[name]}


def described(name: str, description: str, **parameters: dict[str, Any]) -> dict[str, Any]:
    """A function tool as the API names it; parameters without a default are required."""
    required = [key for key, schema in parameters.items() if "default" not in schema]
    schema = {"type": "object", "properties": parameters, "required": required}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": schema}}


TEXT, NUMBER = {"type": "string"}, {"type": "number"}
CURRENCY = {"type": "string", "enum": sorted(PER_EURO)}
UNIT = {"type": "string", "enum": ["celsius", "fahrenheit"], "default": "celsius"}
TIME = {"type": "string", "description": "hh:mm"}

function_calling = Suite(
    name="function_calling",
    dataset=stratified(read_dataset(DATA / "functions.jsonl"), 16, by=("topic", "language")),
    assistant=Assistant(
        name="Clerk",
        instructions=(
            "Answer questions with the functions that are offered. Call none when none is needed. "
            "When a function fails, say so; never invent a result."
        ),
        temperature=0.0,
        tools=(
            described("get_weather", "Present temperature in a city.", city=TEXT, unit=UNIT),
            described(
                "convert_currency",
                "Converts money between euros (EUR), crowns (CRN) and shells (SHL).",
                **{"amount": NUMBER, "from": CURRENCY, "to": CURRENCY},
            ),
            described("next_train", "Next departure of a train.", start=TEXT, end=TEXT, after=TIME),
            described("order_status", "Status and price of an order.", order=TEXT),
            described("set_reminder", "Sets a reminder.", time=TIME, text=TEXT),
            described("stock", "Number of pieces of an item in stock.", item=TEXT),
        ),
    ),
    checker=tool_use(),
    functions={
        "get_weather": get_weather,
        "convert_currency": convert_currency,
        "next_train": next_train,
        "order_status": order_status,
        "set_reminder": set_reminder,
        "stock": stock,
    },
    limits=Limits(seconds=240, max_completion_tokens=300),
    # The small bundled model often talks until its tokens are used up; ask more of a stronger one.
    gate=Gate(max_error_share=0.5, baseline="baseline.json"),
)
