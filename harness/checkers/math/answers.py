"""Whole answers: relations, lists, sets, tuples, intervals, unions, quantities with their units."""

from __future__ import annotations

import itertools
from dataclasses import replace

from harness.checkers.math import units
from harness.checkers.math.grammar import CONSTANTS, ExpressionParser
from harness.checkers.math.latex import simplify
from harness.checkers.math.lexer import Token, tokenize
from harness.checkers.math.numerals import based
from harness.checkers.math.tree import (
    Call,
    Matrix,
    Node,
    Num,
    Quantity,
    Rel,
    Seq,
    Sym,
    Unit,
    Unreadable,
    replaced,
    variables,
)
from harness.checkers.math.vocabulary import GREEK

_RELATIONS = ("=", "≡", "!=", "<", "<=", ">", ">=", "~", "in", "∈", "→")
_CURRENCY = ("$", "£", "€", "¥", "₹")
_OPENERS = {
    "(": (")", "]"),
    "[": ("]", ")", "["),
    "{": ("}",),
    "{:": (":}", "}"),
    "⟨": ("⟩", ">"),
    "]": ("[", "]"),
    "<": (">",),
}
_JOINERS = (",", ";", "and", "or", "\\\\", "&")
_VERBS = frozenset(
    ["is", "are", "was", "not", "wrong", "incorrect", "isn", "or", "no", "cannot", "if", "then"]
)
_STEP_WORDS = {"square": 2, "sq": 2, "cubic": 3, "cu": 3}


