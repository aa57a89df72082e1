"""Assertion tests, as HumanEval and MBPP have them, run on the tests' side with stand-ins for the candidate.

Each `assert` becomes a test of its own: it is counted whether it holds or not, and the next one still runs. The
names that the tests use and do not define are the candidate's; names of standard modules never are.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import importlib
import random
import sys
from types import TracebackType
from typing import Any

from harness.checkers.program.cases import BadTask
from harness.checkers.program.outcome import Bench, Stop
from harness.checkers.program.session import Gone, RemoteError
from harness.checkers.program.values import NotPlain, Reference, short

_JUDGE = "__judge__"
_ARGUMENTS = 120


class Stand(Reference):
    """Stands for one of the candidate's functions in the tests: calling it asks the candidate.

    It cannot be compared or computed with, so that nothing expected ever reaches the candidate.
    """

    def __init__(self, name: str, bench: Bench, *, copies: bool) -> None:
        super().__init__(name)
        self._bench = bench
        self._copies = copies

    @property
    def __name__(self) -> str:
        return self.reference_name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        words = [*(_brief(a) for a in args), *(f"{k}={_brief(v)}" for k, v in kwargs.items())]
        shown = f"{self.reference_name}({', '.join(words)})"
        mutable = not self._copies and any(isinstance(a, (list, dict, set)) for a in args)
        answer = self._bench.ask(
            shown, lambda session: session.call(self.reference_name, args, kwargs, after=mutable)
        )
        if answer.after is not None:
            for given, now in zip(args, answer.after[0], strict=False):
                _carry_over(given, now)
        try:
            return answer.result()
        except RemoteError as error:
            raise _as_exception(error) from None

    def __deepcopy__(self, memo: Any) -> Stand:
        return self


def _brief(value: Any) -> str:
    return value.reference_name if isinstance(value, Reference) else short(value, _ARGUMENTS)


def _carry_over(given: Any, now: Any) -> None:
    """What the call did to a mutable argument happens to the tests' own object too."""
    if type(given) is not type(now) or given == now:
        return
    if isinstance(given, list):
        given[:] = now
    elif isinstance(given, (dict, set)):
        given.clear()
        given.update(now)


def _as_exception(error: RemoteError) -> Exception:
    """The nearest builtin exception, so that tests may catch what they expect."""
    for name in error.kinds:
        kind = getattr(builtins, name, None)
        if isinstance(kind, type) and issubclass(kind, Exception) and kind is not Exception:
            with contextlib.suppress(TypeError):
                return kind(error.text)
    return error


class Watch:
    """One `assert` under way: a context manager that records it and swallows what it raises."""

    left: Any = None
    right: Any = None
    value: Any = None

    def __init__(self, bench: Bench, text: str) -> None:
        self._bench = bench
        self._text = text
        self._sides = False

    def sides(self, left: Any, right: Any) -> bool:
        self._sides, self.left, self.right = True, left, right
        return bool(left == right)

    def __enter__(self) -> Watch:
        self._bench.last_call = ""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> bool:
        if isinstance(error, Stop):
            return False
        self._bench.record(self._text, "" if error is None else self._why(error))
        return isinstance(error, Exception)

    def _why(self, error: BaseException) -> str:
        call = self._bench.last_call or self._text
        if isinstance(error, Gone):
            return f"{call}: {error.reason}"
        if isinstance(error, AssertionError):
            if not self._sides:
                return f"{self._text} does not hold; the last call was {call}"
            return f"{call} gave {short(self.left)}, expected {short(self.right)}"
        return f"{call} raised {type(error).__name__}: {str(error)[:300]}"


class _Counted(ast.NodeTransformer):
    """`assert a == b` → `with __judge__(text) as w: assert w.sides(a, b)`, whatever is asserted."""

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        text = ast.unparse(node.test)[:300]
        watch = f"__watch_{node.lineno}_{node.col_offset}__"
        test = node.test
        if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq):
            sides = ast.Attribute(ast.Name(watch, ast.Load()), "sides", ast.Load())
            test = ast.Call(sides, [test.left, test.comparators[0]], [])
        opened = ast.Call(ast.Name(_JUDGE, ast.Load()), [ast.Constant(text)], [])
        item = ast.withitem(opened, ast.Name(watch, ast.Store()))
        return ast.copy_location(ast.With([item], [ast.Assert(test, None)]), node)


