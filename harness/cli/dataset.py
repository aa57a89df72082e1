"""`harness dataset`: check, generate, verify, convert and fetch datasets."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from harness.cli.group import Group
from harness.errors import UsageError

FILE = click.Path(path_type=Path)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
FORMAT = click.option(
    "--format", "format_", default="auto", show_default=True, help="As `dataset formats` lists."
)


@click.group(cls=Group)
def command() -> None:
    """Check, generate, verify, convert and fetch datasets."""


def _print(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@command.command()
@click.argument("file", type=FILE)
@FORMAT
@AS_JSON
def check(file: Path, format_: str, as_json: bool) -> None:
    """Find lines that cannot be used, duplicates, and answers that questions give away.

    Exit code 1 when anything is found, 2 when a line cannot be used.
    """
    from harness.dataset.checking import check as check_file

    usable, findings = check_file(file, format_)
    if as_json:
        _print({"file": str(file), "samples": usable, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            click.echo(f"{finding.kind}: {finding.what}")
        told = ", ".join(f"{n} {kind}" for kind, n in Counter(f.kind for f in findings).items())
        click.echo(f"{file}: {usable} samples, {told or 'nothing wrong'}")
    if findings or not usable:
        sys.exit(2 if not usable or any(finding.kind == "invalid" for finding in findings) else 1)


def _choices(text: str | None, known: tuple[str, ...], what: str) -> tuple[str, ...]:
    """A comma-separated list of known names, in the order of the known ones."""
    if text is None:
        return known
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in known:
            raise UsageError(f"there is no {what} {name!r}", nearest=", ".join(known))
    if not names:
        raise UsageError(f"no {what} is named", nearest=", ".join(known))
    return tuple(name for name in known if name in names)


@command.command()
@click.argument("subject", type=click.Choice(["math"]))
@click.option("--seed", default=0, show_default=True, help="Same seed, same bytes.")
@click.option("--n", "n", type=click.IntRange(min=1), default=100, show_default=True, help="Lines to write.")
@click.option("--topics", help="Comma-separated; all by default.")
@click.option("--levels", help="Comma-separated; all by default.")
@click.option("--lang", help="en, zh, or en,zh (default: each question in both).")
@click.option(
    "--forms", help="open, choice (multiple choice), blanks (several in one question); all by default."
)
@click.option("--variants", help="numbers, clause, reworded: add such variants of each question.")
@click.option("--out", type=FILE, help="File to write; standard output by default.")
def generate(subject: str, seed: int, n: int, out: Path | None, **wanted: str | None) -> None:
    """Write fresh questions from templates, each with a proven target."""
    from harness.dataset.generate import VARIANTS, Options
    from harness.dataset.generate import generate as generated
    from harness.dataset.jsonl import dump_all
    from harness.dataset.proofs import LEVELS
    from harness.dataset.templates import TOPICS
    from harness.dataset.templates.base import FORMS, LANGUAGES

    options = Options(
        n=n,
        seed=seed,
        topics=_choices(wanted["topics"], TOPICS, "topic"),
        levels=_choices(wanted["levels"], LEVELS, "level"),
        languages=_choices(wanted["lang"], LANGUAGES, "language"),
        forms=_choices(wanted["forms"], FORMS, "form"),
        variants=_choices(wanted["variants"], VARIANTS, "variant") if wanted["variants"] else (),
    )
    text = dump_all(generated(options))
    if out is None:
        sys.stdout.buffer.write(text.encode())
        return
    _write(out, text)
    click.echo(f"{out}: {n} verified questions")


def _write(path: Path, text: str) -> None:
    """The whole file or none of it."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(text.encode())
        part.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None


@command.command()
@click.argument("file", type=FILE)
@AS_JSON
def verify(file: Path, as_json: bool) -> None:
    """Prove every target again: by its template, by its proof, or by its reference solution.

    Runs the proof programs that lie beside the file: for datasets that you trust.
    """
    from harness.dataset import read_dataset
    from harness.dataset.verify import verify as proofs

    results = list(proofs(read_dataset(file), file.parent, _reference_fault))
    counts = Counter(result.outcome for result in results)
    if as_json:
        _print(
            {
                "file": str(file),
                **counts,
                "wrong_samples": [asdict(r) for r in results if r.outcome == "wrong"],
            }
        )
    else:
        for result in results:
            if result.outcome == "wrong":
                click.echo(f"{result.id}: {result.what} ({result.by})")
        click.echo(f"{file}: " + ", ".join(f"{n} {outcome}" for outcome, n in sorted(counts.items())))
    sys.exit(1 if counts["wrong"] else 0)


def _reference_fault(target: Mapping[str, Any]) -> str:
    """Why a task's own reference solution fails its tests; empty if it passes."""
    from harness.checkers.program.checker import PythonTests

    verdict = PythonTests().judge(target, str(target["reference"]), whole=True)
    return "" if verdict.value == "correct" else verdict.reason or verdict.value


@command.command()
@click.argument("file", type=FILE)
@click.option("--out", type=FILE, required=True, help="JSONL file to write.")
@FORMAT
def convert(file: Path, out: Path, format_: str) -> None:
    """Write a dataset of another format as JSONL of our own."""
    from harness.dataset import read_dataset
    from harness.dataset.jsonl import dump_all

    samples = read_dataset(file, format_)
    _write(out, dump_all(samples))
    click.echo(f"{out}: {len(samples)} samples")


@command.command()
@click.argument("name")
@click.option(
    "--out", "folder", type=FILE, default=Path("datasets"), show_default=True, help="Folder to keep it in."
)
@click.option("--base-url", help="Address of a mirror: BASE_URL/<file name> instead of the publisher's.")
@click.option("--sha256", help="Refuse anything else.")
@AS_JSON
def fetch(name: str, folder: Path, base_url: str | None, sha256: str | None, as_json: bool) -> None:
    """Download a public dataset from its publisher (names: `harness dataset published`)."""
    from harness.dataset.fetch import Wish
    from harness.dataset.fetch import fetch as fetched

    result = fetched(Wish(name, folder, base_url, sha256))
    if as_json:
        _print(asdict(result))
        return
    changed = ", not the file fetched earlier" if result.changed else ""
    click.echo(
        f"{result.path}: {result.samples} samples, {result.bytes} bytes{changed}\nsha256 {result.sha256}"
    )


def _table(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        _print(rows)
        return
    widths = [max(len(str(row[name])) for row in rows) for name in rows[0]]
    for row in rows:
        cells = (str(value).ljust(width) for value, width in zip(row.values(), widths, strict=True))
        click.echo("  ".join(cells).rstrip())


@command.command()
@AS_JSON
def published(as_json: bool) -> None:
    """List the public datasets that `fetch` knows."""
    from harness.dataset.fetch import PUBLISHED

    _table(
        [{"name": one.name, "format": one.format, "about": one.about, "url": one.url} for one in PUBLISHED],
        as_json,
    )


@command.command()
@AS_JSON
def formats(as_json: bool) -> None:
    """List the formats that datasets are read in."""
    from harness.dataset.formats import FORMATS

    _table([{"name": one.name, "about": one.about} for one in FORMATS], as_json)


@command.command()
@AS_JSON
def topics(as_json: bool) -> None:
    """List the question templates by topic and level."""
    from harness.dataset.templates import ALL

    counts = Counter((template.topic, template.level, template.form) for template in ALL)
    rows = [
        {"topic": t, "level": level, "form": form, "templates": n} for (t, level, form), n in counts.items()
    ]
    _table(rows, as_json)
