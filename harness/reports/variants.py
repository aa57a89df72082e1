"""Questions made from templates: is a template answered always, never, or only with some numbers and wordings?

A dataset says so by `template`, `variant` (`base`, `numbers`, `reworded`, …) and `base` (the question that
a variant varies) in a sample's metadata, as `harness dataset generate` writes them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from harness.records import Attempt, Sample
from harness.reports.clean import one_line
from harness.reports.data import RunData
from harness.statistics import Interval, share_interval

Answered = Literal["always", "sometimes", "never"]


@dataclass(frozen=True, kw_only=True)
class TemplateRow:
    """A template in a suite through a transport.

    `accuracy` is over attempts, clustered by sample over its epochs. `always`, `sometimes` and `never`
    count its samples by how their attempts came out; `answered` says the same of the template: `sometimes` when
    any two attempts differ. `torn` counts questions of which one variant is answered better than another.
    `variants` has the accuracy of each variant.
    """

    suite: str
    transport: str
    template: str
    samples: int
    attempts: int
    correct: int
    accuracy: Interval
    answered: Answered
    always: int
    sometimes: int
    never: int
    torn: int
    variants: Mapping[str, float]


def template_of(sample: Sample) -> str:
    """The name of the sample's template; empty when it was made from none."""
    return one_line(str(sample.metadata.get("template") or ""), 80)


def variant_of(sample: Sample) -> str:
    """Which variant of its question a sample is: `base` where a template is named and no variant."""
    named = one_line(str(sample.metadata.get("variant") or ""), 60)
    return named or ("base" if template_of(sample) else "")


def template_rows(run: RunData) -> list[TemplateRow]:
    """A row for each suite, transport and template, by these names; none where no sample has a template."""
    groups: dict[tuple[str, str, str], list[Attempt]] = defaultdict(list)
    for attempt in run.attempts:
        if template := template_of(attempt.sample):
            groups[(attempt.record.suite, attempt.record.transport, template)].append(attempt)
    return [_row(name, kept) for name, attempts in sorted(groups.items()) if (kept := run.scored(attempts))]


def _row(name: tuple[str, str, str], attempts: Sequence[Attempt]) -> TemplateRow:
    values = [_score(attempt) for attempt in attempts]
    samples = _shares(attempts, lambda attempt: attempt.sample.id)
    ends = {share: sum(one == share for one in samples.values()) for share in (0.0, 1.0)}
    return TemplateRow(
        suite=name[0],
        transport=name[1],
        template=name[2],
        samples=len(samples),
        attempts=len(attempts),
        correct=int(sum(values)),
        accuracy=share_interval(values, [attempt.sample.id for attempt in attempts]),
        answered=answered(samples.values()),
        always=ends[1.0],
        sometimes=len(samples) - ends[0.0] - ends[1.0],
        never=ends[0.0],
        torn=_torn(attempts),
        variants=_shares(attempts, lambda attempt: variant_of(attempt.sample)),
    )


def answered(shares: Iterable[float]) -> Answered:
    """What shares of correct attempts come to: all 1, all 0, or something between."""
    found = set(shares)
    if found == {1.0}:
        return "always"
    return "never" if found == {0.0} else "sometimes"


def _torn(attempts: Sequence[Attempt]) -> int:
    questions: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        questions[_question(attempt.sample)].append(attempt)
    shares = [_shares(one, lambda attempt: variant_of(attempt.sample)) for one in questions.values()]
    return sum(len(set(one.values())) > 1 for one in shares)


def _question(sample: Sample) -> str:
    return str(sample.metadata.get("base") or sample.id)


def _shares(attempts: Sequence[Attempt], name: Callable[[Attempt], str]) -> dict[str, float]:
    """The share of correct attempts by something, in the order of its names; `base` is the first of variants."""
    groups: dict[str, list[float]] = defaultdict(list)
    for attempt in attempts:
        groups[name(attempt)].append(_score(attempt))
    ordered = sorted(groups, key=lambda one: (one != "base", one))
    return {one: sum(groups[one]) / len(groups[one]) for one in ordered}


def _score(attempt: Attempt) -> float:
    return float(attempt.verdict.value == "correct")
