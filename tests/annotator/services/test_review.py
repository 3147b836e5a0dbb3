"""Review as a service: bulk decisions and gold."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from annotator.errors import Refused
from annotator.frame import Frame
from annotator.models import Annotation, AnnotationSet, Event, Flag, Person
from annotator.services import decide, review
from annotator.services.decide import Change, Seen
from annotator.services.frames import frame_of
from annotator.services.queue import finish
from annotator.services.review import decide_many, make_gold, merge_all, resolve_flags
from annotator.vocabulary import Verdict
from articles.models import Article
from tests.factories import new_id, span, workset


def machine_rows(article: Article) -> Any:
    rows = Annotation.objects.filter(set__article=article, set__source="suggester")
    return rows.select_related("set__article__project").prefetch_related("spans").order_by("start", "id")


def decided_set(article: Article, user: Any) -> AnnotationSet:
    """A finished set: the first quote corrected, the second rejected, the third accepted, one added."""
    mine = workset(article, user)
    first, second, third = machine_rows(article).filter(kind="quote")
    wanted = Change(spans=(("content", *span(article.text, "“is closed until May”")),))
    decide.change_frame(mine, user=user, action_id=new_id(), seen=Seen(str(first.pk), 0), wanted=wanted)
    decide.reject(mine, user=user, action_id=new_id(), seen=Seen(str(second.pk), 0))
    decide.accept(mine, user=user, action_id=new_id(), seen=Seen(str(third.pk), 0))
    entity = Frame(
        str(new_id()), "entity", "added", (("mention", *span(article.text, "Tom Okafor")),), entity_type="PERSON"
    )
    decide.add(mine, user=user, action_id=new_id(), frame=entity)
    finish(mine, user=user)
    mine.refresh_from_db()
    return mine


def statements(annotation_set: AnnotationSet) -> set[Any]:
    return {(row.verdict, row.origin_id, frame_of(row).statement()) for row in annotation_set.annotations.all()}


def test_an_annotator_decides_nothing_in_bulk(article: Article, annotator: Any) -> None:
    with pytest.raises(PermissionDenied):
        decide_many(machine_rows(article), user=annotator, verdict=Verdict.ACCEPTED)
    assert not AnnotationSet.objects.filter(source="annotator", annotations__isnull=False).exists()


def test_too_many_at_once_are_refused_before_anything_is_decided(
    article: Article, reviewer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "MOST_AT_ONCE", 5)
    with pytest.raises(Refused, match="5 suggestions at once"):
        decide_many(machine_rows(article), user=reviewer, verdict=Verdict.ACCEPTED)
    assert not Annotation.objects.filter(set__source="annotator").exists()


def test_a_bulk_decision_costs_no_more_queries_for_more_rejections(
    article: Article, reviewer: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(25):
        decide_many(machine_rows(article), user=reviewer, verdict=Verdict.REJECTED)
    assert workset(article, reviewer).annotations.count() == 6


def test_gold_is_what_stands_in_the_finished_set(article: Article, annotator: Any, reviewer: Any) -> None:
    mine = decided_set(article, annotator)
    gold = make_gold(mine, reviewer)
    assert gold.state == "finished"
    assert statements(gold) == {line for line in statements(mine) if line[0] != "rejected"}
    assert {row.pk for row in gold.annotations.all()}.isdisjoint(row.pk for row in mine.annotations.all())


def test_making_gold_again_changes_nothing(article: Article, annotator: Any, reviewer: Any) -> None:
    mine = decided_set(article, annotator)
    before = {row.pk for row in make_gold(mine, reviewer).annotations.all()}
    events = Event.objects.count()
    assert {row.pk for row in make_gold(mine, reviewer).annotations.all()} == before
    assert Event.objects.count() == events


def test_other_gold_replaces_the_standing_one_with_events(
    article: Article, annotator: Any, reviewer: Any, manager: Any
) -> None:
    gold = make_gold(decided_set(article, annotator), reviewer)
    first = machine_rows(article).filter(kind="quote")[0]
    theirs = workset(article, manager)
    decide.accept(theirs, user=manager, action_id=new_id(), seen=Seen(str(first.pk), 0))
    finish(theirs, user=manager)
    theirs.refresh_from_db()
    dropped = {row.pk for row in gold.annotations.all()}
    make_gold(theirs, reviewer)
    assert statements(gold) == statements(theirs)
    removals = Event.objects.filter(verb="make gold", annotation__in=dropped, after__isnull=True)
    assert {event.annotation for event in removals} == dropped


def test_gold_is_made_of_finished_work_of_people_only(article: Article, annotator: Any, reviewer: Any) -> None:
    machine = article.annotation_sets.get(source="suggester")
    with pytest.raises(Refused, match="no person’s work"):
        make_gold(machine, reviewer)
    with pytest.raises(Refused, match="not finished"):
        make_gold(workset(article, annotator), reviewer)
    with pytest.raises(PermissionDenied):
        make_gold(decided_set(article, annotator), annotator)
    assert not AnnotationSet.objects.filter(source="gold").exists()


def test_an_annotator_neither_merges_people_nor_resolves_questions(article: Article, annotator: Any) -> None:
    people = [Person.objects.create(project=article.project, name=name) for name in ("Ann Bo", "A. Bo")]
    with pytest.raises(PermissionDenied):
        merge_all(people[0], people[1:], user=annotator)
    question = Flag.objects.create(
        article=article, annotation=machine_rows(article)[0], user=annotator, note="Who is it?"
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        resolve_flags([question], user=annotator)
    question.refresh_from_db()
    assert question.resolved_at is None
