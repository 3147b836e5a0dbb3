"""What a learned score is worth: the share right of quotes that nobody had learned from.

A logistic curve (Platt 1999) first, drawn to “the score is right as it is”; then the shares of the scores in order,
each drawn to the curve and made to rise (isotonic regression by pooling adjacent violators, Ayer et al. 1955).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from suggesters.learned.model import Steps

Floats = NDArray[np.float64]

PRIOR_OF_CURVE = 20.0
"""How strongly the curve is drawn to the line through the raw scores."""
PRIOR_OF_STEP = 25.0
"""So many quotes weigh as much as the curve says of a step."""
FEWEST_A_STEP = 40
MOST_STEPS = 20
RANGE = (-6.0, 8.0)
"""Of raw scores for which steps are written, in log-odds."""
LEAST, MOST = 0.01, 0.995


@dataclass(frozen=True, slots=True)
class Judged:
    """A quote that was proposed: its raw score in log-odds, its rule, and whether it was right."""

    raw: float
    rule: str
    is_direct: bool
    is_right: bool


def steps_of(judged: Sequence[Judged]) -> Steps:
    """Raw scores and the share right at each, rising."""
    raw = np.clip(np.array([found.raw for found in judged], dtype=np.float64), *RANGE)
    right = np.array([found.is_right for found in judged], dtype=np.float64)
    slope, offset = _curve(raw, right)
    number = min(MOST_STEPS, len(judged) // FEWEST_A_STEP)
    if number < 2:
        places = np.linspace(*RANGE, 15)
        return _steps(places, _sigmoid(slope * places + offset))
    order = np.argsort(raw, kind="stable")
    steps: list[tuple[float, float, float]] = []
    for members in np.array_split(order, number):
        place = float(raw[members].mean())
        expected = PRIOR_OF_STEP * float(_sigmoid(slope * place + offset))
        share = (float(right[members].sum()) + expected) / (len(members) + PRIOR_OF_STEP)
        steps.append((place, share, len(members)))
    found = np.array(steps)
    shares = rising(found[:, 1], found[:, 2])
    ends = np.array([RANGE[0], raw.min()]), np.array([RANGE[1]])
    below, above = (_sigmoid(slope * end + offset) for end in ends)
    places = np.concatenate([ends[0], found[:, 0], ends[1]])
    return _steps(places, np.concatenate([np.minimum(below, shares[0]), shares, np.maximum(above, shares[-1])]))


def _curve(raw: Floats, right: Floats) -> tuple[float, float]:
    """Slope and offset of the logistic curve, 1 and 0 without anything judged."""

    def loss(values: Floats) -> float:
        logits = values[0] * raw + values[1]
        away = (values[0] - 1) ** 2 + values[1] ** 2
        return float(np.logaddexp(0, logits).sum() - (right * logits).sum() + PRIOR_OF_CURVE / 2 * away)

    if not len(raw):
        return 1.0, 0.0
    slope, offset = minimize(loss, np.array([1.0, 0.0]), method="L-BFGS-B", bounds=[(0.1, 3), (-6, 6)]).x
    return float(slope), float(offset)


def rising(shares: Floats, sizes: Floats) -> Floats:
    """The shares made to rise, each change as small as may be: neighbours that fall are pooled."""
    pools: list[list[float]] = []
    for share, size in zip(shares, sizes, strict=True):
        pools.append([share, size, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (left, weight, count), (right, more, others) = pools[-2:]
            pools[-2:] = [[(left * weight + right * more) / (weight + more), weight + more, count + others]]
    return np.concatenate([np.full(int(count), share) for share, _, count in pools])


def _steps(places: Iterable[float], shares: Iterable[float]) -> Steps:
    found: list[tuple[float, float]] = []
    for place, share in zip(places, shares, strict=True):
        step = round(float(place), 3), round(min(max(float(share), LEAST), MOST), 4)
        if not found or step[0] > found[-1][0]:
            found.append(step)
    return tuple(found)


def loose_shares(judged: Iterable[Judged], *, prior: Mapping[str, float]) -> dict[str, float]:
    """The share right of quotations without a cue, by kind, drawn to what is known of others' articles."""
    right: dict[str, list[float]] = {rule: [PRIOR_OF_STEP * share, PRIOR_OF_STEP] for rule, share in prior.items()}
    for found in judged:
        if found.rule in right:
            right[found.rule][0] += found.is_right
            right[found.rule][1] += 1
    return {rule: round(part / whole, 4) for rule, (part, whole) in right.items()}


def _sigmoid(values: Floats | float) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.asarray(values, dtype=np.float64))))
