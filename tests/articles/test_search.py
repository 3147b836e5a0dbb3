"""Articles are found by what stands in their texts, on both databases and in every place that searches."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles.models import Article, Project
from articles.models.texts import PARTS_OF_WORDS, WORDS_OF_TEXTS
from config.database.text_search import FEW, PartIndex
from tests.annotator.conftest import make_staff
from tests.factories import make_article, make_project

pytestmark = pytest.mark.django_db


def found(asked: str) -> list[str]:
    return list(Article.objects.search(asked).order_by("id").values_list("external_id", flat=True))


@pytest.fixture
def shelf(project: Project) -> Project:
    make_article(project, "Quay reopens\n\nThe Señora’s cannery hums again, said O'Neill.", external_id="cannery")
    make_article(project, "Rates rise\n\nThe bank spoke of 3.5 per cent, a well-known figure.", external_id="bank")
    make_article(project, "День\n\nМЭР города сказал: «мы подождём».", external_id="mayor", publisher="Harbour Post")
    return project


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ("cannery", ["cannery"]),
        ("HUMS again", ["cannery"]),
        ("again hums", ["cannery"]),
        ("cann", ["cannery"]),
        ("hums spoke", []),
        ("3.5", ["bank"]),
        ("well-known", ["bank"]),
        ("o'neill", ["cannery"]),
        ("señora", ["cannery"]),
        ("мэр", ["mayor"]),
        ("«мы", ["mayor"]),
        ("harbour p", ["mayor"]),
        ("ban", ["bank"]),
        ("– …", []),
        ('"', []),
    ],
)
def test_words_and_their_beginnings_are_found_whatever_their_case(shelf: Project, asked: str, ids: list[str]) -> None:
    assert found(asked) == ids


def test_a_title_is_found_by_its_last_words_even_where_lists_cut_it(project: Project) -> None:
    make_article(project, title="A very long headline " * 6 + "about eels", external_id="eels")
    assert found("about eels") == ["eels"]


def test_what_is_deleted_is_found_no_more(shelf: Project) -> None:
    Article.objects.get(external_id="cannery").delete()
    assert found("cannery") == []
    again = make_article(shelf, "Another text", external_id="later")
    assert found("cannery") == []
    assert found("another") == [again.external_id]


def test_a_text_full_of_different_long_words_is_stored_and_found(project: Project) -> None:
    words = " ".join(f"{chr(0x20000 + number)}-{chr(0x21000 + number)}" for number in range(60_000))
    make_article(project, "Opening " + words + " " + "(" * 50_000, external_id="dictionary")
    assert found("opening") == ["dictionary"]


class AnythingIsAsked(TestCase):
    @given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200))
    def test_no_question_is_an_error(self, asked: str) -> None:
        list(Article.objects.search(asked))

    @given(st.text(alphabet="\"'\\*&|!:()<->^+{} aAND OR NEAR", max_size=30))
    def test_what_means_something_to_a_database_is_only_text(self, asked: str) -> None:
        list(Article.objects.search(asked))


def test_the_project_page_the_admin_and_the_interface_search_the_texts(client: Client, shelf: Project) -> None:
    make_article(make_project("elsewhere"), "Another cannery, of strangers", external_id="theirs")
    client.force_login(make_staff(shelf, role="manager"))
    page = client.get(f"/projects/{shelf.slug}/", {"q": "hums"})
    assert [article.external_id for article in page.context["articles"]] == ["cannery"]
    rows = client.get(reverse("admin:articles_article_changelist"), {"q": "cannery"}).context["cl"].queryset
    assert [article.external_id for article in rows] == ["cannery"]
    answer: Any = client.get("/api/v1/articles/", {"q": "cannery hums"}).json()
    assert [article["external_id"] for article in answer["results"]] == ["cannery"]


def test_no_search_reads_the_texts_one_by_one(shelf: Project) -> None:
    query, values = Article.objects.search("cannery").query.sql_with_params()
    assert '"articles_article"."text" ' not in query.split("WHERE")[1]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {query}", values)
            plan = [row[3] for row in cursor.fetchall()]
            assert any("VIRTUAL TABLE INDEX" in line for line in plan)
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            words = WORDS_OF_TEXTS.ids("cannery")
            assert words is not None
            cursor.execute(f"EXPLAIN {words.sql}", words.params)
            assert any("articles_article_words" in row[0] for row in cursor.fetchall())


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite reads every title")
def test_a_part_of_a_word_that_few_titles_hold_is_found_by_index(project: Project) -> None:
    titles = [f"Story {number}" for number in range(FEW + 500)]
    Article.objects.bulk_create(
        Article(project=project, external_id=title, title=title, label=title, text=title, sha256="0" * 64)
        for title in titles
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        sql = "SELECT id FROM articles_article WHERE upper(title::text) LIKE upper(%s)"
        cursor.execute(f"EXPLAIN {sql}", ["%tory 1234%"])
        assert any("articles_article_parts" in line for (line,) in cursor.fetchall())
    assert found("tory 1234") == ["Story 1234"]
    assert len(PARTS_OF_WORDS.few("tory 14", None) or ()) == 1 + 10 + 100
    assert PARTS_OF_WORDS.few("tory", None) is None
    assert len(found("tory")) == FEW + 500


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite reads every title")
@pytest.mark.parametrize("asked", ["100 %", "a_b", "back\\slash", "%", "_"])
def test_signs_of_patterns_are_looked_for_as_they_are(shelf: Project, asked: str) -> None:
    make_article(shelf, title=f"so {asked} it is", external_id="signs")
    assert found(asked) == ["signs"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no extension to make")
def test_where_the_extension_cannot_be_made_all_goes_on_without_the_index(
    shelf: Project, caplog: pytest.LogCaptureFixture
) -> None:
    parts = PartIndex("articles_article", ("title",), extension="no_such_extension")
    with connection.schema_editor() as editor:
        parts.drop(apps, editor)
        parts.create(apps, editor)
    assert "Searching goes on without it" in caplog.text
    assert found("anner") == ["cannery"]
