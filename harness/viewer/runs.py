"""The runs of a folder: what each was and how it came out, read again only when its file changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import msgspec

from harness.errors import HarnessError, ReportError
from harness.records import Manifest
from harness.reports.clean import one_line
from harness.reports.data import load_run
from harness.reports.html.assets import asset
from harness.reports.html.page import policy, report_page
from harness.reports.summary import SummaryRow, summarise

_FILE = "results.sqlite"
_KEPT_PAGES = 4


@dataclass(frozen=True, kw_only=True)
class Overview:
    """One run. `problem` says why it cannot be read; then there is nothing else."""

    name: str
    manifest: Manifest | None = None
    rows: tuple[SummaryRow, ...] = ()
    problem: str = ""

    @property
    def done(self) -> int:
        """Attempts with an outcome."""
        return sum(row.n for row in self.rows)

    @property
    def planned(self) -> int:
        """Attempts that the manifest asks for."""
        suites = self.manifest.suites if self.manifest else ()
        return sum(suite.samples * suite.epochs * len(suite.transports) for suite in suites)

    @property
    def unfinished(self) -> bool:
        """Under way, or killed: nobody wrote that it ended."""
        return self.manifest is not None and self.manifest.finished_at is None


class Runs:
    """The runs below a folder, newest first. Names are looked up among them, never joined to a path."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._known: dict[str, tuple[Hashable, Overview]] = {}
        self._pages: dict[tuple[str, str], tuple[Hashable, str]] = {}

    def names(self) -> list[str]:
        """Names of the runs there are, the latest name first."""
        return sorted(self._folders(), reverse=True)

    def path(self, name: str) -> Path:
        """A run's folder.

        Raises:
            ReportError: there is no such run.
        """
        folders = self._folders()
        if name not in folders:
            raise ReportError(f"there is no run {one_line(name, 80)!r} in {self._folder}")
        return folders[name]

    def all(self) -> list[Overview]:
        """Every run, the latest first."""
        found = [self.overview(name) for name in self.names()]
        return sorted(found, key=lambda one: -(one.manifest.started_at if one.manifest else 0))

    def overview(self, name: str) -> Overview:
        """One run as it stands now.

        Raises:
            ReportError: there is no such run.
        """
        path = self.path(name)
        stamp = _stamp(path)
        with self._lock:
            if name in self._known and self._known[name][0] == stamp:
                return self._known[name][1]
        made = _read(name, path)
        with self._lock:
            self._known[name] = (stamp, made)
        return made

    def report(self, name: str, lang: str = "en") -> str:
        """The run's report: the stored one where it is current and of this version, else made anew.

        Raises:
            HarnessError: there is no such run or language, or the run cannot be read.
        """
        path = self.path(name)
        if lang == "en" and (stored := _current(path)):
            return stored
        return self._page((name, lang), _stamp(path), lambda: _render(path, lang))

    def _page(self, key: tuple[str, str], stamp: Hashable, make: Callable[[], str]) -> str:
        with self._lock:
            if key in self._pages and self._pages[key][0] == stamp:
                return self._pages[key][1]
        page = make()
        with self._lock:
            self._pages[key] = (stamp, page)
            while len(self._pages) > _KEPT_PAGES:
                del self._pages[next(iter(self._pages))]
        return page

    def _folders(self) -> dict[str, Path]:
        if (self._folder / _FILE).is_file():
            return {self._folder.resolve().name: self._folder}
        if not self._folder.is_dir():
            return {}
        return {entry.name: entry for entry in self._folder.iterdir() if (entry / _FILE).is_file()}


def _read(name: str, path: Path) -> Overview:
    try:
        run = load_run(path)
        return Overview(name=name, manifest=run.manifest, rows=tuple(summarise(run)))
    except (HarnessError, sqlite3.Error, msgspec.MsgspecError, TypeError) as error:
        return Overview(name=name, problem=one_line(str(error), 300) or type(error).__name__)


def _render(path: Path, lang: str) -> str:
    try:
        run = load_run(path)
        return report_page(run, summarise(run), lang=lang)
    except (sqlite3.Error, msgspec.MsgspecError, TypeError) as error:
        raise ReportError(f"{path} cannot be read: {one_line(str(error), 300)}") from error


def _stamp(path: Path) -> Hashable:
    """Changes whenever something is added: the file, and the log of what is not in it yet."""
    parts = []
    for name in (_FILE, f"{_FILE}-wal"):
        try:
            found = (path / name).stat()
            parts.append((found.st_size, found.st_mtime_ns) if found.st_size else None)
        except OSError:
            parts.append(None)
    return tuple(parts)


def _current(path: Path) -> str | None:
    """The stored report when it is not older than the results and holds exactly our script and style.

    It is served under a policy that runs nothing else, so that a report from elsewhere cannot either.
    """
    page, log = path / "report.html", path / f"{_FILE}-wal"
    try:
        if page.is_symlink() or page.stat().st_mtime_ns < (path / _FILE).stat().st_mtime_ns:
            return None
        if log.exists() and log.stat().st_size and log.stat().st_mtime_ns > page.stat().st_mtime_ns:
            return None
        text = page.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return text if policy_of_reports().split("; ")[1] in text[:4000].replace("&#39;", "'") else None


def policy_of_reports() -> str:
    """The content security policy that reports and comparisons are served with."""
    return policy(asset("report.js"), asset("report.css")) + "; frame-ancestors 'none'"
