"""A Python helper: the assistant writes a program, runs it, and we read the code and what it printed.

Needs nothing but the openai SDK, OPENAI_BASE_URL and OPENAI_API_KEY. `harness serve` prints what to set.
"""

from openai import OpenAI

client = OpenAI()

assistant = client.beta.assistants.create(
    name="Python Helper",
    instructions="You write Python programs, run them, and explain what they print.",
    tools=[{"type": "code_interpreter"}],
    model="gpt-4o",
)
try:
    run = client.beta.threads.create_and_run_poll(
        assistant_id=assistant.id,
        thread={
            "messages": [
                {"role": "user", "content": "Write and run a program that prints the first 10 prime numbers."}
            ]
        },
    )
    print(f"run: {run.status}")
    for step in client.beta.threads.runs.steps.list(run.id, thread_id=run.thread_id, order="asc"):
        if step.step_details.type != "tool_calls":
            continue
        for call in step.step_details.tool_calls:
            if call.type == "code_interpreter":
                print(f"code:\n{call.code_interpreter.input}")
                for output in call.code_interpreter.outputs:
                    if output.type == "logs":
                        print(f"output:\n{output.logs}")
    for message in client.beta.threads.messages.list(run.thread_id, run_id=run.id, order="asc"):
        for part in message.content:
            if part.type == "text":
                print(f"{message.role}: {part.text.value}")
finally:
    client.beta.assistants.delete(assistant.id)
