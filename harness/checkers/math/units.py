"""Units of school, engineering and trade, with exact factors to base units.

Factors follow the SI brochure and the international yard and pound (1959). Currencies do not convert into each
other; a degree is π/180 radian and is handled where values are compared.
"""

from __future__ import annotations

import re
from fractions import Fraction as F
from functools import cache

from harness.checkers.math.tree import Unit

_BASE: list[tuple[str, str, dict[str, int], str]] = [
    # names (space separated; _ stands for a space), kind of prefixing, dimension, factor
    ("m meter meters metre metres 米 公尺", "si", {"m": 1}, "1"),
    ("g gram grams gramme grammes 克", "si", {"kg": 1}, "1/1000"),
    ("s sec secs second seconds 秒 秒钟", "si", {"s": 1}, "1"),
    ("A amp amps ampere amperes 安 安培", "si", {"A": 1}, "1"),
    ("mol mole moles 摩尔", "si", {"mol": 1}, "1"),
    ("L l liter liters litre litres 升", "si", {"m": 3}, "1/1000"),
    ("Hz hertz 赫兹", "si", {"s": -1}, "1"),
    ("N newton newtons 牛 牛顿", "si", {"kg": 1, "m": 1, "s": -2}, "1"),
    ("J joule joules 焦 焦耳", "si", {"kg": 1, "m": 2, "s": -2}, "1"),
    ("W watt watts 瓦 瓦特", "si", {"kg": 1, "m": 2, "s": -3}, "1"),
    ("Pa pascal pascals 帕 帕斯卡", "si", {"kg": 1, "m": -1, "s": -2}, "1"),
    ("V volt volts 伏 伏特", "si", {"kg": 1, "m": 2, "s": -3, "A": -1}, "1"),
    ("Ω ohm ohms 欧姆 欧", "si", {"kg": 1, "m": 2, "s": -3, "A": -2}, "1"),
    ("F farad farads", "si", {"kg": -1, "m": -2, "s": 4, "A": 2}, "1"),
    ("H henry henries", "si", {"kg": 1, "m": 2, "s": -2, "A": -2}, "1"),
    ("C coulomb coulombs 库仑", "si", {"A": 1, "s": 1}, "1"),
    ("T tesla", "si", {"kg": 1, "s": -2, "A": -1}, "1"),
    ("eV electronvolt electronvolts", "si", {"kg": 1, "m": 2, "s": -2}, "1.602176634e-19"),
    ("cal calorie calories 卡", "si", {"kg": 1, "m": 2, "s": -2}, "4.184"),
    ("Wh", "si", {"kg": 1, "m": 2, "s": -2}, "3600"),
    ("B byte bytes 字节", "si", {"byte": 1}, "1"),
    ("bit bits", "si", {"byte": 1}, "1/8"),
    ("bar bars", "si", {"kg": 1, "m": -1, "s": -2}, "100000"),
    ("K kelvin kelvins", "", {"K": 1}, "1"),
    ("km_h kmh kph kmph kilometers_per_hour kilometres_per_hour", "", {"m": 1, "s": -1}, "5/18"),
    ("mph miles_per_hour", "", {"m": 1, "s": -1}, "0.44704"),
    ("mps", "", {"m": 1, "s": -1}, "1"),
    ("knot knots kn", "", {"m": 1, "s": -1}, "463/900"),
    ("rpm", "", {"s": -1}, "1/60"),
    ("min mins minute minutes 分钟", "", {"s": 1}, "60"),
    ("h hr hrs hour hours 小时 个小时", "", {"s": 1}, "3600"),
    ("day days 天 日", "", {"s": 1}, "86400"),
    ("week weeks wk wks 周 星期 个星期", "", {"s": 1}, "604800"),
    ("month months 个月 月", "", {"month": 1}, "1"),
    ("year years yr yrs 年", "", {"month": 1}, "12"),
    ("decade decades", "", {"month": 1}, "120"),
    ("century centuries 世纪", "", {"month": 1}, "1200"),
    ("in inch inches 英寸", "", {"m": 1}, "0.0254"),
    ("ft foot feet 英尺", "", {"m": 1}, "0.3048"),
    ("yd yard yards 码", "", {"m": 1}, "0.9144"),
    ("mi mile miles 英里", "", {"m": 1}, "1609.344"),
    ("Å angstrom angstroms", "", {"m": 1}, "1e-10"),
    ("公里 千米", "", {"m": 1}, "1000"),
    ("厘米", "", {"m": 1}, "1/100"),
    ("毫米", "", {"m": 1}, "1/1000"),
    ("分米", "", {"m": 1}, "1/10"),
    ("微米", "", {"m": 1}, "1e-6"),
    ("纳米", "", {"m": 1}, "1e-9"),
    ("里", "", {"m": 1}, "500"),
    ("t ton tons tonne tonnes 吨", "", {"kg": 1}, "1000"),
    ("千克 公斤", "", {"kg": 1}, "1"),
    ("斤", "", {"kg": 1}, "1/2"),
    ("毫克", "", {"kg": 1}, "1e-6"),
    ("lb lbs pound pounds 磅", "", {"kg": 1}, "0.45359237"),
    ("oz ounce ounces 盎司", "", {"kg": 1}, "0.028349523125"),
    ("毫升", "", {"m": 3}, "1e-6"),
    ("cc", "", {"m": 3}, "1e-6"),
    ("gal gallon gallons 加仑", "", {"m": 3}, "0.003785411784"),
    ("qt quart quarts", "", {"m": 3}, "0.000946352946"),
    ("pt pint pints", "", {"m": 3}, "0.000473176473"),
    ("cup cups", "", {"m": 3}, "0.0002365882365"),
    ("fl_oz fluid_ounce fluid_ounces", "", {"m": 3}, "0.0000295735295625"),
    ("acre acres 英亩", "", {"m": 2}, "4046.8564224"),
    ("ha hectare hectares 公顷", "", {"m": 2}, "10000"),
    ("亩", "", {"m": 2}, "2000/3"),
    ("平方米 平方公尺", "", {"m": 2}, "1"),
    ("平方厘米", "", {"m": 2}, "1/10000"),
    ("平方分米", "", {"m": 2}, "1/100"),
    ("平方毫米", "", {"m": 2}, "1e-6"),
    ("平方千米 平方公里", "", {"m": 2}, "1000000"),
    ("立方米", "", {"m": 3}, "1"),
    ("立方厘米", "", {"m": 3}, "1e-6"),
    ("立方分米", "", {"m": 3}, "1e-3"),
    ("psi", "", {"kg": 1, "m": -1, "s": -2}, "6894.757293168"),
    ("atm", "", {"kg": 1, "m": -1, "s": -2}, "101325"),
    ("mmHg", "", {"kg": 1, "m": -1, "s": -2}, "133.322387415"),
    ("hp horsepower 马力", "", {"kg": 1, "m": 2, "s": -3}, "745.69987158227022"),
    ("lbf", "", {"kg": 1, "m": 1, "s": -2}, "4.4482216152605"),
    ("btu BTU", "", {"kg": 1, "m": 2, "s": -2}, "1055.05585262"),
    ("rad rads radian radians 弧度", "", {"rad": 1}, "1"),
    ("deg degs degree degrees 度", "", {"rad": 1}, "deg"),
    ("arcmin arcminute arcminutes", "", {"rad": 1}, "arcmin"),
    ("arcsec arcsecond arcseconds", "", {"rad": 1}, "arcsec"),
    ("rev revs revolution revolutions", "", {"rad": 1}, "turn"),
    ("$ dollar dollars USD usd 美元 US$ bucks", "", {"USD": 1}, "1"),
    ("cent cents ¢ 美分", "", {"USD": 1}, "1/100"),
    ("€ euro euros EUR 欧元", "", {"EUR": 1}, "1"),
    ("£ GBP 英镑 quid", "", {"GBP": 1}, "1"),
    ("pence", "", {"GBP": 1}, "1/100"),
    ("¥ yuan RMB CNY 元 人民币 块 块钱", "", {"CNY": 1}, "1"),
    ("角", "", {"CNY": 1}, "1/10"),
    ("yen JPY 日元", "", {"JPY": 1}, "1"),
    ("₹ rupee rupees INR Rs rs", "", {"INR": 1}, "1"),
    ("₩ won", "", {"KRW": 1}, "1"),
    ("peso pesos", "", {"peso": 1}, "1"),
]
_PREFIXES = {
    "p": "1e-12",
    "n": "1e-9",
    "µ": "1e-6",
    "u": "1e-6",
    "m": "1e-3",
    "c": "1e-2",
    "d": "1e-1",
    "k": "1e3",
    "M": "1e6",
    "G": "1e9",
    "T": "1e12",
}
_LONG_PREFIXES = {
    "pico": "1e-12",
    "nano": "1e-9",
    "micro": "1e-6",
    "milli": "1e-3",
    "centi": "1e-2",
    "deci": "1e-1",
    "hecto": "1e2",
    "kilo": "1e3",
    "mega": "1e6",
    "giga": "1e9",
    "tera": "1e12",
}
_TWO_FAHRENHEIT = F(45967, 180)
# 'units', 'square units', '个', '人': they say that a number counts something, and convert to nothing.
_COUNTS = re.compile(
    r"(?:(?:square|cubic|sq\.?|cu\.?)\s+)?units?(?:\^[23])?|个|人|名|只|条|本|件|张|种|次|辆|棵|头|位|颗|支|根|块"
)
# One letter: a unit only behind a number and only where no variable is expected.
AMBIGUOUS = frozenset(["m", "g", "s", "h", "L", "l", "N", "J", "W", "V", "A", "K", "C", "F", "Ω"]) | {
    "in",
    "min",
    "am",
    "pm",
}
ANGLE_FACTORS = {"deg": F(1, 180), "arcmin": F(1, 10800), "arcsec": F(1, 648000), "turn": F(2)}


