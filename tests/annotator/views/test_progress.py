"""Feedback after practice, progress, a person's page, and assignment in bulk, as each role sees them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from annotator.models import Assignment, Exercise
from annotator.services.assign import assign
from annotator.services.purposes import use_for
from annotator.vocabulary import Purpose
from articles.models import Article, Project, Role
from tests.annotator.adjudicating import CONTENT, COSTLY, finished_by, quote
from tests.annotator.services.test_exercises import use, with_gold
from tests.factories import make_article, make_member, workset


@pytest.fixture
def practice(project: Project, manager: Any) -> Article:
    project.guidelines = "# Quotes\n\nMark what somebody said.\n\n# Pictures\n\nMark their lines."
    project.save()
    article = with_gold(project, quote(CONTENT), quote(COSTLY))
    use(article, Purpose.PRACTICE, manager, note="Mind the second sentence.")
    return article


def page(client: Client, user: Any, address: str) -> str:
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def test_finishing_practice_leads_to_feedback_with_the_guidelines_words(
    client: Client, practice: Article, annotator: Any
) -> None:
    client.force_login(annotator)
    assert client.get(f"/articles/{practice.pk}/feedback/").status_code == 302  # to the article: not finished yet
    workset(practice, annotator)
    response = client.post(f"/articles/{practice.pk}/finish/")
    assert response.headers["Location"] == f"/articles/{practice.pk}/feedback/"
    shown = page(client, annotator, response.headers["Location"])
    assert "<b>2</b> missed" in shown
    assert "Mind the second sentence." in shown
    assert "Mark what somebody said." in shown
    assert "Mark their lines." not in shown
    assert "repairs would be costly" in shown


def test_a_check_has_no_feedback_for_its_reader_and_one_for_managers(
    client: Client, practice: Article, annotator: Any, manager: Any, reviewer: Any
) -> None:
    use(practice, Purpose.CHECK, manager)
    finished_by(practice, annotator, [])
    address = f"/articles/{practice.pk}/feedback/"
    client.force_login(annotator)
    assert client.get(address).status_code == 404
    client.force_login(reviewer)
    assert client.get(f"{address}?of={annotator.pk}").status_code == 403
    assert "<b>2</b> missed" in page(client, manager, f"{address}?of={annotator.pk}")


def test_a_check_leaves_no_trace_on_the_pages_of_who_annotates(
    client: Client, project: Project, annotator: Any, manager: Any
) -> None:
    """The pages with a check read like those where the article is of the dataset."""
    article, _ = with_gold(project, quote(CONTENT)), make_article(project)
    finished_by(article, annotator, [])
    pages = [
        f"/projects/{project.slug}/", f"/projects/{project.slug}/queue/", f"/projects/{project.slug}/progress/",
        f"/projects/{project.slug}/team/", f"/projects/{project.slug}/team/{annotator.pk}/", "/",
        f"/api/v1/articles/{article.pk}/", "/api/v1/articles/",
    ]  # fmt: skip
    before = [without_tokens(page(client, annotator, address)) for address in pages]
    use(article, Purpose.CHECK, manager)
    assert [without_tokens(page(client, annotator, address)) for address in pages] == before


def without_tokens(text: str) -> str:
    lines = text.replace("><", ">\n<").splitlines()
    return "\n".join(line for line in lines if "csrf" not in line and "nonce" not in line)


def test_managers_set_the_use_of_chosen_articles(client: Client, project: Project, manager: Any) -> None:
    ready, without = with_gold(project), make_article(project)
    client.force_login(manager)
    address = f"/projects/{project.slug}/articles/use/"
    response = client.post(address, {"articles": [ready.pk, without.pk], "purpose": "check"}, follow=True)
    assert "1 article is a hidden check now." in response.content.decode()
    assert "1 has no gold yet" in response.content.decode()
    assert "The share of hidden checks is 0" in response.content.decode()
    assert Exercise.objects.get().article == ready
    assert "Choose at least one article" in client.post(address, {"purpose": "check"}, follow=True).content.decode()


def test_chosen_articles_are_dealt_out_in_turn_and_taken_back(client: Client, project: Project, manager: Any) -> None:
    articles = [make_article(project) for _ in range(4)]
    ann, bob = make_member(project, name="ann"), make_member(project, name="bob")
    client.force_login(manager)
    chosen = {"articles": [one.pk for one in articles], "people": [ann.pk, bob.pk]}
    client.post(f"/projects/{project.slug}/articles/assign/", {**chosen, "each": 1})
    given = sorted(Assignment.objects.values_list("article", "user__username"))
    assert [name for _, name in given] == ["ann", "bob", "ann", "bob"]
    response = client.post(f"/projects/{project.slug}/articles/unassign/", chosen, follow=True)
    assert "4 assignments were taken back." in response.content.decode()
    assert not Assignment.objects.exists()
    client.post(f"/projects/{project.slug}/articles/assign/", chosen)
    assert Assignment.objects.count() == 8  # each to all of the people


def test_the_next_articles_that_nobody_reads_are_assigned(client: Client, project: Project, manager: Any) -> None:
    articles = [make_article(project) for _ in range(5)]
    exercise = with_gold(project)
    use(exercise, Purpose.CHECK, manager)
    ann, bob = make_member(project, name="ann"), make_member(project, name="bob")
    assign(articles[:1], to=bob, user=manager)
    client.force_login(manager)
    response = client.post(
        f"/projects/{project.slug}/articles/assign/",
        {"following": 3, "each": 1, "people": [ann.pk], "back": f"/projects/{project.slug}/progress/"},
    )
    assert response.headers["Location"] == f"/projects/{project.slug}/progress/"
    assert list(Assignment.objects.filter(user=ann).values_list("article", flat=True)) == [
        one.pk for one in articles[1:4]
    ]
    assert client.post(
        f"/projects/{project.slug}/articles/assign/", {"following": 1, "people": [ann.pk], "back": "//evil.example/"}
    ).headers["Location"] == f"/projects/{project.slug}/"  # fmt: skip


def test_viewers_are_not_assigned_and_reviewers_do_not_assign(
    client: Client, project: Project, manager: Any, reviewer: Any
) -> None:
    article, viewer = make_article(project), make_member(project, role=Role.VIEWER, name="vic")
    address, chosen = f"/projects/{project.slug}/articles/assign/", {"articles": [article.pk], "people": [viewer.pk]}
    client.force_login(manager)
    client.post(address, chosen)
    client.force_login(reviewer)
    assert client.post(address, chosen).status_code == 403
    assert not Assignment.objects.exists()


def test_progress_counts_articles_words_people_and_weeks(
    client: Client, project: Project, annotator: Any, reviewer: Any, manager: Any
) -> None:
    first, _second = make_article(project), make_article(project)
    check = with_gold(project)
    use(check, Purpose.CHECK, manager)
    for article in (first, check):
        finished_by(article, annotator, [quote(CONTENT)])
    shown = page(client, reviewer, f"/projects/{project.slug}/progress/")
    assert f"/projects/{project.slug}/team/{annotator.pk}/" in shown
    assert "<b>1</b> quotes" in shown
    value = client.get(f"/projects/{project.slug}/progress/").context["value"]
    assert value["total"] == {"articles": 2, "words": 2 * first.words}
    assert value["finished"] == value["begun"] == {"articles": 1, "words": first.words}
    assert value["readers"] == [{"readers": 1, "articles": 1, "words": first.words}]
    assert value["weeks"][0]["sets"] == 1
    assert value["kinds"]["quote"] == 1


def test_viewers_see_no_names_and_annotators_their_own_numbers(
    client: Client, project: Project, annotator: Any
) -> None:
    other, viewer = make_member(project, name="bea"), make_member(project, role=Role.VIEWER, name="vic")
    finished_by(make_article(project), other, [])
    shown = page(client, viewer, f"/projects/{project.slug}/progress/")
    assert "bea" not in shown
    assert client.get(f"/projects/{project.slug}/progress/").context["value"]["finished"]["articles"] == 1
    client.force_login(annotator)
    found = client.get(f"/projects/{project.slug}/progress/")
    assert found.context["value"]["finished"]["articles"] == 0
    assert "bea" not in found.content.decode()


def test_what_is_assigned_and_not_begun_for_a_week_can_be_taken_back(
    client: Client, project: Project, annotator: Any, manager: Any
) -> None:
    old, new = make_article(project, title="Old one"), make_article(project, title="New one")
    assign([old, new], to=annotator, user=manager)
    Assignment.objects.filter(article=old).update(at=timezone.now() - datetime.timedelta(days=8))
    shown = page(client, manager, f"/projects/{project.slug}/progress/")
    assert "Old one" in shown
    assert "New one" not in shown
    client.post(f"/projects/{project.slug}/articles/unassign/", {"articles": [old.pk], "people": [annotator.pk]})
    assert Assignment.objects.get().article == new


def test_a_persons_page_has_checks_for_managers_alone(
    client: Client, project: Project, practice: Article, annotator: Any, manager: Any, reviewer: Any
) -> None:
    check = with_gold(project, quote(CONTENT), title="The check")
    use(check, Purpose.CHECK, manager)
    finished_by(practice, annotator, [])
    finished_by(check, annotator, [quote(CONTENT)])
    address = f"/projects/{project.slug}/team/{annotator.pk}/"
    shown = page(client, manager, address)
    assert "<b>1 of 1</b> hidden checks passed (21–100 %)" in shown
    for user in (reviewer, annotator):
        found = page(client, user, address)
        assert "hidden check" not in found
        assert "Practice" in found
    client.force_login(make_member(project, name="bea"))
    assert client.get(address).status_code == 403
    client.force_login(manager)
    assert client.get(f"/projects/{project.slug}/team/99999/").status_code == 404


@pytest.mark.parametrize(
    ("query", "number"),
    [("team=untouched", 2), ("team=begun", 1), ("team=finished", 2), ("readers=2", 1), ("team=assigned", 1),
     ("team=practice", 1), ("team=check", 0), ("team=waiting", 1)],
)  # fmt: skip
def test_the_list_is_filtered_by_the_teams_work(
    client: Client, project: Project, annotator: Any, manager: Any, query: str, number: int
) -> None:
    project.overlap = 2
    project.save()
    other = make_member(project, name="bea")
    one, two, begun, given = (make_article(project) for _ in range(4))
    use_for(project, [with_gold(project).pk], purpose=Purpose.PRACTICE, user=manager)
    for article, users in ((one, [annotator]), (two, [annotator, other])):
        for user in users:
            finished_by(article, user, [])
    workset(begun, other)
    assign([given], to=other, user=manager)
    client.force_login(manager)
    assert len(client.get(f"/projects/{project.slug}/?{query}").context["articles"]) == number


def test_reviewers_cannot_list_the_checks(client: Client, project: Project, reviewer: Any, manager: Any) -> None:
    use(with_gold(project), Purpose.CHECK, manager)
    make_article(project)
    client.force_login(reviewer)
    assert len(client.get(f"/projects/{project.slug}/?team=check").context["articles"]) == 2
    assert "hidden check" not in client.get(f"/projects/{project.slug}/").content.decode()


def test_the_list_asks_as_much_for_many_articles(
    client: Client, project: Project, annotator: Any, manager: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(manager)
    for _ in range(2):
        finished_by(make_article(project), annotator, [])
    with CaptureQueriesContext(connection) as few:
        client.get(f"/projects/{project.slug}/")
    for _ in range(6):
        finished_by(make_article(project), annotator, [])
    with django_assert_num_queries(len(few)):
        client.get(f"/projects/{project.slug}/")
