"""Question templates by topic. Each module's `TEMPLATES` is a table of them."""

from __future__ import annotations

from harness.dataset.templates import (
    algebra,
    arithmetic,
    blanks,
    calculus,
    choices,
    combinatorics,
    geometry,
    linear_algebra,
    number_theory,
    probability,
    word_problems,
)
from harness.dataset.templates.base import Template

# In the order in which a learner meets them.
ALL: tuple[Template, ...] = (
    *arithmetic.TEMPLATES,
    *word_problems.TEMPLATES,
    *algebra.TEMPLATES,
    *number_theory.TEMPLATES,
    *combinatorics.TEMPLATES,
    *probability.TEMPLATES,
    *geometry.TEMPLATES,
    *linear_algebra.TEMPLATES,
    *calculus.TEMPLATES,
    *choices.TEMPLATES,
    *blanks.TEMPLATES,
)
TOPICS: tuple[str, ...] = tuple(dict.fromkeys(template.topic for template in ALL))
BY_NAME = {template.name: template for template in ALL}
