"""Every block of code in README and docs does what its page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cli.init import STARTER
from harness.server.embedded import ServeOptions, serve
from tests.docs.pages import MODELS, PAGES, ROOT, SIMULATED, Block, Reader, blocks, without_repeats

pytestmark = pytest.mark.slow


# How many blocks of a page cannot be run offline. To add one, say why in its comment, and count it here.
OFFLINE = {
    "CONTRIBUTING.md": 1,
    "README.md": 1,
    "README.zh-CN.md": 1,
    "docs/explanation/cassettes.md": 2,
    "docs/how-to/run-on-a-cluster.md": 2,
    "docs/how-to/viewer-and-playground.md": 1,
    "docs/tutorial.md": 1,
    "docs/tutorial.zh.md": 1,
}
KINDS = {"sh", "python", "json", "yaml", "text", ""}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _executed(path: Path) -> list[Block]:
    return [block for block in blocks(path) if not block.offline]


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_blocks_have_a_language_that_is_checked(path: Path) -> None:
    assert {block.kind for block in blocks(path) if not block.offline} <= KINDS - {""}


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_blocks_that_cannot_run_are_counted_and_say_why(path: Path) -> None:
    reasons = [block.offline for block in blocks(path) if block.offline]
    assert len(reasons) == OFFLINE.get(_name(path), 0)
    assert all(len(reason.split()) > 3 for reason in reasons)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("path", [path for path in PAGES if _executed(path)], ids=_name)
def test_a_reader_who_follows_the_page_succeeds(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    reader = Reader(tmp_path, model=MODELS.get(path.name, SIMULATED))
    if "<!-- project: init -->" in text:
        reader.begin()
    if "--base-url" in text or "OpenAI()" in text:
        table = ROOT / "harness" / "starter" / STARTER["evals/data/questions.jsonl"]
        with serve(ServeOptions(models=(f"default=simulated:answers={table}",))) as running:
            reader.server, reader.key = running.base_url, running.api_key
            followed = _follow(reader, path)
    else:
        followed = _follow(reader, path)
    assert len(followed) == len(_executed(path))


def _follow(reader: Reader, path: Path) -> list[str]:
    """Do what each block says; the kinds of those that were done, the first failure raised."""
    for block in _executed(path):
        translated = path.name == "README.zh-CN.md" and block.kind == "sh"
        reader.follow(without_repeats(block, ROOT / "README.md") if translated else block)
    return reader.done
