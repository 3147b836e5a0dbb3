"""The inbox, one thread, the threads of an article, as pages and as fragments in the workbench."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from annotator.models import Annotation, Comment, Flag, Notice
from annotator.services import flags
from annotator.services.decide import Seen, accept
from annotator.services.notices import open_number, unread_number
from annotator.services.sets import set_of
from articles.models import Article, Membership, Project, Role
from tests.factories import make_article, make_member, make_suggested, make_user, new_id

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def question(article: Article, annotator: Any, reviewer: Any) -> Flag:
    return flags.ask(article, user=annotator, client_id=new_id(), note="Is the text cut off?")


@pytest.fixture
def as_annotator(annotator: Any) -> Client:
    return signed_in(annotator)


@pytest.fixture
def as_reviewer(reviewer: Any) -> Client:
    return signed_in(reviewer)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, address: str, **options: Any) -> str:
    return " ".join(client.get(address, **options).content.decode().split())


def test_the_bar_says_how_much_is_new_and_the_inbox_lists_it(as_reviewer: Client, question: Flag) -> None:
    assert 'aria-label="Inbox: 1 new"' in shown(as_reviewer, "/")
    inbox = shown(as_reviewer, "/inbox/")
    assert "Is the text cut off?" in inbox
    assert "a question in a project that you review" in inbox
    assert f'href="/articles/{question.article_id}/"' in inbox
    as_reviewer.post("/inbox/seen/")
    assert 'aria-label="Inbox"' in shown(as_reviewer, "/")
    assert "Is the text cut off?" in shown(as_reviewer, "/inbox/")


def test_what_i_asked_and_what_is_resolved_are_found_apart(
    as_annotator: Client, as_reviewer: Client, question: Flag
) -> None:
    assert "Nothing waits for you" in shown(as_annotator, "/inbox/")
    assert "Is the text cut off?" in shown(as_annotator, "/inbox/?whose=mine")
    as_reviewer.post(f"/notes/{question.pk}/resolve/")
    assert "Is the text cut off?" not in shown(as_annotator, "/inbox/?whose=mine")
    assert "Is the text cut off?" in shown(as_annotator, "/inbox/?whose=mine&state=resolved")
    assert "Is the text cut off?" in shown(as_reviewer, "/inbox/?state=both")
    assert 'aria-label="Inbox: 1 new"' in shown(as_annotator, "/")


def test_the_inbox_of_one_project_and_what_it_does_not_know(
    as_reviewer: Client, question: Flag, project: Project
) -> None:
    assert "Is the text cut off?" in shown(as_reviewer, f"/inbox/?whose=all&project={project.slug}")
    assert "Is the text cut off?" not in shown(as_reviewer, "/inbox/?whose=all&project=other")
    for query in ("whose=x", "state=x", "page=0", "page=999999999"):
        assert as_reviewer.get(f"/inbox/?{query}").status_code == 200


def test_it_is_answered_and_resolved_in_place(as_reviewer: Client, question: Flag) -> None:
    values = {"client_id": new_id(), "text": "No, it ends <there>."}
    answer = as_reviewer.post(f"/notes/{question.pk}/answer/", values, headers=FRAGMENT)
    words = answer.content.decode()
    assert words.lstrip().startswith("<article")
    assert "No, it ends &lt;there&gt;." in words
    as_reviewer.post(f"/notes/{question.pk}/answer/", values)
    assert Comment.objects.count() == 1
    assert "Reopen" in as_reviewer.post(f"/notes/{question.pk}/resolve/", headers=FRAGMENT).content.decode()
    assert as_reviewer.post(f"/notes/{question.pk}/reopen/").headers["Location"] == f"/notes/{question.pk}/"


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_an_answer_says_something_and_not_too_much(as_reviewer: Client, question: Flag, text: str) -> None:
    answer = as_reviewer.post(f"/notes/{question.pk}/answer/", {"client_id": new_id(), "text": text})
    assert answer.status_code == 422
    assert not Comment.objects.exists()


def test_opening_a_thread_leaves_it_new_until_the_page_says_it_was_seen(
    as_reviewer: Client, reviewer: Any, question: Flag
) -> None:
    page = shown(as_reviewer, f"/notes/{question.pk}/")
    assert f'name="thread" value="{question.pk}"' in page
    assert unread_number(reviewer) == 1
    assert as_reviewer.post("/inbox/seen/", {"thread": [question.pk, "x"]}, headers=FRAGMENT).status_code == 204
    assert unread_number(reviewer) == 0


def test_the_article_is_asked_about_and_the_workbench_says_how_many(
    as_annotator: Client, article: Article, question: Flag
) -> None:
    assert "1 question or note" in shown(as_annotator, f"/articles/{article.pk}/")
    values = {"client_id": new_id(), "text": "The date is wrong."}
    answer = as_annotator.post(f"/articles/{article.pk}/notes/", values, headers=FRAGMENT)
    assert answer.content.decode().lstrip().startswith('<div class="threads"')
    assert "2 questions and notes" in shown(as_annotator, f"/articles/{article.pk}/notes/?part=marks")
    assert "The date is wrong." in shown(as_annotator, f"/articles/{article.pk}/notes/")
    assert "Ask about the article" in shown(as_annotator, f"/articles/{make_article(article.project).pk}/")


def test_a_viewer_reads_what_they_may_and_writes_nothing(article: Article, project: Project, question: Flag) -> None:
    viewer = signed_in(make_member(project, role=Role.VIEWER))
    page = shown(viewer, f"/articles/{article.pk}/notes/")
    assert "Is the text cut off?" not in page
    assert "<textarea" not in page
    assert viewer.post(f"/articles/{article.pk}/notes/", {"client_id": new_id(), "text": "x"}).status_code == 403
    assert viewer.get(f"/notes/{question.pk}/").status_code == 404


def test_in_an_archived_project_threads_are_only_read(as_reviewer: Client, project: Project, question: Flag) -> None:
    Project.objects.update(archived_at=project.created_at)
    assert "<textarea" not in shown(as_reviewer, f"/notes/{question.pk}/")
    for what in ("answer", "resolve", "reopen"):
        values = {"client_id": new_id(), "text": "x"}
        assert as_reviewer.post(f"/notes/{question.pk}/{what}/", values).status_code == 403


def test_whoever_left_the_project_is_told_nothing_of_it(as_reviewer: Client, reviewer: Any, question: Flag) -> None:
    Membership.objects.filter(user=reviewer).delete()
    assert 'aria-label="Inbox"' in shown(as_reviewer, "/")
    assert "Is the text cut off?" not in shown(as_reviewer, "/inbox/?whose=all&state=both")


def test_a_reviewer_who_is_not_staff_is_led_from_the_project_to_its_questions(
    as_reviewer: Client, project: Project, question: Flag
) -> None:
    assert f"/inbox/?whose=all&amp;project={project.slug}" in shown(as_reviewer, f"/projects/{project.slug}/")


def test_the_type_ahead_asks_for_names(as_annotator: Client, reviewer: Any, project: Project) -> None:
    assert as_annotator.get(f"/projects/{project.slug}/mentions/").json() == {"names": [reviewer.username]}


def test_a_long_inbox_costs_what_a_short_one_does(
    as_reviewer: Client,
    reviewer: Any,
    article: Article,
    annotator: Any,
    question: Flag,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(12) as short:
        as_reviewer.get("/inbox/")
    many = Flag.objects.bulk_create(Flag(article=article, user=annotator, note=f"Note {n}") for n in range(60))
    Notice.objects.bulk_create(
        Notice(flag=flag, user=reviewer, reason=Notice.Reason.ASKED, at=question.created_at) for flag in many
    )
    with django_assert_num_queries(len(short.captured_queries)):
        page = shown(as_reviewer, "/inbox/?page=2")
    assert "Page 2 of 4" in page
    assert 'aria-label="Inbox: 61 new"' in page
    with django_assert_num_queries(2):
        unread_number(reviewer)


@pytest.fixture
def asked_at_work(project: Project, annotator: Any) -> None:
    """Two articles with an open question each; whoever reviews is at work in the second. A third one is resolved."""
    other = make_member(project, name="other")
    first, second = make_suggested(project), make_suggested(project)
    flags.ask(first, user=annotator, client_id=new_id(), note="First?")
    flags.ask(second, user=other, client_id=new_id(), note="Second?")
    flags.resolve(flags.ask(first, user=other, client_id=new_id(), note="Third?"), user=annotator)
    for user in Membership.objects.filter(role__in=("reviewer", "manager")).values_list("user", flat=True):
        begin(second, get_user_model().objects.get(pk=user))


def begin(article: Article, user: Any) -> None:
    """The user accepts one of the suggestions, and does not finish."""
    row = Annotation.objects.filter(set__article=article, set__source="suggester")[:1].get()
    accept(set_of(article, user), user=user, action_id=new_id(), seen=Seen(str(row.pk), 0))


@pytest.mark.parametrize(
    ("role", "number"), [("viewer", 0), ("annotator", 1), ("reviewer", 1), ("manager", 1), ("superuser", 1)]
)
def test_open_questions_are_counted_as_the_inbox_lists_them(
    project: Project, annotator: Any, reviewer: Any, manager: Any, asked_at_work: None, role: str, number: int
) -> None:
    superuser = make_user(is_superuser=True)
    begin(Article.objects.latest("pk"), superuser)
    users = {"annotator": annotator, "reviewer": reviewer, "manager": manager, "superuser": superuser}
    user = users.get(role) or make_member(project, role=role)
    inbox = shown(signed_in(user), f"/inbox/?whose=all&project={project.slug}")
    assert (inbox.count("First?"), inbox.count("Second?")) == (number, 0)
    assert open_number(project, user) == number
    if role in ("reviewer", "manager", "superuser"):
        assert "<b>1</b> open question" in shown(signed_in(user), f"/projects/{project.slug}/")
        assert "<b>1</b> questions open" in shown(signed_in(user), f"/projects/{project.slug}/progress/")


def test_a_question_that_mentions_a_reviewer_at_work_is_counted(
    project: Project, annotator: Any, reviewer: Any, asked_at_work: None
) -> None:
    flags.ask(Article.objects.latest("pk"), user=annotator, client_id=new_id(), note="@rev, what now?")
    assert open_number(project, reviewer) == 2
