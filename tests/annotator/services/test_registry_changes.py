"""Merging, splitting and moving: every set's history says it, counts follow, and undo puts everything back exactly."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from annotator.errors import Refused, Stale
from annotator.frame import frame_from_json
from annotator.models import (
    Action,
    Adjudication,
    Alias,
    Annotation,
    AnnotationSet,
    Event,
    KeptApart,
    Person,
    RegistryChange,
)
from annotator.services import decide, journal
from annotator.services.decide import Change, Seen
from annotator.services.frames import frame_of
from annotator.services.people import change_person, enter_person
from annotator.services.registry import keep_apart, merge_people, move_quotes, undo_change
from annotator.services.said import numbers_by_person, said_by
from annotator.services.same_people import same_people
from annotator.workbench.steps import last_steps
from articles.models import Article, Project
from tests.examples import examples
from tests.factories import make_member, make_suggested, new_id, workset


def accept_all(article: Article, user: Any) -> AnnotationSet:
    mine = workset(article, user)
    quotes = Annotation.objects.filter(set__article=article, set__source="suggester", kind="quote")
    for quote in quotes.order_by("start"):
        decide.accept(mine, user=user, action_id=new_id(), seen=Seen(str(quote.pk), 0))
    return mine


@pytest.fixture
def mine(article: Article, annotator: Any) -> AnnotationSet:
    """Two quotes of Ines Calder and one of Tom Okafor, accepted by an annotator."""
    return accept_all(article, annotator)


@pytest.fixture
def calder(mine: AnnotationSet) -> Person:
    return Person.objects.get(name="Ines Calder")


@pytest.fixture
def okafor(mine: AnnotationSet) -> Person:
    return Person.objects.get(name="Tom Okafor")


def rows(person: Person) -> list[Annotation]:
    return list(Annotation.objects.filter(person=person, set__source="annotator", kind="quote").order_by("start"))


def everything(project: Project) -> dict[str, Any]:
    """The registry and whose each annotation is, with keys: all but versions and history."""
    people = list(project.people.order_by("pk").values())
    aliases = list(Alias.objects.order_by("pk").values())
    pointers = list(Annotation.objects.order_by("pk").values_list("pk", "person", "name", "verdict", "candidates"))
    return {
        "people": people,
        "aliases": aliases,
        "pointers": pointers,
        "apart": list(KeptApart.objects.order_by("pk").values()),
    }


def test_a_merge_moves_every_quote_and_keeps_the_name_as_an_alias(
    mine: AnnotationSet, calder: Person, okafor: Person, reviewer: Any
) -> None:
    okafor.aliases.create(name="Old Tom")
    merge_people(calder, okafor, user=reviewer)
    assert [name for (name,) in calder.aliases.order_by("name").values_list("name")] == ["Old Tom", "Tom Okafor"]
    assert not Person.objects.filter(name="Tom Okafor").exists()
    assert len(rows(calder)) == 3


def test_undo_of_a_merge_puts_back_keys_aliases_and_pointers(
    project: Project, mine: AnnotationSet, calder: Person, okafor: Person, reviewer: Any
) -> None:
    okafor.aliases.create(name="Old Tom")
    other = enter_person(project, user=reviewer, aliases=["Tommy"], name="Thomas Okafor")
    keep_apart(okafor, other, user=reviewer)
    before = everything(project)
    change = merge_people(calder, okafor, user=reviewer)
    assert KeptApart.objects.filter(first=calder, second=other).exists()
    undo_change(change, user=reviewer)
    assert everything(project) == before
    change.refresh_from_db()
    assert change.undone_by == reviewer
    undo_change(change, user=reviewer)  # repeated, it does nothing
    assert everything(project) == before


def test_the_history_of_each_set_says_it_and_replays_to_what_stands(
    project: Project, mine: AnnotationSet, calder: Person, okafor: Person, reviewer: Any, article: Article
) -> None:
    accept_all(article, reviewer)
    change = merge_people(calder, okafor, user=reviewer)
    undo_change(change, user=reviewer)
    move_quotes(calder, [rows(calder)[0].pk], to="Vera Lund", user=reviewer)
    replayed: dict[str, Any] = {}
    for event in Event.objects.filter(annotation__isnull=False).order_by("id"):
        if event.before is not None and str(event.annotation) in replayed:
            assert replayed[str(event.annotation)] == event.before
        replayed[str(event.annotation)] = event.after
    stored = Annotation.objects.filter(set__source="annotator").prefetch_related("spans")
    assert {str(row.pk): frame_of(row) for row in stored} == {
        pk: frame_from_json(values) for pk, values in replayed.items()
    }
    verbs = set(Event.objects.filter(annotation=None, actor=reviewer).values_list("verb", flat=True))
    assert {"merge people", "undo registry", "split person"} <= verbs


def test_versions_grow_and_a_page_that_saw_the_old_one_is_told(
    mine: AnnotationSet, calder: Person, okafor: Person, reviewer: Any, annotator: Any
) -> None:
    row = rows(okafor)[0]
    order = journal.last_order(mine)
    merge_people(calder, okafor, user=reviewer)
    now = Annotation.objects.get(pk=row.pk)
    assert now.version == order + 1 > row.version
    assert [event.annotation for event in journal.since(mine, order)] == [row.pk]
    with pytest.raises(Stale):
        decide.reject(mine, user=annotator, action_id=new_id(), seen=Seen(str(row.origin_id), row.version))


def test_the_annotator_undoes_own_steps_never_the_reviewers(
    mine: AnnotationSet, calder: Person, okafor: Person, reviewer: Any, annotator: Any
) -> None:
    merge_people(calder, okafor, user=reviewer)
    steps = last_steps(mine)
    assert "changed the person of a quote in the registry" in steps[0].words
    assert [step.back for step in steps] == [0, 1, 2, 3]
    outcome = journal.undo(mine, user=annotator, action_id=new_id())
    assert outcome is not None
    assert outcome.action.target.verb == "accept"  # type: ignore[union-attr]
    assert len(rows(calder)) == 2
    journal.redo(mine, user=annotator, action_id=new_id())
    assert len(rows(calder)) == 3  # the name leads to whom it was merged into


def test_undoing_an_edge_leaves_the_quote_to_whom_a_reviewer_gave_it(
    mine: AnnotationSet, calder: Person, okafor: Person, reviewer: Any, annotator: Any
) -> None:
    row = rows(calder)[0]
    decide.change_frame(
        mine, user=annotator, action_id=new_id(), seen=Seen(str(row.origin_id), row.version),
        wanted=Change(spans=(("content", row.start, row.end - 3),)),
    )  # fmt: skip
    move_quotes(calder, [row.pk], to=okafor, user=reviewer)
    journal.undo(mine, user=annotator, action_id=new_id())
    now = Annotation.objects.get(pk=row.pk)
    assert (now.end, now.person, now.name) == (row.end, okafor, "Tom Okafor")


def test_what_was_undone_before_a_change_of_the_registry_cannot_be_redone_after_a_new_decision(
    mine: AnnotationSet, calder: Person, okafor: Person, reviewer: Any, annotator: Any
) -> None:
    journal.undo(mine, user=annotator, action_id=new_id())
    merge_people(okafor, calder, user=reviewer)
    machine = Annotation.objects.get(set__source="suggester", kind="repair")
    decide.accept(mine, user=annotator, action_id=new_id(), seen=Seen(str(machine.pk), 0))
    assert Action.objects.filter(set=mine, state="undone").count() == 0
    assert journal.redo(mine, user=annotator, action_id=new_id()) is None


def test_a_quote_moves_in_the_sets_of_all_people_and_in_gold(
    project: Project, mine: AnnotationSet, calder: Person, okafor: Person, reviewer: Any, article: Article
) -> None:
    theirs = accept_all(article, make_member(project))
    gold = AnnotationSet.objects.create(article=article, source="gold")
    first = rows(calder)[0]
    row = Annotation.objects.create(
        set=gold, kind="quote", verdict="accepted", quote_type="mixed", speaker_kind="named", person=calder,
        name="Ines Calder", start=first.start, end=first.end, first=first.start, last=first.end,
    )  # fmt: skip
    row.spans.create(role="content", order=0, start=first.start, end=first.end)
    change = move_quotes(calder, [row.pk], to=okafor, user=reviewer)
    assert change.verb == "move quotes"
    moved = Annotation.objects.filter(person=okafor, start=first.start, set__source__in=("annotator", "gold"))
    assert {found.set_id for found in moved} == {mine.pk, theirs.pk, gold.pk}
    assert {found.name for found in moved} == {"Tom Okafor"}
    machine = Annotation.objects.get(set__source="suggester", start=first.start, kind="quote")
    assert machine.name == "Ines Calder"  # a machine's suggestion stays
    undo_change(change, user=reviewer)
    assert Annotation.objects.filter(person=calder, start=first.start, set__source="gold").count() == 1


def test_splitting_makes_an_entry_of_the_same_kind_and_takes_the_alias_along(
    project: Project, mine: AnnotationSet, calder: Person, reviewer: Any
) -> None:
    calder.aliases.create(name="Vera Lund")
    Person.objects.filter(pk=calder.pk).update(kind="group")
    before = everything(project)
    change = move_quotes(Person.objects.get(pk=calder.pk), [rows(calder)[0].pk], to="Vera Lund", user=reviewer)
    lund = Person.objects.get(name="Vera Lund")
    assert (change.verb, lund.kind) == ("split person", "group")
    assert not calder.aliases.exists()
    undo_change(change, user=reviewer)
    assert everything(project) == before
    assert not Person.objects.filter(pk=lund.pk).exists()


def test_a_new_name_splits_and_undo_removes_the_entry(
    project: Project, mine: AnnotationSet, calder: Person, reviewer: Any
) -> None:
    before = everything(project)
    change = move_quotes(calder, [rows(calder)[0].pk], to="Vera Lund", user=reviewer)
    assert change.verb == "split person"
    assert [said.mention for said in said_by(Person.objects.get(name="Vera Lund"), user=reviewer)] == [
        "Mayor Ines Calder"
    ]
    undo_change(change, user=reviewer)
    assert everything(project) == before


def test_undo_is_refused_while_something_newer_stands_in_the_way(
    project: Project, mine: AnnotationSet, calder: Person, okafor: Person, reviewer: Any
) -> None:
    merge = merge_people(calder, okafor, user=reviewer)
    edit = change_person(calder, user=reviewer, role="Mayor")
    with pytest.raises(Refused, match="“Ines Calder” was changed again since"):
        undo_change(merge, user=reviewer)
    undo_change(RegistryChange.objects.get(verb="change person"), user=reviewer)
    edit.refresh_from_db()
    assert edit.role == ""
    moved = move_quotes(calder, [rows(calder)[0].pk], to="Vera Lund", user=reviewer)
    again = move_quotes(Person.objects.get(name="Vera Lund"), [rows(Person.objects.get(name="Vera Lund"))[0].pk],
                        to="Wim Nord", user=reviewer)  # fmt: skip
    with pytest.raises(Refused, match="moved again, to “Wim Nord”"):
        undo_change(moved, user=reviewer)
    for change in (again, moved, merge):
        undo_change(change, user=reviewer)
    assert set(project.people.values_list("name", flat=True)) == {"Ines Calder", "Tom Okafor"}


def test_undo_is_refused_while_the_name_is_taken(
    project: Project, mine: AnnotationSet, calder: Person, okafor: Person, reviewer: Any
) -> None:
    change = merge_people(calder, okafor, user=reviewer)
    enter_person(project, user=reviewer, aliases=[], name="Tom Okafor")
    with pytest.raises(Refused, match="Another entry is called “Tom Okafor” now"):
        undo_change(change, user=reviewer)


def test_undo_of_a_split_is_refused_when_the_new_entry_has_quotes_of_its_own(
    mine: AnnotationSet, calder: Person, reviewer: Any, project: Project
) -> None:
    change = move_quotes(calder, [rows(calder)[0].pk], to="Vera Lund", user=reviewer)
    second = rows(calder)[0]
    decide.change_frame(
        mine, user=mine.user, action_id=new_id(), seen=Seen(str(second.origin_id), second.version),
        wanted=Change(name="Vera Lund"),
    )  # fmt: skip
    before = everything(project)
    with pytest.raises(Refused, match="has got quotes of its own since"):
        undo_change(change, user=reviewer)
    assert everything(project) == before


def test_a_newer_decision_about_a_moved_quote_stays(
    mine: AnnotationSet, calder: Person, okafor: Person, reviewer: Any
) -> None:
    change = merge_people(calder, okafor, user=reviewer)
    row = Annotation.objects.get(set=mine, name="Tom Okafor")
    decide.change_frame(
        mine, user=mine.user, action_id=new_id(), seen=Seen(str(row.origin_id), row.version),
        wanted=Change(name="Wim Nord"),
    )  # fmt: skip
    undo_change(change, user=reviewer)
    assert Annotation.objects.get(pk=row.pk).person == Person.objects.get(name="Wim Nord")


def test_a_repeated_request_has_one_effect(mine: AnnotationSet, calder: Person, okafor: Person, reviewer: Any) -> None:
    action = new_id()
    ids = [rows(calder)[0].pk]
    first = move_quotes(calder, ids, to=okafor, user=reviewer, change_id=action)
    again = move_quotes(calder, ids, to=okafor, user=reviewer, change_id=action)
    assert first == again
    assert RegistryChange.objects.count() == 1


def test_only_reviewers_change_the_registry(
    mine: AnnotationSet, calder: Person, okafor: Person, reviewer: Any, annotator: Any
) -> None:
    change = keep_apart(calder, okafor, user=reviewer)
    for attempt in (
        lambda: merge_people(calder, okafor, user=annotator),
        lambda: keep_apart(calder, okafor, user=annotator),
        lambda: move_quotes(calder, [rows(calder)[0].pk], to=okafor, user=annotator),
        lambda: undo_change(change, user=annotator),
        lambda: enter_person(mine.article.project, user=annotator, aliases=[], name="Wim Nord"),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert RegistryChange.objects.count() == 1


@pytest.mark.parametrize(("state", "stamp"), [("open", ""), ("gold", "as it was")])
def test_what_is_being_adjudicated_is_compared_anew_and_saved_gold_stays(
    mine: AnnotationSet, calder: Person, okafor: Person, reviewer: Any, article: Article, state: str, stamp: str
) -> None:
    AnnotationSet.objects.filter(pk=mine.pk).update(state="finished", finished_at=timezone.now())
    Adjudication.objects.update_or_create(
        article=article, defaults={"readers": 2, "state": state, "stamp": "as it was", "project": article.project}
    )
    merge_people(calder, okafor, user=reviewer)
    now = Adjudication.objects.get(article=article)
    assert (now.stamp, now.state) == (stamp, state)


def test_quotes_of_somebody_else_do_not_move(
    mine: AnnotationSet, calder: Person, okafor: Person, reviewer: Any
) -> None:
    with pytest.raises(Refused, match="no longer this person’s"):
        move_quotes(calder, [rows(okafor)[0].pk], to="Vera Lund", user=reviewer)
    with pytest.raises(Refused, match="Select the quotes"):
        move_quotes(calder, [], to="Vera Lund", user=reviewer)
    with pytest.raises(Refused, match="somebody else"):
        move_quotes(calder, [rows(calder)[0].pk], to="ines calder", user=reviewer)


def test_who_was_merged_leaves_with_the_last_decision_that_named_them(
    project: Project, mine: AnnotationSet, calder: Person, okafor: Person, reviewer: Any, annotator: Any
) -> None:
    """An entry that a reviewer touched stays; one that only decisions hold leaves with them, also after an undo."""
    change = merge_people(calder, okafor, user=reviewer)
    undo_change(change, user=reviewer)
    for _ in range(3):
        journal.undo(mine, user=annotator, action_id=new_id())
    assert list(project.people.in_registry()) == []


def test_the_queries_of_a_merge_do_not_grow_with_the_quotes(
    project: Project, calder: Person, okafor: Person, reviewer: Any, annotator: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(6):
        accept_all(make_suggested(project), annotator)
    with django_assert_max_num_queries(40):
        change = merge_people(calder, okafor, user=reviewer)
    with django_assert_max_num_queries(60):
        undo_change(change, user=reviewer)


STEPS = st.lists(
    st.tuples(st.sampled_from(["merge", "move", "split", "edit", "apart"]), st.integers(0, 5), st.integers(0, 5)),
    min_size=1, max_size=5,
)  # fmt: skip
NAMES = ["Vera Lund", "Wim Nord", "Calder", "Tom", "Ines C.", "Okafor"]


def attempt(project: Project, step: tuple[str, int, int], *, user: Any) -> RegistryChange | None:
    """One change of the registry, or None if it is refused."""
    verb, one, two = step
    people = list(project.people.in_registry().order_by("pk"))
    first, second = people[one % len(people)], people[two % len(people)]
    try:
        if verb == "merge":
            return merge_people(first, second, user=user)
        if verb == "apart":
            return keep_apart(first, second, user=user)
        if verb == "edit":
            number = RegistryChange.objects.count()
            change_person(first, user=user, aliases=NAMES[two:], role=NAMES[one])
            return RegistryChange.objects.first() if RegistryChange.objects.count() > number else None
        to = second if verb == "move" else NAMES[two]
        return move_quotes(first, [row.pk for row in rows(first)[: one + 1]], to=to, user=user)
    except Refused:
        return None


@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_changes_taken_back_one_after_another_leave_everything_as_it_was(
    project: Project, article: Article, mine: AnnotationSet, reviewer: Any, steps: list[tuple[str, int, int]]
) -> None:
    states, done = [], []
    for step in steps:
        before = everything(project)
        change = attempt(project, step, user=reviewer)
        if change is None:
            assert everything(project) == before
        else:
            states.append(before)
            done.append(change)
    for change, before in zip(reversed(done), reversed(states), strict=True):
        undo_change(change, user=reviewer)
        assert everything(project) == before
    assert sum(row[1] for row in numbers_by_person(project, user=reviewer)) == 3


def test_who_speaks_beside_another_in_an_article_is_never_asked_about(
    project: Project, mine: AnnotationSet, reviewer: Any
) -> None:
    move_quotes(Person.objects.get(name="Ines Calder"), [rows(Person.objects.get(name="Ines Calder"))[0].pk],
                to="Calder", user=reviewer)  # fmt: skip
    assert same_people(project) == []
