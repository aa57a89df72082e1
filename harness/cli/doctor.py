"""`harness doctor`: what works on this machine, with the fix for what does not."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

import click

from harness.cli.elsewhere import FIX, said


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `state` is `ok`, `warn` (works, with less) or `bad` (does not work)."""

    subject: str
    state: str
    words: str
    fix: str = ""


@click.command()
@click.option("--base-url", help="Also look whether this server answers.")
@click.option(
    "--cassette-dir",
    type=click.Path(path_type=Path),
    default=Path("cassettes"),
    show_default=True,
    help="Look at these recordings.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(base_url: str | None, cassette_dir: Path, as_json: bool) -> None:
    """Say what works on this machine: Python, packages, sandbox, model, server, cassettes."""
    looks: dict[str, Callable[[], Iterator[Finding]]] = {
        "python": _python,
        "packages": _packages,
        "sandbox": _sandbox,
        "models": _models,
        "cassettes": lambda: _cassettes(cassette_dir),
    }
    if base_url:
        looks["server"] = lambda: _server(base_url)
    findings = [finding for subject, look in looks.items() for finding in _looked(subject, look)]
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            _print(finding)
    sys.exit(1 if any(finding.state == "bad" for finding in findings) else 0)


def _looked(subject: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """What a look finds, or that its subject needs what this operating system does not have."""
    try:
        yield from look()
    except ModuleNotFoundError as error:
        refusal = said(error)
        yield Finding(subject, "bad", refusal.what, refusal.fix or "")


def _print(finding: Finding) -> None:
    color = {"ok": "green", "warn": "yellow", "bad": "red"}[finding.state]
    click.echo(f"{click.style(f'{finding.state:4}', fg=color)} {finding.subject}: {finding.words}")
    if finding.fix:
        click.echo(f"     fix: {finding.fix}")


def _python() -> Iterator[Finding]:
    words = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.platform == "win32":
        yield Finding("python", "bad", f"{words}: suites and servers do not run here", FIX)
    elif sys.platform != "linux":
        yield Finding("python", "warn", words, "run where Linux is: elsewhere untrusted code is not confined")
    else:
        yield Finding("python", "ok", words)


def _packages() -> Iterator[Finding]:
    missing = []
    for line in metadata.requires("harness") or ():
        requirement, _, marker = line.partition(";")
        name = requirement.strip().split(">")[0].split("<")[0].split("=")[0].split("[")[0].strip()
        if "extra" not in marker and not _installed(name):
            missing.append(name)
    if missing:
        yield Finding("packages", "bad", f"missing: {', '.join(missing)}", f"pip install {' '.join(missing)}")
    else:
        yield Finding("packages", "ok", "all there")


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _sandbox() -> Iterator[Finding]:
    from harness.sandbox import probe

    for held in probe():
        if held.chosen:
            state = "bad" if held.backend == "unconfined" else "warn" if held.lacks else "ok"
            lacks = f"; lacks {'; '.join(held.lacks)}" if held.lacks else ""
            yield Finding(f"sandbox {held.backend} (used)", state, "; ".join(held.holds) + lacks, held.fix)
        elif not held.available:
            yield Finding(f"sandbox {held.backend}", "warn", "not to be had here", held.fix)


def _models() -> Iterator[Finding]:
    from harness.server.models.weights import ALL, FETCH, folder, present

    if not _installed("xllamacpp"):
        yield Finding(
            "local model", "warn", "no xllamacpp wheel for this platform", "use --model chat:URL#NAME"
        )
    for weights in ALL:
        if present(weights):
            yield Finding(f"model {weights.name}", "ok", f"in {folder()}")
        else:
            yield Finding(f"model {weights.name}", "warn", f"not in {folder()}", FETCH)


def _server(base_url: str) -> Iterator[Finding]:
    import httpx2

    try:
        key = os.environ.get("OPENAI_API_KEY", "none")
        headers = {"Authorization": f"Bearer {key}"}
        answer = httpx2.get(base_url.rstrip("/") + "/models", headers=headers, timeout=5.0)
    except httpx2.HTTPError as error:
        yield Finding(
            "server", "bad", f"{base_url} cannot be reached: {error}", "start it, or check the address"
        )
        return
    if answer.status_code == 200:
        yield Finding("server", "ok", f"{base_url} answers and takes the key")
    elif answer.status_code in (401, 403):
        yield Finding("server", "bad", f"{base_url} refuses the key", "set OPENAI_API_KEY")
    else:
        words = f"{base_url}/models answers with {answer.status_code}"
        yield Finding("server", "warn", words, "the address ends as the API's does, such as /v1")


def _cassettes(root: Path) -> Iterator[Finding]:
    from harness.cassette.tape import read_tape
    from harness.errors import CassetteError

    files = sorted(root.rglob("*.yaml")) if root.is_dir() else []
    broken = []
    for path in files:
        try:
            read_tape(path)
        except CassetteError as error:
            broken.append(error)
    partial = sorted(root.rglob("*.partial")) if root.is_dir() else []
    for found in broken:
        yield Finding("cassettes", "bad", found.what, found.fix or "harness cassettes check")
    if partial:
        yield Finding("cassettes", "warn", f"{len(partial)} unfinished", "harness cassettes check --repair")
    if not broken and not partial:
        yield Finding("cassettes", "ok", f"{len(files)} in {root}, all readable")
