"""The program in an assistant's reply: fenced blocks, doctest prompts, bare scripts, bodies, slips of indentation.

Runs inside the sandbox, on the tests' side: parsing hostile text can bring an interpreter down.
"""

from __future__ import annotations

import ast
import html
import itertools
import re
import textwrap
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_MOST_CHARACTERS = 400_000
_MOST_BLOCKS = 40
_MOST_CUTS = 60
_MOST_ENDS = 8
_FENCE = re.compile(r"^[ \t]*(?:[>*+-][ \t]*)*(`{3,}|~{3,})[ \t]*([^`\s]*)[^`]*$")
_ONE_LINE = re.compile(r"```(?:python|py)?[ \t]*([^`\n]+?)```")
_START = re.compile(
    r"^(?:from\s+[\w.]+\s+import\b|import\s+\w|def\s+\w|class\s+\w|async\s+def\s|@\w|if __name__)"
)
_PROMPT = re.compile(r"^\s*(?:>>>|\.\.\.)(?: (.*))?$")
_PYTHON_TAGS = frozenset(("python", "py", "python3", "py3", "pycon", "ipython", "ipython3", "python-repl"))


@dataclass(frozen=True)
class Wanted:
    """What the program has to define: one of `names` (empty for whole programs), after `prompt` was given."""

    names: tuple[str, ...] = ()
    prompt: str = ""


@dataclass(frozen=True)
class Extraction:
    """`code` and the `rule` that found it; `preamble` is trusted code that goes before it."""

    code: str
    rule: str
    preamble: str = ""


