"""How a server is set up: one frozen value, made by the command line, by tests, or by `embedded.serve`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one client may ask for. Bytes, seconds and requests a minute; None means without bound.

    `receive_seconds` is how long a client may be silent in the middle of a request.
    """

    body_bytes: int = 16 * 2**20
    file_bytes: int = 512 * 2**20
    requests_per_minute: int | None = None
    receive_seconds: float = 60.0
    runs_in_flight: int = 2000
    cell_seconds: float = 60.0
    session_idle_seconds: float = 1200.0
    turns: int = 64


@dataclass(frozen=True, kw_only=True)
class ServerOptions:
    """Everything a server is told.

    `models` maps names that requests may use to model specifications (see `harness.server.models`); the
    first is the default and also answers to the hosted API's own model names unless `strict_models` is set.
    `data` is the folder that keeps everything; None keeps it in memory. `api_keys` are the bearer keys that
    are let in, each to its own objects; none means that anybody who reaches the socket is let in.
    `run_seconds` is the life of a run until it expires, `poll_ms` the hint sent as `openai-poll-after-ms`.
    """

    models: tuple[tuple[str, str], ...] = (("default", "local"),)
    strict_models: bool = False
    host: str = "127.0.0.1"
    port: int = 0
    data: Path | None = None
    api_keys: tuple[str, ...] = ()
    run_seconds: float = 600.0
    poll_ms: int = 50
    keepalive_seconds: float = 15.0
    limits: Limits = field(default_factory=Limits)

    @property
    def default_model(self) -> str:
        """The name that requests get when they use one of the hosted API's names."""
        return self.models[0][0]
