"""All recordings of a project, and how they are used in a run."""

from __future__ import annotations

import asyncio
import functools
import math
import shlex
import ssl
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal
from weakref import WeakKeyDictionary

import httpx2

from harness.cassette.reel import Reel
from harness.cassette.scope import Scope
from harness.cassette.scrub import Scrubber
from harness.cassette.session import Parts, Session
from harness.errors import CassetteError, UsageError

Mode = Literal["replay", "record", "auto", "new_episodes", "off"]
Speed = float | Literal["instant", "realtime"]

# Ours, and vcrpy's names for the same.
MODES: dict[str, Mode] = {
    "replay": "replay",
    "none": "replay",
    "record": "record",
    "all": "record",
    "auto": "auto",
    "once": "auto",
    "new_episodes": "new_episodes",
    "off": "off",
}
FILE_SUFFIXES = (".yaml", ".yml", ".json")
RERECORD = "pytest evals -k {sample} --cassettes record"


class Library:
    """Opens a session for each attempt. Sessions may be used at once, from several loops and threads.

    Args:
        root: a folder with a file for each scope, or one cassette file (`.yaml`, `.yml`, `.json`) for all.
        mode: `replay` answers from recordings only; `record` asks the server and replaces recordings; `auto`
            replays what is completely recorded and records the rest; `new_episodes` replays what there is and
            adds to it; `off` records nothing. vcrpy's `none`, `all` and `once` are other names of the first
            three.
        speed: of a replay: `instant`, `realtime`, or a factor (2.0 takes half the recorded time).
        live: makes the transport that reaches servers; called once for each event loop.
        rerecord: the command that records a scope again, for error messages; `{suite}`, `{sample}`,
            `{transport}` and `{epoch}` stand for the scope's parts.
        secrets: what is scrubbed besides what the environment and the requests say.

    Raises:
        UsageError: there is no such mode or speed.
    """

    def __init__(
        self,
        root: Path,
        mode: str = "replay",
        *,
        speed: Speed = "instant",
        live: Callable[[], httpx2.AsyncBaseTransport] | None = None,
        rerecord: str = RERECORD,
        secrets: Iterable[str] = (),
    ) -> None:
        if mode not in MODES:
            raise UsageError(f"there is no cassette mode {mode!r}", nearest=", ".join(MODES))
        self.root = root
        self.mode = MODES[mode]
        self.notices: list[str] = []
        self._factor = _factor(speed)
        self._make_live = live or _network
        self._rerecord = rerecord
        self._scrub = Scrubber.from_environment().learning(secrets)
        self._transports: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx2.AsyncBaseTransport] = (
            WeakKeyDictionary()
        )
        self._shared: Reel | None = None
        self._guard = threading.Lock()

    def open(self, scope: Scope) -> Session:
        """A session for one attempt. It never fails: what is wrong is raised into the session's requests.

        There, `CassetteMissing` says that nothing is recorded for the scope, `CassetteMiss` that this
        request is not, `CassetteCorrupt` that the file cannot be read, `CassetteLocked` that somebody else
        records it, and `CassetteError` that it cannot be written.
        """
        try:
            return Session(scope, self._parts(scope))
        except CassetteError as error:
            return Session(
                scope,
                Parts(
                    path=self.root, scrub=self._scrub, live=self._live, release=self._release, broken=error
                ),
            )

    def recorded(self, scope: Scope) -> bool:
        """Whether a scope is completely recorded.

        Raises:
            CassetteCorrupt: there is a recording, but it cannot be read.
        """
        if self.mode == "off":
            return False
        reel, name = self._reel(scope, read=True), str(scope)
        return reel.has(name) and not reel.is_interrupted(name)

    async def aclose(self) -> None:
        """Closes the connections of the present event loop, and finishes a recording of many scopes."""
        await self._release()
        with self._guard:
            shared, self._shared = self._shared, None
        if shared is not None:
            await asyncio.to_thread(shared.finish)

    def _parts(self, scope: Scope) -> Parts:
        rerecord = _command(self._rerecord, scope)
        if self.mode == "off":
            return Parts(
                path=self.root, scrub=self._scrub, live=self._live, release=self._release, may_record=True
            )
        # What is replaced as a whole need not be read, nor be readable.
        reel, name = self._reel(scope, read=self.mode != "record"), str(scope)
        player = reel.player(name)
        interrupted = reel.is_interrupted(name)
        if self.mode == "replay" or (self.mode == "auto" and player and not interrupted):
            return Parts(
                path=reel.path,
                scrub=self._scrub,
                live=self._live,
                release=self._release,
                player=player,
                factor=self._factor,
                interrupted=interrupted,
                rerecord=rerecord,
            )
        if self.mode != "new_episodes":
            reel.begin(name)
        return Parts(
            path=reel.path,
            scrub=self._scrub,
            live=self._live,
            release=self._release,
            player=player if self.mode == "new_episodes" else None,
            store=reel.store,
            close=lambda complete: reel.end(name, complete),
            drop=lambda: reel.drop(name),
            may_record=True,
            factor=self._factor,
            rerecord=rerecord,
        )

    def _reel(self, scope: Scope, *, read: bool) -> Reel:
        keep = self.mode == "new_episodes"
        if self.root.suffix not in FILE_SUFFIXES:
            reel = Reel(self.root / scope.path, self._scrub, shared=False, keep=keep, notices=self.notices)
            if read:
                reel.read()
            return reel
        with self._guard:
            if self._shared is None:
                reel = Reel(self.root, self._scrub, shared=True, keep=keep, notices=self.notices)
                reel.read()
                self._shared = reel
            return self._shared

    async def _release(self) -> None:
        transport = self._transports.pop(asyncio.get_running_loop(), None)
        if transport is not None:
            await transport.aclose()

    def _live(self) -> httpx2.AsyncBaseTransport:
        loop = asyncio.get_running_loop()
        with self._guard:
            if loop not in self._transports:
                self._transports[loop] = self._make_live()
            return self._transports[loop]


def _network() -> httpx2.AsyncBaseTransport:
    """The limits are the SDK's own."""
    limits = httpx2.Limits(max_connections=1000, max_keepalive_connections=100)
    return httpx2.AsyncHTTPTransport(limits=limits, verify=_certificates())


@functools.cache
def _certificates() -> ssl.SSLContext:
    """Reading the certificates takes a tenth of a second; they are the same for every library."""
    return httpx2.create_ssl_context()


def _factor(speed: Speed) -> float | None:
    if speed == "instant" or speed == math.inf:
        return None
    if speed == "realtime":
        return 1.0
    if not isinstance(speed, int | float) or not speed > 0:
        raise UsageError(
            f"there is no replay speed {speed!r}", fix="use instant, realtime, or a factor above 0"
        )
    return float(speed)


def _command(template: str, scope: Scope) -> str:
    parts = {"suite": scope.suite, "sample": scope.sample, "transport": scope.transport, "epoch": scope.epoch}
    for name, value in parts.items():
        template = template.replace("{" + name + "}", shlex.quote(str(value)))
    return template
