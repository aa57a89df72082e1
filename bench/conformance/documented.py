"""Recorded answers against what is documented beside the schemas: which fields a status sets, and how events follow."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_OVER = {"completed", "incomplete", "failed", "cancelled", "expired"}
# By kind of object: the field, and in which statuses it is set; in all others it is null.
SET: dict[str, dict[str, set[str]]] = {
    "thread.run": {
        "usage": _OVER,
        "required_action": {"requires_action"},
        "last_error": {"failed"},
        "incomplete_details": {"incomplete"},
        "expires_at": {"queued", "in_progress", "requires_action", "cancelling", "expired"},
        "completed_at": {"completed", "incomplete"},
        "failed_at": {"failed"},
        "cancelled_at": {"cancelled"},
    },
    "thread.run.step": {
        "last_error": {"failed"},
        "completed_at": {"completed"},
        "failed_at": {"failed"},
        "cancelled_at": {"cancelled"},
        "expired_at": {"expired"},
    },
    "thread.message": {
        "completed_at": {"completed"},
        "incomplete_at": {"incomplete"},
        "incomplete_details": {"incomplete"},
    },
}
# A run that is being cancelled keeps what it waited for until it is.
_EITHER = {("thread.run", "required_action", "cancelling")}

# Names of events without `thread.`; each is followed by a blank but the last.
_STEP_END = r"(run\.cancelling )?run\.step\.(completed|failed|cancelled|expired) "
_STEP = r"run\.step\.created run\.step\.in_progress "
_MESSAGE = (
    rf"{_STEP}message\.created message\.in_progress (message\.delta )*"
    rf"(run\.cancelling )?message\.(completed|incomplete) {_STEP_END}"
)
_TOOLS = rf"{_STEP}(run\.step\.delta )*{_STEP_END}"
_WAITS = rf"{_STEP}(run\.step\.delta )+run\.requires_action "
_BEGINS = r"(created )?run\.created run\.queued run\.in_progress "
_GOES_ON = r"run\.step\.completed run\.queued run\.in_progress "
_ENDS = r"(run\.cancelling )?run\.(completed|incomplete|failed|cancelled|expired) "
STREAM = re.compile(rf"({_BEGINS}|{_GOES_ON})({_MESSAGE}|{_TOOLS})*({_WAITS}|{_ENDS})done")


@dataclass
class Findings:
    """How many objects and streams were looked at, and what is not as documented, with how often."""

    objects: int = 0
    streams: int = 0
    wrong: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        head = f"{self.objects} objects, {self.streams} streams, {sum(self.wrong.values())} not as documented"
        return "\n".join([head, *(f"  {times} × {what}" for what, times in self.wrong.most_common())])


def look(records: Path) -> Findings:
    """Everything in a file of records."""
    found = Findings()
    for line in records.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        for body in _objects(record):
            found.objects += 1
            found.wrong.update(_misset(body))
        if "events" in record and record["path"].startswith("/threads"):
            found.streams += 1
            found.wrong.update(_disorder(record))
    return found


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.get("object") in SET:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _objects(one)


def _misset(body: dict[str, Any]) -> Iterator[str]:
    kind, status = body["object"], body["status"]
    for name, statuses in SET[kind].items():
        if (body[name] is not None) != (status in statuses) and (kind, name, status) not in _EITHER:
            yield f"{kind} {status}: {name} is {'null' if body[name] is None else 'set'}"


def _disorder(record: dict[str, Any]) -> Iterator[str]:
    names = [name.removeprefix("thread.") for name, _ in record["events"]]
    if not STREAM.fullmatch(" ".join(names)):
        yield f"{record['path'].rpartition('/')[2]}: " + re.sub(r"(\S+ )\1+", r"\1… ", " ".join(names))
