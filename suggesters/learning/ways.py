"""What gate, curve and examples know of a way to suggest: it learns from some articles and proposes for others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from suggesters.suggestions import Quote

Predictor = Callable[[int], Sequence[Quote]]
"""The quotes that are proposed for an article, which is named by its number."""


class Way(Protocol):
    """A way to suggest. One that learns nothing (the rules alone) fits at once."""

    def fit(self, articles: Sequence[int]) -> Predictor:
        """The way as it is after learning from the articles with these numbers, in ascending order."""
