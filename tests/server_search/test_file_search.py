"""Documents put into the index and found again."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.server.tools.base import Chunking, Document, Hit, Query, SearchIndex, UnreadableDocument
from harness.server.tools.file_search import open_index
from harness.server.tools.file_search.chunking import chunks, tokens
from harness.server.tools.file_search.filters import InvalidFilter, matches
from tests.server_search.documents import pdf, written

DOCUMENTS = {
    "password.txt": "To choose a new password, open the login page and follow the link 'forgot password'.",
    "refund.md": "# 退款\n\n退款通常在五个工作日内到账。如有问题，请联系客服。",
    "soup.html": "<title>Soup</title><p>Chop the onions and let them simmer for an hour.</p>",
    "orbit.pdf": pdf(["The moon orbits the earth once in 27 days."]),
}


async def no_vectors(texts: Sequence[str]) -> None:
    return None


async def add(index: SearchIndex, folder: Path, name: str, data: bytes | str, **more: Any) -> None:
    store = more.pop("store", "vs_1")
    path = written(folder, f"stored-{name}", data)
    await index.add(store, Document(file_id=f"file-{name}", filename=name, path=path, **more))


def with_index(
    folder: Path,
    use: Callable[[SearchIndex], Awaitable[Any]],
    *,
    keep: Path | None = None,
    embed: Any = no_vectors,
) -> Any:
    async def run() -> Any:
        index = open_index(keep, embed)
        for name, data in DOCUMENTS.items():
            await add(index, folder, name, data, attributes={"kind": name.split(".")[1], "size": len(data)})
        try:
            return await use(index)
        finally:
            await index.aclose()

    return asyncio.run(run())


def names(hits: Sequence[Hit]) -> list[str]:
    return [hit.filename for hit in hits]


QUESTIONS = {
    "forgot password": "password.txt",
    "I cannot sign in any more, my credentials do not work": "password.txt",
    "退款需要多久？": "refund.md",
    "客服": "refund.md",
    "onion": "soup.html",
    "a recipe with vegetables": "soup.html",
    "How long does our satellite need around the planet?": "orbit.pdf",
}


def test_the_document_that_answers_is_found_first(tmp_path: Path) -> None:
    async def use(index: SearchIndex) -> dict[str, list[Hit]]:
        return {text: await index.search(["vs_1"], Query(texts=(text,))) for text in QUESTIONS}

    found = with_index(tmp_path, use)
    assert {text: hits[0].filename for text, hits in found.items()} == QUESTIONS
    for hits in found.values():
        assert all(0.0 <= hit.score <= 1.0 for hit in hits)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


ACROSS = {
    "多久能收到退款？": "refund.md",
    "How soon do I get my money back?": "refund.md",
    "我忘了密码怎么办？": "password.txt",
    "洋葱要煮多长时间？": "soup.html",
    "月球绕地球一圈要多少天？": "orbit.pdf",
}


def test_a_question_in_one_language_finds_a_text_in_another(tmp_path: Path) -> None:
    async def use(index: SearchIndex) -> dict[str, str]:
        return {text: (await index.search(["vs_1"], Query(texts=(text,))))[0].filename for text in ACROSS}

    assert with_index(tmp_path, use) == ACROSS


ANSWERED = {
    **ACROSS,
    "退款需要多久？": "refund.md",
    "How do I choose a new password?": "password.txt",
    "How long do the onions simmer?": "soup.html",
    "How long does the moon take around the earth?": "orbit.pdf",
}
UNRELATED = (
    "Who won the chess olympiad in 1998?",
    "量子纠缠是什么？",
    "install a graphics card",
    '" OR * ( NEAR',
)


def test_scores_tell_what_answers_from_what_does_not(tmp_path: Path) -> None:
    async def use(index: SearchIndex) -> None:
        for text, name in ANSWERED.items():
            best, *others = await index.search(["vs_1"], Query(texts=(text,)))
            assert best.filename == name
            assert best.score > 0.35, (text, best.score)
            assert all(hit.score < best.score - 0.2 for hit in others), text
        for text in UNRELATED:
            assert await index.search(["vs_1"], Query(texts=(text,), score_threshold=0.35)) == []
        (exact, *_) = await index.search(["vs_1"], Query(texts=("forgot password",)))
        assert exact.score > 0.9

    with_index(tmp_path, use)


def test_the_vectors_of_a_chat_server_are_used_when_it_has_them(tmp_path: Path) -> None:
    asked: list[str] = []

    async def embed(texts: Sequence[str]) -> list[list[float]]:
        asked.extend(texts)
        return [[1.0, 0.0] if "moon" in text or text == "Luna" else [0.0, 2.0] for text in texts]

    hits = with_index(tmp_path, lambda index: index.search(["vs_1"], Query(texts=("Luna",))), embed=embed)
    assert names(hits) == ["orbit.pdf"]
    assert "Luna" in asked


def test_documents_whose_vectors_another_model_made_are_found_by_words(tmp_path: Path) -> None:
    keep = tmp_path / "search"

    async def embed(texts: Sequence[str]) -> list[list[float]]:
        return [[1.0, 0.0]] * len(texts)

    async def nothing(index: SearchIndex) -> None: ...

    async def look() -> list[list[str]]:
        index = open_index(keep, no_vectors)
        questions = ("Passwords?", "退款", "the moon's orbit", "bicycle", '" OR * ( NEAR', "?!")
        found = [names(await index.search(["vs_1"], Query(texts=(one,)))) for one in questions]
        await index.aclose()
        return found

    with_index(tmp_path, nothing, keep=keep, embed=embed)
    assert asyncio.run(look()) == [["password.txt"], ["refund.md"], ["orbit.pdf"], [], [], []]


def test_limits_thresholds_filters_and_several_queries(tmp_path: Path) -> None:
    async def use(index: SearchIndex) -> dict[str, list[str]]:
        both = ("password", "onions")

        async def found(**query: Any) -> list[str]:
            return names(await index.search(["vs_1"], Query(**{"texts": both, **query})))

        return {
            "two": (await found())[:2],
            "one": await found(limit=1),
            "sure": await found(score_threshold=0.9),
            "none": await found(score_threshold=1.0, texts=("bicycle",)),
            "eq": await found(filters={"type": "eq", "key": "kind", "value": "html"}),
            "nothing": await found(filters={"type": "eq", "key": "kind", "value": "doc"}),
            "empty": await found(texts=("  ",)),
        }

    found = with_index(tmp_path, use)
    assert set(found["two"]) == {"password.txt", "soup.html"}
    assert len(found["one"]) == 1
    assert set(found["sure"]) == {"password.txt", "soup.html"}
    assert found["none"] == found["nothing"] == found["empty"] == []
    assert found["eq"] == ["soup.html"]


def test_stores_do_not_see_each_other(tmp_path: Path) -> None:
    async def use(index: SearchIndex) -> list[list[str]]:
        await add(index, tmp_path, "other.txt", "Another password of another store.", store="vs_2")
        found = [
            names(await index.search(stores, Query(texts=("password",))))
            for stores in (["vs_1"], ["vs_2"], [])
        ]
        return [
            *found,
            sorted(names(await index.search(["vs_1", "vs_2"], Query(texts=("password",), limit=2)))),
        ]

    one, two, none, both = with_index(tmp_path, use)
    assert "other.txt" not in one
    assert two == ["other.txt"]
    assert none == []
    assert both == ["other.txt", "password.txt"]


def test_what_was_removed_replaced_or_relabelled_is_so_at_once(tmp_path: Path) -> None:
    async def use(index: SearchIndex) -> None:
        query = Query(texts=("password",), filters={"type": "eq", "key": "kind", "value": "new"})
        assert not await index.search(["vs_1"], query)
        await index.set_attributes("vs_1", "file-password.txt", {"kind": "new"})
        (hit,) = await index.search(["vs_1"], query)
        assert hit.attributes == {"kind": "new"}
        await add(index, tmp_path, "password.txt", "Now about bicycles.")
        assert await index.content("vs_1", "file-password.txt") == ["Now about bicycles."]
        assert names(await index.search(["vs_1"], Query(texts=("bicycles",))))[0] == "password.txt"
        await index.remove("vs_1", "file-password.txt")
        assert "password.txt" not in names(await index.search(["vs_1"], Query(texts=("bicycles",))))
        assert await index.content("vs_1", "file-password.txt") == []
        await index.remove("vs_1", "file-password.txt")
        await index.drop("vs_1")
        assert await index.search(["vs_1"], Query(texts=("onions",))) == []

    with_index(tmp_path, use)


def test_a_folder_keeps_everything(tmp_path: Path) -> None:
    keep = tmp_path / "search"

    async def nothing(index: SearchIndex) -> None: ...

    async def look() -> list[str]:
        index = open_index(keep, no_vectors)
        try:
            return names(await index.search(["vs_1"], Query(texts=("simmering onions",))))
        finally:
            await index.aclose()

    with_index(tmp_path, nothing, keep=keep)
    assert asyncio.run(look())[0] == "soup.html"


def test_a_refused_document_leaves_nothing(tmp_path: Path) -> None:
    async def use(index: SearchIndex) -> None:
        with pytest.raises(UnreadableDocument):
            await add(index, tmp_path, "bad.txt", b"caf\xe9")
        assert await index.content("vs_1", "file-bad.txt") == []

    with_index(tmp_path, use)


def test_content_is_the_text_without_overlap(tmp_path: Path) -> None:
    text = "\n\n".join(f"Paragraph {n} is about the number {n * n}." for n in range(300))

    async def use(index: SearchIndex) -> list[str]:
        await add(index, tmp_path, "long.txt", text, chunking=Chunking(100, 50))
        hits = await index.search(["vs_1"], Query(texts=("Paragraph 250",), limit=3))
        assert any("Paragraph 250 " in hit.text for hit in hits)
        return await index.content("vs_1", "file-long.txt")

    pieces = with_index(tmp_path, use)
    assert len(pieces) > 10
    assert "".join(pieces) == text


@given(
    st.text(alphabet="ab c.!\n\n漢字9_", max_size=2000),
    st.integers(100, 400).flatmap(lambda most: st.tuples(st.just(most), st.integers(0, most // 2))),
)
def test_chunks_cover_the_text_within_their_bounds(text: str, sizes: tuple[int, int]) -> None:
    made = chunks(text, Chunking(*sizes))
    found = tokens(text)
    assert bool(made) == bool(found)
    for chunk in made:
        assert len(tokens(text[chunk.start : chunk.end])) <= sizes[0]
    for before, after in itertools.pairwise(made):
        assert before.start < after.start <= before.end < after.end
        shared = sum(after.start <= token.start and token.end <= before.end for token in found)
        assert shared == sizes[1]
    if made:
        assert (made[0].start, made[-1].end) == (found[0].start, found[-1].end)


def test_chunks_rather_end_with_a_sentence() -> None:
    text = " ".join(f"This is sentence {n}." for n in range(200))
    made = chunks(text, Chunking(100, 20))
    assert all(text[chunk.end - 1] == "." for chunk in made)


HAVE = {"genre": "fiction", "year": 1984, "price": 9.5, "new": True}


@pytest.mark.parametrize(
    ("filter", "passes"),
    [
        (None, True),
        ({"type": "eq", "key": "genre", "value": "fiction"}, True),
        ({"type": "eq", "key": "year", "value": 1984.0}, True),
        ({"type": "eq", "key": "year", "value": "1984"}, False),
        ({"type": "eq", "key": "new", "value": 1}, False),
        ({"type": "ne", "key": "genre", "value": "poems"}, True),
        ({"type": "ne", "key": "absent", "value": "x"}, True),
        ({"type": "eq", "key": "absent", "value": "x"}, False),
        ({"type": "gt", "key": "year", "value": 1984}, False),
        ({"type": "gte", "key": "year", "value": 1984}, True),
        ({"type": "lt", "key": "price", "value": 10}, True),
        ({"type": "lte", "key": "price", "value": 9}, False),
        ({"type": "gt", "key": "genre", "value": 3}, False),
        ({"type": "gt", "key": "absent", "value": 3}, False),
        ({"type": "in", "key": "genre", "value": ["poems", "fiction"]}, True),
        ({"type": "nin", "key": "genre", "value": ["poems", "fiction"]}, False),
        ({"type": "nin", "key": "absent", "value": ["poems"]}, True),
        (
            {
                "type": "and",
                "filters": [
                    {"type": "eq", "key": "new", "value": True},
                    {"type": "lt", "key": "year", "value": 0},
                ],
            },
            False,
        ),
        (
            {
                "type": "or",
                "filters": [
                    {"type": "eq", "key": "new", "value": True},
                    {"type": "lt", "key": "year", "value": 0},
                ],
            },
            True,
        ),
    ],
)
def test_attribute_filters(filter: Any, passes: bool) -> None:
    assert matches(filter, HAVE) is passes


@pytest.mark.parametrize(
    "filter",
    [{"type": "like", "key": "a", "value": "b"}, {"type": "in", "key": "a", "value": "b"}, {"type": "and"}],
)
def test_what_is_no_filter_is_refused(filter: Any) -> None:
    with pytest.raises(InvalidFilter):
        matches(filter, HAVE)


def test_a_filter_may_not_be_nested_without_end() -> None:
    filter: Any = {"type": "eq", "key": "year", "value": 1}
    for _ in range(100):
        filter = {"type": "and", "filters": [filter]}
    with pytest.raises(InvalidFilter):
        matches(filter, HAVE)
