"""Write math.jsonl again: `python evals/data/build_math.py`. The same sources give the same bytes.

First the hand-written questions of `proofs/`, then open questions from the templates, then multiple choice and blanks, each in both languages.
"""

from collections.abc import Iterator
from pathlib import Path

from harness.dataset.generate import Options, generate
from harness.dataset.jsonl import dump_all
from harness.dataset.proofs import load_questions
from harness.records import Sample

HERE = Path(__file__).parent
# Two languages a question: 240 questions, three to a template.
FROM_TEMPLATES = Options(n=480, seed=2026, forms=("open",))
# Two to a template. They stand at the end: what suites choose from the front stays the same.
OTHER_FORMS = Options(n=88, seed=2026, forms=("choice", "blanks"))


def samples() -> Iterator[Sample]:
    """All samples of math.jsonl in the order of the file."""
    for path in sorted((HERE / "proofs").glob("*.py")):
        for question in load_questions(path).values():
            yield from question.samples()
    yield from generate(FROM_TEMPLATES)
    yield from generate(OTHER_FORMS)


if __name__ == "__main__":
    (HERE / "math.jsonl").write_text(dump_all(samples()), encoding="utf-8")
