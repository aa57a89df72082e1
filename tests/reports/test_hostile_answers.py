"""Whatever a model writes stays text: in the page, in CSV cells, in the terminal, in XML and in Markdown."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from harness.reports.clean import cell, one_line, printable
from harness.reports.html.tree import markdown
from harness.reports.terminal import terminal_table
from harness.reports.write import write_reports
from harness.results import Results
from tests.reports.build import attempt, code_step, message, run_folder

PAGE_ATTACKS = [
    "<script>window.pwned = 1</script>",
    "</script><script>window.pwned = 1</script>",
    "<img src=x onerror='window.pwned = 1'>",
    "<svg onload=window.pwned=1>",
    "<style>body { display: none }</style>",
    "<iframe srcdoc='<script>parent.pwned = 1</script>'></iframe>",
    "<form action='https://evil.example'><button>Send</button></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href='https://evil.example/'>",
    "[click me](javascript:window.pwned=1)",
    "![pixel](https://evil.example/pixel.png)",
    "<https://evil.example>",
    "$\\href{javascript:window.pwned=1}{x}$ and $\\text{<img src=x onerror=window.pwned=1>}$",
    "$\\def\\x{\\x\\x}\\x$ $\\newcommand{\\y}{\\y\\y}\\y$",
    '```"><img src=x onerror=window.pwned=1>\ncode\n```',
    "```python\n'''</span><script>window.pwned = 1</script>\n```",
    "&lt;script&gt;window.pwned = 1&lt;/script&gt;",
    "{{ 7 * 7 }} {% raw %} ${window.pwned = 1}",
    "\u202e\u2066txt.exe \x00 \x1b]8;;https://evil.example\x07link\x1b]8;;\x07 \ud800",
    "*_" * 3000,
    "[" * 5000,
    "> " * 3000,
    "$" + "{" * 900 + "}" * 900 + "$",
    "`" * 3001,
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One sample for each attack, which stands wherever a model, a dataset or a server can put text."""
    attempts = []
    for i, attack in enumerate(PAGE_ATTACKS):
        text = attack.encode("utf-8", "replace").decode()  # a result file holds UTF-8
        attempts.append(
            attempt(
                f"a-{i:02}", "incorrect", question=text, answer=text, topic=text[:200],
                target=text, extracted=text,
                expected=text, reason=text, rule=text, model=text, status=text,
                steps=(code_step(0),), run={"id": text},
                messages=(
                    message("user", text),
                    message("assistant", text, annotations=[{"type": "file_citation", "text": text}]),
                ),
            )
        )  # fmt: skip
    made = run_folder(
        tmp_path_factory.mktemp("hostile"), attempts, model="<script>window.pwned = 1</script>\x1b[2J"
    )
    write_reports(made, parquet=False)
    return made


def test_nothing_takes_effect_in_the_page(folder: Path, visit: Any) -> None:
    page = visit(folder / "report.html")
    for i in range(len(PAGE_ATTACKS)):
        page.evaluate(f"document.querySelector('#row-{i} .open-row').click()")
    page.wait_for_function(f"document.querySelectorAll('.attempt').length === {len(PAGE_ATTACKS)}")
    assert page.evaluate("window.pwned") is None
    for forbidden in (
        "iframe",
        "form",
        "object",
        "embed",
        "meta[http-equiv=refresh]",
        "base",
        "#rows a",
        "#rows img",
        "#rows style",
        "#rows script",
    ):
        assert page.query_selector(forbidden) is None, forbidden
    assert (
        page.evaluate(
            "[...document.querySelectorAll('*')].some(e => [...e.attributes].some(a => /^on/.test(a.name)))"
        )
        is False
    )
    assert page.is_visible("h1")
    assert "<script>window.pwned = 1</script>" in page.inner_text("#detail-0")


def test_the_policy_stops_what_would_slip_through(folder: Path, browser: Any) -> None:
    """A second wall: markup put into the page by force does nothing either."""
    page = browser.new_page()
    page.goto((folder / "report.html").resolve().as_uri())
    page.wait_for_selector("html[data-ready]")
    forced = """() => {
    try { document.body.innerHTML += '<img src=x onerror="window.pwned=1">'; return 'set'; }
    catch (error) { return error.name; }
    }"""
    assert page.evaluate(forced) == "TypeError"  # trusted types are required and none are allowed
    inline = """() => {
    try { document.createElement('img').setAttribute('onerror', 'window.pwned=1'); return 'set'; }
    catch (error) { return error.name; }
    }"""
    assert page.evaluate(inline) == "TypeError"
    page.evaluate("() => { const made = document.createElement('script'); document.body.append(made); }")
    page.wait_for_timeout(200)
    assert page.evaluate("window.pwned") is None
    page.close()


