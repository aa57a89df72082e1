"""`harness cassettes`: what is recorded, what is wrong with it, and what was said."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from harness.cli.group import Group
from harness.errors import CassetteMissing, UsageError

if TYPE_CHECKING:
    from harness.cassette.checkup import Checkup, Finding, Known
    from harness.cassette.conversation import Turn
    from harness.cassette.scope import Scope
    from harness.cassette.shelf import Recording
    from harness.records import Sample

_folder = click.option(
    "--cassette-dir",
    "root",
    type=click.Path(path_type=Path),
    default=Path("cassettes"),
    show_default=True,
    help="Folder of cassettes, or one cassette file.",
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_evals = click.option(
    "--evals",
    "suites",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Suites to hold the recordings against (files or folders; default: evals, if it is there).",
)


@click.group("cassettes", cls=Group)
def command() -> None:
    """List, check, prune, scrub, import and show recordings."""


@command.command("list")
@_folder
@_as_json
def list_(root: Path, as_json: bool) -> None:
    """What is recorded: suite, sample, transport, size, model, date."""
    from harness.cassette.shelf import survey

    recordings = survey(_existing(root))
    if as_json:
        click.echo(json.dumps([_recording_json(recording) for recording in recordings], indent=2))
        return
    _table(
        ("SUITE", "SAMPLE", "TRANSPORT", "REQUESTS", "SIZE", "MODEL", "RECORDED", "STATE"),
        [_recording_row(recording) for recording in recordings],
    )
    scopes = sum(recording.state != "corrupt" for recording in recordings)
    size = sum({recording.path: recording.size for recording in recordings}.values())
    unreadable = len(recordings) - scopes
    unread = f", {_counted(unreadable, 'unreadable file')}: harness cassettes check" if unreadable else ""
    click.echo(f"{_counted(scopes, 'recording')}, {_size(size)}{unread}")


@command.command("check")
@_folder
@_evals
@click.option("--repair", is_flag=True, help="End interrupted recordings, keeping their whole interactions.")
@_as_json
def check(root: Path, suites: tuple[Path, ...], repair: bool, as_json: bool) -> None:
    """Look for damage, secrets, orphans and recordings that are out of date. Exit code 1 if there are any."""
    from harness.cassette import mend

    done = mend.repair(_existing(root)) if repair else []
    findings = _checkup(root, suites).findings()
    if as_json:
        found = [_finding_json(finding) for finding in findings]
        click.echo(json.dumps({"repaired": done, "findings": found}, indent=2))
    else:
        _say([*done, *(_finding_text(finding) for finding in findings)])
        click.echo(_counted(len(findings), "finding") if findings else "nothing is wrong")
    if findings:
        raise SystemExit(1)


@command.command("prune")
@_folder
@_evals
@click.option("--dry-run", is_flag=True, help="Only say what would be deleted.")
@_as_json
def prune(root: Path, suites: tuple[Path, ...], dry_run: bool, as_json: bool) -> None:
    """Delete recordings of samples that no longer exist, and leftovers of interrupted ones."""
    from harness.cassette import mend

    findings = _checkup(_existing(root), suites).findings()
    doomed = [finding for finding in findings if finding.kind in ("orphan", "set aside")]
    done = [_finding_text(finding) for finding in doomed] if dry_run else mend.prune(root, doomed)
    if as_json:
        click.echo(json.dumps({"dry_run": dry_run, "pruned": done}, indent=2))
    else:
        _say(done)
        click.echo("nothing to prune" if not done else f"{len(done)} {'would go' if dry_run else 'gone'}")


@command.command("scrub")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@_folder
@_as_json
def scrub(paths: tuple[Path, ...], root: Path, as_json: bool) -> None:
    """Take secrets out of PATHS (files or folders; default: all cassettes)."""
    from harness.cassette import Scrubber, mend, shelf

    scrubber = Scrubber.from_environment()
    files = [file for path in paths or (root,) for file in shelf.files(_existing(path))]
    finished = [file for file in files if not shelf.is_partial(file) and not shelf.is_aside(file)]
    changed = {str(file): count for file in finished if (count := mend.scrub_file(file, scrubber))}
    if as_json:
        click.echo(json.dumps(changed, indent=2))
    else:
        _say(f"{file}: {_counted(count, 'interaction')}" for file, count in changed.items())
        click.echo(f"{len(changed)} of {len(finished)} files had secrets or headers that are not kept")


@command.command("import")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--suite", help="Suite to file it under (default: the name of the file's folder).")
@click.option("--sample", help="Sample to file it under (default: the name of the file).")
@click.option("--transport", help="polling or streaming (default: what the recording is).")
@click.option("--epoch", type=click.IntRange(0), default=0, show_default=True, help="Epoch to file it under.")
@click.option("--force", is_flag=True, help="Replace recordings that are there.")
@_folder
@_as_json
def import_(
    sources: tuple[Path, ...],
    suite: str | None,
    sample: str | None,
    transport: str | None,
    epoch: int,
    force: bool,
    root: Path,
    as_json: bool,
) -> None:
    """Take over cassettes of vcrpy or pytest-recording: YAML or JSON files, or folders of them."""
    from harness.cassette import Scope, Scrubber, mend, shelf

    files = [file for source in sources for file in shelf.files(source)]
    if sample is not None and len(files) > 1:
        raise UsageError(
            f"--sample {sample} names one recording, there are {len(files)} files",
            fix="leave --sample out: each file's name is taken",
        )
    scrubber = Scrubber.from_environment()
    taken: list[dict[str, Any]] = []
    for file in files:
        way = transport or mend.transport_of(file)
        scope = Scope(suite or file.resolve().parent.name, sample or file.stem, way, epoch)
        target = root / scope.path
        if target.exists() and not force:
            raise UsageError(f"{target} is there already", fix="--force replaces it")
        count = mend.import_file(file, target, scope, scrubber)
        taken.append({"source": str(file), "target": str(target), "interactions": count})
    if as_json:
        click.echo(json.dumps(taken, indent=2))
    else:
        _say(
            f"{item['source']} -> {item['target']} ({_counted(item['interactions'], 'interaction')})"
            for item in taken
        )


@command.command("show")
@click.argument("what")
@click.option("--transport", help="Only this transport.")
@click.option("--epoch", type=click.IntRange(0), help="Only this epoch.")
@click.option("--http", is_flag=True, help="The requests between the lines, too.")
@_folder
@_as_json
def show(what: str, transport: str | None, epoch: int | None, http: bool, root: Path, as_json: bool) -> None:
    """Read one conversation: WHAT is a sample, SUITE/SAMPLE, SUITE::SAMPLE or a cassette file."""
    from harness.cassette.conversation import conversation

    turns = {}
    for name, scope, interactions in _find(what, root):
        if scope and (transport not in (None, scope.transport) or epoch not in (None, scope.epoch)):
            continue
        turns[name] = [turn for turn in conversation(interactions) if http or turn.speaker != "http"]
    if not turns:
        raise CassetteMissing(
            f"no recording of {what} by {transport or 'any transport'}, epoch {epoch}",
            fix="harness cassettes list",
        )
    if as_json:
        click.echo(
            json.dumps({name: [asdict(turn) for turn in said] for name, said in turns.items()}, indent=2)
        )
        return
    for name, said in turns.items():
        click.echo(f"── {name}")
        _say(_turn_text(turn) for turn in said)


def _find(what: str, root: Path) -> list[tuple[str, Scope | None, list[Any]]]:
    """Name, scope and interactions of every recording that is meant."""
    from harness.cassette.shelf import files, is_aside, is_partial, read_any, scopes_of

    if (path := Path(what)).is_file():
        return [(str(scope or path), scope, items) for scope, items in scopes_of(read_any(path)).items()]
    suite, _, sample = what.replace("::", "/").rpartition("/")
    found: list[tuple[str, Scope | None, list[Any]]] = []
    names = []
    for file in files(_existing(root)):
        if is_partial(file) or is_aside(file):
            continue
        for scope, items in scopes_of(read_any(file)).items():
            if scope and scope.sample in (sample, what) and suite in ("", scope.suite):
                found.append((f"{scope.suite}::{scope.sample}[{scope.transport}]", scope, items))
            names += [f"{scope.suite}/{scope.sample}"] if scope else []
    if not found:
        fix = "harness cassettes list"
        raise CassetteMissing(f"no recording of {what} in {root}", nearest=_nearest(what, names), fix=fix)
    return found


def _nearest(what: str, names: Sequence[str]) -> str | None:
    from harness.nearest import nearest

    return nearest(what, [*names, *(name.rpartition("/")[2] for name in names)], 0.3)


def _existing(root: Path) -> Path:
    from harness.nearest import nearest_path

    if not root.exists():
        raise CassetteMissing(
            f"there is no folder {root}",
            nearest=nearest_path(root, folders=True),
            fix="harness run --cassettes record, or name the folder with --cassette-dir",
        )
    return root


def _checkup(root: Path, suites: tuple[Path, ...]) -> Checkup:
    from harness.cassette.checkup import Checkup

    if not suites and Path("evals").is_dir():
        suites = (Path("evals"),)
    return Checkup(_existing(root), _known(suites) if suites else None, _tests(suites))


def _known(paths: Sequence[Path]) -> list[Known]:
    from harness.cassette.checkup import Known
    from harness.loader import load_suites
    from harness.runner.options import Api
    from harness.runner.preflight import cassette_suite

    return [
        Known(
            name=cassette_suite(loaded.name, api),
            questions={sample.id: _texts(sample) for sample in loaded.samples},
            transports=loaded.suite.transports,
            epochs=loaded.suite.epochs,
            instructions=loaded.suite.assistant.instructions,
        )
        for loaded in load_suites([str(path) for path in paths])
        for api in get_args(Api)
    ]


def _tests(paths: Sequence[Path]) -> set[str]:
    """What the plain tests of these files and folders record under: their module's name, for each API."""
    from harness.runner.options import Api
    from harness.runner.preflight import cassette_suite

    modules = {
        file.stem for path in paths for file in (path.rglob("test_*.py") if path.is_dir() else (path,))
    }
    return {cassette_suite(module, api) for module in modules for api in get_args(Api)}


