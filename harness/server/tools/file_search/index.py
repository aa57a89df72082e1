"""The search index: documents read, cut, embedded and kept; chunks found by meaning and by words."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from harness.server.tools.base import Attributes, Document, Embed, Hit, Indexed, Query, UnreadableDocument
from harness.server.tools.file_search import chunking
from harness.server.tools.file_search.database import Database, Embedded, Entry, Known
from harness.server.tools.file_search.embedding import Embedder, Floats, Vectors
from harness.server.tools.file_search.filters import matches
from harness.server.tools.file_search.scoring import LEAST, Scale, scores, shares
from harness.server.tools.file_search.terms import asked
from harness.server.tools.readers import read_text

CANDIDATES = 100
"""How far down each of the two rankings is looked at."""

MOST_EMBEDDED = 12_500
"""Passages of a document that get a vector (800,000 tokens, a minute); later ones are found by words."""

BATCH = 32


class FileSearchIndex:
    """A `SearchIndex` (see `harness.server.tools.base`) in a folder, or in memory."""

    def __init__(self, folder: Path | None, embed: Embed) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._database = Database(folder / "index.sqlite" if folder else None)
        self._embedder = Embedder(embed)

    async def add(self, store_id: str, document: Document) -> Indexed:
        """Reads, chunks, embeds and keeps a document. Raises UnreadableDocument."""
        text = await read_text(document.path, document.filename)
        cut = await asyncio.to_thread(_cut, text, document)
        vectors = await self._passage_vectors([text[span.start : span.end] for span in cut.passages])
        entry = Entry(
            store=store_id,
            file=document.file_id,
            filename=document.filename,
            attributes=document.attributes,
            text=text,
            chunks=cut.chunks,
            passages=[chunking.covering(span, cut.passages) for span in cut.chunks],
            vectors=vectors.rows.astype(np.float16),
            model=vectors.model,
        )
        await asyncio.to_thread(self._database.add, entry)
        kept = sum(len(text[span.start : span.end].encode()) for span in cut.chunks)
        return Indexed(kept + entry.vectors.nbytes, len(cut.chunks))

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector of length 1 a text."""
        made = await self._vectors(texts)
        return [[float(value) for value in row] for row in made.rows]

    async def _vectors(self, texts: Sequence[str]) -> Vectors:
        rows: list[Floats] = []
        model = ""
        for start in range(0, len(texts), BATCH):
            made = await self._embedder.vectors(texts[start : start + BATCH])
            rows.append(made.rows)
            model = made.model
        return Vectors(model, np.concatenate(rows))

    async def _passage_vectors(self, texts: Sequence[str]) -> Vectors:
        made = await self._vectors(texts[:MOST_EMBEDDED])
        rest = np.zeros((max(0, len(texts) - MOST_EMBEDDED), made.rows.shape[1]), np.float32)
        return Vectors(made.model, np.concatenate([made.rows, rest]))

    async def remove(self, store_id: str, file_id: str) -> None:
        """Forgets a document."""
        await asyncio.to_thread(self._database.remove, store_id, file_id)

    async def drop(self, store_id: str) -> None:
        """Forgets a store."""
        await asyncio.to_thread(self._database.drop, store_id)

    async def set_attributes(self, store_id: str, file_id: str, attributes: Attributes) -> None:
        """Replaces a document's attributes."""
        await asyncio.to_thread(self._database.set_attributes, store_id, file_id, attributes)

    async def search(self, store_ids: Sequence[str], query: Query) -> list[Hit]:
        """The best chunks, best first. Raises `filters.InvalidFilter` for a filter that is none."""
        texts = [text for text in query.texts if text.strip()]
        known = {known.id: known for known in await asyncio.to_thread(self._database.documents, store_ids)}
        chosen = [id for id, one in known.items() if matches(query.filters, one.attributes)]
        if not chosen or not texts:
            return []
        questions = await self._embedder.vectors(texts)
        scale = await self._embedder.scale(questions.model)
        search = _Search(store_ids, query, texts, chosen, questions, scale)
        return await asyncio.to_thread(self._found, search, known)

    def _found(self, search: _Search, known: dict[int, Known]) -> list[Hit]:
        least = max(LEAST, search.query.score_threshold)
        embedded = self._database.embedded(search.documents)
        best: dict[int, float] = {}  # for several queries: what answers one of them well is a good result
        for number in range(len(search.texts)):
            for chunk, score in self._scored(search, number, embedded).items():
                if score >= max(least, best.get(chunk, 0.0)):
                    best[chunk] = score
        ranked = sorted(best, key=lambda chunk: (-best[chunk], chunk))[: search.query.limit]
        texts = self._database.texts(ranked)
        return [_hit(best[chunk], texts[chunk], known) for chunk in ranked if chunk in texts]

    def _scored(self, search: _Search, number: int, embedded: Sequence[Embedded]) -> dict[int, float]:
        """The best by words and the best by meaning, each judged by both."""
        cosines = nearest(search.questions.rows[number], search.questions.model, embedded)
        terms = asked(search.texts[number])
        if not terms:
            return scores(_meant(cosines, search.scale), {})
        with_words = self._database.by_words(search.stores, terms, search.documents, CANDIDATES)
        chosen = sorted({*with_words, *cosines})
        found = self._database.terms(search.stores, terms, search.documents, chosen)
        return scores(_meant(cosines, search.scale), shares(found))

    async def content(self, store_id: str, file_id: str) -> list[str]:
        """The document's text, in pieces without overlap; nothing for a document that is not there."""
        found = await asyncio.to_thread(self._database.content, store_id, file_id)
        if found is None:
            return []
        text, starts = found
        edges = [0, *starts[1:], len(text)]
        return [text[start:end] for start, end in pairwise(edges)]

    async def aclose(self) -> None:
        """Closes the database."""
        await asyncio.to_thread(self._database.close)


@dataclass(frozen=True)
class _Search:
    stores: Sequence[str]
    query: Query
    texts: Sequence[str]
    documents: Sequence[int]
    questions: Vectors
    scale: Scale


@dataclass(frozen=True)
class _Cut:
    chunks: list[chunking.Span]
    passages: list[chunking.Span]


def _cut(text: str, document: Document) -> _Cut:
    found = chunking.tokens(text)
    if not found:
        raise UnreadableDocument("invalid_file", "The file has no words in it.")
    return _Cut(chunking.chunks(text, document.chunking, found), chunking.passages(text, found))


def _meant(cosines: Mapping[int, float], scale: Scale) -> dict[int, float]:
    return {chunk: scale.of(cosine) for chunk, cosine in cosines.items()}


def nearest(question: Floats, model: str, embedded: Sequence[Embedded]) -> dict[int, float]:
    """The best chunks with the cosine of their best passage; only those whose vectors the same model made."""
    chunks: list[int] = []
    cosines: list[float] = []
    for one in embedded:
        if one.model != model:
            continue
        by_passage = np.append(one.vectors.astype(np.float32) @ question, np.float32(-1.0))
        by_chunk = np.maximum.reduceat(by_passage, one.passages.ravel())[::2]
        chunks += one.chunks.tolist()
        cosines += by_chunk.tolist()
    order = sorted(range(len(chunks)), key=lambda at: (-cosines[at], chunks[at]))[:CANDIDATES]
    return {chunks[at]: cosines[at] for at in order}


def _hit(score: float, found: tuple[int, str], known: dict[int, Known]) -> Hit:
    document, text = found
    about = known[document]
    return Hit(
        file_id=about.file,
        filename=about.filename,
        score=score,
        text=text.strip(),
        attributes=about.attributes,
    )
