"""No module imports itself by a detour, and no block of code stands in two places."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OURS = sorted(path for path in (ROOT / "harness").rglob("*.py") if "starter" not in path.parts)
ALL = [*OURS, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "bench").rglob("*.py"))]

# So many lines in a row, letter by letter the same, are one piece of code written twice.
BLOCK = 8


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_module(path): path for path in OURS}


def _imports(body: list[ast.stmt]) -> Iterator[str]:
    """Our modules that are imported while this one is: not in functions, and not for types alone."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in (f"{node.module}.{alias.name}" for alias in node.names):
                yield name if name in MODULES else node.module
        elif isinstance(node, ast.Try | ast.With):
            yield from _imports(node.body)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.unparse(node.test):
            yield from _imports([*node.body, *node.orelse])


def _graph() -> dict[str, set[str]]:
    trees = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}
    return {
        name: {found for found in _imports(tree.body) if found in MODULES} for name, tree in trees.items()
    }


def _cycle(graph: dict[str, set[str]]) -> list[str]:
    """One cycle, if there is any: what is left after everything that leads nowhere is taken away."""
    left = {name: set(targets) - {name} for name, targets in graph.items()}
    while leaves := [name for name, targets in left.items() if not targets & left.keys()]:
        for name in leaves:
            del left[name]
    walked = [min(left)] if left else []
    while walked and walked[-1] not in walked[:-1]:
        walked.append(min(left[walked[-1]] & left.keys()))
    return walked


def test_no_module_imports_itself_by_a_detour() -> None:
    graph = _graph()
    assert len(graph) > 100 and graph["harness.results"] >= {"harness.records"}
    assert _cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a", "b", "c", "a"]
    assert _cycle(graph) == []


def _left_out(path: Path, tree: ast.Module) -> set[int]:
    """Lines of imports, docstrings and lists of names: alike because they have to be."""
    lines: set[int] = set()
    for node in ast.walk(tree):
        text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        names = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        if isinstance(node, ast.Import | ast.ImportFrom) or text or names:
            lines |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def _lines(path: Path) -> list[tuple[int, str]]:
    text = path.read_text(encoding="utf-8")
    skipped = _left_out(path, ast.parse(text))
    stripped = (
        (number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if number not in skipped
    )
    return [(number, line) for number, line in stripped if line and not line.startswith("#")]


def _blocks_written_twice(paths: list[Path], size: int) -> list[str]:
    seen: dict[tuple[str, ...], str] = {}
    found = []
    for path in paths:
        lines = _lines(path)
        for at in range(len(lines) - size + 1):
            block = tuple(line for _, line in lines[at : at + size])
            place = f"{path}:{lines[at][0]}"
            first = seen.setdefault(block, place)
            if first != place:
                found.append(f"{place} is written in {first}, too: {block[0]}")
    return found


def test_no_block_is_written_twice(tmp_path: Path) -> None:
    copy = tmp_path / "copy.py"
    copy.write_bytes(MODULES["harness.results"].read_bytes())
    assert _blocks_written_twice([MODULES["harness.results"], copy], BLOCK)
    assert _blocks_written_twice(ALL, BLOCK) == []
