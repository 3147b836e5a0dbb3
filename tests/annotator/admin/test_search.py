"""Annotations found by their words, and lists that are counted so far and no further."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotator.models import Annotation, Person
from annotator.services import decide
from annotator.services.decide import Seen
from articles.models import Article
from tests.factories import make_suggested, new_id, workset

LIST = reverse("admin:annotator_annotation_changelist")


def found(desk: Client, **asked: Any) -> list[str]:
    """The words of what the list shows."""
    rows = desk.get(LIST, asked).context["cl"].result_list
    return sorted(row.set.article.text[row.start : row.end] for row in rows)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("repairs", ["that repairs would be costly"]),
        ("COSTLY repairs", ["that repairs would be costly"]),
        ("“repairs would be”", ["that repairs would be costly"]),
        ('"would repairs"', []),
        ("pier closed", ["Ferry pier closed", "the pier “is closed until May”"]),
        ("warned", []),
        ("nowhere", []),
    ],
)
def test_the_words_of_annotations_find_them(desk: Client, article: Article, asked: str, words: list[str]) -> None:
    assert found(desk, q=asked) == words


def test_people_are_found_by_name_and_alias(desk: Client, annotator: Any, article: Article) -> None:
    row = Annotation.objects.get(set__source="suggester", start=article.text.index("the pier “is"))
    decide.accept(workset(article, annotator), user=annotator, action_id=new_id(), seen=Seen(str(row.pk), 0))
    Person.objects.get(name="Ines Calder").aliases.create(name="The Harbour Mayor")
    assert found(desk, q="harbour mayor") == ["the pier “is closed until May”"]
    person = Person.objects.get(name="Ines Calder")
    assert found(desk, person=person.pk) == ["the pier “is closed until May”"]
    assert f'href="?person={person.pk}"' in desk.get(LIST).content.decode()


def test_filters_by_age_guidelines_and_person(desk: Client, annotator: Any, article: Article) -> None:
    row = Annotation.objects.filter(set__source="suggester").order_by("start")[0]
    decide.accept(workset(article, annotator), user=annotator, action_id=new_id(), seen=Seen(str(row.pk), 0))
    old = timezone.now() - datetime.timedelta(days=40)
    Annotation.objects.filter(set__source="suggester").update(created_at=old)
    assert len(found(desk, age="1")) == 1
    assert len(found(desk, age="older")) == 6
    assert len(found(desk, guidelines="1")) == 1
    assert found(desk, guidelines="2") == []
    assert len(found(desk, person="nobody")) + len(found(desk, person="somebody")) == 7


def test_a_word_of_very_many_articles_is_looked_for_in_the_newest(
    desk: Client, project: Any, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = make_suggested(project)
    monkeypatch.setattr("annotator.admin.search.MOST_ARTICLES", 1)
    response = desk.get(LIST, {"q": "costly repairs"})
    assert [row.set.article_id for row in response.context["cl"].result_list] == [newer.pk]
    assert "the newest were searched" in response.content.decode()


def test_a_list_is_counted_so_far_and_no_further(
    desk: Client, article: Article, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr("articles.admin.MOST_COUNTED", 4)
    with django_assert_max_num_queries(16) as queries:
        page = desk.get(LIST)
    assert page.context["cl"].result_count == 4
    assert page.context["cl"].paginator.has_more
    assert not [query for query in queries.captured_queries if "COUNT(" in query["sql"].upper()]
    assert "more than 4 annotations" in page.content.decode()
