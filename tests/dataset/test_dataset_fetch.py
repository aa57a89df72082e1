"""Fetching from a publisher: a local server hands out files of the published formats."""

import gzip
import hashlib
import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
import pytest
from click.testing import CliRunner

from harness.cli.dataset import command
from harness.dataset import read_dataset
from harness.dataset.fetch import PUBLISHED
from harness.errors import DatasetError, UsageError


def jsonl(*rows: object) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def parquet(*rows: dict[str, object]) -> bytes:
    buffer = io.BytesIO()
    pd.DataFrame(list(rows)).to_parquet(buffer)
    return buffer.getvalue()


GSM8K = {"question": "How many?", "answer": "1 + 1 = 2\n#### 2"}
MATH = {"problem": "p", "solution": "s", "answer": "2", "subject": "Algebra", "level": 1, "unique_id": "u"}
HUMANEVAL = {
    "task_id": "T/0", "prompt": "def f():\n", "entry_point": "f", "canonical_solution": "    return 1\n",
    "test": "def check(candidate):\n    assert candidate() == 1\n",
}  # fmt: skip
MBPP = {"task_id": 1, "text": "t", "code": "c", "test_list": ["assert f()"], "test_setup_code": ""}
FILES = {
    "gsm8k": jsonl(GSM8K, {**GSM8K, "question": "Why?"}),
    "math-500": jsonl(MATH),
    "humaneval": gzip.compress(jsonl(HUMANEVAL)),
    "mbpp": jsonl(MBPP),
    "mbpp-sanitized": json.dumps([{**MBPP, "prompt": "t", "test_imports": []}]).encode(),
    "aime-2024": parquet({"ID": "2024-I-1", "Problem": "p", "Solution": "s", "Answer": 204}),
    "aime-2025-i": jsonl({"question": "q", "answer": "70"}),
    "aime-2025-ii": jsonl({"question": "q", "answer": "468"}),
}


@contextmanager
def publisher(content: bytes, status: int = 200, cut: int = 0) -> Iterator[tuple[str, list[str]]]:
    """A server that answers every path with `content`; `cut` bytes of it are announced but never sent."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) - cut])

        def log_message(self, *arguments: object) -> None:
            """Keep the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/mirror/", paths
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def fetch(name, folder, base, *more):
    return CliRunner().invoke(command, ["fetch", name, "--out", str(folder), "--base-url", base, *more])


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda published: published.name)
def test_each_published_dataset_is_fetched_and_read(tmp_path, published):
    content = FILES[published.name]
    with publisher(content) as (base, paths):
        result = fetch(published.name, tmp_path, base, "--json")
    assert result.exit_code == 0, result.output
    assert paths == ["/mirror/" + published.url.rpartition("/")[2]]
    told = json.loads(result.stdout)
    assert (told["bytes"], told["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    samples = read_dataset(told["path"], published.format)
    assert len(samples) == told["samples"]
    assert samples[0].metadata["format"] == published.format
    kept = json.loads((tmp_path / f"{published.file}.source.json").read_text(encoding="utf-8"))
    assert (kept["url"], kept["sha256"]) == (told["url"], told["sha256"])
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        published.file,
        f"{published.file}.source.json",
    ]


def test_a_publisher_that_changed_its_file_is_told(tmp_path):
    for answer, changed in (("2", False), ("2", False), ("3", True)):
        with publisher(jsonl({"question": "q", "answer": f"#### {answer}"})) as (base, _):
            told = json.loads(fetch("gsm8k", tmp_path, base, "--json").stdout)
        assert told["changed"] is changed


@pytest.mark.parametrize(
    ("server", "flags", "says"),
    [
        ({"content": b"gone", "status": 404}, [], "answers 404"),
        ({"content": b"<html>sign in</html>"}, [], "is not gsm8k"),
        ({"content": FILES["math-500"]}, [], "is not gsm8k"),
        ({"content": FILES["gsm8k"], "cut": 9}, [], "cannot be fetched"),
        ({"content": FILES["gsm8k"]}, ["--sha256", "00"], "SHA-256"),
    ],
)
def test_a_failed_fetch_leaves_nothing_behind(tmp_path, server, flags, says):
    with publisher(**server) as (base, _):
        result = fetch("gsm8k", tmp_path, base, *flags)
    assert isinstance(result.exception, DatasetError)
    assert says in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_fetch_keeps_the_earlier_file(tmp_path):
    with publisher(FILES["gsm8k"]) as (base, _):
        path = json.loads(fetch("gsm8k", tmp_path, base, "--json").stdout)["path"]
    with publisher(b"", status=500) as (base, _):
        fetch("gsm8k", tmp_path, base)
    assert len(read_dataset(path)) == 2


def test_nobody_there(tmp_path):
    with publisher(b"") as (base, _):
        pass
    result = fetch("gsm8k", tmp_path, base)
    assert isinstance(result.exception, DatasetError)
    assert "--base-url" in str(result.exception)


def test_an_unknown_name_says_what_there_is(tmp_path):
    result = fetch("gsm9k", tmp_path, "http://127.0.0.1:9")
    assert isinstance(result.exception, UsageError)
    assert "gsm8k" in str(result.exception)
