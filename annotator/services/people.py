"""The registry of a project: finding, making and changing its people."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from annotator.errors import Refused
from annotator.frame import Frame
from annotator.models import Alias, Event, Person, folded
from annotator.querysets import PersonQuerySet
from annotator.services.entries import State, record, state_of
from annotator.vocabulary import Kind, SpeakerKind, Verb
from articles import access
from articles.models import Project, Role
from articles.names import plain
from config.database.prepared import prepared
from suggesters.people.names import fold, is_title
from suggesters.people.role_words import SURNAMES_TOO

NAMED_KINDS = {SpeakerKind.NAMED, SpeakerKind.COLLECTIVE, SpeakerKind.DOCUMENT}
SMALL_WORDS = {"a", "an", "of", "the"}


@prepared
def people_by_key(*, keys: Collection[int]) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=keys).order_by()


@prepared
def people_by_name(*, project: int, folded: str) -> QuerySet[Person]:
    return Person.objects.in_registry().filter(project=project, folded=folded)[:2]


@prepared
def people_gone_by_name(*, project: int, folded: str) -> QuerySet[Person]:
    return Person.objects.gone().filter(project=project, folded=folded).order_by("pk")[:1]


@prepared
def people_by_alias(*, project: int, folded: str) -> QuerySet[Person]:
    return Person.objects.filter(project=project, aliases__folded=folded).distinct()[:2]


@dataclass(slots=True)
class NameIndex:
    """Names and aliases of a project's people, to look up many with two queries. A name of two people finds nobody."""

    people: dict[str, set[int]] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)  # who left the registry: only a speaker's name brings them back
    found: dict[str, int | None] = field(default_factory=dict)  # the answers so far: names repeat

    @classmethod
    def of(cls, project: Project) -> Self:
        """All of them: for work on many articles."""
        return cls().filled(Person.objects.filter(project=project), Alias.objects.filter(person__project=project))

    @classmethod
    def among(cls, project_id: int, names: Iterable[str]) -> Self:
        """The people who have one of these names. It costs the same in a registry of any size."""
        wanted = sorted({folded(name) for name in names})
        people = Person.objects.filter(project=project_id, folded__in=wanted)
        return cls().filled(people, Alias.objects.filter(person__project=project_id, folded__in=wanted))

    def filled(self, people: PersonQuerySet[Person], aliases: QuerySet[Alias]) -> Self:
        registry = people.in_registry().values_list("id", "name")
        for pk, name in [*registry, *aliases.values_list("person_id", "name")]:
            self.add(pk, name)
        self.gone = {folded(name): pk for pk, name in people.gone().values_list("id", "name")}
        return self

    def add(self, pk: int, name: str) -> None:
        self.people.setdefault(folded(name), set()).add(pk)
        self.found.clear()

    def brought_back(self, name: str) -> int | None:
        """Who left the registry under this name, and now belongs to it again; None if nobody did."""
        pk = self.gone.pop(folded(name), None)
        if pk is not None:
            self.add(pk, name)
        return pk

    def replace(self, old: int, new: int, name: str) -> None:
        """The person of this name has another key now."""
        self.people[folded(name)].discard(old)
        self.add(new, name)

    def has(self, name: str) -> bool:
        """Whether one person or several have this name."""
        return bool(self.people.get(folded(name)))

    def find(self, name: str) -> int | None:
        if name not in self.found:
            people = self.people.get(folded(name), ())
            self.found[name] = next(iter(people)) if len(people) == 1 else None
        return self.found[name]


def find_person(project_id: int, name: str) -> Person | None:
    """The only person with this name or, if nobody has it, with this alias. None if there are none or several."""
    wanted = folded(name)
    found = people_by_name(project=project_id, folded=wanted) or people_by_alias(project=project_id, folded=wanted)
    return found[0] if len(found) == 1 else None


def enters_registry(frame: Frame) -> bool:
    """Whether the name in the frame is entered where it is unknown: that of a speaker, and not a bare title.

    Who is only mentioned (in a byline, in a caption, by another speaker) is looked up, never entered.
    """
    if not frame.name or frame.kind != Kind.QUOTE or frame.speaker_kind not in NAMED_KINDS:
        return False
    return frame.speaker_kind != SpeakerKind.NAMED or not is_bare_title(frame.name)


def is_bare_title(name: str) -> bool:
    """“The Prime Minister”, “Mayor”: words that stand before a name, and no name."""
    words = [word for word in name.split() if fold(word) not in SMALL_WORDS]
    return all(is_title(word) and fold(word) not in SURNAMES_TOO for word in words)


