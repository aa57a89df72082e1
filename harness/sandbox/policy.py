"""The policy: everything that untrusted code may do, in one file, with the reason for each rule.

What is not named here is refused with EPERM. The kernel enforces it from four sides that do not rely on each
other: system calls (seccomp), paths (Landlock and, where they can be had, namespaces with a root of their own),
amounts (resource limits and a small file system in memory), and identity (an unprivileged user id, no capability).
"""

from __future__ import annotations

import errno
import os
import resource
import sys
from pathlib import Path

from harness.sandbox.bpf import Argument
from harness.sandbox.model import MIB, Limits

# ---------------------------------------------------------------------------------------------- system calls

ALLOWED: dict[str, str] = {
    # Files: which ones is Landlock's business, how much is the file system's and RLIMIT_FSIZE's.
    "reading and writing": "read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek"
    " copy_file_range sendfile fadvise64",
    "opening and closing": "close close_range dup dup2 dup3 pipe pipe2 access faccessat faccessat2",
    "looking": "stat fstat lstat newfstatat statx statfs fstatfs readlink readlinkat getdents getdents64 getcwd",
    "changing": "chdir fchdir rename renameat renameat2 mkdir mkdirat rmdir unlink unlinkat truncate ftruncate"
    " fallocate fsync fdatasync sync_file_range umask flock",
    # asyncio and selectors wait with these; no descriptor among them reaches outside.
    "waiting": "poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait"
    " epoll_pwait2 eventfd eventfd2 timerfd_create timerfd_settime timerfd_gettime signalfd signalfd4",
    # Only pairs of connected local sockets exist here (see `socketpair` below): asyncio wakes itself with one.
    # No `sendmsg`: a file on its way between two sockets is counted nowhere.
    "local pairs": "sendto recvfrom recvmsg shutdown getsockname getpeername getsockopt setsockopt",
    # RLIMIT_AS bounds it. `memfd_create` and shared memory segments would not count and are not here.
    "memory": "brk mmap munmap mremap mprotect madvise msync mincore mlock munlock membarrier",
    "threads": "futex futex_waitv set_robust_list get_robust_list rseq set_tid_address exit exit_group"
    " arch_prctl restart_syscall sched_yield sched_getaffinity sched_getparam sched_getscheduler"
    " sched_get_priority_max sched_get_priority_min getcpu",
    "who am I": "gettid getpid getppid getuid geteuid getgid getegid getgroups getresuid getresgid getpgrp"
    " getpgid getsid getpriority getrlimit getrusage times sysinfo uname capget",
    # Signals to itself; to others only through `kill` and `tgkill`, which are checked below.
    "own signals": "rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait"
    " sigaltstack pause alarm setitimer getitimer timer_create timer_settime timer_gettime timer_delete"
    " timer_getoverrun",
    "time and chance": "nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time getrandom",
    # There are no children to wait for; the answer ECHILD is the one that programs expect.
    "waiting for children": "wait4 waitid",
}

# Answers other than EPERM, where a program or the C library goes on better with another one.
ANSWERS: dict[str, int] = {
    "clone3": errno.ENOSYS,  # its flags lie in memory where a filter cannot look; glibc falls back to clone
    "openat2": errno.ENOSYS,  # the same
    "creat": errno.ENOSYS,
    # Landlock does not look at these, and a path may lead anywhere: they succeed and do nothing, so that
    # shutil.copy goes on. No file gets a set-user-id bit this way either.
    **dict.fromkeys(("chmod", "fchmod", "fchmodat", "utime", "utimes", "utimensat", "futimesat"), 0),
    # shutil.copystat copies extended attributes where it can and goes on after this answer.
    **dict.fromkeys(("setxattr", "lsetxattr", "fsetxattr"), errno.ENOTSUP),
    **dict.fromkeys(("getxattr", "lgetxattr", "fgetxattr"), errno.ENOTSUP),
    **dict.fromkeys(("listxattr", "llistxattr", "flistxattr"), errno.ENOTSUP),
}

_AF_UNIX = 1
_CLONE_THREAD = 0x00010000
_NEW_NAMESPACES = 0x7E020080  # CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET, NEWTIME
_SETUID_SETGID = 0o6000
_FCNTL = (
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    36,
    37,
    38,
    1030,
    1034,
)  # duplicate, flags, locks, seals: no F_SETOWN, F_NOTIFY
_IOCTL = (
    0x5401,
    0x5413,
    0x541B,
    0x5421,
    0x5450,
    0x5451,
)  # TCGETS, window size, FIONREAD, FIONBIO, FIO(N)CLEX
_PRCTL = (3, 15, 16, 0x53564D41)  # dumpable?, thread names, names of memory areas: nothing that loosens


