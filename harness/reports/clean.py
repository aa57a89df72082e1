"""Text that a model wrote, made harmless for terminals, spreadsheets and XML."""

from __future__ import annotations

import re

# C0 and C1 controls but tab and newline; DEL; line separators; marks that reverse the direction; surrogates.
_HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff\ufffe\uffff]"
)
_FORMULA = frozenset("=+-@|＝＋－＠")  # what spreadsheets take for a formula when a cell begins with it
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


def printable(text: str) -> str:
    """The text with every control sequence shown instead of obeyed; keeps newlines and tabs."""
    if text.isprintable() or not _HOSTILE.search(text):
        return text
    return _HOSTILE.sub(_escape, text.replace("\r\n", "\n"))


def one_line(text: str, width: int = 0) -> str:
    """`printable` with all white space folded; cut to `width` characters with an ellipsis when given."""
    folded = " ".join(printable(text).split())
    return folded if not width or len(folded) <= width else folded[: width - 1] + "…"


def cell(text: str) -> str:
    """A CSV cell no spreadsheet takes for a formula: an apostrophe goes in front, plain numbers aside."""
    if text[:1].isalnum() and text.isprintable():
        return text
    shown = printable(text)
    begins = shown.lstrip(" \t\r\n'\"")[:1]
    if (begins in _FORMULA or shown[:1] in ("\t", "\n")) and not _NUMBER.fullmatch(shown):
        return "'" + shown
    return shown


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if 0xD800 <= code <= 0xDFFF or code >= 0xFFFE:
        return "\ufffd"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
