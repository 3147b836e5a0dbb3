"""Questions to colleagues leave a trace: on the page, in the history, in the lists of who asked and who answers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from annotator.models import Flag
from annotator.services.flags import flag
from annotator.services.review import resolve_flags
from articles.models import Article, Membership, Project
from tests.factories import make_member, make_suggested, new_id, workset

pytestmark = pytest.mark.django_db
NOTE = "Who is “she” here?"


@pytest.fixture
def asked(article: Article, annotator: Any) -> Flag:
    entity = article.annotation_sets.get().annotations.get(kind="entity")
    flag(workset(article, annotator), user=annotator, action_id=new_id(), card=str(entity.pk), note=NOTE)
    return Flag.objects.get()


def shown(client: Client, user: Any, address: str) -> str:
    client.force_login(user)
    return " ".join(client.get(address).content.decode().split())


def test_the_answer_to_a_question_holds_its_mark(client: Client, article: Article, annotator: Any) -> None:
    card = article.annotation_sets.get().annotations.filter(kind="quote").order_by("start")[0].pk
    client.force_login(annotator)
    values = {"action": new_id(), "verb": "flag", "card": card, "version": 0, "note": NOTE}
    answer = client.post(f"/articles/{article.pk}/actions/", values).content.decode()
    assert f'data-flagged="{card}"' in answer
    assert 'id="flags" hidden hx-swap-oob="true"' in answer
    assert escape(NOTE) in answer
    other = client.post(f"/articles/{article.pk}/actions/", {**values, "action": new_id(), "verb": "accept"})
    assert 'id="flags"' not in other.content.decode()


def test_the_workbench_shows_ones_own_questions_only(
    client: Client, project: Project, article: Article, annotator: Any, asked: Flag
) -> None:
    address = f"/articles/{article.pk}/"
    assert f'data-flagged="{asked.annotation_id}"' in shown(client, annotator, address)
    assert "data-flagged" not in shown(client, make_member(project), address)


def test_the_last_actions_hold_the_question_and_its_resolution(
    client: Client, article: Article, annotator: Any, reviewer: Any, asked: Flag
) -> None:
    address = f"/articles/{article.pk}/history/"
    panel = shown(client, annotator, address)
    assert f'flagged an entity <q translate="no">{escape(NOTE)}</q>' in panel
    assert "undone" not in panel
    resolve_flags([asked], user=reviewer)
    assert "your question about an entity was resolved" in shown(client, annotator, address)
    assert "Question, resolved:" in shown(client, annotator, f"/articles/{article.pk}/")


def test_who_asked_finds_the_question_from_the_queue_and_the_list(
    client: Client, project: Project, article: Article, annotator: Any, reviewer: Any, asked: Flag
) -> None:
    make_suggested(project, title="Without a question")
    home = shown(client, annotator, "/")
    assert f"/articles/{article.pk}/#annotation-{asked.annotation_id}" in home
    assert "not resolved yet" in home
    assert "You flagged an entity in" in home
    resolve_flags([asked], user=reviewer)
    assert "not resolved yet" not in shown(client, annotator, "/")
    listed = shown(client, annotator, f"/projects/{project.slug}/?state=flagged")
    assert f"/articles/{article.pk}/" in listed
    assert "Without a question" not in listed
    assert "My questions" not in shown(client, reviewer, "/")


def test_a_question_of_a_project_that_one_has_left_is_not_listed(client: Client, annotator: Any, asked: Flag) -> None:
    Membership.objects.all().delete()
    assert escape(NOTE) not in shown(client, annotator, "/")


def test_who_reviews_is_led_to_the_open_questions(
    client: Client, project: Project, annotator: Any, reviewer: Any, asked: Flag
) -> None:
    address = f"/projects/{project.slug}/"
    link = f"/admin/annotator/flag/?project={project.pk}&amp;resolved_at__isempty=1"
    assert "<b>1</b> open question" in shown(client, reviewer, address)
    assert link not in shown(client, reviewer, address)
    assert "open question" not in shown(client, annotator, address)
    reviewer.is_staff = reviewer.is_superuser = True
    reviewer.save()
    assert link in shown(client, reviewer, address)
    listed = shown(client, reviewer, link.replace("&amp;", "&"))
    assert escape(NOTE) in listed
    assert "not resolved yet" in listed
    resolve_flags([asked], user=reviewer)
    assert "open question" not in shown(client, reviewer, address)
