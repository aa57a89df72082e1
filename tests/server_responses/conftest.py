"""A real server on a loopback socket, and SDK clients that refuse every body that is not of their types."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openai import OpenAI

from harness.server.host import listen, open_models, serving
from harness.server.options import ServerOptions


class Served:
    """One server in a thread of its own."""

    def __init__(self, options: ServerOptions) -> None:
        self._options = options
        self._listener = listen(options)
        self._ready = threading.Event()
        self._stop: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), daemon=True)
        self._thread.start()
        assert self._ready.wait(20)
        self.base_url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/v1"

    async def _main(self) -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._stop = lambda: loop.call_soon_threadsafe(stop.set)
        async with serving(self._options, self._listener, open_models(self._options)):
            self._ready.set()
            await stop.wait()

    def stop(self) -> None:
        self._stop()
        self._thread.join(20)


@pytest.fixture(scope="session")
def servers() -> Iterator[dict[ServerOptions, Served]]:
    made: dict[ServerOptions, Served] = {}
    yield made
    for server in made.values():
        server.stop()


@pytest.fixture
def client(servers: dict[ServerOptions, Served]) -> Iterator[Callable[..., OpenAI]]:
    """A strict SDK client of a server with this model; the same model shares one for the session."""
    opened: list[OpenAI] = []

    def make(model: str = "simulated", **more: Any) -> OpenAI:
        options = ServerOptions(models=(("default", model),), poll_ms=5, **more)
        if options not in servers:
            servers[options] = Served(options)
        found = OpenAI(
            base_url=servers[options].base_url, api_key="key", max_retries=0, _strict_response_validation=True
        )
        opened.append(found)
        return found

    yield make
    for one in opened:
        one.close()


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., str]:
    """The specification of a simulated model that plays these turns."""

    def write(*turns: dict[str, Any]) -> str:
        path = tmp_path / "script.jsonl"
        path.write_text("\n".join(json.dumps(turn) for turn in turns), encoding="utf-8")
        return f"simulated:script={path}"

    return write
