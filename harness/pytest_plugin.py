"""The pytest plugin: hooks that translate; the work is in `harness.testing`, imported when there is a suite.

In a session without suites this module is all that is ever loaded.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from harness.testing.session import EvalSession


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(parser: pytest.Parser) -> Generator[None, object, object]:
    """Add our options after everybody else's, so that ours never collide with theirs."""
    result = yield
    from harness.testing.options import add_options

    add_options(parser)
    return result


def pytest_configure(config: pytest.Config) -> None:
    for line in (
        "polling: asked by polling",
        "streaming: asked through a stream",
        "gate: the gate of a suite",
        "harness_sample: one sample of a suite",
    ):
        config.addinivalue_line("markers", line)


def pytest_pycollect_makeitem(collector: pytest.Module, name: str, obj: object) -> Any:
    """A module-level Suite is collected as one item a sample, transport and epoch, and a gate."""
    suites = sys.modules.get("harness.suite")
    if suites is None or not isinstance(obj, suites.Suite):
        return None
    from harness.testing.items import SuiteCollector

    return SuiteCollector.from_parent(collector, name=obj.name, suite=obj)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is left after -k, -m and --last-failed is what will be asked."""
    if _eval_session(session.config):
        _eval_session(session.config).selected(session.items)


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, Any] | None:
    value = getattr(report, "harness_verdict", None)
    if value is None or report.when != "call" or report.failed:
        return None
    from harness.testing.terminal import status

    return status(value)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    value = getattr(item, "harness_verdict", None)
    if value is not None:
        report.harness_verdict = value  # type: ignore[attr-defined]
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _eval_session(session.config):
        _eval_session(session.config).close(stopped=bool(session.shouldstop or session.shouldfail))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    folder = getattr(config, "_harness_folder", None)
    if folder is not None and (folder / "results.sqlite").exists():
        from harness.testing.terminal import summary

        summary(terminalreporter, config)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Workers of pytest-xdist share one run: the controller names its folder."""
    from harness.testing.folder import shared_folder

    node.workerinput["harness_folder"] = str(shared_folder(node.config))


def _eval_session(config: pytest.Config) -> EvalSession | Any:
    """The session's run, None in a session without suites."""
    return getattr(config, "_harness_session", None)


@pytest.fixture(scope="session")
def harness_asker(request: pytest.FixtureRequest) -> Generator[Any, None, None]:
    """Asks assistants for plain tests; see `harness.testing.assistant_fixture`."""
    from harness.testing.asker import Asker
    from harness.testing.options import settings

    with Asker(settings(request.config)) as asker:
        yield asker
