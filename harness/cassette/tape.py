"""A cassette file: read completely, or refused with its line.

::

    # harness cassette: one interaction a line, each a JSON object; vcrpy and pytest-recording play it
    version: 1
    interactions:
    - {"request": …, "response": …, "sum": …}
    # end: 1 interactions

The last line says how many there must be: a file that was cut between two lines is seen as cut. Files without
our first line are ordinary vcrpy cassettes.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import msgspec

from harness.cassette.foreign import read_foreign
from harness.cassette.interaction import Interaction, decode_line
from harness.errors import CassetteCorrupt

HEAD = (
    b"# harness cassette: one interaction a line, each a JSON object; vcrpy and pytest-recording play it\n"
    b"version: 1\n"
    b"interactions:\n"
)
_MARK = b"# harness cassette"
_END = re.compile(rb"# end: (\d+) interactions(, interrupted)?")
_AGAIN = "record it again, or take it back from version control; the file was left as it is"
_REPAIR = "`harness cassettes check --repair {path}` keeps its whole interactions"
_SCOPE_DONE = b"# complete: "


class Entry(NamedTuple):
    """An interaction and the line it is on, from 1."""

    interaction: Interaction
    line: int


@dataclass
class Tape:
    """What a cassette file holds.

    `torn` says in words what is wrong with the end of a file that is still being written, or was when its
    process died; `tail` is the text behind the last whole line. `interrupted` marks a repaired file, in which
    only the scopes in `done` are known to be complete.
    """

    path: Path
    entries: list[Entry] = field(default_factory=list)
    interrupted: bool = False
    foreign: bool = False
    done: set[str] = field(default_factory=set)
    torn: str = ""
    tail: bytes = b""

    def is_complete(self, scope: str) -> bool:
        """Whether all of a scope's interactions are known to be here."""
        return not self.interrupted or scope in self.done


def end_line(count: int, *, interrupted: bool = False) -> bytes:
    """The last line of a file with `count` interactions."""
    return b"# end: %d interactions%s\n" % (count, b", interrupted" if interrupted else b"")


def done_line(scope: str) -> bytes:
    """Says that nothing will be added to a scope."""
    return _SCOPE_DONE + scope.encode(errors="surrogateescape") + b"\n"


def read_tape(path: Path) -> Tape:
    """Reads a finished cassette, ours or vcrpy's.

    Raises:
        CassetteCorrupt: names the file and the line. The file is not touched.
        FileNotFoundError: there is no such file.
    """
    content = _as_written(path.read_bytes())
    if not content.startswith(_MARK):
        tape = Tape(path, foreign=True)
        tape.entries = [Entry(interaction, line) for interaction, line in read_foreign(path, content)]
        return tape
    tape = _read_lines(path, content)
    if tape.torn:
        line = content.count(b"\n") + 1
        raise corrupt(path, line, tape.torn, fix=f"{_AGAIN}; {_REPAIR.format(path=shlex.quote(str(path)))}")
    return tape


def _as_written(content: bytes) -> bytes:
    """Without the mark and the line ends that editors and checkouts on Windows bring in."""
    plain = content.removeprefix(b"\xef\xbb\xbf")
    if not plain.startswith(_MARK):
        return content
    return plain.replace(b"\r\n", b"\n") if b"\r\n" in plain[: len(HEAD)] else plain


def read_partial(path: Path) -> Tape:
    """Reads a recording that was not finished: its whole lines, and in `torn` what ails its end."""
    content = path.read_bytes()
    if not HEAD.startswith(content[: len(HEAD)]):
        raise corrupt(path, 1, "this is not a recording that was interrupted")
    return _read_lines(path, content)


def corrupt(path: Path, line: int, what: str, fix: str = _AGAIN) -> CassetteCorrupt:
    """The error for a file that cannot be used."""
    return CassetteCorrupt(f"{path}:{line}: {what}", fix=fix)


def _read_lines(path: Path, content: bytes) -> Tape:
    tape = Tape(path)
    _check_head(path, content)
    body = content[len(HEAD) :]
    lines = body.split(b"\n")
    tape.tail = lines.pop()
    end = None
    for number, line in enumerate(lines, start=HEAD.count(b"\n") + 1):
        if end is not None and line.strip():
            raise corrupt(path, number, "there is text behind the end line")
        end = end or _END.fullmatch(line)
        _read_line(tape, number, line)
    _check_end(tape, end)
    return tape


def _read_line(tape: Tape, number: int, line: bytes) -> None:
    if line.startswith(b"- "):
        try:
            tape.entries.append(Entry(decode_line(line), number))
        except (ValueError, msgspec.MsgspecError) as error:
            raise corrupt(tape.path, number, f"this interaction cannot be used: {error}") from error
    elif line.startswith(_SCOPE_DONE):
        tape.done.add(line.removeprefix(_SCOPE_DONE).decode(errors="surrogateescape"))
    elif line.strip() and not line.startswith(b"#"):
        raise corrupt(tape.path, number, f"this is no interaction: {line[:60].decode(errors='replace')!r}")


def _check_head(path: Path, content: bytes) -> None:
    expected = HEAD.splitlines()
    for number, (want, have) in enumerate(
        zip(expected, content.split(b"\n", len(expected)), strict=False), 1
    ):
        if number == 1 or want == have or HEAD.startswith(content):
            continue
        what = f"{have[:60].decode(errors='replace')!r} where {want.decode()!r} belongs"
        if have.startswith(b"version:"):
            what = f"{have[:60].decode(errors='replace')!r}: only version 1 can be read"
        raise corrupt(path, number, what)


def _check_end(tape: Tape, end: re.Match[bytes] | None) -> None:
    if tape.tail:
        tape.torn = f"the file is cut inside this line, behind {len(tape.entries)} whole interactions"
    elif end is None:
        tape.torn = f"the file is cut: its end line is missing behind {len(tape.entries)} interactions"
    elif int(end[1]) != len(tape.entries):
        tape.torn = f"its end line promises {int(end[1])} interactions, there are {len(tape.entries)}"
    tape.interrupted = end is not None and end[2] is not None
