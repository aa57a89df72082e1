"""Temporary folders after their owners' ends, clean and unclean."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

OWNER = """
import sys
from harness.sandbox.scratch import Scratch
mine = Scratch("test")
(mine.path / "deep").mkdir()
(mine.path / "deep" / "file").write_text("x")
print(mine.path, flush=True)
sys.stdin.read()
"""


def owner(folder: Path) -> tuple[subprocess.Popen[str], Path]:
    """A process that holds a scratch folder below `folder` until its stdin ends; the folder looks old."""
    environment = {**os.environ, "TMPDIR": str(folder)}
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER],
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    made = Path(process.stdout.readline().strip())
    os.utime(made, (1, 1))
    return process, made


def end(process: subprocess.Popen[str], *, kill: bool = False) -> None:
    if kill:
        process.kill()
    process.communicate(timeout=20)


def test_an_owner_that_ends_leaves_nothing(tmp_path: Path) -> None:
    process, made = owner(tmp_path)
    there = made.is_dir()
    end(process)
    assert there and not list(tmp_path.iterdir())


def test_what_a_killed_owner_left_goes_with_the_next_start_and_nobody_elses(tmp_path: Path) -> None:
    living, kept = owner(tmp_path)
    killed, left = owner(tmp_path)
    end(killed, kill=True)
    others = tmp_path / "harness-scratch-of-yesterday.txt"
    others.write_text("a file, not a folder")
    after_kill = left.is_dir()
    third, _ = owner(tmp_path)
    end(third)
    assert after_kill and not left.exists()
    assert (kept / "deep" / "file").read_text() == "x" and others.exists()
    end(living)


def test_links_to_other_places_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "keep.txt").write_text("keep")
    (tmp_path / "harness-scratch-link").symlink_to(outside)
    killed, left = owner(tmp_path)
    (left / "link").symlink_to(outside)
    os.utime(left, (1, 1))
    end(killed, kill=True)
    third, _ = owner(tmp_path)
    end(third)
    assert not left.exists() and (outside / "keep.txt").read_text() == "keep"
