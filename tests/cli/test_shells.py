"""Completion as the shells do it: each sources what `harness completion` prints and is asked to complete."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from harness.cli import COMMANDS

BIN = Path(sys.executable).parent
MODES = {"replay", "record", "auto", "off"}

BASH = """
eval "$(harness completion bash)"
COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
[ "{last}" ] || {{ COMP_WORDS+=(""); COMP_CWORD=$((COMP_CWORD + 1)); }}
_harness_completion harness
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
# zsh completes only in its line editor: these stand for the functions that it has there, and print what they get.
ZSH = """
compdef() {{ :; }}
_describe() {{ print -l -- "${{(@P)3}}"; }}
compadd() {{ print -l -- "${{(@P)5}}"; }}
eval "$(harness completion zsh)"
words=({words} {last_quoted}); CURRENT=${{#words}}
_harness_completion
"""
FISH = """
harness completion fish | source
complete --do-complete '{line}'
"""


def _complete(shell: str, line: str) -> set[str]:
    """What a shell offers at the end of a line."""
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"no {shell} here: apt-get install {shell}")
    last = "" if line.endswith(" ") else line.split()[-1]
    text = {"bash": BASH, "zsh": ZSH, "fish": FISH}[shell].format(
        words=line.strip() if shell == "bash" or not last else " ".join(line.split()[:-1]),
        last=last, last_quoted=f'"{last}"', line=line,
    )  # fmt: skip
    flags = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    done = subprocess.run(
        [program, *flags, "-c", text], capture_output=True, text=True, timeout=100, check=False,
        env={**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert not done.stderr, done.stderr
    return {part.partition("\t")[0].partition(":")[0].strip() for part in done.stdout.splitlines()}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_commands_options_and_choices(shell: str) -> None:
    assert set(COMMANDS) <= _complete(shell, "harness ")
    assert {"list", "check", "prune"} <= _complete(shell, "harness cassettes ")
    assert {"--model", "--max-rpm"} <= _complete(shell, "harness run --m")
    assert _complete(shell, "harness run --cassettes ") >= MODES