@cache
def table() -> dict[str, Unit]:
    """Every unit by its written name."""
    units: dict[str, Unit] = {}
    for names, prefixing, dimension, factor in _BASE:
        size: F | str = factor if factor in ANGLE_FACTORS else F(factor)
        key = tuple(sorted(dimension.items()))
        for name in (written.replace("_", " ") for written in names.split()):
            units[name] = Unit(key, size, name=name)
            if prefixing and isinstance(size, F):
                _add_prefixed(units, name, key, size)
    for names, prefixing, dimension, factor in _BASE:
        if not prefixing:
            key = tuple(sorted(dimension.items()))
            size = factor if factor in ANGLE_FACTORS else F(factor)
            units.update({n.replace("_", " "): Unit(key, size, name=n) for n in names.split()})
    kelvin = (("K", 1),)
    for name in ("degC", "celsius", "Celsius", "摄氏度"):
        units[name] = Unit(kelvin, F(1), F(27315, 100), "degC")
    for name in ("degF", "fahrenheit", "Fahrenheit", "华氏度"):
        units[name] = Unit(kelvin, F(5, 9), F(45967, 180), "degF")
    return units


def _add_prefixed(units: dict[str, Unit], name: str, key: tuple[tuple[str, int], ...], size: F) -> None:
    prefixes = _PREFIXES if len(name) <= 3 and name not in ("sec", "amp", "bit", "bar") else _LONG_PREFIXES
    if not name.isascii() and name not in "Ω":
        return
    for prefix, power in prefixes.items():
        units.setdefault(prefix + name, Unit(key, size * F(power), name=prefix + name))


