"""What a run is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit, urlunsplit

from harness.records import Transport

if TYPE_CHECKING:
    import httpx2

Api = Literal["assistants", "responses"]
CassetteMode = Literal["replay", "record", "auto", "off"]

# Never asked: what a replaying client is given as its base URL.
NOWHERE = "http://127.0.0.1:9/v1"


@dataclass(frozen=True, kw_only=True)
class Target:
    """The server asked. `label` is what reports call it; `model` None leaves the suites' own names."""

    base_url: str = NOWHERE
    api_key: str = "none"
    label: str = "embedded"
    model: str | None = None

    @property
    def address(self) -> str:
        """The base URL for people to read."""
        return without_userinfo(self.base_url)


def without_userinfo(url: str) -> str:
    """A URL fit for reports: no name, no password, no query."""
    parts = urlsplit(url)
    host, port = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or "", parts.port
    return urlunsplit((parts.scheme, f"{host}:{port}" if port else host, parts.path, "", ""))


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """Everything about a run but its suites.

    `folder` is the run's own folder under the reports. `transports`, `limit` and `epochs` None leave it to
    the suites; `limit` is samples a suite. `max_rpm` bounds requests a minute, `max_tokens` and `max_cost`
    stop the run from starting more once they are spent (tokens as the server counts them; US dollars).
    `rerecord` is the command that a missing recording names; `unrecorded` says whether a replay that lacks one is
    refused as a whole, before anything is asked, or is an error of that attempt alone.
    `cluster` is a Dask scheduler's address or `local:N`. `live` makes the transport beneath the cassettes.
    """

    folder: Path
    target: Target = Target()
    cassettes: CassetteMode = "off"
    cassette_root: Path = Path("cassettes")
    speed: float | Literal["instant", "realtime"] = "instant"
    transports: tuple[Transport, ...] | None = None
    assistant_id: str | None = None
    api: Api = "assistants"
    limit: int | None = None
    epochs: int | None = None
    max_concurrency: int = 16
    max_rpm: float | None = None
    max_tokens: int | None = None
    max_cost: float | None = None
    cluster: str | None = None
    rerecord: str = "pytest evals -k {sample} --cassettes record"
    unrecorded: Literal["refuse", "error"] = "refuse"
    keep: bool = False
    verbose: bool = False
    seed: int = 0
    versions: Mapping[str, str] | None = None
    argv: tuple[str, ...] = ()
    live: Callable[[], httpx2.AsyncBaseTransport] | None = None
