"""Active time: each moment counted once, nothing that cannot have been, nothing where it is switched off."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from annotator.models import Action, ActiveTime, Annotation
from annotator.services.activity import Stretch, record, seconds_by_person, seconds_of, united
from articles.models import Article, Project
from tests.factories import make_member, new_id

pytestmark = pytest.mark.django_db
START = timezone.now() - datetime.timedelta(hours=2)


@pytest.fixture(autouse=True)
def old(article: Article) -> None:
    Article.objects.update(created_at=START - datetime.timedelta(days=30))
    article.refresh_from_db()


def stretch(start: float, end: float) -> Stretch:
    """In minutes after ``START``."""
    return Stretch(START + datetime.timedelta(minutes=start), START + datetime.timedelta(minutes=end))


def told(article: Article, user: Any, *stretches: Stretch, ahead: float = 0) -> int:
    record(article, user=user, stretches=stretches, sent_at=timezone.now() + datetime.timedelta(minutes=ahead))
    return seconds_of(article, user)


def milliseconds(moment: datetime.datetime) -> int:
    return int(moment.timestamp() * 1000)


def test_tabs_are_counted_once_and_a_repeated_stretch_adds_nothing(article: Article, annotator: Any) -> None:
    assert told(article, annotator, stretch(0, 10), stretch(5, 12), stretch(20, 21)) == 13 * 60
    assert told(article, annotator, stretch(0, 10), stretch(20, 21)) == 13 * 60
    assert told(article, annotator, stretch(11, 15)) == 16 * 60
    assert told(article, annotator, stretch(15, 20)) == 21 * 60
    assert ActiveTime.objects.count() == 1


def test_people_and_articles_are_counted_apart(article: Article, project: Project, annotator: Any) -> None:
    other = make_member(project)
    told(article, annotator, stretch(0, 2))
    told(article, other, stretch(0, 3))
    assert seconds_by_person(project) == {annotator.pk: 120, other.pk: 180}


def test_stretches_become_one_where_they_overlap_or_touch() -> None:
    assert united([stretch(3, 4), stretch(0, 2), stretch(2, 3), stretch(6, 7)]) == [stretch(0, 4), stretch(6, 7)]


def test_the_future_and_what_is_too_old_or_too_long_are_not_counted(article: Article, annotator: Any) -> None:
    now = timezone.now()
    hour = datetime.timedelta(hours=1)
    assert told(article, annotator, Stretch(now + hour, now + 2 * hour)) == 0
    assert told(article, annotator, Stretch(now - 200 * hour, now - 199 * hour)) == 0
    assert told(article, annotator, Stretch(now - 13 * hour, now)) == 0
    assert 58 <= told(article, annotator, Stretch(now - datetime.timedelta(minutes=1), now + hour)) <= 62


def test_nothing_is_counted_before_the_article_was_here(article: Article, annotator: Any) -> None:
    article.created_at = stretch(5, 6).start
    assert told(article, annotator, stretch(0, 6)) == 60


def test_a_clock_that_is_wrong_moves_the_stretches(article: Article, annotator: Any) -> None:
    assert told(article, annotator, stretch(60 * 24, 60 * 24 + 10), ahead=60 * 24) == 600
    [row] = ActiveTime.objects.all()
    assert abs(row.start - START) < datetime.timedelta(seconds=5)


def test_nothing_is_stored_where_the_project_does_not_count(
    client: Client, article: Article, project: Project, annotator: Any
) -> None:
    Project.objects.update(count_time=False)
    client.force_login(annotator)
    page = client.get(f"/articles/{article.pk}/").content.decode()
    assert "activity.js" not in page
    assert "data-activity" not in page
    assert "Active time" not in page
    assert "Active time" not in client.get(f"/projects/{project.slug}/queue/").content.decode()
    values = {"sent": milliseconds(timezone.now()), "stretches": f"{milliseconds(START)}-{milliseconds(START) + 9000}"}
    assert client.post(f"/articles/{article.pk}/activity/", values).status_code == 204
    assert not ActiveTime.objects.exists()
    decide(client, article, seconds=12)
    assert Action.objects.get().seconds is None


def decide(client: Client, article: Article, **more: Any) -> Any:
    quote = Annotation.objects.filter(set__article=article, kind="quote").order_by("start")[0]
    values = {"action": new_id(), "verb": "accept", "card": quote.pk, "version": 0, **more}
    return client.post(f"/articles/{article.pk}/actions/", values)


def test_people_are_told_and_see_their_own_time(
    client: Client, article: Article, project: Project, annotator: Any, reviewer: Any
) -> None:
    client.force_login(annotator)
    assert "Active time is measured in this project" in client.get(f"/articles/{article.pk}/").content.decode()
    assert "Active time is measured in this project" in client.get(f"/projects/{project.slug}/queue/").content.decode()
    at = milliseconds(START)
    values = {"sent": milliseconds(timezone.now()), "stretches": f"{at}-{at + 180_000},{at + 60_000}-{at + 240_000}"}
    answer = client.post(f"/articles/{article.pk}/activity/", values)
    assert (answer.status_code, answer["Quotemark-User"]) == (204, str(annotator.pk))
    decide(client, article, seconds=12)
    assert Action.objects.get().seconds == 12
    history = " ".join(client.get(f"/articles/{article.pk}/history/").content.decode().split())
    assert "Your active time in this article: 4 min" in history
    assert "12 s" in history
    client.force_login(reviewer)
    assert "4 min" in client.get(f"/projects/{project.slug}/team/").content.decode()
    assert "4 min" in client.get(f"/projects/{project.slug}/").content.decode()


@pytest.mark.parametrize(
    "stretches", ["", "x", "5-3", "1-2,", "1-2;3-4", "-1-2", "1-99999999999999999", ",".join(["1-2"] * 501), "0x1-2"]
)
def test_what_is_not_a_list_of_stretches_is_refused(
    client: Client, article: Article, annotator: Any, stretches: str
) -> None:
    client.force_login(annotator)
    answer = client.post(f"/articles/{article.pk}/activity/", {"sent": 1, "stretches": stretches})
    assert answer.status_code == 400
    assert not ActiveTime.objects.exists()


@pytest.mark.parametrize("seconds", ["-1", "86401", "x", "1e9"])
def test_seconds_of_an_action_are_bounded(client: Client, article: Article, annotator: Any, seconds: str) -> None:
    client.force_login(annotator)
    assert decide(client, article, seconds=seconds).status_code == 422
    assert not Action.objects.exists()