@cache
def longest_cjk() -> tuple[str, ...]:
    """The Chinese unit names, longest first."""
    names = [name for name in table() if "\u4e00" <= name[0] <= "\u9fff"]
    return tuple(sorted(names, key=len, reverse=True))


def is_count(text: str) -> bool:
    """Whether the words only say that something is counted."""
    return _COUNTS.fullmatch(text.strip()) is not None


def find(name: str) -> Unit | None:
    """The unit of that name; capitals forgiven for words longer than three letters ('Hours', 'KM')."""
    units = table()
    found = units.get(name)
    if found is None and (
        len(name) > 3 or name in ("KM", "CM", "MM", "Kg", "KG", "Km", "Cm", "ML", "Ml", "Min")
    ):
        found = units.get(name.lower())
        if found is None and name in ("ML", "Ml"):
            found = units["mL"]
    return found


def power(unit: Unit, exponent: int) -> Unit:
    """unit ** exponent, for whole exponents; angles and temperatures have none but 1."""
    if exponent == 1 or isinstance(unit.factor, str) or abs(exponent) > 12:
        return unit
    dimension = tuple((base, size * exponent) for base, size in unit.dimension)
    return Unit(dimension, unit.factor**exponent, name=f"{unit.name}^{exponent}")


def product(left: Unit, right: Unit) -> Unit:
    """left · right."""
    if isinstance(left.factor, str) or isinstance(right.factor, str):
        return left
    powers = dict(left.dimension)
    for base, size in right.dimension:
        powers[base] = powers.get(base, 0) + size
    dimension = tuple(sorted((base, size) for base, size in powers.items() if size))
    return Unit(dimension, left.factor * right.factor, name=f"{left.name} {right.name}")