class Assertions:
    """The trusted namespace that assertion tests run in."""

    def __init__(self, target: dict[str, Any], bench: Bench) -> None:
        self._bench = bench
        self._copies = "check" in target
        self._entry: str | None = target.get("entry_point")
        self._names: dict[str, Any] = {"__name__": "tests", _JUDGE: lambda text: Watch(bench, text)}
        random.seed(0)
        self._run_prompt(str(target.get("prompt") or ""))
        self._run_trusted(str(target.get("setup") or ""), "setup")
        self._define_entry(target)

    def _run_prompt(self, prompt: str) -> None:
        """Helpers that the prompt defines; it may end in a signature without a body."""
        for code in (prompt, prompt.rstrip() + "\n    pass\n"):
            with contextlib.suppress(Exception):
                exec(compile(code, "<prompt>", "exec"), self._names)  # noqa: S102
                return

    def _define_entry(self, target: dict[str, Any]) -> None:
        """Inside `check` the tested function's own name is the reference solution where there is one."""
        if self._entry is None:
            return
        self._names[self._entry] = self._stand(self._entry)
        if "check" in target and target.get("reference"):
            own: dict[str, Any] = dict(self._names)
            self._run_trusted(str(target["reference"]), "reference", own)
            self._names[self._entry] = own[self._entry]

    def run_asserts(self, texts: list[str]) -> None:
        for text in texts:
            self._run_counted(text, text.strip()[:300])

    def run_check(self, text: str) -> None:
        """`check(candidate)`; what it raises outside of an assert is a failed test."""
        if self._entry is None:
            raise BadTask("`check` needs an entry_point")
        before = self._bench.total
        if "check(" not in text.replace("def check(", ""):
            text = f"{text}\ncheck({self._entry}_candidate)"
        self._names[f"{self._entry}_candidate"] = self._names["candidate"] = self._stand(self._entry)
        self._run_counted(text, "check(candidate)")
        if self._bench.total == before:
            self._bench.record("check(candidate)", "")

    def _stand(self, name: str) -> Stand:
        return Stand(name, self._bench, copies=self._copies)

    def _run_trusted(self, code: str, part: str, names: dict[str, Any] | None = None) -> None:
        try:
            exec(compile(code, f"<{part}>", "exec"), self._names if names is None else names)  # noqa: S102
        except Exception as error:
            raise BadTask(f"`{part}` of the task fails: {type(error).__name__}: {error}") from error

    def _run_counted(self, text: str, name: str) -> None:
        try:
            tree = ast.parse(text)
        except SyntaxError as error:
            raise BadTask(f"a test does not parse: {error}") from error
        for unknown in _unknown_names(list(ast.walk(tree)), self._names):
            self._names[unknown] = self._resolve(unknown)
        counted = ast.fix_missing_locations(_Counted().visit(tree))
        self._bench.last_call = ""
        try:
            exec(compile(counted, "<tests>", "exec"), self._names)  # noqa: S102
        except Stop:
            raise
        except NotPlain as error:
            raise BadTask(f"{name}: an argument cannot cross to the candidate: {error}") from error
        except Gone as gone:
            self._bench.record(name, f"{self._bench.last_call or name}: {gone.reason}")
        except Exception as error:
            call = self._bench.last_call or name
            self._bench.record(name, f"{call} raised {type(error).__name__}: {str(error)[:300]}")

    def _resolve(self, name: str) -> Any:
        """A module of the standard library, or a stand-in for something of the candidate's."""
        if name in sys.stdlib_module_names:
            return importlib.import_module(name)
        return self._stand(name)


def _unknown_names(nodes: list[ast.AST], known: dict[str, Any]) -> list[str]:
    """Names that are read and that neither the tests nor Python provide."""
    read: dict[str, None] = {}
    bound: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load):
                read[node.id] = None
            else:
                bound.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            bound |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return [name for name in read if name not in bound and name not in known and not hasattr(builtins, name)]


def called_names(texts: list[str]) -> tuple[str, ...]:
    """Functions that the tests call and nobody else provides: what the program has to define."""
    names: dict[str, None] = {}
    for text in texts:
        with contextlib.suppress(SyntaxError):
            nodes = list(ast.walk(ast.parse(text)))
            called = {n.func.id for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
            free = [name for name in _unknown_names(nodes, {}) if name not in sys.stdlib_module_names]
            names.update(dict.fromkeys(name for name in free if name in called))
    return tuple(names)
