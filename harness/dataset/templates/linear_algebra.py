"""Linear algebra: products, determinants, inverses, systems, eigenvalues, rank."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations
from math import prod
from typing import Any

from harness.dataset.templates.base import Params, Template
from harness.dataset.templates.notation import linear, matrix, polynomial

Rows = Sequence[Sequence[int | Fraction]]
_NINE = {f"m{row}{column}": (-6, 6) for row in range(3) for column in range(3)}
_FOUR = dict.fromkeys("abcd", (-7, 9))


def _three_by_three(p: Params) -> list[list[int]]:
    return [[p[f"m{row}{column}"] for column in range(3)] for row in range(3)]


def _laplace(rows: Rows) -> int | Fraction:
    """Expansion along the first row."""
    if not rows:
        return 1
    minors = (
        [[value for place, value in enumerate(row) if place != column] for row in rows[1:]]
        for column in range(len(rows))
    )
    signs = (1 - 2 * (column % 2) for column in range(len(rows)))
    return sum(
        sign * value * _laplace(minor) for sign, value, minor in zip(signs, rows[0], minors, strict=True)
    )


def _leibniz(rows: Rows) -> int | Fraction:
    """The sum over all permutations."""
    return sum(
        _sign(order) * prod(rows[row][column] for row, column in enumerate(order))
        for order in permutations(range(len(rows)))
    )


def _sign(order: Sequence[int]) -> int:
    swaps = sum(1 for i in range(len(order)) for j in range(i) if order[j] > order[i])
    return 1 - 2 * (swaps % 2)


def _times(one: Rows, two: Rows) -> list[list[int | Fraction]]:
    columns = list(zip(*two, strict=True))
    return [[sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in one]


def _two_by_two(p: Params) -> list[list[int]]:
    return [[p.a, p.b], [p.c, p.d]]


def _product(p: Params) -> list[list[int | Fraction]]:
    return _times(_two_by_two(p), [[p.e, p.f], [p.g, p.h]])


def _product_by_columns(p: Params) -> list[list[int]]:
    """Each column of the product is a combination of the columns of the first factor."""
    left = (p.e * p.a + p.g * p.b, p.e * p.c + p.g * p.d)
    right = (p.f * p.a + p.h * p.b, p.f * p.c + p.h * p.d)
    return [list(row) for row in zip(left, right, strict=True)]


def _inverse(p: Params) -> list[list[Fraction]]:
    det = p.a * p.d - p.b * p.c
    return [[Fraction(p.d, det), Fraction(-p.b, det)], [Fraction(-p.c, det), Fraction(p.a, det)]]


def _gauss_jordan(rows: Rows) -> list[list[Fraction]]:
    """Reduced rows of a matrix; zero rows stay at the end."""
    work = [[Fraction(value) for value in row] for row in rows]
    top = 0
    for column in range(len(work[0])):
        pivot = next((row for row in range(top, len(work)) if work[row][column]), None)
        if pivot is None:
            continue
        work[top], work[pivot] = work[pivot], work[top]
        work[top] = [value / work[top][column] for value in work[top]]
        for row in range(len(work)):
            if row != top:
                factor = work[row][column]
                work[row] = [one - factor * two for one, two in zip(work[row], work[top], strict=True)]
        top += 1
        if top == len(work):
            break
    return work


def _inverse_by_elimination(p: Params) -> list[list[Fraction]]:
    reduced = _gauss_jordan([[p.a, p.b, 1, 0], [p.c, p.d, 0, 1]])
    return [row[2:] for row in reduced]


def _system(p: Params) -> dict[str, int]:
    rows = _three_by_three(p)
    return {f"r{i}": row[0] * p.x + row[1] * p.y + row[2] * p.z for i, row in enumerate(rows)}


def _solved(p: Params) -> tuple[Fraction, ...]:
    rows = [[*row, p[f"r{i}"]] for i, row in enumerate(_three_by_three(p))]
    return tuple(row[3] for row in _gauss_jordan(rows))


def _equations(p: Params) -> dict[str, str]:
    rows = _three_by_three(p)
    return {f"eq{i}": f"{linear(row, 'xyz')} = {p[f'r{i}']}" for i, row in enumerate(rows)}


def _symmetric(p: Params) -> dict[str, int]:
    """A matrix with the eigenvalues u and v, conjugated by an integer matrix of determinant one."""
    one, two = [[1, p.s], [p.t, 1 + p.s * p.t]], [[1 + p.s * p.t, -p.s], [-p.t, 1]]
    rows = _times(_times(one, [[p.u, 0], [0, p.v]]), two)
    return {name: int(value) for name, value in zip("abcd", (*rows[0], *rows[1]), strict=True)}


def _characteristic_roots(p: Params) -> set[int]:
    trace, det = p.a + p.d, p.a * p.d - p.b * p.c
    return {x for x in range(-40, 41) if x * x - trace * x + det == 0}


def _rank_rows(p: Params) -> dict[str, int]:
    """Three rows, as `flat` says: 1 all multiples of the first, 0 the last a combination, 2 nearly so."""
    first = [p.m00, p.m01, p.m02]
    second = [p.s * v for v in first] if p.flat == 1 else [p.m10, p.m11, p.m12]
    third = [p.s * one + p.t * two for one, two in zip(first, second, strict=True)]
    third[2] += p.flat // 2
    return {f"k{i}{j}": row[j] for i, row in enumerate((first, second, third)) for j in range(3)}


def _rank_matrix(p: Params) -> list[list[int]]:
    return [[p[f"k{row}{column}"] for column in range(3)] for row in range(3)]


def _rank_by_minors(p: Params) -> int:
    rows = _rank_matrix(p)
    if _leibniz(rows):
        return 3
    pairs = ((0, 1), (0, 2), (1, 2))
    minors = (rows[i][k] * rows[j][m] - rows[i][m] * rows[j][k] for i, j in pairs for k, m in pairs)
    return 2 if any(minors) else 1


def _trace_of_power(p: Params) -> Any:
    """The eigenvalues' powers add up to the trace."""
    return p.u**p.n + p.v**p.n


