"""`make bench`: the harness beside its peers, one table, written to bench/results/.

    python -m bench [--only TOPIC …] [--out FOLDER] [--readme]

Every ratio is of two numbers measured in the same run, by turns where that is possible, in processor time where the
work is computing. Peers live below `.bench/`. It takes some ten minutes; let the machine rest meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench import peers
from bench.measures import TOPICS, Found
from bench.table import Row, markdown

RESULTS = Path(__file__).parent / "results"
READMES = [Path(__file__).parents[1] / name for name in ("README.md", "README.zh-CN.md")]
MARKS = ("<!-- bench -->\n", "<!-- end of bench -->")


def main() -> None:
    """Install, measure, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", action="append", choices=[topic.__name__ for topic in TOPICS])
    parser.add_argument("--out", type=Path, default=RESULTS)
    parser.add_argument("--readme", action="store_true", help="put the table into the READMEs, too")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    found, began = peers.install(), time.time()
    chosen = [topic for topic in TOPICS if not options.only or topic.__name__ in options.only]
    rows = [row for topic in chosen for row in _measured(topic, found)]
    text = _page(rows, found, time.time() - began)
    print(text)
    _write(options.out, text, rows, found)
    if options.readme:
        for path in READMES:
            _insert(path, text)


def _measured(topic: Callable[[Found], Iterator[Row]], found: Found) -> Iterator[Row]:
    """A topic's rows; what breaks is a row, too."""
    print(f"… {topic.__name__}", file=sys.stderr, flush=True)
    try:
        yield from topic(found)
    except Exception as error:
        traceback.print_exc()
        yield Row(
            what=topic.__name__, unit="", ours=(), note=f"failed: {type(error).__name__}: {error}"[:150]
        )


def _page(rows: list[Row], found: Found, seconds: float) -> str:
    busy = os.getloadavg()[0]
    notes = [
        f"{datetime.now(UTC):%Y-%m-%d}, {_machine()}, Python {platform.python_version()}, load {busy:.1f} at the end, "
        f"{seconds:.0f} s. A ratio above 1 is in favour of the harness; each is of numbers from this run.",
        "Peers: " + "; ".join(str(peer) for peer in found.values()) + ".",
    ]
    return "\n\n".join([*notes, markdown(rows)]) + "\n"


def _insert(path: Path, text: str) -> None:
    """Put the table between a page's two marks; a page without them stays as it is."""
    before, start, rest = path.read_text(encoding="utf-8").partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    if start and end:
        path.write_text(f"{before}{start}\n{text}\n{end}{after}", encoding="utf-8")


def _machine() -> str:
    """Processor and how many cores there are."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.processor()} ({os.cpu_count()} cores)"


def _write(folder: Path, text: str, rows: list[Row], found: Found) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{datetime.now(UTC):%Y-%m-%d}"
    (folder / f"{name}.md").write_text(text, encoding="utf-8")
    content = {
        "date": name,
        "machine": _machine(),
        "python": platform.python_version(),
        "peers": [{"name": p.name, "version": p.version, "missing": p.missing} for p in found.values()],
        "rows": [asdict(row) | {"ratios": row.ratios} for row in rows],
    }
    (folder / f"{name}.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    print(f"written to {folder / name}.md and .json", file=sys.stderr)


if __name__ == "__main__":
    main()
