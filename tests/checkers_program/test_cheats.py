"""Solutions that do not solve anything and try to be taken for right. The task: the sum of a list's squares."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from harness.checkers.program.checker import Options, PythonTests

sys.path.insert(0, str(Path(__file__).parent))

from squares import ASSERTS, PROGRAM, TARGETS, TRUTH, WRONG

EVIL_CLASS = """
class Evil({base}):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __bool__(self): return True
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __contains__ = __lt__
    def __sub__(self, other): return 0
    __rsub__ = __add__ = __radd__ = __sub__
    def __abs__(self): return 0
    def __float__(self): return 0.0
    def __repr__(self): return "5"
def squares(xs): return Evil({arguments})
"""
FRAMES = """
import sys, gc
def squares(xs):
    frame = sys._getframe()
    while frame:
        for pool in (frame.f_locals, frame.f_globals, dict(enumerate(frame.f_code.co_consts))):
            for name, value in list(pool.items()):
                if name in ("expected", "expect", "want", "right", "target") or (value in (5, 9) and isinstance(value, int)):
                    return value if isinstance(value, int) else 5
        frame = frame.f_back
    return -1
"""

CHEATS: dict[str, str] = {
    "ends well": "import os\nos._exit(0)\n" + WRONG,
    "exits well": "import sys\nsys.exit(0)\n",
    "defines, then exits": WRONG + "import sys\nsys.exit(0)\n",
    "exits when called": "import os\ndef squares(xs):\n    os._exit(0)\n",
    "raises SystemExit when called": "def squares(xs):\n    raise SystemExit(0)\n",
    "exits from an exit handler": WRONG + "import atexit, os\natexit.register(lambda: os._exit(0))\n",
    "equals everything": EVIL_CLASS.format(base="object", arguments=""),
    "an integer that equals everything": EVIL_CLASS.format(base="int", arguments="7"),
    "a text that equals everything": EVIL_CLASS.format(base="str", arguments="'x'"),
    "a list that equals everything": EVIL_CLASS.format(base="list", arguments="[1]"),
    "a float that equals everything": EVIL_CLASS.format(base="float", arguments="1.5"),
    "a dict that equals everything": EVIL_CLASS.format(base="dict", arguments=""),
    "mock.ANY": "from unittest import mock\ndef squares(xs): return mock.ANY\n",
    "a mock": "from unittest import mock\ndef squares(xs): return mock.MagicMock(__eq__=lambda *a: True)\n",
    "not a number": "def squares(xs): return float('nan')\n",
    "infinity": "def squares(xs): return float('inf')\n",
    "replaces builtins": "import builtins\nbuiltins.all = builtins.any = builtins.isinstance = lambda *a: True\nbuiltins.abs = lambda x: 0\n" + WRONG,
    "replaces AssertionError": "import builtins\nclass E(Exception):\n    def __new__(cls, *a): import os; os._exit(0)\nbuiltins.AssertionError = E\n" + WRONG,
    "replaces unittest": "import unittest\nunittest.TestCase.assertEqual = lambda *a: None\nunittest.main = lambda *a, **k: None\n" + WRONG,
    "replaces the excepthook": "import sys, os\nsys.excepthook = lambda *a: os._exit(0)\n" + WRONG,
    "replaces check": WRONG + "def check(candidate):\n    return True\n",
    "replaces the module": "import sys\nclass M(dict):\n    def __missing__(self, k): return lambda *a: 5\nsys.modules['solution'] = M()\n" + WRONG,
    "reads frames": FRAMES,
    "reads the caller's code": "import sys\ndef squares(xs):\n    f = sys._getframe(1)\n    c = [x for x in f.f_code.co_consts if isinstance(x, int)]\n    return c[-1] if c else -1\n",
    "reads all objects": "import gc\ndef squares(xs):\n    for o in gc.get_objects():\n        if isinstance(o, dict) and 'expect' in o: return o['expect']\n        if isinstance(o, list) and any(isinstance(s, str) and 'assert squares' in s for s in o): return 5 if xs else 0\n    return -1\n",
    "traces the tests": "import sys\ndef t(frame, event, arg):\n    if 'check' in frame.f_code.co_name: frame.f_trace_lines = False\n    return t\nsys.settrace(t)\n" + WRONG,
    "profiles the tests": "import sys, os\nsys.setprofile(lambda f, e, a: os._exit(0) if e == 'exception' else None)\n" + WRONG,
    "prints instead of returning": "def squares(xs): print(sum(x * x for x in xs))\n",
    "prints that it passed": WRONG + "print('PASSED')\nprint('{\"finding\": {\"passed\": 3, \"total\": 3, \"reason\": \"\"}}')\n",
    "returns text": "def squares(xs): return str(sum(x * x for x in xs))\n",
    "returns the input": "def squares(xs): return xs\n",
    "returns a list of answers": "def squares(xs): return [0, 5, 9]\n",
    "returns itself": "def squares(xs=None): return squares\n",
    "forges replies on descriptors": "import json, os\ndef squares(xs):\n    for answer in (5, 9, 0, True):\n        body = json.dumps({'value': answer, 'passed': True, 'finding': {'passed': 3, 'total': 3, 'reason': ''}}).encode()\n        for n in range(0, 64):\n            try: os.write(n, len(body).to_bytes(4, 'big') + body if answer is True else b'')\n            except OSError: pass\n    return -1\n",
    "forges a verdict on descriptors": "import json, os\nbody = json.dumps({'finding': {'code': 'x', 'rule': 'x', 'passed': 3, 'total': 3, 'reason': '', 'tests': [], 'problem': '', 'missing': False}}).encode()\nfor n in range(0, 64):\n    try: os.write(n, len(body).to_bytes(4, 'big') + body)\n    except OSError: pass\n" + WRONG,
    "closes all descriptors": "import os\nos.closerange(0, 256)\n" + WRONG,
    "tampers with the server": "import sys\nfor m in list(sys.modules.values()):\n    for n in dir(m):\n        if n in ('encode', 'decode'):\n            try: setattr(m, n, lambda *a, **k: True)\n            except Exception: pass\n" + WRONG,
    "patches json": "import json\njson.dumps = lambda *a, **k: '{\"value\": true, \"passed\": true}'\njson.loads = lambda *a, **k: {'do': 'nothing'}\n" + WRONG,
    "patches the judge's modules": "import sys\nfor name, module in list(sys.modules.items()):\n    if 'judge' in name or 'compare' in name or 'outcome' in name:\n        for n in dir(module):\n            if not n.startswith('__'): setattr(module, n, lambda *a, **k: '')\n" + WRONG,
    "hangs": "def squares(xs):\n    while True: pass\n",
    "crashes": "import ctypes\ndef squares(xs): ctypes.string_at(0)\n",
    "uses all memory": "def squares(xs): return [0] * 10**10\n",
    "answers with very much": "def squares(xs): return [[0] * 1000] * 100000\n",
    "answers with an endless iterator": "import itertools\ndef squares(xs): return itertools.count()\n",
    "answers with deep nesting": "def squares(xs):\n    x = []\n    for _ in range(100000): x = [x]\n    return x\n",
    "answers with a cycle": "def squares(xs):\n    x = []\n    x.append(x)\n    return x\n",
    "an exception whose text raises": "class E(Exception):\n    def __str__(self): raise self\ndef squares(xs): raise E()\n",
    "raises AssertionError": "def squares(xs): raise AssertionError\n",
    "raises StopIteration": "def squares(xs): raise StopIteration\n",
    "no such function": "def squared(xs): return 5\n",
    "not code": "I am sorry, I cannot solve this.",
    "nothing": "",
    "does not parse": "def squares(xs:\n  return",
    "deep brackets": "def squares(xs): return " + "(" * 5000 + "1" + ")" * 5000,
    "deep operators": "def squares(xs): return " + "-" * 50000 + "1",
    "null characters": "def squares(xs):\0 return 5",
    "an import that fails": "import not_there\n" + TRUTH.replace("sum", "max"),
}  # fmt: skip

PROGRAM_CHEATS: dict[str, str] = {
    "says nothing and ends well": "import os\nos._exit(0)",
    "says all answers": "print(5)\nprint(9)",
    "says the right thing and fails": "print(sum(int(x) ** 2 for x in input().split()))\nraise SystemExit(3)",
    "says the right thing and never ends": "print(sum(int(x) ** 2 for x in input().split()), flush=True)\nwhile True: pass",
    "says it on stderr": "import sys\nprint(sum(int(x) ** 2 for x in input().split()), file=sys.stderr)",
    "wants to read the tests": "import glob\nprint([open(f).read() for f in glob.glob('/**/*.json*', recursive=True)][:5])",
}  # fmt: skip


@pytest.fixture(scope="module")
def checker() -> PythonTests:
    return PythonTests(Options(seconds=0.7, budget=6))


@pytest.mark.parametrize("kind", TARGETS)
def test_the_true_solution_passes(checker: PythonTests, kind: str) -> None:
    verdict = checker.judge(TARGETS[kind], TRUTH, whole=True)
    assert (verdict.value, verdict.score) == ("correct", 1.0), verdict.reason


@pytest.mark.parametrize("name", CHEATS)
def test_a_cheat_is_never_correct(checker: PythonTests, name: str) -> None:
    for kind, target in TARGETS.items():
        verdict = checker.judge(target, CHEATS[name], whole=True)
        assert verdict.value == "incorrect", (kind, verdict)
        assert verdict.reason and verdict.score < 1
        if name not in ("hangs", "uses all memory"):
            continue
        break  # the slow ones once


@pytest.mark.parametrize("name", PROGRAM_CHEATS)
def test_a_cheating_program_is_never_correct(checker: PythonTests, name: str) -> None:
    verdict = checker.judge({"programs": PROGRAM}, PROGRAM_CHEATS[name], whole=True)
    assert verdict.value == "incorrect" and verdict.reason


def test_cheats_fool_a_judge_that_trusts_the_process(tmp_path: Path) -> None:
    """Exit code 0 after the asserts is what many harnesses go by."""
    fooled = []
    for name in ("ends well", "equals everything", "mock.ANY", "exits when called"):
        file = tmp_path / "candidate.py"
        file.write_text(CHEATS[name] + "\n" + "\n".join(ASSERTS))
        ran = subprocess.run([sys.executable, "-S", str(file)], capture_output=True, timeout=20)
        fooled.append(ran.returncode == 0)
    assert all(fooled)


def test_a_helper_of_the_prompt_cannot_be_replaced(checker: PythonTests) -> None:
    """As in HumanEval/38: the test encodes with the prompt's function, the program must decode."""
    prompt = "def encode(s):\n    return s[::-1]\n\ndef decode(s):\n    '''Undo encode.'''\n"
    check = "def check(candidate):\n    assert candidate(encode('abc')) == 'abc'\n"
    target = {"entry_point": "decode", "prompt": prompt, "check": check}
    cheat = "def encode(s):\n    return s\ndef decode(s):\n    return s\n"
    assert checker.judge(target, cheat, whole=True).value == "incorrect"
    assert checker.judge(target, "    return s[::-1]\n", whole=True).value == "correct"


