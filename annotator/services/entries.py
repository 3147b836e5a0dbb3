"""Entries of the registry as a change keeps them, and how they are put back exactly as they were."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from annotator.errors import Refused
from annotator.models import Alias, KeptApart, Person, RegistryChange, folded
from annotator.vocabulary import Verb
from articles.models import Project

COLUMNS = ("id", "name", "distinction", "kind", "role", "wikidata_id", "note", "by_decision")
State = dict[str, Any]


def state_of(keys: Collection[int]) -> State:
    """The entries with these keys, their aliases, and who is kept apart from them, as JSON values. Three queries."""
    people = list(Person.objects.filter(pk__in=keys).order_by("pk"))
    aliases: dict[int, list[list[Any]]] = {person.pk: [] for person in people}
    for pk, person, name in Alias.objects.filter(person__in=keys).order_by("pk").values_list("pk", "person", "name"):
        aliases[person].append([pk, name])
    entries = [
        {
            **{column: getattr(person, column) for column in COLUMNS},
            "created_at": person.created_at.isoformat(),
            "aliases": aliases[person.pk],
        }
        for person in people
    ]
    pairs = KeptApart.objects.filter(Q(first__in=keys) | Q(second__in=keys)).order_by("pk")
    apart = [[row.pk, row.first_id, row.second_id, row.user_id, row.at.isoformat()] for row in pairs]
    return {"people": entries, "apart": apart}


def record(
    project: Project, verb: Verb, *, user: Any, before: State, after: State, change_id: uuid.UUID | None = None,
    name: str, other: str = "", moved: Iterable[Any] = (), number: int = 0,
) -> RegistryChange:  # fmt: skip
    """Keep what a change did, so that it can be taken back."""
    latest = RegistryChange.objects.filter(project=project).aggregate(at=Max("at"))["at"]
    change = RegistryChange.objects.create(
        id=change_id or uuid.uuid4(), project=project, user=user, verb=verb, name=name, other=other, number=number,
        before=before, after=after, moved=list(moved),
    )  # fmt: skip
    if latest is not None and change.at <= latest:  # a clock that went back must not change the order
        change.at = latest + datetime.timedelta(microseconds=1)
        change.save(update_fields=["at"])
    return change


def keys_in(*states: State) -> set[int]:
    return {entry["id"] for state in states for entry in state["people"]}


def refuse_what_is_newer(change: RegistryChange) -> None:
    """Raise Refused if one of the entries is not as the change left it, or a name that comes back is taken."""
    now = state_of(keys_in(change.before, change.after))
    left = {entry["id"]: entry for entry in change.after["people"]}
    stands = {entry["id"]: entry for entry in now["people"]}
    for pk in left.keys() | stands.keys():
        if entry_alone(left.get(pk)) != entry_alone(stands.get(pk)):
            name = (left.get(pk) or stands[pk])["name"]
            raise Refused(
                _("“%(name)s” was changed again since: take the newer change of the registry back first.")
                % {"name": name}
            )
    for entry in change.before["people"]:
        same = Person.objects.filter(
            project=change.project_id, name=entry["name"], distinction=entry["distinction"]
        ).exclude(pk__in=stands)
        if same.in_registry().exists():
            raise Refused(
                _("Another entry is called “%(name)s” now: rename it, then take this back.") % {"name": entry["name"]}
            )


def entry_alone(entry: State | None) -> State | None:
    """What of an entry only a change of the registry changes."""
    return entry and {name: value for name, value in entry.items() if name != "by_decision"}


def write_back(change: RegistryChange) -> None:
    """Write the entries as they were before the change, with their keys, aliases and who is kept apart from them."""
    KeptApart.objects.filter(pk__in=pairs_only_in(change.after, change.before)).delete()
    for entry in change.before["people"]:
        write_entry(change.project, entry)
    wanted = pairs_only_in(change.before, change.after)
    for pk, first, second, user, at in change.before["apart"]:
        if pk in wanted and Person.objects.filter(pk__in=(first, second)).count() == 2:
            pair, _made = KeptApart.objects.get_or_create(first_id=first, second_id=second, defaults={"id": pk})
            KeptApart.objects.filter(pk=pair.pk).update(user=user, at=at)


def remove_made(change: RegistryChange) -> None:
    """Remove the entries that the change made. Refused if something else points to one of them by now."""
    made = Person.objects.filter(pk__in=keys_in(change.after) - keys_in(change.before))
    for name in made.filter(annotations__isnull=False).values_list("name", flat=True)[:1]:
        raise Refused(
            _("“%(name)s” has got quotes of its own since: move them to somebody else, then take this back.")
            % {"name": name}
        )
    made.delete()


def pairs_only_in(one: State, other: State) -> set[int]:
    return {pair[0] for pair in one["apart"]} - {pair[0] for pair in other["apart"]}


def write_entry(project: Project, entry: State) -> None:
    values = {column: entry[column] for column in COLUMNS if column != "id"}
    gone = Person.objects.gone().filter(project=project, name=entry["name"], distinction=entry["distinction"])
    gone.exclude(pk=entry["id"]).delete()
    Person.objects.update_or_create(pk=entry["id"], defaults={**values, "project": project})
    Person.objects.filter(pk=entry["id"]).update(created_at=datetime.datetime.fromisoformat(entry["created_at"]))
    now = dict(Alias.objects.filter(person=entry["id"]).values_list("pk", "name"))
    wanted = dict(entry["aliases"])
    Alias.objects.filter(pk__in=now.keys() - wanted.keys()).delete()
    missing = wanted.keys() - now.keys()
    Alias.objects.bulk_create(
        Alias(id=pk, person_id=entry["id"], name=wanted[pk], folded=folded(wanted[pk])) for pk in sorted(missing)
    )
