"""Commands about a run take the newest one where none is named, and say which one was perhaps meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.cli import cli
from harness.errors import HarnessError
from tests.reports.build import attempt, run_folder


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("20260101-120000-ffff", "20260102-120000-0000"):
        folder = tmp_path / "reports" / name
        folder.mkdir(parents=True)
        run_folder(folder, [attempt()])
    (tmp_path / "reports" / "sample").mkdir()  # no run, and last by its name
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_report_and_baseline_take_the_newest(project: Path) -> None:
    done = CliRunner().invoke(cli, ["report", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["html"] == "reports/20260102-120000-0000/report.html"
    assert CliRunner().invoke(cli, ["baseline", "set"]).exit_code == 0
    assert (project / "baseline.json").is_file()


def test_a_run_that_is_not_there_is_answered_with_the_nearest(project: Path) -> None:
    with pytest.raises(HarnessError, match="nearest: reports/20260102-120000-0000"):
        CliRunner().invoke(cli, ["report", "reports/20260102-12000-0000"], catch_exceptions=False)
