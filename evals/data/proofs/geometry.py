"""Geometry, each answer by coordinates, exact areas or counting."""

from itertools import combinations

import sympy as sp

from harness.dataset.proofs import question


@question(
    topic="geometry",
    level="elementary",
    en="A square has the same perimeter as a rectangle of 7 cm by 13 cm. What is the area of the square in "
    "square cm?",
    zh="一个正方形的周长与 7 厘米 × 13 厘米的长方形的周长相同。正方形的面积是多少平方厘米？",
    target="100",
)
def square_of_equal_perimeter():
    return next(side**2 for side in range(1, 50) if 4 * side == 2 * (7 + 13))


@question(
    topic="geometry",
    level="middle",
    en="The angles of a quadrilateral are in the ratio 2 : 3 : 4 : 6. How many degrees does the largest "
    "one have?",
    zh="一个四边形的四个内角之比为 2 : 3 : 4 : 6。最大的角是多少度？",
    target="144",
)
def angles_in_ratio():
    unit = next(sp.Integer(k) for k in range(1, 100) if k * (2 + 3 + 4 + 6) == 360)
    return 6 * unit


@question(
    topic="geometry",
    level="middle",
    en="How many diagonals does a convex polygon with 11 corners have?",
    zh="一个凸十一边形有多少条对角线？",
    target="44",
)
def diagonals_of_eleven():
    return sum(1 for a, b in combinations(range(11), 2) if b - a not in (1, 10))


@question(
    topic="geometry",
    level="high",
    en="What is the area of the triangle with the sides 13, 14 and 15?",
    zh="边长为 13、14、15 的三角形面积是多少？",
    target="84",
)
def triangle_13_14_15():
    a, b, c = sp.Point(0, 0), sp.Point(14, 0), sp.Point(5, 12)
    assert {a.distance(b), b.distance(c), a.distance(c)} == {13, 14, 15}
    return abs(sp.Triangle(a, b, c).area)


@question(
    topic="geometry",
    level="high",
    en="A circle passes through the points (0, 0), (6, 0) and (0, 8). What is its radius?",
    zh="一个圆经过点 (0, 0)、(6, 0) 和 (0, 8)。它的半径是多少？",
    target="5",
)
def circle_through_three_points():
    return sp.Circle(sp.Point(0, 0), sp.Point(6, 0), sp.Point(0, 8)).radius


@question(
    topic="geometry",
    level="high",
    en="A regular hexagon has sides of length 2. What is its area? Give the exact value.",
    zh="一个正六边形的边长为 2，它的面积是多少？请给出精确值。",
    target="6*sqrt(3)",
    answer_type="expression",
)
def hexagon_area():
    return sp.simplify(abs(sp.RegularPolygon(sp.Point(0, 0), 2, 6).area))


@question(
    topic="geometry",
    level="olympiad",
    en="How many squares of any size, with sides along the grid lines, are there on a board of 8 by 5 unit "
    "squares?",
    zh="在 8 × 5 的方格板上，边沿网格线的正方形（任意大小）一共有多少个？",
    target="100",
)
def squares_on_a_board():
    corners = ((x, y, side) for x in range(8) for y in range(5) for side in range(1, 6))
    return sum(1 for x, y, side in corners if x + side <= 8 and y + side <= 5)


@question(
    topic="geometry",
    level="olympiad",
    en="A point lies inside an equilateral triangle at the distances 3, 4 and 5 from its three sides. How "
    "long is the "
    "height of the triangle?",
    zh="等边三角形内一点到三边的距离分别是 3、4、5。这个三角形的高是多少？",
    target="12",
)
def distances_to_three_sides():
    side = sp.symbols("s", positive=True)
    parts = (3 + 4 + 5) * side / 2
    (length,) = sp.solve(parts - sp.sqrt(3) / 4 * side**2, side)
    return sp.simplify(length * sp.sqrt(3) / 2)
