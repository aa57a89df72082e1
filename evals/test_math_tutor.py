"""A math tutor with the code interpreter, as in the classic quick start of the Assistants API.

40 of the bundled questions, evenly over topics, languages and levels.
`dataset="data/math.jsonl"` asks all of them.
"""

from pathlib import Path

from harness import Assistant, Gate, Limits, Suite, math_answer
from harness.dataset import read_dataset, stratified

DATA = Path(__file__).parent / "data"

math_tutor = Suite(
    name="math_tutor",
    dataset=stratified(read_dataset(DATA / "math.jsonl"), 40, by=("topic", "language", "level")),
    assistant=Assistant(
        name="Math Tutor",
        instructions=(
            "You are a personal math tutor. Write and run code to answer math questions. "
            "End with the line 'The answer is ...'."
        ),
        temperature=0.0,
        tools=("code_interpreter",),
    ),
    checker=math_answer(),
    run={
        "additional_instructions": "Please address the user as Jane Doe. The user has a premium account.",
    },
    limits=Limits(seconds=240, max_completion_tokens=400),
    # The small bundled model often talks until its tokens are used up; ask more of a stronger one.
    gate=Gate(max_error_share=0.5, baseline="baseline.json"),
)
