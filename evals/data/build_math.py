"""Write math.jsonl again: `python evals/data/build_math.py`. The same sources give the same bytes."""

from pathlib import Path

from harness.dataset.jsonl import dump_all
from harness.dataset.proofs import load_questions

HERE = Path(__file__).parent


def samples():
    """The hand-written questions by topic, each in both languages."""
    for path in sorted((HERE / "proofs").glob("*.py")):
        for question in load_questions(path).values():
            yield from question.samples()


if __name__ == "__main__":
    (HERE / "math.jsonl").write_text(dump_all(samples()), encoding="utf-8")
