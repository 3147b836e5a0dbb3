"""Projects, articles, sets, people, questions and history in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from annotator.models import Annotation, Event, Flag, Person
from annotator.services import decide
from annotator.services.decide import Seen
from annotator.services.flags import flag
from annotator.services.people import change_person
from annotator.services.queue import finish
from articles.models import Article, Membership, Project, Role
from tests.annotator.conftest import make_staff
from tests.factories import make_project, make_suggested, make_user, new_id, workset

LISTS = [
    "articles_project",
    "articles_article",
    "annotator_annotationset",
    "annotator_annotation",
    "annotator_person",
    "annotator_flag",
    "annotator_event",
]


def first_quote(article: Article) -> Annotation:
    return Annotation.objects.filter(set__article=article, set__source="suggester", kind="quote").order_by("start")[0]


def accept_first(article: Article, user: Any) -> None:
    seen = Seen(str(first_quote(article).pk), 0)
    decide.accept(workset(article, user), user=user, action_id=new_id(), seen=seen)


def fill(project: Project, annotator: Any) -> Article:
    """An article with a decision, a person of the registry and an open question."""
    article = make_suggested(project)
    accept_first(article, annotator)
    flag(
        workset(article, annotator), user=annotator, action_id=new_id(), card=str(first_quote(article).pk), note="Who?"
    )
    return article


def messages_of(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_and_costs_the_same_with_more_rows(
    desk: Client, project: Project, annotator: Any, name: str, django_assert_max_num_queries: Any
) -> None:
    for _ in range(6):
        fill(project, annotator)
    with django_assert_max_num_queries(14):
        page = desk.get(reverse(f"admin:{name}_changelist"))
    assert page.status_code == 200
    assert page.context["cl"].result_count >= 1


@pytest.mark.parametrize("name", LISTS)
def test_every_list_keeps_to_the_reviewers_projects(
    client: Client, project: Project, annotator: Any, name: str
) -> None:
    fill(project, annotator)
    client.force_login(make_staff(make_project("quay")))
    page = client.get(reverse(f"admin:{name}_changelist"))
    assert page.context["cl"].result_count == (1 if name == "articles_project" else 0)


def test_a_superuser_sees_every_project(client: Client, project: Project, annotator: Any) -> None:
    fill(project, annotator)
    client.force_login(make_user("root", is_staff=True, is_superuser=True))
    for name in LISTS:
        assert client.get(reverse(f"admin:{name}_changelist")).context["cl"].result_count >= 1, name


def test_the_article_list_tells_the_state_of_its_sets(desk: Client, project: Project, annotator: Any) -> None:
    article = fill(project, annotator)
    assert "rules 1, ann open" in desk.get(reverse("admin:articles_article_changelist")).content.decode()
    finish(workset(article, annotator), user=annotator)
    assert "rules 1, ann finished" in desk.get(reverse("admin:articles_article_changelist")).content.decode()


def test_articles_are_found_by_title_id_and_words_of_their_text(desk: Client, project: Project) -> None:
    make_suggested(project, title="Ferry story", external_id="wire-77")
    address = reverse("admin:articles_article_changelist")
    for q, number in (("ferry", 1), ("wire-77", 1), ("fisherman", 1), ("herring", 0)):
        assert desk.get(f"{address}?q={q}").context["cl"].result_count == number


def test_what_is_known_of_an_article_can_be_corrected_and_its_text_cannot(desk: Client, article: Article) -> None:
    address = reverse("admin:articles_article_change", args=[article.pk])
    page = desk.get(address).content.decode()
    assert "“We will wait,”" in page
    assert 'name="text"' not in page
    text = article.text
    sets = {"annotation_sets-TOTAL_FORMS": 0, "annotation_sets-INITIAL_FORMS": 0}
    desk.post(address, {"title": "Pier shut", "publisher": "The Quay", "text": "gone", **sets})
    article.refresh_from_db()
    assert (article.title, article.publisher, article.label, article.text) == (
        "Pier shut",
        "The Quay",
        "Pier shut",
        text,
    )
    event = Event.objects.get(verb="change article")
    assert event.before == {"title": "", "publisher": ""}
    assert event.after == {"title": "Pier shut", "publisher": "The Quay"}


def test_a_finished_set_becomes_gold(desk: Client, article: Article, annotator: Any) -> None:
    accept_first(article, annotator)
    mine = workset(article, annotator)
    address = reverse("admin:annotator_annotationset_changelist")
    data = {"action": "make_gold_of_selected", "_selected_action": [mine.pk]}
    assert "is not finished" in messages_of(desk.post(address, data, follow=True))
    finish(mine, user=annotator)
    answer = desk.post(address, data, follow=True)
    assert messages_of(answer) == "Made gold of 1 set."
    assert [row.article_has_gold for row in answer.context["cl"].result_list] == [True] * 3  # and each row says so
    assert article.annotation_sets.get(source="gold").annotations.count() == 1


def test_people_change_with_an_event_for_the_entry_and_its_aliases(
    desk: Client, project: Project, annotator: Any
) -> None:
    person = Person.objects.create(project=project, name="Ines Calder")
    alias = person.aliases.create(name="Calder")
    data = {
        "name": "Ines Calder", "kind": "person", "role": "mayor", "distinction": "", "wikidata_id": "", "note": "",
        "aliases-TOTAL_FORMS": 2, "aliases-INITIAL_FORMS": 1,
        "aliases-0-id": alias.pk, "aliases-0-person": person.pk, "aliases-0-name": "Calder", "aliases-0-DELETE": "on",
        "aliases-1-person": person.pk, "aliases-1-name": "the mayor",
    }  # fmt: skip
    response = desk.post(reverse("admin:annotator_person_change", args=[person.pk]), data)
    assert response.status_code == 302
    person.refresh_from_db()
    assert person.role == "mayor"
    assert [alias.name for alias in person.aliases.all()] == ["the mayor"]
    role, aliases = Event.objects.filter(verb="change person").order_by("id")
    assert role.after
    assert role.after["role"] == "mayor"
    assert (aliases.before or {})["aliases"] == ["Calder"]
    assert (aliases.after or {})["aliases"] == ["the mayor"]
    assert LogEntry.objects.get().get_change_message()


def test_a_person_can_be_entered_with_an_event(desk: Client, project: Project) -> None:
    data = {
        "project": project.pk, "name": "Tom Okafor", "kind": "person",
        "aliases-TOTAL_FORMS": 1, "aliases-INITIAL_FORMS": 0, "aliases-0-name": "Okafor",
    }  # fmt: skip
    desk.post(reverse("admin:annotator_person_add"), data)
    assert [alias.name for alias in Person.objects.get().aliases.all()] == ["Okafor"]
    assert Event.objects.filter(verb="enter person").exists()


def test_merging_asks_whom_to_keep_and_then_moves_everything(desk: Client, article: Article, annotator: Any) -> None:
    accept_first(article, annotator)
    keep = Person.objects.get()
    drop = Person.objects.create(project=article.project, name="I. Calder")
    address = reverse("admin:annotator_person_changelist")
    data: dict[str, Any] = {"action": "merge_selected", "_selected_action": [keep.pk, drop.pk]}
    page = desk.post(address, data).content.decode()
    assert f'value="{keep.pk}" id="keep-{keep.pk}" checked' in page
    assert Person.objects.count() == 2
    said = messages_of(desk.post(address, {**data, "keep": drop.pk}, follow=True))
    assert said == "“Ines Calder” became “I. Calder”: 1 annotation moved, the names are aliases now."
    assert [person.pk for person in Person.objects.all()] == [drop.pk]
    assert [alias.name for alias in drop.aliases.all()] == ["Ines Calder"]
    assert Event.objects.filter(verb="merge people").count() == 1


def test_people_of_two_projects_are_not_merged(desk: Client, staff: Any, project: Project) -> None:
    other = make_project("quay")
    Membership.objects.create(project=other, user=staff, role=Role.REVIEWER)
    people = [Person.objects.create(project=place, name="Ines Calder") for place in (project, other)]
    data = {"action": "merge_selected", "_selected_action": [person.pk for person in people], "keep": people[0].pk}
    said = messages_of(desk.post(reverse("admin:annotator_person_changelist"), data, follow=True))
    assert said == "Select two or more people of one project to merge them."
    assert Person.objects.count() == 2


def test_a_question_is_resolved_once(desk: Client, project: Project, annotator: Any) -> None:
    fill(project, annotator)
    address = reverse("admin:annotator_flag_changelist")
    data = {"action": "resolve_selected", "_selected_action": [Flag.objects.get().pk]}
    assert messages_of(desk.post(address, data, follow=True)) == "Resolved 1 question."
    assert Flag.objects.get().resolved_at is not None
    assert messages_of(desk.post(address, data, follow=True)) == "Resolved 0 questions."
    assert Event.objects.filter(verb="resolve flag").count() == 1
    assert desk.get(f"{address}?resolved_at__isempty=1").context["cl"].result_count == 0


def test_history_is_read_in_words_and_never_written(desk: Client, project: Project, reviewer: Any) -> None:
    person = Person.objects.create(project=project, name="Tom Okafor")
    change_person(person, user=reviewer, role="fisherman")
    event = Event.objects.get(verb="change person")
    page = desk.get(reverse("admin:annotator_event_changelist")).content.decode()
    assert "changed Tom Okafor in the registry" in page
    assert desk.get(reverse("admin:annotator_event_add")).status_code == 403
    assert desk.post(reverse("admin:annotator_event_change", args=[event.pk]), {"verb": "x"}).status_code == 403
    assert desk.post(reverse("admin:annotator_event_delete", args=[event.pk]), {"post": "yes"}).status_code == 403


def test_only_a_manager_changes_a_project_and_its_members(client: Client, project: Project) -> None:
    address = reverse("admin:articles_project_change", args=[project.pk])
    client.force_login(make_staff(project))
    assert client.post(address, {"name": "Taken over"}).status_code == 403
    boss = make_staff(project, role=Role.MANAGER)
    client.force_login(boss)
    newcomer = make_user("newcomer")
    data = {
        "name": "Harbour desk", "accept_threshold": "0.8",
        "memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 0,
        "memberships-0-user": newcomer.pk, "memberships-0-role": "annotator",
    }  # fmt: skip
    assert client.post(address, data).status_code == 302
    project.refresh_from_db()
    assert project.name == "Harbour desk"
    assert Membership.objects.get(user=newcomer).project == project


# These stand on the page of the project's settings, with what a change affects.
ON_THE_SETTINGS_PAGE = {
    *("language", "suggester", "overlap", "queue_policy", "lease_minutes", "blind_share", "check_share", "count_time"),
    *("agree_rule", "agree_overlap", "agree_majority", "tie_break"),
}


def test_every_other_setting_of_a_project_can_be_set_in_the_admin(client: Client, project: Project) -> None:
    client.force_login(make_staff(project, role=Role.MANAGER))
    address = reverse("admin:articles_project_change", args=[project.pk])
    shown = set(client.get(address).context["adminform"].form.fields)
    editable = {field.name for field in Project._meta.fields if field.editable}
    assert editable - {"id", "slug"} - ON_THE_SETTINGS_PAGE <= shown
    data = {
        "name": "Harbour", "accept_threshold": "0.9", "remote_images": "on",
        "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0,
    }  # fmt: skip
    assert client.post(address, data).status_code == 302
    assert Project.objects.get(pk=project.pk).remote_images


def test_whoever_makes_a_project_manages_it(client: Client, project: Project) -> None:
    boss = make_staff(project, role=Role.MANAGER)
    client.force_login(boss)
    data = {
        "name": "Quay", "slug": "quay", "accept_threshold": "0.9",
        "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0,
    }  # fmt: skip
    client.post(reverse("admin:articles_project_add"), data)
    assert Membership.objects.get(project__slug="quay").role == Role.MANAGER


def test_a_visitor_who_is_not_staff_does_not_get_in(client: Client, manager: Any, article: Article) -> None:
    client.force_login(manager)
    for name in LISTS:
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 302
