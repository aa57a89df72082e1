"""Text to tokens. Nothing is looked up by attribute or evaluated: every name comes from the tables here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from harness.checkers.math import units
from harness.checkers.math.numerals import CJK_SCALES, SCALES, match_number
from harness.checkers.math.tree import Num, Unreadable
from harness.checkers.math.vocabulary import (
    CJK_CONNECTORS,
    CONNECTORS,
    FUNCTIONS,
    GREEK,
    OPERATORS,
    PLAIN_CONSTANTS,
    SHORT_WORDS,
    VARIANTS,
    WRAPPERS,
)

MAX_TOKENS = 2_000

_VOWEL = re.compile("[oieu]")
_SEGMENT = re.compile(
    r"([a-zA-Z]?)(arcsin|arccos|arctan|sinh|cosh|tanh|sin|cos|tan|cot|sec|csc|ln|log|lg|sqrt|exp|pi|theta)([a-zA-Z]?)"
)
_WORD = re.compile(r"[A-Za-zµΩÅ]+")
_CURRENCIES = frozenset(["USD", "EUR", "GBP", "CNY", "RMB", "INR", "JPY"])
_COMMAND = re.compile(r"\\([A-Za-z]+\*?|.)", re.DOTALL)
_SYMBOL = re.compile(r"<=|>=|=<|=>|==|!=|<>|->|\+/-|\+-(?=\s*[\d√\\])|[-+*/^_()\[\]{}|,;:=<>!'\"%°$£€¥₹&#~§]")
_RENAMED = {"=<": "<=", "=>": "⇒", "==": "=", "<>": "!=", "->": "→", "+/-": "±", "+-": "±"}
# The longest name of a unit is shorter; a whole page would be matched again for each of its characters.
_CJK = re.compile("[\u3001-\u9fff\uff00-\uffef]{1,16}")


@dataclass(slots=True)
class Token:
    """`kind` is num, name (a variable), const, func, word (text or a unit), cmd (frac, sqrt, …) or op."""

    kind: str
    text: str
    number: Num | None = None
    space: bool = False
    wrapped: bool = False


class Lexer:
    """One pass over one text, in one numeral style (`thousands`, `separators`, `decimal` or `lakh`)."""

    def __init__(self, text: str, style: str) -> None:
        self.text, self.style, self.at, self.space = text, style, 0, False
        self.tokens: list[Token] = []

    def run(self) -> list[Token]:
        text, size = self.text, len(self.text)
        while self.at < size:
            character = text[self.at]
            if character.isspace():
                self.at, self.space = self.at + 1, True
                continue
            self._one(character)
            if len(self.tokens) > MAX_TOKENS:
                raise Unreadable("too many tokens")
        return self.tokens

    def _add(self, kind: str, text: str, **more: object) -> None:
        self.tokens.append(Token(kind, text, space=self.space, **more))  # type: ignore[arg-type]
        self.space = False

    def _one(self, character: str) -> None:
        if "0" <= character <= "9" or character in ".ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            found = match_number(self.text, self.at, self.style)
            if found is not None:
                start = self.at
                self.at = found[1]
                self._add("num", self.text[start : self.at], number=found[0])
                return
        if character == "\\":
            self._command()
        elif (character.isascii() and character.isalpha()) or character in "µΩÅ":
            self._letters()
        elif match := _SYMBOL.match(self.text, self.at):
            self.at = match.end()
            self._add("op", _RENAMED.get(match.group(), match.group()))
        elif match := _CJK.match(self.text, self.at):
            self._cjk(match.group())
        elif character.isalpha() or character in "¢₩Å":
            self.at += 1
            self._add("word" if units.find(character) else "name", character)
        else:
            raise Unreadable(f"the character {character!r}")

    def _letters(self) -> None:
        match = _WORD.match(self.text, self.at)
        assert match is not None
        word = match.group()
        self.at = match.end()
        if len(word) == 1 and word not in "µΩÅ":
            self._letter(word)
        elif word in CONNECTORS or word in ("union", "choose", "mod", "where", "intersect", "for"):
            self._add("op", {"union": "∪", "intersect": "∩"}.get(word, CONNECTORS.get(word, word)))
        elif word in FUNCTIONS or word in ("arcsin",):
            self._add("func", word)
        elif word in PLAIN_CONSTANTS:
            self._add("const", "pi" if word == "pi" else "inf")
        elif word in GREEK:
            self._add("name", VARIANTS.get(word, word))
        else:
            self._run_of_letters(word)

    def _letter(self, letter: str) -> None:
        if letter in "ei":
            self._add("const", letter)
        elif letter == "x" and self._between_digits():
            self._add("op", "*")
        else:
            self._add("name", letter)

    def _between_digits(self) -> bool:
        """'3 x 10^8' and '2x3' multiply; '2x' does not."""
        rest = self.text[self.at :].lstrip()
        before = bool(self.tokens) and self.tokens[-1].kind == "num"
        return before and rest[:1].isdigit() and (self.space or rest.startswith("10"))

    def _run_of_letters(self, word: str) -> None:
        is_unit = units.find(word) is not None or word in ("sq", "cu")
        if word in SCALES or word in _CURRENCIES or (is_unit and self._behind_a_value()):
            self._add("word", word)
        elif match := _SEGMENT.fullmatch(word):
            before, name, after = match.groups()
            if before:
                self._letter(before)
            if name in ("pi", "theta"):
                self._add("const" if name == "pi" else "name", name)
            else:
                self._add("func", name)
            if after:
                self._letter(after)
        elif (
            len(word) <= 3
            and not (len(word) == 3 and _VOWEL.search(word))
            and word.lower() not in SHORT_WORDS
            and not (word.istitle() and len(word) == 3)
        ):
            for letter in word:
                self._letter(letter)
        else:
            self._add("word", word)

    def _behind_a_value(self) -> bool:
        if not self.tokens:
            return False
        last = self.tokens[-1]
        return last.kind in ("num", "word") or last.text in (")", "}", "/", "*", "]", "%", "°", "pi")

    def _cjk(self, run: str) -> None:
        for size in (2, 1):
            head = run[:size]
            if head in CJK_CONNECTORS:
                self.at += len(head)
                self._add("op", CJK_CONNECTORS[head])
                return
        for name in units.longest_cjk():
            if run.startswith(name):
                self.at += len(name)
                self._add("word", name)
                return
        for size in (2, 1):
            if run[:size] in CJK_SCALES:
                self.at += len(run[:size])
                self._add("word", run[:size])
                return
        self.at += 1
        self._add("word", run[0])

    def _command(self) -> None:
        match = _COMMAND.match(self.text, self.at)
        if match is None:
            raise Unreadable("a lonely backslash")
        self.at = match.end()
        name = match.group(1).rstrip("*") or "*"
        if name in WRAPPERS:
            self._wrapped(name)
        elif name in OPERATORS:
            self._add("op", OPERATORS[name])
        elif name == "not":
            self._negated()
        elif name in FUNCTIONS:
            self._add("cmd" if name in ("sqrt", "binom") else "func", name)
        elif name in GREEK or name in ("pi", "infty"):
            kind = "const" if name in ("pi", "infty") else "name"
            self._add(kind, {"infty": "inf"}.get(name, VARIANTS.get(name, name)))
        elif name in ("begin", "end"):
            self._environment(name)
        elif name == "mathbb":
            self._blackboard()
        elif name in ("emptyset", "varnothing"):
            self._add("const", "∅")
        elif name in ("angle", "triangle", "measuredangle", "rm"):
            pass
        else:
            self._add("cmd", {"dfrac": "frac", "tfrac": "frac", "cfrac": "frac", "dbinom": "binom",
                              "tbinom": "binom"}.get(name, name))  # fmt: skip

    def _negated(self) -> None:
        rest = self.text[self.at :].lstrip()
        if not rest.startswith("="):
            raise Unreadable("a negated relation")
        self.at = self.text.index("=", self.at) + 1
        self._add("op", "!=")

    def _environment(self, name: str) -> None:
        match = re.compile(r"\s*\{\s*([a-zA-Z]+)\*?\s*\}(?:\s*\{[clr|\s]*\})?").match(self.text, self.at)
        if match is None:
            raise Unreadable(f"\\{name} without its environment")
        self.at = match.end()
        self._add("cmd", f"{name}:{match.group(1)}")

    def _blackboard(self) -> None:
        match = re.compile(r"\s*\{?\s*([A-Z])\s*\}?").match(self.text, self.at)
        if match is None:
            raise Unreadable("\\mathbb without a letter")
        self.at = match.end()
        self._add(
            "const", {"R": "ℝ", "Z": "ℤ", "N": "ℕ", "Q": "ℚ", "C": "ℂ"}.get(match.group(1), match.group(1))
        )

    def _wrapped(self, name: str) -> None:
        """`\\text{…}` and its kin: words stay words, mathematics inside is read as such."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        if self.text[self.at : self.at + 1] != "{":
            return
        end = closing_brace(self.text, self.at)
        inner = self.text[self.at + 1 : end]
        self.at = end + 1
        stripped = inner.strip()
        if _WORD.fullmatch(stripped) and name not in ("boxed", "fbox", "ensuremath"):
            self._wrapped_word(stripped)
        else:
            self._nested(inner)

    def _wrapped_word(self, word: str) -> None:
        if word in FUNCTIONS:
            self._add("func", word)
        elif word in CONNECTORS:
            self._add("op", CONNECTORS[word])
        elif len(word) == 1 and word in "ei":
            self._add("const", word)
        else:
            self._add("word" if len(word) > 1 or units.find(word) else "name", word, wrapped=True)

    def _nested(self, inner: str) -> None:
        if inner.count("{") > 100:
            raise Unreadable("nested too deeply")
        nested = Lexer(inner, self.style)
        nested.tokens, size = self.tokens, len(self.tokens)
        nested.space = self.space
        nested.run()
        inside = self.tokens[size:]
        names = [token for token in inside if token.kind in ("name", "word")]
        as_unit = size > 0 and bool(names) and all(units.find(token.text) for token in names)
        for token in inside:
            token.wrapped = True
            if as_unit and token.kind == "name":
                token.kind = "word"
        self.space = bool(inner) and inner[-1:].isspace()


def closing_brace(text: str, opening: int) -> int:
    """Where the brace opened at `opening` closes.

    Raises:
        Unreadable: never.
    """
    depth = 0
    at = opening
    while at < len(text):
        character = text[at]
        if character == "\\":
            at += 2
            continue
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return at
        at += 1
    raise Unreadable("an unclosed brace")


def tokenize(text: str, style: str = "thousands") -> list[Token]:
    """The tokens of a simplified text.

    Raises:
        Unreadable: a character or a construct that no answer has, or more than `MAX_TOKENS`.
    """
    return Lexer(text, style).run()
