"""What the command line and the pytest plugin share: from what a user asks for to a run's options."""

from __future__ import annotations

import contextlib
import os
import platform
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from harness.errors import UsageError
from harness.loader import LoadedSuite
from harness.records import TRANSPORTS, Transport
from harness.results import Key
from harness.runner.options import Api, CassetteMode, RunOptions, Target, without_userinfo
from harness.runner.plan import plan

_REPORTED = ("harness", "openai", "vcrpy", "sympy", "pytest", "pandas")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The flags of `harness run` and `pytest evals/`, by their own names; None means not given."""

    cassettes: CassetteMode = "auto"
    cassette_dir: Path = Path("cassettes")
    speed: str = "instant"
    base_url: str | None = None
    api_key: str | None = None
    assistant_id: str | None = None
    api: Api = "assistants"
    transport: str = "suite"
    model: str | None = None
    limit: int | None = None
    epochs: int | None = None
    max_concurrency: int = 16
    max_rpm: float | None = None
    max_tokens: int | None = None
    max_cost: float | None = None
    cluster: str | None = None
    report_dir: Path = Path("reports")
    keep: bool = False
    verbose: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        if self.assistant_id and self.api == "responses":
            raise UsageError(
                "--assistant-id names an assistant, and the Responses API has none",
                fix="leave it out: the suite's own settings go with every request",
            )
        if self.assistant_id and not self.base_url and self.cassettes != "replay":
            raise UsageError(
                "--assistant-id names an assistant that exists already, but the embedded server starts empty",
                fix="add --base-url of the server that has it",
            )


@contextlib.contextmanager
def open_target(settings: Settings) -> Iterator[Target]:
    """The server to ask: nobody when replaying, the one named, or an embedded one for as long as this lasts.

    Raises:
        ModelError: the embedded server's model cannot be had here.
    """
    if settings.cassettes == "replay":
        yield Target(label="recorded", model=settings.model if settings.base_url else None)
    elif settings.base_url:
        key = key_for(settings.api_key)
        label = without_userinfo(settings.base_url)
        yield Target(base_url=settings.base_url, api_key=key, label=label, model=settings.model)
    else:
        from harness.server.embedded import ServeOptions, serve  # only here is a server needed

        with serve(ServeOptions(models=(settings.model or "local",))) as server:
            yield Target(base_url=server.base_url, api_key=server.api_key, label="embedded")


def run_options(settings: Settings, target: Target, folder: Path, argv: tuple[str, ...] = ()) -> RunOptions:
    """The runner's options for these settings."""
    return RunOptions(
        folder=folder,
        target=target,
        cassettes=settings.cassettes,
        cassette_root=settings.cassette_dir,
        speed=_speed(settings.speed),
        transports=transports(settings.transport),
        assistant_id=settings.assistant_id,
        api=settings.api,
        limit=settings.limit,
        epochs=settings.epochs,
        max_concurrency=settings.max_concurrency,
        max_rpm=settings.max_rpm,
        max_tokens=settings.max_tokens,
        max_cost=settings.max_cost,
        cluster=settings.cluster,
        keep=settings.keep,
        verbose=settings.verbose,
        seed=settings.seed,
        versions=versions(),
        argv=argv,
    )


def _speed(text: str) -> float | Literal["instant", "realtime"]:
    if text in ("instant", "realtime"):
        return "instant" if text == "instant" else "realtime"
    try:
        return float(text)
    except ValueError as error:
        raise UsageError(f"--speed {text} is not instant, realtime or a factor", fix="--speed 10") from error


def transports(name: str) -> tuple[Transport, ...] | None:
    """`polling`, `streaming` or `both`; None where the suites decide."""
    if name == "suite":
        return None
    return TRANSPORTS if name == "both" else tuple(known for known in TRANSPORTS if known == name)


def key_for(given: str | None) -> str:
    """The key to show a server: the one given, or the environment's. Set to nothing is as good as not set.

    Raises:
        UsageError: no header can hold it. HTTP libraries would say so with the key in their words.
    """
    key = (given or os.environ.get("OPENAI_API_KEY") or "").strip() or "none"
    if not (key.isascii() and key.isprintable()):
        raise UsageError(
            "the key has characters that no header can hold",
            fix="copy it again into OPENAI_API_KEY or --api-key",
        )
    return key


def versions() -> Mapping[str, str]:
    """What a run was made with."""
    found = {"python": platform.python_version(), "platform": platform.system().lower()}
    for name in _REPORTED:
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def settle(
    settings: Settings, suites: Sequence[LoadedSuite], only: Collection[Key] | None = None
) -> Settings:
    """`auto` with nothing left to record is a replay: no server is started for it."""
    if settings.cassettes != "auto":
        return settings
    from harness.cassette import Library  # these load the SDK, which collecting tests need not wait for
    from harness.runner.preflight import scope_of, setup_scope

    options = run_options(settings, Target(), settings.report_dir)
    library = Library(root=settings.cassette_dir, mode="replay")
    scopes = [setup_scope(suite.name, settings.api) for suite in suites]
    scopes += [scope_of(task, settings.api) for task in plan(suites, options, only)]
    return replace(settings, cassettes="replay") if all(map(library.recorded, scopes)) else settings
