"""Lists: order, cursors, limits, filters."""

from __future__ import annotations

import pytest
from openai import OpenAI


@pytest.fixture
def thread(client: OpenAI) -> str:
    return client.beta.threads.create(
        messages=[{"role": "user", "content": f"{number:02d}"} for number in range(25)]
    ).id


def _texts(page: object) -> list[str]:
    return [message.content[0].text.value for message in page]  # type: ignore[attr-defined]


def test_the_default_is_20_newest_first(client: OpenAI, thread: str) -> None:
    page = client.beta.threads.messages.list(thread)
    assert _texts(page.data) == [f"{number:02d}" for number in range(24, 4, -1)]
    assert page.has_more
    assert (page.first_id, page.last_id) == (page.data[0].id, page.data[-1].id)  # type: ignore[attr-defined]


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("limit", [1, 5, 7, 25, 100])
def test_the_iterator_sees_everything_once(client: OpenAI, thread: str, order: str, limit: int) -> None:
    found = _texts(client.beta.threads.messages.list(thread, order=order, limit=limit))  # type: ignore[arg-type]
    expected = [f"{number:02d}" for number in range(25)]
    assert found == (expected if order == "asc" else expected[::-1])


def test_before_gives_what_precedes_the_cursor_nearest_first_kept_in_order(
    client: OpenAI, thread: str
) -> None:
    listed = client.beta.threads.messages.list(thread, order="asc", limit=100).data
    page = client.beta.threads.messages.list(thread, order="asc", before=listed[10].id, limit=3)
    assert _texts(page.data) == ["07", "08", "09"]
    assert page.has_more
    first = client.beta.threads.messages.list(thread, order="asc", before=listed[2].id, limit=3)
    assert _texts(first.data) == ["00", "01"]
    assert not first.has_more
    between = client.beta.threads.messages.list(thread, after=listed[9].id, before=listed[5].id, limit=100)
    assert _texts(between.data) == ["08", "07", "06"]


def test_everything_can_be_deleted_while_it_is_listed(client: OpenAI, thread: str) -> None:
    for message in client.beta.threads.messages.list(thread, limit=4):
        client.beta.threads.messages.delete(message.id, thread_id=thread)
    assert client.beta.threads.messages.list(thread).data == []


def test_an_empty_list_has_null_cursors(client: OpenAI) -> None:
    thread = client.beta.threads.create()
    page = client.beta.threads.messages.with_raw_response.list(thread.id).http_response.json()
    assert page == {"object": "list", "data": [], "first_id": None, "last_id": None, "has_more": False}


def test_messages_can_be_listed_by_run(client: OpenAI, thread: str) -> None:
    assistant = client.beta.assistants.create(model="default")
    run = client.beta.threads.runs.create_and_poll(thread_id=thread, assistant_id=assistant.id)
    (message,) = client.beta.threads.messages.list(thread, run_id=run.id).data
    assert message.run_id == run.id
    assert [one.id for one in client.beta.threads.runs.list(thread)] == [run.id]


def test_files_are_listed_by_purpose(client: OpenAI) -> None:
    file = client.files.create(file=("a.txt", b"a"), purpose="user_data")
    assert [one.id for one in client.files.list(purpose="user_data")] == [file.id]
    assert client.files.list(purpose="batch").data == []


def test_files_come_all_at_once_unless_a_limit_is_given(client: OpenAI) -> None:
    made = [client.files.create(file=(f"{n}.txt", b"a"), purpose="batch").id for n in range(21)]
    page = client.files.list(purpose="batch")
    assert [file.id for file in page.data] == made[::-1]
    assert not page.has_more
    assert len(client.files.list(purpose="batch", limit=3).data) == 3
    for id in made:
        client.files.delete(id)