def test_the_tree_holds_known_elements_only() -> None:
    def tags(node: Any) -> set[str]:
        if isinstance(node, str):
            return set()
        return {node[0]}.union(*(tags(child) for child in node[1:] if not isinstance(child, dict)), set())

    for attack in PAGE_ATTACKS:
        found = set().union(*(tags(node) for node in markdown(attack)), set())
        assert not found & {"a", "img", "script", "style", "iframe", "form", "svg"}, attack


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        " =1",
        "＝1",
        "'=1",
        '"=1',
        "|calc",
        "-",
        "\n=1",
    ],
)
def test_a_csv_cell_is_never_a_formula(text: str) -> None:
    assert cell(text).startswith("'")


@pytest.mark.parametrize("text", ["-3", "+5", "-0.25", "1e-3", "-1.5E+10", "x = 1", "3/4", ""])
def test_numbers_and_plain_text_stay_as_they_are_in_csv(text: str) -> None:
    assert cell(text) == text


def test_csv_of_hostile_answers_reads_back_row_by_row(folder: Path) -> None:
    text = (folder / "samples.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(PAGE_ATTACKS)
    assert "\x1b" not in text
    assert "\x00" not in text


@pytest.mark.parametrize(
    "text", ["\x1b[2J", "\x9b31m", "\x1b]0;title\x07", "a\rb", "\u202eabc", "\u2028", "\x7f", "\ud800"]
)
def test_control_sequences_are_shown_not_obeyed(text: str) -> None:
    shown = printable(text)
    assert not any(
        character in shown for character in text if not character.isalnum() and character not in "[];"
    ), shown
    shown.encode("utf-8")


def test_the_terminal_table_is_plain_text(tmp_path: Path) -> None:
    folder = run_folder(tmp_path, [attempt(suite="[red]x[/red]\x1b[2J\x07")])
    out = io.StringIO()
    results = Results.open(folder)
    Console(file=out, width=200, force_terminal=True).print(terminal_table(results))
    results.close()
    assert "[red]x[/red]\\x1b[2J\\x07" in out.getvalue()
    assert "\x1b[2J" not in out.getvalue()
    assert "\x07" not in out.getvalue()


@pytest.mark.parametrize("width", [60, 70, 80])
def test_a_narrow_terminal_shows_every_column(width: int, tmp_path: Path) -> None:
    with Results.open(run_folder(tmp_path, [attempt("n-1", suite="math_tutor")])) as results:
        out = io.StringIO()
        Console(file=out, width=width).print(terminal_table(results))
    assert "…" not in out.getvalue()
    assert max(map(len, out.getvalue().splitlines())) <= width
    for name in (
        "math_tutor",
        "streaming",
        "correct",
        "accuracy (95 %)",
        "errors",
        "median",
        "first",
        "tools",
    ):
        assert name in out.getvalue()


def test_the_terminal_table_fits_eighty_columns(tmp_path: Path) -> None:
    results = Results.open(
        run_folder(
            tmp_path, [attempt(f"s{i}", transport=way) for i in range(9) for way in ("polling", "streaming")]
        )
    )
    out = io.StringIO()
    Console(file=out, width=80).print(terminal_table(results))
    results.close()
    assert "…" not in out.getvalue()
    assert "100.0% (70–100)" in out.getvalue()
    assert "1.25 s*" in out.getvalue()
    assert "as recorded" in out.getvalue()


def test_junit_and_markdown_survive(folder: Path) -> None:
    root = ET.fromstring((folder / "junit.xml").read_text("utf-8"))
    assert root[0].get("failures") == str(len(PAGE_ATTACKS))
    summary = (folder / "summary.md").read_text("utf-8")
    assert "<script" not in summary
    assert "](javascript" not in summary


def test_one_line_is_one_line_and_not_longer_than_asked() -> None:
    assert one_line("a\n\tb  c") == "a b c"
    assert one_line("abcdef", 4) == "abc…"
