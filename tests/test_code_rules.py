"""The rules of CONTRIBUTING.md that a machine can read: lengths, documentation, nothing left for later."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FUNCTION, LONGEST_FILE = 60, 600
USUAL, USUAL_SHARE = 40, 0.95
LATER = re.compile(r"\b(TODO|FIXME|XXX)\b")
STARTER = ROOT / "harness" / "starter"

# Paths that may be longer, each with its reason. Nothing is; add nothing lightly.
LONGER_FILES: dict[str, str] = {}
LONGER_FUNCTIONS: dict[str, str] = {}

# Modules whose public functions are documented elsewhere.
DOCUMENTED_ELSEWHERE = {
    "harness/pytest_plugin.py": "the hooks are pytest's",
    "harness/server/routes/": "the endpoints are the API's, named in harness/server/app.py's table",
    "harness/server/responses/routes.py": "the same",
    "harness/server/responses/conversation_routes.py": "the same",
}

OURS = sorted(path for path in (ROOT / "harness").rglob("*.py") if STARTER not in path.parents)
ALL = [*OURS, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "bench").rglob("*.py"))]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    """`file:line name` of every function with how many lines it has, its decorators left out."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, Function):
            yield f"{_name(path)}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1


def _undocumented(path: Path) -> Iterator[str]:
    """Public modules, classes and functions without a docstring; methods are documented by their class."""
    tree = _tree(path)
    if not path.stem.startswith("_") or path.stem == "__init__":
        lines = path.read_text(encoding="utf-8").strip()
        if lines and not ast.get_docstring(tree):
            yield f"{_name(path)}:1 (module)"
    for node in tree.body:
        public = isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_")
        if public and not ast.get_docstring(node) and not _says_itself(node):
            yield f"{_name(path)}:{node.lineno} {node.name}"


def _says_itself(node: Function | ast.ClassDef) -> bool:
    """A class of nothing but named fields of a wire format, a function of one statement."""
    if isinstance(node, ast.ClassDef):
        return all(isinstance(part, ast.AnnAssign) for part in node.body)
    return len(node.body) == 1


def _comments(path: Path) -> Iterator[tuple[int, str]]:
    reader = io.StringIO(path.read_text(encoding="utf-8")).readline
    for token in tokenize.generate_tokens(reader):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def test_no_file_is_too_long() -> None:
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in ALL}
    assert not {n: k for n, k in lengths.items() if k > LONGEST_FILE and n not in LONGER_FILES}


def test_no_function_is_too_long() -> None:
    lengths = dict(pair for path in ALL for pair in _functions(path))
    assert not {n: k for n, k in lengths.items() if k > LONGEST_FUNCTION and n not in LONGER_FUNCTIONS}


def test_nearly_all_functions_are_short() -> None:
    lengths = [length for path in OURS for _, length in _functions(path)]
    assert sum(length <= USUAL for length in lengths) / len(lengths) >= USUAL_SHARE


def test_nothing_is_left_for_later() -> None:
    found = [
        f"{_name(path)}:{line} {text}" for path in ALL for line, text in _comments(path) if LATER.search(text)
    ]
    stubs = [
        f"{_name(path)}:{node.lineno}"
        for path in OURS
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Raise) and "NotImplementedError" in ast.unparse(node)
    ]
    assert not found + stubs


def test_public_names_are_documented() -> None:
    ours = [path for path in OURS if not _name(path).startswith(tuple(DOCUMENTED_ELSEWHERE))]
    assert not [name for path in ours for name in _undocumented(path)]


@pytest.mark.parametrize("package", ["harness", "harness.checkers", "harness.testing", "harness.sandbox"])
def test_what_a_package_offers_is_documented(package: str) -> None:
    module = __import__(package, fromlist=["__all__"])
    for name in module.__all__:
        value = getattr(module, name)
        if callable(value) and hasattr(value, "__module__") and value.__module__.startswith("harness"):
            assert value.__doc__, f"{package}.{name} has no docstring"
