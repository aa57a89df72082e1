"""What is recorded: every cassette file under a folder, and what each holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Literal

from harness.cassette.interaction import Interaction
from harness.cassette.scope import PARTIAL, Scope
from harness.cassette.tape import Tape, read_partial, read_tape
from harness.errors import CassetteCorrupt

State = Literal["complete", "interrupted", "partial", "set aside", "corrupt"]

_SUFFIXES = (".yaml", ".yml", ".json")
_ASIDE = re.compile(r"\.torn\d+$")
_MODEL = re.compile(rb'"model"\s*:\s*"([^"\\]+)"')


@dataclass(frozen=True, kw_only=True)
class Recording:
    """One scope in one file. `scope` is None for cassettes that vcrpy wrote, which know no scopes.

    `recorded_at` is Unix seconds, None where the file does not say; `size` is the bytes of the file.
    """

    path: Path
    state: State
    scope: Scope | None = None
    interactions: int = 0
    size: int = 0
    model: str = ""
    recorded_at: float | None = None
    problem: str = ""


def files(root: Path) -> Iterator[Path]:
    """Every cassette file under a folder, interrupted ones too; or the file itself."""
    if root.is_file():
        yield root
        return
    for path in sorted(root.rglob("*")):
        if path.is_file() and (path.suffix in (*_SUFFIXES, PARTIAL) or is_aside(path)):
            yield path


def is_aside(path: Path) -> bool:
    """Whether a file is an interrupted recording that was moved out of the way."""
    return _ASIDE.search(path.name) is not None


def is_partial(path: Path) -> bool:
    """Whether a file is a recording under way, or one whose process died."""
    return path.name.endswith(PARTIAL)


def read_any(path: Path) -> Tape:
    """A cassette file in whatever state it is.

    Raises:
        CassetteCorrupt: it cannot be read.
    """
    return read_partial(path) if is_partial(path) or is_aside(path) else read_tape(path)


def survey(root: Path) -> list[Recording]:
    """All recordings under a folder, in the order of their files; unreadable ones with what ails them."""
    return [recording for path in files(root) for recording in _recordings(path)]


def scopes_of(tape: Tape) -> dict[Scope | None, list[Interaction]]:
    """The interactions of each scope, in recorded order."""
    found: dict[Scope | None, list[Interaction]] = {}
    for entry in tape.entries:
        found.setdefault(scope_of(entry.interaction), []).append(entry.interaction)
    return found


def scope_of(interaction: Interaction) -> Scope | None:
    """The scope that an interaction was recorded in."""
    text = interaction.request.scope
    return Scope.parse(text) if text else None


def model_of(interactions: list[Interaction]) -> str:
    """The model that answered; where the answers do not say, the one that was asked for."""
    answers = (interaction.response.content for interaction in interactions)
    questions = (interaction.request.content for interaction in interactions)
    found = (match for content in chain(answers, questions) if (match := _MODEL.search(content)))
    match = next(found, None)
    return match[1].decode(errors="replace") if match else ""


def _recordings(path: Path) -> Iterator[Recording]:
    size = path.stat().st_size
    try:
        tape = read_any(path)
    except CassetteCorrupt as error:
        yield Recording(path=path, state="corrupt", size=size, problem=error.what)
        return
    for scope, interactions in scopes_of(tape).items():
        recorded = interactions[0].response.recorded
        yield Recording(
            path=path,
            state=_state(path, tape, scope),
            scope=scope,
            interactions=len(interactions),
            size=size,
            model=model_of(interactions),
            recorded_at=recorded.started_at if recorded else None,
            problem=tape.torn,
        )


def _state(path: Path, tape: Tape, scope: Scope | None) -> State:
    if is_partial(path):
        return "partial"
    if is_aside(path):
        return "set aside"
    return "complete" if tape.is_complete(str(scope)) else "interrupted"
