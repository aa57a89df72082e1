"""Checkers for answers that are words: `exact`, `contains`, `choice`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from harness.checkers.base import target_texts, timed, verdict
from harness.checkers.math.characters import clean
from harness.checkers.math.extract import extract
from harness.checkers.math.wording import choice as target_letter
from harness.checkers.math.wording import chosen
from harness.errors import CheckerError
from harness.records import Verdict
from harness.suite import CheckContext

_SPACES = re.compile(r"\s+")


def folded(text: str, *, case: bool = False) -> str:
    """NFKC, single spaces, no surrounding punctuation; lower case unless `case`."""
    text = _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip(" .,;:!?\"'`*。，；：！？“”")
    return text if case else text.casefold()


@dataclass(frozen=True, kw_only=True)
class Exact:
    """The whole answer is the target (any of them, when it is a list), but for case and spaces."""

    case: bool = False
    name: str = "exact"

    def check(self, context: CheckContext) -> Verdict:
        """The verdict on one attempt."""
        return timed(lambda started: self._check(context, started))

    def _check(self, context: CheckContext, started: float) -> Verdict:
        wanted = target_texts(context.sample.target)
        given = folded(context.answer, case=self.case)
        same = any(folded(text, case=self.case) == given for text in wanted)
        return verdict(
            same,
            expected=" | ".join(wanted),
            extracted=context.answer.strip()[:1000],
            rule="whole text",
            reason="the same text" if same else "a different text",
            started=started,
        )


@dataclass(frozen=True, kw_only=True)
class Contains:
    """The answer contains the target as whole words; of a list all of them, or with `any_of` one."""

    case: bool = False
    any_of: bool = False
    name: str = "contains"

    def check(self, context: CheckContext) -> Verdict:
        """The verdict on one attempt; the score is the share of the targets that were found."""
        return timed(lambda started: self._check(context, started))

    def _check(self, context: CheckContext, started: float) -> Verdict:
        wanted = target_texts(context.sample.target)
        given = folded(context.answer, case=self.case)
        found = [text for text in wanted if _within(folded(text, case=self.case), given)]
        missing = [text for text in wanted if text not in found]
        enough = bool(found) if self.any_of else not missing
        return verdict(
            enough,
            expected=" | ".join(wanted),
            extracted=", ".join(found),
            rule="words in the text",
            reason="found" if enough else f"missing: {', '.join(missing)}"[:300],
            started=started,
        )


def _within(words: str, text: str) -> bool:
    if not words:
        return False
    before = r"(?<!\w)" if words[0].isascii() and words[0].isalnum() else ""
    after = r"(?!\w)" if words[-1].isascii() and words[-1].isalnum() else ""
    return re.search(before + re.escape(words) + after, text) is not None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The option that an answer chooses, by its letter or, when `options` are known, by its text.

    `options` are taken from the sample's metadata (`choices` or `options`) when none are given here.
    """

    options: tuple[str, ...] = ()
    name: str = "choice"

    def check(self, context: CheckContext) -> Verdict:
        """The verdict on one attempt."""
        return timed(lambda started: self._check(context, started))

    def _check(self, context: CheckContext, started: float) -> Verdict:
        (target, *_) = target_texts(context.sample.target)
        options = self._options(context)
        letter = target_letter(target) or chosen(target, options)
        if letter is None:
            raise CheckerError(
                f"the target {target!r} is no option", fix="give a letter, or the options with it"
            )
        found = extract(clean(context.answer), "choice")
        given = chosen(found.text, options) or _by_text(context.answer, options)
        same = given == letter
        return verdict(
            same,
            expected=letter,
            extracted=given or "",
            rule=found.rule,
            reason="the option wanted" if same else f"option {given}" if given else "no option was chosen",
            started=started,
        )

    def _options(self, context: CheckContext) -> tuple[str, ...]:
        metadata = context.sample.metadata
        found = self.options or metadata.get("choices") or metadata.get("options") or ()
        return tuple(str(option) for option in found) if isinstance(found, list | tuple) else ()


def _by_text(answer: str, options: Sequence[str]) -> str | None:
    """The only option whose text the answer contains."""
    given = folded(answer)
    found = [at for at, option in enumerate(options) if _within(folded(option), given)]
    return chr(ord("A") + found[0]) if len(found) == 1 else None


def exact(*, case: bool = False) -> Exact:
    """The whole answer is the target; `case` makes capitals matter."""
    return Exact(case=case)


def contains(*, case: bool = False, any_of: bool = False) -> Contains:
    """The answer contains every target (`any_of`: one of them)."""
    return Contains(case=case, any_of=any_of)


def choice(*options: str) -> Choice:
    """The letter of the option chosen; `options` are their texts, A first."""
    return Choice(options=tuple(options))
