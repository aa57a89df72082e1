"""The programs under examples/, run as anybody would run them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def run(serve: Callable[..., Any], script: Callable[..., str]) -> Callable[[str, str, str], str]:
    """Runs an example against a model that runs `code` and then says `text`."""

    def start(name: str, code: str, text: str) -> str:
        call = {"name": "code_interpreter", "arguments": {"code": code}}
        served = serve(script({"calls": [call]}, {"text": text}))
        done = subprocess.run(
            [sys.executable, "-W", "ignore", EXAMPLES / name],
            env={**os.environ, "OPENAI_BASE_URL": served.base_url, "OPENAI_API_KEY": "any"},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assistants = served.client().beta.assistants.list()
        assert not assistants.data, "the example deletes its assistant"
        return done.stdout

    return start


def test_the_math_tutor_prints_the_conversation(run: Callable[..., str]) -> None:
    printed = run("math_tutor.py", "print((14 - 11) / 3)", "Jane Doe, x = 1.")
    assert "run: completed" in printed
    assert "user: I need to solve the equation `3x + 11 = 14`" in printed
    assert printed.rstrip().endswith("assistant: Jane Doe, x = 1.")


def test_the_streamed_tutor_prints_code_output_and_answer(run: Callable[..., str]) -> None:
    printed = run("math_tutor_stream.py", "print((14 - 11) / 3)", "Jane Doe, x = 1.")
    assert "assistant > code_interpreter" in printed
    assert "print((14 - 11) / 3)" in printed
    assert "output >\n1.0" in printed
    assert "assistant > Jane Doe, x = 1." in printed


def test_the_python_helper_shows_code_and_output(run: Callable[..., str]) -> None:
    code = "primes = [n for n in range(2, 30) if all(n % d for d in range(2, n))]\nprint(primes)"
    printed = run("python_helper.py", code, "These are the primes.")
    assert "[2, 3, 5, 7, 11, 13, 17, 19, 23, 29]" in printed
    assert code in printed
    assert "assistant: These are the primes." in printed
