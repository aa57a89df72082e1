"""Published mathematics: GSM8K, MATH and MATH-500, AIME."""

from __future__ import annotations

import re

from harness.dataset.formats.fields import number, optional, rest, text
from harness.dataset.rows import Line, Row
from harness.records import Sample

_BOX = re.compile(r"\\(?:boxed|fbox)\s*")


def gsm8k(line: Line, row: Row) -> Sample:
    """`question`, and `answer`: a solution that ends in `#### 72`."""
    solution = text(line, row, "answer")
    _, mark, final = solution.rpartition("####")
    if not mark or not final.strip():
        raise line.error("does not end in '#### answer'", field="answer")
    return Sample(
        id=optional(row, "id") or f"gsm8k-{number(line)}",
        question=text(line, row, "question"),
        target=final.strip().replace(",", ""),
        topic="word_problems",
        answer_type="number",
        metadata={"format": "gsm8k", "checker": "math_answer()", "solution": solution},
    )


def math(line: Line, row: Row) -> Sample:
    """`problem`, `solution` with a boxed answer, `level`, `type` or `subject`; MATH-500 also `answer`."""
    solution = optional(row, "solution")
    answer = optional(row, "answer") or boxed(solution)
    if not answer:
        raise line.error("holds no \\boxed{…} answer", field="solution")
    return Sample(
        id=optional(row, "unique_id", "id") or _file_id(line),
        question=text(line, row, "problem"),
        target=answer,
        topic=optional(row, "subject", "type").casefold().replace(" & ", "_and_").replace(" ", "_"),
        level=optional(row, "level").removeprefix("Level ").strip(),
        metadata={"format": "math", "checker": "math_answer()", "solution": solution},
    )


def _file_id(line: Line) -> str:
    """MATH has a file a problem, in a folder for its topic."""
    if line.path.suffix == ".json" and line.number == 1:
        return f"{line.path.parent.name}/{line.path.stem}"
    return f"math-{number(line)}"


def boxed(solution: str) -> str:
    """What stands in the last `\\boxed{…}`, with its own braces in pairs; empty without one."""
    marks = list(_BOX.finditer(solution))
    if not marks:
        return ""
    start = marks[-1].end()
    if solution[start : start + 1] != "{":
        return solution[start:].split()[0].rstrip("$.") if solution[start:].split() else ""
    depth = 0
    for place in range(start, len(solution)):
        depth += {"{": 1, "}": -1}.get(solution[place], 0)
        if depth == 0:
            return solution[start + 1 : place].strip()
    return ""


def aime(line: Line, row: Row) -> Sample:
    """`problem` or `question`, and `answer`: an integer from 0 to 999, in any capitals."""
    answer = (optional(row, "answer") or boxed(optional(row, "solution"))).strip()
    whole = answer.removesuffix(".0")
    if not (whole.isascii() and whole.isdigit() and int(whole) <= 999):
        raise line.error("expected an integer from 0 to 999", field="answer")
    return Sample(
        id=optional(row, "id", "problem_idx") or f"aime-{number(line)}",
        question=text(line, row, "problem", "question"),
        target=str(int(whole)),
        topic="olympiad",
        level="olympiad",
        answer_type="number",
        metadata={
            "format": "aime",
            "checker": "math_answer()",
            **rest(row, "id", "problem_idx", "problem", "question", "answer"),
        },
    )
