"""Every error that the harness raises on purpose.

::

    HarnessError                 exit code 2: one sentence, what was nearest, the command that fixes it
    ├── UsageError               flags that contradict each other, an unknown name on the command line
    ├── DatasetError             a line of a dataset that cannot be used (file, line, field)
    ├── SuiteError               a suite that cannot be loaded or does not hold together
    ├── TargetError              the server asked: unreachable, refuses the key, does not speak the API
    ├── ModelError               a chat model that cannot be had here
    ├── CassetteError
    │   ├── CassetteMissing      nothing is recorded for this sample
    │   ├── CassetteMiss         the sample is recorded, this request of it is not
    │   ├── CassetteCorrupt      a file that cannot be read as a cassette (file, line)
    │   └── CassetteLocked       somebody else is writing this cassette
    ├── CheckerError             a checker that could not decide: never a wrong answer
    ├── SandboxError             no sandbox of the asked strength can be had here, or one died
    ├── ResultsError             a result file that cannot be opened, or is not one
    └── ReportError              a report that cannot be written
"""

from __future__ import annotations


class HarnessError(Exception):
    """What happened, what was nearest, and the command that fixes it.

    Args:
        what: one sentence without a final line break.
        nearest: the closest thing that does exist (a name, a recorded request), when there is one.
        fix: a command or an action that repairs it.
    """

    def __init__(self, what: str, *, nearest: str | None = None, fix: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.nearest = nearest
        self.fix = fix

    def __str__(self) -> str:
        parts = [self.what]
        if self.nearest:
            parts.append(f"  nearest: {self.nearest}")
        if self.fix:
            parts.append(f"  fix: {self.fix}")
        return "\n".join(parts)


class UsageError(HarnessError):
    """The command line contradicts itself or names something unknown."""


class DatasetError(HarnessError):
    """A dataset cannot be used; says file, line and field."""


class SuiteError(HarnessError):
    """A suite cannot be loaded or does not hold together."""


class TargetError(HarnessError):
    """The server asked cannot be reached, refuses the key, or does not speak the API."""


class ModelError(HarnessError):
    """A chat model cannot be had on this machine."""


class CassetteError(HarnessError):
    """Anything about recorded HTTP."""


class CassetteMissing(CassetteError):
    """Nothing is recorded for this sample."""


class CassetteMiss(CassetteError):
    """The sample is recorded, but this request of it is not."""


class CassetteCorrupt(CassetteError):
    """A file cannot be read as a cassette; says file and line. The file is left as it was."""


class CassetteLocked(CassetteError):
    """Another process is writing this cassette."""


class CheckerError(HarnessError):
    """A checker could not decide. The verdict is `error`, never `incorrect`."""


class SandboxError(HarnessError):
    """No sandbox of the asked strength can be had here, or one died."""


class ResultsError(HarnessError):
    """A result file cannot be opened, or is not one."""


class ReportError(HarnessError):
    """A report cannot be written."""
