"""Made-up articles and ways to suggest of which it is known how good they are: what the gate is tried on.

An article is a row of places of ten letters; most are quotes, the others are not. The rules find each with the same
chance, a learner gains and loses some: more or fewer by article (quotes of one article are alike) and by what it
learned from (two samples teach different things, the more alike the more they share).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from suggesters.evaluation.matching import ScoredQuote
from suggesters.learning.ways import Predictor
from suggesters.suggestions import Quote, Span

WIDTH = 10
FALSE_PLACES = 0.3
"""Places that are no quote, for each that is one."""


def span_of(place: int) -> Span:
    return place * (WIDTH + 1), place * (WIDTH + 1) + WIDTH


def quote_at(place: int, score: float = 0.8) -> Quote:
    return Quote("direct", (span_of(place),), score=score)


def text_of(number: int, places: int) -> str:
    """A text that is like no other."""
    chance = np.random.default_rng(number)
    return " ".join("".join(map(chr, row)) for row in chance.integers(97, 123, (places, WIDTH)))


@dataclass(slots=True)
class World:
    """``gained``, ``lost``: the learner's mean chances to find what the rules miss and to lose what they find.

    ``by_article``, ``by_training``: how much the two vary, as standard deviations of their logarithm.
    """

    articles: int
    seed: int = 0
    right: float = 0.75
    gained: float = 0.1
    lost: float = 0.03
    by_article: float = 0.7
    by_training: float = 0.0
    quotes: float = 14.0
    sizes: NDArray[np.int64] = field(init=False)
    draws: list[NDArray[np.float64]] = field(init=False)
    tempers: NDArray[np.float64] = field(init=False)
    lessons: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        chance = np.random.default_rng(self.seed)
        many = np.exp(chance.normal(np.log(self.quotes) - 0.32, 0.8, self.articles))
        self.sizes = np.maximum(1, np.rint(many)).astype(np.int64)
        self.draws = [chance.random((3, self.places(number))) for number in range(self.articles)]
        self.tempers = np.exp(chance.normal(-(self.by_article**2) / 2, self.by_article, (self.articles, 2)))
        self.lessons = chance.normal(0, 1, (self.articles, 2))

    def places(self, number: int) -> int:
        return int(self.sizes[number] + max(1, round(FALSE_PLACES * self.sizes[number])))

    def text(self, number: int) -> str:
        return text_of(1000 * self.seed + number, self.places(number))

    def gold(self, number: int) -> tuple[ScoredQuote, ...]:
        return tuple(ScoredQuote("direct", (span_of(place),)) for place in range(self.sizes[number]))

    def found_by_rules(self, number: int) -> NDArray[np.bool_]:
        """Of places that are no quote as many are proposed wrongly as of the others are missed."""
        is_quote = np.arange(self.places(number)) < self.sizes[number]
        chance = np.where(is_quote, self.right, min(1.0, (1 - self.right) / FALSE_PLACES))
        return np.asarray(self.draws[number][0] < chance)

    def found_after(self, articles: Sequence[int], number: int) -> NDArray[np.bool_]:
        """What is proposed after learning from these articles."""
        before = self.found_by_rules(number)
        is_quote = np.arange(self.places(number)) < self.sizes[number]
        lesson = self.lessons[list(articles)].sum(0) / max(1, len(articles)) ** 0.5 if len(articles) else np.zeros(2)
        gained, lost = np.array([self.gained, self.lost]) * self.tempers[number] * np.exp(self.by_training * lesson)
        better, worse = self.draws[number][1] < gained, self.draws[number][2] < lost
        right = before == is_quote
        return np.asarray(np.where(right, ~worse, better) == is_quote)


@dataclass(frozen=True, slots=True)
class Made:
    """The rules of a world, or what learned in it; ``numbers``: which of its articles are known by 0, 1, 2, …"""

    world: World
    numbers: Sequence[int]
    learns: bool = True

    def fit(self, articles: Sequence[int]) -> Predictor:
        learned = [self.numbers[article] for article in articles]

        def predicted(article: int) -> list[Quote]:
            number = self.numbers[article]
            found = self.world.found_after(learned, number) if self.learns else self.world.found_by_rules(number)
            return [quote_at(int(place)) for place in np.flatnonzero(found)]

        return predicted


@dataclass(frozen=True, slots=True)
class Fixed:
    """A way that always proposes the same, whatever it learned from."""

    proposed: Callable[[int], Sequence[Quote]]

    def fit(self, articles: Sequence[int]) -> Predictor:
        return self.proposed


def material(world: World, numbers: Sequence[int]) -> tuple[list[str], list[tuple[ScoredQuote, ...]], Made, Made]:
    """Texts, gold, the rules and the learner of these articles."""
    texts, gold = [world.text(number) for number in numbers], [world.gold(number) for number in numbers]
    return texts, gold, Made(world, numbers, learns=False), Made(world, numbers)


def truth(world: World, learned: Sequence[int], others: Sequence[int]) -> float:
    """In points of 100 of F1: what learning from some articles changes on others."""
    sums = np.zeros((2, 3))
    for number in others:
        is_quote = np.arange(world.places(number)) < world.sizes[number]
        for way, found in enumerate((world.found_by_rules(number), world.found_after(learned, number))):
            sums[way] += (found & is_quote).sum(), found.sum(), is_quote.sum()
    f1 = 2 * sums[:, 0] / (sums[:, 1] + sums[:, 2])
    return float(100 * (f1[1] - f1[0]))
