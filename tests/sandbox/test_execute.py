"""Programs in the sandbox: what comes back, and what stays behind (nothing)."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from harness.errors import SandboxError, UsageError
from harness.sandbox import Limits, execute, probe
from harness.sandbox.backends import UnconfinedWarning
from harness.sandbox.warm import Spec, registry

BACKENDS = ["warm"] + (["bubblewrap"] if shutil.which("bwrap") else [])
QUICK = Limits(seconds=20)


def test_a_program_runs_with_input_files_and_output() -> None:
    source = "import sys\nname = input()\nopen('out/x.txt', 'w').write(open('in.txt').read() + name)\nprint('hi', name)\nprint('!', file=sys.stderr)"
    done = execute(source, stdin=b"Ann\n", files={"in.txt": b"to ", "out/keep.txt": b"k"}, limits=QUICK)
    assert (done.status, done.exit, done.stdout, done.stderr) == ("ok", 0, b"hi Ann\n", b"!\n")
    assert done.files == {"out/x.txt": b"to Ann"} and done.skipped == ()
    assert 0 < done.ms < 20_000 and done.peak_memory > 1 << 20


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("source", "status", "code"),
    [
        ("pass", "ok", 0),
        ("1 / 0", "error", 1),
        ("raise SystemExit(3)", "error", 3),
        ("exit('no')", "error", 1),
        ("def (", "error", 1),
        ("while True: pass", "timeout", -9),
        ("x = bytearray(10**10)", "memory", 1),
        ("x = []\nwhile True: x.append(bytearray(10**6))", "memory", 1),
        ("while True: print('x' * 1000)", "output_limit", -9),
        ("import os; os.kill(os.getpid(), 9)", "killed", -9),
        ("import ctypes; ctypes.string_at(0)", "killed", -11),
        ("import os; os._exit(0)", "ok", 0),
    ],
)
def test_status_and_exit(backend: str, source: str, status: str, code: int) -> None:
    seconds = 1.0 if status == "timeout" else 20.0
    done = execute(source, limits=Limits(seconds=seconds, memory_mb=128), backend=backend)  # type: ignore[arg-type]
    assert (done.status, done.exit, done.backend) == (status, code, backend)


@pytest.mark.parametrize(
    "source",
    [
        "import threading; t = threading.Thread(target=print, args=(1,)); t.start()",
        "import asyncio\nasync def f():\n  await asyncio.sleep(0.01); print(1)\nasyncio.run(f())",
        "import concurrent.futures as c\nwith c.ThreadPoolExecutor(4) as p: print(sum(p.map(int, '1000')))",
        "import numpy as np; print(int(np.linalg.inv(np.eye(3))[0, 0]))",
        "import tempfile; f = tempfile.NamedTemporaryFile('w+'); f.write('1'); f.seek(0); print(f.read())",
        "import shutil; open('a', 'w').write('1'); shutil.copy2('a', 'b'); print(open('b').read())",
        "import sqlite3; c = sqlite3.connect('x.db'); print(c.execute('select 1').fetchone()[0])",
        "import atexit; atexit.register(print, 1)",
        "import zoneinfo, datetime; print(datetime.datetime(2024, 1, 1, tzinfo=zoneinfo.ZoneInfo('UTC')).day)",
        "import random, secrets, uuid; uuid.uuid4(); secrets.token_hex(); random.random(); print(1)",
        "import signal\nsignal.signal(signal.SIGALRM, lambda *a: print(1))\nsignal.setitimer(signal.ITIMER_REAL, 0.01)\nsignal.pause()",
        "import sys\nsys.setrecursionlimit(5000)\ndef f(n): return 1 if n == 0 else f(n - 1)\nprint(f(3000))",
        "import pathlib; p = pathlib.Path('d'); p.mkdir(); (p / 'x').write_text('1'); print((p / 'x').read_text())",
        "import zipfile\nwith zipfile.ZipFile('z.zip', 'w') as z: z.writestr('a', '1')\nzipfile.ZipFile('z.zip').extractall(); print(open('a').read())",
        "if __name__ == '__main__': print(1)",
    ],
)  # fmt: skip
def test_honest_programs_work(source: str) -> None:
    done = execute(source, limits=QUICK)
    assert (done.status, done.stdout) == ("ok", b"1\n"), done.stderr.decode()


def test_output_is_cut_at_the_limit() -> None:
    done = execute(
        "print('x' * 5000, flush=True)\nimport time; time.sleep(9)",
        limits=Limits(seconds=20, output_bytes=1000),
    )
    assert done.status == "output_limit" and done.stdout == b"x" * 1000 and done.ms < 9000


def test_links_devices_and_too_many_files_are_not_handed_back() -> None:
    source = "import os\nos.makedirs('a/b')\nfor n in range(9): open(f'a/f{n}', 'w').write('x')\nopen('big', 'wb').write(bytes(2 << 20))"
    done = execute(source, limits=Limits(seconds=20, files=4))
    assert len(done.files) == 4 and len(done.skipped) == 6


def test_a_workspace_is_empty_again_for_the_next_program() -> None:
    look = "import os, tempfile\nprint(sorted(os.listdir('.')), os.listdir(tempfile.gettempdir()))"
    for _ in range(6):
        mess = "import os, tempfile\nopen('left', 'w').write('x'); tempfile.mkstemp()\nos.mkdir('d')\nos.rmdir(tempfile.gettempdir()) if 0 else None"
        assert execute(mess, limits=QUICK).status == "ok"
        assert execute(look, limits=QUICK).stdout == b"[] []\n"


def test_the_environment_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "swordfish")
    registry().stop()
    done = execute(
        "import os; print(dict(os.environ)); import ctypes; print(ctypes.CDLL(None).getenv(b'SECRET_KEY'))"
    )
    assert done.status == "ok" and b"swordfish" not in done.stdout and done.stdout.endswith(b"0\n")


def test_names_of_input_files_stay_inside() -> None:
    for name in ("../x", "/etc/x", "", "a/../../x", "a\0b"):
        with pytest.raises(UsageError):
            execute("pass", files={name: b""})


def test_an_unknown_backend_is_refused_and_unconfined_warns() -> None:
    with pytest.raises(UsageError, match="no sandbox backend"):
        execute("pass", backend="docker")  # type: ignore[arg-type]
    with pytest.warns(UnconfinedWarning):
        done = execute("print(1)", backend="unconfined", limits=QUICK)
    assert (done.status, done.stdout) == ("ok", b"1\n")


def test_a_missing_bubblewrap_is_an_error_and_nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    from harness.sandbox import bubblewrap

    monkeypatch.setenv("PATH", "/nonexistent")
    bubblewrap.unavailable.cache_clear()
    try:
        with pytest.raises(SandboxError, match="not installed"):
            execute("print(1)", backend="bubblewrap")
    finally:
        bubblewrap.unavailable.cache_clear()


def test_the_probe_says_what_holds() -> None:
    found = {holds.backend: holds for holds in probe()}
    assert found["warm"].available and found["warm"].chosen
    assert any("seccomp" in text for text in found["warm"].holds)
    assert found["unconfined"].lacks and found["bubblewrap"].available == bool(shutil.which("bwrap"))


def test_many_threads_at_once() -> None:
    seen: list[bytes] = []
    run = lambda n: seen.append(execute(f"print({n})", limits=QUICK).stdout)  # noqa: E731
    threads = [threading.Thread(target=run, args=(n,)) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == sorted(f"{n}\n".encode() for n in range(24))


def test_a_dead_warm_parent_is_replaced() -> None:
    execute("pass", limits=QUICK)
    for pid in _tree(registry().get(Spec()).process.pid)[1:] or [registry().get(Spec()).process.pid]:
        os.kill(pid, signal.SIGKILL)
    assert execute("print(1)", limits=QUICK).stdout == b"1\n"


def test_a_warm_parent_that_dies_under_a_program_is_replaced_too() -> None:
    execute("pass", limits=QUICK)
    parent = registry().get(Spec())
    threading.Timer(0.3, lambda: os.kill(parent.process.pid, signal.SIGKILL)).start()
    assert execute("import time; time.sleep(0.8); print(1)", limits=QUICK).stdout == b"1\n"


def _tree(pid: int) -> list[int]:
    below: list[str] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            below += task.read_text().split()
    return [pid, *(p for child in below for p in _tree(int(child)))]


def _alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


HARNESS = """
import sys, threading, time
from harness.sandbox import execute, Interpreter, Limits
from harness.sandbox.execution import execute_warm
from harness.sandbox.warm import Spec
from pathlib import Path
spec = Spec(namespaces=sys.argv[1] == "namespaces")
run = lambda: execute_warm(b"import time; open('x', 'w').write('x'); time.sleep(60)", b"", Limits(seconds=90), {}, spec)
for _ in range(3):
    threading.Thread(target=run, daemon=True).start()
