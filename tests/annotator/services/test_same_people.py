"""Who may be one person: names that fit are asked about, with reasons; two people never are."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.models import AnnotationSet, Person
from annotator.services.people import enter_person
from annotator.services.registry import keep_apart, undo_change
from annotator.services.same_people import same_people
from articles.models import Project
from tests.factories import make_article

ALIKE = [
    ("Ines Calder", "Calder", "family"),
    ("Ines Calder", "Mr Calder", "family"),
    ("Ines Calder", "Mayor Ines Calder", "name"),
    ("Ines Calder", "I. Calder", "initials"),
    ("Ines Calder", "I Calder", "initials"),
    ("Inés Calder", "INES CALDER", "name"),
    ("William Okafor", "Bill Okafor", "first"),
    ("Ines Maria Calder", "Ines Calder", "first"),
    ("Catherine Calder", "Catherin Calder", "first"),
    ("Ann Lee Jr.", "Ann Lee", "name"),
    ("Müller", "Muller", "name"),
]
OTHERS = [
    ("Ines Calder", "Tom Calder"),
    ("Ines Calder", "Ines Okafor"),
    ("T. Calder", "Ines Calder"),
    ("Calder", "Ines"),
]
BODIES = [
    ("Acme Inc.", "Acme", "legal"),
    ("The Acme Company", "Acme", "legal"),
    ("Siemens AG", "Siemens", "legal"),
    ("ACME", "Acme", "name"),
    ("North Atlantic Treaty Organization", "NATO", "acronym"),
]


def entry(project: Project, name: str, **values: Any) -> Person:
    return Person.objects.create(project=project, name=name, **values)


def pairs(project: Project) -> list[tuple[str, str, list[str]]]:
    """The names to keep and to merge, with reasons."""
    names = dict(project.people.values_list("pk", "name"))
    return [(names[keep], names[drop], reasons) for keep, drop, reasons in same_people(project)]


@pytest.mark.parametrize(("one", "other", "reason"), ALIKE)
@pytest.mark.parametrize("turned", [False, True])
def test_names_that_fit_are_asked_about(project: Project, one: str, other: str, reason: str, turned: bool) -> None:
    for name in (other, one) if turned else (one, other):
        entry(project, name)
    [(keep, drop, reasons)] = pairs(project)
    assert {keep, drop} == {one, other}
    assert reasons == [reason]


def test_the_fuller_name_is_kept(project: Project) -> None:
    entry(project, "Calder")
    entry(project, "Ines Calder")
    assert pairs(project)[0][:2] == ("Ines Calder", "Calder")


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_names_of_two_people_are_not(project: Project, one: str, other: str) -> None:
    entry(project, one)
    entry(project, other)
    assert pairs(project) == []


@pytest.mark.parametrize(("one", "other", "reason"), BODIES)
def test_organisations_are_one_with_and_without_their_form(project: Project, one: str, other: str, reason: str) -> None:
    entry(project, one, kind="organisation")
    entry(project, other, kind="organisation")
    [(_, _, reasons)] = pairs(project)
    assert reasons == [reason]


def test_one_wikidata_id_says_it_and_two_say_the_contrary(project: Project) -> None:
    entry(project, "Ines Calder", wikidata_id="Q1")
    entry(project, "The Mayor", wikidata_id="Q1")
    entry(project, "I. Calder", wikidata_id="Q2")
    assert pairs(project) == [("Ines Calder", "The Mayor", ["wikidata"])]


def test_an_alias_that_is_the_name_of_another_says_it(project: Project) -> None:
    entry(project, "Ines Calder").aliases.create(name="Iron Mayor")
    entry(project, "Iron Mayor")
    assert pairs(project) == [("Ines Calder", "Iron Mayor", ["alias"])]


def test_two_with_distinctions_stay_two(project: Project) -> None:
    entry(project, "Ines Calder", distinction="mayor")
    entry(project, "Ines Calder", distinction="fisher")
    assert pairs(project) == []


def test_who_speak_in_one_article_as_two_people_are_two(project: Project, annotator: Any, reviewer: Any) -> None:
    people = [entry(project, "Ines Calder"), entry(project, "Calder")]
    article = make_article(project)
    for user, speakers in ((annotator, people[:1]), (reviewer, people[1:])):
        speak(AnnotationSet.objects.create(article=article, source="annotator", user=user), speakers)
    assert len(pairs(project)) == 1  # each of two annotators named one of them
    speak(AnnotationSet.objects.create(article=make_article(project), source="annotator", user=annotator), people)
    assert pairs(project) == []


def speak(mine: AnnotationSet, people: list[Person]) -> None:
    for place, person in enumerate(people):
        mine.annotations.create(
            kind="quote", verdict="added", quote_type="direct", speaker_kind="named", person=person,
            start=place, end=place + 1, first=place, last=place + 1,
        )  # fmt: skip


def test_a_bare_family_name_of_many_says_too_little(project: Project) -> None:
    for given in ("Ada", "Boris", "Carla", "Dirk"):
        entry(project, f"{given} Calder")
    entry(project, "Calder")
    assert pairs(project) == []


def test_who_was_kept_apart_is_not_asked_about_again_until_that_is_taken_back(project: Project, reviewer: Any) -> None:
    one, other = entry(project, "Ines Calder"), entry(project, "Calder")
    change = keep_apart(other, one, user=reviewer)
    assert pairs(project) == []
    undo_change(change, user=reviewer)
    assert len(pairs(project)) == 1


def test_the_work_grows_with_the_registry_and_not_with_its_square(
    project: Project, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2,000 people of whom hundreds share a family name: few pairs are compared, with the same queries."""
    from annotator.services import same_people as module

    names = [f"{chr(65 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)} Smith" for n in range(1000)]
    names += [f"Ada Family{n}" for n in range(1000)]
    Person.objects.bulk_create(Person(project=project, name=name, folded=name.casefold()) for name in names)
    compared: list[Any] = []
    reasons_for = module.reasons_for
    monkeypatch.setattr(
        module, "reasons_for", lambda one, other: compared.append(one) or reasons_for(one, other)  # type: ignore[func-returns-value]
    )  # fmt: skip
    with django_assert_max_num_queries(10):
        same_people(project)
    assert len(compared) < 30_000


def test_who_is_entered_by_hand_is_in_the_registry_with_names_and_note(project: Project, reviewer: Any) -> None:
    person = enter_person(project, user=reviewer, aliases=["Iron Mayor", "Ines Calder"], name="Ines Calder", note="x")
    assert list(project.people.in_registry()) == [person]
    assert [alias.name for alias in person.aliases.all()] == ["Iron Mayor"]
