"""Pages opened from disk in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def visit(browser: Any) -> Iterator[Any]:
    """`visit(path, fragment="", **context)` opens a page from disk; any error or request in it fails."""
    contexts = []
    seen: list[str] = []

    def open_page(path: Path, fragment: str = "", **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: seen.append(f"error: {error}"))
        page.on("console", lambda message: seen.append(message.text) if message.type == "error" else None)
        page.on(
            "request",
            lambda request: None if _local(request.url) else seen.append(f"asked for {request.url}"),
        )
        page.on("dialog", lambda dialog: (seen.append("dialog"), dialog.dismiss()))
        page.goto(path.resolve().as_uri() + fragment)
        page.wait_for_selector("html[data-ready]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert seen == []


def _local(url: str) -> bool:
    return url.startswith(("file:", "data:"))
