"""An assistant that answers from a small corpus: what it says and what it cites both have to be right.

16 of the bundled questions, evenly over its topics and languages; `dataset="data/file_search.jsonl"` asks all of it.
"""

from pathlib import Path

from harness import Assistant, Gate, Limits, Suite, answer_with_citation
from harness.dataset import read_dataset, stratified

DATA = Path(__file__).parent / "data"
CORPUS = tuple(sorted(f"data/corpus/{path.name}" for path in (DATA / "corpus").iterdir()))

file_search = Suite(
    name="file_search",
    dataset=stratified(read_dataset(DATA / "file_search.jsonl"), 16, by=("topic", "language")),
    assistant=Assistant(
        name="Town Clerk",
        instructions=(
            "Answer in one or two sentences from the files, and cite the file that says it. "
            "If no file says it, say that the files do not mention it."
        ),
        temperature=0.0,
        tools=("file_search",),
        files=CORPUS,
    ),
    checker=answer_with_citation(),
    limits=Limits(seconds=240, max_completion_tokens=300),
    # The small bundled model often talks until its tokens are used up; ask more of a stronger one.
    gate=Gate(max_error_share=0.5, baseline="baseline.json"),
)
