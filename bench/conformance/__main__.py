"""The embedded server before outside judges.

    python -m bench.conformance [--responses] [--openapi FILE] [--skip-sdk]

First the official SDK's own tests: its source comes from the package index into a temporary folder, its tests run
against a fresh server, with their made-up ids replaced by ids of objects that exist. A test is `refused` when the server
refused a request that breaks the API's description. Then every operation, state and stream event is asked of a server
and compared with what is documented: which fields a status sets, how events follow; and, with `--openapi FILE`, with the
published description of the API in FILE. Ends with 1 when something failed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.conformance.documented import look
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
    with tempfile.TemporaryDirectory() as name:
        records = _tour(Path(name))
        good = _documented(records) and good
        if options.openapi is not None:
            good = _published(python, options.openapi, records) and good
    sys.exit(0 if good else 1)


def _sdk(python: Path, responses: bool) -> bool:
    outcomes = run_suite(python, (*ASSISTANTS, *STORAGE, *(RESPONSES if responses else ())))
    print(f"The SDK's tests: {summary(outcomes)}", flush=True)
    return all(outcome.verdict != "failed" for outcome in outcomes)


def _tour(folder: Path) -> Path:
    """What a server answers to everything, and one whose runs expire after two seconds."""
    records, models = folder / "records.jsonl", ("default=simulated", *scripts(folder))
    hasty = ServeOptions(models=models, poll_ms=5, run_seconds=2)
    with serve(ServeOptions(models=models, poll_ms=5)) as one, serve(hasty) as other:
        ask_everything(
            Asking(one.base_url, one.api_key, records), Asking(other.base_url, other.api_key, records)
        )
    return records


def _documented(records: Path) -> bool:
    found = look(records)
    print(f"States and order of events: {found}", flush=True)
    return not found.wrong


def _published(python: Path, description: Path, records: Path) -> bool:
    """The judge has a process of its own, in the environment that knows JSON Schema."""
    print("The published description:", flush=True)
    judge = [str(python), str(Path(__file__).with_name("published.py")), str(description), str(records)]
    return not subprocess.run(judge, check=False).returncode


if __name__ == "__main__":
    main()
