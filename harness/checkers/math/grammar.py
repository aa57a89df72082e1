"""Tokens to a tree: expressions, by precedence climbing. Answers made of several parts are in `answers`."""

from __future__ import annotations

from fractions import Fraction

from harness.checkers.math.functions import INVERSE, RENAMED, function_call, is_proper, product
from harness.checkers.math.lexer import Token
from harness.checkers.math.numerals import BASE_WORDS, CJK_SCALES, SCALES, based, decimal
from harness.checkers.math.tree import (
    IMAGINARY,
    INF,
    PI,
    REALS,
    ZERO,
    Call,
    E,
    Matrix,
    Node,
    Num,
    Seq,
    Sym,
    Unreadable,
    negated,
)

MAX_DEPTH = 100

CONSTANTS: dict[str, Node] = {
    "pi": PI,
    "e": E,
    "i": IMAGINARY,
    "inf": INF,
    "ℝ": REALS,
    "∅": Seq("{", "}", ()),
}
_CLOSERS = {"|": "|", "⌊": "⌋", "⌈": "⌉", "‖": "‖"}
_BAR_HEADS = {"|": "abs", "⌊": "floor", "⌈": "ceil", "‖": "norm"}
_BIG = frozenset(["sum", "prod", "int", "iint", "oint", "lim", "limsup", "liminf"])
_STARTS = frozenset("({⌊⌈⟨") | {"{:"}


