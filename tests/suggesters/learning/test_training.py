"""Training as a whole: a model, and a report of whether it is better than what was before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from suggesters.fitting import Checked
from suggesters.learning import training
from suggesters.learning.study import Fixed, Learned, Study
from suggesters.learning.training import Former, Trained, learn, numbered, way_of
from suggesters.pipeline import RULES_VERSION, Source, Suggester
from suggesters.profiles import DEFAULT, PRESETS, Profile
from tests.suggesters.learning.models import small_model
from tests.suggesters.learning.work import Guideline

GERMAN = Checked(Source("Die Fähre kam wieder nicht, sagte sie, und der Rat schwieg dazu.", "de"), ())
KEYS = {
    *("articles", "left_out", "quotes", "seconds", "key", "profile", "former_profile"),
    *("gate", "curve", "calibration", "changes", "effort"),
}
WRONG = PRESETS["polnear"]


@pytest.fixture(scope="module")
def given() -> list[Checked]:
    """Seven articles whose people keep parts apart, and one that cannot be read in their midst."""
    articles = Guideline().articles(7)
    articles.insert(2, GERMAN)
    return articles


@pytest.fixture(scope="module")
def told() -> list[tuple[str, float]]:
    return []


@pytest.fixture(scope="module")
def trained(suggester: Suggester, given: list[Checked], told: list[tuple[str, float]]) -> Trained:
    """From the wrong preset, which joins the parts."""
    return learn(given, suggester=suggester, current=WRONG, tell=lambda what, share: told.append((what, share)))


def quickly(articles: Sequence[Checked], suggester: Suggester, *, current: Profile, **wanted: Any) -> Trained:
    """With as few fits as can be."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "FITS_OF_CURVE", ((10_000, 2),))
        patch.setattr(training, "FITS_OF_MANY", ((10_000, 3),))
        return learn(articles, suggester=suggester, current=current, **wanted)


def test_the_report_is_plain_json_with_all_its_keys(trained: Trained) -> None:
    assert trained.report.keys() >= KEYS
    assert json.loads(json.dumps(trained.report)) == trained.report


def test_the_report_counts_what_was_read_and_what_was_left_out(trained: Trained) -> None:
    report = trained.report
    assert (report["articles"], report["left_out"], report["quotes"]) == (7, 1, 28)
    assert report["seconds"] > 0


def test_the_model_is_that_of_the_report(trained: Trained) -> None:
    assert trained.model is not None
    assert trained.model.key == trained.report["key"]
    assert trained.model.rules == RULES_VERSION
    assert trained.model.profile.as_json() == trained.report["profile"]
    assert trained.report["former_profile"] == WRONG.as_json()


def test_a_wrong_preset_is_put_right_and_the_gate_accepts_that(trained: Trained) -> None:
    assert trained.report["profile"]["parts"] == "apart"
    assert "infinitives" not in trained.report["profile"]["kinds"]
    gate = trained.report["gate"]
    assert (gate["accepted"], gate["reason"]) == (True, "better")
    assert 0 < gate["low"] <= gate["difference"] <= gate["high"]
    f1 = {row["measure"]: (row["old"], row["new"]) for row in gate["rows"]}
    assert f1.keys() == {"all", "direct", "mixed", "indirect", "parts", "speaker"}
    assert f1["all"][0] < 0.5 < 0.9 < f1["all"][1]
    assert f1["direct"] == (0, 1)


def test_the_curve_begins_with_the_rules_and_rises(trained: Trained) -> None:
    curve = trained.report["curve"]
    assert curve[0]["articles"] == 0
    assert curve[-1]["articles"] > 3
    for point in curve:
        for kind in ("all", "direct", "mixed", "indirect"):
            f1, low, high = point[kind]
            assert 0 <= low <= f1 <= high <= 1
    assert curve[0]["all"][0] == pytest.approx(trained.report["gate"]["rows"][0]["old"], abs=0.02)
    assert curve[-1]["all"][0] > curve[0]["all"][0] + 0.4


def test_scores_keep_their_word_better_than_before(trained: Trained) -> None:
    found = trained.report["calibration"]
    assert len(found["before"]) == len(found["after"]) == 10
    assert found["ece_after"] < found["ece_before"]


