"""Linear algebra, each answer by sympy."""

import sympy as sp

from harness.dataset.proofs import question

t, x = sp.symbols("t x")


@question(
    topic="linear_algebra",
    level="high",
    en="For which number t are the vectors (2, t, -1) and (3, 4, 2) perpendicular?",
    zh="当 t 为何值时，向量 (2, t, -1) 与 (3, 4, 2) 垂直？",
    target="-1",
)
def perpendicular_vectors():
    return sp.solve(sp.Matrix([2, t, -1]).dot(sp.Matrix([3, 4, 2])), t)[0]


@question(
    topic="linear_algebra",
    level="university",
    en="Find the set of all numbers t for which the matrix [[t, 2], [8, t]], given by rows, has no inverse.",
    zh="求使矩阵 [[t, 2], [8, t]]（按行给出）不可逆的所有数 t 组成的集合。",
    target="{-4, 4}",
    answer_type="set",
)
def singular_matrix():
    return set(sp.solve(sp.Matrix([[t, 2], [8, t]]).det(), t))


@question(
    topic="linear_algebra",
    level="university",
    en="Let A = [[1, 1], [0, 1]], given by rows. What is A^50? Write it by rows.",
    zh="设 A = [[1, 1], [0, 1]]（按行给出）。A^50 是什么？请按行写出。",
    target="[[1, 50], [0, 1]]",
    answer_type="matrix",
)
def shear_to_the_fifty():
    return (sp.Matrix([[1, 1], [0, 1]]) ** 50).tolist()


@question(
    topic="linear_algebra",
    level="university",
    en="What is the determinant of the 4 by 4 matrix whose entries are 2 on the diagonal and 1 everywhere "
    "else?",
    zh="一个 4 阶方阵对角线上的元素都是 2，其余元素都是 1。它的行列式是多少？",
    target="5",
)
def two_on_the_diagonal():
    return sp.Matrix(4, 4, lambda i, j: 2 if i == j else 1).det()


@question(
    topic="linear_algebra",
    level="university",
    en="What is the dimension of the space of all vectors (a, b, c, d) with a + b + c + d = 0 and a = d?",
    zh="满足 a + b + c + d = 0 且 a = d 的所有向量 (a, b, c, d) 构成的空间的维数是多少？",
    target="2",
)
def dimension_of_solutions():
    return len(sp.Matrix([[1, 1, 1, 1], [1, 0, 0, -1]]).nullspace())


@question(
    topic="linear_algebra",
    level="university",
    en="Give the vector (x, y) that is the orthogonal projection of (7, 1) onto the line through (0, 0) "
    "and (2, 1).",
    zh="求向量 (7, 1) 在过 (0, 0) 与 (2, 1) 的直线上的正交投影 (x, y)。",
    target="(6, 3)",
    answer_type="tuple",
)
def projection_onto_a_line():
    return tuple(sp.Matrix([7, 1]).project(sp.Matrix([2, 1])))


@question(
    topic="linear_algebra",
    level="olympiad",
    en="A 3 by 3 matrix A satisfies det(A) = 5. What is the determinant of 2A?",
    zh="三阶方阵 A 满足 det(A) = 5。2A 的行列式是多少？",
    target="40",
)
def doubled_matrix():
    return (2 * sp.diag(1, 1, 5)).det()


@question(
    topic="linear_algebra",
    level="olympiad",
    en="The sequence 0, 1, 3, 7, ... satisfies a_(n+1) = 3*a_n - 2*a_(n-1), beginning with a_0 = 0 and a_1 "
    "= 1. "
    "What is a_20?",
    zh="数列 0, 1, 3, 7, … 满足 a_(n+1) = 3*a_n - 2*a_(n-1)，其中 a_0 = 0，a_1 = 1。a_20 等于多少？",
    target="1048575",
)
def recurrence_by_a_matrix():
    return (sp.Matrix([[3, -2], [1, 0]]) ** 19 * sp.Matrix([1, 0]))[0]
