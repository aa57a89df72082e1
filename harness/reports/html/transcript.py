"""What the page shows of an attempt when its row is opened: messages and tool calls, steps in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby, islice
from typing import Any

from harness.records import Attempt, Step, ToolCall
from harness.reports.clean import one_line, printable
from harness.reports.data import cause
from harness.reports.html.images import Album, Shown
from harness.reports.html.tree import markdown

LONGEST = 20_000  # characters of one input or output; the middle of longer ones is left out

Json = dict[str, Any]


def transcript(attempt: Attempt, album: Album) -> Json:
    """One attempt as JSON."""
    record, verdict, why = attempt.record, attempt.verdict, cause(attempt)
    shown = Shown(album)
    return _present(
        transport=record.transport,
        epoch=record.epoch,
        verdict=verdict.value,
        extracted=shortened(verdict.extracted),
        expected=shortened(verdict.expected),
        rule=one_line(verdict.rule, 200),
        reason=shortened(verdict.reason),
        cause=f"{why.kind}: {one_line(why.message, 2000)}" if why else "",
        status=one_line(record.status, 60),
        items=list(_items(attempt, shown)),
        pixels=shown.pixels,
        waterfall=waterfall(attempt),
        facts=_facts(attempt),
    )


def waterfall(attempt: Attempt) -> Json:
    """Bars in seconds since the attempt began: queued, each step, and the wait after the last."""
    record = attempt.record
    steps = sorted(record.steps, key=lambda step: step.index)
    ends = [step.ended for step in steps if step.ended is not None]
    last = max(ends, default=None)
    return _present(
        total=round(max([record.seconds, *ends]), 4),
        queued=record.queued,
        ttft=record.ttft,
        waited=[round(last, 4), record.seconds] if last is not None and record.seconds > last else None,
        polls=record.polls,
        retries=[
            _present(at=round(retry.at, 4), reason=one_line(retry.reason, 200)) for retry in record.retries
        ],
        steps=[_bar(step) for step in steps],
    )


def shortened(text: str) -> str:
    """Printable text whose middle is left out when it is very long."""
    shown = printable(text)
    if len(shown) <= LONGEST:
        return shown
    half = LONGEST // 2
    return f"{shown[:half]}\n… {len(shown) - LONGEST} characters left out …\n{shown[-half:]}"


def _bar(step: Step) -> Json:
    return _present(
        name=" + ".join(_named(call) for call in step.tool_calls) or step.type,
        kind="tool" if step.tool_calls else "message",
        status=one_line(step.status, 40),
        started=step.started,
        ended=step.ended,
        precise=step.precise,
        tokens=step.usage.total_tokens if step.usage else None,
        failed=bool(step.error) or any(call.ok is False for call in step.tool_calls),
        calls=[
            _present(name=_named(call), started=call.started, ended=call.ended, failed=call.ok is False)
            for call in step.tool_calls
            if call.started is not None or len(step.tool_calls) > 1
        ],
    )


def _named(call: ToolCall) -> str:
    return one_line(call.name or call.tool, 60)


def _facts(attempt: Attempt) -> Json:
    record = attempt.record
    return _present(
        seconds=record.seconds,
        ttft=record.ttft,
        prompt=record.usage.prompt_tokens if record.usage else None,
        completion=record.usage.completion_tokens if record.usage else None,
        cassette=record.cassette,
        requests=record.requests,
        polls=record.polls,
        retries=len(record.retries),
        run=one_line(str(record.run.get("id", "")), 80),
        model=one_line(record.model, 80),
    )


def ordered(attempt: Attempt) -> Iterator[Mapping[str, Any] | ToolCall | str]:
    """Messages, tool calls and the errors of steps (text) as they happened.

    An assistant's message comes from the next `message_creation` step; the calls before that step come before
    the message. That needs no clock, whose whole seconds would not tell.
    """
    steps = iter(sorted(attempt.record.steps, key=lambda step: step.index))
    for message in _messages(attempt):
        if message.get("role") == "assistant":
            yield from _until_message(steps)
        yield message
    for step in steps:
        yield from _calls(step)


def _items(attempt: Attempt, shown: Shown) -> Iterator[Json]:
    for item in ordered(attempt):
        if isinstance(item, ToolCall):
            yield _call(item, shown)
        elif isinstance(item, str):
            yield {"role": "error", "text": shortened(item)}
        else:
            yield _message(item, shown)


def _messages(attempt: Attempt) -> Iterator[Mapping[str, Any]]:
    """The thread's messages, oldest first; the user's go before each run's answer where they were not kept."""
    messages = list(attempt.record.messages) or _answer(attempt)
    moments = [message.get("created_at") or 0 for message in messages]
    if moments and moments[0] > moments[-1]:
        messages.reverse()
    if any(message.get("role") == "user" for message in messages):
        yield from messages
        return
    asked = iter((attempt.sample.question, *attempt.sample.turns))
    for _, answers in groupby(messages, key=lambda message: message.get("run_id")):
        yield from ({"role": "user", "content": text} for text in islice(asked, 1))
        yield from answers
    yield from ({"role": "user", "content": text} for text in asked)


