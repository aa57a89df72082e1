"""What kind of file this is: by its first bytes where they tell, else by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal

from harness.server.tools.base import UnreadableDocument

Format = Literal["pdf", "docx", "html", "text"]

HTML = {".html", ".htm", ".xhtml"}
HEAD_BYTES = 8192


def format_of(path: Path, filename: str) -> Format:
    """The format to read the file as. Raises UnreadableDocument: `unsupported_file` for what has no
    reader."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    suffix = Path(filename).suffix.lower()
    if head.lstrip()[:5] == b"%PDF-":
        return "pdf"
    if head[:4] == b"PK\x03\x04":
        return _packed(path, suffix)
    if suffix in (".pdf", ".docx"):
        raise UnreadableDocument("invalid_file", f"The file is named {suffix} but is none.")
    if _is_binary(head):
        raise UnreadableDocument(
            "unsupported_file", f"Files of this kind cannot be searched: {suffix or 'binary'}."
        )
    return "html" if suffix in HTML else "text"


def _packed(path: Path, suffix: str) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableDocument("invalid_file", "The file is a damaged archive.") from error
    if "word/document.xml" in names:
        return "docx"
    raise UnreadableDocument(
        "unsupported_file", f"Files of this kind cannot be searched: {suffix or '.zip'}."
    )


def _is_binary(head: bytes) -> bool:
    """Null bytes are in no text but UTF-16, which says so in front."""
    return b"\x00" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff")
