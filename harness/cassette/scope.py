"""Who a recording belongs to, and the file that it lives in.

Two samples send byte-identical requests (`POST /v1/threads` is the same for all), so that every attempt has a
scope of its own: suite, sample, transport and epoch. A scope has a text form, which is stored in a request
header that is never sent, and a file name that is safe whatever a sample is called.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from harness.errors import CassetteError

SCOPE_HEADER = "x-harness-scope"
SUFFIX = ".yaml"
PARTIAL = ".partial"

# Leaves room for ".streaming.e1000.yaml.partial" under the 255 bytes of common file systems.
_LONGEST_NAME = 160
_FILE_NAME = re.compile(r"(?P<sample>.+)\.(?P<transport>[a-z_]+)(?:\.e(?P<epoch>[1-9][0-9]*))?\.yaml")


@dataclass(frozen=True)
class Scope:
    """One attempt: a sample of a suite through one transport, in one epoch.

    Requests that belong to a suite as a whole (its assistant, its files) use `Scope.setup(suite)`.

    Args:
        transport: `polling`, `streaming`, `setup`, or another name of lower-case letters and underscores.
        epoch: repetition, from 0.
    """

    suite: str
    sample: str
    transport: str
    epoch: int = 0

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z_]+", self.transport) or self.epoch < 0:
            raise CassetteError(f"not a cassette scope: transport {self.transport!r}, epoch {self.epoch!r}")

    @classmethod
    def setup(cls, suite: str) -> Scope:
        """The scope of what a suite asks for once, before its samples."""
        return cls(suite=suite, sample="_suite", transport="setup")

    @property
    def path(self) -> Path:
        """Where the scope is recorded, relative to the library's root. Different scopes, different paths."""
        epoch = f".e{self.epoch}" if self.epoch else ""
        name = f"{safe_name(self.sample)}.{self.transport}{epoch}{SUFFIX}"
        return Path(safe_name(self.suite)) / name

    def __str__(self) -> str:
        parts = (self.suite, self.sample, self.transport, str(self.epoch))
        return "/".join(quote(part, safe=" ", errors="surrogatepass") for part in parts)

    @classmethod
    def parse(cls, text: str) -> Scope | None:
        """Reads the text form back; None when it is not one."""
        parts = text.split("/")
        if len(parts) != 4 or not parts[3].isdigit():
            return None
        suite, sample, transport = (unquote(part, errors="surrogatepass") for part in parts[:3])
        try:
            return cls(suite, sample, transport, int(parts[3]))
        except CassetteError:
            return None

    @classmethod
    def of_path(cls, path: Path) -> Scope | None:
        """The scope that a path under the root stands for; None for other files and for shortened names."""
        match = _FILE_NAME.fullmatch(path.name)
        if match is None or "~" in path.name or "~" in path.parent.name:
            return None
        sample, suite = (_original(text) for text in (match["sample"], path.parent.name))
        return cls(suite, sample, match["transport"], int(match["epoch"] or 0))


def safe_name(text: str) -> str:
    """A file name for any text: readable, never hidden, never `..`, different for different texts."""
    name = "".join(_safe(character, index) for index, character in enumerate(text)) or "%"
    if len(name.encode()) <= _LONGEST_NAME:
        return name
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:24]
    return f"{name.encode()[:100].decode(errors='ignore')}~{digest}"


def _safe(character: str, index: int) -> str:
    if character.isalnum() or character in "-_+=@ ," or (character == "." and index > 0):
        return character
    return quote(character, safe="", errors="surrogatepass").replace("~", "%7E").replace(".", "%2E")


def _original(name: str) -> str:
    return "" if name == "%" else unquote(name, errors="surrogatepass")
