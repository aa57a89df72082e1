"""What goes in and what comes out of the sandbox, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["ok", "error", "timeout", "memory", "output_limit", "killed"]
CellStatus = Literal["ok", "error", "timeout", "interrupted", "memory", "output_limit", "killed"]
Backend = Literal["auto", "warm", "bubblewrap", "unconfined"]

BACKENDS: tuple[Backend, ...] = ("auto", "warm", "bubblewrap", "unconfined")
MIB = 1 << 20
LINUX = "run it on Linux, or in a container of Linux"  # the fix where another system is
# Figures that one cell may hand back, and the bytes of one as PNG.
MOST_IMAGES, IMAGE_BYTES = 16, 4 * MIB


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds on one execution, or on one interpreter session.

    `seconds` is wall-clock time; `memory_mb` address space in MiB beyond what the interpreter itself has mapped;
    `output_bytes` what stdout and stderr may hold together; `disk_mb` everything written to disk; `files`
    the number of files that are handed back; `threads` how many may run at once.
    """

    seconds: float = 5.0
    memory_mb: int = 512
    output_bytes: int = 1 << 20
    disk_mb: int = 64
    files: int = 64
    threads: int = 64


@dataclass(frozen=True, kw_only=True)
class Execution:
    """How one program ended.

    `status` is decided outside the sandbox: `ok` (exit code 0), `error` (another exit code), `timeout`,
    `memory` (it failed and its last word was MemoryError), `output_limit`, `killed` (died of a signal).
    `exit` is the exit code, or minus the signal's number. `ms` is wall-clock time, `peak_memory` bytes of
    resident memory. `files` are the regular files that it wrote, by path relative to its directory;
    `skipped` are other things it left there (links, devices, files beyond the limits).
    """

    status: Status
    stdout: bytes
    stderr: bytes
    exit: int
    ms: float
    peak_memory: int
    files: Mapping[str, bytes] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    backend: str = ""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one cell of an interpreter session did.

    `logs` holds stdout, stderr and the value of the last expression in the order in which they appeared;
    `error` the traceback, trimmed to the cell's own frames; `images` PNG bytes of the figures drawn;
    `files` names of files in the session's folder that are new or changed. `notice` is text from the sandbox
    itself, e.g. that the session was lost and its variables are gone.
    """

    status: CellStatus
    logs: str = ""
    error: str = ""
    images: tuple[bytes, ...] = ()
    files: tuple[str, ...] = ()
    notice: str = ""
    ms: float = 0.0
