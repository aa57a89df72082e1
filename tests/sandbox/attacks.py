"""Attacks, each with the effect that must not come about, told by somebody other than the attacker.

The code of an attack finds in its names what to aim at: `SECRET` (a file with a token in it), `FOLDER` (a folder
outside with `keep.txt`), `PORT`, `UDP`, `UNIX` and `ABSTRACT` (listening sockets), `VICTIM` (a process), `MARK` (a
text that a process left behind would carry in its arguments). All of them are harmless to the machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stage import Seen, Stage

Effect = Callable[["Stage", "Seen"], bool]


@dataclass(frozen=True)
class Attack:
    name: str
    code: str
    effect: Effect
    root_only: bool = False
    needs: str = ""  # a path without which the attack has no aim on this machine

    @property
    def patience(self) -> float:
        """The time limit that it is given, in seconds."""
        return 0.5 if self.effect.__qualname__.startswith("lasts_longer_than") else 6.0


def leaks(stage: Stage, seen: Seen) -> bool:
    return stage.token.encode() in seen.stdout or any(stage.token.encode() in c for c in seen.files.values())


def done(stage: Stage, seen: Seen) -> bool:
    return b"DONE" in seen.stdout


def writes(stage: Stage, seen: Seen) -> bool:
    return stage.folder_changed()


def reaches(stage: Stage, seen: Seen) -> bool:
    return stage.somebody_called()


def kills(stage: Stage, seen: Seen) -> bool:
    return stage.victim_died()


def bends_victim(stage: Stage, seen: Seen) -> bool:
    return stage.victim_is_changed()


def stays(stage: Stage, seen: Seen) -> bool:
    time.sleep(0.1)
    return bool(stage.left_behind())


def more_than(limit: int) -> Effect:
    """The largest number that the attack got to say."""

    def effect(stage: Stage, seen: Seen) -> bool:
        words = [w for w in seen.stdout.split() if w.isdigit()]
        return max((int(w) for w in words), default=0) > limit

    return effect


def talks_more_than(limit: int) -> Effect:
    return lambda stage, seen: len(seen.stdout) + len(seen.stderr) > limit


def lasts_longer_than(seconds: float) -> Effect:
    return lambda stage, seen: seen.seconds > seconds


def says_ok(stage: Stage, seen: Seen) -> bool:
    """The exit code is 7 in truth; whoever trusts what was written believes `ok`."""
    return seen.believed == "ok"


def dies_of_depth(stage: Stage, seen: Seen) -> bool:
    return seen.collector_failed


def odd_output(stage: Stage, seen: Seen) -> bool:
    return bool(seen.odd)


_SYSCALL = "import ctypes, os, platform\nlibc = ctypes.CDLL(None, use_errno=True)\nX = platform.machine() == 'x86_64'\n"
_OK = "print('DONE' if r >= 0 else ctypes.get_errno())\n"


def syscall(x86: int, arm: int, arguments: str, after: str = _OK) -> str:
    """A raw system call that prints DONE when the kernel let it happen."""
    return f"{_SYSCALL}r = libc.syscall({x86} if X else {arm}, {arguments})\n{after}"


READING = [
    Attack("read a file", "print(open(SECRET).read())", leaks),
    Attack("read a file with pathlib", "import pathlib; print(pathlib.Path(SECRET).read_text())", leaks),
    Attack("read a file by descriptor", "import os; print(os.read(os.open(SECRET, os.O_RDONLY), 999))", leaks),
    Attack("read relative to the root", "import os; d = os.open('/', os.O_RDONLY); print(os.read(os.open(SECRET[1:], 0, dir_fd=d), 999))", leaks),
    Attack("read through a symlink", "import os; os.symlink(SECRET, 'l'); print(open('l').read())", leaks),
    Attack("read through a hard link", "import os; os.chdir(FOLDER); os.link(SECRET, 'h'); print(open('h').read())", leaks),
    Attack("read through /proc/self/root", "print(open('/proc/self/root' + SECRET).read())", leaks),
    Attack("read through /proc/self/cwd", "import os; print(open('/proc/self/cwd/' + os.path.relpath(SECRET)).read())", leaks),
    Attack("read by climbing", "import os; os.chdir(os.path.dirname(os.path.relpath(SECRET))); print(open('secret.txt').read())", leaks),
    Attack("map a file", "import mmap; f = open(SECRET, 'rb'); print(mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ)[:])", leaks),
    Attack("send a file to stdout", "import os; os.sendfile(1, os.open(SECRET, 0), 0, 999)", leaks),
    Attack("read with the C library", "import ctypes; c = ctypes.CDLL(None); f = c.open(SECRET.encode(), 0); b = ctypes.create_string_buffer(999); c.read(f, b, 999); print(b.value)", leaks),
    Attack("import a file as a module", "import importlib.machinery as m; print(m.SourceFileLoader('x', SECRET).get_data(SECRET))", leaks),
    Attack("read through linecache", "import linecache; print(linecache.getline(SECRET, 1))", leaks),
    Attack("copy a file here", "import shutil; shutil.copy(SECRET, 'taken.txt')", leaks),
    Attack("list a folder", "import os; print('DONE' if 'secret.txt' in os.listdir(os.path.dirname(SECRET)) else 0)", done),
    Attack("search a folder", "import glob; print('DONE' if glob.glob(SECRET[:-3] + '*') else 0)", done),
    Attack("read the users", "print('DONE' if 'root:' in open('/etc/passwd').read() else 0)", done),
    Attack("read inherited descriptors", "import os\nfor n in range(3, 300):\n  try: print(os.pread(n, 999, 0))\n  except OSError: pass", leaks),
    Attack("read a victim's environment", "print(open(f'/proc/{VICTIM}/environ').read())", leaks),
    Attack("read a victim's arguments", "print('DONE' if 'victim' in open(f'/proc/{VICTIM}/cmdline').read() else 0)", done),
    Attack("see other processes", "import os; print('DONE' if str(VICTIM) in os.listdir('/proc') else 0)", done),
    Attack("read a victim's memory", "import re\nm = open(f'/proc/{VICTIM}/maps').read()\nf = open(f'/proc/{VICTIM}/mem', 'rb', 0)\nfor a, b in re.findall(r'([0-9a-f]+)-([0-9a-f]+) rw-p .*\\[stack\\]', m):\n  f.seek(int(a, 16)); print(re.findall(rb'token-[0-9a-f]+', f.read(int(b, 16) - int(a, 16))))", leaks),
    Attack("read a victim's working directory", "import os; print('DONE' if os.readlink(f'/proc/{VICTIM}/cwd') else 0)", done),
    Attack("watch a folder", _SYSCALL + "f = libc.inotify_init()\nr = libc.inotify_add_watch(f, os.path.dirname(SECRET).encode(), 0xfff)\n" + _OK, done),
    Attack("read the network's state", "print('DONE' if f'{PORT:04X}' in open('/proc/net/tcp').read() else 0)", done),
    Attack("open the disk", "import os; os.open(DISK, os.O_RDONLY); print('DONE')", done, root_only=True),
]  # fmt: skip

WRITING = [
    Attack("write a file", "open(FOLDER + '/new', 'w').write('x')", writes),
    Attack("append to a file", "open(FOLDER + '/keep.txt', 'a').write('x')", writes),
    Attack("truncate a file", "import os; os.truncate(FOLDER + '/keep.txt', 0)", writes),
    Attack("remove a file", "import os; os.unlink(FOLDER + '/keep.txt')", writes),
    Attack("move a file out", "import os; open('x', 'w').write('x'); import shutil; shutil.move('x', FOLDER + '/x')", writes),
    Attack("move a file in", "import os; os.rename(FOLDER + '/keep.txt', 'mine')", writes),
    Attack("make a folder", "import os; os.mkdir(FOLDER + '/d')", writes),
    Attack("remove a folder", "import shutil; shutil.rmtree(FOLDER + '/sub')", writes),
    Attack("make a symlink", "import os; os.symlink('/', FOLDER + '/l')", writes),
    Attack("make a hard link", "import os; os.link(FOLDER + '/keep.txt', FOLDER + '/h')", writes),
    Attack("make a FIFO", "import os; os.mkfifo(FOLDER + '/f')", writes),
    Attack("make a device", "import os, stat; os.mknod(FOLDER + '/n', 0o600 | stat.S_IFCHR, os.makedev(1, 3))", writes, root_only=True),
    Attack("make a socket file", "import socket; socket.socket(socket.AF_UNIX).bind(FOLDER + '/s')", writes),
    Attack("change a file's mode", "import os; os.chmod(FOLDER + '/keep.txt', 0o777)", writes),
    Attack("change a file's times", "import os; os.utime(FOLDER + '/keep.txt', (1, 1))", writes),
    Attack("change a file's owner", "import os; os.chown(FOLDER + '/keep.txt', 12345, 12345)", writes, root_only=True),
    Attack("set an extended attribute", "import os; os.setxattr(FOLDER + '/keep.txt', 'user.x', b'x')", writes),
    Attack("write a database", "import sqlite3; c = sqlite3.connect(FOLDER + '/db'); c.execute('create table t(a)'); c.commit()", writes),
    Attack("write through /proc/self/root", "open('/proc/self/root' + FOLDER + '/new', 'w').write('x')", writes),
    Attack("write with a raw system call", _SYSCALL + "libc.syscall(257 if X else 56, -100, (FOLDER + '/new').encode(), 0o101, 0o600)", writes),
    Attack("write to shared memory", "open('/dev/shm/' + MARK, 'w').write('x'); print('DONE')", lambda s, seen: s.appeared("/dev/shm")),
    Attack("write to /tmp", "open('/tmp/' + MARK, 'w').write('x')", lambda s, seen: s.appeared("/tmp")),
    Attack("write to /var/tmp", "open('/var/tmp/' + MARK, 'w').write('x')", lambda s, seen: s.appeared("/var/tmp")),
    Attack("leave shared memory behind", syscall(29, 194, "0, 4096, 0o1600", "print('DONE' if r >= 0 else 0); libc.shmctl(r, 0, None)"), done),
    Attack("leave a semaphore behind", syscall(64, 190, "0, 1, 0o1600", "print('DONE' if r >= 0 else 0); libc.semctl(r, 0, 0)"), done),
    Attack("leave a message queue behind", syscall(68, 186, "0, 0o1600", "print('DONE' if r >= 0 else 0); libc.msgctl(r, 0, None)"), done),
    Attack("open the kernel's core pattern", "import os; os.open('/proc/sys/kernel/core_pattern', os.O_WRONLY); print('DONE')", done, root_only=True),
    Attack("open sysrq", "import os; os.open('/proc/sysrq-trigger', os.O_WRONLY); print('DONE')", done, root_only=True, needs="/proc/sysrq-trigger"),
    Attack("open a terminal", "import os; os.open('/dev/ptmx', os.O_RDWR); print('DONE')", done, needs="/dev/ptmx"),
]  # fmt: skip

NETWORK = [
    Attack("connect by TCP", "import socket; socket.create_connection(('127.0.0.1', PORT), 2)", reaches),
    Attack("ask by HTTP", "import urllib.request as u; u.urlopen(f'http://127.0.0.1:{PORT}/', timeout=1)", reaches),
    Attack("send by UDP", "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', UDP))", reaches),
    Attack("connect with the first data", "import socket; socket.socket().sendto(b'x', 0x20000000, ('127.0.0.1', PORT))", reaches),
    Attack("connect to a socket file", "import socket; socket.socket(socket.AF_UNIX).connect(UNIX)", reaches),
    Attack("connect to an abstract socket", "import socket; socket.socket(socket.AF_UNIX).connect('\\0' + ABSTRACT)", reaches),
    Attack("connect with asyncio", "import asyncio; asyncio.run(asyncio.open_connection('127.0.0.1', PORT))", reaches),
    Attack("listen", "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(); print('DONE')", done),
    Attack("speak with the kernel's routes", "import socket; socket.socket(16, socket.SOCK_RAW, 0); print('DONE')", done),
    Attack("send raw packets", "import socket; socket.socket(17, socket.SOCK_RAW, 0); print('DONE')", done, root_only=True),
]  # fmt: skip

PROCESSES = [
    Attack("fork", "import os\nif os.fork() == 0: print('DONE', flush=True); os._exit(0)\nos.wait()", done),
    Attack("fork many", "import os, time\nn = 0\nfor _ in range(150):\n  if os.fork() == 0: time.sleep(1); os._exit(0)\n  n += 1; print(n, flush=True)", more_than(20)),
    Attack("fork with a raw system call", _SYSCALL + "r = libc.syscall(57) if X else libc.syscall(220, 17, 0, 0, 0, 0)\nif r == 0: os.write(1, b'DONE'); os._exit(0)\nos.wait()", done),
    Attack("clone with a raw system call", _SYSCALL + "r = libc.syscall(56 if X else 220, 17, 0, 0, 0, 0)\nif r == 0: os.write(1, b'DONE'); os._exit(0)\nos.wait()", done),
    Attack("clone3", _SYSCALL + "a = (ctypes.c_uint64 * 11)(0, 0, 0, 0, 17)\nr = libc.syscall(435, a, 88)\nif r == 0: os.write(1, b'DONE'); os._exit(0)\nos.wait()", done),
    Attack("start a program", "import subprocess; print(subprocess.run(['/bin/echo', 'DO' + 'NE'], capture_output=True).stdout)", done),
    Attack("use the shell", "import os; os.system('echo DO''NE')", done),
    Attack("spawn", "import os; os.waitpid(os.posix_spawn('/bin/echo', ['echo', 'DO' + 'NE'], {}), 0)", done),
    Attack("become another program", "import os; os.execv('/bin/echo', ['echo', 'DO' + 'NE'])", done),
    Attack("use multiprocessing", "import multiprocessing as m; p = m.get_context('fork').Process(target=print, args=('DONE',)); p.start(); p.join()", done),
    Attack("leave a daemon behind", "import os, sys\nif os.fork() == 0:\n  os.setsid()\n  os.dup2(os.open('/dev/null', 1), 1); os.dup2(1, 2)\n  os.execv(PYTHON, [PYTHON, '-c', 'import time; time.sleep(30)', MARK])", stays),
    Attack("leave a daemon's child behind", "import os\nif os.fork() == 0:\n  os.setsid()\n  os.dup2(os.open('/dev/null', 1), 1); os.dup2(1, 2)\n  if os.fork() == 0: os.execv(PYTHON, [PYTHON, '-c', 'import time; time.sleep(30)', MARK])\n  os._exit(0)", stays),
    Attack("start very many threads", "import threading, time\nn = 0\nfor _ in range(400):\n  threading.Thread(target=time.sleep, args=(1,), daemon=True).start(); n += 1\n  print(n, flush=True)", more_than(200)),
    Attack("kill a victim", "import os; os.kill(VICTIM, 9)", kills),
    Attack("terminate a victim's group", "import os; os.killpg(VICTIM, 15)", kills),
    Attack("signal by thread", syscall(200, 130, "VICTIM, 9"), kills),
    Attack("signal by thread group", syscall(234, 131, "VICTIM, VICTIM, 9"), kills),
    Attack("queue a signal", _SYSCALL + "i = (ctypes.c_int32 * 32)(15, 0, -1)\nlibc.syscall(129 if X else 138, VICTIM, 15, i)", kills),
    Attack("signal by pidfd", "import os, signal; signal.pidfd_send_signal(os.pidfd_open(VICTIM), 9)", kills),
    Attack("have the kernel signal", "import fcntl, os, socket\na, b = socket.socketpair()\nfcntl.fcntl(a, 8, VICTIM)\nfcntl.fcntl(a, 10, 15)\nfcntl.fcntl(a, fcntl.F_SETFL, os.O_ASYNC)\nb.send(b'x')", kills),
    Attack("trace a victim", syscall(101, 117, "16, VICTIM, 0, 0", "import time; time.sleep(0.1)\n" + _OK + "libc.syscall(101 if X else 117, 17, VICTIM, 0, 0)"), done),
    Attack("read by process_vm_readv", _SYSCALL + "class V(ctypes.Structure): _fields_ = [('b', ctypes.c_void_p), ('n', ctypes.c_size_t)]\nb = ctypes.create_string_buffer(8)\na = V(ctypes.addressof(b), 8)\nt = V(ADDRESS, 8)\nr = libc.syscall(310 if X else 270, VICTIM, ctypes.byref(a), ctypes.c_long(1), ctypes.byref(t), ctypes.c_long(1), ctypes.c_long(0))\nprint('DONE' if r > 0 else ctypes.get_errno())", done),
    Attack("take a victim's descriptor", "import os\np = os.pidfd_open(VICTIM)\n" + syscall(438, 438, "p, 0, 0"), done),
    Attack("limit a victim", "import resource; resource.prlimit(VICTIM, resource.RLIMIT_NOFILE, (11, 11))", bends_victim),
    Attack("slow a victim", "import os; os.setpriority(os.PRIO_PROCESS, VICTIM, 19)", bends_victim),
    Attack("pin a victim", "import os; os.sched_setaffinity(VICTIM, {sorted(os.sched_getaffinity(0))[0]}); print('DONE')", done),
]  # fmt: skip

KERNEL = [
    Attack("make a user namespace", _SYSCALL + "r = libc.unshare(0x10000000)\n" + _OK, done),
    Attack("make a mount namespace", _SYSCALL + "r = libc.unshare(0x20000)\n" + _OK, done, root_only=True),
    Attack("mount", _SYSCALL + "libc.unshare(0x20000)\nlibc.mount(None, b'/', None, 0x44000, None)\nr = libc.mount(b'tmpfs', FOLDER.encode(), b'tmpfs', 0, None)\n" + _OK, done, root_only=True),
    Attack("change the root", "import os; os.chroot(FOLDER); print('DONE')", done, root_only=True),
    Attack("change the user", "import os; os.setresuid(12345, 12345, 12345); print('DONE')", done, root_only=True),
    Attack("stay root", "import os; print('DONE' if open(f'/proc/self/status').read().split('CapEff:')[1].split()[0].strip('0') else 0)", done, root_only=True),
    Attack("io_uring", syscall(425, 425, "4, (ctypes.c_char * 120)()"), done),
    Attack("bpf", syscall(321, 280, "0, (ctypes.c_uint32 * 32)(2, 4, 8, 1), 128"), done, root_only=True),
    Attack("userfaultfd", syscall(323, 282, "1"), done),
    Attack("perf_event_open", syscall(298, 241, "(ctypes.c_uint32 * 32)(1, 128, 0), 0, -1, -1, 0"), done, root_only=True),
    Attack("memory file", "import os; os.memfd_create('x'); print('DONE')", done),
    Attack("secret memory", syscall(447, 447, "0"), done),
    Attack("keyring", syscall(248, 217, "b'user', b'k', b'v', 1, -2"), done),
    Attack("compare kernel objects", syscall(312, 272, "os.getpid(), VICTIM, 0, 0, 0"), done),
    Attack("change the personality", syscall(135, 92, "0x0040000"), done),
    Attack("open by handle", _SYSCALL + "h = (ctypes.c_uint32 * 40)(128)\nm = ctypes.c_int()\nr = libc.syscall(303 if X else 264, -100, SECRET.encode(), h, ctypes.byref(m), 0)\n" + _OK, done),
    Attack("rename the host to its name", "import socket; socket.sethostname(socket.gethostname()); print('DONE')", done, root_only=True),
    Attack("make a setuid program", "import os; open('s', 'w').write('x'); os.chmod('s', 0o4755); print('DONE' if os.stat('s').st_mode & 0o4000 else 0)", done),
    Attack("create a setuid file", "import os; os.close(os.open('s', os.O_CREAT | os.O_WRONLY, 0o4755)); print('DONE' if os.stat('s').st_mode & 0o4000 else 0)", done),
]  # fmt: skip

AMOUNTS = [
    Attack("fill the memory", "x = []\nwhile len(x) < 50: x.append(bytearray(b'x') * 10_000_000); print(len(x), flush=True)", more_than(25)),
    Attack("map shared memory", "import mmap\nx = []\nwhile len(x) < 50:\n  m = mmap.mmap(-1, 10_000_000); m.write(b'x' * 10_000_000); x.append(m); print(len(x), flush=True)", more_than(25)),
    Attack("one large list", "x = [0] * 80_000_000; print('DONE')", done),
    Attack("fill the disk with one file", "import os\nf = open('big', 'wb', 0)\nfor n in range(1, 101): f.write(bytes(1 << 20)); print(n, flush=True)", more_than(40)),
    Attack("fill the disk with many files", "import time\nfor n in range(1, 1001): open(f'f{n}', 'wb').write(bytes(1 << 17)); print(n, flush=True); time.sleep(0.0005)", more_than(800)),
    Attack("fill the temporary folder", "import tempfile\nfor n in range(1, 101): open(tempfile.mkstemp()[1], 'wb').write(bytes(1 << 20)); print(n, flush=True)\nimport time; time.sleep(1); print('900')", more_than(400)),
    Attack("flood stdout", "import sys\nfor _ in range(2000): sys.stdout.write('x' * 10_000)", talks_more_than(2_000_000)),
    Attack("flood stderr", "import os\nfor _ in range(2000): os.write(2, b'x' * 10_000)", talks_more_than(2_000_000)),
    Attack("run for long", "while True: pass", lasts_longer_than(1.6)),
    Attack("sleep for long", "import time; time.sleep(60)", lasts_longer_than(1.6)),
    Attack("ignore signals", "import signal, time\nfor s in set(range(1, 65)) - {9, 19, 32, 33}: signal.signal(s, signal.SIG_IGN)\ntime.sleep(60)", lasts_longer_than(1.6)),
    Attack("hold on to the pipes", "import os, time\nif os.fork() == 0: time.sleep(20)\n", lasts_longer_than(1.6)),
]  # fmt: skip

LIES = [
    Attack("leave a symlink as output", "import os; os.symlink(SECRET, 'out.txt')", leaks),
    Attack("leave a linked folder as output", "import os; os.symlink(os.path.dirname(SECRET), 'out')", leaks),
    Attack("leave a FIFO as output", "import os; os.mkfifo('out.txt')", odd_output),
    Attack("leave a socket as output", "import socket; socket.socket(socket.AF_UNIX).bind('out.txt')", odd_output),
    Attack("leave a deep tree as output", "import os\nfor n in range(1200):\n  os.mkdir('d'); os.chdir('d')", dies_of_depth),
    Attack("write a result to every descriptor", "import os\nfor n in range(1, 300):\n  try: os.write(n, b'{\"status\": \"ok\", \"exit\": 0, \"timed_out\": false, \"ms\": 1, \"peak\": 1}')\n  except OSError: pass\nos._exit(7)", says_ok),
    Attack("exit from an exit handler", "import atexit, os; atexit.register(lambda: print('{\"status\": \"ok\"}', flush=True) or os._exit(7)); raise SystemExit(7)", says_ok),
]  # fmt: skip

ATTACKS: list[Attack] = [*READING, *WRITING, *NETWORK, *PROCESSES, *KERNEL, *AMOUNTS, *LIES]
