"""A suite's assistant as what a program on the Responses API needs, and as what it was."""

from __future__ import annotations

import json
from pprint import pformat
from typing import Any

from harness.assistant.responses.mapping import request_of, with_overrides
from harness.assistant.setup import assistant_body
from harness.loader import LoadedSuite

_HEAD = '''"""{title}

Needs the openai package and OPENAI_API_KEY (and OPENAI_BASE_URL for another server than the hosted one).
"""

import sys
import time

from openai import OpenAI

{constants}
client = OpenAI()
'''
_UPLOAD = """

def upload():
    \"\"\"The files of the assistant, by their ids.\"\"\"
    return [client.files.create(file=open(name, "rb"), purpose="assistants").id for name in FILES]


def vector_store(files):
    \"\"\"A vector store of the files, ready to be searched.\"\"\"
    store = client.vector_stores.create(file_ids=files)
    while store.status != "completed":
        time.sleep(0.5)
        store = client.vector_stores.retrieve(store.id)
    return store.id
"""
_RESPONSES = '''

def request():
    """The settings of every request, with files and stores in the tools."""
    settings, files = dict(SETTINGS), upload()
    tools = []
    for tool in settings.pop("tools", []):
        if tool["type"] == "code_interpreter":
            tool = {**tool, "container": {"type": "auto", "file_ids": files}}
        elif tool["type"] == "file_search":
            tool = {**tool, "vector_store_ids": [vector_store(files)]}
        tools.append(tool)
    return {**settings, "tools": tools} if tools else settings


def ask(settings, conversation, items):
    """One response in the background, polled to its end."""
    response = client.responses.create(
        **settings, input=items, conversation=conversation, background=True, include=INCLUDE
    )
    while response.status in ("queued", "in_progress"):
        time.sleep(0.5)
        response = client.responses.retrieve(response.id)
    return response


def main():
    settings, conversation = request(), client.conversations.create().id
    question = {"role": "user", "content": " ".join(sys.argv[1:]) or QUESTION}
    response = ask(settings, conversation, [*EARLIER, question])
    calls = [item for item in response.output if item.type == "function_call"]
    for call in calls:
        print(f"wants {call.name}({call.arguments}): answer it with a function_call_output item")
    print(response.status, response.output_text)


main()
'''
_ASSISTANTS = '''

def assistant():
    """The assistant with its files and stores."""
    body, files, resources = dict(SETTINGS), upload(), {}
    types = [tool["type"] for tool in body["tools"]]
    if files and "code_interpreter" in types:
        resources["code_interpreter"] = {"file_ids": files}
    if files and "file_search" in types:
        resources["file_search"] = {"vector_store_ids": [vector_store(files)]}
    return client.beta.assistants.create(**body, tool_resources=resources)


def main():
    made = assistant()
    thread = client.beta.threads.create()
    question = " ".join(sys.argv[1:]) or QUESTION
    client.beta.threads.messages.create(thread.id, role="user", content=question)
    run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=made.id, **RUN)
    if run.required_action:
        for call in run.required_action.submit_tool_outputs.tool_calls:
            print(f"wants {call.function.name}({call.function.arguments}): submit its output")
    answers = [m for m in client.beta.threads.messages.list(thread.id, run_id=run.id) if m.content]
    print(run.status, answers[0].content[0].text.value if answers else "")


main()
'''


def response_request(suite: LoadedSuite, *, model: str | None = None) -> dict[str, Any]:
    """The body of `POST /v1/responses` for the suite's first question, files to be filled in."""
    settings = _settings(suite, model)
    earlier = settings.pop("input", [])
    return {**settings, "input": [*earlier, {"role": "user", "content": suite.samples[0].question}]}


def prompt(suite: LoadedSuite, *, model: str | None = None) -> dict[str, Any]:
    """The assistant as a stored prompt would hold it: everything but the question, with the name."""
    settings = _settings(suite, model)
    named = {"name": suite.suite.assistant.name or suite.name, "version": "1"}
    instructions = settings.pop("instructions", "")
    messages = [{"role": "developer", "content": instructions}] if instructions else []
    messages += settings.pop("input", [])
    return {"prompt": {**named, "messages": messages, "variables": {}, "settings": settings}}


def responses_script(suite: LoadedSuite, *, model: str | None = None) -> str:
    """Runnable Python on the Responses API."""
    title = f"{suite.suite.assistant.name or suite.name} on the Responses API."
    settings = _settings(suite, model)
    earlier = settings.pop("input", [])
    constants = _constants(suite, SETTINGS=settings, EARLIER=earlier, INCLUDE=_include(suite))
    return _HEAD.format(title=title, constants=constants) + _UPLOAD + _RESPONSES


def assistants_script(suite: LoadedSuite, *, model: str | None = None) -> str:
    """Runnable Python on the Assistants API, for a server that still has it."""
    title = f"{suite.suite.assistant.name or suite.name} on the Assistants API."
    body = assistant_body(suite.suite.assistant, model or suite.suite.assistant.model)
    constants = _constants(suite, SETTINGS=body, RUN=_run(suite))
    return _HEAD.format(title=title, constants=constants) + _UPLOAD + _ASSISTANTS


def _settings(suite: LoadedSuite, model: str | None) -> dict[str, Any]:
    own = suite.suite.assistant
    return with_overrides(request_of(own, model=model or own.model).body, _run(suite)).body


def _run(suite: LoadedSuite) -> dict[str, Any]:
    limits = suite.suite.limits
    bounds = {
        "max_prompt_tokens": limits.max_prompt_tokens,
        "max_completion_tokens": limits.max_completion_tokens,
    }
    return {**{name: value for name, value in bounds.items() if value is not None}, **suite.suite.run}


def _include(suite: LoadedSuite) -> list[str]:
    kinds = {tool if isinstance(tool, str) else tool["type"] for tool in suite.suite.assistant.tools}
    wanted = {"code_interpreter": "code_interpreter_call.outputs", "file_search": "file_search_call.results"}
    return [wanted[kind] for kind in wanted if kind in kinds]


def _constants(suite: LoadedSuite, **values: Any) -> str:
    files = [str(suite.folder / name) for name in suite.suite.assistant.files]
    values |= {"FILES": files, "QUESTION": suite.samples[0].question}
    # Through JSON and back: only plain values are written as Python.
    plain = {name: json.loads(json.dumps(value)) for name, value in values.items()}
    return "".join(
        f"{name} = {pformat(value, width=100, sort_dicts=False)}\n" for name, value in plain.items()
    )
