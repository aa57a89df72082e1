"""Public datasets from their publishers: downloaded whole, read to be sure, kept with their origin."""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import httpx2

from harness.dataset.reading import read_dataset
from harness.errors import DatasetError, UsageError

_LARGEST = 256 << 20
_RAW = "https://raw.githubusercontent.com"
_HUB = "https://huggingface.co/datasets"


@dataclass(frozen=True)
class Published:
    """One file of a publisher: its address, what its name becomes here, and its format."""

    name: str
    url: str
    format: str
    about: str

    @property
    def file(self) -> str:
        """The file's name here: the dataset's name with the publisher's suffixes."""
        remote = self.url.rpartition("/")[2]
        return self.name + remote[remote.index(".") :]


PUBLISHED: tuple[Published, ...] = (
    Published(
        "gsm8k",
        f"{_RAW}/openai/grade-school-math/master/grade_school_math/data/test.jsonl",
        "gsm8k",
        "1,319 grade school word problems, test split",
    ),
    Published(
        "math-500", f"{_HUB}/HuggingFaceH4/MATH-500/resolve/main/test.jsonl", "math", "500 problems of MATH"
    ),
    Published(
        "humaneval",
        f"{_RAW}/openai/human-eval/master/data/HumanEval.jsonl.gz",
        "humaneval",
        "164 Python functions with tests",
    ),
    Published(
        "mbpp",
        f"{_RAW}/google-research/google-research/master/mbpp/mbpp.jsonl",
        "mbpp",
        "974 short Python tasks",
    ),
    Published(
        "mbpp-sanitized",
        f"{_RAW}/google-research/google-research/master/mbpp/sanitized-mbpp.json",
        "mbpp",
        "427 of them, checked by hand",
    ),
    Published(
        "aime-2024",
        f"{_HUB}/Maxwell-Jia/AIME_2024/resolve/main/aime_2024_problems.parquet",
        "aime",
        "30 problems of 2024",
    ),
    Published(
        "aime-2025-i", f"{_HUB}/opencompass/AIME2025/resolve/main/aime2025-I.jsonl", "aime", "15 problems"
    ),
    Published(
        "aime-2025-ii", f"{_HUB}/opencompass/AIME2025/resolve/main/aime2025-II.jsonl", "aime", "15 problems"
    ),
)


@dataclass(frozen=True)
class Fetched:
    """What was fetched: where from, where to, how large, its checksum, and how many samples it holds."""

    name: str
    path: str
    url: str
    bytes: int
    sha256: str
    samples: int
    changed: bool = False


@dataclass(frozen=True)
class Wish:
    """What to fetch: a name, the folder to keep it in, a mirror's address, the checksum it must have."""

    name: str
    folder: Path
    base_url: str | None = None
    sha256: str | None = None


def fetch(wish: Wish, progress: Callable[[int, int | None], None] = lambda done, total: None) -> Fetched:
    """Download a published dataset and read it; nothing is left behind when either fails.

    `base_url` stands for everything before the file's own name. Beside the file, `<file>.source.json` keeps
    address, size and SHA-256; `changed` says that an earlier download had another checksum.

    Raises:
        UsageError: there is no such dataset.
        DatasetError: the publisher cannot be reached or refuses, or what came is not the dataset.
    """
    published = find(wish.name)
    url = published.url
    if wish.base_url:
        url = f"{wish.base_url.rstrip('/')}/{published.url.rpartition('/')[2]}"
    wish.folder.mkdir(parents=True, exist_ok=True)
    path = wish.folder / published.file
    with _beside(path) as file:
        size, digest = _download(url, file, progress)
        if wish.sha256 and wish.sha256.casefold() != digest:
            raise DatasetError(
                f"{url} has the SHA-256 {digest}, not {wish.sha256}", fix="fetch it without --sha256"
            )
        samples = _counted(Path(file.name), published, url)
        fetched = Fetched(published.name, str(path), url, size, digest, samples, _changed(path, digest))
    _note(path, fetched)
    return fetched


def find(name: str) -> Published:
    """The published dataset of this name."""
    for published in PUBLISHED:
        if published.name == name:
            return published
    names = ", ".join(published.name for published in PUBLISHED)
    raise UsageError(
        f"no published dataset is called {name!r}", nearest=names, fix="harness dataset published"
    )


@contextmanager
def _beside(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name when all went well, and vanishes otherwise. It keeps the name's suffixes."""
    folder = Path(tempfile.mkdtemp(prefix=".fetching-", dir=path.parent))
    part = folder / path.name
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
        folder.rmdir()


def _download(url: str, file: IO[bytes], progress: Callable[[int, int | None], None]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    try:
        with httpx2.stream("GET", url, follow_redirects=True, timeout=30.0) as reply:
            if reply.status_code != 200:
                raise DatasetError(
                    f"{url} answers {reply.status_code}", fix="--base-url ADDRESS, if a mirror has the file"
                )
            length = reply.headers.get("content-length", "")
            total = int(length) if length.isdigit() else None
            for chunk in reply.iter_raw():
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                if size > _LARGEST:
                    raise DatasetError(f"{url} is larger than {_LARGEST >> 20} MiB")
                progress(size, total)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise DatasetError(
            f"{url} cannot be fetched: {error or type(error).__name__}",
            fix="check the network, or --base-url ADDRESS for a mirror",
        ) from None
    file.flush()
    return size, digest.hexdigest()


def _counted(path: Path, published: Published, url: str) -> int:
    try:
        return len(read_dataset(path, published.format))
    except DatasetError as error:
        what = error.what.replace(str(path), url)
        raise DatasetError(
            f"what came is not {published.name}: {what}", nearest=error.nearest, fix=error.fix
        ) from None


def _source(path: Path) -> Path:
    return path.with_name(path.name + ".source.json")


def _changed(path: Path, digest: str) -> bool:
    try:
        earlier = json.loads(_source(path).read_text(encoding="utf-8"))["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(earlier != digest)


def _note(path: Path, fetched: Fetched) -> None:
    facts = {key: value for key, value in asdict(fetched).items() if key not in ("path", "changed")}
    facts["fetched_at"] = int(time.time())
    _source(path).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
