"""Whole answers: relations, lists, sets, tuples, intervals, unions, quantities with their units."""

from __future__ import annotations

import itertools
from dataclasses import replace

from harness.checkers.math import units
from harness.checkers.math.grammar import CONSTANTS
from harness.checkers.math.latex import simplify
from harness.checkers.math.lexer import MAX_TOKENS, Token, tokenize
from harness.checkers.math.numerals import based
from harness.checkers.math.quantities import JOINERS, QuantityParser
from harness.checkers.math.tree import (
    Call,
    Matrix,
    Node,
    Num,
    Rel,
    Seq,
    Sym,
    Unreadable,
    replaced,
    variables,
    walk,
)
from harness.checkers.math.vocabulary import GREEK

_RELATIONS = ("=", "≡", "!=", "<", "<=", ">", ">=", "~", "in", "∈", "→")
_OPENERS = {
    "(": (")", "]"),
    "[": ("]", ")", "["),
    "{": ("}",),
    "{:": (":}", "}"),
    "⟨": ("⟩", ">"),
    "]": ("[", "]"),
    "<": (">",),
}


class AnswerParser(QuantityParser):
    """Reads a whole answer."""

    def whole(self) -> Node:
        """The answer, all tokens used."""
        if not self.tokens:
            raise Unreadable("nothing to read")
        value = self.items(())
        if self.at < len(self.tokens):
            raise Unreadable(f"left over: {self.tokens[self.at].text[:20]!r}")
        return value

    def items(self, closers: tuple[str, ...]) -> Node:
        """Items up to a closer; one item stays itself, several become a bare sequence."""
        found = [self.item()]
        joiner = ""
        while not self.is_op(*closers):
            if self.take("⇒"):
                found = [self.item()]
                continue
            separator = self._joiner()
            if separator is None:
                break
            joiner = separator if separator in ("and", "or") or not joiner else joiner
            if self.peek() is None or self.is_op(*closers):
                break
            found.append(self.item())
        if self.take("where", "for"):
            found = [_defined(value, self.item()) for value in found]
        return _joined(found, joiner)

    def _joiner(self) -> str | None:
        """', ' and 'or' and ', and' as one separator; None when there is none."""
        joiner = None
        while self.is_op(*JOINERS):
            text = self.expect(*JOINERS)
            joiner = text if joiner is None or text in ("and", "or") else joiner
        return {";": ",", "\\\\": ",", "&": ","}.get(joiner, joiner) if joiner else None

    # -- one item --------------------------------------------------------------------------------------------------
    def item(self) -> Node:
        self.depth += 1
        if self.depth > 100:
            raise Unreadable("nested too deeply")
        sides, operators = [self._side()], []
        congruent = False
        while self.is_op(*_RELATIONS):
            congruent = congruent or self.is_op("≡")
            operators.append(
                {"∈": "in", "→": "=", "≡": "="}.get(self.tokens[self.at].text, self.tokens[self.at].text)
            )
            self.at += 1
            sides.append(self._side())
        self.depth -= 1
        modulus = self._modulus()
        if modulus is None and congruent and isinstance(last := sides[-1], Call) and last.head == "mod":
            sides[-1], modulus = last.args
        if modulus is not None and operators:
            return Rel((*sides, modulus), (*operators, "mod"))
        return sides[0] if not operators else Rel(tuple(sides), tuple(operators))

    def _modulus(self) -> Node | None:
        """\\pmod{7}, (mod 7) behind a congruence."""
        if self.take("pmod"):
            return self.argument_whole()
        if self.is_op("(") and self.is_op("mod", ahead=1):
            self.at += 2
            value = self.expression()
            self.expect(")")
            return value
        return None

    def _side(self) -> Node:
        if (name := self._named()) is not None:
            return name
        if self.is_op("~"):
            self.at += 1
        value = self._union()
        if self.is_op(":") and not self.inside_bars:
            parts = [value]
            while self.take(":"):
                parts.append(self.expression())
            return Call("ratio", tuple(parts))
        return value

    def _named(self) -> Node | None:
        """Words, or f(x), in front of a sign of equality: a name for what follows."""
        start = self.at
        words: list[str] = []
        while (token := self.peek()) is not None and token.kind == "word":
            words.append(token.text)
            self.at += 1
        if words and self.is_op("=", "~"):
            return Sym(" ".join(words))
        self.at = start
        return self._application()

    def _application(self) -> Node | None:
        """f(x), P(A), f^{-1}(x), f'(x) on the left of '='."""
        token, start = self.peek(), self.at
        if token is None or token.kind != "name" or (len(token.text) > 1 and token.text not in GREEK):
            return None
        end = next(
            (at for at in range(start, min(len(self.tokens), start + 14)) if self.tokens[at].text == "="), 0
        )
        shape = [self.tokens[at].text for at in range(start + 1, end)]
        behind = shape[shape.index("(") :] if "(" in shape else []
        if not behind or behind[-1] != ")" or shape.count("(") != 1 or token.text in "xyzt":
            return None
        signed = len(behind) == 4 and behind[1] == "-"
        if (not signed and any(mark in behind for mark in "+-*/^")) or (
            len(behind) <= 4 and token.text in "abcdmn"
        ):
            return None
        self.at = end
        return Sym(token.text + "".join(shape))

    def _union(self) -> Node:
        left = self.quantity()
        while self.is_op("∪", "∩", "∖"):
            operator = self.expect("∪", "∩", "∖")
            left = Call(
                {"∪": "union", "∩": "intersection", "∖": "without"}[operator], (left, self.quantity())
            )
        return left

    # -- brackets --------------------------------------------------------------------------------------------------
    def bracketed(self, token: Token) -> Node:
        if token.kind != "op" or token.text not in _OPENERS:
            return super().bracketed(token)
        self.at += 1
        closers = _OPENERS[token.text]
        inner_closers = closers[:2] if token.text == "[" else closers
        if self.is_op(*inner_closers):
            return self._empty(token.text)
        outer, self.inside_bars = self.inside_bars, token.text == "{:" or self._builds_a_set(token)
        inner = self.items(inner_closers)
        if token.text in ("{", "{:") and self.take("|", ":"):
            inner = _builder(inner, self.items(closers))
        self.inside_bars = outer
        if token.text == "{" and self.take("choose", "over"):
            return self._infix(inner)
        closer = self.expect(*closers)
        return self._closed(token.text, closer, inner)

    def _builds_a_set(self, opening: Token) -> bool:
        """{x : …} and {x ∈ ℝ | …}, where the colon is no ratio and the bar no absolute value."""
        element, mark = self.peek(), self.peek(1)
        named = element is not None and element.kind == "name" and mark is not None
        return opening.text == "{" and named and mark is not None and mark.text in ("|", ":", "in", "∈")

    def _without_alignment(self) -> None:
        """'x &= 3' as 'x = 3'."""
        kept = [
            token
            for token, following in itertools.pairwise([*self.tokens[self.at :], None])
            if token is not None
            and not (token.text == "&" and following is not None and following.text in _RELATIONS)
        ]
        self.tokens = self.tokens[: self.at] + kept

    def _continued(self, line: Node) -> Node:
        """A line that begins with a sign of relation goes on with the line before."""
        operator = self.expect(*_RELATIONS)
        rest = self.item()
        more = rest if isinstance(rest, Rel) else Rel((rest,), ())
        before = line if isinstance(line, Rel) else Rel((line,), ())
        return Rel(
            (*before.sides, *more.sides),
            (*before.operators, {"→": "=", "≡": "="}.get(operator, operator), *more.operators),
        )

    def _empty(self, opening: str) -> Node:
        self.at += 1
        if opening in ("{:", "{"):
            return CONSTANTS["∅"]
        raise Unreadable("empty brackets")

    def _infix(self, top: Node) -> Node:
        over = self.tokens[self.at - 1].text == "over"
        bottom = self.items(("}",))
        self.expect("}")
        return Call("div" if over else "binom", (top, bottom))

    def _closed(self, opening: str, closer: str, inner: Node) -> Node:
        if opening == "(" and closer == ")" and isinstance(inner, Num) and self.is_op("_"):
            digits = self.tokens[self.at - 2].text
            self.at += 1
            return based(digits, self._base_of(self.group_tokens()))
        if isinstance(inner, Seq) and not inner.opening:
            opening, closer = {"{:": ("{", "}"), "<": ("⟨", "⟩")}.get(opening, (opening, closer))
            return _maybe_matrix(replace(inner, opening=opening, closing="⟩" if opening == "⟨" else closer))
        if opening == "{:" and not isinstance(inner, Rel):
            return Seq("{", "}", (inner,))
        if (opening, closer) in (("(", "]"), ("[", ")")):
            raise Unreadable("a half-open bracket around one thing")
        if opening == "[" and isinstance(inner, Seq) and inner.opening == "[":
            return _maybe_matrix(Seq("[", "]", (inner,)))
        return inner

    def inner(self) -> Node:
        return self.items(("}",))

    def environment(self, name: str) -> Node:
        if name.endswith("matrix") or name in ("array", "vmatrix"):
            return super().environment(name)
        lines: list[Node] = []
        self._without_alignment()
        while not self._ends():
            if self.take("\\\\", ",", "&"):
                continue
            if lines and self.is_op(*_RELATIONS):
                lines.append(self._continued(lines.pop()))
            else:
                lines.append(self.item())
        self.at += 1
        return _joined(lines, ",") if lines else CONSTANTS["∅"]


