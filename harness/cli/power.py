"""`harness power`: what a number of samples can show, and how many it takes."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import click

from harness.errors import UsageError

if TYPE_CHECKING:
    from harness.statistics import Design


@click.command("power")
@click.option("--samples", type=click.IntRange(1), help="Number of samples at hand.")
@click.option("--difference", type=click.FloatRange(0, 1), help="Difference in accuracy to be found, 0 to 1.")
@click.option(
    "--accuracy",
    type=click.FloatRange(0, 1),
    default=0.8,
    show_default=True,
    help="About how many are right.",
)
@click.option(
    "--agreement", type=click.FloatRange(0, 1, max_open=True), default=0.5, show_default=True,
    help="Correlation of the two systems' outcomes over samples: 0 strangers, 1 twins.",
)  # fmt: skip
@click.option(
    "--discordance", type=click.FloatRange(0, 1, min_open=True),
    help="Share of samples that exactly one of the two gets right, when it is known.",
)  # fmt: skip
@click.option(
    "--epochs", type=click.IntRange(1), default=1, show_default=True, help="Repeats of each sample."
)
@click.option(
    "--correlation", type=click.FloatRange(0, 1), default=0.5, show_default=True,
    help="Correlation between the repeats of one sample.",
)  # fmt: skip
@click.option(
    "--alpha",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.05,
    show_default=True,
    help="Chance of finding a difference where there is none.",
)
@click.option("--sided", type=click.Choice(["1", "2"]), default="2", show_default=True, help="1 for a gate.")
@click.option(
    "--target", type=click.FloatRange(0.01, 0.99), default=0.8, show_default=True, help="Power wanted."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool, target: float, **given: Any) -> None:
    """Plan a comparison of two systems on the same samples.

    With --samples: the smallest difference that would be found. With --difference: how many samples it takes.
    With both: the chance of finding it.
    """
    design = _design(given)
    answer = _answer(design, given, target)
    if as_json:
        click.echo(json.dumps({"design": asdict(design), "target": target, **answer}, indent=2))
        return
    click.echo(_words(design, answer, target))


def _design(given: dict[str, Any]) -> Design:
    from harness.statistics import Design, discordance_of

    if given["samples"] is None and given["difference"] is None:
        raise UsageError("power needs --samples, --difference or both", fix="harness power --samples 200")
    share = given["discordance"] or discordance_of(given["accuracy"], given["agreement"])
    difference = given["difference"] or 0.0
    if not share:
        raise UsageError("at this accuracy no sample can differ", fix="state --discordance")
    if difference > share:
        raise UsageError(
            f"a difference of {difference:g} needs as many discordant samples, not {share:.3g}",
            fix=f"--discordance {difference:g} or more, or a lower --agreement",
        )
    return Design(
        samples=given["samples"] or 1, difference=difference, discordance=share, epochs=given["epochs"],
        correlation=given["correlation"], alpha=given["alpha"], sided=int(given["sided"]),
    )  # fmt: skip


def _answer(design: Design, given: dict[str, Any], target: float) -> dict[str, Any]:
    from harness.statistics import detectable_difference, power, samples_needed

    if given["difference"] is None:
        return {"detectable_difference": detectable_difference(design, target=target)}
    if given["samples"] is None:
        if not design.difference:
            raise UsageError("no number of samples finds a difference of 0", fix="--difference 0.05")
        return {"samples_needed": samples_needed(design, target=target)}
    return {"power": power(design), "samples_needed": _needed(design, target)}


def _needed(design: Design, target: float) -> int | None:
    from harness.statistics import samples_needed

    return samples_needed(replace(design, samples=1), target=target) if design.difference else None


def _words(design: Design, answer: dict[str, Any], target: float) -> str:
    setting = (
        f"{design.discordance:.1%} of the samples discordant, "
        + (f"{design.epochs} epochs, " if design.epochs > 1 else "")
        + f"{'one' if design.sided == 1 else 'two'}-sided at {design.alpha:g}"
    )
    if "power" in answer:
        found = (
            f"A difference of {100 * design.difference:.1f} points on {design.samples} samples is found with "
        )
        more = answer["samples_needed"]
        needs = f"\n{target:.0%} takes {more} samples." if more else ""
        return f"{found}chance {answer['power']:.1%} ({setting}).{needs}"
    if "samples_needed" in answer:
        return (
            f"A difference of {100 * design.difference:.1f} points takes {answer['samples_needed']} samples "
            f"to be found with chance {target:.0%} ({setting})."
        )
    least = answer["detectable_difference"]
    if least is None:
        return f"{design.samples} samples reliably find no difference at all ({setting})."
    return (
        f"{design.samples} samples find a difference of {100 * least:.1f} points or more "
        f"with chance {target:.0%} ({setting})."
    )
