"""With how many examples a property is tried: with a quarter of those that its test names, or with all of them.

``--hypothesis-profile=many`` takes all, other ones each time. Without it a run is quick, and the same as before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import settings

USUAL = "few"
FEW, MANY = 25, 100
LEAST = 5

# Without a deadline: a busy machine is slow, and that is not a failure.
settings.register_profile(USUAL, max_examples=FEW, deadline=None, derandomize=True, database=None)
settings.register_profile("many", max_examples=MANY, deadline=None)


def examples(most: int, **options: Any) -> Callable[[Any], Any]:
    """The decorator for a property that is tried with at most this many examples."""
    share = settings.default.max_examples / MANY if settings.default else 1
    return settings(max_examples=min(most, max(LEAST, round(most * share))), **options)
