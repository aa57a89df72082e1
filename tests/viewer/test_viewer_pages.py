"""The pages over runs: history, table, a run under way, two runs side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx2
import pytest

from harness.records import SuiteInfo
from harness.reports.write import write_reports
from harness.results import Results
from tests.reports.build import attempt, run_folder
from tests.viewer.conftest import Start, make_runs


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_runs(tmp_path_factory.mktemp("viewed") / "reports")


@pytest.fixture(scope="module")
def url(reports: Path, start: Start) -> str:
    return start(reports.parent)


def test_history_of_each_suite_leads_to_its_runs(url: str, visit: Any) -> None:
    page = visit(url)
    assert page.locator("figure.trend").count() == 2
    first = page.locator("figure.trend").first
    assert first.locator("a.point").count() == 6  # three runs through two transports
    label = first.locator("a.point.streaming").last.get_attribute("aria-label")
    assert label == "2026-09-22-run, streaming: 66.7 %, 43.7 % to 83.7 %"
    first.locator("a.point.streaming").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/runs/2026-09-22-run/report")
    assert page.locator("#rows tr.row").count() == 36


def test_two_chosen_runs_are_compared(url: str, visit: Any) -> None:
    page = visit(url)
    assert page.locator("#compare button").is_disabled()
    page.get_by_label("Choose 2026-09-20-run").focus()
    page.keyboard.press("Space")
    page.get_by_label("Choose 2026-09-22-run").check()
    page.click("#compare button")
    page.wait_for_selector("html[data-ready]")
    assert "a=2026-09-20-run&b=2026-09-22-run" in page.url
    assert "gained" in page.inner_text("main").lower()


def test_a_run_under_way_is_followed(reports: Path, url: str, visit: Any) -> None:
    folder = reports / "under-way"
    suites = (SuiteInfo(name="math_tutor", samples=2, transports=("streaming",)),)
    run_folder(folder, [attempt("a-1")], finished_at=None, suites=suites)
    page = visit(url + "runs/under-way")
    page.wait_for_selector("#count:text('1 of 2')")
    results = Results.resume(folder / "results.sqlite")
    results.add(attempt("a-2", "incorrect")).result()
    page.wait_for_selector("#count:text('2 of 2')")
    assert "50.0 %" in page.inner_text("#live")
    results.finish(1_790_000_100.0)
    results.close()
    page.wait_for_selector("#count:text('is done')")
    page.click("#report")
    page.wait_for_selector("#rows tr.row")
    assert page.locator("#rows tr.row").count() == 2


def test_a_stored_report_runs_no_script_but_ours(reports: Path, url: str, visit: Any) -> None:
    folder = run_folder(reports / "tampered", [attempt()])
    path = write_reports(folder, parquet=False).html
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("</main>", "<p id=mark></p><script>window.pwned = 1</script></main>"), encoding="utf-8"
    )
    answer = httpx2.get(url + "runs/tampered/report")
    assert 'id="mark"' in answer.text or "id=mark" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy and "script-src 'sha256-" in policy


def test_names_of_a_run_are_text(tmp_path: Path, start: Start, visit: Any) -> None:
    evil = "<img src=x onerror=window.pwned=1>"
    run_folder(tmp_path / "reports" / "a & b #1", [attempt(suite=evil, model=evil)], model=evil, target=evil)
    run_folder(tmp_path / "reports" / evil.replace("/", ""), [attempt(suite=evil)], finished_at=None)
    (tmp_path / "reports" / "broken").mkdir()
    (tmp_path / "reports" / "broken" / "results.sqlite").write_text("no database at all")
    url = start(tmp_path)
    page = visit(url)
    assert page.locator("main img").count() == 0
    assert page.evaluate("window.pwned") is None
    assert "is not a result file" in page.inner_text("main")
    page.get_by_role("link", name=evil, exact=True).click()
    page.wait_for_selector("#count:text('1 attempts')")
    assert page.locator("main img").count() == 0
    page.goto(url)
    page.get_by_role("link", name="a & b #1", exact=True).click()
    page.wait_for_url("**/runs/a%20%26%20b%20%231/report")


def test_dark_and_narrow(url: str, visit: Any) -> None:
    page = visit(url, color_scheme="dark", viewport={"width": 360, "height": 740})
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 23, 26)"
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 251, 250)"
    page.goto(url + "playground")
    page.wait_for_selector("html[data-ready][data-theme=light]")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("path", ["", "playground"])
def test_accessible(path: str, url: str, visit: Any) -> None:
    sync_playwright = pytest.importorskip("axe_core_python.sync_playwright")
    page = visit(url + path, bypass_csp=True)  # axe puts its script into the page
    found = sync_playwright.Axe().run(page)
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []


def test_all_pages_speak_chinese_when_asked_to(reports: Path, start: Start, visit: Any) -> None:
    url = start(reports.parent, "--lang", "zh")
    page = visit(url)
    assert page.get_attribute("html", "lang") == "zh-Hans"
    assert page.get_by_role("heading", name="历史").is_visible()
    page.get_by_label("选择 2026-09-20-run").check()
    page.get_by_label("选择 2026-09-22-run").check()
    page.click("#compare button")
    page.wait_for_selector("html[data-ready]")
    assert "个百分点" in page.inner_text(".verdict-words >> nth=0")
    assert "points" not in page.inner_text("main")
    page.goto(url + "playground")
    page.wait_for_selector("html[data-ready]")
    assert page.get_by_role("button", name="创建助手").is_visible()
    page.goto(url + "runs/2026-09-22-run/report")
    assert "准确率" in page.inner_text("main")
