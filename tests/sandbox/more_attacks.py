"""A second corpus, of quieter ways: kernel objects, corners of allowed calls, races, things left for the reader."""

from __future__ import annotations

from attacks import (
    _SYSCALL,
    ATTACKS,
    Attack,
    done,
    kills,
    leaks,
    more_than,
    odd_output,
    reaches,
    says_ok,
    syscall,
    writes,
)

QUIET_READING = [
    Attack("read with preadv2", "import os; b = bytearray(999); os.preadv(os.open(SECRET, os.O_RDONLY), [b], 0); print(bytes(b))", leaks),
    Attack("read in another thread", "import threading; t = threading.Thread(target=lambda: print(open(SECRET).read())); t.start(); t.join()", leaks),
    Attack("read at exit", "import atexit; atexit.register(lambda: print(open(SECRET).read()))", leaks),
    Attack("read in a signal handler", "import os, signal\nsignal.signal(signal.SIGUSR1, lambda *a: print(open(SECRET).read()))\nos.kill(os.getpid(), signal.SIGUSR1)", leaks),
    Attack("read while an object dies", "class D:\n  def __del__(self): print(open(SECRET).read())\nD()", leaks),
    Attack("read from an import hook", "import sys\nclass F:\n  def find_spec(self, *a): print(open(SECRET).read())\nsys.meta_path.insert(0, F())\nimport nothing_such", leaks),
    Attack("read by unpickling", "import pickle\nclass P:\n  def __reduce__(self): return (eval, (f'print(open({SECRET!r}).read())',))\npickle.loads(pickle.dumps(P()))", leaks),
    Attack("read from a trace function", "import sys\nsys.settrace(lambda *a: sys.settrace(None) or print(open(SECRET).read()))\n(lambda: 0)()", leaks),
    Attack("copy by copy_file_range", "import os; s = os.open(SECRET, os.O_RDONLY); t = os.open('t', os.O_RDWR | os.O_CREAT); os.copy_file_range(s, t, 999)", leaks),
    Attack("splice a file into a pipe", "import os; r, w = os.pipe(); os.splice(os.open(SECRET, os.O_RDONLY), w, 999); print(os.read(r, 999))", leaks),
    Attack("open with O_PATH, then again", "import os; d = os.open(os.path.dirname(SECRET), os.O_PATH); print(os.read(os.open('secret.txt', os.O_RDONLY, dir_fd=d), 999))", leaks),
    Attack("open with openat2", _SYSCALL + "h = (ctypes.c_uint64 * 3)(0, 0, 0)\nr = libc.syscall(437, -100, SECRET.encode(), h, 24)\nprint(os.read(r, 999))", leaks),
    Attack("open through a descriptor of a folder above", "import os\nd = os.open('.', os.O_RDONLY)\nfor _ in range(20): d = os.open('..', os.O_RDONLY, dir_fd=d)\nprint(os.read(os.open(SECRET[1:], os.O_RDONLY, dir_fd=d), 999))", leaks),
    Attack("read the environment of whoever started it", "import os\nprint(open(f'/proc/{os.getppid()}/environ').read()); print('DONE')", done),
    Attack("read the kernel's log", "import os; os.open('/dev/kmsg', os.O_RDONLY); print('DONE')", done, root_only=True, needs="/dev/kmsg"),
    Attack("read the host's mounts", "print('DONE' if open('/proc/self/mountinfo').read() else 0)", done),
    Attack("read the host's hardware", "import os; print('DONE' if os.listdir('/sys/class') else 0)", done),
]  # fmt: skip

QUIET_WRITING = [
    Attack("write from a thread that outlives main", "import threading, time\ndef late():\n  time.sleep(0.2); open(FOLDER + '/late', 'w').write('x')\nthreading.Thread(target=late).start()", writes),
    Attack("write by exchange of names", _SYSCALL + "open('mine', 'w').write('other')\nlibc.syscall(316 if X else 276, -100, b'mine', -100, (FOLDER + '/keep.txt').encode(), 2)", writes),
    Attack("leave a whiteout where a file was", _SYSCALL + "open('mine', 'w').write('x')\nr = libc.syscall(316 if X else 276, -100, b'mine', -100, b'moved', 4)\nprint('DONE' if r == 0 and os.lstat('mine').st_rdev == 0 and os.lstat('mine').st_mode & 0o170000 == 0o020000 else ctypes.get_errno())", done, root_only=True),
    Attack("allocate in a file", "import os; os.posix_fallocate(os.open(FOLDER + '/keep.txt', os.O_WRONLY), 0, 9999)", writes),
    Attack("lock a file of others", "import fcntl; f = open(FOLDER + '/keep.txt', 'r+'); fcntl.flock(f, fcntl.LOCK_EX); print('DONE')", done),
    Attack("make a file without a name outside", "import os; f = os.open(FOLDER, os.O_TMPFILE | os.O_RDWR); print('DONE')", done),
    Attack("leave a POSIX message queue", _SYSCALL + "r = libc.mq_open(('/' + MARK).encode(), 0o102, 0o600, None)\nprint('DONE' if r >= 0 else 0)\nlibc.mq_unlink(('/' + MARK).encode())", done),
    Attack("leave POSIX shared memory", "from multiprocessing import shared_memory as s; m = s.SharedMemory(MARK, True, 64); print('DONE'); m.close(); m.unlink()", done),
    Attack("leave a FIFO among the outputs under a file's name", "import os; os.mkfifo('result.txt')", odd_output),
    Attack("leave a socket among the outputs", "import socket; socket.socket(socket.AF_UNIX).bind('result.sock')", odd_output),
]  # fmt: skip

