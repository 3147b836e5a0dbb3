"""Annotations in the admin: found, read in context, accepted and rejected in bulk."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from annotator.frame import Frame
from annotator.in_context import in_context
from annotator.models import Action, Annotation, AnnotationSet, Event
from annotator.services import decide
from annotator.services import journal as actions
from annotator.services.decide import Seen
from annotator.services.suggested import store_machine_set
from articles.models import Article, Project, Role
from tests.annotator.conftest import make_staff
from tests.factories import (
    make_article,
    make_member,
    make_project,
    make_suggested,
    new_id,
    span,
    suggestions_for,
    workset,
)

LIST = reverse("admin:annotator_annotation_changelist")


def machine_rows(article: Article) -> list[Annotation]:
    return list(Annotation.objects.filter(set__article=article, set__source="suggester").order_by("start", "id"))


def act(desk: Client, action: str, rows: list[Annotation], **extra: Any) -> str:
    """The message after an action on these rows that was confirmed."""
    data = {"action": action, "_selected_action": [str(row.pk) for row in rows], "bulk": str(new_id()), **extra}
    response = desk.post(LIST, data, follow=True)
    told = " ".join(str(message) for message in response.context["messages"])
    return re.sub(r" <a href=.*?</a>", "", told)


def test_the_list_shows_the_words_marked_in_their_context(desk: Client, article: Article) -> None:
    page = desk.get(LIST).content.decode()
    assert "said <mark>the pier “is closed until May”</mark>. She" in page
    assert "<mark>“We will wait,”</mark> said Tom Okafor, a fisherman, <mark>“but not for ever.”</mark>" in page
    assert "<mark>costly</mark>" in page
    assert "→ <b>cost ly</b>" in page


def test_what_the_text_holds_is_shown_as_text(desk: Client, project: Project) -> None:
    text = "He said “<script>alert(1)</script> & more” at once."
    article = make_article(project, text)
    mine = workset(article, make_member(project))
    frame = Frame(str(new_id()), "quote", "added", (("content", *span(text, "“<script>alert(1)</script> & more”")),))
    decide.add(mine, user=mine.user, action_id=new_id(), frame=frame)
    page = desk.get(LIST).content.decode()
    assert "<mark>“&lt;script&gt;alert(1)&lt;/script&gt; &amp; more”</mark>" in page
    assert "<script>alert" not in page


def test_words_that_are_cut_at_the_edge_are_left_out() -> None:
    around = "rbour. The mayor said it is closed now, and the whole of the fishing fleet stays where it is for a whi"
    start, end = span(around, "it is closed now")
    shown = in_context(around, offset=100, spans=[(100 + start, 100 + end)])
    after = ", and the whole of the fishing fleet stays where it is for a …"
    assert shown == f"… The mayor said <mark>it is closed now</mark>{after}"


def test_a_long_quote_is_shortened_in_its_middle() -> None:
    around = "She said " + "word " * 200 + "and stopped."
    shown = in_context(around, offset=0, spans=[(9, len(around))])
    assert len(shown) < 300
    assert " … " in shown
    assert shown.endswith("and stopped.</mark>")


def test_accepting_in_bulk_fills_the_reviewers_own_set(desk: Client, staff: Any, article: Article) -> None:
    rows = machine_rows(article)
    message = act(desk, "accept_selected", rows)
    assert message == f"Accepted {len(rows)} suggestions in 1 article."
    mine = AnnotationSet.objects.get(article=article, user=staff)
    assert {row.origin_id for row in mine.annotations.all()} == {row.pk for row in rows}
    assert set(mine.annotations.values_list("verdict", flat=True)) == {"accepted"}
    assert {row.person.name for row in mine.annotations.all() if row.person} == {"Ines Calder", "Tom Okafor"}


def test_a_bulk_decision_is_one_action_an_article_and_can_be_undone(desk: Client, staff: Any, project: Project) -> None:
    first, second = make_suggested(project), make_suggested(project)
    rows = machine_rows(first) + machine_rows(second)
    act(desk, "reject_selected", rows)
    assert Action.objects.filter(user=staff).count() == 2
    assert Event.objects.filter(actor=staff, verb="reject many").count() == len(rows)
    mine = workset(first, staff)
    actions.undo(mine, user=staff, action_id=new_id())
    assert not mine.annotations.exists()
    assert workset(second, staff).annotations.filter(verdict="rejected").count() == len(machine_rows(second))


def test_what_was_decided_before_is_left_alone_and_counted(desk: Client, staff: Any, article: Article) -> None:
    rows = machine_rows(article)
    mine = workset(article, staff)
    decide.reject(mine, user=staff, action_id=new_id(), seen=Seen(str(rows[0].pk), 0))
    message = act(desk, "accept_selected", rows)
    assert message.endswith("Left alone: 1 decided already.")
    assert mine.annotations.get(origin=rows[0]).verdict == "rejected"


def test_the_same_suggestion_of_an_older_run_is_not_decided_twice(desk: Client, staff: Any, article: Article) -> None:
    old = machine_rows(article)
    store_machine_set(article, suggester="rules", version="2", suggestions=suggestions_for(article.text))
    message = act(desk, "accept_selected", machine_rows(article))
    assert f"Accepted {len(old)} suggestions" in message
    assert f"{len(old)} decided already" in message
    assert workset(article, staff).annotations.count() == len(old)


def test_peoples_own_annotations_are_not_reviewed_in_bulk(desk: Client, annotator: Any, article: Article) -> None:
    mine = workset(article, annotator)
    decide.accept(mine, user=annotator, action_id=new_id(), seen=Seen(str(machine_rows(article)[0].pk), 0))
    theirs = mine.annotations.get()
    message = act(desk, "reject_selected", [theirs])
    assert message == (
        "Rejected 0 suggestions in 0 articles. "
        "Left alone: 1 in people’s own or gold sets, which review does not change."
    )
    theirs.refresh_from_db()
    assert theirs.verdict == "accepted"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("kind=quote", 3),
        ("kind=entity", 1),
        ("score=0.9", 3),
        ("score=0.7", 1),
        ("score=0", 1),
        ("suggester=rules|1", 6),
        ("suggester=rules|2", 0),
        ("place=paragraph", 6),
        ("place=caption", 0),
        ("mine=open", 6),
        ("mine=decided", 0),
        ("q=okafor", 1),
        ("verdict=suggested", 6),
    ],
)
def test_filters_find_their_rows(desk: Client, article: Article, query: str, shown: int) -> None:
    page = desk.get(f"{LIST}?{query}")
    assert page.context["cl"].result_count == shown


def test_the_project_filter_keeps_to_one_project(desk: Client, staff: Any, article: Article) -> None:
    other = make_project("quay")
    other.memberships.create(user=staff, role=Role.MANAGER)
    make_suggested(other)
    assert desk.get(LIST).context["cl"].result_count == 12
    assert desk.get(f"{LIST}?project={other.pk}").context["cl"].result_count == 6


def test_the_annotator_filter_shows_one_persons_work(
    desk: Client, annotator: Any, reviewer: Any, article: Article
) -> None:
    rows = machine_rows(article)
    for user, row in ((annotator, rows[0]), (annotator, rows[1]), (reviewer, rows[2])):
        decide.accept(workset(article, user), user=user, action_id=new_id(), seen=Seen(str(row.pk), 0))
    assert desk.get(f"{LIST}?annotator={annotator.pk}").context["cl"].result_count == 2
    assert desk.get(f"{LIST}?annotator={reviewer.pk}").context["cl"].result_count == 1


def test_a_reviewer_finds_nothing_of_other_projects(desk: Client, article: Article) -> None:
    foreign = machine_rows(make_suggested(make_project("quay")))
    assert desk.get(LIST).context["cl"].result_count == 6
    assert act(desk, "accept_selected", foreign) != ""
    assert not Annotation.objects.filter(origin__in=foreign).exists()
    assert desk.get(reverse("admin:annotator_annotation_change", args=[foreign[0].pk])).status_code == 302


def test_an_annotator_of_the_staff_finds_no_annotations(client: Client, project: Project, article: Article) -> None:
    client.force_login(make_staff(project, role=Role.ANNOTATOR))
    assert client.get(LIST).context["cl"].result_count == 0


def test_without_djangos_permission_the_list_is_closed(client: Client, project: Project, article: Article) -> None:
    user = make_staff(project)
    user.user_permissions.clear()
    client.force_login(user)
    assert client.get(LIST).status_code == 403


def test_who_may_only_view_finds_no_bulk_actions(client: Client, project: Project, article: Article) -> None:
    user = make_staff(project)
    user.user_permissions.set(Permission.objects.filter(codename="view_annotation"))
    client.force_login(user)
    page = client.get(LIST)
    assert page.status_code == 200
    assert "accept_selected" not in page.content.decode()


def test_the_page_of_a_suggestion_tells_its_history_in_words(
    desk: Client, staff: Any, annotator: Any, article: Article
) -> None:
    row = next(row for row in machine_rows(article) if row.kind == "quote")
    mine = workset(article, annotator)
    decide.accept(mine, user=annotator, action_id=new_id(), seen=Seen(str(row.pk), 0))
    actions.undo(mine, user=annotator, action_id=new_id())
    page = desk.get(reverse("admin:annotator_annotation_change", args=[row.pk])).content.decode()
    assert "<b>ann</b> accepted a quote" in page
    assert "<b>ann</b> took back a decision on a quote" in page
    assert re.search(r'<mark class="content"[^>]*>the pier “is closed until May”</mark>', page)
    assert f"{reverse('workbench', args=[article.pk])}#annotation-{row.pk}" in page
    assert 'name="_save"' not in page


def test_the_history_button_leads_to_the_events_of_the_article(desk: Client, article: Article) -> None:
    row = machine_rows(article)[0]
    make_suggested(article.project)
    pages = [
        reverse("admin:annotator_annotation_history", args=[row.pk]),
        reverse("admin:articles_article_history", args=[article.pk]),
    ]
    for page in pages:
        events = desk.get(page, follow=True).context["cl"].queryset
        assert [event.article for event in events] == [article]


def test_a_row_shows_what_was_decided_about_it(desk: Client, article: Article) -> None:
    rows = machine_rows(article)
    assert shown_decisions(desk) == ["undecided"] * len(rows)
    act(desk, "accept_selected", rows[:2])
    act(desk, "reject_selected", rows[2:3])
    assert sorted(shown_decisions(desk)) == [
        "accepted",
        "accepted",
        "rejected",
        *["undecided"] * (len(rows) - 3),
        "–",
        "–",
        "–",
    ]


def test_another_reviewers_decision_is_not_shown_as_ones_own(desk: Client, article: Article) -> None:
    other = make_member(article.project, role=Role.REVIEWER)
    row = machine_rows(article)[0]
    decide.accept(workset(article, other), user=other, action_id=new_id(), seen=Seen(str(row.pk), 0))
    assert "accepted" not in shown_decisions(desk)


def shown_decisions(desk: Client) -> list[str]:
    return re.findall(r'<td class="field-my_decision">([^<]*)</td>', desk.get(LIST).content.decode())


def test_nothing_is_added_changed_or_deleted_by_hand(desk: Client, article: Article) -> None:
    row = machine_rows(article)[0]
    address = reverse("admin:annotator_annotation_change", args=[row.pk])
    assert desk.post(address, {"start": 0, "name": "X"}).status_code == 403
    assert desk.get(reverse("admin:annotator_annotation_add")).status_code == 403
    assert desk.post(reverse("admin:annotator_annotation_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_the_list_costs_the_same_with_more_rows(
    desk: Client, project: Project, django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        make_suggested(project)
    with django_assert_max_num_queries(14):
        page = desk.get(LIST)
    assert page.context["cl"].result_count == 48


def test_no_page_carries_an_inline_script_or_style(desk: Client, article: Article) -> None:
    row = machine_rows(article)[0]
    for address in (LIST, reverse("admin:annotator_annotation_change", args=[row.pk])):
        page = desk.get(address).content.decode()
        assert "style=" not in page
        assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
        assert not re.search(r"\son[a-z]+=", page)
