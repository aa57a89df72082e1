"""The playground against the embedded server and a simulated model: make, talk, watch, cancel, save."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.dataset.reading import read_dataset
from tests.viewer.conftest import Start

pytestmark = pytest.mark.slow

HOSTILE = (
    "The answer is **42**: $x = \\frac{84}{2}$ <img src=x onerror='window.pwned=1'>"
    "<script>window.pwned=1</script> [go](javascript:window.pwned=1) ![p](https://evil.example/p.png)\n\n"
    "```html\n<style>body { display: none }</style>\n```\n\n" + "word " * 100
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("played")
    code = {"calls": [{"name": "code_interpreter", "arguments": {"code": "print(6 * 7)"}}]}
    turns = [code, {"text": HOSTILE}]
    (made / "script.jsonl").write_text("\n".join(map(json.dumps, turns)), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def url(folder: Path, start: Start) -> str:
    return start(folder, "--model", "simulated:script=script.jsonl,rate=80") + "playground"


def _make(page: Any) -> None:
    page.get_by_role("button", name="Make the assistant").click()
    page.wait_for_selector("#text:enabled")


def _say(page: Any, text: str) -> None:
    page.fill("#text", text)
    page.press("#text", "Control+Enter")


def test_talk_watch_cancel_and_save(folder: Path, url: str, visit: Any) -> None:
    page = visit(url, refusals=True)
    _make(page)
    _say(page, "What is 6 times 7?")
    page.wait_for_selector("#thread .tool .out:text-is('42')")
    page.wait_for_selector("#save:visible")
    _assert_harmless(page)
    assert page.locator("#thread math mfrac").count() == 1
    assert page.locator("#waterfall rect").count() >= 2
    assert "completed" in page.inner_text("#run-facts")
    page.click("#inspect")
    assert '"object": "thread.run.step"' in page.locator("#raw:visible").inner_text()

    _say(page, "Talk at length.")
    page.wait_for_selector("#thread .turn.assistant .plain:text('word word')")  # it streams in
    page.click("#cancel")
    page.wait_for_selector("#text:enabled")
    assert "cancelled" in page.inner_text("#run-facts")

    page.fill("#target", "42")
    page.fill("#sample-id", "play-1")
    page.fill("#dataset", "../outside.jsonl")
    page.press("#target", "Enter")
    page.wait_for_selector("#problem:text('working directory')")
    page.fill("#dataset", "sets/mine.jsonl")
    page.press("#target", "Enter")
    page.wait_for_selector("#saved:text('Line 1 of sets/mine.jsonl')")
    (sample,) = read_dataset(folder / "sets" / "mine.jsonl")
    assert (sample.id, sample.question, sample.target) == ("play-1", "What is 6 times 7?", "42")
    assert sample.turns == ("Talk at length.",)
    assert not (folder.parent / "outside.jsonl").exists()


def _assert_harmless(page: Any) -> None:
    assert page.evaluate("window.pwned") is None
    thread = page.locator("#thread")
    assert thread.locator("img, script, style, a, form, iframe").count() == 0
    assert "<script>window.pwned=1</script>" in thread.inner_text()
    assert page.evaluate("getComputedStyle(document.body).display") == "block"


def test_a_function_is_answered_by_hand(tmp_path: Path, start: Start, visit: Any) -> None:
    turns = [{"calls": [{"name": "weather", "arguments": {"city": "Oslo"}}]}, {"text": "It rains."}]
    (tmp_path / "script.jsonl").write_text("\n".join(map(json.dumps, turns)), encoding="utf-8")
    page = visit(start(tmp_path, "--model", "simulated:script=script.jsonl") + "playground")
    page.click("summary")
    page.fill("#functions", '[{"name": "weather", "parameters": {"type": "object", "properties": {}}}]')
    page.set_input_files("#files", [{"name": "a.txt", "mimeType": "text/plain", "buffer": b"umbrella"}])
    _make(page)
    _say(page, "Do I need an umbrella?")
    page.get_by_label("Output of weather").fill("rain")
    page.get_by_role("button", name="Send the outputs").click()
    page.wait_for_selector("#thread .turn.assistant:has-text('It rains.')")
    page.wait_for_selector("#text:enabled")
    assert "completed" in page.inner_text("#run-facts")


def test_a_failure_is_said(tmp_path: Path, start: Start, visit: Any) -> None:
    page = visit(start(tmp_path, "--model", "simulated:server_error=1") + "playground")
    _make(page)
    _say(page, "Hello?")
    page.wait_for_selector("#thread .turn.error")
    page.wait_for_selector("#text:enabled")
    assert "failed" in page.inner_text("#run-facts")
    assert page.locator("#save").is_hidden()
