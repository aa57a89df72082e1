"""Changes to recordings: ending what was interrupted, deleting, scrubbing, and taking over vcrpy's."""

from __future__ import annotations

import fcntl
import itertools
import os
from collections.abc import Sequence
from pathlib import Path

from harness.cassette import headers
from harness.cassette.checkup import Finding
from harness.cassette.coding import decoded
from harness.cassette.interaction import (
    Interaction,
    Recorded,
    StoredRequest,
    StoredResponse,
    body_of,
)
from harness.cassette.matching import with_fixed_boundary
from harness.cassette.scope import PARTIAL, SCOPE_HEADER, Scope
from harness.cassette.scrub import Scrubber, credentials, moved, replaced
from harness.cassette.shelf import files, is_aside, is_partial, read_any, scope_of
from harness.cassette.sse import secret_spans
from harness.cassette.tape import Tape, end_line, read_partial, read_tape
from harness.cassette.writer import Recording, set_aside
from harness.errors import CassetteCorrupt, CassetteError


def repair(root: Path) -> list[str]:
    """Ends what was interrupted: whole interactions stay, a torn tail is put beside, the end line says so.

    What another process is recording at this moment is left alone.

    Returns:
        What was done, a sentence each.
    """
    done = []
    for path in files(root):
        if is_aside(path):
            continue
        try:
            tape = read_any(path) if is_partial(path) else _read_cut(path)
        except CassetteCorrupt:
            continue
        if tape is not None and (sentence := _repair(path, tape)):
            done.append(sentence)
    return done


def prune(root: Path, findings: Sequence[Finding]) -> list[str]:
    """Deletes orphans and what was set aside, as found by a `Checkup`.

    Returns:
        What was deleted, a sentence each.
    """
    done = []
    for path in dict.fromkeys(finding.path for finding in findings):
        own = [finding for finding in findings if finding.path == path]
        if any(finding.kind == "set aside" for finding in own):
            path.unlink()
            done.append(f"deleted {path}")
        elif orphans := {finding.scope for finding in own if finding.kind == "orphan"}:
            done.append(_drop(path, orphans))
    for tail in sorted(root.rglob("*.tail")) if root.is_dir() else ():
        tail.unlink()
        done.append(f"deleted {tail}")
    _remove_empty_folders(root)
    return done


def _drop(path: Path, orphans: set[Scope | None]) -> str:
    own = {Scope.of_path(path)} if Scope.of_path(path) else set()
    tape = read_tape(path)
    kept = [
        e.interaction
        for e in tape.entries
        if (scope_of(e.interaction) or next(iter(own), None)) not in orphans
    ]
    if not kept:
        path.unlink()
        return f"deleted {path}"
    rewrite(path, kept)
    return f"took {', '.join(str(scope) for scope in orphans)} out of {path}"


def scrub_file(path: Path, scrub: Scrubber) -> int:
    """Takes the secrets out of a file of ours or of vcrpy's (YAML); it becomes one of ours.

    Returns:
        How many interactions had any.

    Raises:
        CassetteCorrupt: it cannot be read.
        CassetteError: it is a JSON cassette, or cannot be written.
    """
    if path.suffix == ".json":
        raise CassetteError(
            f"{path} is a JSON cassette of vcrpy, which cannot be scrubbed in place",
            fix=f"harness cassettes import {path}",
        )
    entries = [entry.interaction for entry in read_tape(path).entries]
    scrubbed = [cleaned(interaction, scrub) for interaction in entries]
    changed = sum(_differ(old, new) for old, new in zip(entries, scrubbed, strict=True))
    if changed:
        rewrite(path, scrubbed)
    return changed


def import_file(source: Path, target: Path, scope: Scope, scrub: Scrubber) -> int:
    """Writes the interactions of a cassette of vcrpy's as a recording of a scope.

    Returns:
        How many there are.

    Raises:
        CassetteCorrupt: the source cannot be read.
        CassetteError: the target cannot be written.
    """
    found = [cleaned(entry.interaction, scrub) for entry in read_tape(source).entries]
    if not found:
        raise CassetteError(f"{source} holds no interactions")
    for interaction in found:
        interaction.request.headers[SCOPE_HEADER] = [str(scope)]
    rewrite(target, found)
    return len(found)


def transport_of(source: Path) -> str:
    """`streaming` when a recorded response is an event stream, else `polling`."""
    types = (entry.interaction.response.header("content-type") for entry in read_tape(source).entries)
    return "streaming" if any(kind.startswith("text/event-stream") for kind in types) else "polling"


