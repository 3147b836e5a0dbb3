"""What captions are worth in a project: a form that is always wrong there sinks, one that is right rises."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from suggesters.captions import find_captions, rescored
from suggesters.fitting import Checked
from suggesters.learning.captions import ShownCaptions, count, learn_captions, shares_of, shown_by
from suggesters.learning.extras import Extra, Figures
from suggesters.pipeline import Source, Suggester
from suggesters.suggestions import LEAST_SURE, Span
from tests.suggesters.learning.models import small_model
from tests.suggesters.shipped import shipped

NAMES = ("Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gil", "Hana", "Ida", "Jon")
PROSE = "The river rose on Monday. Nobody was hurt, and the water fell again."
CREDITED = "The pier of Marlow in June. Foto: {name} Lee / dpa"
PICTURE = "An artist's impression of the bridge by {name}"


def text_with(*lines: str, name: str) -> str:
    return "\n\n".join([PROSE, *(line.format(name=name) for line in lines), PROSE, f"The end of {name}.", PROSE])


def spans(text: str, *lines: str, name: str) -> tuple[Span, ...]:
    found = [line.format(name=name) for line in lines]
    return tuple((text.index(line), text.index(line) + len(line)) for line in found)


def checked(lines: tuple[str, ...], right: tuple[str, ...], *, name: str) -> Checked:
    text = text_with(*lines, name=name)
    return Checked(Source(text, "en"), (), spans(text, *right, name=name))


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return shipped("newsroom")


def learned(suggester: Suggester, articles: list[Checked]) -> Extra:
    readings = list(suggester.readings(article.source for article in articles))
    return learn_captions(articles, readings, stories=list(range(len(articles))))


def test_each_form_of_evidence_has_a_name_that_says_nothing_of_the_words() -> None:
    found = {
        name: find_captions(text_with(CREDITED, PICTURE, name=name), least_score=0) for name in ("Ada", "Bartholomew")
    }
    forms = [[caption.form for caption in captions] for captions in found.values()]
    assert forms[0] == forms[1] == ["ends_labelled", "picture"]


def test_a_form_that_is_always_wrong_sinks_and_a_right_one_rises(suggester: Suggester) -> None:
    lines = (CREDITED, *[f"{PICTURE} in {place}" for place in ("May", "June", "July", "spring")])
    articles = [checked(lines, (CREDITED,), name=name) for name in NAMES]
    extra = learned(suggester, articles)
    assert extra.values["picture"] < LEAST_SURE
    assert extra.values["ends_labelled"] > 0.98
    assert extra.report["kept"]
    assert extra.report["reason"] == "better"
    assert extra.report["f1_after"] > extra.report["f1_before"]
    assert extra.report["ece_after"] < extra.report["ece_before"]
    assert extra.report["number"] == 50


def test_where_nothing_is_gained_nothing_is_kept_and_the_report_says_so(suggester: Suggester) -> None:
    """The form is right about as often as its score says: 2 of 3."""
    articles = [checked((PICTURE,), (PICTURE,) if number % 3 else (), name=name) for number, name in enumerate(NAMES)]
    extra = learned(suggester, articles[:9])
    assert extra.values == {}
    assert (extra.report["kept"], extra.report["reason"]) == (False, "not_better")


def test_articles_whose_captions_nobody_looked_at_teach_nothing(suggester: Suggester) -> None:
    articles = [Checked(Source(text_with(PICTURE, name=name), "en"), ()) for name in NAMES]
    extra = learned(suggester, articles)
    assert extra.values == {}
    assert (extra.report["articles"], extra.report["number"], extra.report["reason"]) == (0, 0, "too_few")


def test_two_articles_are_too_few(suggester: Suggester) -> None:
    extra = learned(suggester, [checked((PICTURE,), (), name=name) for name in NAMES[:2]])
    assert extra.report["reason"] == "too_few"


def shown_in(suggester: Suggester, article: Checked) -> ShownCaptions:
    (reading,) = suggester.readings([article.source])
    return shown_by(article.source.text, article.captions or (), reading)


def test_one_suggestion_hardly_moves_what_is_shipped(suggester: Suggester) -> None:
    shown = shown_in(suggester, checked((PICTURE,), (), name="Ada"))
    assert shares_of([shown]) == {"picture": pytest.approx(25 * 0.65 / 26, abs=1e-4)}


def test_a_caption_that_the_page_marked_is_neither_proposed_nor_missed(suggester: Suggester) -> None:
    article = checked((PICTURE, "By the bridge, {name}"), (PICTURE, "By the bridge, {name}"), name="Ada")
    marked = replace(article, source=replace(article.source, captions=article.captions or ()))
    assert (len(shown_in(suggester, article).proposed), shown_in(suggester, article).missed) == (1, 1)
    assert shown_in(suggester, marked) == ShownCaptions((), 0)


def test_what_scores_too_little_is_missed(suggester: Suggester) -> None:
    shown = shown_in(suggester, checked((PICTURE,), (PICTURE,), name="Ada"))
    figures = Figures()
    count(figures, shown, {"picture": LEAST_SURE - 0.01})
    assert (figures.tally.found, figures.tally.wrong, figures.tally.missed) == (0, 0, 1)


def test_a_model_scores_captions_and_leaves_out_what_is_too_unlikely(suggester: Suggester) -> None:
    text = text_with(CREDITED, PICTURE, name="Ada")
    model = small_model(captions={"picture": 0.2})
    found = suggester.learned(model).suggest(text, language="en").captions
    assert [(one.form, one.score) for one in found] == [("ends_labelled", 0.98), ("picture", 0.2)]
    sure = Suggester(suggester.nlp, least_score=LEAST_SURE, model=model).suggest(text, language="en").captions
    assert [one.form for one in sure] == ["ends_labelled"]


def test_a_form_that_was_not_seen_keeps_its_score() -> None:
    captions = find_captions(text_with(CREDITED, PICTURE, name="Ada"))
    assert rescored(captions, {}) == tuple(captions)
    assert [one.score for one in rescored(captions, {"scene": 0.1})] == [one.score for one in captions]


def test_no_word_of_an_article_is_in_what_was_learned(suggester: Suggester) -> None:
    lines = (CREDITED, *[f"{PICTURE} in {place}" for place in ("May", "June", "July", "spring")])
    extra = learned(suggester, [checked(lines, (CREDITED,), name=name) for name in NAMES])
    written = json.dumps([extra.values, extra.report]).lower()
    assert not [word for word in ("lee", "dpa", "marlow", "foto", *map(str.lower, NAMES)) if f'"{word}' in written]
