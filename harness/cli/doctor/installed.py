"""Whether the packages that this one requires are installed, and new enough."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from importlib import metadata
from typing import TYPE_CHECKING

from harness.cli.doctor.finding import Finding

if TYPE_CHECKING:
    from packaging.requirements import Requirement


def packages() -> Iterator[Finding]:
    """Those that are missing, those of another version than is required; or that all are there."""
    from packaging.requirements import Requirement

    try:
        lines = metadata.requires("harness") or []
    except metadata.PackageNotFoundError:
        yield Finding("packages", "warn", "this is not an installed package", "pip install -e CHECKOUT")
        return
    required = [requirement for line in lines if _applies(requirement := Requirement(line))]
    wrong = [requirement for requirement in required if not _fits(requirement)]
    if not wrong:
        yield Finding("packages", "ok", f"all {len(required)} there, none too old")
        return
    words = ", ".join(map(_words, wrong))
    fix = "pip install " + " ".join(shlex.quote(f"{one.name}{one.specifier}") for one in wrong)
    yield Finding("packages", "bad", words, fix)


def version(name: str) -> str:
    """Of an installed package; empty when it is not."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _applies(requirement: Requirement) -> bool:
    """Whether it is required on this machine, with no extra asked for."""
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def _fits(requirement: Requirement) -> bool:
    found = version(requirement.name)
    return bool(found) and requirement.specifier.contains(found, prereleases=True)


def _words(requirement: Requirement) -> str:
    found = version(requirement.name)
    return (
        f"{requirement.name} {found} is not {requirement.specifier}"
        if found
        else f"{requirement.name} is missing"
    )
