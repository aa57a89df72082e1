"""Landlock: which paths a process may touch, decided by the kernel (landlock(7), linux/landlock.h).

What the running kernel's version does not know is left out of the ruleset; `abi()` says which version it is.
"""

from __future__ import annotations

import contextlib
import os
import stat
import struct

from harness.sandbox import kernel

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION_FLAG = 1
_RULE_PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << n for n in range(6))
MAKE_CHAR, MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK, MAKE_SYM = (1 << n for n in range(6, 13))
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15

# Links, FIFOs, sockets and devices are in nobody's rights: what is handed back are files and directories.
READ = READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER | TRUNCATE
USE_DEVICE = READ_FILE | WRITE_FILE
_ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
_NEWEST_RIGHT = {1: MAKE_SYM, 2: REFER, 3: TRUNCATE, 4: TRUNCATE}

_TCP_BIND_AND_CONNECT = 3  # since version 4
_ABSTRACT_SOCKETS_AND_SIGNALS = 3  # since version 6


def abi() -> int:
    """The version the kernel speaks, 0 for none."""
    try:
        return kernel.syscall("landlock_create_ruleset", _CREATE, None, 0, _VERSION_FLAG)
    except OSError:
        return 0


def _handled(version: int) -> int:
    return (_NEWEST_RIGHT.get(version, IOCTL_DEV) << 1) - 1


def ruleset(rules: list[tuple[str, int]], version: int) -> int:
    """A descriptor of a ruleset in which `rules` (path, rights) is all that is allowed. Missing paths are skipped."""
    attributes = struct.pack("=Q", _handled(version))
    if version >= 4:
        attributes += struct.pack("=Q", _TCP_BIND_AND_CONNECT)
    if version >= 6:
        attributes += struct.pack("=Q", _ABSTRACT_SOCKETS_AND_SIGNALS)
    handle = kernel.syscall("landlock_create_ruleset", _CREATE, attributes, len(attributes), 0)
    for path, rights in rules:
        with contextlib.suppress(FileNotFoundError, PermissionError):
            _add(handle, path, rights & _handled(version))
    return handle


def _add(handle: int, path: str, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _ON_FILES
        beneath = struct.pack("=Qi", rights, descriptor)
        kernel.syscall("landlock_add_rule", _ADD, handle, _RULE_PATH_BENEATH, beneath, 0)
    finally:
        os.close(descriptor)


def restrict(handle: int) -> None:
    """Shuts this thread in, for good. Needs no_new_privs."""
    kernel.syscall("landlock_restrict_self", _RESTRICT, handle, 0)
