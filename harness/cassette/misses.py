"""What to say when a request is not in the recording: the nearest one, and where the two differ."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from harness.cassette.matching import Key
from harness.cassette.player import Take

_CONTEXT = 40


def describe(key: Key, takes: Iterable[Take]) -> tuple[str, str | None]:
    """A sentence about a request that was not recorded, and one about the nearest that was."""
    asked = f"{key.method} {_target(key)}"
    takes = list(takes)
    same = [take for take in takes if take.key == key]
    if same:
        times = "once" if len(same) == 1 else f"{len(same)} times"
        return f"{asked} was recorded {times} and has been answered as often", _next_words(takes)
    if not takes:
        return f"{asked} is not recorded", None
    nearest = max(takes, key=lambda take: (_likeness(key, take.key), not take.played))
    return f"{asked} is not recorded", f"{nearest}; {_difference(key, nearest.key)}"


def _next_words(takes: list[Take]) -> str | None:
    left = next((take for take in takes if not take.played), None)
    return f"the next that was not asked for is {left}" if left else None


def _target(key: Key) -> str:
    return f"{key.path}?{key.query}" if key.query else key.path


def _likeness(asked: Key, recorded: Key) -> float:
    """0 to 5: method, path and query outweigh the body, whose likeness is its common beginning and end."""
    score = float(asked.method == recorded.method) + 2 * _share(asked.path.encode(), recorded.path.encode())
    return score + (asked.query == recorded.query) + _share(asked.body, recorded.body)


def _share(one: bytes, other: bytes) -> float:
    if one == other:
        return 1.0
    start = _common(one, other)
    shorter = min(len(one), len(other))
    end = min(_common(one[::-1], other[::-1]), shorter - start)
    return (start + end) / max(len(one), len(other))


def _common(one: bytes, other: bytes) -> int:
    """Length of the common beginning, by halving: slices compare at the speed of memory."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _difference(asked: Key, recorded: Key) -> str:
    for name in ("method", "path", "query"):
        now, then = getattr(asked, name), getattr(recorded, name)
        if now != then:
            return f"the {name} is {now!r}, recorded was {then!r}"
    try:
        return _first_difference(json.loads(asked.body), json.loads(recorded.body), "")
    except ValueError:
        return _texts(_readable(asked.body), _readable(recorded.body), "the body")


def _first_difference(now: Any, then: Any, where: str) -> str:
    """Where two JSON values first differ, in the order of the keys."""
    if isinstance(now, dict) and isinstance(then, dict):
        for key in sorted({*now, *then}):
            place = f"{where}.{key}".lstrip(".")
            if key not in then:
                return f"`{place}` is {_short(now[key])}, it was not there when recorded"
            if key not in now:
                return f"`{place}` is missing, recorded was {_short(then[key])}"
            if now[key] != then[key]:
                return _first_difference(now[key], then[key], place)
    if isinstance(now, list) and isinstance(then, list):
        for index, (item, recorded) in enumerate(zip(now, then, strict=False)):
            if item != recorded:
                return _first_difference(item, recorded, f"{where}[{index}]")
        return f"`{where}` has {len(now)} items, recorded were {len(then)}"
    if isinstance(now, str) and isinstance(then, str):
        return _texts(now, then, f"`{where}`")
    return f"`{where}` is {_short(now)}, recorded was {_short(then)}"


def _texts(now: str, then: str, where: str) -> str:
    at = _common(now.encode("utf-32-le"), then.encode("utf-32-le")) // 4
    return f"{where} differs at character {at}: now {_around(now, at)}, recorded {_around(then, at)}"


def _around(text: str, at: int) -> str:
    start, end = max(0, at - _CONTEXT), at + _CONTEXT
    return repr(("…" if start else "") + text[start:end] + ("…" if end < len(text) else ""))


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 2 * _CONTEXT else text[: 2 * _CONTEXT] + "…"


def _readable(body: bytes) -> str:
    return body.decode(errors="backslashreplace")
