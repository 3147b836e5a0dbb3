"""The learning curve: F1 on articles that were not learned from, over how many were.

The articles are divided into five folds. Beside each fold the learner learns from the first 3, 5, 10, … of the other
articles in random order and is tested on the fold, so that sizes are tested on the same articles and can be compared.
Small sizes come again, in other orders, while the budget of fits lasts: they cost least and vary most. The trial that
the gate judges by is the last point; it costs nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suggesters.evaluation.matching import Letters
from suggesters.learning.folds import Split, divided
from suggesters.learning.gate import quantile
from suggesters.learning.trial import MEASURES, TYPES, Counts, Trial, f1_of, side_of
from suggesters.learning.ways import Predictor, Way

SIZES = (3, 5, 10, 25, 50, 100, 250, 500, 1000)
CLEARLY_SMALLER = 0.75
"""Than the last point: a size just before it would show nothing."""
SHOWN = ("all", *TYPES)
FOLDS = 5
FITS = 40
MOST_REPEATS = 3
CONFIDENCE = 0.95
"""Of the intervals."""

Tested = Mapping[int, Counts]
"""By article that was tested on after one fit: the counts of the measures that are shown."""


@dataclass(frozen=True, slots=True)
class Point:
    """After learning from so many articles: F1 from 0 to 1 with the bounds of its interval, by measure."""

    articles: int
    f1: Mapping[str, tuple[float, float, float]]

    def as_json(self) -> dict[str, Any]:
        return {"articles": self.articles, **{measure: list(values) for measure, values in self.f1.items()}}


def curve(
    tried: Trial,
    rules: Way,
    learner: Way,
    *,
    fits: int = FITS,
    seed: int = 0,
    told: Callable[[float], None] = lambda share: None,
) -> list[Point]:
    """How good the rules are, at 0 articles, then the learner; ``tried`` is a trial whose new way is the learner.

    ``fits``: how many more are made at most, but one for each size. Empty for too few articles.
    """
    if not tried.splits:
        return []
    reached = round(sum(len(split.learned) for split in tried.splits) / len(tried.splits))
    sizes = [size for size in SIZES if size <= CLEARLY_SMALLER * reached]
    found: dict[int, list[Tested]] = {size: [] for size in sizes}
    work = list(fits_for(tried.stories, sizes, fits=fits, seed=seed))
    for number, (size, articles, split) in enumerate(work):
        found[size].append(tested(tried, learner.fit(articles), split.tested))
        told((number + 1) / len(work))
    first = tested(tried, rules.fit(()), range(len(tried.texts)))
    points = {0: [first], **found, reached: list(of_trial(tried))}
    return [point(size, fits_made, tried.stories) for size, fits_made in points.items()]


def fits_for(
    stories: Sequence[int], sizes: Sequence[int], *, fits: int, seed: int
) -> Iterator[tuple[int, list[int], Split]]:
    """Each size with the articles to learn from, in ascending order, and the split whose fold is tested on."""
    chance = Random(seed)  # noqa: S311 - no secret
    folds = min(FOLDS, len(set(stories)))
    left = shares(len(sizes), fits=fits, folds=folds)
    for repeat in range(MOST_REPEATS):
        for split in divided(stories, folds, chance, repeat=repeat):
            order = chance.sample(split.learned, len(split.learned))
            for place, size in enumerate(sizes):
                if left[place]:
                    left[place] -= 1
                    yield size, sorted(order[:size]), split


def shares(sizes: int, *, fits: int, folds: int) -> list[int]:
    """How often each size is fitted: all alike up to once a fold, then the smallest first for another repeat."""
    each = max(1, min(folds, fits // max(1, sizes)))
    result, rest = [each] * sizes, fits - each * sizes
    for _ in range(MOST_REPEATS - 1):
        for place in range(sizes):
            if each == folds and rest >= folds:
                result[place], rest = result[place] + folds, rest - folds
    return result


def tested(tried: Trial, predictor: Predictor, articles: Sequence[int]) -> Tested:
    kept = [MEASURES.index(measure) for measure in SHOWN]
    return {
        number: tried.weights[number]
        * side_of(Letters(tried.texts[number]), tried.gold[number], predictor(number)).counts[kept]
        for number in articles
    }


def of_trial(tried: Trial) -> Iterator[Tested]:
    kept = [MEASURES.index(measure) for measure in SHOWN]
    for split in tried.splits:
        yield {number: tried.counts[split.repeat, number, 1, kept] for number in split.tested}


def point(size: int, fits: Sequence[Tested], stories: Sequence[int]) -> Point:
    """F1 over all fits together. Its error is that between stories or that between fits, whichever is larger:
    the second also knows how much depends on which articles were learned from."""
    by_story: dict[int, Counts] = {}
    for one in fits:
        for number, counts in one.items():
            by_story[stories[number]] = by_story.get(stories[number], 0) + counts
    of_stories = np.array(list(by_story.values()))
    of_fits = np.array([np.sum(list(one.values()), axis=0) for one in fits])
    values = f1_of(of_stories.sum(0))
    variance = np.maximum(spread(of_stories), spread(of_fits) if len(of_fits) > 1 else 0)
    reach = quantile((1 + CONFIDENCE) / 2, len(of_stories) - 1) * np.sqrt(variance)
    return Point(
        size,
        {
            measure: (round(float(f1), 4), round(max(0.0, float(f1 - far)), 4), round(min(1.0, float(f1 + far)), 4))
            for measure, f1, far in zip(SHOWN, values, reach, strict=True)
        },
    )


def spread(parts: Counts) -> NDArray[np.float64]:
    """The variance of F1 by the jackknife: of the sum of the parts, leaving out one after the other."""
    without = f1_of(parts.sum(0) - parts)
    return np.asarray((len(parts) - 1) / len(parts) * ((without - without.mean(0)) ** 2).sum(0))