def checked_calls(pid: int) -> dict[str, Argument]:
    """Calls that depend on an argument. `pid` is the confined process: it may signal itself and nobody else."""
    mine = Argument(0, (pid,))
    return {
        # A thread is fine, a process is not: no fork bomb, no daemon left behind, nothing to reap.
        "clone": Argument(0, (_CLONE_THREAD,), mask=_CLONE_THREAD | _NEW_NAMESPACES),
        "kill": mine,
        "tgkill": mine,
        "socketpair": Argument(0, (_AF_UNIX,)),
        "fcntl": Argument(1, _FCNTL),
        "ioctl": Argument(1, _IOCTL, otherwise=errno.ENOTTY),
        "prctl": Argument(0, _PRCTL),
        "prlimit64": Argument(0, (0, pid)),
        "setrlimit": Argument(0, tuple(range(16))),  # a hard limit can only be lowered
        "sched_setaffinity": Argument(0, (0, pid)),
        # RENAME_NOREPLACE and RENAME_EXCHANGE; RENAME_WHITEOUT would leave a device behind.
        "renameat2": Argument(4, (0, 1, 2)),
        # A file with the set-user-id bit would outlive the sandbox.
        "open": Argument(2, (0,), mask=_SETUID_SETGID),
        "openat": Argument(3, (0,), mask=_SETUID_SETGID),
    }


def allowed_calls() -> list[str]:
    return [name for names in ALLOWED.values() for name in names.split()]


# ----------------------------------------------------------------------------------------------------- paths

# Read by the loader, the C library and the standard library; nothing of a user lies there.
SYSTEM_PATHS = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/zoneinfo",
    "/usr/share/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/fonts",
    "/etc/mime.types",
)
# Written and read by everybody, remember nothing.
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def readable_paths(packages: list[str]) -> list[str]:
    """The interpreter, its standard library, the installed packages, the C libraries. No project, no home.

    Where this project is itself installed among the packages, it is left out: datasets may lie beside it.
    """
    standard = Path(os.__file__).parent
    own = Path(__file__).resolve().parents[1]
    paths = [str(standard), str(standard.parent / f"python{sys.version_info[0]}{sys.version_info[1]}.zip")]
    paths += [str(path) for path in Path(sys.base_prefix, "lib").glob("lib*.so*")]
    for folder in packages:
        within = own.parent == Path(folder).resolve()
        paths += [str(p) for p in Path(folder).iterdir() if p.resolve() != own] if within else [folder]
    return [path for path in [*SYSTEM_PATHS, *paths] if Path(path).exists()]


# --------------------------------------------------------------------------------------------------- amounts


def resource_limits(limits: Limits, mapped: int, *, one_program: bool) -> dict[int, int]:
    """`mapped` is what the warm parent has mapped already. `one_program` binds processor time to `seconds`."""
    bounds = {
        resource.RLIMIT_AS: mapped + limits.memory_mb * MIB,
        resource.RLIMIT_FSIZE: limits.disk_mb * MIB,  # one file; the file system bounds all of them
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CORE: 0,  # a core file would leave memory behind
        resource.RLIMIT_NPROC: limits.threads,  # counts threads too; does not bind user id 0
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_SIGPENDING: 256,
        resource.RLIMIT_NICE: 0,
        resource.RLIMIT_RTPRIO: 0,
    }
    if one_program:
        # The clock outside decides; this one holds even if nobody outside is left.
        bounds[resource.RLIMIT_CPU] = int(limits.seconds) + 2
    return bounds


# -------------------------------------------------------------------------------------------------- identity

# User ids that no account has: one for each room of each warm parent, so that no two programs may signal or read
# each other, or share a limit on threads.
_FIRST_USER_ID = 1_900_000_000
_ROOMS_EACH = 256
_LARGEST_PID = 1 << 22


def user_id(warm_parent: int, room: int) -> int:
    """The user of a room, by the process id of its warm parent and the room's number."""
    return _FIRST_USER_ID + warm_parent * _ROOMS_EACH + room % _ROOMS_EACH


def is_sandbox_user(user: int) -> bool:
    """Whether `user` is one that programs run as."""
    return 0 <= user - _FIRST_USER_ID < (_LARGEST_PID + 1) * _ROOMS_EACH


# All that a program finds in its environment. The hash seed is fixed: the same program, the same output.
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "HOME": "/nonexistent",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUTF8": "1",
    "OPENBLAS_NUM_THREADS": "1",  # a thread pool would not survive the fork
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "agg",
}
