"""The names that the lexer knows, and what each of them is. What is not here is a variable, a unit or a word."""

from __future__ import annotations

FUNCTIONS = frozenset(
    [
        "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "arccot", "arcsec", "arccsc",
        "asin", "acos", "atan", "acot", "asec", "acsc", "sinh", "cosh", "tanh", "coth", "sech", "csch",
        "arcsinh", "arccosh", "arctanh", "asinh", "acosh", "atanh", "arsinh", "arcosh", "artanh", "ln", "log",
        "lg", "exp", "sqrt", "cbrt", "abs", "floor", "ceil", "sgn", "sign", "gcd", "lcm", "max", "min", "det",
        "Re", "Im", "arg", "conj", "factorial", "binom", "round",
    ]
)  # fmt: skip
GREEK = frozenset(
    [
        "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota",
        "kappa", "lambda", "mu", "nu", "xi", "rho", "sigma", "tau", "upsilon", "phi", "varphi", "chi", "psi",
        "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega", "ell",
        "hbar", "nabla", "partial",
    ]
)  # fmt: skip
VARIANTS = {"varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi"}
OPERATORS = {
    "cdot": "*", "times": "*", "ast": "*", "star": "*", "bullet": "*", "div": "/", "pm": "±", "mp": "∓",
    "le": "<=", "leq": "<=", "leqslant": "<=", "leqq": "<=", "ge": ">=", "geq": ">=", "geqslant": ">=", "geqq": ">=",
    "ne": "!=", "neq": "!=", "not=": "!=", "lt": "<", "gt": ">", "approx": "~", "sim": "~", "simeq": "~",
    "thickapprox": "~", "doteq": "=", "equiv": "≡", "cong": "~", "in": "in", "cup": "∪", "bigcup": "∪", "cap": "∩",
    "bigcap": "∩", "setminus": "∖", "backslash": "∖", "smallsetminus": "∖", "mid": "|", "vert": "|", "lvert": "|",
    "rvert": "|", "Vert": "‖", "lVert": "‖", "rVert": "‖", "|": "‖", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈",
    "rceil": "⌉", "langle": "⟨", "rangle": "⟩", "lbrace": "{:", "rbrace": ":}", "{": "{:", "}": ":}", "lbrack": "[",
    "rbrack": "]", "lparen": "(", "rparen": ")", "colon": ":", "circ": "°", "%": "%", "$": "$", "prime": "'",
    "to": "→", "rightarrow": "→", "implies": "⇒", "Rightarrow": "⇒", "Longrightarrow": "⇒", "therefore": "⇒",
    "land": "and", "wedge": "and", "lor": "or", "vee": "or", "&": "&", "\\": "\\\\", "cr": "\\\\", "choose": "choose",
    "percent": "%", "pounds": "£", "euro": "€", "textdollar": "$", "_": "_", "#": "#", "colonapprox": "~",
    "bmod": "mod", "pmod": "pmod", "mod": "mod", "over": "over", "lbracket": "[", "rbracket": "]",
}  # fmt: skip
WRAPPERS = frozenset(
    [
        "text", "mathrm", "mathbf", "mathit", "mathsf", "mathtt", "mathcal", "mathfrak", "mathscr",
        "boldsymbol", "bm", "textbf", "textit", "textrm", "textsf", "texttt", "textnormal", "textup", "emph",
        "underline", "mbox", "hbox", "operatorname", "ensuremath", "boxed", "fbox", "mathop", "mathnormal",
        "mathop", "rm", "bf", "underbrace", "overbrace", "uline", "mathrel", "mathbin", "substack", "mathord",
        "pmb", "textsl", "textsc",
    ]
)  # fmt: skip
CONNECTORS = {"and": "and", "or": "or", "und": "and", "oder": "or", "in": "in"}
CJK_CONNECTORS = {
    "和": "and",
    "或": "or",
    "或者": "or",
    "且": "and",
    "与": "and",
    "及": "and",
    "以及": "and",
    "、": ",",
    "，": ",",
    "；": ";",
}
PLAIN_CONSTANTS = frozenset(["pi", "inf", "infinity", "infty", "oo"])
SHORT_WORDS = frozenset(
    [
        "is", "of", "to", "at", "so", "be", "an", "as", "on", "by", "if", "it", "we", "no", "yes", "the",
        "are", "for", "per", "not", "all", "out", "any", "you", "day", "one", "two", "six", "ten", "its",
        "via", "was", "has", "had", "can", "now", "sum", "way", "ace", "old", "new", "set", "am", "pm",
    ]
)  # fmt: skip