def kind_of_person(frame: Frame) -> str:
    """Which kind of person to enter for the frame's name."""
    kinds: dict[str, str] = {SpeakerKind.COLLECTIVE: "group", SpeakerKind.DOCUMENT: "organisation"}
    return kinds.get(frame.speaker_kind, "person")


def checked_name(name: str) -> str:
    """The name with single spaces. Refused if it is empty or too long."""
    name = plain(name)
    if not name:
        raise Refused(_("A person needs a name."))
    if len(name) > 300:
        raise Refused(_("A person’s name has 300 characters at most."))
    return name


def person_named(project: Project, name: str, *, user: Any, kind: str = "person", by_decision: bool = False) -> Person:
    """The registry's person with this name or alias, entered now if there is none.

    With ``by_decision``, the entry lasts as long as an annotation names the person.
    """
    name = checked_name(name)
    person = find_person(project.pk, name)
    if person is None:
        person = next(iter(people_gone_by_name(project=project.pk, folded=folded(name))), None)
    return person or entered(project, name, user=user, kind=kind, by_decision=by_decision)


@transaction.atomic
def entered(project: Project, name: str, *, user: Any, kind: str, by_decision: bool) -> Person:
    values = {"kind": kind, "by_decision": by_decision}
    person, made = Person.objects.get_or_create(project=project, name=name, distinction="", defaults=values)
    if made:
        Event.objects.create(
            project=project, actor=user, verb=Verb.ENTER_PERSON, after={"person": person.pk, "name": name, "kind": kind}
        )
    return person


@transaction.atomic
def change_person(person: Person, *, user: Any, aliases: list[str] | None = None, **values: Any) -> Person:
    """Change the registry's entry and, if given, its whole list of aliases.

    Only reviewers may, because exports name people so.
    """
    access.require(person.project, user, at_least=Role.REVIEWER)
    before, state = described(Person.objects.get(pk=person.pk)), state_of([person.pk])
    for name, value in values.items():
        setattr(person, name, value)
    person.by_decision = False
    make_room(person.project, name=person.name, distinction=person.distinction)
    person.full_clean()
    person.save()
    if aliases is not None:
        wanted = {plain(alias) for alias in aliases} - {"", person.name}
        person.aliases.exclude(name__in=wanted).delete()
        known = set(person.aliases.values_list("name", flat=True))
        Alias.objects.bulk_create(named(person, wanted - known))
    after = described(person)
    if after != before:
        Event.objects.create(project=person.project, actor=user, verb=Verb.CHANGE_PERSON, before=before, after=after)
        now = state_of([person.pk])
        record(person.project, Verb.CHANGE_PERSON, user=user, before=state, after=now, name=str(person))
    return person


def make_room(project: Project, *, name: str, distinction: str) -> None:
    """Remove the row of a person who left the registry, so that another can have this name."""
    project.people.gone().filter(name=plain(name), distinction=distinction).delete()


@transaction.atomic
def enter_person(project: Project, *, user: Any, aliases: list[str], **values: Any) -> Person:
    """Enter somebody by hand, whether or not they are quoted. Only reviewers may."""
    access.require(project, user, at_least=Role.REVIEWER)
    make_room(project, name=values["name"], distinction=values.get("distinction", ""))
    person = Person(project=project, **values)
    person.full_clean(exclude=["folded"])
    person.save()
    Alias.objects.bulk_create(named(person, {plain(alias) for alias in aliases} - {"", person.name}))
    Event.objects.create(project=project, actor=user, verb=Verb.ENTER_PERSON, after=described(person))
    before: State = {"people": [], "apart": []}
    after = state_of([person.pk])
    record(project, Verb.ENTER_PERSON, user=user, before=before, after=after, name=str(person))
    return person


def named(person: Person, names: Iterable[str]) -> list[Alias]:
    """Unsaved aliases."""
    return [Alias(person=person, name=name, folded=folded(name)) for name in sorted(names)]


def described(person: Person) -> dict[str, Any]:
    """The entry as events store it."""
    return {
        "person": person.pk,
        "name": person.name,
        "distinction": person.distinction,
        "kind": person.kind,
        "role": person.role,
        "wikidata_id": person.wikidata_id,
        "note": person.note,
        "aliases": list(person.aliases.order_by("name").values_list("name", flat=True)),
    }
