"""What a run's result file says about the run itself."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict

from harness.loader import LoadedSuite
from harness.records import Manifest, SuiteInfo
from harness.runner.options import RunOptions
from harness.runner.plan import transports


def manifest_of(suites: Sequence[LoadedSuite], options: RunOptions) -> Manifest:
    """The manifest of a run that begins now."""
    return Manifest(
        run_id=options.folder.name,
        started_at=time.time(),
        suites=tuple(suite_info(suite, options) for suite in suites),
        target=options.target.label,
        model=options.target.model or "",
        api=options.api,
        cassettes=options.cassettes,
        seed=options.seed,
        versions=options.versions or {},
        argv=options.argv,
    )


def suite_info(suite: LoadedSuite, options: RunOptions) -> SuiteInfo:
    """What is kept of a suite."""
    own = suite.suite
    return SuiteInfo(
        name=own.name,
        module=str(suite.path),
        checker=own.checker.name,
        errors=own.errors,
        transports=transports(suite, options),
        epochs=options.epochs or own.epochs,
        samples=len(suite.samples[: options.limit]),
        assistant=asdict(own.assistant),
        gate=asdict(own.gate),
    )
