"""The code interpreter behind the API: sessions, files in and out, images, errors."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openai
import pytest


def code(*cells: str, answer: str = "done") -> list[dict[str, Any]]:
    """Turns that run these cells one after the other, then answer."""
    turns: list[dict[str, Any]] = [
        {"calls": [{"name": "code_interpreter", "arguments": {"code": cell}}]} for cell in cells
    ]
    return [*turns, {"text": answer}]


@pytest.fixture
def ask(serve: Callable[..., Any], script: Callable[..., str]) -> Callable[..., tuple[openai.OpenAI, Any]]:
    def start(turns: list[dict[str, Any]], **thread: Any) -> tuple[openai.OpenAI, Any]:
        client = serve(script(*turns)).client()
        assistant = client.beta.assistants.create(model="default", tools=[{"type": "code_interpreter"}])
        messages = thread.pop("messages", [{"role": "user", "content": "Go"}])
        run = client.beta.threads.create_and_run_poll(
            assistant_id=assistant.id, thread={"messages": messages, **thread}
        )
        assert run.status == "completed", run.last_error
        return client, run

    return start


def logs(client: openai.OpenAI, run: Any) -> list[str]:
    steps = client.beta.threads.runs.steps.list(run.id, thread_id=run.thread_id, order="asc")
    return [
        output.logs
        for step in steps
        if step.type == "tool_calls"
        for call in step.step_details.tool_calls
        for output in call.code_interpreter.outputs
        if output.type == "logs"
    ]


def test_variables_live_from_cell_to_cell_and_the_last_value_shows(ask: Any) -> None:
    client, run = ask(code("x = 20", "print('x is', x)\nx + 1"))
    assert logs(client, run) == ["x is 20\n21"]


def test_an_error_is_output_and_not_a_failed_run(ask: Any) -> None:
    client, run = ask(code("1 / 0", "print('better')"))
    first, second = logs(client, run)
    assert "ZeroDivisionError" in first
    assert second == "better"
    steps = client.beta.threads.runs.steps.list(run.id, thread_id=run.thread_id)
    assert {step.status for step in steps} == {"completed"}


def test_attached_files_are_in_mnt_data(ask: Any, serve: Callable[..., Any], script: Any) -> None:
    turns = code("print(open('/mnt/data/numbers.csv').read())")
    client = serve(script(*turns)).client()
    file = client.files.create(file=("numbers.csv", b"1,2,3"), purpose="assistants")
    attachment = {"file_id": file.id, "tools": [{"type": "code_interpreter"}]}
    message = {"role": "user", "content": "Add them", "attachments": [attachment]}
    client, run = ask(turns, messages=[message])
    assert logs(client, run) == ["1,2,3"]
    thread = client.beta.threads.retrieve(run.thread_id)
    assert thread.tool_resources.code_interpreter.file_ids == [file.id]


def test_a_file_that_code_writes_can_be_downloaded(ask: Any) -> None:
    cell = "open('/mnt/data/out.txt', 'w').write('made here')"
    answer = "Here: [out](sandbox:/mnt/data/out.txt)."
    client, run = ask(code(cell, answer=answer))
    message = client.beta.threads.messages.list(run.thread_id).data[0]
    text = message.content[0].text
    (annotation,) = text.annotations
    assert annotation.type == "file_path"
    assert text.value[annotation.start_index : annotation.end_index] == annotation.text
    assert annotation.text == "sandbox:/mnt/data/out.txt"
    file = client.files.retrieve(annotation.file_path.file_id)
    assert (file.purpose, file.filename) == ("assistants_output", "out.txt")
    assert client.files.content(file.id).read() == b"made here"
    again = client.beta.threads.runs.create_and_poll(thread_id=run.thread_id, assistant_id=run.assistant_id)
    (later,) = client.beta.threads.messages.list(run.thread_id, run_id=again.id).data
    assert later.content[0].text.annotations == text.annotations


def test_figures_are_images_in_the_step_and_before_the_text(ask: Any) -> None:
    cell = "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\nplt.show()"
    client, run = ask(code(cell, answer="A line."))
    (step,) = [
        step
        for step in client.beta.threads.runs.steps.list(run.id, thread_id=run.thread_id)
        if step.type == "tool_calls"
    ]
    images = [
        output.image.file_id
        for output in step.step_details.tool_calls[0].code_interpreter.outputs
        if output.type == "image"
    ]
    message = client.beta.threads.messages.list(run.thread_id).data[0]
    assert [part.type for part in message.content] == ["image_file", "text"]
    assert [message.content[0].image_file.file_id] == images
    assert client.files.content(images[0]).read().startswith(b"\x89PNG")


def test_links_that_code_leaves_behind_are_not_followed(ask: Any, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not read")
    cell = f"import os\nos.symlink({str(secret)!r}, '/mnt/data/leak.txt')\nprint('linked')"
    client, _ = ask(code(cell, answer="sandbox:/mnt/data/leak.txt"))
    contents = [client.files.content(file.id).read() for file in client.files.list().data]
    assert b"do not read" not in contents


def test_code_without_json_around_it_is_run_as_it_is(serve: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    turns = [{"calls": [{"name": "code_interpreter", "arguments": "print(40 + 2)"}]}, {"text": "done"}]
    path.write_text("\n".join(json.dumps(turn) for turn in turns))
    client = serve(f"simulated:script={path}").client()
    assistant = client.beta.assistants.create(model="default", tools=[{"type": "code_interpreter"}])
    run = client.beta.threads.create_and_run_poll(assistant_id=assistant.id)
    assert logs(client, run) == ["42"]
