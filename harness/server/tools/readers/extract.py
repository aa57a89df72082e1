"""PDF, Word and HTML to text. Runs in a process of its own: these formats come from strangers."""

from __future__ import annotations

import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from harness.server.tools.base import UnreadableDocument
from harness.server.tools.readers.formats import HEAD_BYTES
from harness.server.tools.readers.limits import (
    MOST_CHARACTERS,
    MOST_PAGES,
    MOST_UNPACKED_BYTES,
    MOST_UNPACKED_RATIO,
)
from harness.server.tools.readers.plain import read_plain, too_long

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{1,40})""", re.IGNORECASE | re.ASCII)
_SILENT = ("script", "style", "template", "noscript", "head")
_BLOCK = re.compile(
    "address|article|aside|blockquote|br|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|li"
    "|main|nav|ol|p|pre|section|table|tr|ul"
)


def extract(path: Path, format: str) -> str:
    """The file's text. Raises UnreadableDocument, and whatever the libraries raise for damaged files."""
    readers: dict[str, Callable[[Path], Iterator[str]]] = {"pdf": _pdf, "docx": _docx, "html": _html}
    parts: list[str] = []
    length = 0
    for part in readers[format](path):
        parts.append(part)
        length += len(part) + 1
        if length > MOST_CHARACTERS:
            raise too_long()
    return "\n".join(parts)


def _pdf(path: Path) -> Iterator[str]:
    """Page by page, as text in reading order."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(path, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableDocument("invalid_file", "The file is encrypted.")
    if len(reader.pages) > MOST_PAGES:
        raise UnreadableDocument("invalid_file", f"The file has more than {MOST_PAGES} pages.")
    for page in reader.pages:
        yield page.extract_text()


def _docx(path: Path) -> Iterator[str]:
    """Paragraphs and tables in their order; the cells of a row are separated by tabs."""
    from docx import Document
    from docx.table import Table

    _refuse_bombs(path)
    with path.open("rb") as stream:
        for block in Document(stream).iter_inner_content():
            if isinstance(block, Table):
                yield from ("\t".join(cell.text for cell in row.cells) for row in block.rows)
            else:
                yield block.text


def _refuse_bombs(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > min(MOST_UNPACKED_BYTES, max(2**20, MOST_UNPACKED_RATIO * path.stat().st_size)):
        raise UnreadableDocument("invalid_file", "The file unpacks to far more than it holds.")


def _html(path: Path) -> Iterator[str]:
    """What a reader of the page would see, a block a line."""
    import lxml.html

    text = read_plain(path, _charset(path))
    if not text.strip():
        return
    root = lxml.html.document_fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    titles = root.xpath("string(//title)").split()
    yield " ".join(titles)
    lxml.etree.strip_elements(root, lxml.etree.Comment, *_SILENT, with_tail=False)
    yield from _lines(root)


def _charset(path: Path) -> str | None:
    """The encoding that a page names at its beginning."""
    with path.open("rb") as stream:
        found = _CHARSET.search(stream.read(HEAD_BYTES))
    return found[1].decode() if found else None


def _lines(root: object) -> Iterator[str]:
    import lxml.etree

    line = ""
    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        block = isinstance(element.tag, str) and _BLOCK.fullmatch(element.tag)
        if block and line.strip():
            yield " ".join(line.split())
            line = ""
        line += (element.text if event == "start" else element.tail) or ""
    yield " ".join(line.split())
