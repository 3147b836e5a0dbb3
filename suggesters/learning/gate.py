"""Whether a new way to suggest may take the place of the old one: never worse, as far as checked articles can tell.

Both are tried on articles they have not learned from (``trial.py``). The figure is the difference of F1 over all
quotes, in points of 100; its error has three parts.

Articles differ: quotes of one article are alike, so stories are left out one by one (the jackknife). Cross-validation
has no unbiased estimator of its variance (Bengio and Grandvalet 2004); what is asked for here is the difference on
other articles of a way that learned from all of these, whose spread over articles is what the jackknife sees.

A spread of three or five articles is hardly known, and by chance it is nearly nothing. It is therefore drawn towards
the one that would be if each quote had changed by itself, times what articles have usually added: the “moderated” t of
Smyth 2004 (Statistical Applications in Genetics and Molecular Biology 3), with its degrees of freedom.

Training sets overlap, so that repeats are no independent experiments (Nadeau and Bengio 2003): they are averaged
within each article and add no article; what they still differ by, as a whole, is added.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from suggesters.evaluation.matching import ScoredQuote
from suggesters.learning.folds import FEWEST_STORIES
from suggesters.learning.trial import MEASURES, Counts, Trial, f1_of, trial
from suggesters.learning.ways import Way

WORST = -0.5
"""Points of 100 of F1 that may be lost at most, with the confidence below."""
CONFIDENCE = 0.8
"""Of the bound, on one side. With 0.9 far more of what is better is refused: see ``docs/benchmarks.md``."""
DESIGN_EFFECT = 1.5
"""How much more articles vary than if each quote changed by itself."""
PRIOR_STORIES = 4
"""So many stories weigh as much as what is usual."""

Reason = Literal["better", "not_better", "unsure", "too_few"]


@dataclass(frozen=True, slots=True)
class Row:
    """F1 of both ways, from 0 to 1."""

    measure: str
    old: float
    new: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """``difference``, new less old, and the bounds of its interval, in points of 100 of F1 over all quotes.

    ``reason``: “better” (accepted), “not_better” (no gain), “unsure” (a gain, but a loss may be behind it), “too_few”.
    """

    accepted: bool
    reason: Reason
    splits: int
    difference: float
    low: float
    high: float
    rows: tuple[Row, ...]

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "rows": [asdict(row) for row in self.rows]}


def judge(
    texts: Sequence[str],
    gold: Sequence[Sequence[ScoredQuote]],
    old: Way,
    new: Way,
    *,
    most_fits: int | None = None,
    seed: int = 0,
    told: Callable[[float], None] = lambda share: None,
) -> Verdict:
    """Whether the new way is better on articles like these. See ``trial`` for the options."""
    return verdict(trial(texts, gold, old, new, most_fits=most_fits, seed=seed, told=told))


def verdict(tried: Trial) -> Verdict:
    """What a trial says."""
    rows = rows_of(tried)
    stories = stories_with_counts(tried)
    if len(stories) < FEWEST_STORIES:
        return Verdict(False, "too_few", len(tried.splits), 0.0, 0.0, 0.0, rows)
    difference = float(difference_of(stories.sum(0)))
    error, freedom = error_of(tried, stories)
    reach = error * quantile(CONFIDENCE, freedom)
    low = difference - reach
    reason: Reason = "not_better" if difference <= 0 else "unsure" if low <= WORST else "better"
    figures = {"difference": difference, "low": low, "high": difference + reach}
    rounded = {name: round(figure, 2) for name, figure in figures.items()}
    return Verdict(accepted=reason == "better", reason=reason, splits=len(tried.splits), rows=rows, **rounded)


def rows_of(tried: Trial) -> tuple[Row, ...]:
    old, new = f1_of(tried.counts.sum((0, 1)))
    return tuple(
        Row(measure, round(float(before), 4), round(float(after), 4))
        for measure, before, after in zip(MEASURES, old, new, strict=True)
    )


def stories_with_counts(tried: Trial) -> Counts:
    """Of each story in which anything is asked for or proposed: both ways' counts of all quotes, means over repeats."""
    articles = tried.counts[:, :, :, MEASURES.index("all")].mean(0)
    numbers = np.unique(np.asarray(tried.stories, dtype=np.intp), return_inverse=True)[1]
    stories = np.zeros((numbers.max(initial=-1) + 1, 2, 3))
    np.add.at(stories, numbers, articles)
    return np.asarray(stories[stories.sum((1, 2)) > 0])


def difference_of(counts: Counts) -> NDArray[np.float64]:
    """New less old, in points of 100 of F1; the axis before the last is the way."""
    f1 = f1_of(counts)
    return np.asarray(100 * (f1[..., 1] - f1[..., 0]))


def error_of(tried: Trial, stories: Counts) -> tuple[float, float]:
    """The standard error of the difference in points, and its degrees of freedom."""
    own = between_stories(stories)
    usual = DESIGN_EFFECT * by_single_quotes(tried, stories.sum(0))
    freedom = effective(stories) - 1
    moderated = (PRIOR_STORIES * usual + freedom * own) / (PRIOR_STORIES + freedom)
    return sqrt(moderated + between_repeats(tried)), PRIOR_STORIES + freedom


def between_stories(stories: Counts) -> float:
    """The variance of the difference by leaving out one story after the other."""
    without = difference_of(stories.sum(0) - stories)
    return float((len(stories) - 1) / len(stories) * ((without - without.mean()) ** 2).sum())


def by_single_quotes(tried: Trial, whole: Counts) -> float:
    """The variance of the difference if each quote had changed by itself, of those that did and of one more.

    A quote that is found now moves F1 by (2 − F1) / (proposed + asked), one that is wrong no more by F1 / (…); where
    both come together, as when an edge is mended, by 2 / (…).
    """
    size = whole[:, 1:].sum() / 2
    f1 = float(f1_of(whole).mean())
    gained, lost, added, mended = np.moveaxis(tried.changed, -1, 0)
    together = np.minimum(gained, mended) + np.minimum(lost, added)
    found, wrong = gained + lost - together, added + mended - together
    squares = 4 * together + (2 - f1) ** 2 * found + f1**2 * wrong
    return float(100**2 * (squares.sum(1).mean() + (2 - f1) ** 2) / size**2)


def between_repeats(tried: Trial) -> float:
    """The variance of the mean over repeats, as far as other partitions gave other figures."""
    repeats = difference_of(tried.counts[:, :, :, MEASURES.index("all")].sum(1))
    return float(repeats.var(ddof=1) / len(repeats)) if len(repeats) > 1 else 0.0


def effective(stories: Counts) -> float:
    """How many stories of the same size would weigh as much (Kish): one long article is no crowd."""
    sizes = stories[:, :, 1:].sum((1, 2))
    return float(sizes.sum() ** 2 / (sizes**2).sum())


def quantile(confidence: float, freedom: float) -> float:
    """Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, confidence))
