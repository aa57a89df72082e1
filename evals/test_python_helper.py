"""A Python helper that writes functions; hidden tests that it never sees decide.

20 of the bundled tasks, evenly over categories, languages and levels.
`dataset="data/python.jsonl"` asks all of them.
Some tasks attach a file: `within` says where it lies, seen from this module.
"""

from pathlib import Path

from harness import Assistant, Gate, Limits, Suite, python_tests
from harness.dataset import read_dataset, stratified, within

DATA = Path(__file__).parent / "data"
TASKS = within("data", read_dataset(DATA / "python.jsonl"))

python_helper = Suite(
    name="python_helper",
    dataset=stratified(TASKS, 20, by=("topic", "language", "level")),
    assistant=Assistant(
        name="Python Helper",
        instructions=(
            "You are a Python programmer. Answer with one complete Python code block that defines what is "
            "asked for, and nothing after it."
        ),
        temperature=0.0,
        tools=("code_interpreter",),
    ),
    checker=python_tests(),
    limits=Limits(seconds=240, max_completion_tokens=400),
    # The small bundled model often talks until its tokens are used up; ask more of a stronger one.
    gate=Gate(max_error_share=0.5, baseline="baseline.json"),
)
