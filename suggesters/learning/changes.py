"""What would change most: examples of both ways, and what their scores are worth, from one trial.

Each example is of an article that neither way had learned from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from suggesters.evaluation.reliability import Judged, calibration_error, reliability
from suggesters.learning.trial import Side, Trial
from suggesters.suggestions import Quote, Spans

EXAMPLES = 10

Kind = Literal["found", "mended", "lost", "added wrong"]


@dataclass(frozen=True, slots=True)
class Change:
    """One quote that only one of the ways proposes.

    | kind | content |
    | --- | --- |
    | found | a right quote of the new way, where the old one had none |
    | mended | the new way's right quote instead of a wrong one, or the old way's wrong one that is gone |
    | lost | a right quote of the old way, which the new one has not |
    | added wrong | a wrong one of the new way, where the old one had none |

    ``article``: its number in the trial. ``instead``: what the other way proposes at the place, if anything.
    ``telling``: how much surer the way that proposes it is than the other one is of what it has there.
    """

    article: int
    kind: Kind
    content: Spans
    score: float
    was_right: bool
    instead: Spans
    telling: float

    def as_json(self) -> dict[str, Any]:
        return {
            "article": self.article,
            "kind": self.kind,
            "content": [list(span) for span in self.content],
            "score": round(self.score, 4),
            "was_right": self.was_right,
            "instead": [list(span) for span in self.instead],
        }


def changes(tried: Trial, *, most: int = EXAMPLES) -> dict[str, list[dict[str, Any]]]:
    """“gained” and “lost”: the most telling examples of each, from as many articles as there are."""
    gained: list[Change] = []
    lost: list[Change] = []
    for article, (old, new) in enumerate(tried.first):
        gold = tried.gold[article]
        before, after = old.right(gold), new.right(gold)
        gained += between(article, right_of(new, after - before), new, wrong_of(old, new), old, gained=True)
        lost += between(article, right_of(old, before - after), old, wrong_of(new, old), new, gained=False)
    return {"gained": chosen(gained, most), "lost": chosen(lost, most)}


def right_of(side: Side, gold: Iterable[int]) -> list[Quote]:
    """The proposals that are these gold quotes."""
    return [side.quotes[side.matched[number]] for number in sorted(gold)]


def wrong_of(side: Side, other: Side) -> list[Quote]:
    """What the one side has wrong and the other does not propose."""
    proposed = {quote.content for quote in other.quotes}
    return [quote for quote in side.wrong() if quote.content not in proposed]


def between(
    article: int, right: Sequence[Quote], better: Side, wrong: Sequence[Quote], worse: Side, *, gained: bool
) -> Iterator[Change]:
    """What the better side alone has right, and the worse side alone wrong; one change where both are of one place."""
    replaced: set[Spans] = set()
    for quote in right:
        instead = at_place(quote, wrong)
        replaced |= {instead.content} if instead else set()
        kind: Kind = "lost" if not gained else "mended" if instead else "found"
        yield change(article, kind, quote, at_place(quote, worse.quotes), was_right=True)
    for quote in wrong:
        if quote.content not in replaced:
            other = at_place(quote, better.quotes)
            yield change(article, "mended" if gained else "added wrong", quote, other, was_right=False)


def change(article: int, kind: Kind, quote: Quote, other: Quote | None, *, was_right: bool) -> Change:
    instead, score = (other.content, other.score) if other else ((), 0.0)
    return Change(article, kind, quote.content, quote.score, was_right, instead, quote.score - score)


def at_place(quote: Quote, others: Iterable[Quote]) -> Quote | None:
    """The likeliest of the others that shares words with the quote."""
    sharing = (other for other in others if share_words(quote.content, other.content))
    return max(sharing, key=lambda other: other.score, default=None)


def share_words(some: Spans, others: Spans) -> bool:
    return any(start < to and begin < end for start, end in some for begin, to in others)


def chosen(found: Iterable[Change], most: int) -> list[dict[str, Any]]:
    """The most telling ones; a second one of an article comes after the first of each other."""
    seen: dict[int, int] = {}
    ranked: list[tuple[int, Change]] = []
    for one in sorted(found, key=lambda one: (-one.telling, one.article, one.content)):
        seen[one.article] = seen.get(one.article, 0) + 1
        ranked.append((seen[one.article], one))
    ranked.sort(key=lambda pair: pair[0])
    return [one.as_json() for _, one in ranked[:most]]


def calibration(tried: Trial) -> dict[str, Any]:
    """By tenth of the score the mean score, the share right and how many; and the expected calibration error."""
    before, after = tried.judged
    return {
        **{"before": bins_of(before), "after": bins_of(after)},
        **{"ece_before": round(calibration_error(before), 4), "ece_after": round(calibration_error(after), 4)},
    }


def bins_of(judged: Judged) -> list[list[float]]:
    return [[round(score, 4), round(right, 4), number] for score, right, number in reliability(judged)]
