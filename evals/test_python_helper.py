"""A Python helper that writes functions; hidden tests that it never sees decide."""

from harness import Assistant, Gate, Limits, Suite, python_tests

python_helper = Suite(
    name="python_helper",
    dataset="data/python.jsonl",
    assistant=Assistant(
        name="Python Helper",
        instructions=(
            "You are a Python programmer. Answer with one complete Python code block that defines what is "
            "asked "
            "for, and nothing after it."
        ),
        tools=("code_interpreter",),
    ),
    checker=python_tests(),
    limits=Limits(seconds=120, max_completion_tokens=256),
    gate=Gate(max_error_share=0.2),
)
