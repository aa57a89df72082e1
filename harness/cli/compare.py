"""`harness compare`: two or more runs, transports or baselines on the same samples."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harness.cli import options
from harness.errors import UsageError

if TYPE_CHECKING:
    from harness.reports.comparison import Comparison, Flip, Side

_SHOWN = 20


@click.command("compare")
@click.argument("sides", nargs=-1, required=True, metavar="A B [C …]")
@click.option("--html", type=click.Path(path_type=Path), help="Also write a page with transcripts and diffs.")
@options.lang("Language of the page.")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
def command(sides: tuple[str, ...], html: Path | None, lang: str, as_json: bool) -> None:
    """Compare runs with A: flips both ways, the paired difference with its interval, an exact test.

    Each side is a run's folder, RUN:polling or RUN:streaming, or a baseline's file.
    """
    from harness.reports.comparison import compare, open_side

    if len(sides) < 2:
        raise UsageError("compare needs two sides", fix="harness compare RUN:polling RUN:streaming")
    opened = [open_side(spec) for spec in sides]
    found = [(other, compare(opened[0], other)) for other in opened[1:]]
    if html:
        _write_page(opened, found, html, lang)
    if as_json:
        click.echo(json.dumps([_json(opened[0], other, part) for other, part in found], indent=2))
        return
    for other, part in found:
        _print(opened[0], other, part)
    if html:
        click.echo(f"\n{html}")


def _write_page(
    sides: Sequence[Side], found: Sequence[tuple[Side, list[Comparison]]], path: Path, lang: str
) -> None:
    from harness.reports.html.compare import compare_page
    from harness.reports.write import write_text

    write_text(path, compare_page(sides, [part for _, part in found], lang=lang))


def _json(a: Side, b: Side, found: Sequence[Comparison]) -> dict[str, Any]:
    return {"a": a.label, "b": b.label, "comparisons": [asdict(one) for one in found]}


def _print(a: Side, b: Side, found: Sequence[Comparison]) -> None:
    from harness.reports.clean import one_line

    click.echo(f"A  {one_line(a.label)}\nB  {one_line(b.label)}")
    for one in found:
        way = one.transports[0] if len(set(one.transports)) == 1 else " against ".join(one.transports)
        click.echo(f"\n{one_line(one.suite)} [{way}]: A {one.accuracy_a:.1%}, B {one.accuracy_b:.1%}")
        for sentence in one.words:
            click.echo(f"  {sentence}")
        _flips("lost", one.lost)
        _flips("gained", one.gained)


def _flips(title: str, flips: Sequence[Flip]) -> None:
    from harness.reports.clean import one_line

    if not flips:
        return
    click.echo(f"  {title} ({len(flips)}):")
    for flip in flips[:_SHOWN]:
        click.echo(f"    {one_line(flip.sample)}  {flip.before} → {flip.after}")
    if len(flips) > _SHOWN:
        click.echo(f"    … and {len(flips) - _SHOWN} more (--json or --html lists them)")
