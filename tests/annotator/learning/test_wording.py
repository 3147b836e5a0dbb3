"""What a training came to, in sentences."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from annotator.learning.report import Report
from annotator.learning.wording import curve_in_words, scores_in_words, signed, what_came_of_it
from tests.annotator.learning.reports import REFUSED, report


def said(gate: dict[str, Any] | None = None, *, is_forced: bool = False) -> str:
    return what_came_of_it(Report.of(report(**(gate or {}))), is_forced=is_forced)


def test_a_better_version_says_by_how_much_and_how_sure_that_is() -> None:
    assert said() == (
        "Trained on 25 articles; on articles it had not seen it was 6.4 points better than what was in use before "
        "(+3.9 to +8.9)."
    )


def test_a_refused_version_says_why_the_old_one_stays() -> None:
    assert said(REFUSED) == (
        "Trained on 25 articles; on articles it had not seen it was 0.3 points worse (−1.4 to +0.8), so what was in "
        "use stays."
    )


def test_an_unsure_gain_is_no_reason_to_change() -> None:
    words = said({**REFUSED, "reason": "unsure", "difference": 0.6, "low": -1.2, "high": 2.4})
    assert "0.6 points better, but that is too unsure (−1.2 to +2.4), so what was in use stays" in words


def test_no_difference_is_neither_better_nor_worse() -> None:
    words = said({**REFUSED, "difference": -0.04, "low": -0.9, "high": 0.8})
    assert "as good as what was in use (−0.9 to +0.8)" in words


@pytest.mark.parametrize(("difference", "words"), [(-0.3, "0.3 points worse"), (0.2, "0.2 points better")])
def test_a_version_that_was_taken_all_the_same_says_so(difference: float, words: str) -> None:
    sentence = said({**REFUSED, "difference": difference}, is_forced=True)
    assert words in sentence
    assert "put in use all the same" in sentence
    assert "stays" not in sentence


@pytest.mark.parametrize(("articles", "words"), [(1, "there is 1."), (2, "there are 2."), (0, "there are 0.")])
def test_too_few_articles_say_how_many_are_needed(articles: int, words: str) -> None:
    data = {**report(**REFUSED), "articles": articles}
    data["gate"]["reason"] = "too_few"
    assert what_came_of_it(Report.of(data)) == f"3 fully checked articles are needed; {words}"


def test_figures_have_signs_and_the_readers_comma() -> None:
    assert [signed(value) for value in (0.84, -1.36, 0.04, -0.04)] == ["+0.8", "−1.4", "0.0", "0.0"]
    with translation.override("es"):
        assert signed(-1.36) == "−1,4"


def test_the_curve_says_where_it_begins_and_ends() -> None:
    assert curve_in_words(Report.of(report()).curve) == (
        "Of 100 points, the rules alone reach 53; after 25 articles it is 83."
    )
    assert curve_in_words(()) == ""


def test_a_high_score_says_what_it_was_worth_and_is_worth() -> None:
    calibration = Report.of(report()).calibration
    assert calibration is not None
    first, second = (words.replace("\N{NO-BREAK SPACE}", " ") for words in scores_in_words(calibration))
    assert first.startswith("Before, a score of 90 % was right 84 % of the time. ")
    assert first.endswith("With this version a score of 90 % is right 89 % of the time.")
    assert second.startswith("On average a score was 8.3 points of 100 away from the share that was right; ")
    assert second.endswith("with this version it is 2.1.")
