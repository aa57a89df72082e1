"""`harness check math`: a file of {"gold": …, "pred": …} lines in, a file of verdicts out."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harness.cli.files import unreadable
from harness.errors import UsageError

if TYPE_CHECKING:
    from harness.checkers.math import MathPolicy
    from harness.records import Verdict


@click.command()
@click.option(
    "--file", "pairs", type=click.Path(path_type=Path), help="JSONL: one {gold, pred} per line; - is stdin."
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Where the verdicts go; - (the default) is stdout."
)
@click.option("--jobs", type=click.IntRange(1, 64), default=None, help="Worker processes for hard answers.")
@click.option(
    "--policy", "settings", multiple=True, metavar="KEY=VALUE", help="A field of MathPolicy; repeatable."
)
@click.option("--explain", is_flag=True, help="Explain one pair, given by --gold and --pred.")
@click.option("--gold", help="The target of the pair to explain.")
@click.option("--pred", help="The assistant's whole text of the pair to explain.")
@click.option("--json", "as_json", is_flag=True, help="Print the explanation, or the summary, as JSON.")
def command(
    pairs: Path | None,
    out: Path | None,
    jobs: int | None,
    settings: tuple[str, ...],
    explain: bool,
    gold: str | None,
    pred: str | None,
    as_json: bool,
) -> None:
    """Judge answers to mathematical questions.

    Each line of the output is the line of the input with `verdict` (correct, incorrect, error, timeout),
    `extracted`, `rule`, `reason` and `ms` added, in the same order.
    """
    policy = _policy(settings)
    if explain or gold is not None or pred is not None:
        _explain(gold, pred, policy, as_json)
    elif pairs is None:
        raise UsageError("nothing to judge", fix="harness check math --file PAIRS.jsonl --out VERDICTS.jsonl")
    else:
        _judge_file(pairs, out, jobs or min(4, os.cpu_count() or 1), policy, as_json)


def _policy(settings: tuple[str, ...]) -> MathPolicy:
    from harness.checkers.math import MathPolicy

    changes: dict[str, Any] = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals:
            raise UsageError(f"--policy {setting!r} has no value", fix="--policy percent=exact")
        changes[key.strip()] = value.strip().split("|") if key.strip() == "choices" else value.strip()
    return MathPolicy().with_changes(changes)


def _explain(gold: str | None, pred: str | None, policy: MathPolicy, as_json: bool) -> None:
    from harness.checkers.math import MathAnswer

    if gold is None or pred is None:
        raise UsageError(
            "an explanation needs both sides", fix="harness check math --explain --gold 5 --pred 'x = 5'"
        )
    verdict = MathAnswer(policy).verdict(gold, pred)
    explained = {
        "verdict": _name(verdict),
        "extracted": verdict.extracted,
        "rule": verdict.rule,
        "gold read as": verdict.details.get("target_read", ""),
        "answer read as": verdict.details.get("answer_read", ""),
        "reason": verdict.reason,
        "ms": round(verdict.ms, 3),
    }
    if as_json:
        click.echo(json.dumps(explained, ensure_ascii=False))
        return
    for name, value in explained.items():
        click.echo(f"{name:>15}  {value}")


def _judge_file(pairs: Path, out: Path | None, jobs: int, policy: MathPolicy, as_json: bool) -> None:
    from harness.checkers.math.batch import judge_lines

    counts: dict[str, int] = {}
    source = sys.stdin.buffer if str(pairs) == "-" else _opened(pairs)
    with source, _sink(out) as sink:
        for verdict, line in judge_lines(source, policy, jobs):
            counts[verdict] = counts.get(verdict, 0) + 1
            sink.write(line + b"\n")
    if as_json:
        click.echo(json.dumps(counts), err=True)
        return
    total = sum(counts.values())
    listed = ", ".join(f"{counts[name]} {name}" for name in sorted(counts))
    click.echo(f"{total} lines: {listed or 'nothing'}", err=True)


def _opened(path: Path) -> Any:
    try:
        return path.open("rb")
    except OSError as error:
        raise unreadable(path, error, "check --file") from None


def _sink(out: Path | None) -> Any:
    if out is None or str(out) == "-":
        return open(sys.stdout.fileno(), "wb", closefd=False)
    try:
        return out.open("wb")
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}", fix="check --out") from None


def _name(verdict: Verdict) -> str:
    late = verdict.cause is not None and verdict.cause.kind == "checker_timeout"
    return "timeout" if late else verdict.value