def cleaned(interaction: Interaction, scrub: Scrubber) -> Interaction:
    """An interaction as we would have recorded it: allowed headers only, decoded, without secrets."""
    request, response = interaction.request, interaction.response
    sent, received = _pairs(request.headers), _pairs(response.headers)
    authority = request.uri.partition("://")[2].partition("/")[0]
    userinfo = authority.rpartition("@")[0].encode()
    scrub = scrub.learning(credentials(sent, userinfo)).learning(credentials(received))
    return Interaction(_request(request, scrub), _response(response, scrub))


def _request(request: StoredRequest, scrub: Scrubber) -> StoredRequest:
    content = scrub.bytes(decoded(request.content, request.header("content-encoding")))
    content, kind = with_fixed_boundary(content, request.header("content-type"))
    kept = headers.stored(_pairs(request.headers), headers.REQUEST | {SCOPE_HEADER}, scrub)
    if kind:
        kept["content-type"] = [scrub.text(kind)]
    body = body_of(content)
    return StoredRequest(
        method=request.method,
        uri=scrub.uri(request.uri),
        headers=kept,
        body=body.string,
        body_base64=body.base64,
    )


def _response(response: StoredResponse, scrub: Scrubber) -> StoredResponse:
    content = decoded(response.content, response.header("content-encoding"))
    spans = secret_spans(content, scrub)
    recorded = response.recorded
    if recorded is not None and recorded.chunks:
        ends = list(itertools.accumulate(length for _, length in recorded.chunks))
        recorded = _with_chunks(recorded, moved(ends, spans))
    return StoredResponse(
        status=response.status,
        headers=headers.stored(_pairs(response.headers), headers.RESPONSE, scrub),
        body=body_of(replaced(content, spans)),
        recorded=recorded,
    )


def _with_chunks(recorded: Recorded, ends: list[int]) -> Recorded:
    sizes = [after - before for before, after in itertools.pairwise([0, *ends])]
    chunks = [(moment, size) for (moment, _), size in zip(recorded.chunks, sizes, strict=True)]
    return Recorded(
        recorded.started_at, recorded.at, recorded.head, chunks, recorded.end, recorded.ended, recorded.error
    )


def _pairs(stored: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in stored.items() for value in values]


def _differ(one: Interaction, other: Interaction) -> bool:
    return (one.request, one.response) != (other.request, other.response)


def rewrite(path: Path, interactions: Sequence[Interaction]) -> None:
    """Replaces a file's interactions, all or nothing.

    Raises:
        CassetteLocked: somebody is recording it.
        CassetteError: it cannot be written.
    """
    recording = Recording(path)
    try:
        for interaction in interactions:
            recording.append(interaction)
    except BaseException:
        recording.discard()
        raise
    recording.finish()


def _read_cut(path: Path) -> Tape | None:
    """A finished file of ours that was cut; None for any other."""
    try:
        read_tape(path)
    except CassetteCorrupt:
        tape = read_partial(path)
        return tape if tape.torn else None
    return None


def _repair(path: Path, tape: Tape) -> str:
    """Ends a cut file in place, or puts an interrupted recording in its place."""
    with path.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return ""
        final = path.with_name(path.name.removesuffix(PARTIAL))
        if not tape.entries:
            path.unlink()
            return f"deleted {path}, which had no whole interaction"
        if final != path and final.exists():
            return set_aside(final)
        _end(file.fileno(), path, tape)
    path.replace(final)
    tail = f"; its torn tail is in {_tail_of(final)}" if tape.tail else ""
    return f"{final} has the {len(tape.entries)} whole interactions of a recording that was interrupted{tail}"


def _end(fd: int, path: Path, tape: Tape) -> None:
    content = path.read_bytes()
    whole = content[: len(content) - len(tape.tail)]
    if tape.tail:
        _tail_of(path.with_name(path.name.removesuffix(PARTIAL))).write_bytes(tape.tail)
    body = b"".join(line + b"\n" for line in whole.split(b"\n")[:-1] if not line.startswith(b"# end: "))
    body += end_line(len(tape.entries), interrupted=True)
    os.pwrite(fd, body, 0)
    os.ftruncate(fd, len(body))
    os.fsync(fd)


def _tail_of(path: Path) -> Path:
    return path.with_name(path.name + ".tail")


def _remove_empty_folders(root: Path) -> None:
    if not root.is_dir():
        return
    for folder in sorted((path for path in root.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
