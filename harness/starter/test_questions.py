"""A first suite: the questions of data/questions.jsonl, judged as mathematics.

pytest evals                        replays what is recorded, records what is missing
harness run evals --cassettes off   asks anew, records nothing

Keep the outcomes of a run that you are content with, and let the gate find what is lost against it:

harness baseline set --out evals/baseline.json
"""

from harness import Assistant, Gate, Suite, math_answer

questions = Suite(
    name="questions",
    dataset="data/questions.jsonl",
    assistant=Assistant(
        instructions="You are a math tutor. Work step by step and end with 'The answer is …'.",
        tools=("code_interpreter",),
    ),
    checker=math_answer(),
    gate=Gate(max_error_share=0.05),  # and once there is one: baseline="baseline.json"
)
