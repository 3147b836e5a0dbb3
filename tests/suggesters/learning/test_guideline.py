"""The guideline that a few checked articles show, whatever the project's profile says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from suggesters.learning.guideline import Evidence, evidence_of, guideline_of
from suggesters.pipeline import Suggester
from suggesters.profiles import DEFAULT, EDGES, PRESETS, Profile, profile_from
from tests.suggesters.learning.work import Guideline, Said, checked

ARTICLES = 4
Shown = Callable[[Guideline], list[Evidence]]


@pytest.fixture(scope="module")
def shown(suggester: Suggester) -> Shown:
    """The evidence of the same four articles, checked by a guideline."""
    sources = [article.source for article in Guideline().articles(ARTICLES)]
    readings = list(suggester.readings(sources))
    return lambda guideline: [
        evidence_of(article, reading) for article, reading in zip(guideline.articles(ARTICLES), readings, strict=True)
    ]


def edges(profile: Profile) -> dict[str, bool]:
    return {name: getattr(profile, name) for name in EDGES}


def test_work_that_fits_leaves_the_profile_and_its_name(shown: Shown) -> None:
    assert guideline_of(shown(Guideline()), current=DEFAULT) == DEFAULT
    mine = replace(DEFAULT, name="our desk")
    assert guideline_of(shown(Guideline()), current=mine) == mine


@pytest.mark.parametrize("preset", PRESETS)
def test_where_nothing_is_shown_the_profile_stays(preset: str) -> None:
    assert guideline_of([], current=PRESETS[preset]) == PRESETS[preset]


def test_parts_that_people_join_are_joined(shown: Shown) -> None:
    found = guideline_of(shown(Guideline(joined=True)), current=DEFAULT)
    assert (found.name, found.parts) == ("learned", "joined")
    assert edges(found) == edges(DEFAULT)


@pytest.mark.parametrize("preset", ["polnear", "wide"])
def test_parts_that_people_keep_apart_are_apart(shown: Shown, preset: str) -> None:
    assert guideline_of(shown(Guideline()), current=PRESETS[preset]).parts == "apart"


def test_three_articles_are_enough(shown: Shown) -> None:
    assert guideline_of(shown(Guideline(joined=True))[:3], current=DEFAULT).parts == "joined"


def test_a_kind_that_people_mark_counts_and_one_that_they_leave_out_does_not(shown: Shown) -> None:
    marked = guideline_of(shown(Guideline(infinitives=True)), current=DEFAULT)
    assert marked == replace(DEFAULT, name="learned", kinds=DEFAULT.kinds | {"infinitives"})
    started = replace(DEFAULT, kinds=frozenset({"infinitives", "objects"}))
    left_out = guideline_of(shown(Guideline()), current=started)
    assert left_out.kinds == {"objects"}, "of objects these articles show nothing"


def test_optional_quotes_speak_neither_for_a_kind_nor_against_it(suggester: Suggester) -> None:
    text = "The council met. Ines Calder urged the council to repair the boat."
    article = checked(text, [Said(("the council to repair the boat",), "urged", "Ines Calder", optional=True)])
    (reading,) = suggester.readings([article.source])
    evidence = evidence_of(article, reading)
    assert not evidence.kinds["apart"]
    assert evidence_of(checked(text, []), reading).kinds["apart"] == {("infinitives", False): 1}


@pytest.mark.parametrize(
    ("guideline", "edge"),
    [(Guideline(full_stop=True), "full_stop"), (Guideline(that=False), "that"), (Guideline(marks=False), "marks")],
    ids=["full stop", "that", "marks"],
)
def test_an_edge_lies_where_people_draw_it(shown: Shown, guideline: Guideline, edge: str) -> None:
    """From either profile; the other edges stay as they are."""
    evidence, other = shown(guideline), not getattr(DEFAULT, edge)
    opposite = profile_from({**DEFAULT.as_json(), "edges": {edge: "in" if other else "out"}})
    for current in (DEFAULT, opposite):
        found = guideline_of(evidence, current=current)
        assert edges(found) == {**edges(DEFAULT), edge: other}


def test_two_edges_are_too_few(shown: Shown) -> None:
    assert not guideline_of(shown(Guideline(full_stop=True, own=False))[:2], current=DEFAULT).full_stop
    assert guideline_of(shown(Guideline(full_stop=True, own=False))[:3], current=DEFAULT).full_stop


def test_quotes_within_quotes_count_where_people_mark_three(suggester: Suggester) -> None:
    text = "“Then my son said he would stay,” Ines Calder said."
    outer = Said(("“Then my son said he would stay,”",), "said", "Ines Calder")
    article = checked(text, [outer, Said(("he would stay",), "said", "my son")])
    (reading,) = suggester.readings([article.source])
    evidence = evidence_of(article, reading)
    assert not guideline_of([evidence] * 2, current=DEFAULT).counts("nested")
    assert guideline_of([evidence] * 3, current=DEFAULT).counts("nested")


def test_what_goes_on_after_its_attribution_is_tried_joined_apart_and_left_out(shown: Shown) -> None:
    proposed = shown(Guideline())[0].sample.proposed
    sizes = {parts: sorted(len(quote.content) for quote in quotes) for parts, quotes in proposed.items()}
    assert sizes == {"joined": [1, 2], "apart": [1, 1, 1], "clauses": [1, 1]}
