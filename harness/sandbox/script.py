"""Runs one program as Python would run a file: module `__main__`, exit codes, traceback, exit handlers."""

from __future__ import annotations

import atexit
import linecache
import os
import sys
import threading
import traceback
import types
from typing import Any

from harness.sandbox.frames import Frames

NAME = "main.py"


def main(job: Frames) -> int:
    """In the sandbox: receive a program, run it as `__main__`, return its exit code."""
    source = job.receive()
    job.close()
    return run(source)


def run(source: bytes) -> int:
    """The exit code that `python main.py` would have had."""
    module = types.ModuleType("__main__")
    module.__dict__.update(__file__=NAME, __builtins__=__builtins__)
    sys.modules["__main__"] = module
    sys.argv = [NAME]
    code = _attempt(source, module.__dict__)
    for finish in (threading._shutdown, atexit._run_exitfuncs):  # type: ignore[attr-defined]
        code = _finish(finish) or code
    for stream in (sys.stdout, sys.stderr):
        code = _finish(stream.flush) or code
    return code


def _attempt(source: bytes, names: dict[str, Any]) -> int:
    try:
        exec(compile(source, NAME, "exec", dont_inherit=True), names)  # noqa: S102
    except SystemExit as request:
        return _exit_code(request)
    except BaseException as error:
        _report(error, source)
        return 1
    return 0


def _exit_code(request: SystemExit) -> int:
    if request.code is None:
        return 0
    if isinstance(request.code, int):
        return request.code & 0xFF
    sys.stderr.write(f"{request.code}\n")
    return 1


def _report(error: BaseException, source: bytes) -> None:
    text = source.decode("utf-8", "replace")
    linecache.cache[NAME] = (len(text), None, text.splitlines(keepends=True), NAME)
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != NAME:
        trace = trace.tb_next
    try:
        traceback.print_exception(type(error), error, trace, limit=-100)
    except BaseException:
        os.write(2, f"{type(error).__name__}\n".encode())


def _finish(action: Any) -> int:
    try:
        action()
    except BaseException as error:
        os.write(2, f"at exit: {type(error).__name__}\n".encode())
        return 120
    return 0


def rehearse() -> None:
    """Compiles and runs next to nothing."""
    exec(compile(b"x = [n for n in range(3)]", NAME, "exec", dont_inherit=True), {})  # noqa: S102
