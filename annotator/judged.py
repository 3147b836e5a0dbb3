"""Which kinds a project asks people to judge, which it only shows, and which it leaves out.

Stored as ``{"quote": "asked", "entity": "shown", "entity:DATE": "off"}``: a kind, or one type of entity, with its
level. What is not stored has the default: quotes, captions and repairs are asked for, entities are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from annotator.vocabulary import ENTITY_TYPES, Kind

ENTITY_PREFIX = f"{Kind.ENTITY}:"


class Level(TextChoices):
    ASKED = "asked", _("asked for")
    SHOWN = "shown", _("shown")
    OFF = "off", _("off")


DEFAULTS = {str(kind): Level.SHOWN if kind == Kind.ENTITY else Level.ASKED for kind in Kind}
ON_PAGES = (Level.ASKED, Level.SHOWN)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a project asks people to judge."""

    levels: Mapping[str, Level] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: Mapping[str, str]) -> Judged:
        """From the project’s JSON. Raises ValidationError for an unknown kind or level."""
        for name, level in stored.items():
            if name not in DEFAULTS and name.removeprefix(ENTITY_PREFIX) not in ENTITY_TYPES:
                raise ValidationError(_("“%(name)s” is not a kind that can be judged."), params={"name": name})
            if level not in Level.values:
                raise ValidationError(_("“%(level)s” is none of asked, shown, off."), params={"level": level})
        return cls({name: Level(level) for name, level in stored.items()})

    def as_json(self) -> dict[str, str]:
        return {name: str(level) for name, level in sorted(self.levels.items())}

    def level(self, kind: str, entity_type: str = "") -> Level:
        """How annotations of this kind, and for entities of this type, are dealt with."""
        if entity_type and (own := self.levels.get(f"{ENTITY_PREFIX}{entity_type}")):
            return own
        return self.levels.get(str(kind), DEFAULTS[str(kind)])

    def asks(self, kind: str, entity_type: str = "") -> bool:
        return self.level(kind, entity_type) == Level.ASKED

    def shows(self, kind: str, entity_type: str = "") -> bool:
        return self.level(kind, entity_type) != Level.OFF

    @property
    def hides_nothing(self) -> bool:
        """Whether no kind and no type is off, as by default."""
        return Level.OFF not in self.levels.values()

    @property
    def asked_kinds(self) -> list[Kind]:
        """The kinds of which anything is asked for, in the order of the vocabulary."""
        return self.kinds_with(Level.ASKED)

    @property
    def shown_kinds(self) -> list[Kind]:
        """The kinds of which anything is asked for or shown."""
        return self.kinds_with(*ON_PAGES)

    def kinds_with(self, *levels: Level) -> list[Kind]:
        types = [name for level in levels for name in self.entity_types(level)]
        return [kind for kind in Kind if self.level(kind) in levels or (kind == Kind.ENTITY and types)]

    def by_name(self) -> dict[str, str]:
        """The level of each kind, and of each type of entity that has its own, for the scripts of a page."""
        return {**DEFAULTS, **self.levels}

    def entity_types(self, level: Level) -> list[str]:
        """The types of entities that have this level by a line of their own."""
        return [name for name in ENTITY_TYPES if self.levels.get(f"{ENTITY_PREFIX}{name}") == level]

    def condition(self, levels: Iterable[Level]) -> Q:
        """Whether an annotation has one of these levels, as a condition on annotations."""
        wanted = set(levels)
        found: Any = Q(pk__in=[])
        for kind in Kind:
            if kind != Kind.ENTITY and self.level(kind) in wanted:
                found |= Q(kind=kind)
        own = [name for name in ENTITY_TYPES if f"{ENTITY_PREFIX}{name}" in self.levels]
        found |= Q(kind=Kind.ENTITY, entity_type__in=[name for name in own if self.level(Kind.ENTITY, name) in wanted])
        if self.level(Kind.ENTITY) in wanted:
            found |= Q(kind=Kind.ENTITY) & ~Q(entity_type__in=own)
        return Q(found)
