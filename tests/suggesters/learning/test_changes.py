"""Examples of what a new way changes, and what scores are worth."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from suggesters.evaluation.matching import ScoredQuote
from suggesters.learning.changes import calibration, changes
from suggesters.learning.trial import Trial, trial
from suggesters.suggestions import Quote
from tests.suggesters.learning.worlds import Fixed, quote_at, span_of, text_of

PLACES = 30


def wide(place: int, score: float) -> Quote:
    """A quote with wrong edges: this place and the next two."""
    return Quote("direct", ((span_of(place)[0], span_of(place + 2)[1]),), score=score)


def tried_with(*articles: tuple[Sequence[int], Sequence[Quote], Sequence[Quote]]) -> Trial:
    """Of each article: the places of gold, what the old way proposes and what the new one does. Others have nothing."""
    known = [*articles, *[((), (), ())] * 3]
    texts = [text_of(number, PLACES) for number in range(len(known))]
    gold = [tuple(ScoredQuote("direct", (span_of(place),)) for place in places) for places, _, _ in known]
    return trial(texts, gold, Fixed(lambda number: known[number][1]), Fixed(lambda number: known[number][2]))


def content(*quotes: Quote) -> list[list[int]]:
    return [list(span) for quote in quotes for span in quote.content]


def brief(changed: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(one["article"], one["kind"], one["content"], one["was_right"]) for one in changed]


def test_a_quote_that_only_the_new_way_finds_is_gained_and_the_other_way_round_lost() -> None:
    found = changes(tried_with(([0, 5], [quote_at(0)], [quote_at(5)])))
    assert brief(found["gained"]) == [(0, "found", content(quote_at(5)), True)]
    assert brief(found["lost"]) == [(0, "lost", content(quote_at(0)), True)]
    assert found["gained"][0]["instead"] == []


def test_what_both_find_or_both_have_wrong_is_no_change() -> None:
    both = [quote_at(0, 0.9), quote_at(7, 0.4)]
    assert changes(tried_with(([0], both, both))) == {"gained": [], "lost": []}


def test_wrong_edges_that_become_right_are_one_example() -> None:
    found = changes(tried_with(([5], [wide(5, 0.6)], [quote_at(5, 0.7)])))
    assert brief(found["gained"]) == [(0, "mended", content(quote_at(5)), True)]
    assert found["gained"][0]["instead"] == content(wide(5, 0.6))
    assert found["lost"] == []


def test_right_edges_that_become_wrong_are_one_example() -> None:
    found = changes(tried_with(([5], [quote_at(5, 0.7)], [wide(5, 0.6)])))
    assert brief(found["lost"]) == [(0, "lost", content(quote_at(5)), True)]
    assert found["lost"][0]["instead"] == content(wide(5, 0.6))
    assert found["gained"] == []


def test_wrong_proposals_that_go_and_come_are_told() -> None:
    found = changes(tried_with(([0], [quote_at(0), quote_at(7)], [quote_at(0), quote_at(9)])))
    assert brief(found["gained"]) == [(0, "mended", content(quote_at(7)), False)]
    assert brief(found["lost"]) == [(0, "added wrong", content(quote_at(9)), False)]


def test_the_most_telling_come_first() -> None:
    new = [quote_at(0, 0.5), quote_at(5, 0.9), quote_at(10, 0.95)]
    found = changes(tried_with(([0, 5, 10], [wide(10, 0.6)], new)))
    assert [one["score"] for one in found["gained"]] == [0.9, 0.5, 0.95]  # the last was nearly as sure before


def test_other_articles_come_before_a_second_example_of_one() -> None:
    first = ([0, 5, 10], (), [quote_at(0, 0.9), quote_at(5, 0.8), quote_at(10, 0.7)])
    second = ([0, 5], (), [quote_at(0, 0.4), quote_at(5, 0.3)])
    found = changes(tried_with(first, second))
    assert [one["article"] for one in found["gained"]] == [0, 1, 0, 1, 0]


def test_ten_each_way_are_shown() -> None:
    places = range(0, PLACES, 2)
    found = changes(tried_with((places, (), [quote_at(place) for place in places])))
    assert (len(found["gained"]), len(found["lost"])) == (10, 0)
    assert json.loads(json.dumps(found)) == found


def test_optional_quotes_are_no_examples() -> None:
    texts = [text_of(number, PLACES) for number in range(3)]
    gold = [(ScoredQuote("direct", (span_of(0),), optional=True),)] * 3
    nothing, one = Fixed(lambda number: []), Fixed(lambda number: [quote_at(0)])
    assert changes(trial(texts, gold, nothing, one)) == {"gained": [], "lost": []}


def test_calibration_says_what_scores_were_worth_before_and_after() -> None:
    old = [quote_at(0, 0.95), quote_at(1, 0.95), quote_at(7, 0.95), quote_at(8, 0.95)]
    new = [quote_at(0, 0.52), quote_at(1, 0.5), quote_at(7, 0.5), quote_at(8, 0.5)]
    found = calibration(tried_with(([0, 1], old, new)))
    assert [row for row in found["before"] if row[2]] == [[0.95, 0.5, 4]]
    assert [row for row in found["after"] if row[2]] == [[0.505, 0.5, 4]]
    assert (found["ece_before"], found["ece_after"]) == (0.45, 0.005)
    assert len(found["before"]) == len(found["after"]) == 10
    assert json.loads(json.dumps(found)) == found
