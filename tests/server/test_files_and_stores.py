"""Files, vector stores, batches, search, and the file search tool."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import openai
import pytest
from openai import OpenAI

OTTERS = b"# Otters\n\nSea otters hold hands while they sleep, so that they do not drift apart."
BRIDGES = b"# Bridges\n\nThe longest suspension bridge spans the Dardanelles strait."


@pytest.fixture
def files(client: OpenAI) -> list[str]:
    return [
        client.files.create(file=(name, data), purpose="assistants").id
        for name, data in (("otters.md", OTTERS), ("bridges.md", BRIDGES))
    ]


def test_a_file_comes_back_as_it_was_and_is_gone_when_deleted(client: OpenAI) -> None:
    data = bytes(range(256)) * 5000
    file = client.files.create(file=("data.bin", data), purpose="assistants")
    assert file.id.startswith("file-")
    assert (file.bytes, file.filename, file.purpose, file.status) == (
        len(data),
        "data.bin",
        "assistants",
        "processed",
    )
    assert client.files.retrieve(file.id) == file
    assert client.files.content(file.id).read() == data
    deleted = client.files.delete(file.id)
    assert (deleted.id, deleted.object, deleted.deleted) == (file.id, "file", True)
    for gone in (client.files.retrieve, client.files.content, client.files.delete):
        with pytest.raises(openai.NotFoundError):
            gone(file.id)
    assert file.id not in [one.id for one in client.files.list()]


def test_attributes_replaced_while_a_file_is_indexed_stay(client: OpenAI, files: list[str]) -> None:
    store = client.vector_stores.create()
    client.vector_stores.files.create(store.id, file_id=files[0], attributes={"year": 2024})
    client.vector_stores.files.update(file_id=files[0], vector_store_id=store.id, attributes={"year": 2025})
    done = client.vector_stores.files.poll(files[0], vector_store_id=store.id)
    assert (done.status, done.attributes) == ("completed", {"year": 2025})
    newer: Any = {"type": "eq", "key": "year", "value": 2025}
    assert client.vector_stores.search(store.id, query="sea otters", filters=newer).data


def test_pollers_of_files_and_batches_get_a_hint(client: OpenAI, files: list[str]) -> None:
    raw = client.vector_stores.with_raw_response
    store = raw.create(name="polled").parse()
    attached = client.vector_stores.files.with_raw_response.create(store.id, file_id=files[0])
    batch = client.vector_stores.file_batches.with_raw_response.create(store.id, file_ids=files)
    assert [answer.headers["openai-poll-after-ms"] for answer in (attached, batch)] == ["5", "5"]
    done = client.vector_stores.file_batches.poll(batch.parse().id, vector_store_id=store.id)
    assert done.status == "completed"
    over = client.vector_stores.file_batches.with_raw_response.retrieve(done.id, vector_store_id=store.id)
    assert "openai-poll-after-ms" not in over.headers


def test_an_upload_needs_a_file_and_a_purpose(served: Any) -> None:
    http = served.http()
    upload = {"file": ("a.txt", b"a")}
    refusals = [
        http.post("/files", data={"purpose": "assistants"}, files={"other": ("a.txt", b"a")}),
        http.post("/files", files=upload),
        http.post("/files", data={"purpose": "fun"}, files=upload),
        http.post("/files", json={"purpose": "assistants"}),
        http.post("/files", content=b"junk", headers={"content-type": "multipart/form-data; boundary=x"}),
        http.post("/files", content=b"junk", headers={"content-type": "multipart/form-data"}),
    ]
    assert [answer.status_code for answer in refusals] == [400] * 6
    assert refusals[0].json()["error"]["param"] == "file"
    assert refusals[1].json()["error"]["param"] == "purpose"


def test_a_file_can_expire(client: OpenAI) -> None:
    file = client.files.create(
        file=("a.txt", b"a"),
        purpose="assistants",
        expires_after={"anchor": "created_at", "seconds": 3600},
    )
    assert file.expires_at == file.created_at + 3600
    with pytest.raises(openai.BadRequestError) as refusal:
        client.files.create(
            file=("a.txt", b"a"), purpose="assistants", expires_after={"anchor": "created_at", "seconds": 60}
        )
    assert refusal.value.param == "expires_after.seconds"


def test_names_of_files_lead_nowhere(client: OpenAI) -> None:
    file = client.files.create(file=("../../etc/passwd", b"a"), purpose="assistants")
    assert file.filename == "passwd"
    unnamed = client.files.create(file=b"bytes only", purpose="assistants")
    assert unnamed.filename == "upload"


def test_a_store_counts_its_files_and_finds_what_is_in_them(client: OpenAI, files: list[str]) -> None:
    store = client.vector_stores.create(name="facts", file_ids=files)
    assert store.file_counts.total == 2
    for file in files:
        assert client.vector_stores.files.poll(file, vector_store_id=store.id).status == "completed"
    store = client.vector_stores.retrieve(store.id)
    assert (store.status, store.file_counts.completed, store.file_counts.in_progress) == ("completed", 2, 0)
    assert store.usage_bytes > 0
    found = client.vector_stores.search(store.id, query="How do otters sleep?").data
    assert found[0].file_id == files[0]
    assert "hold hands" in found[0].content[0].text
    assert all(0 <= one.score <= 1 for one in found)
    content = client.vector_stores.files.content(files[0], vector_store_id=store.id).data
    assert "Sea otters" in "".join(part.text or "" for part in content)


def test_attributes_filter_a_search(client: OpenAI, files: list[str]) -> None:
    store = client.vector_stores.create()
    for file, topic in zip(files, ("animals", "buildings"), strict=True):
        client.vector_stores.files.create_and_poll(
            file, vector_store_id=store.id, attributes={"topic": topic, "year": 2026}
        )
    only = {"type": "eq", "key": "topic", "value": "buildings"}
    found = client.vector_stores.search(store.id, query="otters", filters=only).data  # type: ignore[arg-type]
    assert {one.file_id for one in found} <= {files[1]}
    changed = client.vector_stores.files.update(
        files[0], vector_store_id=store.id, attributes={"topic": "buildings"}
    )
    assert changed.attributes == {"topic": "buildings"}
    found = client.vector_stores.search(store.id, query="otters sleep", filters=only).data  # type: ignore[arg-type]
    assert files[0] in {one.file_id for one in found}


def test_a_file_that_cannot_be_read_fails_with_a_reason(client: OpenAI) -> None:
    file = client.files.create(file=("movie.bin", bytes(range(256)) * 40), purpose="assistants")
    store = client.vector_stores.create()
    done = client.vector_stores.files.create_and_poll(file.id, vector_store_id=store.id)
    assert done.status == "failed"
    assert done.last_error is not None
    assert done.last_error.code in ("unsupported_file", "invalid_file")
    assert client.vector_stores.retrieve(store.id).file_counts.failed == 1


def test_taking_a_file_out_of_a_store_keeps_the_file(client: OpenAI, files: list[str]) -> None:
    store = client.vector_stores.create(file_ids=files)
    removed = client.vector_stores.files.delete(files[0], vector_store_id=store.id)
    assert removed.object == "vector_store.file.deleted"
    assert client.vector_stores.retrieve(store.id).file_counts.total == 1
    assert client.files.retrieve(files[0]).id == files[0]
    client.files.delete(files[1])
    assert client.vector_stores.retrieve(store.id).file_counts.total == 0


def test_a_batch_is_polled_listed_and_filtered(client: OpenAI, files: list[str]) -> None:
    store = client.vector_stores.create()
    batch = client.vector_stores.file_batches.create_and_poll(store.id, file_ids=files)
    assert (batch.status, batch.file_counts.completed) == ("completed", 2)
    listed = client.vector_stores.file_batches.list_files(batch.id, vector_store_id=store.id, limit=1)
    assert {file.id for file in listed} == set(files)
    filtered = client.vector_stores.files.list(store.id, filter="failed")
    assert filtered.data == []


def test_a_batch_of_nothing_is_complete_at_once(client: OpenAI) -> None:
    batch = client.vector_stores.file_batches.create(client.vector_stores.create().id)
    assert (batch.status, batch.file_counts.total) == ("completed", 0)


def test_a_batch_takes_settings_for_each_file(client: OpenAI, files: list[str]) -> None:
    store = client.vector_stores.create()
    chunking = {"type": "static", "static": {"max_chunk_size_tokens": 200, "chunk_overlap_tokens": 50}}
    listed = [{"file_id": files[0], "attributes": {"a": 1}, "chunking_strategy": chunking}]
    client.vector_stores.file_batches.create_and_poll(store.id, files=listed)  # type: ignore[arg-type]
    file = client.vector_stores.files.retrieve(files[0], vector_store_id=store.id)
    assert file.attributes == {"a": 1}
    assert file.chunking_strategy is not None
    assert file.chunking_strategy.to_dict() == chunking


def test_a_cancelled_batch_ends(client: OpenAI, files: list[str]) -> None:
    store = client.vector_stores.create()
    batch = client.vector_stores.file_batches.create(store.id, file_ids=files)
    done = client.vector_stores.file_batches.cancel(batch.id, vector_store_id=store.id)
    assert done.status in ("cancelled", "completed")
    assert done.file_counts.in_progress == 0


def test_a_stores_settings_change(client: OpenAI) -> None:
    store = client.vector_stores.create(expires_after={"anchor": "last_active_at", "days": 2})
    assert store.expires_at == store.last_active_at + 2 * 86_400  # type: ignore[operator]
    assert store.name == ""
    changed = client.vector_stores.update(store.id, name="n", metadata={"a": "b"}, expires_after=None)
    assert (changed.name, changed.metadata, changed.expires_at) == ("n", {"a": "b"}, None)
    assert client.vector_stores.delete(store.id).object == "vector_store.deleted"
    with pytest.raises(openai.NotFoundError):
        client.vector_stores.retrieve(store.id)


def test_an_assistant_makes_the_store_that_it_is_given_files_for(client: OpenAI, files: list[str]) -> None:
    assistant = client.beta.assistants.create(
        model="default",
        tools=[{"type": "file_search"}],
        tool_resources={"file_search": {"vector_stores": [{"file_ids": files}]}},
    )
    assert assistant.tool_resources is not None
    assert assistant.tool_resources.file_search is not None
    (store,) = assistant.tool_resources.file_search.vector_store_ids or []
    assert client.vector_stores.retrieve(store).file_counts.total == 2


def test_a_run_searches_cites_and_shows_content_only_when_asked(
    serve: Callable[..., Any], script: Callable[..., str]
) -> None:
    call = {"name": "file_search", "arguments": {"query": "otters sleep"}}
    client = serve(script({"calls": [call]}, {"text": "They hold hands【0:0†otters.md】."})).client()
    file = client.files.create(file=("otters.md", OTTERS), purpose="assistants")
    assistant = client.beta.assistants.create(model="default", tools=[{"type": "file_search"}])
    attachment = {"file_id": file.id, "tools": [{"type": "file_search"}]}
    thread = client.beta.threads.create(
        messages=[{"role": "user", "content": "How do otters sleep?", "attachments": [attachment]}]
    )
    run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
    message = client.beta.threads.messages.list(thread.id).data[0]
    (annotation,) = message.content[0].text.annotations
    assert (annotation.type, annotation.text) == ("file_citation", "【0:0†otters.md】")
    assert annotation.file_citation.file_id == file.id

    steps = client.beta.threads.runs.steps
    include = ["step_details.tool_calls[*].file_search.results[*].content"]
    bare = steps.list(run.id, thread_id=thread.id).data[-1]
    full = steps.retrieve(bare.id, thread_id=thread.id, run_id=run.id, include=include)
    (result,) = bare.step_details.tool_calls[0].file_search.results
    assert (result.file_id, result.file_name, result.content) == (file.id, "otters.md", None)
    assert "hold hands" in full.step_details.tool_calls[0].file_search.results[0].content[0].text


def test_an_expired_store_is_not_searched(client: OpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    store = client.vector_stores.create(expires_after={"anchor": "last_active_at", "days": 1})
    later = time.time() + 2 * 86_400
    monkeypatch.setattr(time, "time", lambda: later)
    assert client.vector_stores.retrieve(store.id).status == "expired"
    with pytest.raises(openai.BadRequestError):
        client.vector_stores.search(store.id, query="x")


def test_a_runs_search_holds_to_its_ranking_options(serve: Callable[..., Any]) -> None:
    client = serve("simulated:tools=file_search").client()
    file = client.files.create(
        file=("otters.txt", b"Otters hold hands when they sleep."), purpose="assistants"
    )
    store = client.vector_stores.create()
    client.vector_stores.files.create_and_poll(file_id=file.id, vector_store_id=store.id)
    question = {"role": "user", "content": "Do sea otters rest at night?"}
    for threshold, number in ((0.2, 1), (1.0, 0)):
        ranking = {"ranker": "auto", "score_threshold": threshold}
        tool = {"type": "file_search", "file_search": {"ranking_options": ranking, "max_num_results": 3}}
        resources = {"file_search": {"vector_store_ids": [store.id]}}
        assistant = client.beta.assistants.create(model="default", tools=[tool], tool_resources=resources)
        run = client.beta.threads.create_and_run_poll(
            assistant_id=assistant.id, thread={"messages": [question]}, tool_choice={"type": "file_search"}
        )
        steps = client.beta.threads.runs.steps.list(run.id, thread_id=run.thread_id, order="asc").data
        search = steps[0].step_details.tool_calls[0].file_search
        assert len(search.results) == number
        assert (search.ranking_options.ranker, search.ranking_options.score_threshold) == (
            "default_2024_08_21",
            threshold,
        )
