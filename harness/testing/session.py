"""One pytest session's run: which attempts it consists of, where it lives, who asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from harness.frontend import Settings, settle
from harness.loader import LoadedSuite
from harness.records import Attempt
from harness.results import Key
from harness.testing.folder import shared_folder
from harness.testing.options import settings

if TYPE_CHECKING:
    from harness.testing.background import BackgroundRun


class EvalSession:
    """What the items of a session share."""

    def __init__(self, config: pytest.Config) -> None:
        self.settings: Settings = settings(config)
        self.folder = shared_folder(config)
        self.suites: dict[str, LoadedSuite] = {}
        self._keys: set[Key] = set()
        self._run: BackgroundRun | None = None
        self._owner = not hasattr(config, "workerinput")

    def register(self, suite: LoadedSuite) -> None:
        """A suite was collected."""
        self.suites[suite.name] = suite

    def selected(self, items: Sequence[pytest.Item]) -> None:
        """Collection is over: these items will be run.

        A gate that is chosen without any of its samples (by its node id, by --last-failed) is for all of them.
        """
        self._keys = {item.key for item in items if hasattr(item, "key")}
        for item in items:
            if hasattr(item, "all_keys") and not self.keys_of(item.parent.name):  # type: ignore[union-attr]
                self._keys |= item.all_keys()

    def keys_of(self, suite: str) -> set[Key]:
        """The selected attempts of a suite."""
        return {key for key in self._keys if key[0] == suite}

    def attempt(self, key: Key) -> Attempt:
        """Wait for an attempt; the first call starts the run."""
        return self.run.attempt(key)

    @property
    def run(self) -> BackgroundRun:
        """The run behind all items."""
        if self._run is None:
            from harness.testing.background import BackgroundRun  # loads the SDK

            suites = [suite for suite in self.suites.values() if self.keys_of(suite.name)]
            settled = settle(self.settings, suites, self._keys)
            self._run = BackgroundRun(suites, settled, self._keys, self.folder)
        return self._run

    def close(self, *, stopped: bool) -> None:
        """Let the run come to its end, or end it now when pytest stopped early."""
        if self._run is None:
            return
        self._run.close(stopped=stopped)
        if self._owner:
            self._run.report()


def session_of(config: pytest.Config) -> EvalSession:
    """The session's run; made when the first suite is collected."""
    if not hasattr(config, "_harness_session"):
        config._harness_session = EvalSession(config)  # type: ignore[attr-defined]
    session: EvalSession = config._harness_session  # type: ignore[attr-defined]
    return session
