"""`harness init`: a working suite, a plain test and a CI workflow, in a project that is already there."""

from __future__ import annotations

import csv
import json
import shlex
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import click

from harness.cli.files import unreadable
from harness.errors import DatasetError, UsageError

# What is written, and the file of the starter it comes from.
STARTER = {
    "evals/conftest.py": "conftest.py",
    "evals/test_questions.py": "test_questions.py",
    "evals/test_tutor.py": "test_tutor.py",
    "evals/data/questions.jsonl": "questions.jsonl",
    ".github/workflows/evals.yml": "evals.yml",
}
_QUESTION = ("question", "input", "prompt", "problem")
_TARGET = ("target", "answer", "expected", "ideal")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("--csv", "table", type=click.Path(path_type=Path, dir_okay=False), help="Questions you have.")
def command(folder: Path, table: Path | None) -> None:
    """Write a first suite into FOLDER (default: here). Nothing that is there is overwritten."""
    texts = {name: _starter(source) for name, source in STARTER.items()}
    if table:
        texts["evals/data/questions.jsonl"] = "".join(_from_csv(table))
    taken = [name for name in texts if (folder / name).exists()]
    if taken:
        raise UsageError(f"{folder / taken[0]} exists already", fix="move it away, or name another folder")
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        click.echo(f"wrote {path}")
    there = "" if folder == Path() else f"cd {shlex.quote(str(folder))} && "
    click.echo(f"next: {there}harness models fetch && pytest evals")


def _starter(name: str) -> str:
    return files("harness").joinpath("starter", name).read_text(encoding="utf-8")


def _from_csv(path: Path) -> Iterator[str]:
    """The rows of a table with a question and a target column, as lines of a dataset."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            names = {name.strip().lower(): name for name in reader.fieldnames or ()}
            question, target = (_column(path, names, known) for known in (_QUESTION, _TARGET))
            for number, row in enumerate(reader, start=1):
                sample = {"id": f"q-{number:03}", "question": row[question], "target": row[target]}
                yield json.dumps(sample, ensure_ascii=False) + "\n"
    except OSError as error:
        raise unreadable(path, error, "check --csv") from error
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path} is not UTF-8 text", fix="save the table as UTF-8") from error


def _column(path: Path, names: dict[str, str], known: tuple[str, ...]) -> str:
    for name in known:
        if name in names:
            return names[name]
    raise DatasetError(
        f"{path}, line 1: no column called {' or '.join(known)}", nearest=", ".join(names.values()) or "none"
    )