def extract(reply: str, wanted: Wanted) -> Extraction | None:
    """The program, or None when there is none."""
    text = reply[:_MOST_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return next(_found(text, wanted), None)


def _found(text: str, wanted: Wanted) -> Iterator[Extraction]:
    blocks = list(_blocks(text))
    for rule, search in _RULES:
        code = search(text, blocks, wanted)
        if code is not None:
            yield Extraction(code, rule, _preamble(code, wanted))


# ------------------------------------------------------------------------------------------------ the rules


def _from_blocks(text: str, blocks: list[str], wanted: Wanted) -> str | None:
    """The last block that defines what is wanted, with the helpers of the other blocks before it."""
    good = [code for code in map(repaired, blocks) if code is not None]
    if not wanted.names:
        return _program(good)
    mains = [code for code in good if _defines(code, wanted.names)]
    return _with_helpers(mains[-1], good) if mains else None


def _whole_text(text: str, blocks: list[str], wanted: Wanted) -> str | None:
    code = repaired(text)
    if code is None or not (_defines(code, wanted.names) if wanted.names else _does_something(code)):
        return None
    return code


def _bare(text: str, blocks: list[str], wanted: Wanted) -> str | None:
    """Code among prose without a fence: from its first line, with what does not parse cut off."""
    lines = text.split("\n")
    start = next((i for i, line in enumerate(lines) if _START.match(line)), None)
    if start is None:
        return None
    code = _cut_to_code(lines[start:], wanted.names)
    if code is None or (wanted.names and not _defines(code, wanted.names)):
        return None
    return code


def _completed(text: str, blocks: list[str], wanted: Wanted) -> str | None:
    """A body only: the prompt goes before it."""
    if not wanted.prompt or not wanted.names:
        return None
    for body in [*reversed(blocks), text]:
        for variant in _body_variants(body):
            code = wanted.prompt.rstrip("\n") + "\n" + variant
            if _parses(code) and _has_body(code, wanted.names[0]):
                return code
    return None


def _some_block(text: str, blocks: list[str], wanted: Wanted) -> str | None:
    """Nothing defines what is wanted: the last block that parses, so that the verdict can say what is missing."""
    good = [code for code in map(repaired, blocks) if code is not None and _does_something(code)]
    return good[-1] if good else None


_Rule = Callable[[str, list[str], Wanted], str | None]
_RULES: tuple[tuple[str, _Rule], ...] = (
    ("fenced block", _from_blocks),
    ("whole reply", _whole_text),
    ("completed prompt", _completed),
    ("bare code", _bare),
    ("some block", _some_block),
)


# ------------------------------------------------------------------------------------------------- fences


def _blocks(text: str) -> Iterator[str]:
    """Fenced blocks, those tagged as Python first in line when there are any. An unclosed one goes to the end."""
    found = list(itertools.islice(_fenced(text.split("\n")), _MOST_BLOCKS))
    python = [code for tag, code in found if tag in _PYTHON_TAGS]
    untagged = [code for tag, code in found if not tag]
    yield from python or untagged or [code for _, code in found]
    if not found:
        yield from (match.group(1).strip() for match in list(_ONE_LINE.finditer(text))[:_MOST_BLOCKS])


def _fenced(lines: list[str]) -> Iterator[tuple[str, str]]:
    index = 0
    while index < len(lines):
        opening = _FENCE.match(lines[index])
        index += 1
        if opening is None:
            continue
        end = _closing(lines, index, opening.group(1))
        yield opening.group(2).strip("{}.").lower(), _unquoted(lines[index:end], lines[index - 1])
        index = end + 1


def _closing(lines: list[str], start: int, fence: str) -> int:
    """The line that closes the block; a later one when the code up to the first does not parse (a nested fence)."""
    closing = (i for i in range(start, len(lines)) if _closes(lines[i], fence))
    ends = list(itertools.islice(closing, _MOST_ENDS))
    for end in ends:
        if repaired("\n".join(lines[start:end])) is not None:
            return end
    return ends[0] if ends else len(lines)


def _closes(line: str, fence: str) -> bool:
    bare = line.strip().lstrip("> ")
    return len(bare) >= len(fence) and not bare.strip(fence[0])


def _unquoted(lines: list[str], opening: str) -> str:
    if opening.lstrip().startswith(">"):
        lines = [re.sub(r"^\s*> ?", "", line) for line in lines]
    return "\n".join(lines)


# ------------------------------------------------------------------------------------------------ repairs


def repaired(code: str) -> str | None:
    """`code` as something that parses, by the mildest repair that does it; None when nothing does."""
    for text in dict.fromkeys((code, code.expandtabs(8), code.expandtabs(4))):
        for repair in (str, textwrap.dedent, _undoctest, _level_first_line, html.unescape, _outdented):
            variant = repair(text)
            if _parses(variant) and variant.strip():
                return variant
    return None


def _undoctest(code: str) -> str:
    """The statements of a session in the interactive interpreter, without its answers."""
    if ">>>" not in code:
        return code
    matches = [_PROMPT.match(line) for line in code.split("\n")]
    return "\n".join(match.group(1) or "" for match in matches if match)


def _level_first_line(code: str) -> str:
    """The first line lost its indentation, or it alone has one."""
    first, _, rest = code.lstrip("\n").partition("\n")
    return first.lstrip() + "\n" + textwrap.dedent(rest)


def _outdented(code: str) -> str:
    """Every line moved by the indentation of the first one, as far as it has any."""
    lines = code.strip("\n").split("\n")
    width = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(line[min(width, len(line) - len(line.lstrip())) :] for line in lines)


def _body_variants(body: str) -> Iterator[str]:
    yield body
    level = textwrap.dedent(body)
    yield textwrap.indent(level, "    ")
    first, _, rest = body.lstrip("\n").partition("\n")
    yield "    " + first.lstrip() + "\n" + rest
    yield textwrap.indent(_level_first_line(body), "    ")


def _cut_to_code(lines: list[str], names: tuple[str, ...]) -> str | None:
    """Prose after the code is cut off, prose within it taken out, a line at a time where parsing stops."""
    for _ in range(_MOST_CUTS):
        code = "\n".join(lines)
        stop = _stops_at(code)
        if stop is None:
            return code if code.strip() else None
        before = "\n".join(lines[: stop - 1])
        if _parses(before) and _does_something(before) and (not names or _defines(before, names)):
            return before
        if stop > len(lines):
            return None
        del lines[max(0, stop - 1)]
    return None


def _stops_at(code: str) -> int | None:
    try:
        ast.parse(code)
    except SyntaxError as error:
        return error.lineno or 1
    except (ValueError, MemoryError, RecursionError):
        return 1
    return None


def _parses(code: str) -> bool:
    return _stops_at(code) is None


# --------------------------------------------------------------------------------------- what a block defines


def _defined(code: str) -> dict[str, ast.stmt]:
    names: dict[str, ast.stmt] = {}
    for node in ast.parse(code).body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names[node.name] = node
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update({(alias.asname or alias.name).partition(".")[0]: node for alias in node.names})
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update({target.id: node for target in targets if isinstance(target, ast.Name)})
    return names


def _defines(code: str, names: tuple[str, ...]) -> bool:
    """Whether one of `names` is defined, also below a condition or by a star import of nothing known."""
    stored = {
        node.name for node in ast.walk(ast.parse(code)) if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    }
    return any(name in stored or name in _defined(code) for name in names)


def _does_something(code: str) -> bool:
    """More than a word of prose that happens to parse."""
    body = ast.parse(code).body
    return any(not isinstance(node, ast.Expr) or isinstance(node.value, ast.Call) for node in body)


def _has_body(code: str, name: str) -> bool:
    for node in ast.parse(code).body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == name:
            real = [
                n for n in node.body if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))
            ]
            return bool(real)
    return False


def _with_helpers(main: str, blocks: list[str]) -> str:
    """Imports, functions and classes of other blocks that `main` uses and does not define."""
    own = _defined(main)
    used = {node.id for node in ast.walk(ast.parse(main)) if isinstance(node, ast.Name)}
    helpers: list[str] = []
    for block in blocks:
        if block is main:
            continue
        for name, node in _defined(block).items():
            if name in used and name not in own:
                helpers.append(ast.get_source_segment(block, node) or "")
                used |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    unique = list(dict.fromkeys(helpers))
    return "\n".join([*unique, main]) if unique else main


def _program(blocks: list[str]) -> str | None:
    """A whole program among several blocks: the longest that prints or reads, with its helpers."""
    speaking = [code for code in blocks if re.search(r"\b(?:print|input|stdin|stdout)\b", code)]
    usable = speaking or [code for code in blocks if _does_something(code)]
    return _with_helpers(max(usable, key=len), blocks) if usable else None


def _preamble(code: str, wanted: Wanted) -> str:
    """Imports and helpers of the prompt that the program does not bring itself."""
    prompt = wanted.prompt
    if not prompt or not _parses(prompt):
        return ""
    own = _defined(code)
    given = {id(n): n for name, n in _defined(prompt).items() if name not in own and name not in wanted.names}
    return "\n".join(ast.get_source_segment(prompt, node) or "" for node in given.values())
