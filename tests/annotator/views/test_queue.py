"""The queue's page, home's way to it, skipping and finishing in the workbench, and the same over the interface."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from annotator.models import Lease, Skip
from annotator.services.assign import assign
from annotator.services.places import take_place
from annotator.services.queue import finish
from annotator.services.skips import skip
from articles.models import Article, Membership, Project, QueuePolicy, Role
from tests.exchange.api.conftest import caller
from tests.factories import make_article, make_member, make_project, make_suggested, workset

QUEUE = "/projects/harbour/queue/"


@pytest.fixture
def once(project: Project) -> Project:
    """A project in which one person reads each article."""
    Project.objects.filter(pk=project.pk).update(overlap=1)
    project.refresh_from_db()
    return project


def page(client: Client, user: Any, address: str = QUEUE) -> str:
    client.force_login(user)
    return " ".join(client.get(address).text.split())


def test_it_lists_all_that_waits_page_by_page_and_home_says_the_same_number(
    client: Client, project: Project, annotator: Any
) -> None:
    for number in range(60):
        make_article(project, title=f"Story {number:02}")
    client.force_login(annotator)
    first, second = client.get(QUEUE), client.get(f"{QUEUE}?page=2")
    shown = [*first.context["articles"], *second.context["articles"]]
    assert [article.title for article in shown] == [f"Story {number:02}" for number in range(60)]
    assert first.context["waiting"] == client.get("/").context["waiting"] == "60"
    assert not second.context["more"]
    assert "Nothing stands on this page" in page(client, annotator, f"{QUEUE}?page=9")
    assert client.get(f"{QUEUE}?page=x").context["page"] == 1


def test_home_leads_to_the_whole_queue_of_each_project(client: Client, project: Project, annotator: Any) -> None:
    other = make_project("quay", name="Quay")
    Membership.objects.create(project=other, user=annotator)
    for _ in range(2):
        make_article(project)
    make_article(other)
    text = page(client, annotator, "/")
    assert f'<a href="{QUEUE}">All 2 of Harbour</a>' in text
    assert '<a href="/projects/quay/queue/">All 1 of Quay</a>' in text


def test_the_same_number_of_queries_for_a_long_queue(
    client: Client, project: Project, annotator: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Project.objects.filter(pk=project.pk).update(overlap=2)
    for _ in range(45):
        make_suggested(project)
    client.force_login(annotator)
    with django_assert_max_num_queries(22):
        client.get(QUEUE)


def test_taking_the_next_article_opens_it_and_keeps_a_place(client: Client, once: Project, annotator: Any) -> None:
    article = make_article(once)
    client.force_login(annotator)
    assert 'form="take"' in client.get("/").text
    assert not Lease.objects.exists()
    assert client.post(f"{QUEUE}next/")["Location"] == article.get_absolute_url()
    assert Lease.objects.get().user == annotator
    assert "kept for you until" in page(client, annotator)


def test_finishing_takes_the_next_one(client: Client, once: Project, annotator: Any) -> None:
    first, second = make_article(once), make_article(once)
    client.force_login(annotator)
    answer = client.post(f"/articles/{first.pk}/finish/")
    assert answer["Location"] == second.get_absolute_url()
    assert Lease.objects.get().article == second


def test_without_a_place_the_article_can_be_read_and_says_why_not_more(
    client: Client, once: Project, annotator: Any
) -> None:
    article = make_suggested(once)
    take_place(article, make_member(once))
    assert "1 person reads this article already" in page(client, annotator, article.get_absolute_url())
    answer = client.post(f"/articles/{article.pk}/finish/", follow=True)
    assert "1 person reads this article already" in answer.text
    assert not workset(article, annotator).is_signed


def test_an_article_is_skipped_with_a_reason_that_managers_read(
    client: Client, once: Project, annotator: Any, manager: Any
) -> None:
    first, second = make_article(once, title="First"), make_article(once)
    client.force_login(annotator)
    assert client.post(f"/articles/{first.pk}/skip/", {"reason": ""})["Location"] == first.get_absolute_url()
    answer = client.post(f"/articles/{first.pk}/skip/", {"reason": "I wrote it"})
    assert answer["Location"] == second.get_absolute_url()
    assert "I wrote it" in page(client, manager)
    assert "Skipped by me" in page(client, annotator)
    client.post(f"/articles/{first.pk}/unskip/")
    assert not Skip.objects.exists()


def test_the_workbench_offers_skipping_until_the_article_is_finished(
    client: Client, article: Article, annotator: Any
) -> None:
    assert 'data-command="skip-article"' in page(client, annotator, article.get_absolute_url())
    finish(workset(article, annotator), user=annotator)
    assert 'data-command="skip-article"' not in page(client, annotator, article.get_absolute_url())


def test_a_place_is_given_back(client: Client, once: Project, annotator: Any) -> None:
    article = make_article(once)
    take_place(article, annotator)
    client.force_login(annotator)
    client.post(f"/articles/{article.pk}/give-back/")
    client.post(f"/articles/{article.pk}/give-back/")
    assert not Lease.objects.exists()


def test_managers_see_who_holds_what_and_release_it(
    client: Client, once: Project, annotator: Any, manager: Any
) -> None:
    article = make_article(once, title="Ferry pier")
    take_place(article, annotator)
    text = page(client, manager)
    assert re.search(r"Ferry pier</a></th><td><bdi>ann</bdi>", text)
    lease = Lease.objects.get()
    for _ in range(2):
        client.post(f"{QUEUE}release/", {"lease": lease.pk})
    assert not Lease.objects.exists()
    assert "Nobody holds an article" in page(client, manager)


def test_annotators_see_no_names_of_others(client: Client, once: Project, annotator: Any) -> None:
    take_place(make_article(once), make_member(once, name="otto"))
    text = page(client, annotator)
    assert "otto" not in text
    assert "Other people read all articles that are left" in text
    assert "a place is free at" in text
    assert "otto" not in page(client, annotator, "/")


def test_home_says_why_nothing_is_left_in_each_project(client: Client, once: Project, annotator: Any) -> None:
    take_place(make_article(once), make_member(once))
    text = page(client, annotator, "/")
    assert "Nothing is waiting for you" in text
    assert "Other people read all articles that are left" in text
    assert "You have finished every article of your projects" not in text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"archived_at": "2026-01-01T00:00Z"}, "The project is archived"),
        ({"queue_policy": QueuePolicy.ASSIGNED}, "only what is assigned to you"),
    ],
)
def test_the_page_says_why_nothing_is_left(
    client: Client, project: Project, annotator: Any, change: dict[str, Any], said: str
) -> None:
    make_article(project)
    Project.objects.filter(pk=project.pk).update(**change)
    assert said in page(client, annotator)


def test_it_says_so_where_only_skipped_ones_are_left(client: Client, project: Project, annotator: Any) -> None:
    skip(make_article(project), user=annotator, reason="too long")
    assert "Only 1 article is left that you skipped" in page(client, annotator)


def test_a_viewer_is_told_which_role_is_needed(client: Client, project: Project) -> None:
    make_article(project)
    assert "To annotate in it you need another role" in page(client, make_member(project, role=Role.VIEWER))


def test_what_is_assigned_is_marked(client: Client, project: Project, annotator: Any, manager: Any) -> None:
    assign([make_article(project)], to=annotator, user=manager)
    assert "assigned to you" in page(client, annotator)


def test_over_the_interface_the_next_article_is_shown_then_taken(once: Project, annotator: Any) -> None:
    article, _ = make_article(once), make_article(once)
    client = caller(annotator)
    address = "/api/v1/projects/harbour/queue/next/"
    shown = client.get(address).json()
    assert (shown["article"]["id"], shown["kept_until"]) == (article.pk, None)
    taken = client.post(address).json()
    assert taken["article"]["id"] == article.pk
    assert taken["kept_until"] is not None
    assert client.post("/api/v1/queue/next/").json()["article"]["id"] == article.pk
    assert client.post(f"/api/v1/articles/{article.pk}/give-back/").json() == {
        "article": article.pk,
        "given_back": True,
    }
    assert client.post(f"/api/v1/articles/{article.pk}/give-back/").json()["given_back"] is False


def test_over_the_interface_an_article_is_skipped_and_put_back(once: Project, annotator: Any) -> None:
    article = make_article(once)
    client = caller(annotator)
    address = f"/api/v1/articles/{article.pk}/skip/"
    assert client.post(address, {}, "application/json").status_code == 400
    assert client.post(address, {"reason": "too long"}, "application/json").json()["skipped"] is True
    told = client.post("/api/v1/projects/harbour/queue/next/").json()
    assert (told["article"], told["nothing"], told["skipped"]) == (None, "skipped", 1)
    assert client.delete(address).json()["skipped"] is False
    assert client.get("/api/v1/queue/next/").json()["article"]["id"] == article.pk


def test_over_the_interface_acting_without_a_place_is_refused(once: Project, annotator: Any) -> None:
    article = make_suggested(once)
    take_place(article, make_member(once))
    card = article.annotation_sets.get().annotations.filter(kind="quote")[0]
    body = {"action": "8f14e45f-ceea-467f-9575-3f1a2d5e7c11", "version": 0}
    answer = caller(annotator).post(f"/api/v1/annotations/{card.pk}/accept/", body, "application/json")
    assert answer.status_code == 400
    assert "1 person reads this article already" in answer.json()["message"]
