"""The names of a whole registry, kept by each process until something happens in the project.

Reading ten thousand names takes longer than everything else on a page of a hundred people.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from annotator.counted import newest_event
from annotator.models import Person
from articles.models import Project


@dataclass(frozen=True, slots=True)
class Everybody:
    """The names of all entries by their keys, in alphabetical order, and the letters with which they begin."""

    names: dict[int, str]
    letters: list[str]


def everybody(project: Project) -> Everybody:
    """The registry as it stands: whatever changes an entry writes an event, and a new entry is the newest. Two queries.

    Or three, where either has changed since this process looked.
    """
    newest = project.people.order_by("-pk").values_list("created_at", flat=True).first()
    return everybody_at(project.pk, newest_event(project), newest)


@lru_cache(maxsize=16)
def everybody_at(project: int, event: int, newest: datetime.datetime | None) -> Everybody:
    rows = Person.objects.filter(project=project).in_registry().order_by("folded", "pk").values_list("pk", "name")
    names = dict(rows)
    return Everybody(names, letters_of(names.values()))


def letters_of(names: Iterable[str]) -> list[str]:
    return sorted({name[:1].upper() for name in names if name[:1].isalpha()})
