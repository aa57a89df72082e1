"""The corpus of attacks: each works unconfined, none has its effect in the sandbox, whoever runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from campaign import applicable  # noqa: E402
from more_attacks import EVERY  # noqa: E402

pytestmark = pytest.mark.slow


WHO = ["caller", "ordinary user"] if os.geteuid() == 0 else ["caller"]


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, dict[str, Any]]]:
    """The whole corpus, run once for each kind of user: outcomes by user and attack."""
    return {who: _outcomes(who, tmp_path_factory.mktemp("home")) for who in WHO}


def _outcomes(who: str, home: Path) -> dict[str, dict[str, Any]]:
    prefix = [sys.executable, str(HERE / "ordinary_user.py")] if who == "ordinary user" else []
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    command = [*prefix, sys.executable, str(HERE / "campaign.py")]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=280, env=environment, cwd="/")
    assert ran.returncode == 0, ran.stderr[-2000:]
    return {outcome["name"]: outcome for outcome in map(json.loads, ran.stdout.splitlines())}


def test_the_corpus_is_large() -> None:
    assert len({attack.name for attack in EVERY}) == len(EVERY) >= 60


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("attack", EVERY, ids=lambda attack: attack.name)
def test_an_attack_that_works_unconfined_has_no_effect_confined(
    attack: Any, who: str, campaigns: dict[str, dict[str, dict[str, Any]]]
) -> None:
    outcome = campaigns[who].get(attack.name)
    if outcome is None:
        assert attack.root_only or not applicable(attack)
        pytest.skip("has no aim here: it needs root, or a device that this machine lacks")
    assert outcome["unconfined"], f"proves nothing: unconfined it said {outcome['unconfined said']}"
    assert not outcome["namespaces"], outcome["namespaces said"]
    assert not outcome["plain"], outcome["plain said"]
