"""LaTeX's many dialects to one: what only changes the looks goes away, before the tokens are made."""

from __future__ import annotations

import re

from harness.checkers.math.lexer import closing_brace

_DOUBLED = re.compile(
    r"\\\\(?=(?:[dtc]?frac|boxed|sqrt|text|left|right|pi|cdot|begin|end|times|circ|infty|pm|cup)\b)"
)
_RULES: list[tuple[re.Pattern[str], str]] = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        (r"\\left\s*\\\{\s*(?=\\begin)", ""),
        (r"\\(?:left|right|middle)\s*\.(?!\d)", ""),
        (r"\\(?:left|right|middle)(?![a-zA-Z])", ""),
        (r"\\(?:big|Big|bigg|Bigg)[lrm]?(?![a-zA-Z])", ""),
        (
            r"\\(?:displaystyle|textstyle|scriptstyle|limits|nolimits|rm|bf|it|sf|tt|boldmath|large|Large|LARGE|huge|Huge|small|normalsize|bfseries|centering|strut|relax|nonumber|notag)(?![a-zA-Z])",
            " ",
        ),
        (
            r"\\(?:hspace|vspace|phantom|hphantom|vphantom|label|tag|kern|mkern|hskip)\*?\s*\{[^{}]{0,80}\}",
            " ",
        ),
        (r"(?<=\d)(?:(?<!\\)\\[,;: !]|\{,\}|\\thinspace(?![a-zA-Z])|~|')(?:\s*)(?=\d{3}(?!\d))", ","),
        (r"\{,\}", ","),
        (r"(?<=\d),\\!\s*(?=\d{3})", ","),
        (r"(?<!\\)\\!", ""),
        (r"\\\\\s*\[[\d.]+\s*[a-z]{2}\]", r"\\\\"),
        (
            r"(?<!\\)\\[,;: >]|\\(?:quad|qquad|thinspace|enspace|enskip|medspace|thickspace|space)(?![a-zA-Z])|~",
            " ",
        ),
        (
            r"\\(?:mathring|vec|hat|widehat|tilde|overrightarrow|mathbf|bm|boldsymbol)\s*\{\s*([a-zA-Z])\s*\}",
            r"\1",
        ),
        (r"\\(?:vec|hat|overrightarrow)\s+([a-zA-Z])(?![a-zA-Z])", r"\1"),
        (
            r"\^\s*\{\s*(?:\\circ|\\degree|o)\s*\}|\^\s*(?:\\circ|\\degree)(?![a-zA-Z])|\\degree(?![a-zA-Z])",
            "°",
        ),
        (r"\^\s*\{\s*\\prime\s*\}|\^\s*\\prime(?![a-zA-Z])", "'"),
        (r"\^\s*\{\s*\\prime\\prime\s*\}", "''"),
        (r"°\s*(?=[CF]\b)", " deg"),
        (r"°\s*\\(?:text|mathrm)\s*\{\s*([CF])\s*\}", r" deg\1"),
        (r"(?<=\d)\^o(?![a-zA-Z])", "°"),
        (
            r"(?<=[\d\s}])\s*([kMm]?)\s*(?:\\(?:text|mathrm)\{\s*([kMm])\s*\}\s*)?\\(?:Omega|ohm)(?![a-zA-Z])",
            r" \1\2Ω",
        ),
        (r"(?<=[^\]][\])])\s*\^\s*\{?\s*(?:\\mathrm\s*\{\s*T\s*\}|\\top|\\intercal|T)\s*\}?", ""),
        (r"\*\*", "^"),
        (r"\\mu\s*\\(text|mathrm)\s*\{\s*(?=[FmsgAVLJNWCHT])", r"\\\1{µ"),
        (r"(?:\{\s*\}|(?<![\w}]))[_^]\s*\{?(\d{1,4})\}?\s*C\s*_\s*\{?(\d{1,4})\}?", r"\\binom{\1}{\2}"),
        (r"(?<![A-Za-z\\])C_\s*\{?(\d{1,4})\}?\s*\^\s*\{?(\d{1,4})\}?", r"\\binom{\1}{\2}"),
        (r"(?<![A-Za-z\\])C\^\s*\{?(\d{1,4})\}?\s*_\s*\{?(\d{1,4})\}?", r"\\binom{\2}{\1}"),
        (r"(?<![A-Za-z\\])A_\s*\{?(\d{1,4})\}?\s*\^\s*\{?(\d{1,4})\}?", r"P(\1,\2)"),
        (r"(\\mathbb\s*\{?\s*[NZ]\s*\}?)\s*[\^_]\s*\{?\s*[*+]\s*\}?", r"\1"),
        (r"\s*[,;]?\s*\(\s*([a-z])\s*\\in\s*(\\mathbb\s*\{?\s*[NZ]\s*\}?)\s*\)\s*$", r", \1\\in \2"),
    ]
]
_COLOUR = re.compile(
    r"\\(?:color|textcolor|colorbox|pagecolor)\s*(?:\[[a-zA-Z]{0,9}\])?\s*\{[^{}]{0,40}\}\s*"
)
_SPACED_GROUP = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d/]|\s+/)")
_ORNATE = re.compile(r"[\\^{}~°']|\*\*")  # each rule above needs one of them


def _close_up(match: re.Match[str]) -> str:
    return match.group().replace(" ", "")


def uncoloured(text: str) -> str:
    """Without colours; the braces around what was coloured go with them, so that they are no set.

    Raises:
        Unreadable: the braces do not close.
    """
    for _ in range(20):
        match = _COLOUR.search(text)
        if match is None:
            return text
        start, rest = match.start(), text[match.end() :]
        if rest.startswith("{"):
            end = closing_brace(rest, 0)
            rest = f" {rest[1:end]} {rest[end + 1 :]}"
        text = text[:start] + rest
    return text


def simplify(text: str) -> str:
    """The same answer without sizes, colours, spacing commands and other ornament."""
    text = _SPACED_GROUP.sub(_close_up, text)
    if _ORNATE.search(text) is None:
        return text
    text = uncoloured(_DOUBLED.sub(r"\\", text))
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
