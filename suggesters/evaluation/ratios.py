"""A ratio of sums over articles, with its interval: a percentile bootstrap over articles at a level of 0.95."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from suggesters.evaluation.agreement.figures import FEWEST, GROUPS, LEVEL, draws

Share = tuple[float, float]
"""A part and its whole, of one article."""


class Ratio(NamedTuple):
    """The value is None where there is nothing to count, the interval where there are too few articles."""

    value: float | None
    low: float | None
    high: float | None
    articles: int


def ratio_of(shares: Sequence[Share]) -> Ratio:
    """The parts as a share of the wholes. Articles without a whole do not count; ``GROUPS`` of them at most do."""
    counts = np.array([share for share in shares if share[1]][:GROUPS], dtype=np.float64).reshape(-1, 2)
    if not len(counts):
        return Ratio(None, None, None, 0)
    part, whole = counts.sum(0)
    if len(counts) < FEWEST:
        return Ratio(float(part / whole), None, None, len(counts))
    drawn = draws(len(counts)) @ counts
    values = np.sort(drawn[:, 0] / drawn[:, 1])
    tail = (1 - LEVEL) / 2
    low, high = values[int(tail * len(values))], values[int((1 - tail) * len(values))]
    return Ratio(float(part / whole), float(low), float(high), len(counts))