def _texts(sample: Sample) -> tuple[str, ...]:
    """What is sent for a sample, word by word."""
    return (sample.question, *sample.turns, *([sample.instructions] if sample.instructions else []))


def _recording_row(recording: Recording) -> tuple[str, ...]:
    scope = recording.scope
    if recording.state == "corrupt":
        problem = f"corrupt, line {recording.problem.removeprefix(f'{recording.path}:')}"
        return (str(recording.path), "", "", "", _size(recording.size), "", "", problem)
    when = recording.recorded_at
    epoch = f" e{scope.epoch}" if scope and scope.epoch else ""
    return (
        scope.suite if scope else str(recording.path),
        scope.sample if scope else "(no scope)",
        scope.transport + epoch if scope else "",
        str(recording.interactions),
        _size(recording.size),
        recording.model,
        time.strftime("%Y-%m-%d %H:%M", time.localtime(when)) if when else "",
        recording.state,
    )


def _recording_json(recording: Recording) -> dict[str, Any]:
    return {
        "path": str(recording.path),
        "state": recording.state,
        "suite": recording.scope.suite if recording.scope else None,
        "sample": recording.scope.sample if recording.scope else None,
        "transport": recording.scope.transport if recording.scope else None,
        "epoch": recording.scope.epoch if recording.scope else None,
        "interactions": recording.interactions,
        "bytes": recording.size,
        "model": recording.model,
        "recorded_at": recording.recorded_at,
        "problem": recording.problem,
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "path": str(finding.path),
        "line": finding.line,
        "scope": str(finding.scope) if finding.scope else None,
        "message": finding.message,
        "fix": finding.fix,
    }


def _finding_text(finding: Finding) -> str:
    place = f"{finding.path}:{finding.line}" if finding.line else str(finding.path)
    return f"{finding.kind}: {place}: {finding.message}" + (f"\n  fix: {finding.fix}" if finding.fix else "")


def _turn_text(turn: Turn) -> str:
    text = turn.text.strip().replace("\n", "\n" + " " * 21)
    return f"{turn.at:8.2f} s {turn.speaker:>9}  {text}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.1f} kB"


def _say(lines: Any) -> None:
    from harness.cassette.conversation import visible

    for line in lines:
        click.echo(visible(line))


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    from harness.cassette.conversation import visible

    cells = [tuple(visible(cell).replace("\n", " ") for cell in row) for row in [head, *rows]]
    widths = [min(40, max(len(row[column]) for row in cells)) for column in range(len(head))]
    for row in cells:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())
