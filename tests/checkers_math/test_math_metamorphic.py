"""Reformatting an answer never changes its verdict; equality is reflexive, and symmetric where it should be."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.checkers.math import MathAnswer
from harness.checkers.math.backend import Deferred, Deferring
from harness.checkers.math.fastpath import fast
from harness.checkers.math.judge import judge
from harness.checkers.math.policy import MathPolicy

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DIGIT = str.maketrans("0123456789", "０１２３４５６７８９")
NOT_MATHEMATICS = {
    "choices",
    "words",
    "yes and no",
    "hedges",
    "self-correction",
    "boxes and tags",
    "sentences",
    "blanks",
}

REFORMATTINGS: dict[str, Callable[[str], str]] = {
    "surrounding spaces": lambda text: f"  {text} \n",
    "dollars": lambda text: f"${text}$",
    "double dollars": lambda text: f"$$ {text} $$",
    "parentheses of LaTeX": lambda text: f"\\( {text} \\)",
    "brackets of LaTeX": lambda text: f"\\[\n{text}\n\\]",
    "a box": lambda text: f"So \\boxed{{{text}}}",
    "a box in dollars": lambda text: f"Hence the final answer is $\\boxed{{{text}}}$.",
    "a coloured box": lambda text: f"\\boxed{{\\color{{blue}}{{{text}}}}}",
    "displaystyle": lambda text: f"$\\displaystyle {text}$",
    "dfrac": lambda text: text.replace("\\frac", "\\dfrac"),
    "tfrac": lambda text: text.replace("\\frac", "\\tfrac"),
    "left and right": lambda text: re.sub(r"(?<!\\left)(?<!\\right)([()])", lambda m: ("\\left" if m[1] == "(" else "\\right") + m[1], text),
    "Unicode minus": lambda text: text.replace("-", "−"),
    "full-width digits": lambda text: text.translate(DIGIT),
    "full-width parentheses": lambda text: text.replace("(", "（").replace(")", "）"),
    "Chinese commas": lambda text: re.sub(r",\s", "，", text),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "a zero-width space": lambda text: "\u200b" + text,
    "a byte-order mark": lambda text: "\ufeff" + text,
    "a right-to-left mark": lambda text: "\u200f" + text,
    "a sentence": lambda text: f"Therefore, the answer is ${text}$.",
    "a Chinese sentence": lambda text: f"所以答案是${text}$。",
    "Markdown": lambda text: f"**Answer:** ${text}$",
    "a heading": lambda text: f"## Answer\n\n${text}$",
    "a tag": lambda text: f"<answer>{text}</answer>",
    "a thought before": lambda text: f"<think>it may be 1234567 or so</think>\n\\boxed{{{text}}}",
}  # fmt: skip


def _formulas(pairs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Pairs whose answer is a bare formula: no words, no signs that a reformatting would touch twice."""
    plain = re.compile(r"[\x20-\x7e]+")
    word = re.compile(
        r"(?<![\\A-Za-z])[A-Za-z]{3,}|\$|\\boxed|\\text|#|\"|\\\[|\\\(|^\s*$|!$|~|\.$|_|\d,\d| in\b|\bor\b|[A-Z]:|\\color|\d'\d"
    )
    return [
        pair
        for pair in pairs
        if pair["kind"] not in NOT_MATHEMATICS
        and isinstance(pair["gold"], str)
        and plain.fullmatch(pair["pred"])
        and not word.search(pair["pred"])
    ]


@pytest.mark.parametrize("name", REFORMATTINGS)
def test_reformatting_never_changes_the_verdict(
    name: str, pairs: list[dict[str, Any]], checker: MathAnswer
) -> None:
    change = REFORMATTINGS[name]
    offset = sorted(REFORMATTINGS).index(name)
    formulas = _formulas(pairs)
    assert len(formulas) > 400
    changed = []
    for pair in formulas[offset % 6 :: 6]:
        verdict = checker.verdict(pair["gold"], change(pair["pred"]), question=pair.get("question", ""))
        if (verdict.value == "correct") != pair["same"]:
            changed.append(
                (pair["gold"], change(pair["pred"]), verdict.value, verdict.extracted, verdict.reason)
            )
    assert not changed


def test_every_target_equals_itself(pairs: list[dict[str, Any]], checker: MathAnswer) -> None:
    golds = sorted({pair["gold"] for pair in pairs if isinstance(pair["gold"], str)})
    unequal = [gold for gold in golds if checker.verdict(gold, f"\\boxed{{{gold}}}").value != "correct"]
    assert not unequal


def test_equality_of_bare_formulas_is_symmetric(pairs: list[dict[str, Any]], checker: MathAnswer) -> None:
    """Where no policy treats target and answer differently: units and per cent may be missing, roundings differ."""
    kinds = {
        "fractions",
        "mixed numbers",
        "repeating",
        "complex",
        "surds",
        "expressions",
        "logs and trig",
        "sets",
    }
    asymmetric = []
    for pair in _formulas(pairs):
        if pair["kind"] in kinds and "." not in pair["pred"] + pair["gold"]:
            verdict = checker.verdict(pair["pred"], f"\\boxed{{{pair['gold']}}}")
            if (verdict.value == "correct") != pair["same"]:
                asymmetric.append((pair["pred"], pair["gold"], verdict.value, verdict.reason))
    assert not asymmetric


