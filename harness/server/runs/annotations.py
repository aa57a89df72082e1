"""Finds in an answer what points to files: paths of the code interpreter and citations of a search."""

from __future__ import annotations

import re
from collections.abc import Mapping

from harness.server.wire import Json

_PATH = re.compile(r"sandbox:/mnt/data/([^\s()\[\]<>\"'`]+)")
_CITATION = re.compile(r"【(\d+:\d+)†[^】\n]*】")


def annotate(value: str, outputs: Mapping[str, str], citations: Mapping[str, str]) -> list[Json]:
    """The annotations of a text, in its order; `value[start_index:end_index] == text` holds for each.

    Args:
        outputs: file ids by the name under /mnt/data.
        citations: file ids by the numbers of a marker, such as `4:0`.
    """
    found: list[Json] = []
    if outputs:
        found += [made for match in _PATH.finditer(value) if (made := _path(match, outputs))]
    for match in _CITATION.finditer(value) if citations else ():
        id = citations.get(match[1])
        if id is not None:
            found.append(_annotation("file_citation", match[0], match.start(), id))
    return sorted(found, key=lambda one: int(one["start_index"]))


def _path(match: re.Match[str], outputs: Mapping[str, str]) -> Json | None:
    name = match[1]
    while name and name not in outputs:
        name = name[:-1] if name[-1] in ".,;:!?*_" else ""
    if not name:
        return None
    text = match[0][: len(match[0]) - len(match[1]) + len(name)]
    return _annotation("file_path", text, match.start(), outputs[name])


def _annotation(kind: str, text: str, start: int, file_id: str) -> Json:
    return {
        "type": kind,
        "text": text,
        "start_index": start,
        "end_index": start + len(text),
        kind: {"file_id": file_id},
    }
