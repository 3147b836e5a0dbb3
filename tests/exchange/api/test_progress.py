"""Progress, assignments and exercises over the interface."""

from __future__ import annotations

from typing import Any

from django.test import Client

from annotator.models import Assignment
from articles.models import Project, Role
from tests.annotator.adjudicating import CONTENT, finished_by, quote
from tests.annotator.services.test_exercises import with_gold
from tests.factories import make_article, make_member


def ask(client: Client, user: Any, address: str, body: Any = None) -> Any:
    client.force_login(user)
    if body is None:
        return client.get(address)
    return client.post(address, body, content_type="application/json")


def test_progress_names_people_for_reviewers_alone(
    client: Client, project: Project, annotator: Any, reviewer: Any
) -> None:
    article = make_article(project)
    make_article(project)
    finished_by(article, annotator, [quote(CONTENT)])
    address = f"/api/v1/projects/{project.slug}/progress/"
    found = ask(client, reviewer, address).json()
    assert found["total"]["articles"] == 2
    assert found["finished"] == {"articles": 1, "words": article.words}
    assert [(row["user"], row["finished"]) for row in found["people"]] == [("ann", 1)]
    assert found["weeks"][0]["sets"] == 1
    assert ask(client, make_member(project, role=Role.VIEWER), address).json()["people"] == []
    own = ask(client, make_member(project), address).json()
    assert own["finished"]["articles"] == 0
    assert "adjudicated" not in own


def test_articles_are_assigned_and_taken_back(client: Client, project: Project, annotator: Any, manager: Any) -> None:
    articles = [make_article(project).pk for _ in range(3)]
    address = f"/api/v1/projects/{project.slug}/assignments/"
    body = {"articles": articles, "people": ["ann"]}
    assert ask(client, manager, address, body).json() == {"done": 3, "known": 0, "full": 0, "exercises": 0}
    assert ask(client, manager, address, body).json()["known"] == 3
    assert {row["article"] for row in ask(client, manager, address).json()} == set(articles)
    assert ask(client, manager, f"{address}take-back/", body).json() == {"done": 3}
    assert not Assignment.objects.exists()
    assert ask(client, manager, address, {**body, "people": ["nobody"]}).status_code == 400
    assert ask(client, manager, address, {**body, "articles": [10**9]}).status_code == 400


def test_exercises_are_set_and_listed_by_managers(client: Client, project: Project, manager: Any) -> None:
    ready, without = with_gold(project), make_article(project)
    address = f"/api/v1/projects/{project.slug}/exercises/"
    body = {"articles": [ready.pk, without.pk], "purpose": "check", "note": "Look twice."}
    assert ask(client, manager, address, body).json() == {"done": 1, "known": 0, "without_gold": 1}
    assert ask(client, manager, address).json() == [{"article": ready.pk, "purpose": "check", "note": "Look twice."}]
    ask(client, manager, address, {"articles": [ready.pk], "purpose": ""})
    assert ask(client, manager, address).json() == []
