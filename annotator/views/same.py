"""What the pages of the registry share: the question whether two entries are one, and the last change to take back."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotator.models import Person, RegistryChange
from annotator.services import same_people
from annotator.services.said import Number, numbers_of
from articles.models import Project

OFFERED = datetime.timedelta(hours=12)  # for so long, the page of a person offers to take the last change back
REASONS = {
    same_people.SAME_WIKIDATA: _("the same Wikidata id"),
    same_people.SAME_NAME: _("the same name but for capitals, accents or a title"),
    same_people.SAME_ALIAS: _("one is called like an alias of the other"),
    same_people.INITIALS: _("the same family name, and the initial fits"),
    same_people.FAMILY_NAME: _("the same family name"),
    same_people.LEGAL_FORM: _("the same name but for the legal form"),
    same_people.ACRONYM: _("one is the initials of the other"),
    same_people.FIRST_NAMES: _("the same family name, and the first names fit"),
}


@dataclass(slots=True)
class Question:
    """Whether two entries are one. ``drop`` goes into ``keep``; ``merge`` and ``apart`` are the ids of the answers."""

    keep: Person
    drop: Person
    reasons: list[Any]
    keeps: Number
    moves: Number
    merge: uuid.UUID = field(default_factory=uuid.uuid4)
    apart: uuid.UUID = field(default_factory=uuid.uuid4)


def questions(project: Project, pairs: Sequence[Sequence[Any]], *, user: Any, most: int) -> list[Question]:
    """The first of these pairs, with what speaks for them. Two queries."""
    first = pairs[:most]
    keys = {pk for pair in first for pk in pair[:2]}
    people = project.people.in_bulk(keys)
    numbers = numbers_of(keys, user=user)
    for person in people.values():
        person.project = project
    return [
        Question(
            keep=people[keep],
            drop=people[drop],
            reasons=reasons_in_words(people[keep], people[drop], reasons),
            keeps=numbers.get(keep, Number()),
            moves=numbers.get(drop, Number()),
        )
        for keep, drop, reasons in first
        if keep in people and drop in people
    ]


def reasons_in_words(keep: Person, drop: Person, reasons: Sequence[str]) -> list[Any]:
    words: list[Any] = [REASONS[reason] for reason in reasons]
    if keep.role and keep.role.casefold() == drop.role.casefold():
        words.append(_("the same role"))
    return [*words, _("never in one article as two people")]


def last_change(project: Project, user: Any) -> RegistryChange | None:
    """The user's newest change that stands, if it is of today: the page offers to take it back."""
    recent = project.registry_changes.filter(user=user, undone_at=None, at__gt=timezone.now() - OFFERED)
    return recent.defer("before", "after", "moved").order_by("-at").first()
