"""The viewer as a user starts it, a simulated model behind it, and a real browser in front of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.reports.build import START, attempt, run_folder

Start = Callable[..., str]


@pytest.fixture(scope="module")
def start() -> Iterator[Start]:
    """`start(folder, *arguments)` runs `harness view` in a folder and returns its address."""
    started = []

    def run(folder: Path, *arguments: str, **environment: str) -> str:
        command = [sys.executable, "-m", "harness", "view", "--no-open", "--json", *arguments]
        child = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment}
        )
        started.append(child)
        assert child.stdout is not None
        url: str = json.loads(child.stdout.readline())["url"]
        return url

    yield run
    for child in started:
        child.terminate()
        child.wait(20)
        assert child.stdout is not None
        child.stdout.close()


@pytest.fixture
def visit(browser: Any) -> Iterator[Any]:
    """`visit(url, **context)` opens a page; an error in it, or a request to elsewhere, fails the test.

    With `refusals` the viewer may refuse a request, which the browser reports as an error.
    """
    contexts = []
    seen: list[str] = []

    def heard(message: Any, refusals: bool) -> None:
        if message.type == "error" and not (refusals and "status of 400" in message.text):
            seen.append(message.text)

    def open_page(url: str, *, refusals: bool = False, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: seen.append(f"error: {error}"))
        page.on("console", lambda message: heard(message, refusals))
        page.on("dialog", lambda dialog: (seen.append("dialog"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith(("http://127.0.0.1:", "data:")) else seen.append(request.url)
            ),
        )
        page.goto(url)
        page.wait_for_selector("html[data-ready]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert seen == []


def make_runs(folder: Path, count: int = 3) -> Path:
    """A folder of finished runs of two suites, the accuracy of which goes up."""
    for number in range(count):
        attempts = [
            attempt(
                f"lin-{i:03}", "correct" if i % 6 <= number + 1 else "incorrect", suite=suite, transport=way
            )
            for suite in ("math_tutor", "python_coder")
            for way in ("polling", "streaming")
            for i in range(18)
        ]
        run_folder(
            folder / f"2026-09-2{number}-run",
            attempts,
            run_id=f"run-{number}",
            started_at=START + 86_400 * number,
            finished_at=START + 86_400 * number + 60,
        )
    return folder
