"""Minutes that people need, at the pace that was measured."""

from __future__ import annotations

import pytest

from annotator.learning.minutes import in_words, minutes_of
from annotator.learning.report import Effort, Tally
from annotator.services.pace import Pace

EFFORT = Effort(25, Tally(230, 60, 70, 30), Tally(250, 40, 50, 20))
PACE = {"accepted": Pace(3, 40), "corrected": Pace(9, 20), "rejected": Pace(4, 20), "added": Pace(20, 10)}


def test_each_version_costs_what_its_suggestions_make_people_do() -> None:
    found = minutes_of(EFFORT, PACE)
    assert found is not None
    assert found.before == pytest.approx((200 * 3 + 30 * 9 + 60 * 4 + 70 * 20) * 4 / 60)
    assert found.now == pytest.approx((230 * 3 + 20 * 9 + 40 * 4 + 50 * 20) * 4 / 60)
    said = in_words(found, PACE, is_measured=True)
    assert (
        "about 135 minutes with this version; with the one before it was 167. That saves 32 minutes." in said.sentence
    )
    assert said.facts == [
        "3.0 s to accept a quote", "9.0 s to correct one", "4.0 s to reject one", "20.0 s to add one that was missed",
    ]  # fmt: skip


def test_a_version_that_costs_more_says_so() -> None:
    found = minutes_of(Effort(25, EFFORT.new, EFFORT.old), PACE)
    assert "That is 32 minutes more." in in_words(found, PACE, is_measured=True).sentence


def test_a_version_that_costs_as_much_says_so() -> None:
    found = minutes_of(Effort(25, EFFORT.new, EFFORT.new), PACE)
    assert in_words(found, PACE, is_measured=True).sentence.endswith("as with the one before.")


def test_with_too_few_decisions_nothing_is_reckoned() -> None:
    pace = {**PACE, "added": Pace(20, 9)}
    found = minutes_of(EFFORT, pace)
    said = in_words(found, pace, is_measured=True)
    assert found is None
    assert not said.is_known
    assert said.sentence.startswith("Not measured yet")
    assert said.facts == ["so far 40 accepted, 20 corrected, 20 rejected, 9 added"]


def test_a_sort_of_decision_that_nobody_has_to_make_is_not_needed() -> None:
    pace = {name: one for name, one in PACE.items() if name != "corrected"}
    found = minutes_of(Effort(4, Tally(10, 1, 2, 0), Tally(11, 1, 1, 0)), pace)
    assert found is not None
    assert len(in_words(found, pace, is_measured=True).facts) == 3


def test_a_project_that_measures_no_time_says_where_to_switch_it_on() -> None:
    assert "settings" in in_words(None, {}, is_measured=False).sentence
