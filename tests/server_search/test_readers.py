"""Text out of files, and refusals of files that are none."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from harness.server.tools.base import UnreadableDocument
from harness.server.tools.readers import read_text
from tests.server_search.documents import archive, docx, encrypted_pdf, pdf, written

PAGE = """<!doctype html><html><head><title>Soup &amp; bread</title><style>p {color: red}</style></head>
<body><h1>Soup</h1><p>Chop <b>on</b>ions.<br>Simmer&nbsp;&lt; 1 h.</p><script>evil()</script>
<ul><li>salt<li>pepper</ul><!-- hidden --></body></html>"""


def read(folder: Path, name: str, data: bytes | str) -> str:
    return asyncio.run(read_text(written(folder, "stored", data), name))


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.txt", "Grüße\r\nan alle", "Grüße\nan alle"),
        ("a.md", "# 标题\n\n内容", "# 标题\n\n内容"),
        ("bom.txt", b"\xef\xbb\xbfhello", "hello"),
        ("wide.txt", "héllo".encode("utf-16"), "héllo"),
        ("page.htm", '<meta charset="gbk"><p>渡轮八点出发'.encode("gbk"), "\n渡轮八点出发\n"),
        ("data.csv", "a,b\n1,2\n", "a,b\n1,2\n"),
        ("data.json", '{"a": 1}', '{"a": 1}'),
        ("noname", "def f():\n    pass\n", "def f():\n    pass\n"),
        ("a.docx", docx(["One", "Two 二"], [["a", "b"], ["c", "d"]]), "One\nTwo 二\na\tb\nc\td"),
        ("really-a-pdf.bin", pdf(["first page", "second page"]), "first page\nsecond page"),
    ],
)
def test_text_of_each_format(tmp_path: Path, name: str, data: bytes | str, text: str) -> None:
    assert read(tmp_path, name, data) == text


def test_html_is_read_as_a_person_would(tmp_path: Path) -> None:
    lines = read(tmp_path, "a.html", PAGE).splitlines()
    assert lines == ["Soup & bread", "Soup", "Chop onions.", "Simmer < 1 h.", "salt", "pepper"]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", b"\xff\xfeo", "invalid_file"),
        ("a.txt", b"caf\xe9", "invalid_file"),
        ("a.txt", "渡轮八点出发".encode("gbk"), "invalid_file"),
        ("a.html", '<meta charset="rot13"><p>渡轮'.encode("gbk"), "invalid_file"),
        ("a.csv", b"1,2,3\n" * 4_000_000, "invalid_file"),
        ("a.html", b"<div>" * 100_000, "invalid_file"),
        ("a.txt", " \n ", "invalid_file"),
        ("a.txt", b"", "invalid_file"),
        ("a.bin", b"\x7fELF\x00\x00\x00", "unsupported_file"),
        ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00", "unsupported_file"),
        ("a.pdf", "not a pdf", "invalid_file"),
        ("a.pdf", b"%PDF-1.7\nbroken", "invalid_file"),
        ("a.pdf", encrypted_pdf(), "invalid_file"),
        ("a.docx", "not a docx", "invalid_file"),
        ("a.docx", b"PK\x03\x04broken", "invalid_file"),
        ("a.docx", archive(word__document_xml=b"x"), "unsupported_file"),
        ("a.zip", archive(a=b"x"), "unsupported_file"),
        ("a.docx", archive(**{"word/document.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "invalid_file"),
    ],
)
def test_what_cannot_be_read_says_so(tmp_path: Path, name: str, data: bytes | str, code: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(tmp_path, name, data)
    assert caught.value.code == code
    assert caught.value.message.endswith(".")
    assert str(tmp_path) not in caught.value.message


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    bomb = archive(**{"word/document.xml": b" " * 400 * 2**20, "[Content_Types].xml": b"<x/>"})
    start = time.monotonic()
    with pytest.raises(UnreadableDocument, match="unpacks to far more") as caught:
        read(tmp_path, "a.docx", bomb)
    assert caught.value.code == "invalid_file"
    assert time.monotonic() - start < 30


def test_a_pdf_with_too_many_pages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="more than 5000 pages"):
        read(tmp_path, "a.pdf", pdf(["x"] * 5001))


def test_a_file_that_is_gone_is_a_fault_of_the_server(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        asyncio.run(read_text(tmp_path / "gone", "a.txt"))
    assert caught.value.code == "server_error"
