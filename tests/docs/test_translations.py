"""The Chinese pages say what the English ones say: the same sections, blocks and tables, in prose that reads well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, Block, blocks

PAIRS = [("README.md", "README.zh-CN.md"), ("docs/tutorial.md", "docs/tutorial.zh.md")]
HAN = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"


def _without_blocks(path: Path) -> str:
    return re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)


def _shape(path: Path) -> list[str]:
    """The level of each heading, the rows of tables and the items of lists, from top to bottom."""
    return re.findall(r"^(#+(?= )|\|(?= )|-(?= )|\d+\.(?= ))", _without_blocks(path), re.MULTILINE)


def _told(block: Block) -> tuple[str, str, str]:
    """What a block does: commands without their comments, a dataset without its words."""
    text = re.sub(r"\s+# .*", "", block.text)
    words = re.sub(r'"(question|topic|language)": "[^"]*",? ?', "", text) if block.kind == "json" else text
    return block.kind, block.note, words.replace(", }", "}")


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_sections_tables_and_lists_are_the_same(english: str, chinese: str) -> None:
    assert _shape(ROOT / chinese) == _shape(ROOT / english)


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_blocks_are_the_same(english: str, chinese: str) -> None:
    assert [*map(_told, blocks(ROOT / chinese))] == [*map(_told, blocks(ROOT / english))]


def _broken(path: Path) -> Iterator[str]:
    yield from re.findall(rf"^.*{HAN}\n{HAN}.*$", _without_blocks(path), re.MULTILINE)


@pytest.mark.parametrize("chinese", [chinese for _, chinese in PAIRS])
def test_no_line_ends_between_two_han(chinese: str) -> None:
    """Browsers would show a space there."""
    assert not list(_broken(ROOT / chinese))