def test_a_test_that_asks_the_function_itself_asks_the_reference(checker: PythonTests) -> None:
    """As in HumanEval/33, where `candidate(x) == sort_third(x)` would be true of anything."""
    target = {
        "entry_point": "squares",
        "prompt": "def squares(xs):\n    '''Sum of squares.'''\n",
        "check": "def check(candidate):\n    assert candidate([2]) == squares([2])\n",
        "reference": TRUTH,
    }
    assert checker.judge(target, WRONG, whole=True).value == "incorrect"
    assert checker.judge(target, TRUTH, whole=True).value == "correct"


def test_modules_in_asserts_are_never_the_candidates(checker: PythonTests) -> None:
    target = {"asserts": ["assert math.isclose(squares([0.1]), 0.01)"]}
    cheat = "class math:\n    isclose = staticmethod(lambda *a, **k: True)\n" + WRONG
    assert checker.judge(target, cheat, whole=True).value == "incorrect"
    assert checker.judge(target, TRUTH, whole=True).value == "correct"


def test_expectations_are_nowhere_in_the_candidates_process(checker: PythonTests) -> None:
    """The candidate searches its whole memory for a number that only the expectation holds."""
    secret = 918273645546
    search = f"""
import gc, sys
def squares(xs):
    want = int("{secret + 1}") - 1
    seen = set()
    todo = [gc.get_objects(), [m.__dict__ for m in list(sys.modules.values()) if hasattr(m, '__dict__')]]
    while todo and len(seen) < 300000:
        o = todo.pop()
        if id(o) in seen: continue
        seen.add(id(o))
        if type(o) is int and o == want and o is not want: return o
        if type(o) is str and str(want) in o: return want
        if isinstance(o, dict): todo += list(o.values())
        elif isinstance(o, (list, tuple, set)): todo += list(o)
    return -1
"""
    target = {"entry_point": "squares", "tests": [{"args": [[1]], "expect": secret}], "seconds": 20}
    verdict = PythonTests(Options(budget=30)).judge(target, search, whole=True)
    assert verdict.value == "incorrect" and "-1" in verdict.reason, verdict.reason
