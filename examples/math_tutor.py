"""A math tutor by polling: ask, wait for the run to end, print the conversation.

Needs nothing but the openai SDK, OPENAI_BASE_URL and OPENAI_API_KEY. `harness serve` prints what to set.
"""

from openai import OpenAI

client = OpenAI()

assistant = client.beta.assistants.create(
    name="Math Tutor",
    instructions="You are a personal math tutor. Write and run code to answer math questions.",
    tools=[{"type": "code_interpreter"}],
    model="gpt-4o",
)
try:
    thread = client.beta.threads.create()
    client.beta.threads.messages.create(
        thread_id=thread.id,
        role="user",
        content="I need to solve the equation `3x + 11 = 14`. Can you help me?",
    )
    run = client.beta.threads.runs.create_and_poll(
        thread_id=thread.id,
        assistant_id=assistant.id,
        instructions="Please address the user as Jane Doe. The user has a premium account.",
    )
    print(f"run: {run.status}")
    for message in client.beta.threads.messages.list(thread_id=thread.id, order="asc"):
        for part in message.content:
            if part.type == "text":
                print(f"{message.role}: {part.text.value}")
finally:
    client.beta.assistants.delete(assistant.id)
