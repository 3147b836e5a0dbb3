"""Two ways to suggest, tried on articles that neither has learned from: one pass feeds gate, examples and calibration.

A figure of F1 is 2 × found / (proposed + asked); these three are counted for each article, so that any sum of
articles has its F1. What counts as found is the overlap of ``evaluation/scores.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suggesters.evaluation.matching import Letters, ScoredQuote, Unit, scored
from suggesters.evaluation.scores import Tally, count_matches, count_type, match, speaker_is_right, units
from suggesters.learning.folds import Split, splits, stories_of
from suggesters.learning.ways import Way
from suggesters.suggestions import Quote

TYPES = ("direct", "mixed", "indirect")
MEASURES = ("all", *TYPES, "parts", "speaker")
"""“parts”: each fragment of a quote by itself; “speaker”: quotes with a speaker, found with the right one."""

Counts = NDArray[np.float64]
"""Found, proposed and asked for (the last axis) of each measure (the axis before)."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one way proposed for one article. ``matched``: each found gold quote's number with the proposal's."""

    quotes: tuple[Quote, ...]
    matched: Mapping[int, int]
    counts: Counts

    def right(self, gold: Sequence[ScoredQuote]) -> frozenset[int]:
        """The numbers of the gold quotes that were asked for and found."""
        return frozenset(number for number in self.matched if not gold[number].optional)

    def wrong(self) -> list[Quote]:
        """What is no quote of gold."""
        fitting = set(self.matched.values())
        return [quote for number, quote in enumerate(self.quotes) if number not in fitting]

    def judged(self, gold: Sequence[ScoredQuote]) -> list[tuple[float, bool]]:
        """Each proposal's score and whether it was right; what fits optional gold is neither right nor wrong."""
        gold_of = {proposal: number for number, proposal in self.matched.items()}
        return [
            (quote.score, number in gold_of)
            for number, quote in enumerate(self.quotes)
            if number not in gold_of or not gold[gold_of[number]].optional
        ]


@dataclass(frozen=True, slots=True)
class Trial:
    """``counts``: by repeat, article, way (old, new), measure, and found, proposed, asked. ``weights``: that of each
    article in all counts; several articles of one story weigh as much as one.

    ``changed``: by repeat and article, how many quotes only the new way found, how many only the old one, and how many
    proposals only the new way, and only the old one, has wrong. ``first``: both sides of each article in the first
    repeat. ``judged``: for the old way and the new one, scores with whether they were right, of all repeats.
    """

    texts: Sequence[str]
    gold: Sequence[Sequence[ScoredQuote]]
    stories: Sequence[int]
    weights: Sequence[float]
    splits: Sequence[Split]
    counts: Counts
    changed: NDArray[np.float64]
    first: Sequence[tuple[Side, Side]]
    judged: tuple[Sequence[tuple[float, bool]], Sequence[tuple[float, bool]]]


def trial(
    texts: Sequence[str],
    gold: Sequence[Sequence[ScoredQuote]],
    old: Way,
    new: Way,
    *,
    most_fits: int | None = None,
    seed: int = 0,
    told: Callable[[float], None] = lambda share: None,
) -> Trial:
    """Try both ways by repeated cross-validation; fewer than three stories are not divided.

    ``most_fits``: of each way, see ``folds.splits``. ``told`` is called with the share that is done.
    """
    stories = stories_of(texts)
    plan = splits(stories, most=most_fits, seed=seed)
    weights = weights_of(stories)
    repeats = 1 + max((split.repeat for split in plan), default=0)
    counts = np.zeros((repeats, len(texts), 2, len(MEASURES), 3))
    changed = np.zeros((repeats, len(texts), 4))
    first: dict[int, tuple[Side, Side]] = {}
    judged: tuple[list[tuple[float, bool]], list[tuple[float, bool]]] = ([], [])
    for number, split in enumerate(plan):
        before, after = old.fit(split.learned), new.fit(split.learned)
        for article in split.tested:
            letters, asked = Letters(texts[article]), gold[article]
            sides = (side_of(letters, asked, before(article)), side_of(letters, asked, after(article)))
            for way, side in enumerate(sides):
                counts[split.repeat, article, way] = weights[article] * side.counts
                judged[way].extend(side.judged(asked))
            changed[split.repeat, article] = weights[article] * changes_between(*sides, asked)
            if not split.repeat:
                first[article] = sides
        told((number + 1) / len(plan))
    sides_of = [first[number] for number in sorted(first)]
    return Trial(texts, gold, stories, weights, plan, counts, changed, sides_of, judged)


def weights_of(stories: Sequence[int]) -> list[float]:
    articles = Counter(stories)
    return [1 / articles[story] for story in stories]


def side_of(letters: Letters, gold: Sequence[ScoredQuote], quotes: Sequence[Quote]) -> Side:
    """What a way proposed, beside gold."""
    predicted = [scored(quote) for quote in quotes]
    golden, proposed = units("overlap", letters, gold), units("overlap", letters, predicted)
    matched = match("overlap", letters, golden, proposed)
    tallies = {measure: Tally() for measure in MEASURES}
    count_matches(tallies["all"], golden, proposed, matched)
    for kind in TYPES:
        count_type(tallies[kind], golden, proposed, matched, type=kind)
    fragments = units("part_overlap", letters, gold), units("part_overlap", letters, predicted)
    count_matches(tallies["parts"], *fragments, match("part_overlap", letters, *fragments))
    count_speakers(tallies["speaker"], letters, golden, proposed, matched)
    rows = [(one.found, one.found + one.wrong, one.found + one.missed) for one in tallies.values()]
    return Side(tuple(quotes), matched, np.array(rows, dtype=np.float64))


def count_speakers(
    tally: Tally, letters: Letters, gold: Sequence[Unit], predicted: Sequence[Unit], matched: Mapping[int, int]
) -> None:
    """Of quotes with a speaker: a proposal is right if quote and speaker are; optional gold is left out."""
    asked = {number for number, unit in enumerate(gold) if unit.quote.speaker and not unit.quote.optional}
    ignored = {matched[number] for number in matched.keys() - asked}
    found = sum(
        speaker_is_right(letters, gold[number].quote, predicted[matched[number]].quote)
        for number in asked & matched.keys()
    )
    proposed = sum(bool(unit.quote.speaker) for number, unit in enumerate(predicted) if number not in ignored)
    tally.add(found=found, wrong=max(0, proposed - found), missed=len(asked) - found)


def changes_between(old: Side, new: Side, gold: Sequence[ScoredQuote]) -> NDArray[np.float64]:
    """Quotes found by the new way only and by the old only; wrong proposals of the new only and of the old only."""
    before, after = old.right(gold), new.right(gold)
    wrong_before, wrong_after = ({quote.content for quote in side.wrong()} for side in (old, new))
    found = len(after - before), len(before - after)
    return np.array([*found, len(wrong_after - wrong_before), len(wrong_before - wrong_after)], dtype=np.float64)


def f1_of(counts: Counts) -> Counts:
    """F1 from found, proposed and asked in the last axis; 0 where nothing is proposed or asked for."""
    whole = counts[..., 1] + counts[..., 2]
    return np.asarray(2 * counts[..., 0] / np.maximum(whole, 1e-12))
