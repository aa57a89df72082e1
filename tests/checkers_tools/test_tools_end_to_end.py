"""Tool suites against the embedded server: what it cites and calls is what the checkers read."""

import json
import subprocess
import sys
import textwrap

import pytest

SUITE = """
from harness import Assistant, Sample, Suite, answer_with_citation, tool_use

def add(a, b):
    return a + b

NUMBER = {"type": "number"}
SCHEMA = {"type": "object", "properties": {"a": NUMBER, "b": NUMBER}, "required": ["a", "b"]}

search = Suite(
    name="search",
    dataset=[Sample(id="weeks", question="For how many weeks?", target={"answer": ["4"], "files": ["rules.md"]})],
    assistant=Assistant(instructions="Cite.", tools=("file_search",), files=("rules.md", "menu.md")),
    checker=answer_with_citation(),
)
calls = Suite(
    name="calls",
    dataset=[
        Sample(
            id="sum",
            question="Hello.",
            turns=("What is 2 + 3?",),
            target={"calls": [{"name": "add", "arguments": {"a": 2, "b": 3}}], "answer": ["5"]},
        )
    ],
    assistant=Assistant(
        instructions="Add.",
        tools=({"type": "function", "function": {"name": "add", "parameters": SCHEMA}},),
    ),
    functions={"add": add},
    checker=tool_use(),
)
"""
SEARCH = [
    {"calls": [{"name": "file_search", "arguments": {"query": "weeks a book may be kept"}}]},
    {"text": "You may keep it for 4 weeks 【0:0†source】."},
]
CALLS = [
    {"text": "Hello."},
    {"calls": [{"name": "add", "arguments": {"a": 2, "b": 3}}]},
    {"text": "It is 5."},
]


def judged(folder, suite, script):
    (folder / "test_tools.py").write_text(textwrap.dedent(SUITE), encoding="utf-8")
    (folder / "rules.md").write_text("# Rules\n\nA book may be kept for 4 weeks.\n", encoding="utf-8")
    (folder / "menu.md").write_text("# Menu\n\nSoup with barley, 6 crowns.\n", encoding="utf-8")
    (folder / "script.jsonl").write_text(
        "".join(json.dumps(turn) + "\n" for turn in script), encoding="utf-8"
    )
    command = [
        sys.executable, "-m", "harness", "run", f"test_tools.py::{suite}", "--cassettes", "off", "--json",
        "--model", f"simulated:script={folder / 'script.jsonl'}",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [(row["transport"], row["correct"], row["errors"]) for row in json.loads(done.stdout)["summary"]]


@pytest.mark.parametrize(("suite", "script"), [("search", SEARCH), ("calls", CALLS)])
def test_a_right_conversation_is_correct_through_both_transports(tmp_path, suite, script):
    assert judged(tmp_path, suite, script) == [("polling", 1, 0), ("streaming", 1, 0)]


@pytest.mark.parametrize(("suite", "script"), [("search", SEARCH[1:]), ("calls", [{"text": "It is 5."}])])
def test_an_answer_without_its_tool_is_incorrect(tmp_path, suite, script):
    assert judged(tmp_path, suite, script) == [("polling", 0, 0), ("streaming", 0, 0)]