def _joined(found: list[Node], joiner: str) -> Node:
    """A bare sequence; conditions such as k ∈ ℤ behind the values are dropped."""
    while len(found) > 1 and _is_condition(found[-1]):
        found = found[:-1]
    return found[0] if len(found) == 1 else Seq("", "", tuple(found), joiner or ",")


def _defined(value: Node, definition: Node) -> Node:
    """1 + φ where φ = 2 is 1 + 2; any other condition changes nothing."""
    match definition:
        case Rel((Sym(name, False) as symbol, meaning), ("=",)) if name in variables(value):
            uses = sum(part == symbol for part in walk(value))
            if uses * sum(1 for _ in walk(meaning)) > MAX_TOKENS:
                raise Unreadable("a definition that is put in too often")
            return replaced(value, lambda part: meaning if part == symbol else part)
    return value


def _is_condition(node: Node) -> bool:
    return isinstance(node, Rel) and node.operators[-1] == "in" and node.sides[-1] in (
        Sym("ℤ", True), Sym("ℕ", True), CONSTANTS["ℝ"], Sym("ℚ", True), Sym("Z"), Sym("N"), Sym("R"),
    )  # fmt: skip


def _builder(element: Node, condition: Node) -> Node:
    """{x | x > 3} is its condition; {2k | k ∈ ℤ} its element."""
    if isinstance(element, Sym) or (isinstance(element, Rel) and element.operators == ("in",)):
        return condition
    return element


