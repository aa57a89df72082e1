"""The embedded server on a loopback socket, in a thread of the test's own process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from harness.server.host import listen, open_models, serving
from harness.server.options import ServerOptions


class ServerThread:
    """Runs one server until it is stopped; `base_url` is where it answers."""

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
        """Tell it to end."""
        self._stop()

    def join(self) -> None:
        """Wait until it has."""
        self._thread.join(20)


def end(servers: dict[ServerOptions, ServerThread]) -> None:
    """End several at once."""
    for server in servers.values():
        server.stop()
    for server in servers.values():
        server.join()
