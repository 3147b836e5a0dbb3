"""Bulk actions in the admin: asked about, done as one, told, and taken back as one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotator.models import Adjudication, Annotation, BulkAction, Case, Event, Flag, Person, RegistryChange
from annotator.services import decide, journal
from annotator.services.adjudicate import save_gold
from annotator.services.bulk import act_in_bulk, take_back
from annotator.services.decide import Seen
from articles.models import Article, Role
from tests.annotator.adjudicating import CONTENT, COSTLY, SHORTER, cases_of, gold_words, quote, take, two_readers
from tests.factories import make_member, make_project, make_suggested, new_id, workset

LIST = reverse("admin:annotator_annotation_changelist")
LAST = reverse("admin:annotator_bulkaction_changelist")


def machine_rows(article: Article) -> list[Annotation]:
    return list(Annotation.objects.filter(set__article=article, set__source="suggester").order_by("start", "id"))


def act(desk: Client, action: str, rows: list[Annotation], **extra: Any) -> Any:
    data = {"action": action, "_selected_action": [str(row.pk) for row in rows], **extra}
    return desk.post(LIST, data, follow=True)


def confirmed(desk: Client, action: str, rows: list[Annotation], **extra: Any) -> str:
    response = act(desk, action, rows, **{"bulk": str(new_id()), **extra})
    return " ".join(str(message) for message in response.context["messages"])


def taken_back(desk: Client, bulk: BulkAction) -> str:
    data = {"action": "take_back_selected", "_selected_action": [str(bulk.pk)]}
    return " ".join(str(message) for message in desk.post(LAST, data, follow=True).context["messages"])


def test_nothing_is_done_before_it_is_confirmed(desk: Client, staff: Any, article: Article) -> None:
    rows = machine_rows(article)
    decide.accept(workset(article, staff), user=staff, action_id=new_id(), seen=Seen(str(rows[0].pk), 0))
    page = act(desk, "accept_selected", rows).content.decode()
    assert f"<b>{len(rows)}</b> annotations are selected." in page
    assert "Article: 1." in page
    assert "1 of them you have decided about already" in page
    assert Event.objects.filter(verb="accept many").count() == 0
    assert BulkAction.objects.count() == 0


def test_the_page_says_in_how_many_articles_one_begins_to_take_part(desk: Client, project: Any) -> None:
    rows = machine_rows(make_suggested(project)) + machine_rows(make_suggested(project))
    assert "You begin 2 articles by this." in act(desk, "reject_selected", rows).content.decode()


def test_a_repeated_request_has_one_effect(desk: Client, article: Article) -> None:
    rows, bulk = machine_rows(article), str(new_id())
    first = confirmed(desk, "accept_selected", rows, bulk=bulk)
    assert confirmed(desk, "accept_selected", rows, bulk=bulk) == first
    assert BulkAction.objects.count() == 1
    assert Event.objects.filter(verb="accept many").count() == len(rows)


def test_decisions_are_taken_back_as_one_and_newer_ones_stay(desk: Client, staff: Any, project: Any) -> None:
    first, second = make_suggested(project), make_suggested(project)
    rows = machine_rows(first) + machine_rows(second)
    confirmed(desk, "accept_selected", rows)
    mine = workset(first, staff)
    kept = mine.annotations.get(origin=rows[0])
    decide.reject(mine, user=staff, action_id=new_id(), seen=Seen(str(rows[0].pk), kept.version))
    message = taken_back(desk, BulkAction.objects.get())
    assert message == f"Taken back: {len(rows) - 1} annotations are as before. What was changed since stays as it is."
    assert [row.verdict for row in mine.annotations.all()] == ["rejected"]
    assert not workset(second, staff).annotations.exists()
    assert Event.objects.filter(verb="take back many").count() == len(rows) - 1
    assert "taken back by rita" in desk.get(LAST).content.decode()
    assert take_back(BulkAction.objects.get(), user=staff) == 0


def test_what_was_undone_in_the_workbench_is_not_taken_back_again(desk: Client, staff: Any, article: Article) -> None:
    confirmed(desk, "accept_selected", machine_rows(article))
    journal.undo(workset(article, staff), user=staff, action_id=new_id())
    assert "0 annotations are as before" in taken_back(desk, BulkAction.objects.get())


def test_nobody_takes_back_anothers_decisions(desk: Client, article: Article) -> None:
    other = make_member(article.project, role=Role.REVIEWER, name="otto")
    rows = Annotation.objects.filter(set__source="suggester").select_related("set__article__project")
    [(bulk, done)] = act_in_bulk(
        rows.prefetch_related("spans"), user=other, kind=BulkAction.Kind.ACCEPT, bulk_id=new_id()
    )
    assert "Only otto can take these decisions back" in taken_back(desk, bulk)
    assert workset(article, other).annotations.count() == done.number


def test_annotations_of_people_are_given_to_a_person(desk: Client, annotator: Any, article: Article) -> None:
    mine = workset(article, annotator)
    for row in machine_rows(article):
        decide.accept(mine, user=annotator, action_id=new_id(), seen=Seen(str(row.pk), 0))
    okafor = Person.objects.get(name="Tom Okafor")
    rows = list(mine.annotations.all())
    page = act(desk, "give_selected", rows + machine_rows(article)[:1])
    assert "Name of the person" in page.content.decode()
    message = confirmed(desk, "give_selected", rows + machine_rows(article)[:1], words="Tom Okafor")
    assert message.startswith("Gave 3 annotations to the person in 1 article. Left alone: 1 suggestions")
    quotes = mine.annotations.filter(kind="quote")
    assert {row.person for row in quotes.all()} == {okafor}
    assert RegistryChange.objects.filter(number=3).count() == 1
    assert "are as before" in taken_back(desk, BulkAction.objects.get())
    assert sorted(str(row.person) for row in quotes.all()) == ["Ines Calder", "Ines Calder", "Tom Okafor"]
    assert "enter the person first" in confirmed(desk, "give_selected", rows, words="Nobody At All")


def test_a_question_is_asked_about_each_and_withdrawn(desk: Client, staff: Any, article: Article) -> None:
    rows = machine_rows(article)[:2]
    assert "Write this first." in act(desk, "ask_about_selected", rows, bulk=str(new_id())).content.decode()
    confirmed(desk, "ask_about_selected", rows, words="Is it his?")
    assert Flag.objects.filter(note="Is it his?", user=staff, resolved_at=None).count() == 2
    assert "Is it his?" in desk.get(f"{LIST}?flag=open").content.decode()
    taken_back(desk, BulkAction.objects.get())
    assert desk.get(f"{LIST}?flag=open").context["cl"].result_count == 0
    assert desk.get(f"{LIST}?flag=any").context["cl"].result_count == 2


@pytest.fixture
def settled(article: Article, staff: Any) -> Article:
    """An article of two readers whose one disagreement was decided by hand; it is gold."""
    two_readers(article, [quote(CONTENT), quote(COSTLY)], [quote(SHORTER), quote(COSTLY)])
    case = next(case for case in cases_of(article) if case.is_open)
    take(article, case, staff)
    save_gold(article, user=staff)
    assert Adjudication.objects.get().state == "gold"
    return article


def gold_rows(article: Article) -> list[Annotation]:
    return list(Annotation.objects.filter(set__article=article, set__source="gold"))


def test_decided_cases_are_sent_back_to_adjudication(desk: Client, settled: Article) -> None:
    words = gold_words(settled)
    message = confirmed(desk, "reopen_selected", gold_rows(settled))
    assert message.startswith("Sent 1 case to adjudication in 1 article.")
    assert Adjudication.objects.get().state == "open"
    [case] = Case.objects.filter(state="open")
    assert case.earlier is not None
    assert gold_words(settled) == words
    assert "1 annotation is as before" in taken_back(desk, BulkAction.objects.get())
    assert not Case.objects.filter(state="open").exists()
    again = desk.get(f"/articles/{settled.pk}/adjudicate/")
    assert again.context["left"] == 0


def test_a_case_that_was_decided_anew_stays_when_the_reopening_is_taken_back(
    desk: Client, staff: Any, settled: Article
) -> None:
    confirmed(desk, "reopen_selected", gold_rows(settled))
    [case] = Case.objects.filter(state="open")
    take(settled, case, staff, choice="neither")
    assert "0 annotations are as before" in taken_back(desk, BulkAction.objects.get())
    case.refresh_from_db()
    assert (case.state, case.choice) == ("decided", "neither")


def test_bulk_decisions_leave_gold_that_the_reviewer_read_alone(desk: Client, project: Any, staff: Any) -> None:
    article = make_suggested(project)
    two_readers(article, [quote(CONTENT)], [quote(CONTENT)])
    save_gold(article, user=staff)
    ann = workset(article, staff)
    ann.state, ann.finished_at = "finished", ann.created_at
    ann.save()
    message = confirmed(desk, "accept_selected", machine_rows(article))
    assert "change these in adjudication" in message
    assert Adjudication.objects.get(article=article).state == "gold"


def test_more_than_can_be_done_at_once_is_refused_before(
    desk: Client, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.admin.bulk.MOST_AT_ONCE", 3)
    page = act(desk, "accept_selected", machine_rows(article)).content.decode()
    assert "Narrow the list by its filters." in page
    assert 'name="bulk"' not in page


def test_a_reviewer_finds_the_bulk_actions_of_own_projects(desk: Client, article: Article) -> None:
    other = make_project("quay")
    BulkAction.objects.create(id=new_id(), project=other, user=make_member(other), kind="accept")
    assert desk.get(LAST).context["cl"].result_count == 0


def test_a_long_bulk_action_asks_few_queries_for_each_article(
    desk: Client, article: Article, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(80):
        confirmed(desk, "accept_selected", machine_rows(article))
