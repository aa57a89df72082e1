"""schemathesis over the embedded server's own OpenAPI document: every operation, all phases, all checks that fit.

    python -m bench.fuzz [--examples N] [--seed N] [--phases LIST]

It starts a server on a free loopback port, installs schemathesis into an environment below `.bench/`, prints how many
requests were made and what was not as the document says, and ends with 1 when there was anything.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.peers import FOLDER, environment
from bench.server_overhead import resident_mb
from harness.server.embedded import Running, ServeOptions, serve

# missing_required_header asks for a 406 that nobody documents.
_LEFT_OUT = "missing_required_header"

# What fits the schemas may be wrong all the same: a thread has a run, a run is over, what is named is not there or
# of another kind or there already, chunks overlap by more than half, a forced tool is not among the tools, vectors have another length.
_DEPENDING = (
    "POST /assistants",
    "POST /assistants/{assistant_id}",
    "POST /threads",
    "POST /threads/runs",
    "POST /threads/{thread_id}",
    "POST /threads/{thread_id}/runs",
    "POST /threads/{thread_id}/messages",
    "POST /threads/{thread_id}/runs/{run_id}/cancel",
    "POST /threads/{thread_id}/runs/{run_id}/submit_tool_outputs",
    "POST /responses",
    "POST /responses/input_tokens",
    "POST /responses/{response_id}/cancel",
    "POST /conversations",
    "POST /conversations/{conversation_id}/items",
    "POST /chat/completions",
    "POST /embeddings",
    "POST /vector_stores",
    "POST /vector_stores/{vector_store_id}/files",
    "POST /vector_stores/{vector_store_id}/file_batches",
)
# Hypothesis spends half an hour on an operation that it tries to make fail more often, and sends nothing meanwhile.
_TOOL = """
import hypothesis, sys
hypothesis.target = lambda *observed, **named: None
from schemathesis.cli import schemathesis
sys.exit(schemathesis())
"""
_CONFIG = """
[[operations]]
include-name = {name}
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "404"]
"""


def main() -> None:
    """Start, ask, count."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--examples", type=int, default=120, help="cases an operation in the fuzzing phase (120)"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--phases", default="examples,coverage,fuzzing,stateful")
    options = parser.parse_args()
    (tool,) = environment(FOLDER / "fuzz", ("schemathesis",))
    if tool.missing:
        sys.exit(str(tool))
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(ServeOptions(models=("simulated:tools=add",))) as running,
    ):
        before, begun = resident_mb(running.pid), time.monotonic()
        report = _run(tool.python, running, options, Path(folder))
        cases, failures = _counted(report)
        grown = resident_mb(running.pid) - before
    took = time.monotonic() - begun
    print(
        f"schemathesis {tool.version}: {cases} requests in {took:.0f} s; the server grew by {grown:+.1f} MiB"
    )
    for (operation, check, message), number in failures.most_common():
        print(f"{number:5} × {operation}: {check}: {message}")
    print(f"{sum(failures.values())} failures")
    sys.exit(1 if failures else 0)


def _run(python: Path, running: Running, options: argparse.Namespace, folder: Path) -> Path:
    """The events of a run of schemathesis, a line of JSON each. What it prints is passed on."""
    config, report = folder / "schemathesis.toml", folder / "events.ndjson"
    config.write_text("".join(_CONFIG.format(name=json.dumps(name)) for name in _DEPENDING))
    document = running.base_url.removesuffix("/v1") + "/openapi.json"
    command = [python, "-c", _TOOL, "--config-file", config, "run", document, "--no-color", "--no-shrink"]
    command += ["-H", f"Authorization: Bearer {running.api_key}", "-c", "all", "--exclude-checks", _LEFT_OUT]
    command += ["--phases", options.phases, "-n", str(options.examples), "--seed", str(options.seed)]
    command += ["--continue-on-failure", "--request-timeout", "120", "--report-ndjson-path", report]
    subprocess.run(list(map(str, command)), cwd=folder, check=False, env={**os.environ, "NO_COLOR": "1"})
    return report


def _counted(report: Path) -> tuple[int, collections.Counter[tuple[str, str, str]]]:
    """How many requests were made, and what failed how often."""
    cases, failures = 0, collections.Counter[tuple[str, str, str]]()
    for recorder in _recorders(report):
        cases += len(recorder.get("interactions", {}))
        for checks in recorder.get("checks", {}).values():
            for check in checks:
                if check["status"] == "failure":
                    failure = check["failure_info"]["failure"]
                    failures[recorder["label"], check["name"], failure["message"][:300]] += 1
    return cases, failures


def _recorders(report: Path) -> Iterator[dict[str, Any]]:
    with report.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            event = json.loads(line)
            if "ScenarioFinished" in event:
                yield event["ScenarioFinished"]["recorder"]


if __name__ == "__main__":
    main()
