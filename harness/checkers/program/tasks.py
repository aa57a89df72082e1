"""Tasks in HumanEval's, MBPP's and our own file format, as targets by task id."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from harness.errors import DatasetError
from harness.nearest import nearest_path


def load_tasks(path: Path) -> dict[str, dict[str, Any]]:
    """Reads a JSON list or JSON lines. Raises DatasetError with file and line for what cannot be used."""
    tasks: dict[str, dict[str, Any]] = {}
    for number, row in _rows(path):
        try:
            name, target = task_of(row)
        except (KeyError, TypeError, ValueError) as error:
            raise DatasetError(
                f"{path}:{number}: not a task ({error})",
                nearest="rows of HumanEval (prompt, test, entry_point), MBPP (test_list) or ours (id, target)",
            ) from error
        tasks[name] = target
    if not tasks:
        raise DatasetError(f"{path} holds no tasks")
    return tasks


def task_of(row: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """A row's id and its target. Raises KeyError or ValueError when it is none of the formats."""
    if isinstance(row.get("target"), Mapping):
        return str(row["id"] if "id" in row else row["task_id"]), dict(row["target"])
    if "test_list" in row:
        return str(row["task_id"]), _from_mbpp(row)
    if "test" in row and "entry_point" in row:
        return str(row["task_id"]), _from_humaneval(row)
    raise ValueError("neither target, test_list nor test and entry_point")


def _from_humaneval(row: Mapping[str, Any]) -> dict[str, Any]:
    prompt = str(row.get("prompt", ""))
    target = {"entry_point": row["entry_point"], "prompt": prompt, "check": row["test"]}
    if row.get("canonical_solution"):
        target["reference"] = prompt + str(row["canonical_solution"])
    return target


def _from_mbpp(row: Mapping[str, Any]) -> dict[str, Any]:
    imports = row.get("test_imports") or []
    setup = "\n".join([*imports, str(row.get("test_setup_code") or "")])
    asserts = [*row["test_list"], *(row.get("challenge_test_list") or [])]
    return {"asserts": asserts, "setup": setup, "reference": row.get("code", "")}


def _rows(path: Path) -> Iterable[tuple[int, Mapping[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror}", nearest=nearest_path(path)) from error
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path} is not UTF-8 text", fix="save the file as UTF-8") from error
    if text.lstrip().startswith("["):
        yield from enumerate(_parsed(path, 1, text), 1)
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, _parsed(path, number, line)


def _parsed(path: Path, number: int, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise DatasetError(f"{path}:{number}: not JSON: {error}") from error
