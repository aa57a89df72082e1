"""How long the reports of a large run take, and how large the page is.

`python -m bench.report [--samples 10000] [--transports 2]` writes an invented run to a temporary folder.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from harness.records import (
    TRANSPORTS,
    Attempt,
    Manifest,
    RunRecord,
    Sample,
    Step,
    SuiteInfo,
    ToolCall,
    Usage,
    Verdict,
)
from harness.reports.data import load_run
from harness.reports.html.page import report_page
from harness.reports.summary import summarise
from harness.reports.tables import SAMPLE_COLUMNS, STEP_COLUMNS, sample_rows, step_rows, to_csv
from harness.reports.write import write_run
from harness.results import Results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=10_000)
    parser.add_argument("--transports", type=int, choices=(1, 2), default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        timed("store the run", lambda: store(path, options.samples, TRANSPORTS[: options.transports]))
        run = timed("read it", lambda: load_run(path))
        summary = timed("summarise", lambda: summarise(run))
        timed(
            "CSV",
            lambda: (
                sum(map(len, to_csv(sample_rows(run.attempts), SAMPLE_COLUMNS)))
                + sum(map(len, to_csv(step_rows(run.attempts), STEP_COLUMNS)))
            ),
        )
        timed("page", lambda: report_page(run, summary))
        paths = timed("everything", lambda: write_run(run, parquet=False))
        print(f"{'page size':<16} {paths.html.stat().st_size / 1e6:8.2f} MB")


def timed(name: str, work: Callable[[], Any]) -> Any:
    begun, cpu = time.perf_counter(), time.process_time()
    done = work()
    print(f"{name:<16} {time.perf_counter() - begun:8.2f} s   {time.process_time() - cpu:8.2f} s of CPU")
    return done


def store(folder: Path, samples: int, transports: tuple[str, ...]) -> None:
    manifest = Manifest(run_id="bench", started_at=0.0, finished_at=1.0, suites=(SuiteInfo(name="bench"),))
    with Results.create(folder / "results.sqlite", manifest) as results:
        pending = [results.add(attempt) for attempt in invented(samples, transports)]
        for done in pending:
            done.result()


def invented(samples: int, transports: tuple[str, ...]) -> Iterator[Attempt]:
    """Answers of which no two are alike, with formulas, a list and code."""
    rng = random.Random(1)
    for i in range(samples):
        a, b, c = rng.randint(2, 99), rng.randint(1, 999), rng.randint(1, 999)
        sample = Sample(
            id=f"s-{i:05}",
            question=f"Solve ${a}x + {b} = {c}$ for $x$.",
            target=f"{c - b}/{a}",
            topic=f"t{i % 9}",
        )
        for transport in transports:
            yield one(sample, transport, (a, b, c), rng)


def one(sample: Sample, transport: str, numbers: tuple[int, int, int], rng: random.Random) -> Attempt:
    a, b, c = numbers
    value = rng.choices(["correct", "incorrect"], [0.8, 0.2])[0]
    text = (
        f"Subtract ${b}$ from both sides, then divide by ${a}$:\n\n$$x = \\frac{{{c} - {b}}}{{{a}}}$$\n\n"
        f"1. First **{c} - {b}**\n2. then `/{a}`\n\nSo the answer is **{c - b}/{a}** ({rng.random():.6f})."
    )
    call = ToolCall(
        id="c",
        tool="code_interpreter",
        name="code_interpreter",
        input=f"print(({c} - {b}) / {a})",
        output=str((c - b) / a),
        ok=True,
    )
    steps = (
        Step(id="1", index=0, type="tool_calls", status="completed", started=0.2, ended=0.9, precise=True, tool_calls=(call,)),
        Step(id="2", index=1, type="message_creation", status="completed", started=1.0, ended=2.0, precise=True),
    )  # fmt: skip
    record = RunRecord(
        suite="bench", sample_id=sample.id, transport=transport, answer=text, status="completed", steps=steps,  # type: ignore[arg-type]
        usage=Usage(prompt_tokens=90, completion_tokens=60), seconds=rng.lognormvariate(0.6, 0.5), ttft=0.4, cassette="hit",
    )  # fmt: skip
    verdict = Verdict(
        value=value,
        score=1.0,
        expected=str(sample.target),
        extracted=f"{c - b}/{a}",
        rule="last value",
        reason="equal",
    )  # type: ignore[arg-type]
    return Attempt(sample=sample, record=record, verdict=verdict)


if __name__ == "__main__":
    main()