def _trace_by_products(p: Params) -> int | Fraction:
    power: Rows = [[1, 0], [0, 1]]
    for _ in range(p.n):
        power = _times(power, _two_by_two(p))
    return power[0][0] + power[1][1]


TEMPLATES: tuple[Template, ...] = (
    Template(
        name="dot-product",
        topic="linear_algebra",
        level="high",
        ranges={"a": (-9, 9), "b": (-9, 9), "c": (-9, 9), "d": (-9, 9), "e": (-9, 9), "f": (-9, 9)},
        fits=lambda p: p.a * p.d + p.b * p.e + p.c * p.f != 0,
        answer=lambda p: p.a * p.d + p.b * p.e + p.c * p.f,
        # Polarisation: (|u + v|^2 - |u - v|^2) / 4.
        proof=lambda p: Fraction(
            sum((u + v) ** 2 - (u - v) ** 2 for u, v in ((p.a, p.d), (p.b, p.e), (p.c, p.f))), 4
        ),
        en=(
            "What is the dot product of the vectors ({a}, {b}, {c}) and ({d}, {e}, {f})?",
            "Compute the scalar product of u = ({a}, {b}, {c}) and v = ({d}, {e}, {f}).",
        ),
        zh=(
            "向量 ({a}, {b}, {c}) 与 ({d}, {e}, {f}) 的数量积是多少？",
            "已知 u = ({a}, {b}, {c})，v = ({d}, {e}, {f})，求 u 与 v 的点积。",
        ),
    ),
    Template(
        name="matrix-product",
        topic="linear_algebra",
        level="university",
        ranges=dict.fromkeys("abcdefgh", (-6, 7)),
        distinct=False,
        fits=lambda p: all(p.values()),
        shown=lambda p: {"one": matrix(_two_by_two(p)), "two": matrix([[p.e, p.f], [p.g, p.h]])},
        answer_type="matrix",
        answer=_product,
        proof=_product_by_columns,
        en=(
            "Compute the matrix product {one} * {two}. Write the result as a list of rows.",
            "Let A = {one} and B = {two}, given by rows. What is AB, by rows?",
        ),
        zh=(
            "计算矩阵乘积 {one} × {two}，结果按行写成列表。",
            "设 A = {one}，B = {two}（按行给出）。求 AB，按行写出。",
        ),
    ),
    Template(
        name="determinant",
        topic="linear_algebra",
        level="university",
        ranges=_NINE,
        distinct=False,
        fits=lambda p: _laplace(_three_by_three(p)) != 0,
        shown=lambda p: {"matrix": matrix(_three_by_three(p))},
        answer=lambda p: _laplace(_three_by_three(p)),
        proof=lambda p: _leibniz(_three_by_three(p)),
        en=(
            "What is the determinant of the matrix with the rows {matrix}?",
            "Find det(A) for A = {matrix}, written by rows.",
        ),
        zh=("求各行为 {matrix} 的矩阵的行列式。", "设 A = {matrix}（按行写出），det(A) 等于多少？"),
    ),
    Template(
        name="matrix-inverse",
        topic="linear_algebra",
        level="university",
        ranges=_FOUR,
        distinct=False,
        # Without a trace it could be its own inverse, and the question would hold the answer.
        fits=lambda p: (
            abs(p.a * p.d - p.b * p.c) in (1, 2, 3, 4, 5) and p.a * p.b * p.c * p.d != 0 and p.a + p.d != 0
        ),
        shown=lambda p: {"matrix": matrix(_two_by_two(p))},
        answer_type="matrix",
        answer=_inverse,
        proof=_inverse_by_elimination,
        en=(
            "Find the inverse of the matrix {matrix}, given by rows. Write it by rows with exact fractions.",
            "Which matrix B satisfies A * B = I for A = {matrix}? Give its rows, exactly.",
        ),
        zh=(
            "求矩阵 {matrix}（按行给出）的逆矩阵，用精确的分数按行写出。",
            "设 A = {matrix}，哪个矩阵 B 满足 A × B = I？请按行精确写出。",
        ),
    ),
    Template(
        name="three-unknowns",
        topic="linear_algebra",
        level="university",
        ranges={**_NINE, "x": (-9, 9), "y": (-9, 9), "z": (-9, 9)},
        distinct=False,
        derive=_system,
        fits=lambda p: (
            _laplace(_three_by_three(p)) != 0 and all(p[f"m{i}{i}"] for i in range(3)) and p.x != p.y
        ),
        shown=_equations,
        answer_type="tuple",
        answer=lambda p: (p.x, p.y, p.z),
        proof=_solved,
        en=(
            "Solve the system {eq0}; {eq1}; {eq2}. Answer with (x, y, z).",
            "Which triple (x, y, z) satisfies all of {eq0}, {eq1} and {eq2}?",
        ),
        zh=(
            "解方程组 {eq0}；{eq1}；{eq2}。请用 (x, y, z) 的形式作答。",
            "求同时满足 {eq0}、{eq1} 和 {eq2} 的三元组 (x, y, z)。",
        ),
    ),
    Template(
        name="eigenvalues",
        topic="linear_algebra",
        level="university",
        ranges={"u": (-9, 9), "v": (-9, 9), "s": (-3, 3), "t": (-3, 3)},
        distinct=False,
        derive=_symmetric,
        fits=lambda p: p.u != p.v and p.b != 0 and p.c != 0,
        shown=lambda p: {"matrix": matrix(_two_by_two(p))},
        answer_type="set",
        answer=lambda p: {p.u, p.v},
        proof=_characteristic_roots,
        en=(
            "Find the set of eigenvalues of the matrix {matrix}, given by rows.",
            "For which numbers k is {matrix} - k*I singular? Give the set of them.",
        ),
        zh=(
            "求矩阵 {matrix}（按行给出）的特征值组成的集合。",
            "当 k 取哪些数时，矩阵 {matrix} - k*I 不可逆？请写成集合。",
        ),
    ),
    Template(
        name="matrix-rank",
        topic="linear_algebra",
        level="university",
        ranges={
            **{name: (-5, 7) for name in _NINE if name < "m2"},
            "s": (-3, 3),
            "t": (-3, 3),
            "flat": (0, 2),
        },
        distinct=False,
        derive=_rank_rows,
        fits=lambda p: p.s * p.t != 0 and p.s != 1 and all(any(row) for row in _rank_matrix(p)),
        shown=lambda p: {"matrix": matrix(_rank_matrix(p))},
        answer=_rank_by_minors,
        proof=lambda p: sum(1 for row in _gauss_jordan(_rank_matrix(p)) if any(row)),
        en=(
            "What is the rank of the matrix with the rows {matrix}?",
            "How many rows of {matrix} are linearly independent at most?",
        ),
        zh=("各行为 {matrix} 的矩阵的秩是多少？", "矩阵 {matrix} 中最多有多少个线性无关的行？"),
    ),
    Template(
        name="trace-of-power",
        topic="linear_algebra",
        level="olympiad",
        ranges={"u": (-5, 6), "v": (-5, 6), "s": (-2, 3), "t": (-2, 3), "n": (4, 10)},
        distinct=False,
        derive=_symmetric,
        fits=lambda p: p.u != p.v and p.u * p.v * p.b * p.c != 0 and abs(p.u) + abs(p.v) > 2,
        shown=lambda p: {
            "matrix": matrix(_two_by_two(p)),
            "char": polynomial((1, -p.u - p.v, p.u * p.v), "t"),
        },
        answer=_trace_of_power,
        proof=_trace_by_products,
        en=(
            "Let A = {matrix}, given by rows. What is the trace of A^{n}?",
            "The matrix A = {matrix} has the characteristic polynomial {char}. Find the trace of A^{n}.",
        ),
        zh=(
            "设 A = {matrix}（按行给出）。A^{n} 的迹是多少？",
            "矩阵 A = {matrix} 的特征多项式是 {char}。求 A^{n} 的迹。",
        ),
    ),
)