QUIET_NETWORK = [
    Attack("connect by IPv6 to a mapped address", "import socket; s = socket.socket(socket.AF_INET6); s.setsockopt(41, 26, 0); s.connect(('::ffff:127.0.0.1', PORT))", reaches),
    Attack("connect without waiting", "import socket\ns = socket.socket(); s.setblocking(False)\ntry: s.connect(('127.0.0.1', PORT))\nexcept BlockingIOError: pass\nimport time; time.sleep(0.2)", reaches),
    Attack("send to an abstract datagram socket", "import socket; a = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET); a.bind('\\0' + MARK); a.listen(); print('DONE')", done),
    Attack("send a datagram from a connected pair elsewhere", "import socket\na, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)\ntry: a.connect('\\0' + ABSTRACT)\nexcept OSError: pass\nsocket.create_connection(('127.0.0.1', PORT), 2)", reaches),
    Attack("speak with a hypervisor", "import socket; socket.socket(40, socket.SOCK_STREAM, 0); print('DONE')", done),
    Attack("listen for the kernel's device events", "import socket; s = socket.socket(16, socket.SOCK_DGRAM, 15); s.bind((0, 1)); print('DONE')", done),
    Attack("a pair of netlink sockets", _SYSCALL + "f = (ctypes.c_int * 2)()\nr = libc.socket(16, 3, 9)\n" + "print('DONE' if r >= 0 else ctypes.get_errno())\n", done),
]  # fmt: skip

QUIET_PROCESSES = [
    Attack("execveat of a file in memory", _SYSCALL + "f = os.memfd_create('p', 0)\nos.write(f, b'#!/bin/sh\\necho DO' + b'NE\\n')\nargv = (ctypes.c_char_p * 2)(b'p', None)\nlibc.syscall(322 if X else 281, f, b'', argv, None, 0x1000)", done),
    Attack("a process that shares its memory", _SYSCALL + "s = ctypes.create_string_buffer(1 << 16)\nF = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)\nf = F(lambda _: os.write(1, b'DO' + b'NE') and 0)\nr = libc.clone(f, ctypes.c_void_p(ctypes.addressof(s) + 65520), 0x100 | 17, None)\nimport time; time.sleep(0.3)", done),
    Attack("run a process pool", "from concurrent.futures import ProcessPoolExecutor as E\nimport multiprocessing as m\nprint(E(1, m.get_context('fork')).submit(str.lower, 'X').result() and 'DONE')", done),
    Attack("signal everybody", "import os, signal\nsignal.signal(15, signal.SIG_IGN)\nos.kill(VICTIM, 15)", kills),
    Attack("signal by tkill from a thread", "import threading\n" + syscall(200, 130, "VICTIM, 15"), kills),
    Attack("queue a signal to a thread", _SYSCALL + "i = (ctypes.c_int32 * 32)(15, 0, -1)\nlibc.syscall(297 if X else 240, VICTIM, VICTIM, 15, i)", kills),
    Attack("attach by PTRACE_SEIZE", syscall(101, 117, "0x4206, VICTIM, 0, 0"), done),
    Attack("have itself traced", syscall(101, 117, "0, 0, 0, 0"), done),
    Attack("read another's scheduling by moving it", "import os; os.sched_setscheduler(VICTIM, os.SCHED_BATCH, os.sched_param(0)); print('DONE')", done),
    Attack("raise its own priority", "import os; os.setpriority(os.PRIO_PROCESS, 0, -5); print('DONE')", done, root_only=True),
    Attack("become the reaper of others", syscall(157, 167, "36, 1, 0, 0, 0"), done),
    Attack("survive the death of its parent", syscall(157, 167, "1, 0, 0, 0, 0"), done),
    Attack("switch seccomp for itself", _SYSCALL + "p = (ctypes.c_uint64 * 1)(0x7fff000000000006)\nb = (ctypes.c_uint64 * 2)(1, ctypes.addressof(p))\nlibc.prctl(38, 1, 0, 0, 0)\nr = libc.prctl(22, 2, b)\n" + "print('DONE' if r >= 0 else ctypes.get_errno())\n", done),
    Attack("make its memory readable for others", syscall(157, 167, "4, 1, 0, 0, 0"), done),
]  # fmt: skip

