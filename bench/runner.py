"""What the runner costs a sample, beside the SDK sending the same requests to the same in-memory server.

    python -m bench.runner [--samples 2000] [--repeats 3] [--scale]

The floor is the bare SDK with as many tasks in flight; the harness adds plan, clock, record, verdict and a durable
row. `--scale` asks 1,000, 10,000 and 100,000 samples, one process each, and says whether cost and memory stay as
they are (ten minutes or so). Inspect AI with its mock model is measured beside them where `bench/peers.py` could
install it, or in the environment of `--inspect PYTHON`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench import peers, scripts

ROOT = Path(__file__).resolve().parents[1]
SIZES = (1_000, 10_000, 100_000)
INSPECT_MOST = 1_000  # its memory grows with its samples, and a minute is enough

Costs = dict[str, float]


def child(count: int, *flags: str) -> Costs:
    """The costs of `count` samples in a process of their own."""
    command = [sys.executable, "-m", "bench.scale", str(count), *flags]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return _last_line(done.stdout)


def inspect_ai(count: int, python: Path) -> Costs:
    """The same of Inspect AI; empty where it is not installed."""
    command = [str(python), "-W", "ignore", "-c", scripts.INSPECT, str(count)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
    except (OSError, subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return {}
    return _last_line(done.stdout)


def overhead(count: int, repeats: int, python: Path) -> dict[str, object]:
    """Milliseconds a sample of both, by turns, and what the harness adds."""
    turns = [(child(count, "--floor"), child(count)) for _ in range(repeats)]
    found: dict[str, object] = {"samples": count, "repeats": repeats}
    for kind in ("wall", "cpu"):
        floors = [floor[kind] / count * 1000 for floor, _ in turns]
        runs = [run[kind] / count * 1000 for _, run in turns]
        added = [run - floor for floor, run in zip(floors, runs, strict=True)]
        found |= {
            f"sdk_{kind}_ms": round(statistics.median(floors), 3),
            f"harness_{kind}_ms": round(statistics.median(runs), 3),
            f"added_{kind}_ms": round(statistics.median(added), 3),
            f"added_{kind}_ms_spread": [round(min(added), 3), round(max(added), 3)],
        }
    grown = [(run["mb"] - run["start_mb"]) * 1024 / count for _, run in turns]
    found["peak_kb_per_sample"] = round(statistics.median(grown), 2)
    if theirs := inspect_ai(min(count, INSPECT_MOST), python):
        found["inspect_ai_cpu_ms"] = round(theirs["cpu"] / min(count, INSPECT_MOST) * 1000, 3)
    return found


def scale(sizes: Sequence[int], python: Path) -> list[dict[str, object]]:
    """A row a size: cost a sample against the smallest size, and memory a further sample."""
    rows: list[dict[str, object]] = []
    found = [(count, child(count)) for count in sizes]
    for (before, smaller), (count, run) in zip([found[0], *found], found, strict=False):
        row = {"samples": count, "cpu_ms": run["cpu"] / count * 1000, "wall_ms": run["wall"] / count * 1000}
        row |= {"cpu_to_first": (run["cpu"] / count) / (found[0][1]["cpu"] / sizes[0]), "peak_mb": run["mb"]}
        if count > before:
            row["kb_per_further_sample"] = (run["mb"] - smaller["mb"]) * 1024 / (count - before)
        rows.append({name: round(value, 3) for name, value in row.items()})
    if theirs := inspect_ai(INSPECT_MOST, python):
        cost = {"cpu_ms": round(theirs["cpu"] / INSPECT_MOST * 1000, 3), "peak_mb": round(theirs["mb"], 1)}
        rows.append({"beside": "Inspect AI, mock model", "samples": INSPECT_MOST, **cost})
    return rows


def _inspect_python() -> Path:
    """The Python of the peers' environment that has Inspect AI, where it was made."""
    homes = [folder for folder, names in peers.ENVIRONMENTS.items() if "inspect-ai" in names]
    return peers.FOLDER / (homes[0] if homes else "venv") / "bin" / "python"


def _last_line(text: str) -> Costs:
    found: Costs = json.loads(text.strip().splitlines()[-1])
    return found


def main() -> None:
    """Print the costs as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--scale", action="store_true", help="1,000 to 100,000 samples")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="the largest size of --scale")
    parser.add_argument("--inspect", type=Path, default=_inspect_python(), help="a Python with inspect-ai")
    given = parser.parse_args()
    if given.scale:
        sizes = [size for size in SIZES if size <= given.most]
        print(json.dumps(scale(sizes, given.inspect), indent=1))
    else:
        print(json.dumps(overhead(given.samples, given.repeats, given.inspect), indent=1))


if __name__ == "__main__":
    main()
