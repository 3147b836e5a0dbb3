"""No name turns the direction of what is around it."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.models import Person
from annotator.services.people import change_person, person_named
from articles.models import Project
from articles.names import plain
from tests.factories import make_article, make_project

TURNED = "Ines \u202emoc.elpmaxe\u202c Calder"
PLAIN = "Ines moc.elpmaxe Calder"


@pytest.mark.parametrize("character", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_what_turns_a_line_is_left_out(character: str) -> None:
    assert plain(f"Ines{character} Calder") == "Ines Calder"


@pytest.mark.parametrize("name", ["إيناس كالدر", "Inès\u200f כהן", "Ines Calder", "नेहा\u200dशर्मा"])
def test_names_of_every_script_stay_as_they_are(name: str) -> None:
    assert plain(name) == name


def test_projects_and_titles_are_shown_plain(db: None) -> None:
    project = make_project("harbour", name=TURNED)
    article = make_article(project, title=TURNED)
    assert project.name == PLAIN
    assert article.label == PLAIN
    assert article.title == TURNED  # exports give back what came in


def test_people_enter_the_registry_plain(project: Project, reviewer: Any) -> None:
    person = person_named(project, TURNED, user=reviewer)
    assert person.name == PLAIN
    assert person_named(project, PLAIN, user=reviewer) == person
    change_person(person, user=reviewer, name=f"\u202e{PLAIN}", aliases=["\u2067Calder"])
    assert Person.objects.get().name == PLAIN
    assert person.aliases.get().name == "Calder"
