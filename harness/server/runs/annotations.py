"""Finds in an answer what points to files: paths of the code interpreter and citations of a search."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from harness.server.wire import Json

_FOLDER = "sandbox:/mnt/data/"
_NAME = r"[^\s()\[\]<>\"'`]"
_PATH = re.compile(f"{_FOLDER}({_NAME}+)")
_CITATION = re.compile(r"【(\d+:\d+)†[^】\n]*】")
_UNFINISHED = re.compile(f"(【[^】\n]{{0,300}}|{_FOLDER}{_NAME}*)$")


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


class Annotator:
    """Cuts a text that streams in so that a marker comes in one piece, with its annotation.

    Programs that print a stream replace `annotation.text` in the piece that carries the annotation.
    `annotations` are those found so far, their indexes those of the whole text.
    """

    def __init__(self, outputs: Mapping[str, str], citations: Mapping[str, str]) -> None:
        self._outputs = outputs
        self._citations = citations
        self._held = ""
        self._sent = 0
        self.annotations: list[Json] = []

    def feed(self, part: str) -> Iterator[tuple[str, list[Json]]]:
        """The pieces that are due now; what may be the beginning of a marker is held back."""
        text = self._held + part
        cut = _unfinished(text) if self._outputs or self._citations else len(text)
        self._held = text[cut:]
        yield from self._pieces(text[:cut])

    def end(self) -> Iterator[tuple[str, list[Json]]]:
        """What was held back, when nothing follows."""
        held, self._held = self._held, ""
        yield from self._pieces(held)

    def _pieces(self, text: str) -> Iterator[tuple[str, list[Json]]]:
        begin, offset = 0, self._sent
        self._sent += len(text)
        for one in annotate(text, self._outputs, self._citations):
            start, end = one["start_index"], one["end_index"]
            moved = {**one, "start_index": offset + start, "end_index": offset + end}
            if start > begin:
                yield text[begin:start], []
            self.annotations.append(moved)
            yield text[start:end], [{"index": len(self.annotations) - 1, **moved}]
            begin = end
        if begin < len(text):
            yield text[begin:], []


def _unfinished(text: str) -> int:
    """Where the end of the text may be the beginning of a marker; the text's length when it is not."""
    open_marker = _UNFINISHED.search(text)
    if open_marker is not None:
        return open_marker.start()
    sizes = range(min(len(text), len(_FOLDER) - 1), 0, -1)
    return len(text) - next((size for size in sizes if text.endswith(_FOLDER[:size])), 0)


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
