"""Unicode to the few characters that the grammar knows.

Everything that only looks different (full-width digits, Unicode minus, no-break spaces, right-to-left marks,
superscripts, vulgar fractions) is written in one way before anything reads it.
"""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 65_536

_INVISIBLE = dict.fromkeys(
    [
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0x00AD,
        0x061C,
        0x180E,
        0xFEFF,
        *range(0xFE00, 0xFE10),
    ],
    "",
)
_SPACES = dict.fromkeys([0x00A0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_SYMBOLS = {
    ord(symbol): replacement
    for symbols, replacement in [
        ("−–‒﹣－‐‑", "-"),
        ("×⨯✕", r"\times "),
        ("⋅∙·•", r"\cdot "),
        ("÷∕⁄", "/"),
        ("≤⩽≦", r"\le "),
        ("≥⩾≧", r"\ge "),
        ("≠", r"\ne "),
        ("≈≃≅≒", r"\approx "),
        ("√", r"\sqrt "),
        ("∛", r"\cbrt "),
        ("π𝜋", r"\pi "),
        ("∞", r"\infty "),
        ("°º˚", r"^\circ "),
        ("℃", r" ^\circ C"),
        ("℉", r" ^\circ F"),
        ("∴", r"\therefore "),
        ("∵", r"\because "),
        ("±", r"\pm "),
        ("∓", r"\mp "),
        ("∪⋃", r"\cup "),
        ("∩⋂", r"\cap "),
        ("∅⌀Ø", r"\emptyset "),
        ("∈", r"\in "),
        ("ℝ", r"\mathbb{R}"),
        ("ℤ", r"\mathbb{Z}"),
        ("ℕ", r"\mathbb{N}"),
        ("ℂ", r"\mathbb{C}"),
        ("⌊", r"\lfloor "),
        ("⌋", r"\rfloor "),
        ("⌈", r"\lceil "),
        ("⌉", r"\rceil "),
        ("⟨〈《", r"\langle "),
        ("⟩〉》", r"\rangle "),
        ("∠", r"\angle "),
        ("△∆", r"\triangle "),
        ("∑", r"\sum "),
        ("∏", r"\prod "),
        ("∫", r"\int "),
        ("θϑ", r"\theta "),
        ("α", r"\alpha "),
        ("β", r"\beta "),
        ("γ", r"\gamma "),
        ("δ", r"\delta "),
        ("λ", r"\lambda "),
        ("φϕ", r"\phi "),
        ("ω", r"\omega "),
        ("Ω", "Ω"),
        ("σ", r"\sigma "),
        ("ρ", r"\rho "),
        ("τ", r"\tau "),
        ("η", r"\eta "),
        ("ζ", r"\zeta "),
        ("κ", r"\kappa "),
        ("ν", r"\nu "),
        ("ξ", r"\xi "),
        ("χ", r"\chi "),
        ("ψ", r"\psi "),
        ("Γ", r"\Gamma "),
        ("Δ", r"\Delta "),
        ("Θ", r"\Theta "),
        ("Λ", r"\Lambda "),
        ("Σ", r"\Sigma "),
        ("Φ", r"\Phi "),
        ("Ψ", r"\Psi "),
        ("≡", r"\equiv "),
        ("∧", r"\wedge "),
        ("∨", r"\vee "),
        ("ε", r"\epsilon "),
        ("µμ", "µ"),
        ("∣｜", "|"),
        ("∥‖", r"\Vert "),
        ("→⟶", r"\to "),
        ("⇒⟹", r"\implies "),
        ("′’‘", "'"),
        ("″“”„", '"'),
        ("∗", "*"),
        ("٫", "."),
        ("٬", ","),
        ("∼～〜", "~"),
        ("；", ";"),
        ("∶", ":"),
        ("﹪٪", "%"),
    ]
    for symbol in symbols
}
_BEFORE = {**_INVISIBLE, **_SPACES, **_SYMBOLS}
_SUPERSCRIPT = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣ", "0123456789+-=()nix", strict=True))
_SUBSCRIPT = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₓₙₖ", "0123456789+-=()aexnk", strict=True))
_SUPERSCRIPTS = re.compile(f"[{''.join(map(re.escape, _SUPERSCRIPT))}]+")
_SUBSCRIPTS = re.compile(f"[{''.join(map(re.escape, _SUBSCRIPT))}]+")
_CIRCLED = re.compile("[①-⑳]+")
_VULGAR = re.compile("[¼½¾⅐-⅞↉]")
_OVERLINED = re.compile("(?:[0-9]\u0305)+")
_DOTTED = re.compile("([0-9])\u0307")
# What JSON makes of a LaTeX command whose backslash was not doubled.
_DAMAGED = [
    ("\x08", r"\b"),
    ("\x0c", r"\f"),
    ("\text{", r"\text{"),
    ("\times", r"\times"),
    ("\tfrac", r"\tfrac"),
    ("\theta", r"\theta"),
    ("\right", r"\right"),
]
_BLANKS = re.compile("[ \t]{3,}|\t")
_LINES = re.compile("\n{3,}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def _circled(match: re.Match[str]) -> str:
    """①③ is a list of (1) and (3), not 13."""
    return ",".join(f"({ord(character) - 0x245F})" for character in match.group())


def _vulgar(match: re.Match[str]) -> str:
    return " " + unicodedata.normalize("NFKC", match.group()).replace("\u2044", "/") + " "


def _overlined(match: re.Match[str]) -> str:
    return r"\overline{" + match.group().replace("\u0305", "") + "}"


def _raised(match: re.Match[str]) -> str:
    return "^{" + "".join(_SUPERSCRIPT[character] for character in match.group()) + "}"


def _lowered(match: re.Match[str]) -> str:
    return "_{" + "".join(_SUBSCRIPT[character] for character in match.group()) + "}"


def _digit(character: str) -> str:
    if character < "\x80" or not character.isdecimal():
        return character
    return str(unicodedata.decimal(character))


def _fold(text: str) -> str:
    """NFKC and our own tables, for text beyond ASCII."""
    text = _CIRCLED.sub(_circled, text)
    text = _OVERLINED.sub(_overlined, text)
    text = _DOTTED.sub(r"\\dot{\1}", text)
    text = _VULGAR.sub(_vulgar, text)
    text = _SUPERSCRIPTS.sub(_raised, text)
    text = _SUBSCRIPTS.sub(_lowered, text)
    text = unicodedata.normalize("NFKC", text.translate(_BEFORE)).translate(_BEFORE)
    if text.isascii():
        return text
    return "".join(map(_digit, text))


def clean(text: str) -> str:
    """The last `MAX_CHARACTERS` of a text in the grammar's own characters."""
    if len(text) > MAX_CHARACTERS:
        text = text[-MAX_CHARACTERS:]
    if not text.isprintable():
        for damaged, repaired in _DAMAGED:
            text = text.replace(damaged, repaired)
        text = _CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    if "   " in text or "\n\n\n" in text or "\t" in text:
        text = _LINES.sub("\n\n", _BLANKS.sub("  ", text))
    # One character may fold to eighteen, so that the cap is held a second time.
    return text if text.isascii() else _BLANKS.sub("  ", _fold(text)[-MAX_CHARACTERS:])
