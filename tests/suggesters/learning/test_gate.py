"""Whether a new way takes the old one's place, on made-up articles of which the truth is known."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from suggesters.evaluation.matching import ScoredQuote
from suggesters.learning.gate import WORST, Verdict, error_of, judge, stories_with_counts, verdict
from suggesters.learning.trial import trial
from suggesters.suggestions import Quote
from tests.suggesters.learning.worlds import Fixed, World, material, quote_at, span_of, text_of, truth

DRAWS = 40
OTHERS = 150
SIXTEEN = pytest.param(16, marks=pytest.mark.left_to_ci)

Proposing = Callable[[int], Sequence[Quote]]


def judged(articles: int, *, quotes: int, old: Proposing, new: Proposing) -> Verdict:
    texts = [text_of(number, quotes) for number in range(articles)]
    gold = [tuple(ScoredQuote("direct", (span_of(place),)) for place in range(quotes))] * articles
    return judge(texts, gold, Fixed(old), Fixed(new))


def some(share: float, quotes: int = 20) -> Proposing:
    """Finds this share of the quotes, others in each article."""
    return lambda number: [quote_at((number + place) % quotes) for place in range(round(share * quotes))]


def drawn(articles: int, *, gained: float, lost: float, by_training: float = 0.1) -> list[tuple[Verdict, float]]:
    """Verdicts beside what is true of other articles."""
    found = []
    for seed in range(DRAWS):
        world = World(articles + OTHERS, seed=seed + 1, gained=gained, lost=lost, by_training=by_training)
        real = truth(world, range(articles), range(articles, articles + OTHERS))
        found.append((judge(*material(world, range(articles)), most_fits=10), real))
    return found


def share(values: Sequence[bool]) -> float:
    return sum(values) / len(values)


def test_the_same_suggestions_are_not_better() -> None:
    found = judged(10, quotes=20, old=some(0.7), new=some(0.7))
    assert (found.accepted, found.reason, found.difference) == (False, "not_better", 0)
    assert found.low < 0 < found.high


def test_a_plain_loss_is_refused() -> None:
    found = judged(10, quotes=20, old=some(0.8), new=some(0.6))
    assert (found.accepted, found.reason) == (False, "not_better")
    assert found.high < 0


@pytest.mark.parametrize("articles", [3, 4, 5])
def test_what_a_wrong_profile_costs_is_seen_in_three_articles(articles: int) -> None:
    found = judged(articles, quotes=20, old=some(0.4), new=some(0.7))
    assert (found.accepted, found.reason) == (True, "better")
    assert found.difference > 20
    assert found.low > 5


def test_a_gain_of_two_for_a_loss_of_one_is_no_proof() -> None:
    """Of sixty quotes in three articles."""
    numbers = (15, 15, 13)
    new = [[quote_at(place) for place in range(number)] for number in numbers]
    found = judged(3, quotes=20, old=lambda number: [quote_at(place) for place in range(14)], new=new.__getitem__)
    assert (found.accepted, found.reason) == (False, "unsure")
    assert found.difference > 0
    assert found.low <= WORST


def test_a_gain_in_one_long_article_alone_is_no_proof() -> None:
    texts = [text_of(number, 100 if not number else 5) for number in range(6)]
    gold = [tuple(ScoredQuote("direct", (span_of(place),)) for place in range(100 if not n else 5)) for n in range(6)]
    old = Fixed(lambda number: [quote_at(place) for place in range(60 if not number else 4)])
    new = Fixed(lambda number: [quote_at(place) for place in range(70 if not number else 3)])
    found = judge(texts, gold, old, new)
    assert found.difference > 1
    assert found.reason == "unsure"


def test_copies_of_an_article_are_one_witness() -> None:
    """Four articles lose a little, and one gains much, however often it was printed."""

    def judged_with(copies: int) -> Verdict:
        numbers = [0, 1, 2, 3, *[4] * copies]
        texts = [text_of(number, 30) for number in numbers]
        gold = [tuple(ScoredQuote("direct", (span_of(place),)) for place in range(30))] * len(texts)
        new = Fixed(lambda number: [quote_at(place) for place in range(25 if number >= 4 else 19)])
        return judge(texts, gold, Fixed(lambda number: [quote_at(place) for place in range(20)]), new)

    assert judged_with(1) == replace(judged_with(12), splits=5)
    assert judged_with(1).reason == "unsure"


@pytest.mark.parametrize("articles", [0, 1, 2])
def test_fewer_than_three_articles_say_nothing(articles: int) -> None:
    assert judged(articles, quotes=20, old=some(0.2), new=some(0.9)).reason == "too_few"


def test_articles_in_which_nothing_was_said_say_nothing() -> None:
    found = judged(8, quotes=0, old=some(0), new=some(0))
    assert (found.accepted, found.reason) == (False, "too_few")


def test_the_same_articles_get_the_same_verdict() -> None:
    world = World(20)
    assert judge(*material(world, range(20))) == judge(*material(world, range(20)))


def test_a_verdict_is_plain_json() -> None:
    found = judged(5, quotes=20, old=some(0.4), new=some(0.8)).as_json()
    assert json.loads(json.dumps(found)) == found
    assert set(found) == {"accepted", "reason", "splits", "difference", "low", "high", "rows"}
    assert [row["measure"] for row in found["rows"]] == ["all", "direct", "mixed", "indirect", "parts", "speaker"]
    assert found["rows"][0] == {"measure": "all", "old": 0.5714, "new": 0.8889}
    assert found["splits"] == 5


@pytest.mark.parametrize(("articles", "refused"), [(5, 0.6), pytest.param(16, 0.2, marks=pytest.mark.left_to_ci)])
def test_what_is_clearly_better_is_mostly_taken(articles: int, refused: float) -> None:
    found = [(one.accepted, real) for one, real in drawn(articles, gained=0.15, lost=0.015) if real > 1]
    assert len(found) > 30
    assert share([not accepted for accepted, _ in found]) <= refused


@pytest.mark.parametrize("articles", [5, SIXTEEN])
def test_what_is_worse_is_seldom_taken(articles: int) -> None:
    found = [(one.accepted, real) for one, real in drawn(articles, gained=0.05, lost=0.045) if real < WORST]
    assert len(found) >= 15
    assert share([accepted for accepted, _ in found]) <= 0.15


@pytest.mark.parametrize("articles", [5, SIXTEEN])
def test_the_lower_bound_keeps_its_word(articles: int) -> None:
    """At 0.8, with a learner whose lessons depend much on what it learned from."""
    found = drawn(articles, gained=0.1, lost=0.033, by_training=0.3)
    assert share([one.low <= real for one, real in found]) >= 0.7


def test_the_error_is_about_what_verdicts_are_off_by() -> None:
    errors, off = [], []
    for seed in range(DRAWS):
        world = World(12 + OTHERS, seed=seed + 1, by_training=0.1)
        tried = trial(*material(world, range(12)), most_fits=10)
        errors.append(error_of(tried, stories_with_counts(tried))[0])
        off.append(verdict(tried).difference - truth(world, range(12), range(12, 12 + OTHERS)))
    assert 0.75 <= np.sqrt(np.mean(np.square(errors)) / np.mean(np.square(off))) <= 1.4
