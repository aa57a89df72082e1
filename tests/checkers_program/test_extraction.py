"""Finding the program in what assistants write."""

from __future__ import annotations

import time

import pytest

from harness.checkers.program.extract import Wanted, extract

GOOD = "def f(x):\n    return x + 1"
PROMPT = "import math\n\ndef helper(x):\n    return x\n\ndef f(x):\n    '''One more.'''\n"
FENCE = "```"

REPLIES: dict[str, str] = {
    "bare": GOOD,
    "a Python fence": f"Sure.\n{FENCE}python\n{GOOD}\n{FENCE}\nDone.",
    "an untagged fence": f"{FENCE}\n{GOOD}\n{FENCE}",
    "an unusual tag": f"{FENCE}Python3 title=x\n{GOOD}\n{FENCE}",
    "a wrong tag": f"{FENCE}text\n{GOOD}\n{FENCE}",
    "tildes": f"~~~py\n{GOOD}\n~~~",
    "a long fence": f"{FENCE}{FENCE}python\n{GOOD}\n{FENCE}{FENCE}",
    "an unclosed fence": f"So:\n{FENCE}python\n{GOOD}\n",
    "Windows line ends": f"{FENCE}python\n{GOOD}\n{FENCE}".replace("\n", "\r\n"),
    "an indented fence": f"1. Do:\n\n   {FENCE}python\n   def f(x):\n       return x + 1\n   {FENCE}",
    "a quoted fence": f"> {FENCE}python\n> def f(x):\n>     return x + 1\n> {FENCE}",
    "a usage block after it": f"{FENCE}python\n{GOOD}\n{FENCE}\nUse:\n{FENCE}python\nprint(f(1))\n{FENCE}",
    "a shell block before it": f"{FENCE}bash\npip install x\n{FENCE}\n{FENCE}python\n{GOOD}\n{FENCE}",
    "an output block after it": f"{FENCE}python\n{GOOD}\n{FENCE}\n{FENCE}\n2\n{FENCE}",
    "a correction": f"{FENCE}python\ndef f(x):\n    return x\n{FENCE}\nNo:\n{FENCE}python\n{GOOD}\n{FENCE}",
    "prose around bare code": f"Here is the function you asked for:\n\n{GOOD}\n\nIt adds one, as you can see.",
    "prose between bare code": f"import math\nThen the function:\n{GOOD}\n",
    "doctest prompts": f"{FENCE}\n>>> def f(x):\n...     return x + 1\n...\n>>> f(1)\n2\n{FENCE}",
    "a fence in the docstring": f"{FENCE}python\ndef f(x):\n    '''\n    {FENCE}\n    f(1)\n    {FENCE}\n    '''\n    return x + 1\n{FENCE}",
    "all indented": f"{FENCE}python\n    def f(x):\n        return x + 1\n{FENCE}",
    "first line not indented": f"{FENCE}python\ndef f(x):\n        return x + 1\n{FENCE}",
    "first line indented": f"{FENCE}python\n  {GOOD}\n{FENCE}",
    "tabs and spaces": f"{FENCE}python\ndef f(x):\n\ty = x\n        return y + 1\n{FENCE}",
    "a whole script": f"{FENCE}python\n{GOOD}\n\nif __name__ == '__main__':\n    print(f(int(input())))\n{FENCE}",
    "a lambda": f"{FENCE}python\nf = lambda x: x + 1\n{FENCE}",
    "one line": "Use `f`: ```python f = lambda x: x + 1```",
    "helpers in another block": f"{FENCE}python\ndef one():\n    return 1\n{FENCE}\nand\n{FENCE}python\ndef f(x):\n    return x + one()\n{FENCE}",
    "an import in another block": f"{FENCE}python\nfrom operator import add\n{FENCE}\n{FENCE}python\ndef f(x):\n    return add(x, 1)\n{FENCE}",
    "escaped characters": f"{FENCE}python\ndef f(x):\n    return x + 1 if x &gt; 0 else x + 1\n{FENCE}",
}  # fmt: skip

BODIES: dict[str, str] = {
    "a body": "    y = x\n    return y + 1\n",
    "a body without its first indentation": "y = x\n    return y + 1",
    "a body without indentation": "y = x\nreturn y + 1",
    "a body in a fence": f"{FENCE}python\n    y = x\n    return y + 1\n{FENCE}",
    "a body that uses the prompt": "    return helper(x) + int(math.sqrt(1))\n",
}


def ran(code: str, preamble: str = "") -> int:
    names: dict[str, object] = {"__name__": "solution"}
    exec(preamble, names)
    exec(code, names)
    return names["f"](41)  # type: ignore[operator,no-any-return]


@pytest.mark.parametrize("name", REPLIES)
def test_replies(name: str) -> None:
    found = extract(REPLIES[name], Wanted(names=("f",)))
    assert found is not None and ran(found.code) == 42, found


@pytest.mark.parametrize("name", BODIES)
def test_bodies_are_completed_with_the_prompt(name: str) -> None:
    found = extract(BODIES[name], Wanted(names=("f",), prompt=PROMPT))
    assert found is not None and found.rule == "completed prompt" and ran(found.code) == 42


def test_what_the_prompt_brings_need_not_be_repeated() -> None:
    found = extract("def f(x):\n    return helper(x) + math.floor(1.5)", Wanted(names=("f",), prompt=PROMPT))
    assert found is not None and ran(found.code, found.preamble) == 42
    assert "def f" not in found.preamble


def test_a_whole_program_is_the_block_that_speaks() -> None:
    reply = f"{FENCE}python\nimport sys\n{FENCE}\nthen\n{FENCE}python\nn = int(sys.stdin.read())\nprint(n + 1)\n{FENCE}"
    found = extract(reply, Wanted())
    assert found is not None and "print" in found.code and found.code.startswith("import sys")


@pytest.mark.parametrize("reply", ["", "Sorry.", "I cannot do that", "```python\n```", "```", "42"])
def test_no_program(reply: str) -> None:
    assert extract(reply, Wanted(names=("f",))) is None


@pytest.mark.parametrize(
    "reply",
    [
        "```" * 20_000,
        "```python\n" * 20_000,
        ">>> " * 50_000,
        "def f(x):\n" * 5_000,
        "import a b c\n" * 20_000,
        "`" * 400_000,
        "~~~\n```\n" * 20_000,
    ],
    ids=["fences", "openings", "prompts", "heads", "broken lines", "ticks", "mixed"],
)
def test_hostile_replies_cost_little_time(reply: str) -> None:
    started = time.process_time()
    extract(reply, Wanted(names=("f",), prompt=PROMPT))
    assert time.process_time() - started < 5
