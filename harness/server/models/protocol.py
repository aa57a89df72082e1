"""The fenced protocol in words: what a model without tools is told, and how it is shown calls and results.

A ```python block is a call of the code interpreter, a ```tool block holds `{"name": …, "arguments": …}` for
any other function. The texts are short, because they are paid for in every turn of a small model.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness.server.models.base import Message, Tool
from harness.server.models.messages import function_of, text_of, tool_names

CODE_TOOL = "code_interpreter"
PYTHON_WORDS = ("python", "py", "python3", "tool_code")
TOOL_WORDS = ("tool", "tool_call")
CODE_FENCE = "```python\n"

_CODE = "You can run Python: a ```python block is run, and you are shown what it prints."
_CODE_EXAMPLE = (
    {"role": "user", "content": "What is 12 * 7 + 5?"},
    {"role": "assistant", "content": "```python\nprint(12 * 7 + 5)\n```"},
    {"role": "user", "content": "Output:\n```\n89\n```"},
    {"role": "assistant", "content": "The answer is 89."},
)
_CODE_REMINDER = "(To compute something, write a ```python block that prints the result. It is run for you.)"
_FUNCTIONS = "You can call these functions:\n{functions}"
_FUNCTION_EXAMPLE = (
    {"role": "user", "content": "What does the word glint mean?"},
    {
        "role": "assistant",
        "content": '```tool\n{"name": "dictionary", "arguments": {"word": "glint"}}\n```',
    },
    {"role": "user", "content": "Output:\n```\na small flash of light\n```"},
    {"role": "assistant", "content": "A glint is a small flash of light."},
    {"role": "user", "content": "Hello!"},
    {"role": "assistant", "content": "Hello! What can I do for you?"},
)
_FUNCTION_REMINDER = (
    "(To call a function, write a ```tool block with its name and arguments as JSON. Functions: {functions})"
)


@dataclass(frozen=True)
class Teaching:
    """What is added for the tools on offer: `system` ends the system message, `example` follows it as an
    earlier exchange, `reminder` ends the newest message of the user.

    A model of 135 million parameters follows what it sees last and imitates what it sees done; told in the
    system message alone it hardly ever writes a block.
    """

    system: str = ""
    example: tuple[Mapping[str, str], ...] = ()
    reminder: str = ""


def teaching(tools: Sequence[Tool]) -> Teaching:
    """The words that explain these tools."""
    others = [function_of(tool) for tool in tools if function_of(tool).get("name") != CODE_TOOL]
    taught = _functions(others) if others else Teaching()
    if CODE_TOOL not in tool_names(tools):
        return taught
    return Teaching(
        "\n\n".join(part for part in (_CODE, taught.system) if part),
        _CODE_EXAMPLE + taught.example,
        "\n".join(part for part in (_CODE_REMINDER, taught.reminder) if part),
    )


def _functions(functions: Sequence[Mapping[str, Any]]) -> Teaching:
    """The example calls a function that is never on offer: how to call is shown, not what."""
    declared = ", ".join(f"{one.get('name')}({', '.join(_parameters(one))})" for one in functions)
    return Teaching(
        _FUNCTIONS.format(functions="\n".join(map(_described, functions))),
        _FUNCTION_EXAMPLE,
        _FUNCTION_REMINDER.format(functions=declared),
    )


def _described(function: Mapping[str, Any]) -> str:
    """One line: the function as it would be declared, and what it is for."""
    parameters = ", ".join(
        f"{name}: {schema.get('type', 'any') if isinstance(schema, dict) else 'any'}"
        for name, schema in _parameters(function).items()
    )
    about = str(function.get("description") or "").strip()
    return f"- {function.get('name')}({parameters})" + (f": {about}" if about else "")


def _parameters(function: Mapping[str, Any]) -> dict[str, Any]:
    return dict((function.get("parameters") or {}).get("properties") or {})


def kinds(tools: Sequence[Tool]) -> dict[str, str]:
    """Which info strings are calls, with these tools on offer."""
    names = tool_names(tools)
    wanted = dict.fromkeys(PYTHON_WORDS, "code") if CODE_TOOL in names else {}
    if set(names) - {CODE_TOOL}:
        wanted |= dict.fromkeys(TOOL_WORDS, "tool")
    return wanted


def rounds(messages: Sequence[Message]) -> int:
    """Turns since the last user message that called tools."""
    count = 0
    for message in reversed(messages):
        if message.get("role") == "user":
            break
        count += bool(message.get("tool_calls"))
    return count


def rendered(messages: Sequence[Message], teaching: Teaching) -> list[dict[str, str]]:
    """The messages as a model without tools can read them: text only, calls as fenced blocks."""
    shown: list[dict[str, str]] = []
    newest = max((n for n, message in enumerate(messages) if message.get("role") == "user"), default=-1)
    for number, message in enumerate(messages):
        role, text = _one(message)
        if number == newest and teaching.reminder:
            text = f"{text}\n\n{teaching.reminder}"
        if role == "tool" and shown and shown[-1]["role"] == "tool":
            shown[-1]["content"] += f"\n\n{text}"
        else:
            shown.append({"role": role, "content": text})
    for one in shown:
        one["role"] = "user" if one["role"] == "tool" else one["role"]
    return _with_system(shown, teaching)


def _with_system(shown: list[dict[str, str]], teaching: Teaching) -> list[dict[str, str]]:
    """Instructions first, then what is taught, then the thread."""
    own = shown[0]["content"] if shown and shown[0]["role"] == "system" else ""
    text = f"{own}\n\n{teaching.system}".strip()
    head = [{"role": "system", "content": text}] if text else []
    return [*head, *map(dict, teaching.example), *shown[bool(own) :]]


def _one(message: Message) -> tuple[str, str]:
    role = str(message.get("role"))
    text = text_of(message)
    if role == "tool":
        return role, f"Output:\n```\n{text.rstrip()}\n```"
    if role == "assistant":
        blocks = [_block(call.get("function") or {}) for call in message.get("tool_calls") or ()]
        return role, "\n\n".join(part for part in (text.strip(), *blocks) if part)
    return ("system" if role == "developer" else role), text


def _block(function: Mapping[str, Any]) -> str:
    name, arguments = function.get("name"), _parsed(function.get("arguments"))
    if name == CODE_TOOL and isinstance(arguments, dict):
        return f"{CODE_FENCE}{arguments.get('code', '')}\n```"
    call = json.dumps({"name": name, "arguments": arguments}, ensure_ascii=False)
    return f"```tool\n{call}\n```"


def _parsed(arguments: Any) -> Any:
    try:
        return json.loads(arguments)
    except (TypeError, ValueError):
        return arguments
