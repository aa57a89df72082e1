"""What is wrong with recordings, and what can be done about it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from harness.cassette.conversation import conversation
from harness.cassette.interaction import Interaction
from harness.cassette.scope import Scope
from harness.cassette.scrub import SECRET_HEADERS, Scrubber
from harness.cassette.shelf import files, is_aside, is_partial, read_any, scope_of, scopes_of
from harness.cassette.sse import secret_spans
from harness.cassette.tape import Entry, Tape
from harness.errors import CassetteCorrupt

_UNFINISHED = re.compile(rb'"status":\s*"(?:failed|incomplete|expired|cancelling|cancelled)"')
Kind = Literal["corrupt", "torn", "interrupted", "set aside", "misplaced", "secret", "orphan", "stale"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong with a file. `line` is 0 where it concerns the whole file."""

    kind: Kind
    path: Path
    line: int = 0
    scope: Scope | None = None
    message: str = ""
    fix: str = ""


@dataclass(frozen=True, kw_only=True)
class Known:
    """A suite as it is now: recordings of anything else are orphans, of other texts stale.

    `questions` maps the ids of samples to the texts that are sent for them. `instructions` and `model` are
    the assistant's, None where a recording may have any.
    """

    name: str
    questions: dict[str, Sequence[str]]
    transports: Collection[str] = ("polling", "streaming")
    epochs: int = 1
    instructions: str | None = None
    model: str | None = None


@dataclass(frozen=True)
class Checkup:
    """Looks through a folder.

    Args:
        root: a folder of cassettes, or one file.
        suites: the suites as they are now; None leaves orphans and staleness out.
        tests: names under which plain tests record; nobody knows their samples before they run.
    """

    root: Path
    suites: Sequence[Known] | None = None
    tests: Collection[str] = ()
    scrub: Scrubber = field(default_factory=Scrubber.from_environment)

    def findings(self) -> list[Finding]:
        """Everything that is wrong, file by file."""
        return [finding for path in files(self.root) for finding in self._file(path)]

    def _file(self, path: Path) -> Iterator[Finding]:
        try:
            tape = read_any(path)
        except CassetteCorrupt as error:
            yield _unreadable(path, error)
            return
        yield from _state(path, tape)
        yield from (finding for entry in tape.entries for finding in self._secrets(path, entry))
        if not is_partial(path) and not is_aside(path):
            yield from self._scopes(path, tape)

    def _secrets(self, path: Path, entry: Entry) -> Iterator[Finding]:
        places = [*_places(entry.interaction, self.scrub)]
        if places:
            yield Finding(
                kind="secret",
                path=path,
                line=entry.line,
                scope=scope_of(entry.interaction),
                message=f"a secret in {', '.join(places)} of {self.scrub.text(str(entry.interaction))}",
                fix=f"harness cassettes scrub {_quoted(path)}",
            )

    def _scopes(self, path: Path, tape: Tape) -> Iterator[Finding]:
        own = None if path == self.root else Scope.of_path(path)
        for scope, interactions in scopes_of(tape).items():
            if scope is None and not tape.foreign:
                yield _nobodys(path, tape)
            elif scope and own and scope != own:
                yield Finding(
                    kind="misplaced",
                    path=path,
                    scope=scope,
                    message=f"holds {scope}, but is named for {own}: it is never replayed",
                    fix=f"mv {_quoted(path)} {_quoted(self.root / scope.path)}",
                )
            elif self.suites is not None and (whose := scope or own) and whose.suite not in self.tests:
                yield from self._against_suites(path, whose, interactions)

    def _against_suites(
        self, path: Path, scope: Scope | None, interactions: list[Interaction]
    ) -> Iterator[Finding]:
        assert scope is not None and self.suites is not None
        suite = next((suite for suite in self.suites if suite.name == scope.suite), None)
        if why := _orphaned(scope, suite):
            fix = "harness cassettes prune"
            yield Finding(kind="orphan", path=path, scope=scope, message=why, fix=fix)
        elif suite and (why := _stale(scope, suite, interactions)):
            fix = "harness run evals --cassettes record"
            yield Finding(kind="stale", path=path, scope=scope, message=why, fix=fix)


def _quoted(path: Path) -> str:
    """Names come from data sets: a command that is copied must not run them."""
    return shlex.quote(str(path))


