"""The embedded server before two outside judges.

    python -m bench.conformance [--responses] [--openapi FILE] [--skip-sdk]

First the official SDK's own tests: its source comes from the package index into a temporary folder, its tests run
against a fresh server, with their made-up ids replaced by ids of objects that exist. A test is `refused` when the server
refused a request that breaks the API's description. Then, with `--openapi FILE`, every operation, state and stream event
is asked of a server and judged by the published description of the API in FILE. Ends with 1 when something failed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.conformance.scenarios import ask_everything
from bench.conformance.sdk_suite import ASSISTANTS, RESPONSES, STORAGE, environment, run_suite, summary
from bench.conformance.traffic import Asking, scripts
from harness.server.embedded import ServeOptions, serve


def main() -> None:
    """Asks both judges."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.conformance",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--openapi", type=Path, help="a published description of the API, YAML or JSON")
    parser.add_argument(
        "--responses", action="store_true", help="the SDK's tests of Responses and Conversations, too"
    )
    parser.add_argument("--skip-sdk", action="store_true", help="leave the SDK's tests out")
    options = parser.parse_args()
    python = environment()
    good = options.skip_sdk or _sdk(python, options.responses)
    if options.openapi is not None:
        good = _openapi(python, options.openapi) and good
    sys.exit(0 if good else 1)


def _sdk(python: Path, responses: bool) -> bool:
    outcomes = run_suite(python, (*ASSISTANTS, *STORAGE, *(RESPONSES if responses else ())))
    print(f"The SDK's tests: {summary(outcomes)}", flush=True)
    return all(outcome.verdict != "failed" for outcome in outcomes)


def _openapi(python: Path, description: Path) -> bool:
    """Asks everything; the judge has a process of its own, in the environment that knows JSON Schema."""
    with tempfile.TemporaryDirectory() as name:
        records = Path(name) / "records.jsonl"
        models = ("default=simulated", *scripts(Path(name)))
        patient, hasty = (
            ServeOptions(models=models, poll_ms=5),
            ServeOptions(models=models, poll_ms=5, run_seconds=2),
        )
        with serve(patient) as one, serve(hasty) as other:
            ask_everything(
                Asking(one.base_url, one.api_key, records), Asking(other.base_url, other.api_key, records)
            )
        judge = Path(__file__).with_name("published.py")
        print("The published description:", flush=True)
        return not subprocess.run(
            [str(python), str(judge), str(description), str(records)], check=False
        ).returncode


if __name__ == "__main__":
    main()
