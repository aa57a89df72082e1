"""What a comparison shows, what it does not, and what it would take, in sentences of either language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.reports.html.assets import translations
from harness.statistics import Design, detectable_difference

if TYPE_CHECKING:
    from harness.reports.comparison import Comparison

ALPHA = 0.05


def conclusions(one: Comparison, compared: int, *, lang: str = "en") -> tuple[str, ...]:
    """Sentences about one comparison out of `compared` that were made at the same time.

    Raises:
        UsageError: no such language.
    """
    words = translations(lang)["compare"]["words"]
    said = [_verdict(one, compared, words)]
    if one.p_adjusted > ALPHA:
        loss, gain = (abs(100 * end) for end in (min(one.difference.low, 0.0), max(one.difference.high, 0.0)))
        said += [words["not_equal"].format(loss=f"{loss:.1f}", gain=f"{gain:.1f}"), _reach(one, words)]
    if one.only_a or one.only_b:
        said.append(words["only"].format(a=one.only_a, b=one.only_b))
    return tuple(sentence for sentence in said if sentence)


def _verdict(one: Comparison, compared: int, words: Any) -> str:
    if not one.lost and not one.gained:
        return str(words["same"].format(samples=one.samples))
    kind = "none"
    if one.p_adjusted <= ALPHA:
        kind = "better" if one.difference.estimate > 0 else "worse"
    corrected = (
        words["corrected"].format(p=f"{one.p_adjusted:.3g}", compared=compared) if compared > 1 else ""
    )
    estimate, low, high = (
        f"{100 * value:+.1f}" for value in (one.difference.estimate, one.difference.low, one.difference.high)
    )
    return str(
        words[kind].format(
            estimate=estimate, low=low, high=high, samples=one.samples, p=f"{one.p:.3g}", corrected=corrected
        )
    )


def _reach(one: Comparison, words: Any) -> str:
    share = (len(one.lost) + len(one.gained)) / one.samples
    if not share:
        return ""
    least = detectable_difference(Design(samples=one.samples, discordance=share))
    if least is None:
        return str(words["no_reach"].format(samples=one.samples, share=f"{share:.0%}"))
    return str(words["reach"].format(samples=one.samples, share=f"{share:.0%}", least=f"{100 * least:.1f}"))