def _maybe_matrix(seq: Seq) -> Node:
    rows = seq.items
    if seq.opening != "[" or seq.closing != "]":
        return seq
    if not all(isinstance(row, Seq) and row.opening == "[" for row in rows):
        return seq
    entries = tuple(row.items for row in rows if isinstance(row, Seq))
    return Matrix(entries) if len({len(row) for row in entries}) == 1 else seq


def read(text: str, *, style: str = "thousands", letters: str = "auto", nouns: bool = False) -> Node:
    """An answer's text as a tree.

    Args:
        style: how digits are grouped, see `numerals.STYLES`.
        letters: `units` reads single letters behind numbers as units, `names` reads every letter as a variable.
        nouns: whether plain words may follow a number.

    Raises:
        Unreadable: the text is no answer of this grammar, or is beyond the caps.
    """
    tokens = tokenize(simplify(text), style)
    if letters == "units":
        _letters_to_units(tokens)
    elif letters == "names":
        tokens = _units_to_letters(tokens)
    try:
        return AnswerParser(tokens, nouns=nouns).whole()
    except RecursionError:
        raise Unreadable("nested too deeply") from None


def _letters_to_units(tokens: list[Token]) -> None:
    for before, token in itertools.pairwise(tokens):
        behind = before.kind in ("num", "word") or before.text in ("/", "*", "}", ")", "pi")
        if behind and token.kind in ("name", "const") and token.text in units.AMBIGUOUS:
            token.kind = "word"


def _units_to_letters(tokens: list[Token]) -> list[Token]:
    parted: list[Token] = []
    for token in tokens:
        if token.kind == "word" and not token.wrapped and len(token.text) <= 2 and token.text.isascii():
            parted.extend(Token("const" if letter in "ei" else "name", letter) for letter in token.text)
        else:
            parted.append(token)
    return parted
