"""What is learned from checked articles, and what a model then proposes for others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from suggesters.fitting import Checked
from suggesters.learned.model import model_of
from suggesters.learning.study import MANY, Fixed, Learned, Rules, Study, parts_held_back
from suggesters.pipeline import Source, Suggester
from suggesters.profiles import DEFAULT, PRESETS
from suggesters.suggestions import LEAST_SURE, Quote, Spans
from tests.suggesters.learning.models import small_model
from tests.suggesters.learning.work import CLAIMS, Guideline, Said, checked

ARTICLES = 8
GERMAN = Checked(Source("Die Fähre kam wieder nicht, sagte sie, und der Rat schwieg dazu.", "de"), ())
TAILS = "after a week of rain", "before the market opened", "during the long drought", "following the storm"


@pytest.fixture(scope="module")
def study(suggester: Suggester) -> Study:
    """Eight articles whose people mark what was “accepted”, which the rules do not know."""
    return Study(Guideline().articles(ARTICLES), suggester=suggester, current=DEFAULT)


def words(study: Study, number: int, quotes: Sequence[Quote]) -> list[str]:
    text = study.articles[number].source.text
    return [" … ".join(text[start:end] for start, end in quote.content) for quote in quotes]


def contents(quotes: Sequence[Quote]) -> list[Spans]:
    return [quote.content for quote in quotes]


def test_a_verb_that_the_rules_do_not_know_is_learned_from_six_articles(study: Study) -> None:
    model = study.learn(range(6))
    for number in (6, 7):
        accepted = f"that {CLAIMS[number][1]}"
        assert accepted not in words(study, number, study.quotes_by_rules(number, DEFAULT))
        assert accepted in words(study, number, study.quotes(number, model))


def test_what_the_rules_had_right_stays(study: Study) -> None:
    model = study.learn(range(6))
    for number in (6, 7):
        before = set(contents(study.quotes_by_rules(number, DEFAULT)))
        assert before < set(contents(study.quotes(number, model)))


def test_an_edge_that_people_always_draw_elsewhere_is_learned(suggester: Suggester) -> None:
    """Two sentences an article whose tail the rules take in and these people leave out."""

    def article(number: int) -> Checked:
        claim, other, _ = CLAIMS[number]
        tail, last = TAILS[number % 4], TAILS[(number + 1) % 4]
        text = f"Owen Pryce said that {claim}, {tail}. Nia Bowen said that {other}, {last}."
        return checked(text, [Said((f"that {claim}",), "said"), Said((f"that {other}",), "said")])

    study = Study([article(number) for number in range(7)], suggester=suggester, current=DEFAULT)
    wanted = [f"that {CLAIMS[6][0]}", f"that {CLAIMS[6][1]}"]
    assert words(study, 6, study.quotes_by_rules(6, DEFAULT)) != wanted
    assert words(study, 6, study.quotes(6, study.learn(range(6)))) == wanted


def test_the_guideline_of_the_articles_is_part_of_what_is_learned(study: Study) -> None:
    model = study.starting(PRESETS["polnear"]).learn(range(6))
    assert (model.profile.parts, model.profile.name) == ("apart", "learned")
    assert study.learn(range(6)).profile == DEFAULT


def test_the_same_articles_give_the_same_model(suggester: Suggester, study: Study) -> None:
    again = Study(Guideline().articles(ARTICLES), suggester=suggester, current=DEFAULT)
    again.learn(range(3))
    assert again.learn(range(6)).as_json() == study.learn(range(6)).as_json()


def test_what_was_not_learned_from_leaves_no_trace(suggester: Suggester, study: Study) -> None:
    """Words that the other articles alone have are not even known with a weight of nothing."""
    alone = Study(Guideline().articles(6), suggester=suggester, current=DEFAULT)
    assert alone.learn(range(6)).key == study.learn(range(6)).key


def test_a_model_proposes_in_a_study_what_it_proposes_in_the_suggester(suggester: Suggester, study: Study) -> None:
    model = study.learn(range(6))
    suggested = suggester.learned(model).suggest(study.articles[7].source.text, language="en").quotes
    found = study.quotes(7, model)
    assert contents(found) == contents([quote for quote in suggested if quote.score >= LEAST_SURE])
    assert [quote.score for quote in found] == [quote.score for quote in suggested if quote.score >= LEAST_SURE]


def test_so_does_a_model_of_other_articles_with_what_stands_in_one_of_these_alone(suggester: Suggester) -> None:
    text = Guideline().article(0).source.text
    other = Guideline().article(1).source.text.replace("accepted that", "said that")
    articles = [Checked(Source(text_of, "en"), ()) for text_of in (text, other)]
    study = Study(articles, suggester=suggester, current=DEFAULT)
    nothing = study.learn([])
    model = replace(nothing, weights={**nothing.weights, "lemma=accept": 8.0})
    suggested = suggester.learned(model).suggest(text, language="en").quotes
    assert f"that {CLAIMS[0][1]}" in words(study, 0, suggested)
    assert words(study, 0, Fixed(study, model).fit([])(0)) == words(study, 0, suggested)


def test_the_learned_score_is_calibrated_on_articles_held_back(study: Study) -> None:
    model = study.learn(range(6))
    assert set(model.calibration) == {"direct", "other"}
    for steps in model.calibration.values():
        assert steps[0][1] < steps[-1][1]
    assert model_of(model.as_bytes()) == model


def test_few_articles_are_held_back_in_thirds_and_many_once() -> None:
    numbers = list(range(7))
    parts = parts_held_back(numbers)
    assert len(parts) == 3
    assert sorted(number for part in parts for number in part) == numbers
    assert parts_held_back([1, 2]) == []
    (part,) = parts_held_back(list(range(MANY)))
    assert len(part) == MANY // 3


def test_two_articles_teach_weights_though_no_score_can_be_checked(study: Study) -> None:
    assert study.learn([0, 1]).weights


def test_an_article_without_a_parse_is_in_no_figure_and_shifts_no_number(suggester: Suggester) -> None:
    plain, mixed = Guideline().articles(4), Guideline().articles(4)
    mixed.insert(1, GERMAN)
    study = Study(mixed, suggester=suggester, current=DEFAULT)
    assert study.quotes(1, study.learn(range(5))) == () == study.quotes_by_rules(1, DEFAULT)
    without = Study(plain, suggester=suggester, current=DEFAULT)
    assert study.learn(range(5)).key == without.learn(range(4)).key == study.of([0, 2, 3, 4]).learn(range(4)).key
    assert words(study, 2, study.quotes_by_rules(2, DEFAULT)) == words(without, 1, without.quotes_by_rules(1, DEFAULT))


def test_some_of_the_articles_show_their_own_guideline(suggester: Suggester) -> None:
    joined, apart = Guideline(joined=True).articles(4), Guideline().articles(8)[4:]
    study = Study([*joined, *apart], suggester=suggester, current=PRESETS["gum"])
    assert study.of([4, 5, 6, 7]).profile(range(4)).parts == "apart"
    assert study.of([0, 1, 2, 3]).profile(range(4)).parts == study.profile(range(4)).parts == "joined"


def test_reading_tells_how_far_it_is(suggester: Suggester) -> None:
    told: list[float] = []
    Study(Guideline().articles(3), suggester=suggester, current=DEFAULT, told=told.append)
    assert told == pytest.approx([1 / 3, 2 / 3, 1])


def ways(study: Study) -> dict[str, Callable[[], list[str]]]:
    """What each way proposes for the last article, after all others."""
    others = list(range(ARTICLES - 1))
    model = study.learn([])
    return {
        "rules": lambda: words(study, 7, Rules(study, DEFAULT).fit(others)(7)),
        "learner": lambda: words(study, 7, Learned(study).fit(others)(7)),
        "learner of nothing": lambda: words(study, 7, Learned(study, only=frozenset({7})).fit(others)(7)),
        "learner of some": lambda: words(study, 7, Learned(study, only=frozenset(range(6))).fit(others)(7)),
        "model": lambda: words(study, 7, Fixed(study, model).fit(others)(7)),
    }


def test_each_way_learns_from_what_it_may(study: Study) -> None:
    accepted = f"that {CLAIMS[7][1]}"
    found = {name: accepted in way() for name, way in ways(study).items()}
    assert found == {
        "rules": False,
        "learner": True,
        "learner of nothing": False,
        "learner of some": True,
        "model": False,
    }


def test_a_profile_decides_of_edges_alone_without_reading_again(study: Study) -> None:
    kept = len(study.kept)
    model = small_model(profile=replace(DEFAULT, full_stop=True), weights={}, none=-9.0)
    study.quotes(0, model)
    study.read(DEFAULT)
    study.read(replace(DEFAULT, name="our desk", that=False, phrases=True))
    assert len(study.kept) <= kept + 1
