"""ARCHITECTURE.md names what is there: its files exist, its layers are the packages, its seams can be imported."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
PROSE = re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL)
LAYERS = [
    name for row in re.findall(r"^\| (`.*?) \|", PROSE, re.MULTILINE) for name in re.findall(r"`(.+?)`", row)
]


def _named_paths() -> list[str]:
    """What is written like a file or a folder: with a slash at its end, or a slash or a known ending in it."""
    words = re.findall(r"`([\w./-]+)`", PROSE) + re.findall(r"\]\((?!http)([^)#]+)", TEXT)
    return sorted({word for word in words if "/" in word or word.endswith((".py", ".md", ".toml"))})


def _found(name: str) -> bool:
    return any((base / name).exists() for base in (ROOT, ROOT / "harness"))


@pytest.mark.parametrize("name", _named_paths())
def test_each_file_named_exists(name: str) -> None:
    assert _found(name), f"ARCHITECTURE.md names {name}, which is not there"


@pytest.mark.parametrize("name", LAYERS)
def test_each_layer_is_a_module(name: str) -> None:
    assert importlib.import_module("harness." + name.strip("/").replace("/", "."))


def test_each_package_is_a_layer_of_the_table() -> None:
    packages = {path.parent.name for path in (ROOT / "harness").glob("*/__init__.py")}
    named = {name.strip("/") for name in LAYERS}
    assert not packages - named, "the table of layers lacks a package"


def test_the_arrows_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
