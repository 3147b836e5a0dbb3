"""Articles are found by what stands in their texts, on both databases and in every place that searches."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles.models import Article, Project
from articles.models.texts import PARTS_OF_WORDS, WORDS_OF_TEXTS
from config.database.bulk import refresh_statistics
from config.database.text_search import FEW
from tests.annotator.conftest import make_staff
from tests.examples import examples
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
    query, _ = Article.objects.search("cannery").query.sql_with_params()
    assert '"articles_article"."text" ' not in query.split("WHERE")[1]
    words = WORDS_OF_TEXTS.ids("cannery")
    assert words is not None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan, index = (
            ("EXPLAIN", "articles_article_words")
            if connection.vendor == "postgresql"
            else ("EXPLAIN QUERY PLAN", "VIRTUAL TABLE INDEX")
        )
        cursor.execute(f"{plan} {words.sql}", words.params)
        assert any(index in str(line) for line in cursor.fetchall())


def many_titles(project: Project, number: int) -> None:
    titles = [f"Story {place}" for place in range(number)]
    Article.objects.bulk_create(
        Article(project=project, external_id=title, title=title, label=title, text=title, sha256="0" * 64)
        for title in titles
    )


def test_a_part_of_a_word_that_few_titles_hold_is_found_by_index(project: Project) -> None:
    many_titles(project, FEW + 500)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            plan, index = "EXPLAIN", "articles_article_parts"
        else:
            plan, index = "EXPLAIN QUERY PLAN", "VIRTUAL TABLE INDEX"
        rows, values = PARTS_OF_WORDS.found_by("tory 1234") or ("", [])
        cursor.execute(f"{plan} SELECT articles_article.id FROM {rows}", values)
        assert any(index in str(line) for line in cursor.fetchall())
    assert found("tory 1234") == ["Story 1234"]
    assert len(PARTS_OF_WORDS.few("tory 14", None) or ()) == 1 + 10 + 100
    assert PARTS_OF_WORDS.few("tory", None) is None
    assert len(found("tory")) == FEW + 500


def test_what_other_projects_hold_does_not_count(project: Project, shelf: Project) -> None:
    many_titles(make_project("elsewhere"), FEW + 1)
    mine = make_article(shelf, title="History of a pier", external_id="pier")
    text = make_article(shelf, "A tory spoke.", external_id="text")
    words = WORDS_OF_TEXTS.ids("tory")
    assert sorted(PARTS_OF_WORDS.few("tory", words, within=shelf.pk) or ()) == [mine.pk, text.pk]
    assert PARTS_OF_WORDS.few("tory", words) is None
    asked = Article.objects.filter(project=shelf).search("tory", project=shelf.pk)
    assert set(asked) == {mine, text}


def test_a_changed_title_is_found_by_its_new_parts_alone(shelf: Project) -> None:
    article = make_article(shelf, title="Harbour news", external_id="changed")
    Article.objects.filter(pk=article.pk).update(title="Airport news", label="Airport news")
    assert (found("irpor"), found("arbour n")) == (["changed"], [])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL asks the rows themselves")
def test_without_the_table_of_parts_all_is_found_as_before(shelf: Project) -> None:
    with connection.cursor() as cursor:
        for trigger in ("in", "out", "new"):
            cursor.execute(f"DROP TRIGGER articles_article_parts_{trigger}")
        cursor.execute("DROP TABLE articles_article_parts")
    make_article(shelf, title="Harbour news", external_id="news")
    assert found("arbour n") == ["news"]


LETTERS = st.text(alphabet="aAbBsSkK ÄäßẞſKﬁİıIiéЖж😀\"'%_\\-", max_size=8)


class PartsAreWhatLikeFinds(TestCase):
    """The index finds what the databases' own comparison finds, letters of both cases included."""

    @examples(60)
    @given(st.lists(LETTERS, min_size=1, max_size=6), LETTERS)
    def test_by_any_letters(self, titles: list[str], asked: str) -> None:
        project = make_project()
        for title in titles:
            make_article(project, "–", title=title)
        few = PARTS_OF_WORDS.few(asked, None, within=project.pk)
        like = Q(title__icontains=asked) | Q(label__icontains=asked) | Q(external_id__icontains=asked)
        known = set(project.articles.filter(like).values_list("pk", flat=True))
        assert few is None or set(few) == known


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite puts nothing aside")
def test_what_an_import_brought_is_in_order_for_the_next_search(project: Project) -> None:
    many_titles(project, 20)
    refresh_statistics([Article])
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('articles_article_parts')")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("asked", ["100 %", "a_b", "back\\slash", "%", "_", "a%_\\b"])
def test_signs_of_patterns_are_looked_for_as_they_are(shelf: Project, asked: str) -> None:
    make_article(shelf, title=f"so {asked} it is", external_id="signs")
    assert found(asked) == ["signs"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no extension to make")
@pytest.mark.parametrize("extensions", [("no_such_extension", "btree_gin"), ("pg_trgm", "no_such_extension")])
def test_where_an_extension_cannot_be_made_all_goes_on_with_less_of_an_index(
    shelf: Project, caplog: pytest.LogCaptureFixture, extensions: tuple[str, str]
) -> None:
    parts = PARTS_OF_WORDS._replace(extensions=extensions)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.schema_editor() as editor:
        parts.drop(apps, editor)
        parts.create(apps, editor)
    assert "Searching goes on without it" in caplog.text
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [parts.name])
        made = "".join(row[0] for row in cursor.fetchall())
    assert ("gin_trgm_ops" in made, "project_id" in made) == (extensions[0] == "pg_trgm", False)
    assert found("anner") == ["cannery"]
