"""Fixtures that give a ready assistant and its own cassette."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from harness.errors import HarnessError
from harness.records import Assistant, Sample, Transport
from harness.suite import Limits
from harness.testing.asker import Asker, Desk
from harness.testing.trajectory import Asked


class Tutor:
    """An assistant that a test can ask. Each question has a thread and a cassette of its own."""

    def __init__(self, asker: Asker, desk: Desk) -> None:
        self._asker, self._desk = asker, desk
        self._count = 0

    def ask(
        self,
        question: str,
        *,
        transport: Transport = "polling",
        instructions: str | None = None,
        turns: tuple[str, ...] = (),
        files: tuple[str, ...] = (),
    ) -> Asked:
        """Ask and wait for the run's end.

        Args:
            question: the first user message; `turns` are further ones on the same thread.
            transport: `polling` or `streaming`.
            instructions: replaces the assistant's for this run.
            files: paths relative to the test's module, attached to the first message.
        """
        self._count += 1
        sample = Sample(
            id=f"{self._desk.test}-{self._count}",
            question=question,
            target=None,
            turns=turns,
            instructions=instructions,
            files=files,
        )
        try:
            record = self._asker.ask(self._desk, sample, transport)
        except HarnessError as error:  # a sentence with the fix: where it was raised tells nothing
            pytest.fail(str(error), pytrace=False)
        if record.cause and record.cause.kind == "cassette":
            pytest.fail(record.cause.message, pytrace=False)
        return Asked(record)


def assistant_fixture(
    assistant: Assistant,
    *,
    functions: Mapping[str, Callable[..., Any]] | None = None,
    limits: Limits | None = None,
    run: Mapping[str, Any] | None = None,
) -> Any:
    """A fixture for this assistant; give it a name in a test module or conftest.

    Args:
        assistant: instructions, model and tools.
        functions: answer `requires_action`, by name.
        limits: bounds on each question.
        run: run-level overrides of the API.

    Example::

        tutor = assistant_fixture(Assistant(instructions="…", tools=("code_interpreter",)))

        def test_tutor(tutor):
            run = tutor.ask("3x + 11 = 14?", transport="streaming")
            assert math_equal(run.answer, "1")
            assert run.used("code_interpreter")
    """

    @pytest.fixture
    def fixture(request: pytest.FixtureRequest, harness_asker: Asker) -> Iterator[Tutor]:
        desk = Desk(
            assistant=assistant,
            module=Path(request.path),
            test=request.node.name,
            functions=functions or {},
            limits=limits or Limits(),
            overrides=run or {},
        )
        yield Tutor(harness_asker, desk)
        harness_asker.leave(desk)

    return fixture
