"""What code drew, when each call ran, and how question templates came out: in the page and as data."""

from __future__ import annotations

import csv
import struct
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import harness
from harness.records import Attempt, ToolCall
from harness.reports.html.images import MOST_OF_ONE, Album
from harness.reports.write import ReportPaths, write_reports
from tests.reports.build import attempt, code_step, message_step, run_folder

HUGE = 2 * MOST_OF_ONE


def png(size: int = 8) -> bytes:
    def part(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = b"".join(b"\0" + b"\x30\x60\x90" * size for _ in range(size))
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")
    )


def templated(name: str, variant: str, value: str, transport: str = "streaming") -> Attempt:
    made = attempt(f"{name}-{variant}", value, transport=transport)
    facts = {"template": name, "variant": variant, "base": f"{name}-1"}
    return replace(made, sample=replace(made.sample, metadata=facts, group=name))


def drawing(images: tuple[str, ...]) -> Attempt:
    step = code_step(0)
    call = replace(step.tool_calls[0], images=images, started=0.5, ended=0.9)
    other = ToolCall(id="f", tool="function", name="get_weather", ok=True, started=0.6, ended=1.0)
    steps = (replace(step, tool_calls=(call, other)), message_step(1))
    attached = {"id": "msg_3", "role": "assistant", "created_at": 1, "run_id": "run_1"}
    content = [
        {"type": "image_file", "image_file": {"file_id": "file_plot"}},
        {"type": "text", "text": {"value": "See.", "annotations": [
            {"type": "file_path", "text": "sandbox:/mnt/data/b.png", "file_path": {"file_id": "file_saved"}}]}},
    ]  # fmt: skip
    return attempt("plot", steps=steps, messages=({**attached, "content": content},))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> ReportPaths:
    folder = tmp_path_factory.mktemp("details")
    files = folder / "files"
    files.mkdir()
    (files / "file_plot").write_bytes(png())
    (files / "file_saved").write_bytes(png(4))
    (files / "file_page").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    (files / "file_huge").write_bytes(png() + bytes(HUGE))
    (folder / "secret").write_bytes(png())
    attempts = [
        drawing(("file_plot", "file_page", "file_huge", "../secret", "file_missing")),
        *(
            templated("sum", v, "correct", way)
            for v in ("base", "numbers")
            for way in ("polling", "streaming")
        ),
        templated("area", "base", "incorrect"),
        templated("ratio", "base", "correct"),
        templated("ratio", "reworded", "incorrect"),
    ]
    return write_reports(run_folder(folder, attempts), parquet=False)


def test_images_show_where_they_were_drawn_and_nothing_else_does(written: ReportPaths, visit: Any) -> None:
    page = visit(written.html, "#open=math_tutor%2Fplot")
    page.wait_for_selector(".attempt img")
    widths = page.evaluate("[...document.querySelectorAll('.attempt img')].map((i) => i.naturalWidth)")
    assert widths == [8, 8, 4]  # beneath its code, in the message, and a saved file that the text points to
    assert page.locator(".tool img").count() == 1
    left = page.locator(".tool .no-image").all_inner_texts()
    assert left == [f"image: {name}" for name in ("file_page", "file_huge", "../secret", "file_missing")]


def test_all_images_together_stay_within_bounds(written: ReportPaths) -> None:
    album = Album(written.html.parent / "files", most=len(png()))
    assert album.source("file_plot").startswith("data:image/png;base64,")
    assert album.source("file_saved") == ""


def test_each_call_has_its_place_in_the_waterfall(written: ReportPaths, visit: Any) -> None:
    page = visit(written.html, "#open=math_tutor%2Fplot")
    page.wait_for_selector(".attempt")
    lanes = [row.split("\n") for row in page.locator(".waterfall .lane").all_inner_texts()]
    assert [lane for lane in lanes if lane[0] == "get_weather"] == [["get_weather", "0.60 s", "0.40 s"]]
    assert [lane[0] for lane in lanes][1] == "queued"
    assert page.locator(".waterfall .inner rect").count() == 2
    steps = list(csv.DictReader(written.steps_csv.read_text(encoding="utf-8").splitlines()))
    assert [row["tool_seconds"] for row in steps if row["sample"] == "plot"] == ["0.5", ""]


def test_templates_are_answered_always_sometimes_or_never(written: ReportPaths, visit: Any) -> None:
    assert written.templates_csv is not None
    rows = list(csv.DictReader(written.templates_csv.read_text(encoding="utf-8").splitlines()))
    found = [(r["template"], r["transport"], r["answered"], r["torn"], r["variants"]) for r in rows]
    assert found == [
        ("sum", "polling", "always", "0", "base=1 numbers=1"),
        ("area", "streaming", "never", "0", "base=0"),
        ("ratio", "streaming", "sometimes", "1", "base=1 reworded=0"),
        ("sum", "streaming", "always", "0", "base=1 numbers=1"),
    ]
    assert list(harness.load(written.html.parent).templates["answered"]) == [row[2] for row in found]
    page = visit(written.html)
    table = page.locator(".templates tbody tr")
    assert [row.split()[0] for row in table.all_inner_texts()] == ["ratio", "area", "sum"]
    page.click('.templates a:text("ratio")')
    page.wait_for_function("document.querySelectorAll('.open-row').length === 2")


def test_a_run_without_templates_says_nothing_of_them(tmp_path: Path) -> None:
    written = write_reports(run_folder(tmp_path, [attempt()]), parquet=False)
    assert written.templates_csv is None
    assert "chart-templates" not in written.html.read_text(encoding="utf-8")