QUIET_KERNEL = [
    Attack("set up and use io_uring to read", _SYSCALL + "p = (ctypes.c_char * 120)()\nr = libc.syscall(425, 2, p)\nprint('DONE' if r >= 0 else ctypes.get_errno())", done),
    Attack("fanotify", syscall(300, 262, "0, 0"), done, root_only=True),
    Attack("pidfd of a victim", "import os; os.pidfd_open(VICTIM); print('DONE')", done),
    Attack("join a namespace", _SYSCALL + "f = os.open(f'/proc/{VICTIM}/ns/net', os.O_RDONLY)\nr = libc.setns(f, 0)\n" + "print('DONE' if r >= 0 else ctypes.get_errno())\n", done, root_only=True),
    Attack("new mount by fsopen", syscall(430, 430, "b'tmpfs', 0"), done, root_only=True),
    Attack("open a tree of mounts", syscall(428, 428, "-100, b'/', 1"), done, root_only=True),
    Attack("pages of other processes", syscall(279, 239, "VICTIM, 0, 0, 0, 0, 0"), done),
    Attack("advise a victim's memory", _SYSCALL + "p = os.pidfd_open(VICTIM)\nv = (ctypes.c_uint64 * 2)(0, 0)\nr = libc.syscall(440, p, v, 0, 20, 0)\n" + "print('DONE' if r >= 0 else ctypes.get_errno())\n", done, root_only=True),
    Attack("secrets of the kernel's keyrings", syscall(250, 219, "0, -3, 1"), done),
    Attack("set the host's clock to what it is", "import time; time.clock_settime(time.CLOCK_REALTIME, time.time()); print('DONE')", done, root_only=True),
    Attack("swap a file for memory", _SYSCALL + "r = libc.syscall(168 if X else 225, b'/nonexistent-swap')\nprint('DONE' if ctypes.get_errno() == 2 else ctypes.get_errno())", done, root_only=True),
    Attack("account for processes", _SYSCALL + "r = libc.syscall(163 if X else 89, b'/nonexistent-file')\nprint('DONE' if ctypes.get_errno() == 2 else ctypes.get_errno())", done, root_only=True),
]  # fmt: skip

QUIET_AMOUNTS = [
    Attack("memory in files that have no name", "import os\nx = []\nfor n in range(1, 301):\n  f = os.open('.', os.O_TMPFILE | os.O_RDWR); os.write(f, bytes(1 << 20)); x.append(f); print(n, flush=True)", more_than(200)),
    Attack("disk in files that are removed and still open", "import os, time\nx = []\nfor n in range(1, 201):\n  f = os.open('f', os.O_CREAT | os.O_RDWR); os.unlink('f'); os.write(f, bytes(1 << 19)); x.append(f); print(n, flush=True); time.sleep(0.005)", more_than(180)),
    Attack("disk in files on their way between sockets", "import array, os, socket, time\na, b = socket.socketpair()\nfor n in range(1, 201):\n  f = os.open('f', os.O_CREAT | os.O_RDWR); os.unlink('f'); os.write(f, bytes(1 << 19))\n  a.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [f]))]); os.close(f); print(n, flush=True); time.sleep(0.005)", more_than(180)),
    Attack("memory in pipes", "import fcntl, os\nx = []\nfor n in range(1, 81):\n  r, w = os.pipe(); os.set_blocking(w, False); fcntl.fcntl(w, 1031, 1 << 20)\n  x += [r, w]; print(os.write(w, bytes(1 << 20)) // (1 << 20) * n, flush=True)", more_than(40)),
    Attack("memory in anonymous files", "import os\nx = []\nfor n in range(1, 301):\n  f = os.memfd_create('m'); os.write(f, bytes(1 << 20)); x.append(f); print(n, flush=True)", more_than(200)),
    Attack("very many descriptors", "import os\nfor n in range(1, 900): os.dup(0); print(n, flush=True)", more_than(400)),
    Attack("sparse file larger than the disk", "import os\nf = open('s', 'wb')\nf.truncate(1 << 35)\nprint(os.fstat(f.fileno()).st_size >> 20, flush=True)\nos.unlink('s')", more_than(64)),
    Attack("unmapped but reserved memory", "import mmap\nx = []\nfor n in range(1, 21): x.append(mmap.mmap(-1, 1 << 28)); print(n, flush=True)", more_than(10)),
]  # fmt: skip

QUIET_LIES = [
    Attack("say ok from an exit handler", "import atexit, os, sys\natexit.register(lambda: print('{\"status\": \"ok\"}', flush=True) or os._exit(7))", says_ok),
    Attack("say ok and crash", "import ctypes\nprint('{\"status\": \"ok\"}', flush=True)\nctypes.string_at(0)", says_ok),
    Attack("say ok and be killed", "import os\nprint('{\"status\": \"ok\"}', flush=True)\nos.kill(os.getpid(), 9)", says_ok),
    Attack("say ok in a thread while main fails", "import threading, os\nt = threading.Thread(target=lambda: print('{\"status\": \"ok\"}', flush=True)); t.start(); t.join()\nos._exit(7)", says_ok),
]  # fmt: skip

EVERY: list[Attack] = [
    *ATTACKS,
    *QUIET_READING,
    *QUIET_WRITING,
    *QUIET_NETWORK,
    *QUIET_PROCESSES,
    *QUIET_KERNEL,
    *QUIET_AMOUNTS,
    *QUIET_LIES,
]
