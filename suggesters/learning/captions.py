"""What a caption's score is worth in one project: the share right of each form that proposes captions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suggesters.captions import rescored
from suggesters.evaluation.matching import Letters, ScoredQuote, Unit, pairs
from suggesters.evaluation.scores import FOUND
from suggesters.fitting import Checked
from suggesters.learning.extras import CLEARLY, SUGGESTIONS, Extra, Figures, Values, extra_of
from suggesters.pipeline import Reading
from suggesters.suggestions import LEAST_SURE, Caption, Span

CLEARLY_TRUER = 0.005
"""Of the calibration error."""
MOST_LOST = 0.005
"""Of F1, where the scores are truer for it."""


@dataclass(frozen=True, slots=True)
class ShownCaptions:
    """The captions that were proposed in an article, each with whether it is one, and how many were not proposed."""

    proposed: tuple[tuple[Caption, bool], ...]
    missed: int


def learn_captions(articles: Sequence[Checked], readings: Sequence[Reading], *, stories: Sequence[int]) -> Extra:
    """The share right of each form, by the articles whose captions were checked; nothing where it does not help."""
    rows = [
        (shown_by(article.source.text, article.captions, reading), story)
        for article, reading, story in zip(articles, readings, stories, strict=True)
        if article.captions is not None
    ]
    shown = [found for found, _ in rows]
    number = sum(len(found.proposed) for found in shown)
    return extra_of(
        shown, [story for _, story in rows], learn=shares_of, count=count, number=number, is_better=is_better
    )


def shown_by(text: str, captions: Sequence[Span], reading: Reading) -> ShownCaptions:
    """What one article shows. Captions that its page marked are not proposed, and so not asked for here."""
    letters = Letters(text)
    known = reading.prepared.source.captions
    asked = [(span,) for span in captions if not any(span[0] < end and start < span[1] for start, end in known)]
    proposed = reading.prepared.captions
    gold = [Unit(letters.trimmed(spans), ScoredQuote("", spans)) for spans in asked]
    own = [Unit(letters.trimmed(((one.start, one.end),)), ScoredQuote("", ((one.start, one.end),))) for one in proposed]
    found = set(pairs(gold, own, likeness=letters.likeness, least=FOUND).values())
    return ShownCaptions(tuple((one, place in found) for place, one in enumerate(proposed)), len(asked) - len(found))


def shares_of(shown: Sequence[ShownCaptions]) -> Values:
    """The share right of each form, drawn to the score that is shipped."""
    right: dict[str, list[float]] = {}
    for article in shown:
        for caption, is_right in article.proposed:
            row = right.setdefault(caption.form, [SUGGESTIONS * caption.score, SUGGESTIONS])
            row[0] += is_right
            row[1] += 1
    return {form: round(part / whole, 4) for form, (part, whole) in sorted(right.items())}


def count(figures: Figures, shown: ShownCaptions, shares: Values) -> None:
    found = rescored([caption for caption, _ in shown.proposed], shares)
    judged = [(caption.score, is_right) for caption, (_, is_right) in zip(found, shown.proposed, strict=True)]
    sure = [is_right for score, is_right in judged if score >= LEAST_SURE]
    unsure = sum(is_right for score, is_right in judged if score < LEAST_SURE)
    figures.tally.add(found=sum(sure), wrong=len(sure) - sum(sure), missed=shown.missed + unsure)
    figures.judged += judged


def is_better(before: Figures, after: Figures) -> bool:
    """Whether more are right, or the scores are truer and hardly fewer are."""
    gained = after.f1 - before.f1
    return gained > CLEARLY or (before.error - after.error > CLEARLY_TRUER and gained >= -MOST_LOST)