def _answer(attempt: Attempt) -> list[Mapping[str, Any]]:
    answer = attempt.record.answer
    return [{"role": "assistant", "content": answer}] if answer else []


def _until_message(steps: Iterator[Step]) -> Iterator[ToolCall | str]:
    for step in steps:
        if step.type == "message_creation":
            return
        yield from _calls(step)


def _calls(step: Step) -> Iterator[ToolCall | str]:
    yield from step.tool_calls
    if step.error:
        yield step.error


def _call(call: ToolCall, shown: Shown) -> Json:
    return _present(
        role="tool",
        tool=one_line(call.tool, 60),
        name=one_line(call.name or call.tool, 100),
        input=shortened(call.input),
        output=shortened(call.output),
        images=[shown.name(image) for image in call.images],
        ok=call.ok,
        error=one_line(call.error_kind, 100),
    )


def _message(message: Mapping[str, Any], shown: Shown) -> Json:
    content = message.get("content")
    parts = [{"type": "text", "text": content}] if isinstance(content, str) else content or []
    known = [part for part in parts if isinstance(part, Mapping)]
    return _present(
        role="assistant" if message.get("role") == "assistant" else "user",
        body=[node for part in known for node in _body(part)],
        cites=[_citation(note) for part in known for note in _annotations(part)],
        images=list(dict.fromkeys(name for part in known for name in _pictures(part, shown))),
    )


def _body(part: Mapping[str, Any]) -> list[Any]:
    if part.get("type") == "refusal":
        return [["p", ["em", printable(str(part.get("refusal", "")))]]]
    text = part.get("text")
    value = text.get("value") if isinstance(text, Mapping) else text
    return markdown(str(value)) if value else []


def _annotations(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    text = part.get("text")
    notes = text.get("annotations") if isinstance(text, Mapping) else None
    return [note for note in notes or [] if isinstance(note, Mapping)]


def _citation(note: Mapping[str, Any]) -> str:
    kind = str(note.get("type", ""))
    target = note.get(kind)
    file_id = target.get("file_id", "") if isinstance(target, Mapping) else ""
    return one_line(f"{note.get('text', '')} → {kind} {file_id}", 300)


def _pictures(part: Mapping[str, Any], shown: Shown) -> Iterator[str]:
    """The images of a part: its own, and files that its text points to, where they are images."""
    for kind, field in (("image_file", "file_id"), ("image_url", "url")):
        inner = part.get(kind)
        if isinstance(inner, Mapping) and inner.get(field):
            yield shown.name(str(inner[field]))
    for note in _annotations(part):
        inner = note.get("file_path")
        if isinstance(inner, Mapping) and (name := shown.name(str(inner.get("file_id")))) in shown.pixels:
            yield name


def _present(**fields: Any) -> Json:
    """The fields that say something, zero and false too: the page takes what is absent for empty."""
    return {name: value for name, value in fields.items() if value or value == 0}