def test_changes_have_the_numbers_of_the_articles_as_they_were_given(trained: Trained, given: list[Checked]) -> None:
    gained = trained.report["changes"]["gained"]
    assert gained
    for one in gained:
        article = given[one["article"]]
        assert article is not GERMAN
        contents = [[list(span) for span in quote.content] for quote in article.quotes]
        assert one["content"] in contents or not one["was_right"]
    assert max(one["article"] for one in gained) > 2, "those after the one left out are counted on"


def test_numbers_are_those_given() -> None:
    rows: dict[str, list[dict[str, Any]]] = {"gained": [{"article": 1, "score": 0.5}], "lost": [{"article": 0}]}
    assert numbered(rows, [3, 5]) == {"gained": [{"article": 5, "score": 0.5}], "lost": [{"article": 3}]}


def test_each_stage_tells_how_far_it_is(trained: Trained, told: list[tuple[str, float]]) -> None:
    assert list(dict.fromkeys(what for what, _ in told)) == ["reading", "comparing", "measuring", "learning"]
    for stage in ("reading", "comparing", "measuring"):
        shares = [share for what, share in told if what == stage]
        assert shares == sorted(shares)
        assert shares[-1] == pytest.approx(1)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_fewer_than_three_articles_teach_nothing(suggester: Suggester, number: int) -> None:
    found = quickly([*Guideline().articles(number), GERMAN], suggester, current=DEFAULT)
    assert found.model is None
    assert found.report["key"] is None
    assert (found.report["articles"], found.report["left_out"]) == (number, 1)
    assert (found.report["gate"]["accepted"], found.report["gate"]["reason"]) == (False, "too_few")
    assert found.report["profile"] == found.report["former_profile"] == DEFAULT.as_json()
    json.dumps(found.report)


def test_three_teach_something_and_the_same_the_next_time(suggester: Suggester) -> None:
    one, other = (quickly(Guideline().articles(3), suggester, current=DEFAULT) for _ in range(2))
    assert one.model is not None
    assert one.report["key"] == other.report["key"]
    assert {**one.report, "seconds": 0} == {**other.report, "seconds": 0}


def test_where_there_is_nothing_to_learn_nothing_is_accepted(suggester: Suggester) -> None:
    found = quickly(Guideline(own=False).articles(4), suggester, current=DEFAULT)
    assert found.report["profile"] == DEFAULT.as_json()
    assert not found.report["gate"]["accepted"]
    assert found.report["changes"] == {"gained": [], "lost": []}


def test_a_former_model_is_learned_anew_from_its_own_articles_alone(suggester: Suggester) -> None:
    study = Study(Guideline().articles(4), suggester=suggester, current=DEFAULT)
    former = Former(small_model(profile=WRONG), frozenset({7, 9, 40}))
    way = way_of(former, study, Learned(study), read=[3, 7, 8, 9])
    assert isinstance(way, Learned)
    assert way.only == frozenset({1, 3})
    assert way.study.current == WRONG


def test_a_former_model_of_other_articles_stays_as_it_is(suggester: Suggester) -> None:
    study = Study(Guideline().articles(2), suggester=suggester, current=DEFAULT)
    former = Former(small_model(), frozenset({7}))
    assert way_of(former, study, Learned(study), read=[0, 1]) == Fixed(study, former.model)
    rules = Learned(study)
    assert way_of(None, study, rules, read=[0, 1]) is rules


def test_what_is_compared_with_is_the_former_model(suggester: Suggester) -> None:
    """One that proposes nothing is bettered; one that learned from all the same articles is not."""
    articles = Guideline().articles(5)
    silent = Former(small_model(profile=DEFAULT, weights={}, none=40.0, loose={}))
    found = quickly(articles, suggester, current=DEFAULT, former=silent)
    f1 = {row["measure"]: (row["old"], row["new"]) for row in found.report["gate"]["rows"]}
    assert f1["indirect"] == (0, pytest.approx(1, abs=0.1))
    assert found.report["former_profile"] == DEFAULT.as_json()
    assert found.model is not None
    again = quickly(articles, suggester, current=DEFAULT, former=Former(found.model, frozenset(range(5))))
    assert again.report["gate"]["difference"] == 0
    assert not again.report["gate"]["accepted"]
