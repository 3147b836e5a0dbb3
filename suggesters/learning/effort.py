"""What a person would have to do with what two ways suggest: accept, mend edges, reject, add."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from suggesters.evaluation.matching import Letters, ScoredQuote
from suggesters.learning.trial import Side, Trial


def effort(tried: Trial) -> dict[str, Any]:
    """For “old” and “new”: quotes found, wrong, missed, and how many of the found ones have other edges than gold’s.

    Of each article once, as it was suggested by what had not learned from it. Empty where nothing was compared.
    """
    if not tried.first:
        return {}
    letters = [Letters(text) for text in tried.texts]
    old, new = (counted([sides[way] for sides in tried.first], tried.gold, letters) for way in (0, 1))
    return {"articles": len(tried.texts), "old": old, "new": new}


def counted(sides: Iterable[Side], gold: Sequence[Sequence[ScoredQuote]], letters: Sequence[Letters]) -> list[int]:
    found = wrong = missed = edges = 0
    for side, quotes, text in zip(sides, gold, letters, strict=True):
        right = side.right(quotes)
        found += len(right)
        wrong += len(side.wrong())
        missed += sum(not quote.optional for quote in quotes) - len(right)
        edges += sum(
            text.trimmed(quotes[number].content) != text.trimmed(side.quotes[side.matched[number]].content)
            for number in right
        )
    return [found, wrong, missed, edges]
