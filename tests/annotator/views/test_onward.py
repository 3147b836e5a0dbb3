"""The page that is held while another is worked on: what asking for it costs nobody, and when it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from annotator.models import Event, Exercise, Flag, Lease, RegistryChange
from annotator.services.places import take_place
from annotator.services.suggested import store_machine_set
from articles.models import Article, GuidelineVersion, Membership, Project, QueuePolicy
from tests.factories import make_member, make_project, make_suggested, new_id, suggestions_for, workset

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(project: Project) -> list[Article]:
    """Three articles of which one person reads each."""
    Project.objects.filter(pk=project.pk).update(overlap=1)
    project.refresh_from_db()
    return [make_suggested(project, title=f"Story {name}") for name in ("one", "two", "three")]


@pytest.fixture
def reader(client: Client, annotator: Any, three: list[Article]) -> Client:
    """The annotator, who has taken the first article."""
    client.force_login(annotator)
    take_place(three[0], annotator)
    return client


def ahead(client: Client, article: Article) -> Any:
    return client.get(f"/articles/{article.pk}/ahead/")


def finished(client: Client, article: Article, state: str = "") -> Any:
    return client.post(f"/articles/{article.pk}/finish/", headers={"Quotemark-Held": state})


def test_asking_ahead_gives_the_next_article_as_its_own_address_does_and_takes_nothing(
    reader: Client, three: list[Article], annotator: Any
) -> None:
    events = Event.objects.count()
    held = ahead(reader, three[0])
    assert Event.objects.count() == events
    assert Lease.objects.get().article == three[0]
    own = reader.get(f"/articles/{three[1].pk}/")
    assert without_tokens(held) == without_tokens(own)
    assert held["Quotemark-User"] == own["Quotemark-User"] == str(annotator.pk)
    assert "no-store" in held["Cache-Control"]
    assert "csrftoken" in own.cookies
    assert "csrftoken" not in held.cookies  # it may come when somebody else signs in


def without_tokens(page: Any) -> list[str]:
    """The page’s lines but those that are another each time."""
    lines = page.content.decode().replace("><", ">\n<").split("\n")
    return [line for line in lines if "csrfmiddlewaretoken" not in line]


def test_finishing_says_which_article_was_taken_and_that_nothing_on_its_page_has_changed(
    reader: Client, three: list[Article]
) -> None:
    state = ahead(reader, three[0])["Quotemark-State"]
    answer = finished(reader, three[0], state)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Quotemark-Next"] == f"/articles/{three[1].pk}/"
    assert answer["Quotemark-State"] == state
    assert Lease.objects.get().article == three[1]


Change = Callable[[Article, Any], Any]
CHANGES: dict[str, Change] = {
    "a decision": lambda article, user: workset(article, user),
    "a machine set": lambda article, _: store_machine_set(
        article, suggester="rules", version="2", suggestions=suggestions_for()
    ),
    "a setting": lambda article, _: Project.objects.filter(pk=article.project_id).update(accept_threshold=0.5),
    "a question": lambda article, user: Flag.objects.create(article=article, user=user, note="Who?"),
    "the registry": lambda article, user: RegistryChange.objects.create(
        id=new_id(), project=article.project, user=user, verb="keep apart", name="Calder"
    ),
    "a title": lambda article, _: Article.objects.filter(pk=article.pk).update(title="Other", label="Other"),
    "the role": lambda _, user: Membership.objects.filter(user=user).update(role="reviewer"),
    "the name": lambda _, user: type(user).objects.filter(pk=user.pk).update(first_name="Ann"),
    "the guidelines": lambda article, _: [
        GuidelineVersion.objects.create(project=article.project, number=2),
        Project.objects.filter(pk=article.project_id).update(guideline_version=2),
    ],
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_changed_on_the_held_page_makes_its_state_another(
    reader: Client, three: list[Article], annotator: Any, what: str
) -> None:
    state = ahead(reader, three[0])["Quotemark-State"]
    CHANGES[what](three[1], annotator)
    answer = finished(reader, three[0], state)
    assert answer["Quotemark-Next"] == f"/articles/{three[1].pk}/"
    assert answer["Quotemark-State"] not in ("", state)


def test_whatever_the_policy_what_is_held_is_what_comes(reader: Client, project: Project, three: list[Article]) -> None:
    for _ in range(9):
        make_suggested(project)
    at = three[0]
    for policy in (QueuePolicy.RANDOM, QueuePolicy.FEWEST, QueuePolicy.UNCERTAIN, QueuePolicy.ORDER):
        Project.objects.filter(pk=project.pk).update(queue_policy=policy)
        state = ahead(reader, at)["Quotemark-State"]
        answer = finished(reader, at, state)
        assert answer["Quotemark-State"] == state, policy
        at = Article.objects.get(pk=int(answer["Quotemark-Next"].split("/")[2]))


def test_what_somebody_else_holds_is_not_expected(reader: Client, three: list[Article], project: Project) -> None:
    take_place(three[1], make_member(project))
    held = ahead(reader, three[0])
    assert f'action="/articles/{three[2].pk}/finish/"' in held.content.decode()


def test_nothing_is_held_after_practice_or_at_the_end_or_of_another_project(
    reader: Client, three: list[Article], annotator: Any
) -> None:
    Exercise.objects.create(project=three[0].project, article=three[0], purpose="practice")
    assert ahead(reader, three[0]).status_code == 204
    Exercise.objects.all().delete()
    Article.objects.exclude(pk=three[0].pk).update(withdrawn_at=timezone.now(), withdrawn_reason="by mistake")
    assert ahead(reader, three[0]).status_code == 204
    assert finished(reader, three[0])["Quotemark-Next"] == "/"
    other = make_project("quay")
    Membership.objects.create(project=other, user=annotator)
    there = make_suggested(other)
    assert ahead(reader, three[0]).status_code == 204
    answer = finished(reader, three[0], "held")
    assert answer["Quotemark-Next"] == f"/articles/{there.pk}/"
    assert "Quotemark-State" not in answer  # loaded as a page


def test_notices_wait_for_the_page_that_is_in_sight(reader: Client, three: list[Article]) -> None:
    state = ahead(reader, three[0])["Quotemark-State"]
    skip = {"reason": "I wrote it"}
    answer = reader.post(f"/articles/{three[0].pk}/skip/", skip, headers={"Quotemark-Held": state})
    assert "You skipped “Story one”." in answer.text
    again = reader.post(f"/articles/{three[1].pk}/skip/", skip, headers={"Quotemark-Held": "another"})
    assert again.content == b""
    assert [str(one) for one in get_messages(again.wsgi_request)]
    assert "You skipped “Story two”." not in ahead(reader, three[2]).text
    assert "You skipped “Story two”." in reader.get(f"/articles/{three[2].pk}/").text


def test_a_refusal_goes_to_the_page_that_says_why(reader: Client, three: list[Article]) -> None:
    answer = reader.post(f"/articles/{three[0].pk}/skip/", {}, headers={"Quotemark-Held": ""})
    assert answer["Quotemark-Next"] == f"/articles/{three[0].pk}/"
    assert "Quotemark-State" not in answer
    assert "Say why you skip the article" in reader.get(answer["Quotemark-Next"]).text


def test_another_user_and_nobody_are_told_so_and_strangers_get_nothing(
    reader: Client, three: list[Article], manager: Any, annotator: Any
) -> None:
    held = {"Quotemark-Held": "", "Quotemark-User": str(manager.pk)}
    assert reader.post(f"/articles/{three[0].pk}/finish/", headers=held).status_code == 401
    assert reader.get(f"/articles/{three[0].pk}/ahead/", headers=held).status_code == 401
    Membership.objects.filter(user=annotator).delete()
    assert finished(reader, three[0]).status_code == 404
    assert ahead(reader, three[0]).status_code == 404
    reader.logout()
    assert finished(reader, three[0]).status_code == 401
    assert reader.post(f"/articles/{three[0].pk}/finish/").status_code == 302  # a form goes to where one signs in
