"""Numbers with what they count: currencies, units such as km/h, compounds such as 1 h 30 min, plain nouns."""

from __future__ import annotations

from harness.checkers.math import units
from harness.checkers.math.grammar import ExpressionParser
from harness.checkers.math.lexer import Token
from harness.checkers.math.tree import Call, Node, Num, Quantity, Unit, Unreadable, variables

JOINERS = (",", ";", "and", "or", "\\\\", "&")
_CURRENCY = ("$", "£", "€", "¥", "₹")
_VERBS = frozenset(
    ["is", "are", "was", "not", "wrong", "incorrect", "isn", "or", "no", "cannot", "if", "then"]
)
_STEP_WORDS = {"square": 2, "sq": 2, "cubic": 3, "cu": 3}


class QuantityParser(ExpressionParser):
    """Reads quantities. `nouns` lets plain words follow a number ('18 apples')."""

    def __init__(self, tokens: list[Token], *, nouns: bool = False) -> None:
        super().__init__(tokens)
        self.nouns = nouns

    def quantity(self) -> Node:
        """An expression with the currency before it or the unit behind it, if there is one."""
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
            and (end == len(self.tokens) or self.tokens[end].text in (*JOINERS, ")", "}"))
        ):
            self.at = end
