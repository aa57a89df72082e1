"""Finds suites: module-level `Suite` objects in Python files, with their samples read."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import threading
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from harness.dataset import read_dataset
from harness.errors import DatasetError, SuiteError
from harness.nearest import nearest
from harness.records import Sample
from harness.suite import Suite

# A cluster's worker loads in several threads; the second one would see a module that is half made.
_ONE_AT_A_TIME = threading.RLock()


@dataclass(frozen=True)
class LoadedSuite:
    """A suite with its samples. `folder` holds its module, `data_folder` its dataset."""

    suite: Suite
    samples: tuple[Sample, ...]
    path: Path
    data_folder: Path

    @property
    def folder(self) -> Path:
        return self.path.parent

    @property
    def name(self) -> str:
        return self.suite.name


def load_suites(paths: Sequence[str | Path]) -> list[LoadedSuite]:
    """Load every suite of these files and folders.

    Args:
        paths: Python files, folders of `test_*.py`, or `FILE::suite` for one suite of a file.

    Raises:
        SuiteError: a path does not exist, a module cannot be imported, no suite is found, a name is unknown
            or taken twice.
        DatasetError: a suite's dataset cannot be read.
    """
    loaded: list[LoadedSuite] = []
    for path in paths:
        file, _, name = str(path).partition("::")
        loaded += _named([suite for module in _files(Path(file)) for suite in load_file(module)], name, file)
    if not loaded:
        where = ", ".join(str(path) for path in paths)
        raise SuiteError(f"no suite in {where}", fix="harness init writes a first one")
    _refuse_twins(loaded)
    return loaded


def load_file(path: Path) -> list[LoadedSuite]:
    """The suites of one module, in the order of their definition."""
    module = _import(path)
    suites = {id(value): value for value in vars(module).values() if isinstance(value, Suite)}
    return [load_suite(suite, path) for suite in suites.values()]


def load_suite(suite: Suite, path: Path) -> LoadedSuite:
    """Read a suite's samples; relative paths start at its module."""
    dataset = suite.dataset
    if isinstance(dataset, str | Path):
        file = path.parent / dataset
        samples, folder = tuple(read_dataset(file)), file.parent
    else:
        samples, folder = tuple(dataset), path.parent
    if not samples:
        raise DatasetError(f"suite {suite.name} of {path} has no samples", fix="add a line to its dataset")
    _refuse_doubles(suite, samples)
    return LoadedSuite(suite, samples, path, folder)


def _files(path: Path) -> Iterable[Path]:
    if path.is_dir():
        return sorted(path.rglob("test_*.py"))
    if path.is_file():
        return [path]
    near = nearest(str(path), map(str, Path().rglob("test_*.py")), 0.4)
    raise SuiteError(
        f"no file or folder {path}",
        nearest=near,
        fix=None if near else "harness init, which writes a first suite",
    )


def _import(path: Path) -> ModuleType:
    """Import a module by its path, under a name that no other module has."""
    path = path.resolve()
    with _ONE_AT_A_TIME:
        return _import_once(path)


def _import_once(path: Path) -> ModuleType:
    name = f"harness_suite_{hashlib.sha256(str(path).encode()).hexdigest()[:12]}_{path.stem}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise SuiteError(f"{path} is not a Python file", fix="name a suite's .py file, or a folder of them")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        del sys.modules[name]
        if isinstance(error, DatasetError | SuiteError) or not isinstance(error, Exception):
            raise
        raise SuiteError(f"{path} cannot be imported: {_where(error, path)}") from error
    return module


def _where(error: Exception, path: Path) -> str:
    """The exception and the line of this file that it came from."""
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}: {error.msg}"
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == str(path)]
    return f"{f'line {lines[-1]}: ' if lines else ''}{type(error).__name__}: {error}"


def _named(suites: list[LoadedSuite], name: str, file: str) -> list[LoadedSuite]:
    if not name:
        return suites
    found = [suite for suite in suites if suite.name == name]
    if not found:
        near = nearest(name, [suite.name for suite in suites], 0.0)
        raise SuiteError(f"no suite {name} in {file}", nearest=near)
    return found


def _refuse_twins(loaded: Sequence[LoadedSuite]) -> None:
    homes: dict[str, Path] = {}
    for suite in loaded:
        if homes.setdefault(suite.name, suite.path) != suite.path:
            raise SuiteError(
                f"two suites are called {suite.name}: in {homes[suite.name]} and {suite.path}",
                fix="give one of them another name",
            )


def _refuse_doubles(suite: Suite, samples: Sequence[Sample]) -> None:
    seen: set[str] = set()
    for sample in samples:
        if sample.id in seen:
            raise DatasetError(
                f"suite {suite.name} has two samples with the id {sample.id}",
                fix="give each an id of its own",
            )
        seen.add(sample.id)
