"""Inside the sandbox: the loop that runs one cell after the other in one namespace."""

from __future__ import annotations

import ast
import io
import linecache
import os
import signal
import sys
import traceback
import types
from typing import Any

from harness.sandbox import redirect
from harness.sandbox.frames import Frames, Lost
from harness.sandbox.model import IMAGE_BYTES, MOST_IMAGES

DATA = "/mnt/data"
_ERROR_CHARACTERS = 20_000


def main(job: Frames) -> int:
    """In the sandbox: run cells as they come until the other side has no more; returns the exit code."""
    if os.getcwd() != DATA:
        redirect.install(DATA, os.getcwd())
    _write_through()
    session = types.ModuleType("__main__")
    sys.modules["__main__"] = session
    sys.argv = [""]
    sys.path.insert(0, "")
    number = 0
    while True:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            code = job.receive().decode("utf-8", "replace")
        except Lost:
            return 0
        number += 1
        told = run(code, f"<cell {number}>", session.__dict__)
        figures = _figures()
        job.send_json({**told, "images": len(figures)})
        for figure in figures:
            job.send(figure)


def _write_through() -> None:
    """stdout and stderr share one pipe: unbuffered, they stay in order."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        raw = open(number, "wb", buffering=0, closefd=False)  # noqa: SIM115
        stream = io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", write_through=True)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def run(code: str, name: str, names: dict[str, Any]) -> dict[str, Any]:
    """Runs one cell; the answer is data: status and trimmed traceback."""
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    status, error = "ok", ""
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _evaluate(code, name, names)
    except KeyboardInterrupt:
        status, error = "interrupted", "KeyboardInterrupt"
    except SystemExit as request:
        if request.code not in (None, 0):
            status, error = "error", f"SystemExit: {request.code}"
    except BaseException as problem:
        status = "memory" if isinstance(problem, MemoryError) else "error"
        error = _explain(problem, name)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for stream in (sys.stdout, sys.stderr):
        _quietly(stream.flush)
    return {"status": status, "error": error[-_ERROR_CHARACTERS:]}


def _evaluate(code: str, name: str, names: dict[str, Any]) -> None:
    tree = ast.parse(code, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), names)  # noqa: S102
    if isinstance(last, ast.Expr):
        value = eval(compile(ast.Expression(last.value), name, "eval"), names)  # noqa: S307
        if value is not None:
            names["_"] = value
            sys.stdout.write(f"{value!r}\n")


def _explain(problem: BaseException, name: str) -> str:
    try:
        told = traceback.TracebackException.from_exception(problem, compact=True)
        _trim(told)
        return "".join(told.format()).rstrip()
    except BaseException:
        return type(problem).__name__


def _trim(told: traceback.TracebackException) -> None:
    """Only the frames of cells and of files in the session's folder stay, along the whole chain of causes."""
    kept = [frame for frame in told.stack if frame.filename.startswith("<cell ") or _is_users(frame.filename)]
    told.stack = traceback.StackSummary.from_list(kept)
    for cause in (told.__cause__, told.__context__):
        if cause is not None:
            _trim(cause)


def _is_users(filename: str) -> bool:
    return not filename.startswith("<") and os.path.abspath(filename).startswith(os.getcwd() + "/")


def _figures() -> list[bytes]:
    """What was drawn, as PNG; nothing is left for the next cell."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return []
    images: list[bytes] = []
    _quietly(lambda: images.extend(_draw(pyplot)))
    _quietly(lambda: pyplot.close("all"))
    return images


def _draw(pyplot: Any) -> list[bytes]:
    drawn = []
    for number in pyplot.get_fignums()[:MOST_IMAGES]:
        sink = io.BytesIO()
        pyplot.figure(number).savefig(sink, format="png")
        if sink.tell() <= IMAGE_BYTES:
            drawn.append(sink.getvalue())
    return drawn


def _quietly(action: Any) -> None:
    try:
        action()
    except BaseException as problem:
        os.write(2, f"{type(problem).__name__} while the cell was finished\n".encode())
