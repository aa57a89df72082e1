"""One attempt from its question to its verdict: what a run does here, and a cluster's worker elsewhere."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import replace

import msgspec

from harness.assistant import AskRequest, Setup, ask
from harness.assistant.caller import Ledger, Throttle
from harness.cassette import Session
from harness.errors import CassetteError, HarnessError
from harness.records import Attempt, CassetteVerdict, Cause, RunRecord
from harness.runner.judge import judge, judged_in_time
from harness.runner.link import Link
from harness.runner.plan import Task
from harness.runner.preflight import scope_of
from harness.runner.prices import cost_of

_ESCAPE = re.compile(rb"\\(?:u[0-9a-f]{4}|.)")


class Performer:
    """Makes attempts over one link.

    Attributes:
        leftovers: by attempt, how many recorded interactions were never asked for.
    """

    def __init__(
        self,
        link: Link,
        setups: Mapping[str, Setup],
        *,
        throttle: Throttle | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        self._link, self._setups = link, setups
        self._throttle, self._ledger = throttle, ledger
        self.leftovers: dict[tuple[str, str, str, int], int] = {}

    async def perform(self, task: Task) -> Attempt:
        """Ask and judge one sample.

        Whatever goes wrong with one attempt is its cause, so that it costs no other one; errors of ours (a
        recording that cannot be written) end the run.
        """
        try:
            record = _priced(await self._ask(task))
        except HarnessError:
            raise
        except Exception as error:
            return fallen(task, Cause(kind="internal", message=f"{type(error).__name__}: {error}"))
        verdict = await judged_in_time(task.suite.suite, task.sample, record)
        return Attempt(sample=task.sample, record=record, verdict=verdict)

    async def _ask(self, task: Task) -> RunRecord:
        session = self._link.library.open(scope_of(task, self._link.options.api))
        caller = self._link.caller(session, str(task.key), throttle=self._throttle, ledger=self._ledger)
        try:
            record = await ask(caller, self._request(task))
        finally:
            await session.aclose()
        if session.leftovers:
            self.leftovers[task.key] = len(session.leftovers)
        return _without_secrets(replace(record, cassette=session.verdict), session)

    def _request(self, task: Task) -> AskRequest:
        suite, setup = task.suite.suite, self._setups[task.suite.name]
        limits = {
            "max_prompt_tokens": suite.limits.max_prompt_tokens,
            "max_completion_tokens": suite.limits.max_completion_tokens,
        }
        return AskRequest(
            suite=suite.name,
            sample=task.sample,
            assistant_id=setup.assistant_id,
            transport=task.transport,
            epoch=task.epoch,
            model=self._link.model(suite.assistant),
            overrides={**{k: v for k, v in limits.items() if v is not None}, **suite.run},
            functions=suite.functions,
            seconds=suite.limits.seconds,
            function_seconds=suite.limits.function_seconds,
            folder=task.suite.data_folder,
            tools=setup.tools,
            keep=self._link.options.keep,
            api=self._link.options.api,
            template=setup.template,
            conversations=setup.conversations,
        )


def _priced(record: RunRecord) -> RunRecord:
    return replace(record, cost=cost_of(record.model, record.usage)) if record.usage else record


def unasked(task: Task, error: CassetteError) -> Attempt:
    """An attempt that recordings leave no way to make."""
    message = f"{task.suite.name}::{task.sample.id}[{task.transport}] cannot be asked: {error}"
    return fallen(task, Cause(kind="cassette", message=message), cassette="miss")


def fallen(task: Task, cause: Cause, cassette: CassetteVerdict = "live") -> Attempt:
    """An attempt that we could make nothing of."""
    record = RunRecord(
        suite=task.suite.name,
        sample_id=task.sample.id,
        transport=task.transport,
        epoch=task.epoch,
        cause=cause,
        cassette=cassette,
        started_at=time.time(),
    )
    return Attempt(
        sample=task.sample, record=record, verdict=judge(task.suite.suite.checker, task.sample, record)
    )


def _without_secrets(record: RunRecord, session: Session) -> RunRecord:
    """What a server echoes of our keys is not stored; a recording has been cleaned already.

    Walking through the values takes ten times as long as looking through their JSON, where mostly nothing is.
    """
    raw = msgspec.json.encode(record)  # what cannot be stored is found here, not in the middle of a run
    if session.replaying:
        return record
    # An escape stands for one character that is in no secret, and must not look like letters beside one.
    if not session.scrub.spans(raw) and not session.scrub.spans(_ESCAPE.sub(b" ", raw)):
        return record
    return msgspec.convert(session.clean(msgspec.to_builtins(record)), RunRecord)
