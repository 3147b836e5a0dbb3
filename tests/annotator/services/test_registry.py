"""Who belongs to the registry: speakers whom somebody named, as long as anything names them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from annotator.frame import Frame
from annotator.models import Annotation, AnnotationSet, Event, Person
from annotator.services import decide
from annotator.services import journal as actions
from annotator.services.decide import Change, Seen
from annotator.services.guesses import guesses
from annotator.services.people import NameIndex, change_person, find_person
from articles.models import Article, Project
from tests.examples import examples
from tests.exchange.helpers import article as article_line
from tests.exchange.helpers import as_lines, import_bytes, quote
from tests.factories import make_member, make_suggested, new_id, workset

PEOPLE_PAGE = "/projects/harbour/people/"


@pytest.fixture
def mine(article: Article, annotator: Any) -> AnnotationSet:
    return workset(article, annotator)


def registry(project: Project) -> list[str]:
    return [person.name for person in project.people.in_registry()]


def name_speaker(mine: AnnotationSet, name: str, *, place: int = 0) -> None:
    row = Annotation.objects.filter(set__article=mine.article, set__source="suggester", kind="quote")[place]
    seen = Seen(str(row.pk), decide.standing(mine, str(row.pk)).version)
    decide.change_frame(mine, user=mine.user, action_id=new_id(), seen=seen, wanted=Change(name=name))


def undo(mine: AnnotationSet) -> None:
    actions.undo(mine, user=mine.user, action_id=new_id())


def redo(mine: AnnotationSet) -> None:
    actions.redo(mine, user=mine.user, action_id=new_id())


def test_a_name_that_is_taken_back_leaves_and_comes_back_with_redo(mine: AnnotationSet, project: Project) -> None:
    name_speaker(mine, "Wilma Brandt")
    entry = Person.objects.get(name="Wilma Brandt")
    undo(mine)
    assert registry(project) == []
    redo(mine)
    assert registry(project) == ["Wilma Brandt"]
    assert mine.annotations.get().person == entry


@pytest.mark.parametrize("end", ["reject", "reconsider", "another name"])
def test_a_name_that_nothing_says_any_more_leaves(mine: AnnotationSet, project: Project, end: str) -> None:
    name_speaker(mine, "Wilma Brandt")
    seen = Seen(str(mine.annotations.get().origin_id), mine.annotations.get().version)
    if end == "another name":
        name_speaker(mine, "Wilma Brand")
    else:
        getattr(decide, end)(mine, user=mine.user, action_id=new_id(), seen=seen)
    assert registry(project) == (["Wilma Brand"] if end == "another name" else [])


def test_a_name_that_another_decision_says_stays(mine: AnnotationSet, project: Project) -> None:
    other = workset(mine.article, make_member(project))
    name_speaker(mine, "Wilma Brandt")
    name_speaker(other, "Wilma Brandt", place=1)
    undo(mine)
    assert registry(project) == ["Wilma Brandt"]
    undo(other)
    assert registry(project) == []


def test_who_was_described_by_hand_stays(mine: AnnotationSet, project: Project, reviewer: Any) -> None:
    name_speaker(mine, "Wilma Brandt")
    change_person(Person.objects.get(name="Wilma Brandt"), user=reviewer, aliases=["Mrs Brandt"])
    undo(mine)
    assert registry(project) == ["Wilma Brandt"]


def test_who_was_imported_stays(mine: AnnotationSet, project: Project) -> None:
    import_bytes(project, as_lines(article_line(quotes=[quote(annotator="ann", speaker_name="Wilma Brandt")])))
    name_speaker(mine, "Wilma Brandt")
    undo(mine)
    assert registry(project) == ["Wilma Brandt"]


def test_the_same_name_brings_the_same_person_back(mine: AnnotationSet, project: Project) -> None:
    name_speaker(mine, "Wilma Brandt")
    undo(mine)
    name_speaker(mine, "WILMA BRANDT", place=1)
    assert registry(project) == ["Wilma Brandt"]
    assert Person.objects.count() == 1
    assert Event.objects.filter(verb="enter person").count() == 1


def test_an_import_brings_the_same_person_back(mine: AnnotationSet, project: Project) -> None:
    name_speaker(mine, "Wilma Brandt")
    undo(mine)
    report = import_bytes(project, as_lines(article_line(quotes=[quote(annotator="ann", speaker_name="Wilma Brandt")])))
    assert report.failures == []
    assert registry(project) == ["Wilma Brandt"]
    assert Person.objects.count() == 1


def test_a_machine_or_a_mere_mention_brings_nobody_back(mine: AnnotationSet, project: Project) -> None:
    name_speaker(mine, "Ines Calder")
    undo(mine)
    make_suggested(project)  # it speaks of Ines Calder
    entity = Frame(str(new_id()), "entity", "added", (("mention", 0, 4),), entity_type="PERSON", name="Ines Calder")
    decide.add(mine, user=mine.user, action_id=new_id(), frame=entity)
    assert registry(project) == []


def test_no_page_or_list_shows_who_left(
    client: Client, mine: AnnotationSet, project: Project, reviewer: Any, article: Article
) -> None:
    name_speaker(mine, "Wilma Brandt")
    person = Person.objects.get(name="Wilma Brandt")
    undo(mine)
    client.force_login(reviewer)
    assert client.get(PEOPLE_PAGE).context["total"] == 0
    assert "Wilma" not in client.get(PEOPLE_PAGE).content.decode()
    assert client.get(f"{PEOPLE_PAGE}{person.pk}/").status_code == 404
    assert client.get("/api/v1/people/").json()["results"] == []
    assert client.get(f"/api/v1/people/{person.pk}/").status_code == 404
    assert all(guess.person is None for guess in guesses(article, user=reviewer, card="", q="Wilma"))
    assert find_person(project.pk, "Wilma Brandt") is None
    assert NameIndex.of(project).find("Wilma Brandt") is None


def test_the_name_is_free_for_another_entry(
    client: Client, mine: AnnotationSet, project: Project, reviewer: Any
) -> None:
    name_speaker(mine, "Wilma Brandt")
    undo(mine)
    other = Person.objects.create(project=project, name="W. Brandt")
    client.force_login(reviewer)
    values = {"name": "Wilma Brandt", "distinction": "", "kind": "person", "role": "", "note": "", "aliases": ""}
    assert client.post(f"{PEOPLE_PAGE}{other.pk}/", values).status_code == 302
    redo(mine)
    assert registry(project) == ["Wilma Brandt"]
    assert mine.annotations.get().person == other


NAMES = ("Wilma Brandt", "Otto Lind", "wilma  brandt")
MOVES = st.tuples(st.integers(0, 1), st.sampled_from(["name", "name", "undo", "redo"]), st.sampled_from(NAMES))


@examples(12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(MOVES, max_size=10))
def test_the_registry_holds_who_is_named_whatever_two_people_do(
    mine: AnnotationSet, reviewer: Any, moves: list[tuple[int, str, str]]
) -> None:
    sets = [mine, workset(mine.article, reviewer)]
    for which, verb, name in moves:
        if verb == "name":
            name_speaker(sets[which], name, place=len(name) % 3)
        else:
            (undo if verb == "undo" else redo)(sets[which])
        named = Annotation.objects.exclude(person=None)
        assert set(registry(mine.article.project)) == set(named.values_list("person__name", flat=True))
        assert not Annotation.objects.filter(set__in=sets, speaker_kind="named", person=None, verdict="corrected")