class AnswerParser(ExpressionParser):
    """Reads a whole answer. `nouns` lets plain words follow a number ('18 apples')."""

    def __init__(self, tokens: list[Token], *, nouns: bool = False) -> None:
        super().__init__(tokens)
        self.nouns = nouns

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
        while self.is_op(*_JOINERS):
            text = self.expect(*_JOINERS)
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
        left = self._quantity()
        while self.is_op("∪", "∩", "∖"):
            operator = self.expect("∪", "∩", "∖")
            left = Call(
                {"∪": "union", "∩": "intersection", "∖": "without"}[operator], (left, self._quantity())
            )
        return left

    # -- quantities ------------------------------------------------------------------------------------------------
    def _quantity(self) -> Node:
        negative = self.is_op("-") and self.is_op(*_CURRENCY, ahead=1)
        self.at += negative
        currency = self._currency()
        value = self.expression()
        value = Call("neg", (value,)) if negative else value
        if currency is not None:
            self._skip_tail()
            return Quantity(value, currency)
        return self._with_unit(value)

    def _currency(self) -> Unit | None:
        token, following = self.peek(), self.peek(1)
        if token is None or following is None or following.kind not in ("num", "op", "cmd", "const"):
            return None
        if token.kind == "op" and token.text in _CURRENCY:
            self.at += 1
            return units.find(token.text)
        if token.kind == "word" and token.text in (
            "USD",
            "EUR",
            "GBP",
            "CNY",
            "RMB",
            "INR",
            "JPY",
            "Rs",
            "US",
        ):
            self.at += 1
            if token.text == "US":
                self.expect("$")
            self.take(".")
            return units.find("USD" if token.text == "US" else token.text)
        return None

    def _with_unit(self, value: Node) -> Node:
        if isinstance(value, Num | Call) and not variables(value):
            unit = self.unit()
            if unit is not None:
                return self._compound(Quantity(value, unit))
            if self.nouns:
                self._skip_nouns()
        elif (
            variables(value) and (token := self.peek()) is not None and token.kind == "word" and token.wrapped
        ):
            unit = self.unit()
            return value if unit is None else Quantity(value, unit)
        return value

    def _compound(self, first: Quantity) -> Node:
        """1 hour 30 minutes, 5 ft 6 in: what has the same dimension adds up."""
        total: Node = first
        while True:
            start = self.at
            self.take("and")
            token = self.peek()
            if token is None or token.number is None:
                self.at = start
                break
            number: Node = token.number
            self.at += 1
            unit = self.unit()
            if unit is None or unit.dimension != first.unit.dimension:
                self.at = start
                break
            total = Call("sum_of_quantities", (total, Quantity(number, unit)))
        self._skip_tail()
        return total

    def unit(self) -> Unit | None:
        """A unit such as km/h, m/s^2, square meters or N m; None (and nothing taken) when there is none."""
        start = self.at
        try:
            found = self._unit_product()
        except Unreadable:
            found = None
        if found is None:
            self.at = start
        return found

    def _unit_product(self) -> Unit | None:
        unit = self._unit_power()
        while unit is not None:
            start = self.at
            if self.take("/") or self._word("per") or self._word("an"):
                self._name_to_unit()
                below = self._unit_power()
                if below is None:
                    self.at = start
                    break
                unit = unit if ("USD", 1) in unit.dimension else units.product(unit, units.power(below, -1))
            else:
                self.take("*")
                self._name_to_unit()
                other = self._unit_power(strict=True)
                if other is None or ("USD", 1) in unit.dimension:
                    self.at = start
                    break
                unit = units.product(unit, other)
        return unit

    def _name_to_unit(self) -> None:
        """Behind '/' a single letter is a unit when a unit stood before it."""
        token = self.peek()
        if token is not None and token.text in units.AMBIGUOUS and token.kind in ("name", "func"):
            token.kind = "word"

    def _word(self, text: str) -> bool:
        token = self.peek()
        if token is not None and token.text == text:
            self.at += 1
            return True
        return False

    def _unit_power(self, strict: bool = False) -> Unit | None:
        token = self.peek()
        if token is None:
            return None
        if token.kind == "op":
            return self._unit_sign(token, strict)
        if token.kind != "word" and not (token.kind == "name" and token.wrapped):
            return None
        self.at += 1
        step = _STEP_WORDS.get(token.text.lower(), 0)
        if step:
            self.take(".")
            token = self.peek()
            if token is None or token.kind not in ("word", "name"):
                return None
            self.at += 1
        unit = units.find(token.text)
        if unit is None:
            return None
        return units.power(unit, step or self._unit_exponent())

    def _unit_sign(self, token: Token, strict: bool) -> Unit | None:
        if strict or token.text not in (*_CURRENCY, "in"):
            return None
        following = self.peek(1)
        if token.text == "in" and following is not None and following.text not in ("^", "}", ")", ",", "."):
            return None
        self.at += 1
        unit = units.find(token.text)
        return None if unit is None else units.power(unit, self._unit_exponent())

    def _unit_exponent(self) -> int:
        token = self.peek()
        if token is not None and token.text in ("squared", "cubed"):
            self.at += 1
            return 2 if token.text == "squared" else 3
        if token is not None and token.kind == "num" and token.text in ("2", "3") and not token.space:
            self.at += 1
            return int(token.text)
        if not self.take("^"):
            return 1
        text = "".join(token.text for token in self._signed_group())
        if text.removeprefix("-") not in ("1", "2", "3", "4"):
            raise Unreadable("a unit to that power")
        return int(text)

    def _signed_group(self) -> list[Token]:
        if self.is_op("-"):
            self.at += 1
            return [Token("op", "-"), *self.group_tokens()]
        return self.group_tokens()

    def _skip_tail(self) -> None:
        if self.nouns:
            self._skip_nouns()

    def _skip_nouns(self) -> None:
        """Plain words behind a number say what is counted; a sign or another number among them does not."""
        end = self.at
        while end < len(self.tokens) and self.tokens[end].kind in ("word", "name"):
            end += 1
        rest = self.tokens[self.at : end]
        if (
            rest
            and rest[0].kind == "word"
            and not any(token.text in _VERBS for token in rest)
            and (end == len(self.tokens) or self.tokens[end].text in (*_JOINERS, ")", "}"))
        ):
            self.at = end

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
