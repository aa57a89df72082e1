"""The `tests` of a task: calls, and the lives of objects, each with what must come of it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from harness.checkers.program.compare import DEFAULT_TOLERANCE, READINGS, Comparison, same_text
from harness.checkers.program.outcome import Bench
from harness.checkers.program.session import Answer, Gone
from harness.checkers.program.values import NotPlain, Opaque, short

_EXPECTATIONS = frozenset(("expect", "returns", "any_of", "raises", "prints", "mutates", "unchanged"))
_COLLECTED = ("generator", "iterable", "iterator", "unordered")
_DEFAULT_TAKE = 10_000
_MISSING = object()


class BadTask(ValueError):
    """The task itself is wrong: no verdict about any program can be had from it."""


@dataclass(frozen=True)
class Call:
    """What is asked of the candidate: a function with data, or an expression to evaluate."""

    shown: str
    function: str = ""
    args: tuple[Any, ...] = ()
    kwargs: tuple[tuple[str, Any], ...] = ()
    expression: str = ""


def run_case(case: dict[str, Any], entry: str | None, bench: Bench) -> None:
    """Runs one entry of `tests` and records it. Raises BadTask and Stop."""
    if "steps" in case:
        name, reason = _life(case, bench)
    else:
        call = _call(case, entry)
        name, reason = str(case.get("name") or call.shown), _judged(case, call, bench)
    bench.record(name, reason)


def _life(case: dict[str, Any], bench: Bench) -> tuple[str, str]:
    """Steps run in one process until the first that fails; each sees what the earlier ones did."""
    done: list[str] = []
    for step in case["steps"]:
        code = step["do"]
        done.append(code)
        reason = _judged(step, Call(shown=code, expression=code), bench)
        if reason:
            return str(case.get("name") or done[0]), f"after {'; '.join(done[:-1])}: {reason}" if done[
                1:
            ] else reason
    return str(case.get("name") or done[0]), ""


def _judged(case: dict[str, Any], call: Call, bench: Bench) -> str:
    """Empty, or why the call did not do what it had to."""
    reading = case.get("as", "")
    if reading and reading not in READINGS:
        raise BadTask(f"{reading!r} is no way to read a result")
    take = case.get("take", _DEFAULT_TAKE) if reading in _COLLECTED else None
    try:
        answer = bench.ask(call.shown, lambda session: _asked(session, call, case, take))
    except Gone as gone:
        return f"{call.shown}: {gone.reason}"
    except NotPlain as error:
        raise BadTask(f"{call.shown}: {error}") from error
    reason = _disappointment(case, call, answer)
    return f"{call.shown} {reason}" if reason else ""


def _asked(session: Any, call: Call, case: dict[str, Any], take: int | None) -> Answer:
    answer: Answer
    if call.expression:
        answer = session.run(call.expression, take)
    else:
        after = "mutates" in case or "unchanged" in case
        answer = session.call(call.function, call.args, dict(call.kwargs), take, after=after)
    return answer


def _disappointment(case: dict[str, Any], call: Call, answer: Answer) -> str:
    if "raises" in case:
        return _not_raised(case, answer)
    if answer.raised is not None:
        return f"raised {answer.raised}{_instead(case)}"
    return _wrong_value(case, answer) or _wrong_print(case, answer) or _wrong_arguments(case, call, answer)


def _instead(case: dict[str, Any]) -> str:
    expected = _expected(case)
    return "" if expected is _MISSING else f", expected {short(expected)}"


def _not_raised(case: dict[str, Any], answer: Answer) -> str:
    wanted = [case["raises"]] if isinstance(case["raises"], str) else list(case["raises"])
    if answer.raised is None:
        return f"gave {short(answer.value)}, expected {' or '.join(wanted)} to be raised"
    kinds = {kind.rpartition(".")[2] for kind in answer.raised.kinds}
    if not kinds & {name.rpartition(".")[2] for name in wanted}:
        return f"raised {answer.raised}, expected {' or '.join(wanted)}"
    if case.get("message", "") not in answer.raised.text:
        return f"raised {answer.raised}, expected a message with {case['message']!r}"
    return ""


def _wrong_value(case: dict[str, Any], answer: Answer) -> str:
    reading = case.get("as", "")
    if reading in ("generator", "iterator") and answer.kind != "iterator":
        return f"gave a {answer.kind or type(answer.value).__name__}, expected a generator"
    if reading in _COLLECTED and not answer.kind:
        return f"gave {short(answer.value)}, which cannot be iterated"
    comparison = Comparison(reading, float(case.get("tolerance", DEFAULT_TOLERANCE)))
    if "any_of" in case:
        misses = [comparison.difference(answer.value, value) for value in case["any_of"]]
        return "" if "" in misses else f"gave {short(answer.value)}, expected one of {short(case['any_of'])}"
    expected = _expected(case)
    return "" if expected is _MISSING else comparison.difference(answer.value, expected)


def _expected(case: dict[str, Any]) -> Any:
    if "returns" in case:
        return _literal(case["returns"])
    return case.get("expect", _MISSING)


def _wrong_print(case: dict[str, Any], answer: Answer) -> str:
    if "prints" not in case or same_text(answer.printed, case["prints"]):
        return ""
    return f"printed {short(answer.printed)}, expected {short(case['prints'])}"


def _wrong_arguments(case: dict[str, Any], call: Call, answer: Answer) -> str:
    if "mutates" not in case and not case.get("unchanged"):
        return ""
    if answer.after is None:
        raise BadTask(f"{call.shown}: arguments can only be looked at in a plain call with literal arguments")
    wanted = {str(i): value for i, value in enumerate(call.args)} | dict(call.kwargs)
    if "mutates" in case:
        wanted = {**(wanted if case.get("unchanged") else {}), **case["mutates"]}
    now = {str(i): value for i, value in enumerate(answer.after[0])} | answer.after[1]
    for name, value in wanted.items():
        got = now.get(name, Opaque("nothing"))
        if difference := Comparison().difference(got, value):
            return f"left argument {name} as {difference.removeprefix('gave ')}"
    return ""


# -------------------------------------------------------------------------------------------- reading a test


def _call(case: dict[str, Any], entry: str | None) -> Call:
    if not _EXPECTATIONS & case.keys():
        raise BadTask(f"a test without an expectation: {short(case)}")
    if "call" in case:
        return parse_call(case["call"])
    if entry is None:
        raise BadTask("a test with bare arguments needs an entry_point")
    args, kwargs = tuple(case.get("args", ())), tuple(case.get("kwargs", {}).items())
    shown = ", ".join([*(short(a) for a in args), *(f"{k}={short(v)}" for k, v in kwargs)])
    return Call(shown=f"{entry}({shown})", function=entry, args=args, kwargs=kwargs)


def parse_call(text: str) -> Call:
    """`f(1, [2])` as function and data; anything else as an expression for the candidate's side."""
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise BadTask(f"{text!r} is no expression: {error.msg}") from error
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        try:
            args = tuple(ast.literal_eval(a) for a in node.args)
            kwargs = tuple((k.arg, ast.literal_eval(k.value)) for k in node.keywords if k.arg)
        except (ValueError, TypeError, SyntaxError):
            return Call(shown=text, expression=text)
        if len(kwargs) == len(node.keywords):
            return Call(shown=text, function=node.func.id, args=args, kwargs=kwargs)
    return Call(shown=text, expression=text)


def _literal(text: str) -> Any:
    if not isinstance(text, str):
        raise BadTask(f"`returns` is a Python literal as text, not {short(text)}")
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError) as error:
        if text.strip() in ("inf", "-inf", "nan", "float('inf')", "float('-inf')", "float('nan')"):
            return float(text.strip().removeprefix("float('").removesuffix("')"))
        raise BadTask(f"{text!r} is no Python literal") from error
