"""Runs suites through both APIs, or takes runs that exist, and writes the parity report."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from harness.errors import UsageError
from harness.folders import new_folder
from harness.frontend import Settings, open_target, run_options, settle
from harness.loader import LoadedSuite
from harness.migrate.parity import Report, check
from harness.migrate.report import as_json, markdown
from harness.reports.comparison import Side, compare, open_side
from harness.reports.html.compare import compare_page
from harness.reports.write import write_reports, write_text
from harness.runner import Run, Target
from harness.runner.options import Api, CassetteMode


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is compared. A side is a run that exists, or an API to ask now with a mode of cassettes."""

    settings: Settings
    old_api: Api = "assistants"
    new_api: Api = "responses"
    old_cassettes: CassetteMode = "auto"
    new_cassettes: CassetteMode = "auto"
    old_run: Path | None = None
    new_run: Path | None = None
    margin: float = 0.05
    alpha: float = 0.05


@dataclass(frozen=True)
class Written:
    """The report and where it was written."""

    report: Report
    folder: Path


def migrate_check(suites: Sequence[LoadedSuite], plan: Plan) -> Written:
    """Ask both sides what is not there yet, compare, and write the report.

    Raises:
        UsageError: both sides are the same, or the margin is no share.
        HarnessError: a side cannot be asked.
    """
    _require_sense(plan)
    old, new = _sides(suites, plan)
    a, b = open_side(str(old)), open_side(str(new))
    _require_apis(plan, a, b)
    report = check(suites, a, b, margin=plan.margin, alpha=plan.alpha)
    folder = new_folder(plan.settings.report_dir)
    folder.mkdir(parents=True)
    write_text(folder / "parity.md", markdown(report))
    write_text(folder / "parity.json", msgspec.json.format(msgspec.json.encode(as_json(report))).decode())
    write_text(folder / "parity.html", compare_page([a, b], [compare(a, b)]))
    return Written(report, folder)


def _require_sense(plan: Plan) -> None:
    if plan.old_api == plan.new_api:
        raise UsageError(f"--from and --to are both {plan.old_api}", fix="--from assistants --to responses")
    if not 0 < plan.margin < 1:
        raise UsageError(f"--margin {plan.margin:g} is not between 0 and 1", fix="--margin 0.05")


def _require_apis(plan: Plan, old: Side, new: Side) -> None:
    """A run that was handed in has to be of the API that it stands for."""
    for side, api, flag in ((old, plan.old_api, "--from-run"), (new, plan.new_api, "--to-run")):
        if side.run is not None and side.run.manifest.api != api:
            raise UsageError(f"{flag} {side.label} is a run through {side.run.manifest.api}, not {api}")


def _sides(suites: Sequence[LoadedSuite], plan: Plan) -> tuple[Path, Path]:
    if plan.old_run and plan.new_run:
        return plan.old_run, plan.new_run
    base = plan.settings
    old = settle(replace(base, api=plan.old_api, cassettes=plan.old_cassettes), suites)
    new = settle(replace(base, api=plan.new_api, cassettes=plan.new_cassettes), suites)
    asking = [one for one, run in ((old, plan.old_run), (new, plan.new_run)) if run is None]
    with _targets(asking) as targets:
        made = [_run(suites, one, target) for one, target in zip(asking, targets, strict=True)]
    return plan.old_run or made.pop(0), plan.new_run or made.pop(0)


@contextlib.contextmanager
def _targets(sides: Sequence[Settings]) -> Iterator[list[Target]]:
    """Where each side is asked; sides that are asked live share one server."""
    with contextlib.ExitStack() as stack:
        opened: dict[bool, Target] = {}
        for one in sides:
            replays = one.cassettes == "replay"
            if replays not in opened:
                opened[replays] = stack.enter_context(open_target(one))
        yield [opened[one.cassettes == "replay"] for one in sides]


def _run(suites: Sequence[LoadedSuite], settings: Settings, target: Target) -> Path:
    folder = new_folder(settings.report_dir)
    folder = folder.with_name(f"{folder.name}-{settings.api}")
    folder.mkdir(parents=True)
    asyncio.run(Run(suites, run_options(settings, target, folder)).execute())
    write_reports(folder)
    return folder
