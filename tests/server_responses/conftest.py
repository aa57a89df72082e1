"""A real server on a loopback socket, and SDK clients that refuse every body that is not of their types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from openai import OpenAI

from harness.server.options import ServerOptions
from tests.servers import ServerThread, end


@pytest.fixture(scope="session")
def servers() -> Iterator[dict[ServerOptions, ServerThread]]:
    made: dict[ServerOptions, ServerThread] = {}
    yield made
    end(made)


@pytest.fixture
def client(servers: dict[ServerOptions, ServerThread]) -> Iterator[Callable[..., OpenAI]]:
    """A strict SDK client of a server with this model; the same model shares one for the session."""
    opened: list[OpenAI] = []

    def make(model: str = "simulated", **more: Any) -> OpenAI:
        options = ServerOptions(models=(("default", model),), poll_ms=5, **more)
        if options not in servers:
            servers[options] = ServerThread(options)
        found = OpenAI(
            base_url=servers[options].base_url, api_key="key", max_retries=0, _strict_response_validation=True
        )
        opened.append(found)
        return found

    yield make
    for one in opened:
        one.close()
