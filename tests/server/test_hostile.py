"""Requests that no SDK sends: always the API's error body and a 4xx, never a hang, never a 5xx."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from harness.server.options import Limits

HEAD = b"Host: 127.0.0.1\r\nContent-Type: application/json\r\n"


def _exchange(base_url: str, sent: bytes, seconds: float = 10) -> bytes:
    """Everything that the server says until it closes, or until one answer is there."""
    host, port = base_url.split("/")[2].split(":")
    said = b""
    connection = socket.create_connection((host, int(port)), timeout=seconds)
    with connection, contextlib.suppress(ConnectionError):
        connection.sendall(sent)
        while not _whole(said) and (part := connection.recv(65536)):
            said += part
    return said


def _whole(said: bytes) -> bool:
    head, end, body = said.partition(b"\r\n\r\n")
    length = [line[16:] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length: ")]
    return bool(end and length and len(body) >= int(length[0]))


def _refusal(said: bytes) -> tuple[int, dict[str, Any]]:
    head, _, body = said.partition(b"\r\n\r\n")
    error = json.loads(body)["error"]
    assert set(error) == {"message", "type", "param", "code"}
    return int(head.split()[1]), error


def _post(body: bytes, *headers: bytes, path: bytes = b"/v1/assistants") -> bytes:
    lines = headers or (b"Content-Length: %d" % len(body),)
    return b"POST " + path + b" HTTP/1.1\r\n" + HEAD + b"\r\n".join(lines) + b"\r\n\r\n" + body


NOT_HTTP = {
    "garbage": b"\x16\x03\x01\x02\x00\x01\x00\x01" + b"a" * 300 + b"\r\n\r\n",
    "a method that is none": b"FOO /v1/assistants HTTP/1.1\r\n" + HEAD + b"\r\n",
    "a space in the path": b"GET /v1/assistants?limit= 5 HTTP/1.1\r\n" + HEAD + b"\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "two lengths": _post(b"{}xxx", b"Content-Length: 2", b"Content-Length: 5"),
    "a negative length": _post(b"{}", b"Content-Length: -2"),
    "a length and chunks": _post(b"0\r\n\r\n", b"Transfer-Encoding: chunked", b"Content-Length: 5"),
    "a chunk without a size": _post(b"ZZ\r\n{}\r\n0\r\n\r\n", b"Transfer-Encoding: chunked"),
    "a path without end": b"GET /v1/" + b"x" * 70_000 + b" HTTP/1.1\r\n" + HEAD + b"\r\n",
}


@pytest.mark.parametrize("sent", NOT_HTTP.values(), ids=NOT_HTTP)
def test_what_is_no_http_is_refused_in_the_form_of_the_api(served: Any, sent: bytes) -> None:
    status, error = _refusal(_exchange(served.base_url, sent))
    assert (status, error["type"]) == (400, "invalid_request_error")


def test_headers_without_end_are_refused(served: Any) -> None:
    flood = b"".join(b"X-%d: %s\r\n" % (number, b"y" * 1000) for number in range(1000))
    said = _exchange(served.base_url, b"GET /v1/assistants HTTP/1.1\r\n" + HEAD + flood)
    assert not said or _refusal(said)[0] == 431  # the answer may be lost with what was not read


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET /v1/assistants HT",
        b"GET /v1/assistants HTTP/1.1\r\nHost: 127",
        _post(b"{", b"Content-Length: 9"),
    ],
    ids=["nothing", "a request line", "headers", "a body"],
)
def test_a_request_that_never_ends_does_not_hold_its_connection(
    serve: Callable[..., Any], begun: bytes
) -> None:
    served = serve(limits=Limits(receive_seconds=0.3))
    before = time.monotonic()
    said = _exchange(served.base_url, begun)
    assert time.monotonic() - before < 8
    if begun:
        assert _refusal(said)[0] == 408
    else:
        assert said == b""


def test_a_slow_client_that_goes_on_is_served(serve: Callable[..., Any]) -> None:
    served = serve(limits=Limits(receive_seconds=1.0))
    host, port = served.base_url.split("/")[2].split(":")
    body = b'{"model": "default"}'
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(_post(b"", b"Content-Length: %d" % len(body)))
        for at in range(0, len(body), 5):
            time.sleep(0.3)
            connection.sendall(body[at : at + 5])
        assert b" 200 OK" in connection.recv(65536)


def test_requests_sent_ahead_are_all_answered(served: Any) -> None:
    host, port = served.base_url.split("/")[2].split(":")
    said = b""
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall((b"GET /v1/models HTTP/1.1\r\n" + HEAD + b"\r\n") * 50)
        while said.count(b"HTTP/1.1 200 OK") < 50:
            part = connection.recv(65536)
            assert part, f"closed after {said.count(b'HTTP/1.1 200 OK')} answers"
            said += part


DEEP = b'{"a":' * 2000 + b"1" + b"}" * 2000
BODIES = {
    "cut off": b'{"model": "def',
    "brackets without end": b"[" * 100_000,
    "objects nested deep": b'{"model": "default", "tools": [{"type": "function", "function": {"name": "f", '
    b'"parameters": ' + DEEP + b"}}]}",
    "not a number": b'{"model": "default", "temperature": NaN}',
    "a number without end": b'{"model": "default", "temperature": 1' + b"0" * 400 + b"}",
    "a number beyond floats": b'{"model": "default", "temperature": 1e400}',
    "half a surrogate pair": b'{"model": "default", "name": "\\ud800"}',
    "half a pair as bytes": b'{"model": "default", "name": "\xed\xa0\x80"}',
    "bytes that are no text": b'{"model": "default", "name": "\xff"}',
    "a null byte": b'{"model": "default", "name": "a\x00b"}',
    "UTF-16": '{"model": "default"}'.encode("utf-16"),
    "compressed": gzip.compress(b'{"model": "default"}'),
    "true for a number": b'{"model": "default", "temperature": true}',
    "a name without letters": b'{"model": "default", "": 1}',
    "a model of null bytes": b'{"model": "\\u0000"}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_odd_json_is_refused(served: Any, body: bytes) -> None:
    http = served.http()
    answer = http.post("/assistants", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400, answer.text


def test_json_that_is_odd_and_sound_is_taken(served: Any) -> None:
    http, name = served.http(), "a\x00b\u202e\U0001f9a6"
    body = b'{"model": "nowhere", "model": "default", "name": ' + json.dumps(name).encode() + b"}"
    made = http.post("/assistants", content=body, headers={"content-type": "application/json; charset=x"})
    assert http.get(f"/assistants/{made.json()['id']}").json()["name"] == name


IDS = ("..", "%00", "%ff", "%F0%9F%A6%A6", "%0d%0aX:1", "'%20OR%201=1", "%zz", "x" * 5000, "[]", "*")
PATHS = ("assistants", "threads", "files", "vector_stores", "responses", "conversations")


def test_odd_ids_are_not_there(served: Any) -> None:
    for path in PATHS:
        for id in IDS:
            said = _exchange(served.base_url, f"GET /v1/{path}/{id} HTTP/1.1\r\n".encode() + HEAD + b"\r\n")
            assert _refusal(said)[0] in (400, 404), (path, id)


QUERIES = {
    "limit=": 400, "limit=1e3": 400, "limit=%2B5": 400, "limit=%00": 400, "limit=" + "9" * 5000: 400,
    "limit=%D9%A5": 400, "limit=1.0": 400, "order=ASC": 400, "order=": 400,
    "after=%00": 404, "after=%ff": 404, "before=x": 404, "after=" + "x" * 8000: 404,
    "limit=5&limit=500": 400, "%00=1": 200, "unknown[]=1": 200, "&&&=": 200,
}  # fmt: skip


def test_odd_queries(served: Any) -> None:
    http = served.http()
    for query, status in QUERIES.items():
        assert http.get(f"/assistants?{query}").status_code == status, query[:40]


def test_cursors_of_other_lists_are_not_there(served: Any) -> None:
    http = served.http()
    threads = [http.post("/threads", json={"messages": [_SAID]}).json()["id"] for _ in range(2)]
    elsewhere = http.get(f"/threads/{threads[0]}/messages").json()["data"][0]["id"]
    for path, cursor in (("assistants", threads[0]), (f"threads/{threads[1]}/messages", elsewhere)):
        for side in ("after", "before"):
            assert http.get(f"/{path}", params={side: cursor}).status_code == 404


_SAID = {"role": "user", "content": "x"}

# -- forms


def _part(name: str, value: bytes, filename: str | None = None) -> bytes:
    named = f'; filename="{filename}"' if filename is not None else ""
    return f'--b\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + value + b"\r\n"


FILE, PURPOSE = _part("file", b"hello", "a.txt"), _part("purpose", b"assistants")
FORM = "multipart/form-data; boundary=b"
FORMS = {
    "no boundary": ("multipart/form-data", FILE + PURPOSE + b"--b--\r\n"),
    "another boundary": ("multipart/form-data; boundary=c", FILE + PURPOSE + b"--b--\r\n"),
    "empty": (FORM, b""),
    "no file": (FORM, PURPOSE + b"--b--\r\n"),
    "no purpose": (FORM, FILE + b"--b--\r\n"),
    "a purpose of another kind": (FORM, FILE + _part("purpose", b"fun") + b"--b--\r\n"),
    "the file as text": (FORM, PURPOSE + _part("file", b"hello") + b"--b--\r\n"),
    "the purpose as a file": (FORM, FILE + _part("purpose", b"assistants", "p") + b"--b--\r\n"),
    "a field name without end": (FORM, FILE + PURPOSE + _part("x" * 200_000, b"1") + b"--b--\r\n"),
    "a field without end": (FORM, FILE + _part("purpose", b"x" * 3_000_000) + b"--b--\r\n"),
    "many fields": (FORM, FILE + PURPOSE + _part("x", b"1") * 50 + b"--b--\r\n"),
    "a part without a name": (FORM, b"--b\r\nX: y\r\n\r\nz\r\n" + FILE + PURPOSE + b"--b--\r\n"),
    "a time without end": (
        FORM,
        FILE
        + PURPOSE
        + _part("expires_after[seconds]", b"9" * 5000)
        + _part("expires_after[anchor]", b"created_at")
        + b"--b--\r\n",
    ),
    "a time in two forms": (
        FORM,
        FILE
        + PURPOSE
        + _part("expires_after", b"5")
        + _part("expires_after[anchor]", b"created_at")
        + b"--b--\r\n",
    ),
    "JSON": ("application/json", b"{}"),
}


@pytest.mark.parametrize(("kind", "body"), FORMS.values(), ids=FORMS)
def test_odd_forms_are_refused(served: Any, kind: str, body: bytes) -> None:
    answer = served.http().post("/files", content=body, headers={"content-type": kind})
    assert answer.status_code == 400, answer.text


NAMES = {
    "../../etc/passwd": "passwd",
    "C:\\x\\y.txt": "y.txt",
    "..": "upload",
    "": "upload",
    "a\x07b\x1b[31mc\td": "ab[31mcd",
    "文" * 300 + ".txt": "文" * 85,
    "-rf": "-rf",
}


def test_file_names_are_plain_names(served: Any) -> None:
    http = served.http()
    for sent, kept in NAMES.items():
        body = _part("file", b"", sent) + PURPOSE + b"--b--\r\n"
        file = http.post("/files", content=body, headers={"content-type": FORM}).json()
        assert (file["filename"], file["bytes"]) == (kept, 0)
        assert http.get(f"/files/{file['id']}/content").content == b""


@pytest.mark.slow
def test_a_long_file_name_is_no_hindrance_to_code(serve: Callable[..., Any]) -> None:
    client = serve("simulated:tools=code_interpreter").client()
    file = client.files.create(file=("文" * 300, b"1"), purpose="assistants")
    assistant = client.beta.assistants.create(
        model="default",
        tools=[{"type": "code_interpreter"}],
        tool_resources={"code_interpreter": {"file_ids": [file.id]}},
    )
    run = client.beta.threads.create_and_run_poll(
        assistant_id=assistant.id, thread={"messages": [{"role": "user", "content": "Hi"}]}
    )
    assert run.status == "completed", run.last_error