def _nobodys(path: Path, tape: Tape) -> Finding:
    line = next(entry.line for entry in tape.entries if scope_of(entry.interaction) is None)
    message = "an interaction of no scope: its x-harness-scope header is missing or was changed, it is never replayed"
    return Finding(kind="misplaced", path=path, line=line, message=message, fix="record it again")


def _unreadable(path: Path, error: CassetteCorrupt) -> Finding:
    place, _, what = error.what.removeprefix(f"{path}:").partition(": ")
    return Finding(
        kind="corrupt",
        path=path,
        line=int(place) if place.isdigit() else 0,
        message=what or error.what,
        fix=error.fix or "",
    )


def _state(path: Path, tape: Tape) -> Iterator[Finding]:
    fix = f"harness cassettes check --repair {_quoted(path.parent)}, or record again"
    if is_aside(path):
        message = f"{len(tape.entries)} interactions of a recording that was interrupted"
        yield Finding(kind="set aside", path=path, message=message, fix="harness cassettes prune")
    elif is_partial(path):
        message = f"the recording was interrupted: {tape.torn or 'it was not put in place'}"
        yield Finding(kind="torn", path=path, line=_last_line(tape), message=message, fix=fix)
    elif tape.interrupted:
        message = f"the recording was interrupted behind {len(tape.entries)} interactions"
        yield Finding(kind="interrupted", path=path, message=message, fix="record it again")


def _last_line(tape: Tape) -> int:
    return (tape.entries[-1].line if tape.entries else 3) + bool(tape.tail)


def _places(interaction: Interaction, scrub: Scrubber) -> Iterator[str]:
    request, response = interaction.request, interaction.response
    for name, headers in (("request", request.headers), ("response", response.headers)):
        for header, values in headers.items():
            if header.lower() in SECRET_HEADERS or any(scrub.text(value) != value for value in values):
                yield f"the {name} header {header}"
    if scrub.uri(request.uri) != request.uri:
        yield "the address"
    if secret_spans(request.content, scrub):
        yield "the request body"
    if secret_spans(response.content, scrub):
        yield "the response body"


def _orphaned(scope: Scope, suite: Known | None) -> str:
    if suite is None:
        return f"there is no suite {scope.suite}"
    if scope.transport == "setup":
        return ""
    if scope.sample not in suite.questions:
        return f"the suite {suite.name} has no sample {scope.sample}"
    if scope.transport not in suite.transports:
        return f"the suite {suite.name} does not use {scope.transport}"
    return f"the suite {suite.name} has {suite.epochs} epochs" if scope.epoch >= suite.epochs else ""


def _stale(scope: Scope, suite: Known, interactions: list[Interaction]) -> str:
    """What has changed since, in words."""
    bodies = [_json(interaction.request.content) for interaction in interactions]
    texts = {text for body in bodies for text in _texts(body)}
    if scope.transport == "setup":
        return _stale_assistant(suite, bodies)
    wanted = suite.questions[scope.sample]
    missing = [text for text in wanted if text not in texts]
    if missing and wanted[0] in texts and _ended_early(interactions, wanted):
        return ""
    return f"the question is now {missing[0][:80]!r}, which was not recorded" if missing else ""


def _ended_early(interactions: list[Interaction], wanted: Sequence[str]) -> bool:
    """Whether a run did not complete, so that the later questions of a conversation were never sent."""
    asked = [turn.text for turn in conversation(interactions) if turn.speaker == "user"]
    cut = any(_UNFINISHED.search(interaction.response.content) for interaction in interactions)
    return cut and set(asked) <= set(wanted)


def _stale_assistant(suite: Known, bodies: list[Any]) -> str:
    for body in bodies:
        if not isinstance(body, dict) or "instructions" not in body:
            continue
        if suite.instructions is not None and body["instructions"] != suite.instructions:
            return "the assistant's instructions have changed since"
        if suite.model is not None and body.get("model") != suite.model:
            return (
                f"the assistant was recorded with the model {body.get('model')!r}, now it is {suite.model!r}"
            )
    return ""


def _json(content: bytes) -> Any:
    try:
        return msgspec.json.decode(content) if content else None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for item in value.values() for text in _texts(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in _texts(item))