time.sleep(1.0)
print("ready", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("level", ["namespaces", "plain"])
def test_killing_the_harness_leaves_nothing(level: str, tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    harness = subprocess.Popen(
        [sys.executable, "-c", HARNESS, level],
        stdout=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )
    assert harness.stdout is not None
    with harness.stdout:
        assert harness.stdout.readline() == b"ready\n"
        family = _tree(harness.pid)
        harness.kill()
        harness.wait()
    assert len(family) >= 5
    deadline = time.monotonic() + 10
    while any(map(_alive, family)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(_alive, family))
    assert list(tmp_path.iterdir()) == []


def test_memory_and_descriptors_stay_flat() -> None:
    """The short version; `bench/sandbox.py --soak` runs 100,000."""
    execute("pass", limits=QUICK)
    parent = registry().get(Spec()).process.pid

    def weight() -> tuple[int, int, int]:
        time.sleep(0.3)  # the last program's descriptors are on their way out
        pids = [os.getpid(), *_tree(parent)]
        pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids]
        files = [len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in pids]
        return sum(pages) * 4096, sum(files), len(pids)

    for _ in range(60):
        execute("open('x', 'w').write('x')", limits=QUICK)
    before = weight()
    for _ in range(300):
        execute("open('x', 'w').write('x')", limits=QUICK)
    after = weight()
    assert after[0] - before[0] < 1 << 20 and after[1:] == before[1:]


def cli(*arguments: str, stdin: bytes = b"") -> tuple[int, bytes, bytes]:
    command = [sys.executable, "-m", "harness", "sandbox", "exec", *arguments]
    ran = subprocess.run(command, input=stdin, capture_output=True, timeout=60)
    return ran.returncode, ran.stdout, ran.stderr


def test_the_command_prints_one_json_object(tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text("print(input())\nopen('o.txt', 'w').write('abc')\nraise SystemExit(4)")
    code, out, err = cli(str(file), "--stdin", "-", "--timeout", "20", "--memory", "100", stdin=b"hello\n")
    told = json.loads(out)
    assert (code, err) == (0, b"")
    assert (told["status"], told["exit"], told["stdout"], told["files"]) == (
        "error",
        4,
        "hello\n",
        {"o.txt": 3},
    )
    assert told["ms"] > 0 and told["peak_memory"] > 0 and told["backend"] == "warm"


def test_the_command_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text("pass")
    for arguments in (
        (str(tmp_path / "none.py"),),
        (str(file), "--backend", "x"),
        (str(file), "--timeout", "-1"),
    ):
        code, out, err = cli(*arguments)
        assert code == 2 and out == b"" and b"Traceback" not in err and err
