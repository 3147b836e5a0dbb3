"""Whom a speaker may be, as the person picker offers it."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.frame import Frame
from annotator.models import Person
from annotator.services import decide
from annotator.services.guesses import guesses, names_in
from articles.models import Article, Project
from tests.factories import make_article, new_id, span, workset

pytestmark = pytest.mark.django_db
TEXT = (
    "It may sink, said marine engineer Leo Fisk. “We wait,” said Nora Vale’s brother. "
    "Chief Inspector Mo Adeyemi left with Leo Fisk."
)


@pytest.fixture
def plain(project: Project) -> Article:
    return make_article(project, TEXT)


def names(article: Article, user: Any, *, card: str = "", q: str = "") -> list[str]:
    return [guess.name for guess in guesses(article, user=user, card=card, q=q)]


def test_names_are_capitalised_words_without_their_titles() -> None:
    assert list(names_in(TEXT)) == ["Leo Fisk", "Nora Vale", "Mo Adeyemi", "Leo Fisk"]
    assert list(names_in("She said so. Mayor Calder, Ann\nÉva Ősi-Nagy")) == ["Éva Ősi-Nagy"]


def test_a_new_person_is_offered_from_the_words_marked_as_speaker(plain: Article, annotator: Any) -> None:
    spans = (("content", *span(TEXT, "It may sink")), ("speaker", *span(TEXT, "marine engineer Leo Fisk")))
    frame = Frame(id=str(new_id()), kind="quote", verdict="added", spans=spans, quote_type="indirect")
    decide.add(workset(plain, annotator), user=annotator, action_id=new_id(), frame=frame)
    assert names(plain, annotator, card=frame.id)[0] == "Leo Fisk"


def test_a_few_letters_find_a_name_in_the_text(plain: Article, annotator: Any) -> None:
    assert names(plain, annotator, q="ade") == ["Mo Adeyemi", "ade"]
    assert names(plain, annotator, q="a") == ["a"]


def test_the_typed_name_itself_is_always_offered(plain: Article, project: Project, annotator: Any) -> None:
    for number in range(12):
        Person.objects.create(project=project, name=f"Leo {number}")
    offered = names(plain, annotator, q="leo")
    assert (len(offered), offered[-1]) == (9, "leo")
