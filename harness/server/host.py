"""Opens the parts, listens, announces, and stops in order: what `harness serve` runs."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from filelock import FileLock, Timeout

from harness.errors import ModelError, UsageError
from harness.server.app import Server
from harness.server.connection import connections
from harness.server.models import open_model
from harness.server.models.base import ChatModel
from harness.server.options import ServerOptions
from harness.server.registry import FailingModel, SlowModel
from harness.server.tools.file_search import open_index


@dataclass(frozen=True)
class Announcement:
    """Where a server listens and what it serves."""

    base_url: str
    models: tuple[str, ...]
    pid: int


def run(options: ServerOptions, announce: Callable[[Announcement], None], *, lifeline: bool = False) -> None:
    """Serves until it is told to stop (SIGINT, SIGTERM).

    Args:
        announce: called once, when connections are accepted.
        lifeline: also stop when standard input ends, that is when whoever started the server is gone.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    for name in ("python_multipart", "uvicorn.error"):
        logging.getLogger(name).setLevel(logging.ERROR)  # a client's mistake is the client's to read
    check_exposure(options)
    with claimed(options.data):
        listener = listen(options)
        opened = open_models(options)
        asyncio.run(_serve(options, listener, opened, announce, lifeline))


@contextlib.contextmanager
def claimed(folder: Path | None) -> Iterator[None]:
    """A data folder for this process alone: a second server would take the first one's runs for those of a
    server that died, and fail them. The operating system lets go of the lock when the process is gone.

    Raises UsageError: another server has it, or it cannot be made.
    """
    if folder is None:
        yield
        return
    lock = FileLock(folder / "server.lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(blocking=False)
    except Timeout:
        raise UsageError(
            f"another server is using {folder}", fix="stop that one, or give this one another --data folder"
        ) from None
    except OSError as error:
        raise UsageError(
            f"cannot keep data in {folder}: {error.strerror}", fix="--data with a folder that can be written"
        ) from error
    with lock:
        yield


def check_exposure(options: ServerOptions) -> None:
    """Raises UsageError for an address beyond this machine without a key."""
    if options.api_keys or is_loopback(options.host):
        return
    raise UsageError(
        f"{options.host} can be reached from other machines, and no key is asked for",
        fix="harness serve --host HOST --api-key KEY (or stay on 127.0.0.1)",
    )


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine only."""
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def listen(options: ServerOptions) -> socket.socket:
    """A bound socket. Raises UsageError when the address cannot be had."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((options.host, options.port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise UsageError(
            f"cannot listen on {options.host}:{options.port}: {error}",
            fix="another --port (0 takes a free one)",
        ) from error
    listener.listen(512)
    return listener


def open_models(options: ServerOptions) -> dict[str, ChatModel]:
    """The models by name; one specification is opened once, whatever it is called. Raises ModelError."""
    by_spec: dict[str, ChatModel] = {}
    opened: dict[str, ChatModel] = {}
    for name, spec in options.models:
        if spec not in by_spec:
            by_spec[spec] = _open(spec, opened)
        opened[name] = by_spec[spec]
        if spec == options.models[0][1]:
            opened.setdefault(by_spec[spec].name, by_spec[spec])
    return opened


def _open(spec: str, opened: Mapping[str, ChatModel]) -> ChatModel:
    """`failing:NAME` and `slow:SECONDS:NAME` stand on a model that was named before them."""
    kind, _, rest = spec.partition(":")
    if kind not in ("failing", "slow"):
        return open_model(spec)
    seconds, _, name = rest.rpartition(":")
    if name not in opened:
        raise ModelError(f"{spec!r} names no model that came before it", nearest=", ".join(opened) or None)
    if kind == "failing":
        return FailingModel(opened[name])
    try:
        return SlowModel(opened[name], float(seconds))
    except ValueError:
        raise ModelError(f"{spec!r} has no number of seconds", fix="slow:0.5:NAME") from None


async def _serve(
    options: ServerOptions,
    listener: socket.socket,
    models: Mapping[str, ChatModel],
    announce: Callable[[Announcement], None],
    lifeline: bool,
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if lifeline:
        _watch_stdin(loop, stop)
    async with serving(options, listener, models) as announcement:
        announce(announcement)
        await stop.wait()


@contextlib.asynccontextmanager
async def serving(
    options: ServerOptions, listener: socket.socket, models: Mapping[str, ChatModel]
) -> AsyncIterator[Announcement]:
    """A server on this event loop while the block lasts."""
    server = build(options, models)
    web = _web(server)
    task = asyncio.create_task(web.serve([listener]))
    ready = asyncio.create_task(web.ready.wait())
    await asyncio.wait([task, ready], return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    try:
        yield _announcement(options, listener, models)
    finally:
        await server.runs.aclose()  # streams end with their runs, so that connections can close
        await server.responses.aclose()
        web.should_exit = True
        await task


def build(options: ServerOptions, models: Mapping[str, ChatModel]) -> Server:
    """A server over opened models, with its file search."""
    folder = options.data / "search" if options.data else None
    embedders = list(dict.fromkeys(models.values()))

    async def embed(texts: object) -> list[list[float]] | None:
        for model in embedders:
            vectors = await model.embed(texts)  # type: ignore[arg-type]
            if vectors is not None:
                return vectors
        return None

    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    return Server(options, models, open_index(folder, embed))


class _Web(uvicorn.Server):
    """uvicorn, saying when it is ready, and leaving signals to us."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _web(server: Server) -> _Web:
    config = uvicorn.Config(
        server.app,
        log_config=None,
        access_log=False,
        lifespan="on",
        http=connections(server.state.options.limits.receive_seconds),
        ws="none",
        timeout_keep_alive=75,
        timeout_graceful_shutdown=5,
        server_header=False,
        backlog=512,
    )
    return _Web(config)


def _announcement(
    options: ServerOptions, listener: socket.socket, models: Mapping[str, ChatModel]
) -> Announcement:
    port = listener.getsockname()[1]
    host = f"[{options.host}]" if ":" in options.host else options.host
    return Announcement(f"http://{host}:{port}/v1", tuple(models), os.getpid())


def _watch_stdin(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    def wait() -> None:
        while sys.stdin.buffer.read(4096):
            pass
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=wait, daemon=True, name="lifeline").start()
