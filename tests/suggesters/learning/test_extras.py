"""Captions and names in a training: kept where they help on articles held back, and part of the model then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from suggesters.fitting import Checked
from suggesters.learning import training
from suggesters.learning.extras import Extra, Figures, Values, extra_of
from suggesters.learning.training import learn
from suggesters.pipeline import Source
from tests.suggesters.learning.work import Guideline
from tests.suggesters.shipped import shipped

PICTURE = "\n\nAn artist's impression of the bridge in {month}\n\nNobody was hurt, and the water fell again."
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "October", "November", "December")


def with_wrong_captions(article: Checked, number: int) -> Checked:
    """The article with lines that look like captions, none of which people took for one."""
    text = article.source.text + "".join(PICTURE.format(month=f"{month} of year {number}") for month in MONTHS)
    return replace(article, source=Source(text, "en"), captions=())


def test_a_training_learns_captions_with_quotes_and_both_are_in_the_models_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training, "FITS_OF_CURVE", ((10_000, 2),))
    monkeypatch.setattr(training, "FITS_OF_MANY", ((10_000, 3),))
    articles = [with_wrong_captions(one, number) for number, one in enumerate(Guideline().articles(5))]
    suggester = shipped("newsroom")
    trained = learn(articles, suggester=suggester, current=suggester.profile)
    assert trained.model is not None
    assert trained.model.captions["picture"] < 0.3
    assert trained.report["captions"]["kept"]
    assert trained.report["captions"]["number"] == 55
    assert trained.report["persons"]["reason"] in ("too_few", "not_better")
    assert trained.report["key"] == trained.model.key != replace(trained.model, captions={}).key
    found = suggester.learned(trained.model).suggest(articles[0].source.text, language="en")
    assert {caption.score for caption in found.captions} == {trained.model.captions["picture"]}


def tried(shown: Sequence[int], stories: Sequence[int], seen: list[tuple[int, ...]]) -> Extra:
    """What each article shows is its number; whatever is learned finds one more."""

    def learned(some: Sequence[int]) -> Values:
        seen.append(tuple(some))
        return {"form": 0.5}

    def count(figures: Figures, one: int, values: Values) -> None:
        figures.tally.add(found=1 + bool(values), wrong=0, missed=1 - bool(values))

    return extra_of(
        shown, stories, learn=learned, count=count, number=9, is_better=lambda before, after: after.f1 > before.f1
    )


def test_it_is_tried_on_articles_held_back_then_learned_from_all() -> None:
    seen: list[tuple[int, ...]] = []
    extra = tried(range(5), range(5), seen)
    assert sorted(map(len, seen)) == [4, 4, 4, 4, 4, 5]
    assert extra.values == {"form": 0.5}
    assert (extra.report["f1_before"], extra.report["f1_after"]) == (pytest.approx(2 / 3, abs=1e-3), 1)


def test_articles_of_one_story_are_held_back_together() -> None:
    seen: list[tuple[int, ...]] = []
    tried(range(5), [0, 0, 2, 3, 4], seen)
    assert all((0 in some) == (1 in some) for some in seen)


def test_fewer_than_three_stories_are_too_few() -> None:
    seen: list[tuple[int, ...]] = []
    extra = tried(range(4), [0, 0, 2, 2], seen)
    assert (extra.values, extra.report["reason"], seen) == ({}, "too_few", [])
