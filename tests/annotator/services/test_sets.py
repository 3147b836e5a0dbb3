"""What a suggester's run becomes in the database."""

from __future__ import annotations

import pytest
from django.db import connection

from annotator.errors import Refused
from annotator.frame import Frame, checked
from annotator.models import Annotation, AnnotationSet, Event, Person
from annotator.services import suggested
from annotator.services.sets import latest_machine_sets, latest_sets_of
from annotator.services.suggested import store_machine_set
from articles.models import Article, Figure, Project
from suggesters.suggestions import Caption, Quote, Suggestions
from tests.factories import make_article, span, suggestions_for


def test_a_run_is_kept_with_all_its_frames_and_an_event(article: Article) -> None:
    machine_set = article.annotation_sets.get()
    assert sorted(machine_set.annotations.values_list("kind", flat=True)) == [
        *("caption", "entity", "quote", "quote", "quote", "repair")
    ]
    event = Event.objects.get(verb="suggest")
    assert event.after == {"suggester": "rules", "version": "1", "annotations": 6}
    assert event.actor is None


@pytest.mark.django_db(transaction=True)
def test_frames_are_checked_before_others_must_wait_to_write(monkeypatch: pytest.MonkeyPatch, project: Project) -> None:
    locked: list[bool] = []

    def check(frame: Frame, article: Article) -> Frame:
        locked.append(connection.in_atomic_block)
        return checked(frame, article)

    monkeypatch.setattr(suggested, "checked", check)
    article = make_article(project)
    store_machine_set(article, suggester="rules", version="1", suggestions=suggestions_for(article.text))
    assert locked == [False] * 6
    assert AnnotationSet.objects.get().annotations.count() == 6


def test_a_name_of_the_registry_is_linked_and_a_new_one_stays_a_name(project: Project) -> None:
    calder = Person.objects.create(project=project, name="Inés Calder")
    calder.aliases.create(name="Ines Calder")
    article = make_article(project)
    store_machine_set(article, suggester="rules", version="1", suggestions=suggestions_for(article.text))
    quotes = Annotation.objects.filter(set__article=article, kind="quote").order_by("start")
    assert [(quote.name, quote.person) for quote in quotes] == [
        ("Ines Calder", calder),
        ("Ines Calder", calder),
        ("Tom Okafor", None),
    ]


def test_a_caption_points_to_the_figure_that_it_belongs_to(project: Project) -> None:
    article = make_article(project, "A boat at the pier. Photo: Ana Ruiz\n\nThe pier is closed.")
    figure = Figure.objects.create(article=article, order=0, caption_start=0, caption_end=35)
    caption = Caption(*span(article.text, "A boat at the pier. Photo: Ana Ruiz"), span(article.text, "Ana Ruiz"), 1.0)
    store_machine_set(article, suggester="rules", version="1", suggestions=Suggestions(captions=(caption,)))
    assert Annotation.objects.get(kind="caption").figure == figure


def test_a_suggestion_outside_the_text_keeps_the_whole_run_out(project: Project) -> None:
    article = make_article(project)
    bad = Suggestions(quotes=(Quote("direct", ((0, 5),)), Quote("direct", ((5, 100_000),))))
    with pytest.raises(Refused, match="does not lie within the text"):
        store_machine_set(article, suggester="rules", version="1", suggestions=bad)
    assert not AnnotationSet.objects.exists()


def test_the_same_statement_twice_is_kept_once(project: Project) -> None:
    article = make_article(project)
    twice = Suggestions(quotes=(Quote("direct", ((0, 5),)), Quote("direct", ((0, 5),))))
    store_machine_set(article, suggester="rules", version="1", suggestions=twice)
    assert Annotation.objects.count() == 1


def test_the_newest_run_of_each_suggester_counts(article: Article) -> None:
    store_machine_set(article, suggester="rules", version="2", suggestions=suggestions_for(article.text))
    store_machine_set(article, suggester="other", version="1", suggestions=Suggestions())
    found = [machine_set.source_name for machine_set in latest_machine_sets(article)]
    assert found == ["rules 2", "other 1"]
    assert {machine_set.source_name for machine_set in latest_sets_of(article.project)} == set(found)
