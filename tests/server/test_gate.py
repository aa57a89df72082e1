"""Keys, rates, sizes, and where the server can be reached from."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import openai
import pytest

from harness.server.options import Limits


def test_one_keys_objects_are_invisible_to_another(serve: Callable[..., Any]) -> None:
    served = serve(api_keys=("key-one", "key-two"))
    one, two = served.client("key-one"), served.client("key-two")
    assistant = one.beta.assistants.create(model="default")
    thread = one.beta.threads.create(messages=[{"role": "user", "content": "mine"}])
    file = one.files.create(file=("a.txt", b"mine"), purpose="assistants")
    store = one.vector_stores.create(name="mine")
    for look in (
        lambda: two.beta.assistants.retrieve(assistant.id),
        lambda: two.beta.threads.messages.list(thread.id),
        lambda: two.files.content(file.id),
        lambda: two.vector_stores.search(store.id, query="x"),
        lambda: two.beta.threads.create_and_run(assistant_id=assistant.id),
        lambda: two.vector_stores.create(file_ids=[file.id]),
    ):
        with pytest.raises(openai.NotFoundError):
            look()
    assert two.beta.assistants.list().data == []
    assert two.files.list().data == []
    assert [found.id for found in one.beta.assistants.list()] == [assistant.id]


def test_a_wrong_key_and_no_key_are_401(serve: Callable[..., Any]) -> None:
    served = serve(api_keys=("key-one", "key-two"))
    with pytest.raises(openai.AuthenticationError) as refusal:
        served.client("sk-wrong-and-long-enough").beta.assistants.list()
    assert refusal.value.code == "invalid_api_key"
    assert "wrong-and" not in refusal.value.message
    assert served.http().get("/assistants").status_code == 401
    assert served.http(authorization="Basic key-one").get("/assistants").status_code == 401


def test_too_many_requests_are_429_with_the_time_to_wait(serve: Callable[..., Any]) -> None:
    http = serve(limits=Limits(requests_per_minute=3)).http()
    answers = [http.get("/assistants") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert int(answers[-1].headers["retry-after-ms"]) > 1000
    assert answers[-1].json()["error"]["code"] == "rate_limit_exceeded"


def test_large_bodies_and_files_are_413(serve: Callable[..., Any]) -> None:
    http = serve(limits=Limits(body_bytes=2000, file_bytes=3000)).http()
    assert http.post("/threads", json={"metadata": {}}).status_code == 200
    answer = http.post("/assistants", json={"model": "default", "instructions": "x" * 3000})
    assert answer.status_code == 413

    def parts() -> Any:
        yield b'{"model": "default", "instructions": "'
        for _ in range(10):
            yield b"x" * 1000

    chunked = http.post("/assistants", content=parts(), headers={"content-type": "application/json"})
    assert chunked.status_code == 413
    upload = {"file": ("a.bin", b"x" * 3001)}
    assert http.post("/files", data={"purpose": "assistants"}, files=upload).status_code == 413


def test_other_host_names_are_refused_without_a_key(served: Any, serve: Callable[..., Any]) -> None:
    assert served.http(host="localhost:1").get("/models").status_code == 200
    assert served.http(host="evil.example:80").get("/models").status_code == 401
    locked = serve(api_keys=("key-one", "key-two"))
    http = locked.http(host="behind.proxy", authorization="Bearer key-one")
    assert http.get("/models").status_code == 200


def test_health_and_the_document_need_no_key(serve: Callable[..., Any]) -> None:
    http = serve(api_keys=("key-one", "key-two")).http()
    root = str(http.base_url).replace("/v1", "")
    assert http.get(f"{root}health").json() == {"status": "ok"}
    assert http.get(f"{root}openapi.json").json()["openapi"].startswith("3.1")


def test_listening_to_other_machines_needs_a_key() -> None:
    command = [sys.executable, "-m", "harness", "serve", "--model", "simulated", "--host", "0.0.0.0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert done.returncode == 2
    assert "no key" in done.stderr
    assert "--api-key" in done.stderr
    assert "Traceback" not in done.stderr


def test_request_ids_are_all_different(served: Any) -> None:
    http = served.http()
    ids = {http.get("/models").headers["x-request-id"] for _ in range(20)}
    assert len(ids) == 20
