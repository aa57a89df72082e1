"""Programs for Azure's variant of the API: other paths, another header, models by deployment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import openai
import pytest
from openai import AzureOpenAI

from tests.server.conftest import PLAIN


@pytest.fixture
def azure(serve: Callable[..., Any]) -> Iterator[Callable[[str], AzureOpenAI]]:
    http = httpx2.Client(timeout=30, **PLAIN)
    root = serve(api_keys=("azure-one", "azure-two")).base_url.removesuffix("/v1")

    def connect(key: str) -> AzureOpenAI:
        return AzureOpenAI(
            azure_endpoint=root,
            api_key=key,
            api_version="2024-05-01-preview",
            max_retries=0,
            http_client=http,
        )

    yield connect
    http.close()


def test_an_azure_program_runs(azure: Callable[[str], AzureOpenAI]) -> None:
    client = azure("azure-one")
    assistant = client.beta.assistants.create(model="gpt-4o", tools=[{"type": "code_interpreter"}])
    thread = client.beta.threads.create(messages=[{"role": "user", "content": "hello"}])
    run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
    assert run.status == "completed"
    file = client.files.create(file=("a.txt", b"text"), purpose="assistants")
    assert client.files.content(file.id).read() == b"text"
    store = client.vector_stores.create(name="mine")
    assert client.vector_stores.files.create_and_poll(file.id, vector_store_id=store.id).status == "completed"
    done = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "hello"}])
    assert done.choices[0].message.content
    assert azure("azure-two").beta.assistants.list().data == []
    with pytest.raises(openai.AuthenticationError):
        azure("azure-none").beta.assistants.list()


@pytest.mark.parametrize(
    "path", ["/openai/deployments/default/chat/completions", "/openai/v1/chat/completions"]
)
def test_a_deployment_is_the_model_of_its_path(served: Any, path: str) -> None:
    url = served.base_url.removesuffix("/v1") + path
    answer = served.http().post(url, json={"messages": [{"role": "user", "content": "hello"}]})
    if "deployments" in path:
        assert answer.json()["model"] == "default"
    else:
        assert answer.json()["error"]["param"] == "model"
