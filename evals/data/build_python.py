"""Write python.jsonl again: `python evals/data/build_python.py`. The same sources give the same bytes."""

from collections.abc import Iterator
from pathlib import Path

from harness.dataset.jsonl import dump_all
from harness.dataset.tasks import Task, load_tasks

HERE = Path(__file__).parent


def tasks() -> Iterator[Task]:
    """All tasks of `programs/`, file by file."""
    for path in sorted((HERE / "programs").glob("*.py")):
        yield from load_tasks(path)


if __name__ == "__main__":
    text = dump_all(sample for task in tasks() for sample in task.samples())
    (HERE / "python.jsonl").write_text(text, encoding="utf-8")
