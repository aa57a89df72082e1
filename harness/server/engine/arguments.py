"""Reads one string out of a JSON object while the object is still being written.

A model writes `{"code": "print(1)\\n"}` piece by piece; whoever watches wants to see `print(1)` grow.
"""

from __future__ import annotations

import re

import msgspec

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class StringField:
    """The value of the string field `name` of a JSON object, as far as it has arrived."""

    def __init__(self, name: str) -> None:
        self._start = re.compile(rf'"{name}"\s*:\s*"')
        self._raw = ""
        self._at = -1
        self._high = ""
        self._ended = False

    def feed(self, part: str) -> str:
        """What this part adds to the field's value."""
        self._raw += part
        if self._at < 0:
            found = self._start.search(self._raw)
            if found is None:
                return ""
            self._at = found.end()
        return self._decode()

    def _decode(self) -> str:
        out: list[str] = []
        while not self._ended and self._at < len(self._raw):
            if not self._step(out):
                break
        return "".join(out)

    def _step(self, out: list[str]) -> bool:
        """Reads one character or one run of plain ones; false when the rest of it is still to come."""
        letter = self._raw[self._at]
        if letter == '"':
            self._ended = True
            return False
        if letter == "\\":
            return self._escape(out)
        end = self._at
        while end < len(self._raw) and self._raw[end] not in '"\\':
            end += 1
        out.append(self._raw[self._at : end])
        self._at = end
        return True

    def _escape(self, out: list[str]) -> bool:
        kind = self._raw[self._at + 1 : self._at + 2]
        size = 6 if kind == "u" else 2
        if not kind or len(self._raw) < self._at + size:
            return False
        token = self._raw[self._at : self._at + size]
        self._at += size
        if kind != "u":
            out.append(_ESCAPES.get(kind, kind))
            return True
        out.append(self._code_unit(token[2:]))
        return True

    def _code_unit(self, digits: str) -> str:
        """A UTF-16 unit; the first half of a pair waits for the second."""
        try:
            unit = int(digits, 16)
        except ValueError:
            return "\ufffd"
        if 0xD800 <= unit < 0xDC00:
            self._high = chr(unit)
            return ""
        if 0xDC00 <= unit < 0xE000:
            pair, self._high = self._high + chr(unit), ""
            return pair.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return chr(unit)


def string_field(arguments: str, name: str) -> str | None:
    """The string field of complete arguments; None when they are not an object with one."""
    try:
        value = msgspec.json.decode(arguments, strict=False)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else None