class ExpressionParser:
    """Reads one expression from a list of tokens; `answers.AnswerParser` adds what stands around it."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0
        self.inside_bars = False

    # -- tokens -------------------------------------------------------------------------------------------
    def peek(self, ahead: int = 0) -> Token | None:
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else None

    def is_op(self, *texts: str, ahead: int = 0) -> bool:
        token = self.peek(ahead)
        return token is not None and token.kind == "op" and token.text in texts

    def take(self, *texts: str) -> bool:
        if self.is_op(*texts):
            self.at += 1
            return True
        return False

    def expect(self, *texts: str) -> str:
        token = self.peek()
        if token is None or token.kind != "op" or token.text not in texts:
            raise Unreadable(
                f"expected {' or '.join(texts)}, found {token.text[:20] if token else 'the end'!r}"
            )
        self.at += 1
        return token.text

    # -- sums and products ----------------------------------------------------------------------------------
    def expression(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable("nested too deeply")
        terms = [self._first_term()]
        while self.is_op("+", "-", "±", "∓"):
            operator = self.expect("+", "-", "±", "∓")
            term = self.term()
            if operator in "±∓":
                left = terms[0] if len(terms) == 1 else Call("add", tuple(terms))
                terms = [Call("pm" if operator == "±" else "mp", (left, term))]
            else:
                terms.append(term if operator == "+" else negated(term))
        self.depth -= 1
        return terms[0] if len(terms) == 1 else Call("add", tuple(terms))

    def _first_term(self) -> Node:
        if self.is_op("±", "∓"):
            operator = self.expect("±", "∓")
            return Call("pm" if operator == "±" else "mp", (ZERO, self.term()))
        return self.term()

    def term(self) -> Node:
        left = self.unary()
        while True:
            if self.take("*"):
                left = product(left, self.unary())
            elif self.take("/"):
                left = Call("div", (left, self.unary()))
            elif self.take("mod"):
                left = Call("mod", (left, self.unary()))
            elif self.starts_factor():
                left = product(left, self.power())
            else:
                return left

    def unary(self) -> Node:
        sign = 1
        while self.is_op("+", "-"):
            sign = -sign if self.expect("+", "-") == "-" else sign
        value = self.power()
        if sign > 0:
            return value
        if isinstance(value, Call) and value.head == "mixed":
            return Call("neg", (value,))
        return negated(value)

    def starts_factor(self) -> bool:
        token = self.peek()
        if token is None:
            return False
        if token.kind in ("name", "const", "func"):
            return True
        if token.kind == "cmd":
            return token.text in ("frac", "sqrt", "binom", "overline", "bar") or token.text.startswith(
                "begin:"
            )
        if token.text == "(" and self.is_op("mod", ahead=1):
            return False
        if token.kind == "num":
            return self.at > 0 and self.tokens[self.at - 1].kind != "num"
        return token.text in _STARTS or (token.text == "|" and not self.inside_bars)

    # -- powers and what stands behind an operand --------------------------------------------------------------
    def power(self) -> Node:
        base = self._powered(self.postfix(self.atom()))
        if isinstance(base, Num) and base.places is None and base.base == 10:
            return self.postfix(self._mixed(base))
        return base

    def _powered(self, base: Node) -> Node:
        if self.take("^"):
            return self.postfix(Call("pow", (base, self.exponent())))
        return base

    def exponent(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable("nested too deeply")
        sign = -1 if self.take("-") else 1
        self.take("+")
        value = self._powered(self.postfix(self.atom()))
        self.depth -= 1
        return value if sign > 0 else negated(value)

    def postfix(self, node: Node) -> Node:
        while (token := self.peek()) is not None:
            if token.kind == "op" and token.text == "!":
                self.at += 1
                node = Call("factorial2" if self.take("!") else "factorial", (node,))
            elif token.kind == "op" and token.text == "%":
                self.at += 1
                node = Call("percent", (node,))
            elif token.kind == "op" and token.text == "°":
                self.at += 1
                node = self._minutes(Call("deg", (node,)))
            elif token.kind == "op" and token.text == "'" and isinstance(node, Sym):
                self.at += 1
                node = Sym(node.name + "'")
            elif token.kind == "word" and token.text in (SCALES | CJK_SCALES) and isinstance(node, Num):
                self.at += 1
                node = Num(node.value * (SCALES | CJK_SCALES)[token.text])
            else:
                return node
        return node

    def _minutes(self, degrees: Node) -> Node:
        """30°15' and 30°15'20\"."""
        following = self.peek(1)
        if (
            self.peek() is None
            or self.tokens[self.at].kind != "num"
            or following is None
            or following.text != "'"
        ):
            return degrees
        parts: list[Node] = [degrees]
        for mark, size in (("'", 60), ('"', 3600)):
            token, behind = self.peek(), self.peek(1)
            if token is not None and token.number is not None and behind is not None and behind.text == mark:
                parts.append(Call("deg", (Num(token.number.value / size),)))
                self.at += 2
        return Call("add", tuple(parts))

    # -- operands ------------------------------------------------------------------------------------------------
    def atom(self) -> Node:
        token = self.peek()
        if token is None:
            raise Unreadable("an operand is missing")
        if token.kind == "num":
            return self._number(token)
        if token.kind == "name":
            self.at += 1
            return self._subscripted(token.text)
        if token.kind == "const":
            self.at += 1
            if self.is_op("_"):
                return self._subscripted(token.text)
            return CONSTANTS.get(token.text) or Sym(token.text, True)
        if token.kind == "func":
            return self._function(token.text)
        if token.kind == "cmd":
            return self._command(token.text)
        return self.bracketed(token)

    def bracketed(self, token: Token) -> Node:
        """Brackets around one expression; several things in brackets are answers."""
        if token.text in _BAR_HEADS and token.kind == "op":
            return self._bars(token.text)
        raise Unreadable(f"unexpected {token.text[:20]!r}")

    def _bars(self, opening: str) -> Node:
        self.at += 1
        outer, self.inside_bars = self.inside_bars, opening == "|"
        inner = self.expression()
        self.inside_bars = outer
        self.expect(_CLOSERS[opening])
        return Call(_BAR_HEADS[opening], (inner,))

    def _number(self, token: Token) -> Node:
        self.at += 1
        number = token.number
        assert number is not None
        if self.is_op("_") and number.base == 10:
            return self._based(token.text)
        return number

    def _based(self, digits: str) -> Node:
        self.at += 1
        base = self._base_of(self.group_tokens())
        return based(digits.replace(",", "").strip(), base)

    def _base_of(self, tokens: list[Token]) -> int:
        plain = [token for token in tokens if token.text not in ("(", ")", "base")]
        if len(plain) == 1 and plain[0].number is not None and plain[0].text.isdigit():
            return int(plain[0].text[:3])
        word = "".join(token.text for token in plain).lower()
        if word in BASE_WORDS:
            return BASE_WORDS[word]
        raise Unreadable("a subscript that is no base")

    def _mixed(self, whole: Num) -> Node:
        """3 1/2 and 3\\frac{1}{2}; an improper fraction behind a number is a factor."""
        token, following = self.peek(), self.peek(2)
        if token is None:
            return whole
        if token.kind == "cmd" and token.text == "frac":
            part = self._command("frac")
            if is_proper(part):
                return Call("mixed", (whole, part))
            return product(whole, self._powered(self.postfix(part)))
        if token.number is not None and token.space and self.is_op("/", ahead=1) and following is not None:
            part = Call("div", (token.number, following.number or whole))
            if following.number is not None and is_proper(part):
                self.at += 3
                return Call("mixed", (whole, part))
        return whole

    def _subscripted(self, name: str) -> Node:
        if not self.is_op("_"):
            if name in ("C", "P") and self.is_op("("):
                return self._choose(name)
            return Sym(name)
        self.at += 1
        return Sym(name + "_" + "".join(token.text for token in self.group_tokens()))

    def _choose(self, name: str) -> Node:
        """C(5,2) and P(5,2) with two whole numbers; otherwise the variable."""
        tokens = self.tokens[self.at : self.at + 5]
        shape = [token.text if token.kind == "op" else token.kind for token in tokens]
        if shape != ["(", "num", ",", "num", ")"]:
            return Sym(name)
        self.at += 5
        first, second = tokens[1].number, tokens[3].number
        assert first is not None and second is not None
        return Call("binom" if name == "C" else "permutations", (first, second))

    def group_tokens(self) -> list[Token]:
        """The tokens of `{…}` without its braces, or the single next token."""
        token = self.peek()
        if token is None:
            raise Unreadable("a group is missing")
        if not self.is_op("{"):
            self.at += 1
            return [token]
        start, depth = self.at + 1, 0
        while self.at < len(self.tokens):
            depth += self.is_op("{") - self.is_op("}")
            self.at += 1
            if depth == 0:
                return self.tokens[start : self.at - 1]
        raise Unreadable("an unclosed group")

    def argument(self) -> Node:
        """A TeX argument: `{…}`, or one digit, or one operand."""
        if self.take("{"):
            value = self.inner()
            self.expect("}")
            return value
        token = self.peek()
        if token is not None and token.kind == "num" and token.text.isdigit() and len(token.text) > 1:
            rest = token.text[1:]
            token_number = decimal(token.text[0])
            self.tokens[self.at] = Token("num", rest, number=decimal(rest))
            return token_number
        return self.atom()

    def inner(self) -> Node:
        """What may stand inside `{…}` of a command."""
        return self.expression()

    # -- commands and functions ------------------------------------------------------------------------------------
    def _command(self, name: str) -> Node:
        self.at += 1
        if name == "frac":
            return Call("div", (self.argument(), self.argument()))
        if name == "sqrt":
            return self._root()
        if name == "binom":
            return Call("binom", (self.argument(), self.argument()))
        if name in ("overline", "bar"):
            return self._overlined()
        if name.startswith("begin:"):
            return self.environment(name.removeprefix("begin:"))
        if name in _BIG:
            return self._big(name)
        raise Unreadable(f"the command \\{name[:20]}")

    def _root(self) -> Node:
        index: Node | None = None
        if self.take("["):
            index = self.expression()
            self.expect("]")
        radicand = self.inner_group() if self.is_op("{", "(") else self.postfix_free()
        if index is None:
            return Call("sqrt", (radicand,))
        return Call("root", (radicand, index))

    def postfix_free(self) -> Node:
        """One operand; √2² and √3! bind the root first."""
        if self.is_op("-"):
            self.at += 1
            return negated(self.atom())
        return self.atom()

    def inner_group(self) -> Node:
        closing = "}" if self.expect("{", "(") == "{" else ")"
        value = self.expression()
        self.expect(closing)
        return value

    def _overlined(self) -> Node:
        tokens = self.group_tokens()
        text = "".join(token.text for token in tokens)
        if len(tokens) == 1 and tokens[0].kind == "num":
            raise Unreadable("an overlined number")
        if text.isalpha() and len(text) > 1:
            return Call("mul", tuple(Sym(letter) for letter in text))
        nested = type(self)(tokens)
        return Call("conj", (nested.expression(),))

    def _big(self, name: str) -> Node:
        """Sums, products, integrals and limits are kept as they stand: bounds, then the rest of the term."""
        bounds: list[Node] = []
        while self.is_op("_", "^"):
            mark = self.expect("_", "^")
            bounds.append(Sym(mark + " ".join(token.text for token in self.group_tokens()), True))
        bounds.sort(key=lambda bound: bound.name if isinstance(bound, Sym) else "")
        return Call(name, (*bounds, self.term()))

    def _function(self, name: str) -> Node:
        self.at += 1
        name = RENAMED.get(name, name)
        base = self._log_base(name)
        exponent: Node | None = None
        if self.take("^"):
            exponent = self.argument() if self.is_op("{") else self.exponent_atom()
        if base is None:
            base = self._log_base(name)
        if exponent in (Num(Fraction(-1)), Call("neg", (Num(Fraction(1)),))) and name in INVERSE:
            name, exponent = INVERSE[name], None
        call = function_call(name, self._arguments(name), base)
        return call if exponent is None else Call("pow", (call, exponent))

    def exponent_atom(self) -> Node:
        if self.take("-"):
            return negated(self.atom())
        return self.atom()

    def _log_base(self, name: str) -> Node | None:
        if name in ("log", "lg") and self.take("_"):
            return self.argument_whole()
        if name in ("max", "min", "gcd", "lcm") and self.take("_"):
            self.group_tokens()
        token = self.peek()
        if (
            name == "log"
            and token is not None
            and token.kind == "num"
            and not token.space
            and token.text in ("2", "10")
        ):
            following = self.peek(1)
            if following is not None and following.text == "(":
                self.at += 1
                return token.number
        return None

    def argument_whole(self) -> Node:
        """`{…}`, or one operand with all its digits (log_10)."""
        if self.take("{"):
            value = self.expression()
            self.expect("}")
            return value
        return self.atom()

    def _arguments(self, name: str) -> tuple[Node, ...]:
        if self.is_op("(", "{", "["):
            closing = {"(": ")", "{": "}", "[": "]"}[self.expect("(", "{", "[")]
            values = [self.expression()]
            while self.take(",", ";"):
                values.append(self.expression())
            self.expect(closing)
            return tuple(values)
        return (self._bare_argument(),)

    def _bare_argument(self) -> Node:
        """sin 2x, ln |x|, cos 2πt: everything that multiplies without a sign, up to the next function."""
        sign = -1 if self.take("-") else 1
        value = self.power()
        while (token := self.peek()) is not None and token.kind in ("name", "const", "num", "cmd"):
            if not self.starts_factor():
                break
            value = product(value, self.power())
        return value if sign > 0 else negated(value)

    def environment(self, name: str) -> Node:
        """Matrices; `answers` adds cases and aligned lines."""
        rows: list[list[Node]] = [[]]
        while not self._ends():
            if self.take("&"):
                continue
            if self.take("\\\\"):
                rows.append([])
                continue
            rows[-1].append(self.expression())
        self.at += 1
        full = [tuple(row) for row in rows if row]
        if not full or len({len(row) for row in full}) != 1:
            raise Unreadable("a matrix with uneven rows")
        matrix = Matrix(tuple(full))
        return Call("det", (matrix,)) if name in ("vmatrix", "Vmatrix") else matrix

    def _ends(self) -> bool:
        token = self.peek()
        if token is None:
            raise Unreadable("an unclosed environment")
        return token.kind == "cmd" and token.text.startswith("end:")
