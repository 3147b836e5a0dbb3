"""The product's words: each has its case wherever one is needed, and nothing spells a verb by itself."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from annotator import vocabulary
from annotator.history import in_words
from annotator.models import Event
from annotator.views.actions import SERVICES
from annotator.vocabulary import (
    ATTRIBUTE_NAMES,
    ATTRIBUTES,
    CAN_BE_UNDONE,
    COMMANDS,
    ENTITY_LABELS,
    KIND_PLURALS,
    MAIN_ROLE,
    ONE_OF_KIND,
    REVERSALS,
    ROLES,
    SHORT_LABELS,
    Kind,
    SpanRole,
    Verb,
    check_complete,
)
from articles.models import Article
from tests.factories import new_id

ROOM = Path(vocabulary.__file__).parent


def test_every_command_has_a_service() -> None:
    assert SERVICES.keys() == COMMANDS.keys()


@pytest.mark.parametrize("cases", [["accept"], ["accept", "reject", "dance"]])
def test_a_verb_without_a_case_is_an_error_at_the_start(cases: list[str]) -> None:
    with pytest.raises(LookupError, match=r"without a (case|word): \['(reject|dance)'\]"):
        check_complete(cases, ["accept", "reject"])


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_without_what_it_needs_is_refused(
    client: Client, article: Article, annotator: Any, name: str
) -> None:
    client.force_login(annotator)
    response = client.post(f"/articles/{article.pk}/actions/", {"action": str(new_id()), "verb": name})
    assert response.status_code == (422 if COMMANDS[name].needs else 200)


def test_what_undo_takes_back_and_what_takes_it_back_are_apart() -> None:
    assert not set(CAN_BE_UNDONE) & set(REVERSALS)
    stored = {command.verb for command in COMMANDS.values()}
    assert stored - {Verb.FLAG} <= {*CAN_BE_UNDONE, *REVERSALS}


@pytest.mark.parametrize("verb", list(Verb))
def test_history_has_words_for_every_verb(verb: Verb) -> None:
    state = {"kind": "entity", "name": "Ann Lee"}
    with override("en"):
        words = in_words(Event(verb=verb, after=state))
    assert words
    assert words != verb or verb == Verb.FINISH
    assert "%" not in words


def test_a_verb_that_nothing_writes_any_more_is_said_as_it_is_stored() -> None:
    assert in_words(Event(verb="sing", after=None)) == "sing"


def test_no_module_of_the_room_spells_a_verb_by_itself() -> None:
    for path in ROOM.rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        given = [word.value for call in calls for word in call.keywords if word.arg == "verb"]
        assert [value.value for value in given if isinstance(value, ast.Constant)] == [], path


def test_every_kind_has_its_roles_attributes_and_words() -> None:
    for table in (ROLES, MAIN_ROLE, ATTRIBUTES, KIND_PLURALS, ONE_OF_KIND):
        assert table.keys() == set(Kind.values)
    assert {role for roles in ROLES.values() for role, _, _ in roles} == set(SpanRole.values)
    assert {name for names in ATTRIBUTES.values() for name in names} == set(ATTRIBUTE_NAMES)


def test_a_type_of_entity_has_one_name_on_buttons_cards_and_in_the_list_of_keys() -> None:
    templates = ROOM.parent / "templates" / "workbench"
    buttons = re.findall(
        r'data-value="(\w+)">{% translate "(.+?)" %}', (templates / "_entity_types.html").read_text(encoding="utf-8")
    )
    with override("en"):
        assert dict(buttons) == {name: str(ENTITY_LABELS[name]) for name, _ in buttons}
        assert len({str(label) for label in ENTITY_LABELS.values()}) == len(ENTITY_LABELS)
        assert all(str(ENTITY_LABELS[name]).startswith(str(short).rstrip(".")) for name, short in SHORT_LABELS.items())
    keys = " ".join((templates / "_dialogs.html").read_text(encoding="utf-8").split())
    assert "organisation, place, region, group" in keys
