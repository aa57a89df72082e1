"""How well the bundled questions find the bundled documents; docs/how-to/serve-assistants.md says these numbers."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from harness.server.tools.base import Document, Query
from harness.server.tools.file_search import open_index
from tests.server_search.test_file_search import no_vectors

DATA = Path(__file__).parents[2] / "evals" / "data"
ELSEWHERE = (
    "How do I install a graphics card driver?",
    "Who won the football world cup in 1998?",
    "What is the integral of sin x?",
    "symptoms of appendicitis",
    "怎样安装显卡驱动？",
    "量子纠缠是什么？",
    "最好的投资策略",
)


async def _ranks() -> tuple[list[int], list[float], list[float]]:
    """The rank of the first right file and its score for each question, and the best score of other questions."""
    index = open_index(None, no_vectors)
    for path in sorted((DATA / "corpus").iterdir()):
        await index.add("vs", Document(file_id=path.name, filename=path.name, path=path))
    ranks, right = [], []
    for line in (DATA / "file_search.jsonl").read_text(encoding="utf-8").splitlines():
        sample = json.loads(line)
        wanted = set(sample["target"]["files"])
        if wanted:
            hits = await index.search(["vs"], Query(texts=(sample["question"],), limit=20))
            ranks.append(next((at for at, hit in enumerate(hits) if hit.filename in wanted), 99))
            right.append(max((hit.score for hit in hits if hit.filename in wanted), default=0.0))
    other = [await index.search(["vs"], Query(texts=(text,), limit=1)) for text in ELSEWHERE]
    await index.aclose()
    return ranks, right, [hits[0].score if hits else 0.0 for hits in other]


@pytest.mark.slow
def test_the_file_with_the_answer_comes_first() -> None:
    ranks, right, other = asyncio.run(_ranks())
    assert len(ranks) == 80
    assert sum(rank == 0 for rank in ranks) >= 71
    assert sum(rank < 3 for rank in ranks) >= 79
    assert sum(score >= 0.5 for score in right) >= 66
    assert max(other) < 0.35
