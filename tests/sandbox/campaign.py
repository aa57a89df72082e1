"""Runs the whole corpus as whoever starts it and prints one JSON line for each attack.

`python campaign.py`: each attack unconfined, then in the warm sandbox with namespaces and without.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from attacks import Attack, stays
from more_attacks import EVERY
from stage import Stage, become_subreaper, run_confined, run_naively


def applicable(attack: Attack) -> bool:
    return (not attack.root_only or os.geteuid() == 0) and (not attack.needs or Path(attack.needs).exists())


def staged(attack: Attack, stage: Stage) -> dict[str, object]:
    outcome: dict[str, object] = {"name": attack.name}
    for way in ("unconfined", "namespaces", "plain"):
        stage.prepare()
        if way == "unconfined":
            seen = run_naively(attack, stage)
        else:
            seen = run_confined(attack, stage, namespaces=way == "namespaces")
        outcome[f"{way} took"] = round(seen.seconds, 2)
        outcome[way] = attack.effect(stage, seen)
        outcome[f"{way} said"] = (seen.stdout[-200:] + seen.stderr[-300:]).decode("utf-8", "replace")
        if attack.effect is stays:
            stage.clean_up()
    return outcome


def main() -> None:
    become_subreaper()
    stage = Stage()
    chosen = sys.argv[1:]
    try:
        for attack in EVERY:
            if applicable(attack) and (not chosen or attack.name in chosen):
                sys.stdout.write(json.dumps(staged(attack, stage)) + "\n")
                sys.stdout.flush()
    finally:
        stage.close()


if __name__ == "__main__":
    main()
