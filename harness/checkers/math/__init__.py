"""The math checker: text → tokens → a typed tree → a comparison; nothing from a text is ever evaluated as code.

`math_answer()` makes the checker, `MathPolicy` says what counts as the same, `math_equal()` compares two answers.
"""

from harness.checkers.math.checker import MathAnswer, math_answer, math_equal
from harness.checkers.math.policy import MathPolicy

__all__ = ["MathAnswer", "MathPolicy", "math_answer", "math_equal"]
