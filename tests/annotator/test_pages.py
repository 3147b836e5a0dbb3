"""The pages for a stranger, a member and a manager; and how many queries they take."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from annotator.models import AnnotationSet, Person
from annotator.services import decide
from annotator.services.decide import Seen
from annotator.services.people import change_person
from articles.models import Article, Project
from tests.factories import make_article, make_suggested, make_user, new_id, workset

PAGES = ["", "people/", "quality/", "guidelines/"]


def accept_first(article: Article, user: Any) -> None:
    quote = article.annotation_sets.get(source="suggester").annotations.filter(kind="quote").order_by("start")[0]
    decide.accept(workset(article, user), user=user, action_id=new_id(), seen=Seen(str(quote.pk), 0))


@pytest.mark.parametrize("page", PAGES)
def test_a_project_page_opens_for_members_only(
    client: Client, project: Project, annotator: Any, stranger: Any, page: str
) -> None:
    address = f"/projects/{project.slug}/{page}"
    assert client.get(address).status_code == 302
    client.force_login(stranger)
    assert client.get(address).status_code == 404
    client.force_login(annotator)
    assert client.get(address).status_code == 200


def test_an_article_opens_for_members_only(client: Client, article: Article, annotator: Any, stranger: Any) -> None:
    address = f"/articles/{article.pk}/"
    assert client.get(address)["Location"] == f"/login/?next={address}"
    client.force_login(stranger)
    assert client.get(address).status_code == 404
    assert client.post(f"{address}actions/").status_code == 404
    client.force_login(annotator)
    assert client.get(address).status_code == 200


def test_looking_changes_nothing(client: Client, article: Article, annotator: Any) -> None:
    client.force_login(annotator)
    client.get(f"/articles/{article.pk}/")
    assert not AnnotationSet.objects.filter(source="annotator").exists()


def test_the_queue_shows_the_next_article_and_leaves_out_finished_ones(
    client: Client, project: Project, annotator: Any
) -> None:
    first = make_suggested(project, title="First story")
    make_suggested(project, title="Second story")
    client.force_login(annotator)
    assert client.get("/").context["next"] == first
    client.post(f"/articles/{first.pk}/finish/")
    response = client.get("/")
    assert response.context["next"].title == "Second story"
    assert re.search(r"You finished <a [^>]*>First story</a>", response.content.decode())


def test_finishing_the_last_article_leads_home(client: Client, article: Article, annotator: Any) -> None:
    client.force_login(annotator)
    assert client.post(f"/articles/{article.pk}/finish/")["Location"] == "/"
    assert "Nothing is waiting for you" in client.get("/").content.decode()


def test_the_list_of_articles_is_searched_and_paged(client: Client, project: Project, annotator: Any) -> None:
    for number in range(60):
        make_article(project, title=f"Story {number:02}")
    client.force_login(annotator)
    response = client.get(f"/projects/{project.slug}/")
    assert len(response.context["articles"]) == 50
    rest = client.get(f"/projects/{project.slug}/", {"after": response.context["more"]})
    assert len(rest.context["articles"]) == 10
    found = client.get(f"/projects/{project.slug}/", {"q": "Story 07"}, headers={"HX-Request": "true"})
    assert re.findall(r"Story \d\d", found.content.decode()) == ["Story 07"]
    assert b"<html" not in found.content


def test_the_list_takes_the_same_queries_for_one_and_for_many(
    client: Client, project: Project, annotator: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(12):
        make_suggested(project)
    client.force_login(annotator)
    with django_assert_max_num_queries(10):
        client.get(f"/projects/{project.slug}/")
    with django_assert_max_num_queries(18):
        client.get("/")


def test_a_superuser_costs_the_database_what_a_reviewer_costs(
    client: Client, project: Project, reviewer: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_suggested(project)
    for address in ("/", f"/projects/{project.slug}/"):
        client.force_login(reviewer)
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        client.force_login(make_user(is_superuser=True))
        with django_assert_max_num_queries(len(found)):
            client.get(address)


def test_the_workbench_takes_the_same_queries_however_much_is_in_it(
    client: Client, article: Article, annotator: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(annotator)
    accept_first(article, annotator)
    with django_assert_max_num_queries(16):
        client.get(f"/articles/{article.pk}/")


def test_a_person_is_shown_with_every_confirmed_quote(client: Client, article: Article, annotator: Any) -> None:
    accept_first(article, annotator)
    person = Person.objects.get()
    client.force_login(annotator)
    page = client.get(person.get_absolute_url()).content.decode()
    assert "the pier “is closed until May”" in page
    assert "Mayor Ines Calder" in page
    listing = client.get(f"/projects/{article.project.slug}/people/").content.decode()
    assert "1 quote" in listing
    assert "Tom Okafor" in listing  # suggested, not confirmed


def test_an_entry_is_changed_with_its_aliases_and_an_event(client: Client, article: Article, reviewer: Any) -> None:
    accept_first(article, reviewer)
    person = Person.objects.get()
    client.force_login(reviewer)
    values = {"name": "Ines Calder", "kind": "person", "role": "Mayor", "aliases": "Calder\nMayor Calder"}
    assert client.post(person.get_absolute_url(), values).status_code == 302
    assert sorted(person.aliases.values_list("name", flat=True)) == ["Calder", "Mayor Calder"]
    assert article.project.events.filter(verb="change person").count() == 1
    bad = client.post(person.get_absolute_url(), {**values, "wikidata_id": "42"})
    assert "A Wikidata id looks like Q42." in bad.content.decode()
    long = client.post(person.get_absolute_url(), {**values, "aliases": "a" * 301})
    assert "A person’s name has 300 characters at most." in long.content.decode()


def test_an_annotator_reads_an_entry_and_cannot_change_it(client: Client, article: Article, annotator: Any) -> None:
    accept_first(article, annotator)
    person = Person.objects.get()
    client.force_login(annotator)
    page = client.get(person.get_absolute_url()).content.decode()
    assert "reviewers change them" in page
    assert "Save the entry" not in page
    assert client.post(person.get_absolute_url(), {"name": "Somebody Else", "kind": "person"}).status_code == 403
    assert Person.objects.get().name == "Ines Calder"
    with pytest.raises(PermissionDenied):
        change_person(person, user=annotator, name="Somebody Else")


def test_quality_counts_what_was_kept_edited_rejected_and_missed(
    client: Client, article: Article, annotator: Any
) -> None:
    accept_first(article, annotator)
    client.force_login(annotator)
    response = client.get(f"/projects/{article.project.slug}/quality/")
    [line] = response.context["tallies"]
    assert (line.kind, line.kept, line.edited, line.rejected, line.precision) == ("quote", 1, 0, 0, 1.0)
    assert [(bin.low, bin.decided, bin.kept) for bin in response.context["bins"]] == [(0.9, 1, 1)]


def test_guidelines_are_shown_without_anything_that_runs(client: Client, project: Project, annotator: Any) -> None:
    project.guidelines = "# Rules\n\n**bold** <script>alert(1)</script> [x](javascript:alert(1))"
    project.save()
    client.force_login(annotator)
    text = client.get(f"/projects/{project.slug}/guidelines/", headers={"HX-Request": "true"}).content.decode()
    assert "<strong>bold</strong>" in text
    assert "<script" not in text
    assert 'href="javascript' not in text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "This field is required"),
        ({"verb": "accept"}, "names its card"),
        ({"verb": "add"}, "kind and spans"),
        ({"verb": "flag", "card": "a0000000-0000-4000-8000-000000000000", "version": 0}, "colleague should look at"),
        ({"verb": "change", "card": "a0000000-0000-4000-8000-000000000000", "version": 0, "spans": "[["}, "not JSON"),
    ],
)
def test_a_malformed_action_is_refused_in_words(
    client: Client, article: Article, annotator: Any, values: dict[str, Any], words: str
) -> None:
    client.force_login(annotator)
    action = {"action": str(new_id()), **values} if values else {}
    response = client.post(f"/articles/{article.pk}/actions/", action)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_the_answer_to_a_decision_is_small_and_holds_the_card(client: Client, article: Article, annotator: Any) -> None:
    quote = article.annotation_sets.get(source="suggester").annotations.filter(kind="quote").order_by("start")[0]
    client.force_login(annotator)
    values = {"action": str(new_id()), "verb": "accept", "card": str(quote.pk), "version": 0}
    response = client.post(f"/articles/{article.pk}/actions/", values)
    text = response.content.decode()
    assert f'id="annotation-{quote.pk}"' in text
    assert 'data-verdict="accepted"' in text
    assert 'id="block-' not in text
    assert len(response.content) < 5000


def test_pages_carry_the_content_policy_and_no_inline_script_or_style(
    client: Client, article: Article, annotator: Any
) -> None:
    client.force_login(annotator)
    response = client.get(f"/articles/{article.pk}/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    text = response.content.decode()
    assert "<style" not in text
    assert " style=" not in text
    assert "onclick" not in text


def test_machines_that_watch_get_their_answers(client: Client, db: None) -> None:
    assert client.get("/healthz").content == b"ok\n"
    assert b"quotemark_articles 0" in client.get("/metrics").content
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.1"}).status_code == 404
