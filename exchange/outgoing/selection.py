"""Which sets of an article an export reads: gold, a person’s, the machine’s, all, or the most decided one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet

from annotator.errors import Refused
from annotator.models import Annotation, AnnotationSet
from annotator.vocabulary import Source
from articles import access
from articles.models import Article, Project, Role
from config.database.rows import RawJson, RawTime, json_of, rows_of, time_text
from exchange.records.article import Owner, SetRecord

GOLD = Source.GOLD.value
MACHINE = "machine"
ALL = "all"
MOST_DECIDED = ""


@dataclass(frozen=True, slots=True)
class StoredSet:
    """A set’s row, without its annotations."""

    id: int
    article: int
    owner: Owner
    finished_at: str
    """ISO 8601 in UTC, so that later is greater; empty where nobody has finished it."""
    notes: tuple[str, ...]
    is_empty: bool

    @property
    def record(self) -> SetRecord:
        return SetRecord(self.owner, finished=bool(self.finished_at), notes=self.notes)


class SetRow(NamedTuple):
    """The raw columns of a set."""

    id: int
    article: int
    source: str
    suggester: str
    user__username: str | None
    version: str
    notes: RawJson
    has_any: bool | int
    finished_at: RawTime | None


def people_with_sets(project: Project) -> list[str]:
    """The user names of those who have a set in the project, in order."""
    sets = AnnotationSet.objects.filter(user=OuterRef("pk"), article__project=project, source=Source.ANNOTATOR)
    users = get_user_model().objects.filter(Exists(sets))  # the first set of each decides, not all sets of all
    return sorted(users.values_list("username", flat=True))


def set_choices(project: Project) -> list[str]:
    """What ``--set`` and the export page offer."""
    return [GOLD, MACHINE, ALL, *people_with_sets(project)]


def choices_for(project: Project, user: Any) -> list[str]:
    """The choices that the user may read: annotators work blind, so they see the machine’s sets and their own."""
    if access.allows(project, user, at_least=Role.REVIEWER):
        return [MOST_DECIDED, *set_choices(project)]
    return [name for name in set_choices(project) if name in (MACHINE, user.get_username())]


def check_choice(project: Project, chosen: str) -> None:
    """Raise Refused, naming the choices, if this is not one."""
    choices = set_choices(project)
    if chosen != MOST_DECIDED and chosen not in choices:
        raise Refused(
            f"There is no set “{chosen}” in the project “{project.slug}”: choose one of {', '.join(choices)}."
        )


def articles_with(project: Project, chosen: str) -> QuerySet[Article]:
    """The articles to write. Those that nobody made gold, or that the person has not begun, would state “no quotes”
    falsely, so they are left out; every article has what machines have or have not found.
    """
    articles = project.articles.in_use().order_by("id")
    if chosen in (MOST_DECIDED, MACHINE, ALL):
        return articles
    sets = AnnotationSet.objects.filter(article=OuterRef("pk"))
    sets = sets.filter(source=Source.GOLD) if chosen == GOLD else sets.filter(user__username=chosen)
    return articles.filter(Exists(sets))


def sets_of(articles: Sequence[int]) -> list[StoredSet]:
    """All sets of the articles, in the order in which they were made; one query."""
    any_annotation = Annotation.objects.filter(set=OuterRef("pk"))
    sets = AnnotationSet.objects.filter(article__in=articles).annotate(has_any=Exists(any_annotation)).order_by("id")
    return [stored_set(row) for row in rows_of(sets, SetRow)]


def stored_set(row: SetRow) -> StoredSet:
    owner = owner_named(row.source, row.suggester or row.user__username or "", row.version)
    finished = time_text(row.finished_at) if row.finished_at else ""
    return StoredSet(row.id, row.article, owner, finished, tuple(json_of(row.notes)), is_empty=not row.has_any)


@lru_cache(maxsize=256)
def owner_named(kind: str, name: str, version: str) -> Owner:
    """One value for all sets of an owner: most articles have the same few."""
    return Owner(kind, name, version)


def chosen_sets(sets: Iterable[StoredSet], chosen: str) -> list[StoredSet]:
    """Those of an article’s sets that are written: several only for ``machine`` and ``all``, possibly none."""
    sets = list(sets)
    if chosen == ALL:
        return sets
    if chosen == MACHINE:
        return machine_sets(sets)
    if chosen == GOLD:
        return [item for item in sets if item.owner.kind == Source.GOLD]
    if chosen != MOST_DECIDED:
        return [item for item in sets if item.owner == Owner(Source.ANNOTATOR, chosen)]
    return most_decided(sets)


def machine_sets(sets: Sequence[StoredSet]) -> list[StoredSet]:
    """The newest set of each suggester, in the order of their first runs."""
    newest = {item.owner.name: item for item in sets if item.owner.kind == Source.SUGGESTER}
    return list(newest.values())


def most_decided(sets: Sequence[StoredSet]) -> list[StoredSet]:
    """Gold, else the set that somebody finished last, else the latest one that was begun, else the machine’s.

    A set that was opened and emptied again decides nothing.
    """
    preferences: tuple[Callable[[StoredSet], bool], ...] = (
        lambda item: item.owner.kind == Source.GOLD,
        lambda item: item.owner.kind == Source.ANNOTATOR and bool(item.finished_at),
        lambda item: item.owner.kind == Source.ANNOTATOR and not item.is_empty,
    )
    for fits in preferences:
        fitting = [item for item in sets if fits(item)]
        if fitting:
            return [max(fitting, key=lambda item: (item.finished_at, item.id))]
    return machine_sets(sets)
