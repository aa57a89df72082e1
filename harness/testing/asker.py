"""Asks single questions from synchronous tests, over one event loop and at most one server a session."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal

from harness.assistant import AskRequest, Setup, ask, prepare, teardown
from harness.cassette import Scope, Session
from harness.frontend import Settings, open_target, run_options
from harness.records import Assistant, RunRecord, Sample, Transport
from harness.runner import Target
from harness.runner.link import Link
from harness.runner.options import Api, CassetteMode
from harness.runner.preflight import cassette_suite, refusals_named
from harness.suite import Limits


@dataclass(frozen=True)
class Desk:
    """One test's assistant: what it is and which test it is for."""

    assistant: Assistant
    module: Path
    test: str
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    overrides: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        return (self.module.stem, self.test)

    def scope(self, sample: str, transport: str, api: Api = "assistants") -> Scope:
        return Scope(suite=cassette_suite(self.module.stem, api), sample=sample, transport=transport, epoch=0)


class Asker:
    """A session's way to assistants; a context manager."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stack = contextlib.ExitStack()
        self._links: dict[str, Link] = {}
        self._setups: dict[tuple[str, str], tuple[Setup, Session, Link]] = {}

    def __enter__(self) -> Asker:
        self._portal: BlockingPortal = self._stack.enter_context(start_blocking_portal())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for link in self._links.values():
            self._portal.call(link.aclose)
        self._stack.close()

    def ask(self, desk: Desk, sample: Sample, transport: Transport) -> RunRecord:
        """Ask one sample of a test's assistant."""
        setup, _, link = self._ready(desk, sample, transport)
        return self._portal.call(self._ask, desk, sample, transport, setup, link)

    def leave(self, desk: Desk) -> None:
        """The test is over: delete its assistant."""
        entry = self._setups.pop(desk.key, None)
        if entry:
            self._portal.call(self._tear_down, desk, *entry)

    def _ready(self, desk: Desk, sample: Sample, transport: Transport) -> tuple[Setup, Session, Link]:
        if desk.key not in self._setups:
            link = self._link(self._mode(desk, sample, transport))
            self._setups[desk.key] = (*self._portal.call(self._set_up, desk, link), link)
        return self._setups[desk.key]

    def _mode(self, desk: Desk, sample: Sample, transport: Transport) -> CassetteMode:
        """`auto` is decided by a test's first question: all of a test is recorded, or all replayed."""
        mode = self._settings.cassettes
        if mode != "auto":
            return mode
        library = self._link("replay").library
        api = self._settings.api
        scopes = (desk.scope(desk.test, "setup", api), desk.scope(sample.id, transport, api))
        return "replay" if all(map(library.recorded, scopes)) else "record"

    def _link(self, mode: CassetteMode) -> Link:
        """The link of a mode; a server is started for the first one that needs it."""
        if mode not in self._links:
            settings = replace(self._settings, cassettes=mode)
            target: Target = self._stack.enter_context(open_target(settings))
            options = replace(
                run_options(settings, target, settings.report_dir),
                rerecord="pytest -k {suite} --cassettes record",
            )
            self._links[mode] = self._portal.call(_make_link, options)
        return self._links[mode]

    async def _set_up(self, desk: Desk, link: Link) -> tuple[Setup, Session]:
        session = link.library.open(desk.scope(desk.test, "setup", self._settings.api))
        model = link.options.target.model or desk.assistant.model
        caller = link.caller(session, desk.test)
        api, folder = self._settings.api, desk.module.parent
        try:
            with refusals_named(
                f"the assistant of {desk.test} cannot be set up at {link.options.target.label}"
            ):
                setup = await prepare(caller, desk.assistant, model=model, folder=folder, api=api)
        except BaseException:
            await session.adrop()  # a server that was not there is not worth a recording
            raise
        return setup, session

    async def _tear_down(self, desk: Desk, setup: Setup, session: Session, link: Link) -> None:
        try:
            await teardown(link.caller(session, desk.test), setup.made)
        finally:
            await session.aclose()

    async def _ask(
        self, desk: Desk, sample: Sample, transport: Transport, setup: Setup, link: Link
    ) -> RunRecord:
        session = link.library.open(desk.scope(sample.id, transport, self._settings.api))
        request = AskRequest(
            suite=desk.module.stem,
            sample=sample,
            assistant_id=setup.assistant_id,
            transport=transport,
            model=link.options.target.model or desk.assistant.model,
            overrides=desk.overrides,
            functions=desk.functions,
            seconds=desk.limits.seconds,
            folder=desk.module.parent,
            tools=setup.tools,
            api=self._settings.api,
            template=setup.template,
            conversations=setup.conversations,
        )
        try:
            return await ask(link.caller(session, sample.id), request)
        finally:
            await session.aclose()


async def _make_link(options: Any) -> Link:
    return Link(options)
