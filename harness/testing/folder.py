"""The folder of a session's run. Light: pytest-xdist asks for it in every session."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness.folders import new_folder
from harness.testing.options import option


def shared_folder(config: Any) -> Path:
    """The run's folder; one for all workers of pytest-xdist."""
    if hasattr(config, "workerinput"):
        return Path(config.workerinput["harness_folder"])
    if not hasattr(config, "_harness_folder"):
        config._harness_folder = new_folder(Path(option(config, "report_dir") or config.rootpath / "reports"))
    folder: Path = config._harness_folder
    return folder