@QUICK
@given(st.fractions(max_denominator=10_000))
def test_a_fraction_in_every_dress(value: Fraction) -> None:
    top, bottom, sign = abs(value.numerator), value.denominator, "-" if value < 0 else ""
    dresses = [
        f"{sign}{top}/{bottom}",
        f"{sign}\\frac{{{top}}}{{{bottom}}}",
        f"\\dfrac{{{sign}{3 * top}}}{{{3 * bottom}}}",
    ]
    if top > bottom > 1:
        whole, rest = divmod(top, bottom)
        dresses += [f"{sign}{whole}\\frac{{{rest}}}{{{bottom}}}", f"{sign}{whole} {rest}/{bottom}"]
    checker = MathAnswer()
    for dress in dresses:
        for wrapped in (dress, f"${dress}$", f"\\boxed{{{dress}}}", f"The answer is ${dress}$."):
            assert checker.verdict(f"{sign}{top}/{bottom}", wrapped).value == "correct", wrapped
            assert checker.verdict(f"{value.numerator + bottom}/{bottom}", wrapped).value == "incorrect", (
                wrapped
            )


@QUICK
@given(st.integers(-(10**15), 10**15))
def test_thousands_are_separated_in_many_ways(number: int) -> None:
    checker = MathAnswer()
    for separator in (",", "{,}", "\\,", " ", "\u202f", "，"):
        written = f"{number:,}".replace(",", separator)
        assert checker.verdict(str(number), f"The answer is ${written}$.").value == "correct", written
        assert checker.verdict(str(number + 1), f"The answer is ${written}$.").value == "incorrect", written


@QUICK
@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-10_000, max_value=10_000),
    st.integers(-40, 40),
)
def test_scientific_notation_is_exact(mantissa: Any, exponent: int) -> None:
    checker = MathAnswer()
    target = f"{mantissa}\\times10^{{{exponent}}}"
    assert checker.verdict(target, f"{mantissa}e{exponent}").value == "correct"
    assert checker.verdict(target, f"{mantissa} × 10^{exponent}").value == "correct"
    if mantissa:
        assert checker.verdict(target, f"{mantissa}e{exponent + 1}").value == "incorrect"
        assert checker.verdict(target, "0").value == "incorrect"


TEMPLATES = [
    "{}",
    "The answer is {}.",
    "So there are {} left.",
    "A: {}",
    "#### {}",
    "\\boxed{{{}}}",
    "she pays ${} now",
    "**{}**",
]


@QUICK
@given(
    st.integers(-2000, 2000),
    st.integers(-2000, 2000),
    st.sampled_from(TEMPLATES),
    st.text("abc 1.,$!?%\n", max_size=12),
)
def test_the_fast_path_decides_as_the_long_way(target: int, given_: int, template: str, noise: str) -> None:
    for text in (template.format(given_), template.format(given_) + noise, noise + template.format(given_)):
        quick = fast(str(target), text, MathPolicy())
        if quick is not None:
            assert quick.value == _long_way(str(target), text), text


def _long_way(target: str, text: str) -> str:
    """The verdict without the fast path; in a worker where the algebra at hand cannot decide."""
    try:
        return judge(target, text, MathPolicy(), Deferring(60)).value
    except Deferred:
        checker = MathAnswer()
        return checker.slow(checker.request(target, text)).value


PIECES = [
    "\\frac", "{", "}", "\\sqrt", "1", "2", "x", "^", "_", "(", ")", "[", "]", ",", "=", "<", "\\boxed{", "$", " ", "\n",
    "answer is ", "答案是", "or ", "\\pm", "%", "°", "5 km", "\\text{", "|", "!", "\\begin{pmatrix}", "&", "\\\\",
    "\\end{pmatrix}", "\\infty", "\\cup", "not ", "{\"answer\": ", "**", "#### ", "e", "i", "0.", "\\overline{", ":", "/",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=25).map("".join)),
    st.sampled_from(["5", "x+1", "(1,2)", "B", "yes", "{1,2}", "5 km", "east", "x>1"]),
)
def test_any_text_at_all_gets_a_verdict(text: str, target: str) -> None:
    try:
        judgement = judge(target, text, MathPolicy(), Deferring())
    except Deferred:
        return
    assert judgement.value in ("correct", "incorrect", "error")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), min_size=3, max_size=20).map("".join),
    st.sampled_from(["\\sqrt{2}", "x^2+1", "(0,\\pi)"]),
)
def test_any_text_at_all_gets_a_verdict_of_a_worker(text: str, target: str) -> None:
    verdict = MathAnswer().verdict(target, f"\\boxed{{{text}}}")
    assert verdict.value in ("correct", "incorrect", "error")
    assert verdict.reason
    assert verdict.rule != "worker" or (verdict.cause is not None and "Error" not in verdict.cause.message), (
        verdict
    )
