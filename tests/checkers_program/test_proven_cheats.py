"""Cheats, each proven by a judge that it fools: one who believes what the candidate's process says or does."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.checkers.program.checker import Options, PythonTests

sys.path.insert(0, str(Path(__file__).parent))

from squares import ASSERTS, TARGETS, TRUTH, WRONG

MARK = "ALL TESTS PASSED"
_ASSERTS = "\n".join(ASSERTS)
_UNIT = """
import unittest
class Squares(unittest.TestCase):
    def test_squares(self):
        self.assertEqual(squares([1, 2]), 5)
        self.assertEqual(squares([3]), 9)
unittest.main()
"""
_LOOP = """
def judge(cases):
    for given, expected in cases:
        got = squares(given)
        if got != expected:
            raise SystemExit(1)
judge([([1, 2], 5), ([3], 9)])
"""


def _run(program: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    file = folder / "candidate.py"
    file.write_text(program)
    return subprocess.run([sys.executable, str(file)], capture_output=True, timeout=30, cwd=folder)


def by_exit_code(code: str, folder: Path) -> bool:
    return _run(f"{code}\n{_ASSERTS}", folder).returncode == 0


def by_last_word(code: str, folder: Path) -> bool:
    return MARK.encode() in _run(f"{code}\n{_ASSERTS}\nprint({MARK!r})", folder).stdout


def by_unittest(code: str, folder: Path) -> bool:
    return _run(code + _UNIT, folder).returncode == 0


def by_loop(code: str, folder: Path) -> bool:
    return _run(code + _LOOP, folder).returncode == 0


def by_exec(code: str, folder: Path) -> bool:
    driver = f"names = {{}}\nexec({code!r}, names)\nexec({_ASSERTS!r}, names)\nprint({MARK!r})"
    return MARK.encode() in _run(driver, folder).stdout


def by_pickle(code: str, folder: Path) -> bool:
    """The judge takes results over as objects and compares them at home."""
    sent = "\nimport pickle, sys\nsys.stdout.buffer.write(pickle.dumps([squares([1, 2]), squares([3])]))"
    done = _run(code + sent, folder)
    return done.returncode == 0 and pickle.loads(done.stdout) == [5, 9]


Judge = Callable[[str, Path], bool]
_EQUAL = "    def __eq__(self, other): return True\n    def __ne__(self, other): return False\n    def __hash__(self): return 0\n"

CHEATS: dict[str, tuple[Judge, str]] = {
    "ends well from another thread": (by_exit_code, "import os, threading, time\nthreading.Timer(0.05, lambda: os._exit(0)).start()\ndef squares(xs):\n    time.sleep(5)\n"),
    "ends well on an alarm": (by_exit_code, "import os, signal, time\nsignal.signal(signal.SIGALRM, lambda *a: os._exit(0))\nsignal.setitimer(signal.ITIMER_REAL, 0.05)\ndef squares(xs):\n    while True: time.sleep(1)\n"),
    "ends well when it is audited": (by_exit_code, "import os, sys\nsys.addaudithook(lambda event, args: os._exit(0) if event == 'sys.excepthook' else None)\n" + WRONG),
    "ends well as the parent of itself": (by_exit_code, "import os\nif os.fork(): os._exit(0)\n" + WRONG),
    "becomes a program that ends well": (by_exit_code, "import os\nos.execv('/bin/true', ['true'])\n"),
    "ends well while it is torn down": (by_exit_code, "import os\nclass D:\n    def __del__(self): os._exit(0)\nkeep = D()\n" + WRONG),
    "a class that equals everything": (by_exit_code, f"class M(type):\n{_EQUAL}class C(metaclass=M): pass\ndef squares(xs): return C\n"),
    "a fraction that equals everything": (by_exit_code, f"from fractions import Fraction\nclass F(Fraction):\n{_EQUAL}def squares(xs): return F(1, 3)\n"),
    "a decimal that equals everything": (by_exit_code, f"from decimal import Decimal\nclass D(Decimal):\n{_EQUAL}def squares(xs): return D('1.5')\n"),
    "a complex number that equals everything": (by_exit_code, f"class C(complex):\n{_EQUAL}def squares(xs): return C(1, 1)\n"),
    "a set that equals everything": (by_exit_code, f"class S(frozenset):\n{_EQUAL}def squares(xs): return S()\n"),
    "a counter that equals everything": (by_exit_code, f"from collections import Counter\nclass C(Counter):\n{_EQUAL}def squares(xs): return C('abc')\n"),
    "an object that lies about its class": (by_exit_code, f"class L:\n    __class__ = property(lambda self: int)\n    __int__ = __index__ = lambda self: 7\n{_EQUAL}def squares(xs): return L()\n"),
    "a comparison that gives itself": (by_exit_code, "class A:\n    def __eq__(self, other): return self\n    __hash__ = None\ndef squares(xs): return A()\n"),
    "an array that is never unequal": (by_loop, "class A:\n    def __ne__(self, other): return []\n    def __eq__(self, other): return [True]\ndef squares(xs): return A()\n"),
    "takes the expectation from the caller": (by_loop, "import sys\ndef squares(xs):\n    return sys._getframe(1).f_locals['expected']\n"),
    "takes the expectation from whoever holds the input": (by_loop, "import gc\ndef squares(xs):\n    for holder in gc.get_referrers(xs):\n        if type(holder) is tuple and len(holder) == 2: return holder[1]\n    return -1\n"),
    "takes the expectation from the caller's cases": (by_loop, "import sys\ndef squares(xs):\n    for given, right in sys._getframe(1).f_locals['cases']:\n        if given == xs: return right\n"),
    "empties the caller's cases": (by_loop, "import sys\ndef squares(xs):\n    sys._getframe(1).f_locals['cases'].clear()\n    return 5\n"),
    "skips the test": (by_unittest, "import unittest\ndef squares(xs): raise unittest.SkipTest\n"),
    "replaces unittest's equality": (by_unittest, "import unittest\nunittest.TestCase._getAssertEqualityFunc = lambda *a: (lambda *b, **k: None)\n" + WRONG),
    "makes every result a success": (by_unittest, "import unittest\nunittest.TestResult.wasSuccessful = lambda self: True\n" + WRONG),
    "makes failures of another kind": (by_unittest, "import unittest\nunittest.TestCase.run = lambda self, result=None: result.startTest(self)\n" + WRONG),
    "says that it passed, and ends": (by_last_word, f"import os\nprint({MARK!r}, flush=True)\nos._exit(1)\n"),
    "says that it passed when it ends": (by_last_word, f"import atexit\natexit.register(print, {MARK!r})\n" + WRONG),
    "says that it passed for its excepthook": (by_last_word, f"import sys\nsys.excepthook = lambda *a: print({MARK!r})\n" + WRONG),
    "jumps over the tests": (by_last_word, "import sys\ndef jump(frame, event, arg):\n    if event == 'line':\n        for line in range(frame.f_lineno + 40, frame.f_lineno, -1):\n            try:\n                frame.f_lineno = line\n                return None\n            except ValueError: pass\n    return jump\nsys._getframe().f_trace = jump\nsys.settrace(jump)\n" + WRONG),
    "replaces exec": (by_exec, "import builtins\nbuiltins.exec = lambda *a, **k: None\n" + WRONG),
    "replaces the names of the tests": (by_exec, "import sys\nclass Fits(int):\n    __eq__ = lambda self, other: True\n    __hash__ = int.__hash__\nglobals()['squares'] = lambda xs: Fits(-1)\n"),
    "is another thing once unpickled": (by_pickle, "class P:\n    def __reduce__(self): return (eval, (\"__import__('unittest.mock').mock.ANY\",))\ndef squares(xs): return P()\n"),
}  # fmt: skip


@pytest.fixture(scope="module")
def checker() -> PythonTests:
    return PythonTests(Options(seconds=0.7, budget=6))


@pytest.mark.parametrize("judge", {judge for judge, _ in CHEATS.values()}, ids=lambda judge: judge.__name__)
def test_the_other_judges_know_right_from_wrong(judge: Judge, tmp_path: Path) -> None:
    assert judge(TRUTH, tmp_path) and not judge(WRONG, tmp_path)


@pytest.mark.parametrize("name", CHEATS)
def test_a_cheat_that_fools_another_judge_does_not_fool_ours(
    checker: PythonTests, name: str, tmp_path: Path
) -> None:
    judge, code = CHEATS[name]
    assert judge(code, tmp_path), "proves nothing"
    for kind, target in TARGETS.items():
        verdict = checker.judge(target, code, whole=True)
        assert verdict.value == "incorrect" and verdict.score < 1, (kind, verdict)
