"""Which kinds a project asks for, shows, or leaves out."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from annotator.judged import Judged, Level
from annotator.models import Annotation
from annotator.vocabulary import Kind
from tests.factories import make_project, make_suggested

pytestmark = pytest.mark.django_db


def test_quotes_captions_and_repairs_are_asked_for_and_entities_shown() -> None:
    judged = Judged.of({})
    assert judged.asked_kinds == [Kind.QUOTE, Kind.CAPTION, Kind.REPAIR]
    assert judged.shows(Kind.ENTITY, "DATE")
    assert not judged.asks(Kind.ENTITY, "DATE")


def test_one_type_of_entity_can_be_asked_for_while_the_others_are_off() -> None:
    judged = Judged.of({"entity": "off", "entity:PERSON": "asked"})
    assert judged.asks(Kind.ENTITY, "PERSON")
    assert not judged.shows(Kind.ENTITY, "DATE")
    assert Kind.ENTITY in judged.asked_kinds
    assert Judged.of(judged.as_json()) == judged


@pytest.mark.parametrize("stored", [{"quotes": "asked"}, {"quote": "perhaps"}, {"entity:WEATHER": "off"}])
def test_an_unknown_kind_or_level_is_refused(stored: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Judged.of(stored)


@pytest.mark.parametrize(
    "stored", [{}, {"quote": "off"}, {"entity": "off", "entity:PERSON": "asked"}, {"entity:PERSON": "off"}]
)
@pytest.mark.parametrize("levels", [[Level.ASKED], [Level.SHOWN], [Level.OFF], [Level.ASKED, Level.SHOWN]])
def test_the_condition_of_the_database_says_what_the_value_says(stored: dict[str, str], levels: list[Level]) -> None:
    make_suggested(make_project())
    judged = Judged.of(stored)
    rows = Annotation.objects.all()
    expected = {row.pk for row in rows if judged.level(row.kind, row.entity_type) in levels}
    assert {row.pk for row in rows.filter(judged.condition(levels))} == expected
    assert {row.kind for row in rows} == set(Kind.values)
