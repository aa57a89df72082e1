"""A recording as a conversation: who said what, when, and what was done in between."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from harness.cassette.interaction import Interaction, Recorded
from harness.cassette.matching import target_of

Speaker = Literal["http", "user", "assistant", "code", "tool"]

# Marks that change the direction of a text: a model can make a line say what it does not.
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Turn:
    """One thing that was said or done. `at` is seconds since the scope began."""

    at: float
    speaker: Speaker
    text: str


def conversation(interactions: Sequence[Interaction]) -> list[Turn]:
    """The turns of a scope in recorded order; what a polling client was told again and again stands once."""
    turns: list[Turn] = []
    told: set[tuple[Speaker, str]] = set()
    for interaction in interactions:
        recorded = interaction.response.recorded or Recorded()
        turns.append(Turn(recorded.at / 1000, "http", _exchange(interaction, recorded)))
        end = (recorded.at + recorded.end) / 1000
        said = [(recorded.at / 1000, item) for item in _asked(_json(interaction.request.content))]
        said += [(end, item) for item in _answered(interaction)]
        for at, item in said:
            if item[1].strip() and item not in told:
                told.add(item)
                turns.append(Turn(at, *item))
    return turns


def visible(text: str) -> str:
    """Text for a terminal: control characters and changes of direction are shown, not obeyed."""
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character in "\n\t" or not (unicodedata.category(character) == "Cc" or character in _DIRECTIONS):
        return character
    return character.encode("unicode_escape").decode()


def _exchange(interaction: Interaction, recorded: Recorded) -> str:
    request, response = interaction.request, interaction.response
    outcome = f"{response.status.code} in {recorded.end / 1000:.3f} s"
    if len(recorded.chunks) > 1:
        outcome += f", {len(recorded.chunks)} chunks from {recorded.chunks[0][0] / 1000:.3f} s on"
    if recorded.ended != "complete":
        outcome += f", cut by the {recorded.ended}"
    if recorded.error is not None:
        outcome += f" ({recorded.error.type}: {recorded.error.message})"
    return f"{request.method} {target_of(request.uri)} -> {outcome}"


def _asked(body: Any) -> Iterator[tuple[Speaker, str]]:
    if not isinstance(body, Mapping):
        return
    messages = body.get("messages") or body.get("additional_messages") or []
    for message in [body, *messages] if isinstance(messages, list) else [body]:
        if isinstance(message, Mapping) and message.get("role") in ("user", "assistant"):
            yield message["role"], _text(message.get("content"))
    for output in _objects(body.get("tool_outputs")):
        yield "tool", str(output.get("output"))


def _answered(interaction: Interaction) -> Iterator[tuple[Speaker, str]]:
    content = interaction.response.content
    if interaction.response.header("content-type").startswith("text/event-stream"):
        events = [_json(line[5:].strip()) for line in content.splitlines() if line.startswith(b"data:")]
        yield "assistant", "".join(text for event in events for text in _completion_deltas(event))
        for event in events:
            yield from _said(event)
    else:
        yield from _said(_json(content))


def _said(value: Any) -> Iterator[tuple[Speaker, str]]:
    """What an API object says: a message, a run step, a completion, or a list of them (newest first)."""
    if not isinstance(value, Mapping):
        return
    if value.get("object") == "list":
        for item in reversed(_objects(value.get("data"))):
            yield from _said(item)
    elif value.get("object") == "thread.message" and value.get("role") in ("user", "assistant"):
        yield value["role"], _text(value.get("content"))
    elif value.get("object") == "thread.run.step" and isinstance(value.get("step_details"), Mapping):
        for call in _objects(value["step_details"].get("tool_calls")):
            yield from _call(call)
    for choice in _objects(value.get("choices")):
        if isinstance(message := choice.get("message"), Mapping):
            yield "assistant", _text(message.get("content"))
    for item in _objects(value.get("output")):
        yield "assistant", _text(item.get("content"))


def _call(call: Mapping[str, Any]) -> Iterator[tuple[Speaker, str]]:
    if isinstance(code := call.get("code_interpreter"), Mapping):
        yield "code", str(code.get("input") or "")
        for output in _objects(code.get("outputs")):
            yield "tool", str(output.get("logs") or f"[{output.get('type')}]")
    elif isinstance(function := call.get("function"), Mapping):
        yield "code", f"{function.get('name')}({function.get('arguments')})"
        yield "tool", str(function.get("output") or "")


def _completion_deltas(event: Any) -> Iterator[str]:
    for choice in _objects(event.get("choices")) if isinstance(event, Mapping) else []:
        if isinstance(delta := choice.get("delta"), Mapping) and isinstance(delta.get("content"), str):
            yield delta["content"]


def _text(content: Any) -> str:
    """The text of a message's content, which is a string or a list of parts."""
    if isinstance(content, str):
        return content
    parts = (part.get("text") for part in _objects(content))
    return "\n".join(
        str(part.get("value")) if isinstance(part, Mapping) else str(part) for part in parts if part
    )


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _json(content: bytes) -> Any:
    try:
        return msgspec.json.decode(content) if content else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
