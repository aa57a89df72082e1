"""Nobody but the viewer's own pages gets anything done: names, origins, tokens, paths, sizes."""

from __future__ import annotations

import json
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from harness.errors import HarnessError
from harness.viewer.saving import append
from tests.viewer.conftest import Start, make_runs


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, start: Start) -> str:
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "secret.txt").write_text("secret")
    make_runs(folder / "reports", 1)
    return start(folder, "--base-url", "http://127.0.0.1:9/v1", OPENAI_API_KEY="sk-very-secret")


def _token(url: str) -> str:
    found = re.search(r'name="harness-token" content="([^"]+)"', httpx2.get(url + "playground").text)
    assert found
    return found[1]


def _save(url: str, **headers: str) -> httpx2.Response:
    row = {"id": "a", "question": "1 + 1?", "target": "2"}
    body = {"dataset": "made/by-test.jsonl", "sample": row}
    own = {"origin": url.rstrip("/"), "x-harness-token": _token(url)}
    sent = {name: value for name, value in {**own, **headers}.items() if value}
    return httpx2.post(url + "api/samples", json=body, headers=sent)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "a@127.0.0.1:{port}", "127.0.0.1.evil.example:{port}", ""])  # fmt: skip
def test_other_names_of_the_machine_are_turned_away(url: str, host: str) -> None:
    port = urlsplit(url).port
    with socket.create_connection(("127.0.0.1", port), timeout=5) as opened:
        opened.sendall(
            f"GET / HTTP/1.1\r\nHost: {host.format(port=port)}\r\nConnection: close\r\n\r\n".encode()
        )
        assert opened.recv(100).startswith((b"HTTP/1.1 403", b"HTTP/1.1 400"))


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": ""},
        {"origin": "null"},
        {"origin": "https://evil.example"},
        {"x-harness-token": ""},
        {"x-harness-token": "guess"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_other_pages_change_nothing(url: str, headers: dict[str, str]) -> None:
    assert _save(url, **headers).status_code == 403


def test_another_site_may_link_here_but_not_read(url: str) -> None:
    asked = {"sec-fetch-site": "cross-site"}
    assert httpx2.get(url + "playground", headers=asked).status_code == 403
    assert httpx2.get(url, headers={**asked, "sec-fetch-mode": "navigate"}).status_code == 200


def test_every_page_forbids_what_it_does_not_need(url: str) -> None:
    for path in ("", "playground", "runs/2026-09-20-run/report", "nowhere", "static/viewer.css"):
        headers = httpx2.get(url + path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert not [name for name in headers if name.startswith("access-control")]


@pytest.mark.parametrize("name", ["..", "%2e%2e", "..%2fsecret.txt", "%2e%2e%2fguarded", "%00", "reports"])
def test_no_path_leaves_the_reports(url: str, name: str) -> None:
    for path in (f"runs/{name}/report", f"runs/{name}/events", f"runs/{name}", f"static/{name}", f"compare?a={name}&b=2026-09-20-run"):  # fmt: skip
        answer = httpx2.get(url + path)
        assert answer.status_code in (400, 404) or answer.url.path == "/"
        assert "secret" not in answer.text.replace("secret.txt", "")


def test_the_key_stays_here(url: str) -> None:
    own = {"origin": url.rstrip("/"), "x-harness-token": _token(url)}
    answer = httpx2.post(
        url + "api/assistants", json={"instructions": "x", "model": "m"}, headers=own, timeout=30
    )
    assert answer.status_code == 502
    assert "connection" in answer.json()["error"].lower()
    for path in ("", "playground", "static/playground.js"):
        assert "sk-very-secret" not in httpx2.get(url + path).text + answer.text


def test_a_large_body_is_refused(url: str) -> None:
    own = {"origin": url.rstrip("/"), "x-harness-token": _token(url)}
    answer = httpx2.post(url + "api/files?name=x", content=b"x" * (33 * 2**20), headers=own, timeout=30)
    assert answer.status_code == 413


def test_a_sample_is_appended_whole(tmp_path: Path) -> None:
    row = {"id": "a", "question": "1 + 1?", "target": "2"}
    append(tmp_path, "sets/mine.jsonl", row)
    path = tmp_path / "sets" / "mine.jsonl"
    path.write_text(path.read_text().rstrip("\n"))  # a file whose last line was not ended
    saved = append(tmp_path, "sets/mine.jsonl", {**row, "id": "b", "turns": ["And 2 + 2?"]})
    assert saved.line == 2
    assert [json.loads(line)["id"] for line in path.read_text().splitlines()] == ["a", "b"]
    assert [entry.name for entry in path.parent.iterdir()] == ["mine.jsonl"]


def test_many_writers_lose_nothing(tmp_path: Path) -> None:
    rows = [{"id": f"s-{i}", "question": f"{i} + 1?", "target": "x"} for i in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda row: append(tmp_path, "mine.jsonl", row), rows))
    assert len((tmp_path / "mine.jsonl").read_text().splitlines()) == 40


@pytest.mark.parametrize(
    "row",
    [
        {"id": "a", "question": "again?", "target": "2"},
        {"id": "", "question": "?", "target": "2"},
        {"id": "c", "question": "?"},
        {"id": "c", "question": "?", "target": "2", "unknown": 1},
    ],
)
def test_a_bad_sample_leaves_the_file_as_it_was(tmp_path: Path, row: dict[str, str]) -> None:
    append(tmp_path, "mine.jsonl", {"id": "a", "question": "1 + 1?", "target": "2"})
    before = (tmp_path / "mine.jsonl").read_bytes()
    with pytest.raises(HarnessError):
        append(tmp_path, "mine.jsonl", row)
    assert (tmp_path / "mine.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    "name", ["../out.jsonl", "/tmp/out.jsonl", "link/out.jsonl", "a/../../out.jsonl", ".git/x.jsonl", "x.py", "", "a\x00.jsonl"]
)  # fmt: skip
def test_datasets_stay_in_the_working_directory(tmp_path: Path, name: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to(tmp_path)
    with pytest.raises(HarnessError):
        append(root, name, {"id": "a", "question": "1 + 1?", "target": "2"})
    assert not list(tmp_path.glob("*.jsonl"))
