"""Which headers are stored, and which are changed so that a replay does not wait."""

from __future__ import annotations

from collections.abc import Iterable

from harness.cassette.scrub import Scrubber

REQUEST = frozenset({"accept", "content-type", "openai-beta", "x-stainless-retry-count"})
RESPONSE = frozenset(
    {
        "content-disposition",
        "content-type",
        "deprecation",
        "location",
        "openai-poll-after-ms",
        "openai-processing-ms",
        "openai-version",
        "retry-after",
        "retry-after-ms",
        "x-should-retry",
    }
)
# The SDK gives up instead of waiting longer than this.
_LONGEST_WAIT = 120.0
_REPEATED = frozenset({408, 409, 429})


def stored(
    headers: Iterable[tuple[str, str]], allowed: frozenset[str], scrub: Scrubber
) -> dict[str, list[str]]:
    """The headers that may be written, names in lower case."""
    kept: dict[str, list[str]] = {}
    for name, value in headers:
        if (lower := name.lower()) in allowed:
            kept.setdefault(lower, []).append(scrub.uri(value) if lower == "location" else scrub.text(value))
    return dict(sorted(kept.items()))


def replayed(
    headers: dict[str, list[str]], status: int, method: str, speed: float | None
) -> list[tuple[str, str]]:
    """The headers of a replayed response.

    Args:
        speed: None replays without waiting; a factor divides the waiting times that the server asked for.
    """
    pairs = [(name, value) for name, values in headers.items() for value in values]
    if speed == 1.0:
        return pairs
    if method == "GET" and status < 400:
        return _without(pairs, "openai-poll-after-ms") + _poll_after(pairs, speed)
    if status in _REPEATED or status >= 500:
        return _retry_after(pairs, speed)
    return pairs


def _poll_after(pairs: list[tuple[str, str]], speed: float | None) -> list[tuple[str, str]]:
    asked = _number(_value(pairs, "openai-poll-after-ms"))
    return [("openai-poll-after-ms", "0" if speed is None else str(round((asked or 1000.0) / speed)))]


def _retry_after(pairs: list[tuple[str, str]], speed: float | None) -> list[tuple[str, str]]:
    milliseconds = _number(_value(pairs, "retry-after-ms"))
    seconds = _number(_value(pairs, "retry-after"))
    asked = milliseconds / 1000 if milliseconds is not None else seconds
    if asked is not None and asked > _LONGEST_WAIT:
        return pairs
    if speed is not None and asked is None:
        return pairs
    # The SDK takes 0 for "not said" and falls back to its own waiting time.
    wait = 0.01 if speed is None else max(0.01, (asked or 0.0) * 1000 / speed)
    return [*_without(pairs, "retry-after-ms"), ("retry-after-ms", f"{wait:g}")]


def _without(pairs: list[tuple[str, str]], name: str) -> list[tuple[str, str]]:
    return [pair for pair in pairs if pair[0].lower() != name]


def _value(pairs: list[tuple[str, str]], name: str) -> str:
    return next((value for key, value in pairs if key.lower() == name), "")


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
