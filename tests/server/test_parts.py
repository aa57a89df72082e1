"""The fiddly parts on their own: transitions, partial JSON, annotations, ids, the document."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest

from harness.server import lifecycle
from harness.server.app import OPERATIONS
from harness.server.engine.arguments import StringField, string_field
from harness.server.lifecycle import RUN, IllegalTransition, change_run
from harness.server.openapi import document
from harness.server.runs.annotations import annotate
from harness.server.wire import PREFIXES, new_id

LEGAL = {(before, after) for before, afters in RUN.items() for after in afters}
PAIRS = [(before, after) for before in RUN for after in RUN]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_exactly_the_tables_changes_of_a_run_are_possible(before: str, after: str) -> None:
    run: dict[str, Any] = {"id": "run_x", "status": before, "expires_at": 600, "required_action": None}
    if (before, after) in LEGAL:
        change_run(run, after, 5)
        assert run["status"] == after
        return
    with pytest.raises(IllegalTransition, match=f"from {before} to {after}"):
        change_run(run, after, 5)
    assert run["status"] == before


def test_nothing_leaves_an_end() -> None:
    ends = {"completed", "incomplete", "failed", "cancelled", "expired"}
    assert ends == lifecycle.TERMINAL
    assert all(before not in ends for before, _ in LEGAL)


@pytest.mark.parametrize(
    "code",
    ["", "print(1)", 'print("a\\n\\t")', "s = 'ü 😀 \\u1234'\n\tx = \"\\\\\"", "\x00\x1f\x7f", "a" * 500],
)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_code_comes_out_of_growing_json_whatever_the_pieces(code: str, ascii_only: bool) -> None:
    text = json.dumps({"first": 1, "code": code, "last": "no"}, ensure_ascii=ascii_only)
    source = random.Random(code)
    for _ in range(20):
        field, out, at = StringField("code"), "", 0
        while at < len(text):
            step = source.randint(1, 5)
            out += field.feed(text[at : at + step])
            at += step
        assert out == code
    assert string_field(text, "code") == code


@pytest.mark.parametrize("text", ["", "print(1)", "[]", '{"code": 1}', '{"code": "x', '{"other": "x"}'])
def test_arguments_that_hold_no_such_string(text: str) -> None:
    assert string_field(text, "code") is None


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ("see sandbox:/mnt/data/a.csv.", ["sandbox:/mnt/data/a.csv"]),
        ("[a](sandbox:/mnt/data/a.csv) and sandbox:/mnt/data/b.txt", ["sandbox:/mnt/data/a.csv"] * 1),
        ("sandbox:/mnt/data/unknown.csv", []),
        ("【0:1†a.csv】 and 【9:9†b】", ["【0:1†a.csv】"]),
        ("😀 sandbox:/mnt/data/a.csv", ["sandbox:/mnt/data/a.csv"]),
    ],
)
def test_annotations_point_at_their_text(value: str, texts: list[str]) -> None:
    made = annotate(value, {"a.csv": "file-1"}, {"0:1": "file-2"})
    assert [one["text"] for one in made] == texts
    assert all(value[one["start_index"] : one["end_index"]] == one["text"] for one in made)


@pytest.mark.parametrize("kind", sorted(PREFIXES))
def test_ids_are_a_prefix_and_letters_and_digits_that_nobody_guesses(kind: str) -> None:
    ids = {new_id(kind) for _ in range(1000)}
    assert len(ids) == 1000
    assert all(re.fullmatch(re.escape(PREFIXES[kind]) + "[A-Za-z0-9]{24}", id) for id in ids)


def test_the_document_names_every_operation_and_only_schemas_that_are_there() -> None:
    made = document(OPERATIONS, keys=True, model_pattern="^default$")
    roots = [operation.path.split("/")[1] for operation in OPERATIONS]
    assert sum(root in ("assistants", "threads", "files", "vector_stores") for root in roots) == 44
    names = [one["operationId"] for methods in made["paths"].values() for one in methods.values()]
    assert len(set(names)) == len(OPERATIONS)
    used = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(made)))
    assert used <= set(made["components"]["schemas"])
