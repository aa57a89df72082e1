"""The real local model: a few short answers."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.errors import ModelError
from harness.server.models import open_model, weights
from harness.server.models.base import ChatModel, ChatRequest, ModelFault, TextDelta
from harness.server.models.llama import LlamaModel
from tests.server_models.model_fakes import CODE, WEATHER, Answer, collect, user

pytestmark = pytest.mark.xdist_group("local-model")


class Local:
    """The model with the event loop that its connections belong to."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        self.model: ChatModel = open_model("local,slots=2,context=1024,threads=1")

    def ask(self, **request: object) -> Answer:
        return self.runner.run(collect(self.model, ChatRequest(**request)))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def local() -> Iterator[Local]:
    local = Local()
    yield local
    local.runner.run(local.model.aclose())
    local.runner.close()


def test_it_answers_the_same_again(local: Local) -> None:
    first, second = (local.ask(messages=user("Name a colour."), max_tokens=24) for _ in range(2))
    assert first.text.strip()
    assert first == second


def test_prompts_are_counted_to_a_token_a_message(local: Local) -> None:
    messages = [
        {"role": "system", "content": "You are a math tutor."},
        *user("Löse 3x + 11 = 14. 解方程。"),
        {"role": "assistant", "content": "x = 1"},
        *user("Why?"),
    ]
    answer = local.ask(messages=messages, max_tokens=1)
    assert answer.finish is not None and answer.finish.reason == "length"
    counted = local.runner.run(local.model.count(messages))
    assert abs(counted - answer.finish.prompt_tokens) <= len(messages)


def test_it_runs_code_when_it_has_to(local: Local) -> None:
    answer = local.ask(
        messages=user("What is 17 * 23?"), tools=(CODE,), tool_choice="required", max_tokens=120
    )
    assert answer.calls[0]["name"] == "code_interpreter"
    assert answer.finish is not None and answer.finish.prompt_tokens > 50
    if answer.finish.reason == "tool_calls":
        assert isinstance(json.loads(answer.calls[0]["arguments"])["code"], str)


def test_forced_arguments_fit_their_schema(local: Local) -> None:
    choice = {"type": "function", "function": {"name": "get_weather"}}
    answer = local.ask(messages=user("How is the weather in Oslo?"), tools=(WEATHER,), tool_choice=choice)
    arguments = json.loads(answer.calls[0]["arguments"])
    assert set(arguments) == {"city", "unit", "days"}
    assert arguments["unit"] in ("c", "f")
    assert isinstance(arguments["days"], int)


def test_calls_of_its_own_choice_fit_their_schema(local: Local) -> None:
    questions = ("Compare the weather in Oslo and in Rome: where is it warmer?", "How warm is Nowhereville?")
    answers = [local.ask(messages=user(one), tools=(WEATHER,), max_tokens=100) for one in questions]
    calls = [answer.calls[0] for answer in answers if answer.calls]
    assert calls
    for call in calls:
        assert call["name"] == "get_weather"
        assert set(json.loads(call["arguments"])) == {"city", "unit", "days"}


def test_a_prompt_beyond_the_context_is_an_invalid_prompt(local: Local) -> None:
    with pytest.raises(ModelFault) as caught:
        local.ask(messages=user("word " * 3000))
    assert caught.value.code == "invalid_prompt"


def test_leaving_early_stops_it_and_it_goes_on_with_the_next(local: Local) -> None:
    async def leave() -> None:
        async for piece in local.model.stream(ChatRequest(messages=user("Count to one thousand."))):
            if isinstance(piece, TextDelta):
                break

    for _ in range(4):
        local.runner.run(leave())
    assert local.ask(messages=user("Say hi."), max_tokens=8).text


def test_a_process_that_was_killed_is_started_again() -> None:
    model = LlamaModel(weights.require(weights.SMOLLM2)[0])
    with asyncio.Runner() as runner:
        os.kill(model.pid, signal.SIGKILL)
        answer = runner.run(collect(model, ChatRequest(messages=user("Say hi."), max_tokens=8)))
        runner.run(model.aclose())
    assert answer.text


def test_a_damaged_file_is_one_clear_error(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.gguf"
    damaged.write_bytes(b"GGUF" + b"\x00" * 1000)
    with pytest.raises(ModelError, match="cannot load"):
        open_model(str(damaged))
    other = tmp_path / "other.gguf"
    other.write_text("not a model")
    with pytest.raises(ModelError, match="not a GGUF file"):
        open_model(str(other))


def test_a_platform_without_the_runtime_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(ModelError, match="xllamacpp is not installed; it has wheels for") as caught:
        open_model("local")
    assert "chat:BASE_URL#NAME" in str(caught.value)


def test_missing_weights_name_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARNESS_MODELS_DIR", str(tmp_path))
    with pytest.raises(ModelError, match="harness models fetch"):
        open_model("local")


def test_the_process_ends_with_the_one_that_opened_it() -> None:
    source = (
        "import sys\n"
        "from harness.server.models import weights\n"
        "from harness.server.models.llama import LlamaModel\n"
        "print(LlamaModel(weights.require(weights.SMOLLM2)[0]).pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    opener = subprocess.Popen([sys.executable, "-c", source], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert opener.stdout is not None and opener.stdin is not None
    with opener.stdin, opener.stdout:
        pid = int(opener.stdout.readline())
        assert alive(pid)
        opener.kill()
        opener.wait()
    deadline = time.monotonic() + 20
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(pid)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
