"""What Python lacks on macOS is taken away before anything of ours is imported, in every interpreter that is started.

The standard library and a few packages choose their ways by the platform, and macOS's own ways need macOS: they are
loaded before.
"""

import asyncio  # noqa: F401
import ctypes
import multiprocessing.util  # noqa: F401
import os
import platform
import resource
import select
import shutil  # noqa: F401
import signal
import socket
import subprocess  # noqa: F401
import sys
import sysconfig
import tempfile  # noqa: F401
import types
import urllib.request  # noqa: F401

import truststore  # noqa: F401

LACKS = {
    os: (
        "memfd_create",
        "pidfd_open",
        "sched_getaffinity",
        "O_PATH",
        "getrandom",
        "eventfd",
        "setresuid",
        "pipe2",
    ),
    select: ("epoll",),
    signal: ("pidfd_send_signal", "SIGRTMIN", "SIGRTMAX"),
    socket: ("SO_PEERCRED", "AF_NETLINK", "SOCK_CLOEXEC", "SOCK_NONBLOCK"),
    resource: ("prlimit", "RLIMIT_RTPRIO", "RLIMIT_SIGPENDING"),
}
for module, names in LACKS.items():
    for name in names:
        if hasattr(module, name):
            delattr(module, name)


class CLibrary(ctypes.CDLL):
    """libc without the system calls of Linux."""

    def __getattr__(self, name: str) -> object:
        if name in ("prctl", "unshare", "setns", "mount", "umount2"):
            raise AttributeError(name)
        return super().__getattr__(name)


_pair = socket.socketpair


def socketpair(family=socket.AF_UNIX, kind=socket.SOCK_STREAM, proto=0):  # type: ignore[no-untyped-def]
    """No sockets that keep the bounds of messages."""
    if kind == socket.SOCK_SEQPACKET:
        raise OSError(43, "Protocol not supported")
    return _pair(family, kind, proto)


sysconfig.get_config_vars()
proxies = types.ModuleType("_scproxy")
proxies._get_proxies = proxies._get_proxy_settings = dict
sys.modules["_scproxy"] = proxies
ctypes.CDLL, socket.socketpair = CLibrary, socketpair
platform.system, sys.platform = (lambda: "Darwin"), "darwin"
