"""`harness serve` as a user types it."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest

SERVE = [sys.executable, "-m", "harness", "serve"]


def _start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([*SERVE, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _stop(server: subprocess.Popen[str]) -> int:
    server.send_signal(signal.SIGINT)
    server.communicate(timeout=20)
    return server.returncode


def test_it_says_where_it_is_and_how_to_point_an_sdk_there() -> None:
    server = _start("--model", "simulated", "--port", "0")
    assert server.stdout is not None
    said = "".join(server.stdout.readline() for _ in range(5))
    found = re.search(r"export OPENAI_BASE_URL=(http://127\.0\.0\.1:\d+/v1)", said)
    assert found, said
    assert "models: default, simulated" in said
    assert httpx2.get(f"{found[1]}/models").status_code == 200
    assert _stop(server) == 0


def test_json_announces_on_one_line() -> None:
    server = _start("--model", "a=simulated", "--model", "b=failing:a", "--port", "0", "--json")
    assert server.stdout is not None
    said: dict[str, Any] = json.loads(server.stdout.readline())
    assert said["models"] == ["a", "simulated", "b"]
    assert said["pid"] == server.pid
    assert said["base_url"].startswith("http://127.0.0.1:")
    assert _stop(server) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--model", "simulatd"), "simulated"),
        (("--model", "a=simulated", "--model", "a=local"), "two models are named 'a'"),
        (("--model", "failing:b"), "names no model"),
        (("--model", "a=simulated", "--model", "s=slow:x:a"), "number of seconds"),
    ],
)
def test_a_model_that_makes_no_sense_is_one_message(arguments: tuple[str, ...], words: str) -> None:
    done = subprocess.run([*SERVE, *arguments], capture_output=True, text=True, timeout=30)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_one_message() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*SERVE, "--model", "simulated", "--port", port], capture_output=True, text=True, timeout=30
        )
    assert done.returncode == 2
    assert "cannot listen" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_data_folder_belongs_to_one_server(tmp_path: Path) -> None:
    arguments = ("--model", "simulated", "--port", "0", "--data", str(tmp_path / "data"))
    first = _start(*arguments, "--json")
    assert first.stdout is not None and first.stdout.readline()
    second = subprocess.run([*SERVE, *arguments], capture_output=True, text=True, timeout=30)
    assert second.returncode == 2
    assert "another server is using" in second.stderr and "Traceback" not in second.stderr
    first.kill()
    first.communicate(timeout=20)
    third = _start(*arguments, "--json")
    assert third.stdout is not None and third.stdout.readline()
    assert _stop(third) == 0


def test_a_data_folder_that_cannot_be_made_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    arguments = [*SERVE, "--model", "simulated", "--data", str(tmp_path / "file" / "data")]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=30)
    assert done.returncode == 2
    assert "cannot keep data in" in done.stderr and "fix:" in done.stderr
