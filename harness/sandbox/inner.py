"""The interpreter inside bubblewrap: hands its directory out, shuts itself in, runs the program."""

from __future__ import annotations

import os
import site
import socket
import sys

from harness.sandbox import child, kernel, landlock, script
from harness.sandbox.frames import Frames
from harness.sandbox.lockdown import Cell, path_rules, shut_in
from harness.sandbox.model import Limits

_HERE = "/work"
_ROOT = "/"
_CODE = "/opt/code"


def main(descriptor: int) -> None:
    """Never returns; any failure before the policy holds ends the process with nothing run."""
    code = child.FAILED_TO_CONFINE
    try:
        os.set_inheritable(descriptor, False)
        job = Frames(socket.socket(fileno=descriptor))
        order = job.receive_json()
        _hand_out_directory(job)
        _confine(Limits(**order["limits"]))
        for _ in range(order["files"]):
            child.write_file(job)
        sys.path[:] = [p for p in sys.path if not p.startswith(_CODE)] + order["packages"]
        site.setquit()
        child.open_streams()
        code = script.main(job)
    finally:
        os._exit(code)


def _hand_out_directory(job: Frames) -> None:
    directory = os.open(_HERE, os.O_RDONLY | os.O_DIRECTORY)
    socket.send_fds(job.channel, [b"d"], [directory])
    os.close(directory)


def _confine(limits: Limits) -> None:
    os.environ["TMPDIR"] = os.environ["HOME"] = _HERE
    abi = landlock.abi()
    # The root holds only what the policy shows already; Landlock keeps writing to the workspace.
    rules = path_rules([_ROOT], [_HERE])
    paths = landlock.ruleset(rules, abi) if abi else None
    shut_in(Cell(limits=limits, mapped=_mapped(), user=None, paths=paths))


def _mapped() -> int:
    try:
        return kernel.mapped_bytes()
    except OSError:  # no /proc in there
        return 64 << 20
