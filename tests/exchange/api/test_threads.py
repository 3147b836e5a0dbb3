"""Threads and active time over the interface."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from annotator.models import ActiveTime, Annotation, Flag
from annotator.services import flags
from articles.models import Article, Project
from tests.exchange.api.conftest import caller
from tests.factories import make_member, new_id


@pytest.fixture
def question(article: Article, annotator: Any, reviewer: Any) -> Flag:
    return flags.ask(article, user=annotator, client_id=new_id(), note="Cut off?")


def post(client: Client, address: str, **values: Any) -> Any:
    return client.post(f"/api/v1/threads/{address}", values, content_type="application/json")


def listed(client: Client, query: str = "") -> list[str]:
    return [row["note"] for row in client.get(f"/api/v1/threads/{query}").json()["results"]]


def test_threads_are_listed_as_far_as_one_may_read_them(
    as_annotator: Client, as_reviewer: Client, project: Project, question: Flag
) -> None:
    assert listed(as_annotator) == listed(as_reviewer) == ["Cut off?"]
    assert listed(caller(make_member(project))) == []
    assert listed(as_reviewer, "?waits=true") == ["Cut off?"]
    assert listed(as_annotator, "?waits=true") == []
    assert listed(as_annotator, "?waits=false") == ["Cut off?"]
    assert listed(as_reviewer, "?resolved=true") == []
    assert listed(as_reviewer, f"?article={question.article_id}&project={project.slug}") == ["Cut off?"]
    assert listed(as_reviewer, f"?annotation={new_id()}") == []


def test_a_question_is_made_once(as_annotator: Client, article: Article, annotator: Any) -> None:
    quote = Annotation.objects.filter(set__article=article, kind="quote").order_by("start")[0]
    values = {"action": new_id(), "article": article.pk, "annotation": quote.pk, "note": "Who?"}
    made = [post(as_annotator, "", **values) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].json() == made[1].json()
    told = made[0].json()
    assert (told["annotation"], told["by"], told["note"]) == (str(quote.pk), annotator.username, "Who?")
    assert Flag.objects.count() == 1


def test_nobody_asks_about_what_they_do_not_see(as_annotator: Client, article: Article, project: Project) -> None:
    quote = Annotation.objects.filter(set__article=article, kind="quote").order_by("start")[0]
    project.blind_share = 100
    project.save()
    values = {"action": new_id(), "article": article.pk, "annotation": quote.pk, "note": "Who?"}
    assert post(as_annotator, "", **values).status_code == 404
    assert not Flag.objects.exists()


def test_it_is_answered_resolved_and_reopened(as_reviewer: Client, question: Flag, reviewer: Any) -> None:
    key = new_id()
    for _ in range(2):
        told = post(as_reviewer, f"{question.pk}/answer/", action=key, text="No.").json()
    assert [(said["by"], said["text"]) for said in told["answers"]] == [(reviewer.username, "No.")]
    assert post(as_reviewer, f"{question.pk}/resolve/").json()["resolved_by"] == reviewer.username
    assert post(as_reviewer, f"{question.pk}/reopen/").json()["resolved_at"] is None


def test_a_note_has_a_length(as_reviewer: Client, article: Article, question: Flag) -> None:
    assert post(as_reviewer, "", action=new_id(), article=article.pk, note="x" * 2001).status_code == 400
    assert post(as_reviewer, f"{question.pk}/answer/", action=new_id(), text="").status_code == 400


def test_active_time_is_ones_own_and_for_reviewers_everybodys(
    as_annotator: Client, as_reviewer: Client, article: Article, project: Project, annotator: Any
) -> None:
    other = make_member(project, name="other")
    for user, minutes in ((annotator, 2), (other, 3)):
        end = article.created_at + datetime.timedelta(minutes=minutes)
        ActiveTime.objects.create(article=article, user=user, start=article.created_at, end=end)
    mine = {"annotator": annotator.username, "seconds": 120}
    for address in (f"/api/v1/projects/{project.slug}/active-time/", f"/api/v1/articles/{article.pk}/active-time/"):
        assert as_annotator.get(address).json() == {"measured": True, "people": [mine]}
        assert as_reviewer.get(address).json()["people"] == [mine, {"annotator": "other", "seconds": 180}]
