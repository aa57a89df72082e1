"""Code blocks of Markdown pages, and a folder in which a page's blocks are run one after the other.

What a block is told by the comment right above it:

`<!-- file: PATH -->`      it is the text of that file in the reader's project; later blocks use it.
`<!-- offline: REASON -->` it cannot be run here; such blocks are counted by a test.
`<!-- project: init -->`   anywhere on a page: the reader's project begins with what `harness init` writes.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from harness.cli.init import STARTER
from harness.dataset import read_dataset

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
PAGES = sorted(
    [
        ROOT / "README.md",
        ROOT / "README.zh-CN.md",
        ROOT / "CONTRIBUTING.md",
        *(ROOT / "docs").rglob("*.md"),
    ]
)
_BLOCK = re.compile(r"(?:^<!-- (?P<note>[^\n]+?) -->\n)?^```(?P<kind>\S*)\n(?P<text>.*?)^```$", re.M | re.S)

# What stands for the model: it knows the answers of the starter's questions, and is fast.
SIMULATED = "simulated:answers=evals/data/questions.jsonl"

# A page whose questions are of another kind needs another one.
MODELS = {"functions-and-file-search.md": "simulated:tools=stock+file_search"}

# What is put in the place of what a reader has and a test has not. `{server}` is a server that the test started.
SUBSTITUTIONS: tuple[tuple[str, str], ...] = (
    (r"--model local\b", f"--model {SIMULATED}"),
    (r"--base-url URL --model NAME", "--base-url {server} --model default"),
    (r"--base-url (https?://\S+)", "--base-url {server}"),
    (r"^(harness run (?!.*(--model|--base-url|--resume)).*?)(?=\s+#|$)", rf"\1 --model {SIMULATED}"),
    (r"^harness serve (.*?)(?=\s+#|$)", r"harness serve --port 0 --json --lifeline \1 </dev/null"),
    (r"^harness init(?=\s+#)", "harness init fresh"),  # in a list of commands it stands after others
    # The targets of the Makefile are there; what they do is run by CI itself and by scripts/bare_machine.sh.
    (r"^make (\S+)", rf"make --dry-run --directory {ROOT} \1 >/dev/null"),
)
# pytest has no model in its commands: the suites of a page answer from the table, too.
PYTEST_ADDOPTS = f"--model {SIMULATED} -p no:cacheprovider"


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, text, what the comment above it says, and the line that it begins on."""

    kind: str
    text: str
    note: str
    line: int

    @property
    def offline(self) -> str:
        """Why it cannot be run here; empty when it can."""
        return self.note.removeprefix("offline: ") if self.note.startswith("offline: ") else ""

    @property
    def file(self) -> str:
        """The file that it is the text of."""
        return self.note.removeprefix("file: ") if self.note.startswith("file: ") else ""


def blocks(path: Path) -> Iterator[Block]:
    """The blocks of a page, from top to bottom."""
    text = path.read_text(encoding="utf-8")
    for match in _BLOCK.finditer(text):
        yield Block(match["kind"], match["text"], match["note"] or "", text.count("\n", 0, match.start()) + 1)


def without_repeats(block: Block, other: Path) -> Block:
    """A shell block without the commands that another page, which is run as well, has too."""
    known = {_command(line) for found in blocks(other) for line in found.text.splitlines()}
    kept = [line for line in block.text.splitlines(keepends=True) if _command(line) not in known]
    return replace(block, text="".join(kept))


def _command(line: str) -> str:
    return line.partition("  #")[0].strip()


@dataclass
class Reader:
    """Somebody who follows a page in a project of their own."""

    folder: Path
    server: str = ""
    key: str = ""
    model: str = SIMULATED
    printed: str = ""
    done: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """The files of `harness init`."""
        for name, source in STARTER.items():
            self._write(name, (ROOT / "harness" / "starter" / source).read_text(encoding="utf-8"))

    def follow(self, block: Block) -> None:
        """Do what a block says. Fails with what went wrong."""
        if block.file:
            self._write(block.file, block.text)
        getattr(self, f"_{block.kind}")(block)
        self.done.append(block.kind)

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def _sh(self, block: Block) -> None:
        done = self._run(["bash", "-euo", "pipefail", "-c", substituted(block.text, self.server, self.model)])
        self.printed = done.stdout + done.stderr
        assert done.returncode == 0, f"line {block.line}: exit code {done.returncode}\n{self.printed[-3000:]}"

    def _python(self, block: Block) -> None:
        """A file of the project is compiled (shell blocks run it); anything else is run."""
        ast.parse(block.text)
        if block.file:
            return
        done = self._run([sys.executable, "-c", block.text])
        self.printed = done.stdout
        assert done.returncode == 0, f"line {block.line}: {done.stderr[-3000:]}"

    def _json(self, block: Block) -> None:
        """Lines of a dataset."""
        path = self.folder / "lines.jsonl"
        path.write_text(block.text, encoding="utf-8")
        lines = [json.loads(line) for line in block.text.splitlines()]
        assert [sample.id for sample in read_dataset(path)] == [line["id"] for line in lines]

    def _yaml(self, block: Block) -> None:
        assert yaml.safe_load(block.text)

    def _text(self, block: Block) -> None:
        """What the block before printed; `…` stands for anything."""
        for line in filter(None, map(str.strip, block.text.splitlines())):
            pattern = re.sub(r"\\?…", ".*?", re.sub(r"(\\ )+", r"\\s+", re.escape(line)))
            assert re.search(pattern, self.printed), (
                f"line {block.line}: not printed: {line}\n{self.printed[-3000:]}"
            )

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        kept = {name: os.environ[name] for name in ("HOME", "LANG", "XDG_CACHE_HOME") if name in os.environ}
        ours = {"PATH": f"{BIN}:{os.environ['PATH']}", "NO_COLOR": "1", "COLUMNS": "140"}
        asked = {"PYTEST_ADDOPTS": PYTEST_ADDOPTS, "OPENAI_API_KEY": self.key, "OPENAI_BASE_URL": self.server}
        return subprocess.run(
            command, cwd=self.folder, env={**kept, **ours, **asked}, capture_output=True, text=True,
            timeout=250, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip


def substituted(script: str, server: str, model: str = SIMULATED) -> str:
    """A block's commands as they are run here."""
    for pattern, replacement in SUBSTITUTIONS:
        filled = replacement.replace("{server}", server).replace(SIMULATED, model)
        script = re.sub(pattern, filled, script, flags=re.MULTILINE)
    return script
