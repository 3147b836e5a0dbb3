"""The weights of features, learned from examples: a softmax over each cue's candidates, drawn to the rules' choice.

Ranking by a log-linear model over all candidates of one choice: Collins and Koo 2005 (reranking of parses); the prior
around given weights instead of zero: Chelba and Acero 2004, “Adaptation of maximum entropy capitalizer”.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack
from threadpoolctl import threadpool_limits

from suggesters.learning.examples import Example

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

ITERATIONS = 50
NEAR_ENOUGH = 5e-6
"""By so little of itself the loss falls in the last iteration."""
LEAST_WEIGHT = 0.001
IN_ARTICLES = ((25, 2), (100_000, 3))
"""In how many articles a feature must occur to be learned, from up to so many articles."""


@dataclass(frozen=True, slots=True)
class Weights:
    """``by_name``: log-odds of the features. ``none``: those of “nothing was said with this cue”."""

    by_name: Mapping[str, float]
    none: float


def prior() -> dict[str, float]:
    """What is expected before anything was learned: that the rules choose well, and are as often right as they say."""
    kept = {f"by_rules=kept_{tenths}": round(log((tenths + 0.5) / (9.5 - tenths)), 3) for tenths in range(10)}
    return kept | {"by_rules=beside": -2.0, "by_rules=twin": -3.0, "by_rules=touches": -4.0, "by_rules=apart": -4.0}


class Table:
    """The candidates of many examples as one sparse matrix, built once and fitted on parts of it again and again."""

    def __init__(self, examples: Sequence[Example], *, prior: Mapping[str, float]) -> None:
        seen: Counter[str] = Counter()
        for example in examples:
            seen.update({name for row in example.names.values() for name in row})
        self.names = sorted(name for name, number in seen.items() if number >= IN_ARTICLES[0][1] or name in prior)
        self.places = {name: place for place, name in enumerate(self.names)}
        self.prior = np.array([prior.get(name, 0.0) for name in self.names])
        self.beyond = {name: weight for name, weight in prior.items() if name not in self.places}
        self.known = self.places.keys() | self.beyond.keys()
        rows = [self._rows(example) for example in examples]
        self.matrices = [found[0] for found in rows]
        self.sizes = [found[1] for found in rows]
        self.targets = [found[2] for found in rows]
        self.columns = [np.unique(matrix.indices) for matrix in self.matrices]

    def _rows(self, example: Example) -> tuple[csr_matrix, Integers, Floats]:
        """The features of all candidates, the number of candidates of each cue, and what is right of each.

        What is right is NaN where nothing is to be learned.
        """
        indices: list[int] = []
        ends, sizes = [0], []
        targets: list[float] = []
        places = self.places
        for proposal, right in zip(example.proposals, example.targets, strict=True):
            for candidate in proposal.candidates:
                indices += [places[name] for name in example.names[id(candidate)] if name in places]
                ends.append(len(indices))
            sizes.append(len(proposal.candidates))
            targets += right if right is not None else [float("nan")] * len(proposal.candidates)
        shape = (len(ends) - 1, len(self.names))
        ones, columns = np.ones(len(indices), dtype=np.float32), np.array(indices, dtype=np.int32)
        matrix = csr_matrix((ones, columns, np.array(ends)), shape=shape)
        return matrix, np.array(sizes, dtype=np.int64), np.array(targets)

    def fit(self, numbers: Sequence[int], *, strength: float, start: Weights | None = None) -> Weights:
        """The weights learned from the examples with these numbers. ``strength``: how strongly the prior draws."""
        if not numbers:
            return Weights({**self.beyond, **dict(zip(self.names, map(float, self.prior), strict=True))}, 0.0)
        matrix = vstack([self.matrices[number] for number in numbers], format="csr")
        sizes = np.concatenate([self.sizes[number] for number in numbers])
        right = np.concatenate([self.targets[number] for number in numbers])
        seen = np.bincount(np.concatenate([self.columns[number] for number in numbers]), minlength=len(self.names))
        least = next(least for most, least in IN_ARTICLES if len(numbers) <= most)
        free = np.flatnonzero(seen >= least)
        # Several threads wait for each other far longer than such small sums take.
        with threadpool_limits(limits=1):
            loss = Loss(matrix[:, free], sizes, right, prior=np.append(self.prior[free], 0.0), strength=strength)
            begin = loss.prior if start is None else self._vector(start)[[*free, -1]]
            found = minimize(
                loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS, "ftol": NEAR_ENOUGH}
            ).x
        weights = self.prior.copy()
        weights[free] = found[:-1]
        learned = zip(self.names, map(float, weights), strict=True)
        features = {name: round(weight, 4) for name, weight in learned if abs(weight) >= LEAST_WEIGHT}
        return Weights({**self.beyond, **features}, round(float(found[-1]), 4))

    def raw(self, number: int, weights: Mapping[str, float]) -> Floats:
        """The raw scores of an example's candidates, in the order of its proposals."""
        return np.asarray(self.matrices[number] @ np.array([weights.get(name, 0.0) for name in self.names]))

    def _vector(self, weights: Weights) -> Floats:
        return np.array([*(weights.by_name.get(name, 0.0) for name in self.names), weights.none])


class Loss:
    """The negative log-likelihood of what was right, and its gradient; the last parameter is that of “none”.

    A cue without a right candidate has “none” as the right answer; where several are right, the best ones share it. One
    of which nothing is to be learned counts nothing.
    """

    def __init__(self, matrix: csr_matrix, sizes: Integers, right: Floats, *, prior: Floats, strength: float) -> None:
        taken = ~np.isnan(right)
        cues = np.repeat(np.arange(len(sizes)), sizes)
        sizes, right = np.bincount(cues[taken], minlength=len(sizes)), right[taken]
        sizes = sizes[sizes > 0]
        self.matrix = matrix[taken]
        self.transposed = self.matrix.T.tocsr()
        self.prior, self.strength = prior, strength
        self.starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        self.cue = np.repeat(np.arange(len(sizes)), sizes)
        best = np.maximum.reduceat(right, self.starts)
        is_best = (right >= best[self.cue] - 0.02) & (right > 0)
        shares = np.add.reduceat(is_best.astype(float), self.starts)
        self.wanted = np.where(is_best, np.round(best, 1)[self.cue] / np.maximum(shares, 1)[self.cue], 0.0)
        self.wanted_none = 1 - np.add.reduceat(self.wanted, self.starts)

    def __call__(self, weights: Floats) -> tuple[float, Floats]:
        # In the matrix's precision: these two products take most of the time, nearly all of it spent on memory.
        scores = (self.matrix @ weights[:-1].astype(self.matrix.dtype)).astype(np.float64)
        none = weights[-1]
        top = np.maximum(np.maximum.reduceat(scores, self.starts), none)
        odds = np.exp(scores - top[self.cue])
        whole = np.add.reduceat(odds, self.starts) + np.exp(none - top)
        log_whole = np.log(whole) + top
        loss = log_whole.sum() - self.wanted @ scores - self.wanted_none.sum() * none
        residue = odds / whole[self.cue] - self.wanted
        gradient = np.append(
            (self.transposed @ residue.astype(self.matrix.dtype)).astype(np.float64),
            (np.exp(none - top) / whole - self.wanted_none).sum(),
        )
        away = weights - self.prior
        loss += self.strength / 2 * (away @ away)
        gradient += self.strength * away
        return float(loss), gradient
