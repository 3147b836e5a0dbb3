"""Which sets of an article an export reads: what is finished, else the machine’s; or gold, a person’s, all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_noop as _

from annotator.errors import Refused
from annotator.models import Annotation, AnnotationSet
from annotator.vocabulary import Source
from articles import access
from articles.models import Article, Project, Role
from config.database.rows import RawJson, RawTime, json_of, rows_of, time_text
from exchange.records.article import Owner, SetRecord

DEFAULT = ""
GOLD = Source.GOLD.value
MACHINE = "machine"
ALL = "all"
MIXED = "mixed"
USER = "user"
WORDS = (GOLD, MACHINE, ALL, MIXED)
"""The words of ``--set``. A user who is named like one of them is written “user:gold”, as every user may be."""

USER_PREFIX = f"{USER}:"

SELECTIONS = {
    DEFAULT: _(
        "For each article, the gold set; else the set that was finished last; else what certificates accepted, and "
        "the newest set of each suggester that the project shows. Sets that are begun and not finished are left out."
    ),
    MIXED: _(
        "For each article, the gold set; else the set that was finished last; else the one begun last, together "
        "with what certificates accepted and the machine’s suggestions that this set does not decide."
    ),
    GOLD: _("The gold set. Articles without one are left out."),
    MACHINE: _("The newest set of each suggester that the project shows, whatever people decided."),
    ALL: _("All sets of each article, each annotation with its owner."),
    USER: _("The set of this annotator, finished or not. Articles that the annotator has not begun are left out."),
}
"""What each kind of choice selects, in words for people."""


class Choice(NamedTuple):
    """What ``--set`` asks for: its kind, and for ``USER`` the user name."""

    kind: str
    user: str = ""


def choice_of(chosen: str) -> Choice:
    """The choice that a text names: a word of ``--set``, nothing for the default, else a user, also after “user:”."""
    if chosen in (DEFAULT, *WORDS):
        return Choice(chosen)
    return Choice(USER, chosen.removeprefix(USER_PREFIX))


def choice_text(username: str) -> str:
    """How the user’s set is asked for: the user name, after “user:” where it would be read as something else."""
    is_plain = username and username not in WORDS and not username.startswith(USER_PREFIX)
    return username if is_plain else f"{USER_PREFIX}{username}"


@dataclass(frozen=True, slots=True)
class StoredSet:
    """A set’s row, without its annotations."""

    id: int
    article: int
    owner: Owner
    finished_at: str
    """ISO 8601 in UTC, so that later is greater; empty where nobody has finished it."""
    notes: tuple[str, ...]
    imported_by: str
    seconds: int | None
    is_empty: bool

    @property
    def record(self) -> SetRecord:
        return SetRecord(
            self.owner,
            finished=bool(self.finished_at),
            notes=self.notes,
            imported_by=self.imported_by,
            seconds=self.seconds,
        )


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
    imported_by__username: str | None
    imported_first_by: str
    seconds: int | None


def people_with_sets(project: Project) -> list[str]:
    """The user names of those who have a set in the project, in order."""
    sets = AnnotationSet.objects.filter(user=OuterRef("pk"), article__project=project, source=Source.ANNOTATOR)
    users = get_user_model().objects.filter(Exists(sets))  # the first set of each decides, not all sets of all
    return sorted(users.values_list("username", flat=True))


def refuse_word_of_sets(username: str) -> None:
    """Raise ValidationError for a new user’s name that ``--set`` would read as another set."""
    if username.casefold() in (*WORDS, Source.CERTIFIED):
        raise ValidationError(
            _("“%(name)s” names a set of annotations in exports: choose another user name."), params={"name": username}
        )


def set_choices(project: Project) -> list[str]:
    """What ``--set`` and the export page offer."""
    return [GOLD, MACHINE, ALL, MIXED, *map(choice_text, people_with_sets(project))]


def choices_for(project: Project, user: Any) -> list[str]:
    """The choices that the user may read: annotators work blind, so they see the machine’s sets and their own.

    Viewers see gold instead of an own set. An annotator never exports gold: it would hold articles not yet finished.
    """
    role = access.role_in(project, user)
    if role in (Role.REVIEWER, Role.MANAGER):
        return [DEFAULT, *set_choices(project)]
    if role == Role.VIEWER:
        return [MACHINE, GOLD]
    name = user.get_username()
    return [MACHINE, *([choice_text(name)] if name in people_with_sets(project) else [])]


def check_choice(project: Project, chosen: str, *, choices: Sequence[str] | None = None) -> None:
    """Raise Refused, naming the choices, if this is not one of them; without ``choices``, of all that there are."""
    offered = set_choices(project) if choices is None else choices
    choice = choice_of(chosen)
    if choice.kind != DEFAULT and choice not in map(choice_of, offered):
        named = ", ".join(text for text in offered if text)
        raise Refused(f"There is no set “{chosen}” in the project “{project.slug}”: choose one of {named}.")


def check_readable(project: Project, user: Any, chosen: str) -> None:
    """Raise PermissionDenied where the user may not read the set, and Refused where nobody has such a set.

    What is said names only sets that the user may read.
    """
    choice = choice_of(chosen)
    choices = choices_for(project, user)
    is_own = choice == Choice(USER, user.get_username())
    if choice not in map(choice_of, choices) and not (is_own and access.role_in(project, user) != Role.VIEWER):
        access.require_role(project, user, at_least=Role.REVIEWER)
    check_choice(project, chosen, choices=choices)


def articles_with(project: Project, chosen: str) -> QuerySet[Article]:
    """The articles to write. Those that nobody made gold, or that the person has not begun, would state “no quotes”
    falsely, so they are left out; every article has what machines have or have not found.
    """
    articles = project.articles.in_use().order_by("id")
    asked = asked_sets(chosen)
    return articles if asked is None else articles.filter(Exists(asked))


def articles_without(project: Project, chosen: str) -> QuerySet[Article]:
    """The articles in use that ``articles_with`` leaves out."""
    articles = project.articles.in_use().order_by("id")
    asked = asked_sets(chosen)
    return articles.none() if asked is None else articles.filter(~Exists(asked))


def asked_sets(chosen: str) -> QuerySet[AnnotationSet] | None:
    """The sets of an outer article that the choice needs; None where every article is written."""
    choice = choice_of(chosen)
    sets = AnnotationSet.objects.filter(article=OuterRef("pk"))
    if choice.kind == GOLD:
        return sets.filter(source=Source.GOLD, state=AnnotationSet.State.FINISHED)
    return sets.filter(source=Source.ANNOTATOR, user__username=choice.user) if choice.kind == USER else None


def sets_of(articles: Sequence[int]) -> list[StoredSet]:
    """All sets of the articles, in the order in which they were made; one query.

    A gold set that is being adjudicated is not gold yet.
    """
    any_annotation = Annotation.objects.filter(set=OuterRef("pk"))
    sets = AnnotationSet.objects.filter(article__in=articles).annotate(has_any=Exists(any_annotation)).order_by("id")
    sets = sets.exclude(source=Source.GOLD, state=AnnotationSet.State.OPEN)
    return [stored_set(row) for row in rows_of(sets, SetRow)]


def stored_set(row: SetRow) -> StoredSet:
    owner = owner_named(row.source, row.suggester or row.user__username or "", row.version)
    finished = time_text(row.finished_at) if row.finished_at else ""
    importer = row.imported_first_by or row.imported_by__username or ""
    return StoredSet(
        row.id, row.article, owner, finished, tuple(json_of(row.notes)), importer, row.seconds,
        is_empty=not row.has_any,
    )  # fmt: skip


@lru_cache(maxsize=256)
def owner_named(kind: str, name: str, version: str) -> Owner:
    """One value for all sets of an owner: most articles have the same few."""
    return Owner(kind, name, version)


def chosen_sets(sets: Sequence[StoredSet], chosen: str, *, suggester: str = "") -> list[StoredSet]:
    """Those of an article’s sets that are written, possibly none. A person’s or the gold set comes first.

    ``suggester`` is the only one whose suggestions the project shows; empty where it shows all.
    """
    choice = choice_of(chosen)
    if choice.kind == ALL:
        return list(sets)
    if choice.kind == MACHINE:
        return machine_sets(sets, suggester=suggester)
    if choice.kind == GOLD:
        return [item for item in sets if item.owner.kind == Source.GOLD]
    if choice.kind == USER:
        return [item for item in sets if item.owner == Owner(Source.ANNOTATOR, choice.user)]
    decided = most_decided(sets, with_begun=choice.kind == MIXED)
    if decided and choice.kind != MIXED:
        return decided
    certified = [item for item in sets if item.owner.kind == Source.CERTIFIED and not item.is_empty]
    return [*decided, *certified, *machine_sets(sets, suggester=suggester)]


def machine_sets(sets: Sequence[StoredSet], *, suggester: str = "") -> list[StoredSet]:
    """The newest set of each suggester, or of this one alone, in the order of their first runs."""
    newest = {item.owner.name: item for item in sets if item.owner.kind == Source.SUGGESTER}
    return [item for name, item in newest.items() if suggester in ("", name)]


def most_decided(sets: Sequence[StoredSet], *, with_begun: bool) -> list[StoredSet]:
    """Gold, else the set that somebody finished last, else, where they count, the latest one that was begun.

    A set that was opened and emptied again decides nothing.
    """
    preferences: list[Callable[[StoredSet], bool]] = [
        lambda item: item.owner.kind == Source.GOLD,
        lambda item: item.owner.kind == Source.ANNOTATOR and bool(item.finished_at),
    ]
    if with_begun:
        preferences.append(lambda item: item.owner.kind == Source.ANNOTATOR and not item.is_empty)
    for fits in preferences:
        fitting = [item for item in sets if fits(item)]
        if fitting:
            return [max(fitting, key=lambda item: (item.finished_at, item.id))]
    return []
