"""Servers as processes: killed for real, stopped in order, left by their parents."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest

from harness.errors import ModelError
from harness.server.embedded import Running, ServeOptions, serve
from harness.server.lifecycle import TERMINAL
from harness.server.schemas.named import NAMED
from harness.server.validate import check

ADD = {"type": "function", "function": {"name": "add", "parameters": {"type": "object"}}}


def _http(running: Running) -> httpx2.Client:
    headers = {"authorization": f"Bearer {running.api_key}"}
    return httpx2.Client(
        base_url=running.base_url, headers=headers, timeout=30, verify=False, trust_env=False
    )


def _options(folder: Path, *models: str) -> ServeOptions:
    return ServeOptions(models=models, data=folder, api_key="key", poll_ms=5)


def _everything(http: httpx2.Client, threads: list[str]) -> list[dict[str, Any]]:
    """All runs, with every object of theirs validated."""
    runs = []
    for thread in threads:
        for message in http.get(f"/threads/{thread}/messages").json()["data"]:
            check(message, NAMED["Message"], NAMED)
            assert message["status"] != "in_progress"
        for run in http.get(f"/threads/{thread}/runs").json()["data"]:
            check(run, NAMED["Run"], NAMED)
            runs.append(run)
            for step in http.get(f"/threads/{thread}/runs/{run['id']}/steps").json()["data"]:
                check(step, NAMED["RunStep"], NAMED)
                assert step["status"] != "in_progress"
    return runs


def test_killed_in_the_middle_of_100_runs_it_finds_everything_and_nothing_hangs(tmp_path: Path) -> None:
    script = tmp_path / "script.jsonl"
    script.write_text('{"text": "a few words that take their time"}')
    models = (f"simulated:script={script},rate=40", "quick=simulated")
    with serve(_options(tmp_path / "data", *models)) as running, _http(running) as http:
        assistant = http.post("/assistants", json={"model": "default"}).json()
        threads = []
        for number in range(100):
            body = {
                "assistant_id": assistant["id"],
                "thread": {"messages": [{"role": "user", "content": f"n {number}"}]},
            }
            threads.append(http.post("/threads/runs", json=body).json()["thread_id"])
        os.kill(running.pid, signal.SIGKILL)
    with serve(_options(tmp_path / "data", *models)) as running, _http(running) as http:
        assert http.get(f"/assistants/{assistant['id']}").json() == assistant
        runs = _everything(http, threads)
        assert len(runs) == 100
        assert {run["status"] for run in runs} <= TERMINAL
        failed = [run for run in runs if run["status"] == "failed"]
        assert failed
        for run in failed:
            assert run["last_error"]["code"] == "server_error"
            assert "server was stopped" in run["last_error"]["message"]
            assert run["expires_at"] is None
        body = {"assistant_id": assistant["id"], "model": "quick"}
        assert http.post(f"/threads/{failed[0]['thread_id']}/runs", json=body).status_code == 200


def test_text_written_before_the_server_was_killed_is_kept(tmp_path: Path) -> None:
    options = _options(tmp_path, "simulated:rate=8")
    with serve(options) as running, _http(running) as http:
        assistant = http.post("/assistants", json={"model": "default"}).json()["id"]
        question = {"role": "user", "content": " ".join(["word"] * 80)}
        body = {"assistant_id": assistant, "stream": True, "thread": {"messages": [question]}}
        with http.stream("POST", "/threads/runs", json=body) as response:
            lines = response.iter_lines()
            assert next(lines) == "event: thread.created"
            thread = json.loads(next(lines).removeprefix("data: "))["id"]
            for _ in range(14):  # more than a second of answer
                next(line for line in lines if line == "event: thread.message.delta")
        os.kill(running.pid, signal.SIGKILL)
    with serve(options) as running, _http(running) as http:
        message = http.get(f"/threads/{thread}/messages").json()["data"][0]
        check(message, NAMED["Message"], NAMED)
        assert (message["status"], message["incomplete_details"]) == ("incomplete", {"reason": "run_failed"})
        assert message["content"][0]["text"]["value"].startswith("Simulated answer to: word word")


def test_a_run_that_waits_for_outputs_survives_a_restart(tmp_path: Path) -> None:
    options = _options(tmp_path, "simulated:tools=add")
    with serve(options) as running, _http(running) as http:
        assistant = http.post("/assistants", json={"model": "default", "tools": [ADD]}).json()["id"]
        thread = {"messages": [{"role": "user", "content": "Hi"}]}
        run = http.post("/threads/runs", json={"assistant_id": assistant, "thread": thread}).json()
        path = f"/threads/{run['thread_id']}/runs/{run['id']}"
        _wait(http, path, "requires_action")
        os.kill(running.pid, signal.SIGKILL)
    with serve(options) as running, _http(running) as http:
        run = _wait(http, path, "requires_action")
        calls = run["required_action"]["submit_tool_outputs"]["tool_calls"]
        outputs = [{"tool_call_id": call["id"], "output": "4"} for call in calls]
        http.post(f"{path}/submit_tool_outputs", json={"tool_outputs": outputs})
        assert _wait(http, path, "completed")["required_action"] is None


def test_stopped_in_order_it_fails_what_is_under_way_and_ends_streams(tmp_path: Path) -> None:
    options = _options(tmp_path, "simulated:latency=20")
    with serve(options) as running, _http(running) as http:
        assistant = http.post("/assistants", json={"model": "default"}).json()["id"]
        body = {"assistant_id": assistant, "stream": True}
        with http.stream("POST", "/threads/runs", json=body) as response:
            lines = response.iter_lines()
            assert next(lines) == "event: thread.created"
            os.kill(running.pid, signal.SIGTERM)
            rest = list(lines)
    assert "event: thread.run.failed" in rest
    assert "data: [DONE]" in rest


def test_files_and_vector_stores_survive_a_restart(tmp_path: Path) -> None:
    options = _options(tmp_path, "simulated")
    with serve(options) as running, _http(running) as http:
        upload = {"file": ("notes.md", b"# Otters\n\nOtters hold hands when they sleep.")}
        file = http.post("/files", data={"purpose": "assistants"}, files=upload).json()
        store = http.post("/vector_stores", json={"name": "s", "file_ids": [file["id"]]}).json()
        _wait(http, f"/vector_stores/{store['id']}/files/{file['id']}", "completed", 60)
        os.kill(running.pid, signal.SIGKILL)
    with serve(options) as running, _http(running) as http:
        assert http.get(f"/files/{file['id']}/content").content.startswith(b"# Otters")
        counts = http.get(f"/vector_stores/{store['id']}").json()["file_counts"]
        assert (counts["completed"], counts["total"]) == (1, 1)
        found = http.post(f"/vector_stores/{store['id']}/search", json={"query": "otters sleep"}).json()
        assert found["data"][0]["file_id"] == file["id"]


def _wait(http: httpx2.Client, path: str, status: str, seconds: float = 10) -> dict[str, Any]:
    deadline = time.monotonic() + seconds
    while True:
        body: dict[str, Any] = http.get(path).json()
        if body["status"] == status:
            return body
        assert time.monotonic() < deadline, body
        time.sleep(0.02)


def test_a_server_dies_with_the_process_that_started_it() -> None:
    program = (
        "import time\n"
        "from harness.server.embedded import ServeOptions, serve\n"
        "with serve(ServeOptions(models=('simulated',))) as running:\n"
        "    print(running.pid, flush=True)\n"
        "    time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and "Z" not in _state(pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def test_a_model_that_cannot_be_had_is_one_sentence() -> None:
    with pytest.raises(ModelError, match="no-such"), serve(ServeOptions(models=("no-such",))):
        raise AssertionError("it started")
