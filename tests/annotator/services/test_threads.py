"""Threads: who reads them, who is told, answered, resolved and reopened, with one effect each."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from annotator.frame import Frame
from annotator.history import in_words
from annotator.models import Annotation, Comment, Event, Flag, Notice
from annotator.services import decide, flags, journal
from annotator.services.decide import Seen
from annotator.services.notices import mark_read, mentioned_in, offered, threads_of, unread_number, waiting_for
from annotator.services.queue import finish
from annotator.workbench.threads import threads_on
from articles.models import Article, Project, Role
from tests.factories import make_member, new_id, workset

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(project: Project) -> Any:
    return make_member(project, name="other")


@pytest.fixture
def question(article: Article, annotator: Any, reviewer: Any, manager: Any) -> Flag:
    quote = Annotation.objects.filter(set__article=article, kind="quote").order_by("start")[0]
    flags.flag(workset(article, annotator), user=annotator, action_id=new_id(), card=str(quote.pk), note="Who is it?")
    return Flag.objects.get()


def reads(user: Any, question: Flag) -> bool:
    return threads_of(user).filter(pk=question.pk).exists()


def answer(question: Flag, user: Any, text: str = "The mayor.") -> Comment:
    return flags.answer(question, user=user, client_id=new_id(), text=text)


def test_a_question_is_read_by_who_asked_and_who_reviews(
    question: Flag, annotator: Any, reviewer: Any, manager: Any, other: Any, stranger: Any
) -> None:
    assert [reads(user, question) for user in (annotator, reviewer, manager)] == [True, True, True]
    assert [reads(user, question) for user in (other, stranger)] == [False, False]


def test_another_annotator_reads_it_once_both_have_finished(
    article: Article, question: Flag, annotator: Any, other: Any
) -> None:
    finish(workset(article, other), user=other)
    assert not reads(other, question)
    finish(workset(article, annotator), user=annotator)
    assert reads(other, question)


def test_one_who_has_not_finished_does_not_read_it_although_the_asker_has(
    article: Article, question: Flag, annotator: Any, other: Any
) -> None:
    finish(workset(article, annotator), user=annotator)
    assert not reads(other, question)


def test_a_reviewer_at_work_in_the_article_reads_only_what_mentions_them(
    article: Article, question: Flag, annotator: Any, reviewer: Any
) -> None:
    quote = Annotation.objects.filter(set__article=article, kind="quote").order_by("start")[1]
    seen = Seen(str(quote.pk), 0)
    decide.accept(workset(article, reviewer), user=reviewer, action_id=new_id(), seen=seen)
    assert not reads(reviewer, question)
    assert unread_number(reviewer) == 0
    answer(question, annotator, f"@{reviewer.username} please look")
    assert reads(reviewer, question)


def test_who_is_mentioned_reads_it_and_it_waits_for_them(
    article: Article, project: Project, annotator: Any, other: Any, stranger: Any
) -> None:
    note = f"Ask @{other.username.upper()}, or @{stranger.username} or @nobody."
    asked = flags.ask(article, user=annotator, client_id=new_id(), note=note)
    assert reads(other, asked)
    assert not reads(stranger, asked)
    assert list(waiting_for(other)) == [asked]
    assert asked.notices.get(user=other).reason == Notice.Reason.MENTIONED
    assert mentioned_in(f"mail other@{other.username} is no mention", project) == set()


def test_a_question_waits_for_who_reviews_and_its_answer_for_who_asked(
    question: Flag, annotator: Any, reviewer: Any, manager: Any
) -> None:
    assert list(waiting_for(reviewer)) == [question]
    assert [unread_number(user) for user in (annotator, reviewer, manager)] == [0, 1, 1]
    answer(question, reviewer)
    assert [unread_number(user) for user in (annotator, reviewer, manager)] == [1, 0, 1]
    assert list(waiting_for(annotator)) == [question]
    assert list(waiting_for(reviewer)) == []
    answer(question, annotator, "Thank you.")
    assert list(waiting_for(reviewer)) == [question]
    assert question.notices.get(user=manager).reason == Notice.Reason.ASKED


def test_what_is_seen_is_no_longer_new_and_still_waits(question: Flag, reviewer: Any) -> None:
    assert mark_read([question.pk], reviewer) == 1
    assert mark_read([question.pk], reviewer) == 0
    assert unread_number(reviewer) == 0
    assert list(waiting_for(reviewer)) == [question]


def test_a_question_from_before_there_were_notices_waits_for_who_reviews(question: Flag, reviewer: Any) -> None:
    Notice.objects.all().delete()
    assert list(waiting_for(reviewer)) == [question]


def test_anyone_who_sees_it_resolves_and_reopens_it(question: Flag, annotator: Any, reviewer: Any) -> None:
    answer(question, reviewer)
    assert flags.resolve(question, user=annotator)
    assert not flags.resolve(question, user=reviewer)
    question.refresh_from_db()
    assert question.resolved_by == annotator
    assert list(waiting_for(reviewer)) == []
    assert flags.reopen(question, user=reviewer)
    assert not flags.reopen(question, user=reviewer)
    question.refresh_from_db()
    assert question.resolved_at is None
    assert question.resolved_by is None
    assert question.notices.get(user=annotator).reason == Notice.Reason.REOPENED
    words = [in_words(event) for event in Event.objects.exclude(verb="suggest").order_by("id")]
    assert words == [
        "flagged a quote", "answered a question about a quote", "resolved the question about a quote",
        "reopened the question about a quote",
    ]  # fmt: skip


def test_who_asked_is_told_that_it_was_resolved(question: Flag, annotator: Any, reviewer: Any, manager: Any) -> None:
    flags.resolve(question, user=reviewer)
    assert [unread_number(user) for user in (annotator, reviewer, manager)] == [1, 0, 0]
    assert list(waiting_for(annotator)) == []


def test_each_request_has_one_effect(article: Article, annotator: Any, reviewer: Any) -> None:
    key = new_id()
    first = flags.ask(article, user=annotator, client_id=key, note="Cut off?")
    assert flags.ask(article, user=annotator, client_id=key, note="Cut off?") == first
    assert flags.ask(article, user=annotator, client_id=new_id(), note="Cut off?") == first  # the same words while open
    again = new_id()
    for _ in range(2):
        flags.answer(first, user=reviewer, client_id=again, text="No.")
    assert Comment.objects.count() == 1
    assert [in_words(event) for event in Event.objects.exclude(verb="suggest").order_by("id")] == [
        "flagged the whole article", "answered a question about the whole article",
    ]  # fmt: skip


def test_a_viewer_and_a_stranger_write_nothing(article: Article, question: Flag, project: Project) -> None:
    viewer = make_member(project, role=Role.VIEWER)
    with pytest.raises(PermissionDenied):
        flags.ask(article, user=viewer, client_id=new_id(), note="x")
    with pytest.raises(PermissionDenied):
        answer(question, viewer)
    with pytest.raises(PermissionDenied):
        flags.resolve(question, user=viewer)


def test_a_thread_outlives_its_annotation_and_finds_it_again(article: Article, annotator: Any) -> None:
    mine = workset(article, annotator)
    start = article.text.index("repairs")
    card = str(new_id())
    frame = Frame(id=card, kind="entity", verdict="added", entity_type="ORG", spans=(("mention", start, start + 7),))
    decide.add(mine, user=annotator, action_id=new_id(), frame=frame)
    flags.flag(mine, user=annotator, action_id=new_id(), card=card, note="Is that one?")
    journal.undo(mine, user=annotator, action_id=new_id())
    [thread] = threads_on(article, annotator)
    assert (thread.excerpt, thread.card) == ("", card)
    journal.redo(mine, user=annotator, action_id=new_id())
    [thread] = threads_on(article, annotator)
    assert (thread.about, thread.excerpt) == ("an entity", "repairs")


def test_the_words_of_a_suggestion_are_hidden_from_who_reads_blind(
    article: Article, question: Flag, project: Project, annotator: Any, other: Any
) -> None:
    answer(question, annotator, f"@{other.username} look")
    [thread] = threads_on(article, other)
    assert thread.excerpt
    project.blind_share = 100
    project.save()
    [thread] = threads_on(article, other)
    assert thread.excerpt == ""


def test_a_reviewer_asks_whose_annotation_it_is(article: Article, annotator: Any, reviewer: Any) -> None:
    suggestion = Annotation.objects.filter(set__article=article, kind="quote").order_by("start")[0]
    seen = Seen(str(suggestion.pk), 0)
    decide.accept(workset(article, annotator), user=annotator, action_id=new_id(), seen=seen)
    theirs = Annotation.objects.select_related("set").get(set__user=annotator)
    asked = flags.ask(article, user=reviewer, client_id=new_id(), note="Why?", annotation=theirs)
    assert reads(annotator, asked)
    assert [thread.card for thread in threads_on(article, annotator)] == [str(suggestion.pk)]


def test_the_type_ahead_offers_an_annotator_whoever_reviews(
    project: Project, annotator: Any, other: Any, reviewer: Any
) -> None:
    assert offered(project, annotator) == [reviewer.username]
    assert sorted(offered(project, reviewer)) == sorted([annotator.username, other.username])
