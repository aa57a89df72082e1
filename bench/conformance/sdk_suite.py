"""The official SDK's own tests for the server's resources, run against a server with a memory."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from bench.conformance.seeds import CALLS, SLOW
from harness.server.embedded import ServeOptions, serve

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".bench" / "conformance"
KEY = "My API Key"  # as the SDK's tests have it
_NEEDS = ("pytest", "pytest-asyncio", "rich", "jsonschema", "pyyaml")
ASSISTANTS = ("beta/test_assistants.py", "beta/test_threads.py", "beta/threads")
STORAGE = ("test_files.py", "test_vector_stores.py", "vector_stores")
RESPONSES = ("test_responses.py", "responses", "test_conversations.py", "conversations")


# What a request may be refused for: it breaks the API's description, or asks for what never was.
Rule = Callable[[str, dict[str, Any]], bool]
BREAKS: dict[str, Rule] = {
    "names a conversation and a previous response": lambda where, body: "conversation" in body and "previous_response_id" in body,
    "follows the events of a response that was not made in the background": lambda where, body: "stream=true" in where,
}  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """A test: passed, skipped, refused (with why that may be), not offered or failed (with its last line)."""

    test: str
    verdict: str
    why: str = ""


def environment() -> Path:
    """The interpreter of an environment with this SDK, what its tests need, and a judge of JSON schemas."""
    python = FOLDER / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(FOLDER)], check=True)
    wanted = (f"openai[aiohttp]=={_version()}", *_NEEDS)
    _pip("--python", str(python), "install", "--quiet", *wanted)
    return python


def _version() -> str:
    return metadata.version("openai")


def _pip(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", *arguments], check=True, stderr=subprocess.DEVNULL)


def _source(folder: Path) -> Path:
    """The SDK's source with its tests, from the package index."""
    _pip(
        "download",
        "--quiet",
        "--no-deps",
        "--no-binary",
        "openai",
        "-d",
        str(folder),
        f"openai=={_version()}",
    )
    (archive,) = folder.glob("openai-*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / archive.name.removesuffix(".tar.gz")


def run_suite(python: Path, chosen: tuple[str, ...]) -> list[Outcome]:
    """Downloads, runs against a fresh server, and says what came of each test."""
    models = ("default=simulated", f"{CALLS}=simulated", f"{SLOW}=simulated:latency=30")
    options = ServeOptions(models=models, poll_ms=5, extra=("--api-key", KEY))
    with tempfile.TemporaryDirectory() as name, serve(options) as running:
        source, results = _source(Path(name)), Path(name) / "results.jsonl"
        log = FOLDER / "pytest.log"
        with log.open("wb") as said:
            _pytest(python, source, chosen, running.base_url, results, said)
        if not results.exists():
            raise SystemExit(f"the SDK's tests did not begin: see {log}")
        return [_outcome(json.loads(line)) for line in results.read_text(encoding="utf-8").splitlines()]


def _pytest(python: Path, source: Path, chosen: tuple[str, ...], url: str, results: Path, said: Any) -> None:
    own = {"TEST_API_BASE_URL": url, "CONFORMANCE_RESULTS": str(results), "PYTHONPATH": str(ROOT)}
    flags = ["-o", "addopts=", "-p", "bench.conformance.plugin", "-p", "no:cacheprovider", "-q", "--tb=short"]
    subprocess.run(
        [str(python), "-m", "pytest", *flags, *(f"tests/api_resources/{path}" for path in chosen)],
        cwd=source, env={**os.environ, **own}, stdout=said, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip


def _outcome(row: dict[str, Any]) -> Outcome:
    name = row["test"].removeprefix("tests/api_resources/")
    if row["outcome"] != "failed":
        return Outcome(name, row["outcome"])
    if any(one["status"] == 405 for one in row["refused"]):
        return Outcome(name, "not offered", "the server has no such operation")
    why = next((why for one in row["refused"] if one["status"] == 400 and (why := _excuse(one))), "")
    return Outcome(name, "refused", why) if why else Outcome(name, "failed", row["error"])


def _excuse(refused: dict[str, Any]) -> str:
    body = json.loads(refused["body"] or "{}")
    return next((why for why, rule in BREAKS.items() if rule(refused["request"], body)), "")


def summary(outcomes: list[Outcome]) -> str:
    """Counts, then a line for each kind of refusal and failure."""
    counts = Counter(outcome.verdict for outcome in outcomes)
    kinds = Counter((one.verdict, re.sub(r"\[.*", "", one.test), one.why) for one in outcomes if one.why)
    lines = [
        ", ".join(
            f"{counts[name]} {name}" for name in ("passed", "refused", "not offered", "failed", "skipped")
        )
    ]
    return "\n".join([*lines, *(f"  {times} × {' · '.join(kind)}" for kind, times in sorted(kinds.items()))])
