"""The search index: documents read, cut, embedded and kept; chunks found by meaning and by words."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from harness.server.tools.base import Attributes, Document, Embed, Hit, Indexed, Query, UnreadableDocument
from harness.server.tools.file_search import chunking
from harness.server.tools.file_search.database import Database, Embedded, Entry, Known
from harness.server.tools.file_search.embedding import Embedder, Floats, Vectors
from harness.server.tools.file_search.filters import matches
from harness.server.tools.file_search.fusion import best_of, fused
from harness.server.tools.file_search.terms import asked
from harness.server.tools.readers import read_text

CANDIDATES = 100
"""How far down each of the two rankings is looked at."""

LEAST_SIMILARITY = 0.2
"""Below this cosine two texts have nothing to do with each other (unrelated ones lie around 0)."""

MOST_EMBEDDED = 5_000
"""Passages of a document that get a vector (800,000 tokens, some minutes); later ones are found by words."""

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
            vectors=vectors.rows.astype(np.float16) if vectors else None,
            model=vectors.model if vectors else "",
        )
        await asyncio.to_thread(self._database.add, entry)
        kept = sum(len(text[span.start : span.end].encode()) for span in cut.chunks)
        return Indexed(kept + (entry.vectors.nbytes if entry.vectors is not None else 0), len(cut.chunks))

    async def embed(self, texts: Sequence[str]) -> list[list[float]] | None:
        """One vector of length 1 a text."""
        made = await self._vectors(texts)
        return made.rows.tolist() if made else None

    async def _vectors(self, texts: Sequence[str]) -> Vectors | None:
        rows: list[Floats] = []
        model = ""
        for start in range(0, len(texts), BATCH):
            made = await self._embedder.vectors(texts[start : start + BATCH])
            if made is None:
                return None
            rows.append(made.rows)
            model = made.model
        return Vectors(model, np.concatenate(rows))

    async def _passage_vectors(self, texts: Sequence[str]) -> Vectors | None:
        made = await self._vectors(texts[:MOST_EMBEDDED])
        if made is None:
            return None
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
        return await asyncio.to_thread(
            self._found, _Search(store_ids, query, texts, chosen, questions), known
        )

    def _found(self, search: _Search, known: dict[int, Known]) -> list[Hit]:
        embedded = self._database.embedded(search.documents) if search.questions else []
        scores = best_of(
            fused([ranking for ranking in self._rankings(search, number, embedded) if ranking is not None])
            for number in range(len(search.texts))
        )
        enough = [(score, chunk) for chunk, score in scores.items() if score >= search.query.score_threshold]
        best = sorted(enough, key=lambda pair: (-pair[0], pair[1]))[: search.query.limit]
        texts = self._database.texts([chunk for _, chunk in best])
        return [_hit(score, texts[chunk], known) for score, chunk in best if chunk in texts]

    def _rankings(
        self, search: _Search, number: int, embedded: Sequence[Embedded]
    ) -> tuple[list[int] | None, list[int] | None]:
        """By words and by meaning. None for a ranking that cannot be made, which is then no vote against."""
        terms = asked(search.texts[number])
        words = None
        if terms:
            words = self._database.by_words(search.stores, terms, search.documents, CANDIDATES)
        meaning = None
        if search.questions is not None and embedded:
            meaning = nearest(search.questions.rows[number], search.questions.model, embedded)
        return words, meaning

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
    questions: Vectors | None


@dataclass(frozen=True)
class _Cut:
    chunks: list[chunking.Span]
    passages: list[chunking.Span]


def _cut(text: str, document: Document) -> _Cut:
    found = chunking.tokens(text)
    if not found:
        raise UnreadableDocument("invalid_file", "The file has no words in it.")
    return _Cut(chunking.chunks(text, document.chunking, found), chunking.passages(text, found))


def nearest(question: Floats, model: str, embedded: Sequence[Embedded]) -> list[int]:
    """Chunks by the cosine of their best passage, best first; only those whose vectors the same model
    made."""
    chunks: list[int] = []
    similarities: list[float] = []
    for one in embedded:
        if one.model != model:
            continue
        by_passage = np.append(one.vectors.astype(np.float32) @ question, np.float32(-1.0))
        by_chunk = np.maximum.reduceat(by_passage, one.passages.ravel())[::2]
        chunks += one.chunks.tolist()
        similarities += by_chunk.tolist()
    order = sorted(range(len(chunks)), key=lambda at: (-similarities[at], chunks[at]))[:CANDIDATES]
    return [chunks[at] for at in order if similarities[at] >= LEAST_SIMILARITY]


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
