"""Which of several ways to suggest fits checked articles best, judged on the same articles and the same parse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from suggesters.evaluation.matching import ScoredQuote
from suggesters.evaluation.scores import Scores
from suggesters.suggestions import Span

POINTS_OF_F1 = 20
"""Five of 100 of F1 weigh as much as one quote whose parts show whether they are joined."""
CLEAR = 0.5
"""Points from which the evidence on parts is clear."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A checked article: its quotes, and what each way proposes, by the way's name."""

    text: str
    gold: Sequence[ScoredQuote]
    proposed: Mapping[str, Sequence[ScoredQuote]]


@dataclass(frozen=True, slots=True)
class Fit:
    """How one way fits: overlap F1 of all quotes, of direct ones, and of fragments by themselves."""

    name: str
    all: float
    direct: float
    parts: float


@dataclass(frozen=True, slots=True)
class KindFit:
    """Of one kind of attribution: how many were proposed, and how many of them are quotes of the checked articles."""

    kind: str
    right: int
    proposed: int


def scores_by(samples: Iterable[Sample], names: Sequence[str]) -> dict[str, Scores]:
    """The scores of each of these ways over all samples."""
    scores = {name: Scores() for name in names}
    for sample in samples:
        for name in names:
            scores[name].add(sample.text, sample.gold, sample.proposed[name])
    return scores


def fit_of(name: str, scores: Scores) -> Fit:
    tallies = scores.all["overlap"], scores.direct["overlap"], scores.all["part_overlap"]
    return Fit(name, *(round(tally.f1, 4) for tally in tallies))


def ranked(scores: Mapping[str, Scores]) -> list[Fit]:
    """The ways, best first; of two that are equally good, the one that comes first in ``scores``."""
    return sorted((fit_of(name, found) for name, found in scores.items()), key=lambda fit: -fit.all)


def kind_fit(kind: str, *, without: Scores, with_it: Scores) -> KindFit:
    """What this kind adds to what is found and proposed without it."""
    before, after = without.all["overlap"], with_it.all["overlap"]
    proposed = after.found + after.wrong - before.found - before.wrong
    return KindFit(kind, max(0, min(after.found - before.found, proposed)), max(0, proposed))


def parts_of(
    samples: Iterable[Sample], *, joined: str, apart: str, best_joined: float, best_apart: float
) -> Literal["joined", "apart", ""]:
    """Whether the checked articles join the parts around “she said”; empty where they do not show it clearly.

    ``joined`` and ``apart`` name two ways that differ in nothing else. Each place where parts are proposed is a point
    for what people made of it, and so are five of 100 of F1 between the best way that joins and the best that does not.
    A quote of theirs that goes on after its own cue is a point as well, whether it was proposed or not.
    """
    points = POINTS_OF_F1 * (best_joined - best_apart)
    for sample in samples:
        seen = seams(sample.gold, sample.proposed[joined], sample.proposed[apart])
        points += max(seen["joined"], interrupted(sample.gold)) - seen["apart"]
    return "" if abs(points) < CLEAR else "joined" if points > 0 else "apart"


def seams(gold: Sequence[ScoredQuote], joined: Sequence[ScoredQuote], apart: Sequence[ScoredQuote]) -> Counter[str]:
    """For two neighbouring fragments of a proposed quote: whether gold has them in one quote (joined) or not (apart).

    That gold has only one of them says “apart” as well, unless the way that keeps parts apart joins these two.
    """
    found: Counter[str] = Counter()
    for quote in joined:
        for first, second in zip(quote.content, quote.content[1:], strict=False):
            one, other = holder(first, gold), holder(second, gold)
            if one is None and other is None:
                continue
            if one == other:
                found["joined"] += 1
            elif one is not None and other is not None or not are_together(first, second, apart):
                found["apart"] += 1
    return found


def interrupted(gold: Iterable[ScoredQuote]) -> int:
    """How often a quote’s own cue stands between two of its fragments."""
    return sum(
        first[1] <= start and end <= second[0]
        for quote in gold
        for first, second in zip(quote.content, quote.content[1:], strict=False)
        for start, end in quote.cue[:1]
    )


def are_together(first: Span, second: Span, quotes: Iterable[ScoredQuote]) -> bool:
    return any(shared(first, quote) and shared(second, quote) for quote in quotes)


def holder(fragment: Span, quotes: Sequence[ScoredQuote]) -> int | None:
    """The number of the quote that holds most of the fragment, None where none holds half of it."""
    start, end = fragment
    most, number = max(((shared(fragment, quote), -place) for place, quote in enumerate(quotes)), default=(0, 0))
    return -number if 2 * most >= end - start else None


def shared(fragment: Span, quote: ScoredQuote) -> int:
    start, end = fragment
    return sum(max(0, min(end, to) - max(start, begin)) for begin, to in quote.content)
