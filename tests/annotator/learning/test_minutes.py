"""Minutes that people need, at the pace that was measured."""

from __future__ import annotations

import pytest

from annotator.learning.minutes import in_words, minutes_of
from annotator.learning.report import Report
from annotator.services.pace import Pace
from tests.annotator.learning.reports import report

PACE = {"accepted": Pace(3, 40), "corrected": Pace(9, 20), "rejected": Pace(4, 20), "added": Pace(20, 10)}


def test_each_version_costs_what_its_suggestions_make_people_do() -> None:
    found = minutes_of(Report.of(report()), PACE)
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
    data = report()
    row = data["gate"]["rows"][0]
    row["old_counts"], row["new_counts"] = row["new_counts"], row["old_counts"]
    said = in_words(minutes_of(Report.of(data), PACE), PACE, is_measured=True)
    assert "That is 32 minutes more." in said.sentence


def test_with_too_few_decisions_nothing_is_reckoned() -> None:
    pace = {**PACE, "added": Pace(20, 9)}
    found = minutes_of(Report.of(report()), pace)
    said = in_words(found, pace, is_measured=True)
    assert found is None
    assert not said.is_known
    assert said.sentence.startswith("Not measured yet")
    assert said.facts == ["so far 40 accepted, 20 corrected, 20 rejected, 9 added"]


def test_a_sort_of_decision_that_nobody_has_to_make_is_not_needed() -> None:
    data = report()
    data["gate"]["rows"][0].update(old_counts=[10, 1, 2], new_counts=[11, 1, 1])
    pace = {name: one for name, one in PACE.items() if name != "corrected"}
    found = minutes_of(Report.of(data), pace)
    assert found is not None
    assert len(in_words(found, pace, is_measured=True).facts) == 3


def test_a_project_that_measures_no_time_says_where_to_switch_it_on() -> None:
    assert "settings" in in_words(None, {}, is_measured=False).sentence


def test_a_report_without_counts_says_nothing_of_time() -> None:
    data = report()
    del data["gate"]["rows"][0]["new_counts"]
    assert minutes_of(Report.of(data), PACE) is None
