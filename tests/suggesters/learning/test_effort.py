"""What a person would have to do with what two ways suggest."""

from __future__ import annotations

from suggesters.learning.effort import effort
from suggesters.learning.trial import trial
from suggesters.suggestions import Quote
from tests.suggesters.learning.test_changes import tried_with
from tests.suggesters.learning.worlds import Fixed, quote_at, span_of


def nearly(place: int) -> Quote:
    """The quote at the place without its last letters: found, with another edge."""
    start, end = span_of(place)
    return Quote("direct", ((start, end - 1),), score=0.8)


def test_found_wrong_missed_and_edges_are_counted_for_both() -> None:
    found = effort(tried_with(([0, 5, 9], [quote_at(0), quote_at(20)], [nearly(0), quote_at(5)])))
    assert found == {"articles": 4, "old": [1, 1, 2, 0], "new": [2, 0, 1, 1]}


def test_where_nothing_was_compared_there_is_no_effort() -> None:
    nothing = Fixed(lambda number: [])
    assert effort(trial(["A text."], [()], nothing, nothing)) == {}
