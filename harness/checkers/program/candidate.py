"""Inside the sandbox: the candidate's module and nothing else, answering one call after the other.

Everything here can be tampered with by the candidate, and may be: what it sends is taken for a value and no more.
"""

from __future__ import annotations

import ast
import contextlib
import itertools
import resource
import sys
import types
from collections.abc import Callable, Iterable
from typing import Any

from harness.checkers.program.values import decode, encode
from harness.sandbox.frames import Frames, Lost

NAME = "solution"
_TEXT = 2000
_MOST_ITEMS = 100_000


def main(job: Frames) -> int:
    """Answers until the tests' side closes."""
    served = _Served(types.ModuleType(NAME))
    sys.modules[NAME] = served.module
    while True:
        try:
            request = job.receive_json()
            reply = served.answer(request)
            job.send_json(reply)
        except Lost:
            return 0


class _Served:
    def __init__(self, module: types.ModuleType) -> None:
        self.module = module
        self._kept: list[Any] = []
        self._do: dict[str, Callable[..., dict[str, Any]]] = {
            "load": self._load,
            "call": self._call,
            "run": self._run,
            "pull": self._pull,
        }

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            reply = self._do[request.pop("do")](**request)
        except BaseException as error:
            reply = _raised(error)
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
        return {**reply, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}

    def _load(self, parts: list[str], entry: str | None) -> dict[str, Any]:
        try:
            for part in parts:
                exec(compile(part, f"{NAME}.py", "exec", dont_inherit=True), self.module.__dict__)  # noqa: S102
        except (EOFError, SystemExit):
            # A whole script that asks for input or ends itself: what it has defined can still be judged.
            if entry is None or entry not in self.module.__dict__:
                raise
        return {"value": None}

    def _call(self, name: str, args: list[Any], kwargs: dict[str, Any], take: int | None, after: bool) -> Any:
        given = [self._value(a) for a in args]
        named = {key: self._value(value) for key, value in kwargs.items()}
        function = self.module.__dict__[name] if name in self.module.__dict__ else _missing(name)
        reply = self._encoded(function(*given, **named), take)
        if after:
            reply["after"] = [
                [encode(a, _lost) for a in given],
                {key: encode(value, _lost) for key, value in named.items()},
            ]
        return reply

    def _run(self, code: str, take: int | None) -> dict[str, Any]:
        tree = ast.parse(code)
        names = self.module.__dict__
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "<test>", "exec"), names)  # noqa: S102
        if not isinstance(last, ast.Expr):
            return {"value": None}
        return self._encoded(eval(compile(ast.Expression(last.value), "<test>", "eval"), names), take)  # noqa: S307

    def _pull(self, handle: int, take: int) -> dict[str, Any]:
        items = list(itertools.islice(self._kept[handle], take))
        return {"value": encode(items, self._keep)}

    def _encoded(self, result: Any, take: int | None) -> dict[str, Any]:
        if take is not None and isinstance(result, Iterable):
            kind = "iterator" if iter(result) is result else type(result).__name__
            items = list(itertools.islice(result, take))
            return {"value": encode(items, self._keep), "kind": kind}
        return {"value": encode(result, self._keep)}

    def _value(self, data: Any) -> Any:
        return decode(data, lambda tagged: getattr(self.module, tagged[1]))

    def _keep(self, value: Any) -> Any:
        iterable = isinstance(value, Iterable)
        if iterable and len(self._kept) < _MOST_ITEMS:
            self._kept.append(iter(value))
            return ["o", type(value).__name__, len(self._kept) - 1]
        return ["o", type(value).__name__, None]


def _lost(value: Any) -> Any:
    return ["o", type(value).__name__, None]


def _missing(name: str) -> Any:
    raise NameError(f"name {name!r} is not defined")


def _raised(error: BaseException) -> dict[str, Any]:
    try:
        text = str(error)[:_TEXT]
    except BaseException:
        text = ""
    return {"raised": [kind.__name__ for kind in type(error).__mro__], "text": text}
