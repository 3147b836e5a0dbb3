"""Changes of the registry that move quotes: merge, split, move, keep apart; and taking any change of it back.

Each writes an event of its own and one for every annotation of a person's or the gold set that points to somebody else
since, under a new version and as a step of that set. So the history of each set says it, and open pages learn of it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import Refused
from annotator.models import Action, Alias, Annotation, AnnotationSet, Event, KeptApart, Person, RegistryChange, folded
from annotator.services.cases import people_changed
from annotator.services.entries import keys_in, record, refuse_what_is_newer, remove_made, state_of, write_back
from annotator.services.frames import frame_of
from annotator.services.people import checked_name, described, find_person, make_room, named
from annotator.services.visibility import DECIDED
from annotator.vocabulary import Kind, Source, Verb
from articles import access
from articles.models import Project, Role

AT_ONCE = 1000  # annotations whose frames are in memory together
MOST_AT_ONCE = 10_000  # quotes that one request moves

Place = tuple[int | None, str]  # the person that an annotation points to, and the name that it gives


def begun(project: Project, change_id: uuid.UUID | None, *, user: Any) -> RegistryChange | None:
    """Check the right and lock the registry. Returns the earlier change if it was made before under this id."""
    access.require(project, user, at_least=Role.REVIEWER)
    Project.objects.select_for_update(no_key=True).filter(pk=project.pk).first()
    return done_before(project, change_id, user=user)


def done_before(project: Project, change_id: uuid.UUID | None, *, user: Any) -> RegistryChange | None:
    """The change that was made under this id, or None."""
    done = RegistryChange.objects.filter(pk=change_id).first() if change_id else None
    if done is not None and (done.project_id, done.user_id) != (project.pk, user.pk):
        raise Refused(_("This id was used for another change: make a new one for each change."))
    return done


@transaction.atomic
def merge_people(keep: Person, drop: Person, *, user: Any, change_id: uuid.UUID | None = None) -> RegistryChange:
    """Make two entries one: every annotation of ``drop`` then points to ``keep``, and its names become aliases.

    Annotations in machine sets point to ``keep`` too. The name that each annotation gave stays as it was.
    """
    if done := begun(keep.project, change_id, user=user):
        return done
    if keep.pk == drop.pk or keep.project_id != drop.project_id:
        raise Refused(_("Merge two different people of one project."))
    before, told = state_of([keep.pk, drop.pk]), {"keep": described(keep), "drop": described(drop)}
    names = {drop.name, *drop.aliases.values_list("name", flat=True)} - {keep.name}
    moved = repointed(Annotation.objects.filter(person=drop), lambda row: (keep.pk, row.name), user=user)
    keep_pairs_of(drop, keep)
    name = str(drop)
    drop.delete()
    known = set(keep.aliases.values_list("name", flat=True))
    Alias.objects.bulk_create(named(keep, names - known))
    Person.objects.filter(pk=keep.pk).update(by_decision=False)
    change = record(
        keep.project, Verb.MERGE_PEOPLE, user=user, before=before, after=state_of([keep.pk]), change_id=change_id,
        name=str(keep), other=name, moved=moved, number=len(moved),
    )  # fmt: skip
    Event.objects.create(
        project=keep.project, actor=user, verb=Verb.MERGE_PEOPLE, before=told,
        after={"keep": described(keep), "annotations": len(moved)},
    )  # fmt: skip
    return change


def keep_pairs_of(drop: Person, keep: Person) -> None:
    """Whoever is kept apart from ``drop`` is kept apart from ``keep``, into whom ``drop`` goes."""
    for pair in KeptApart.objects.filter(Q(first=drop) | Q(second=drop)).order_by("pk"):
        other = pair.second_id if pair.first_id == drop.pk else pair.first_id
        if other != keep.pk:
            first, second = sorted((other, keep.pk))
            KeptApart.objects.get_or_create(first_id=first, second_id=second, defaults={"user": pair.user})


@transaction.atomic
def move_quotes(
    person: Person, quotes: Collection[Any], *, to: Person | str, user: Any, change_id: uuid.UUID | None = None,
    distinction: str = "",
) -> RegistryChange:  # fmt: skip
    """Give these quotes of a person to somebody else, wherever people marked them; ``quotes`` are annotations' ids.

    ``to`` is an entry, or a name: that of an entry or, if nobody has it, of a new one (then the person is split). A
    ``distinction`` makes a new entry under a name that others have too.
    """
    if done := begun(person.project, change_id, user=user):
        return done
    target = to if isinstance(to, Person) else known_person(person.project, to, distinction=distinction)
    if target == person and person.aliases.filter(folded=folded(str(to))).exists():
        target = None  # one of the person's own aliases becomes an entry
    if target is not None and (target.pk == person.pk or target.project_id != person.project_id):
        raise Refused(_("Choose somebody else of this project to move the quotes to."))
    rows = same_quotes(person, quotes)
    before = state_of([person.pk, *([target.pk] if target else [])])
    verb = Verb.MOVE_QUOTES if target else Verb.SPLIT_PERSON
    target = target or split_off(person, str(to), distinction=distinction)
    Person.objects.filter(pk=target.pk).update(by_decision=False)
    new = target
    moved = repointed(rows, lambda row: (new.pk, new.name), user=user)
    change = record(
        person.project, verb, user=user, before=before, after=state_of([person.pk, target.pk]), change_id=change_id,
        name=str(target), other=str(person), moved=moved, number=len(moved),
    )  # fmt: skip
    Event.objects.create(
        project=person.project, actor=user, verb=verb, before=described(person),
        after={"keep": described(target), "annotations": len(moved)},
    )  # fmt: skip
    return change


def split_person(
    person: Person, quotes: Collection[Any], *, name: str, distinction: str = "", user: Any, change_id: uuid.UUID
) -> RegistryChange:
    """Split quotes off as a new person. Refused if another entry has this name and distinction already."""
    taken = person.project.people.in_registry().filter(folded=folded(name), distinction=distinction)
    if taken.exists() and done_before(person.project, change_id, user=user) is None:
        raise Refused(
            _("The registry has “%(name)s” already: move the quotes there, or give a distinction.") % {"name": name}
        )
    return move_quotes(person, quotes, to=name, distinction=distinction, user=user, change_id=change_id)


def known_person(project: Project, name: str, *, distinction: str = "") -> Person | None:
    """The entry that somebody means by a name, with or without its distinction in brackets. Refused if several are."""
    name = checked_name(name)
    if distinction:
        return project.people.in_registry().filter(name=name, distinction=distinction).first()
    for entry in project.people.in_registry().filter(name=name.rpartition(" (")[0]).exclude(distinction=""):
        if str(entry) == name:
            return entry
    found = find_person(project.pk, name)
    if found is None and project.people.in_registry().filter(name=name).count() > 1:
        raise Refused(_("Several entries are called “%(name)s”: add the distinction in brackets.") % {"name": name})
    return found


def split_off(person: Person, name: str, *, distinction: str) -> Person:
    """A new entry beside ``person``, who loses an alias of this name."""
    name = checked_name(name)
    make_room(person.project, name=name, distinction=distinction)
    made = Person(project=person.project, name=name, distinction=distinction, kind=person.kind)
    made.full_clean(exclude=["folded"])
    made.save()
    person.aliases.filter(folded=made.folded).delete()
    return made


def same_quotes(person: Person, quotes: Collection[Any]) -> Any:
    """The annotations of all people and of gold that are these quotes of the person: of one origin, or at one place."""
    if not quotes:
        raise Refused(_("Select the quotes to move first."))
    if len(quotes) > MOST_AT_ONCE:
        raise Refused(_("At most %(number)s quotes are moved at once.") % {"number": MOST_AT_ONCE})
    own = Annotation.objects.filter(person=person, kind=Kind.QUOTE, set__source__in=DECIDED)
    found = list(own.filter(pk__in=quotes).values_list("set__article", "origin", "start", "end"))
    if len(found) < len({str(pk) for pk in quotes}):
        raise Refused(_("Some of these quotes are no longer this person’s: reload the page, then select again."))
    origins = {origin for _article, origin, _start, _end in found if origin}
    places = {(article, start, end) for article, _origin, start, end in found}
    alike = own.filter(set__article__in={row[0] for row in found})
    keys = [
        pk
        for pk, article, origin, start, end in alike.values_list("pk", "set__article", "origin", "start", "end")
        if origin in origins or (article, start, end) in places
    ]
    return Annotation.objects.filter(pk__in=keys)


def repointed(rows: Any, place: Callable[[Annotation], Place], *, user: Any) -> list[list[Any]]:
    """Point the annotations to another person each. Returns id, set, and person and name before and after of each.

    A machine's annotation follows the registry without history, because nobody decided about it.
    """
    moved: list[list[Any]] = []
    ids = list(rows.order_by("set_id", "pk").values_list("pk", flat=True))
    for at in range(0, len(ids), AT_ONCE):
        read = (
            Annotation.objects.filter(pk__in=ids[at : at + AT_ONCE])
            .with_spans()
            .select_related("set__article", "person")
        )
        found = list(read.defer(*(f"set__article__{name}" for name in ("text", "blocks", "extra"))))
        found.sort(key=lambda row: (row.set_id, row.pk))
        wanted = [(row, place(row)) for row in found]
        wanted = [(row, to) for row, to in wanted if (row.person_id, row.name) != to]
        moved += [[str(row.pk), row.set_id, row.person_id, row.name, *to] for row, to in wanted]
        rewrite([(row, to) for row, to in wanted if row.set.source != Source.SUGGESTER], user=user)
        machine = [(row, to) for row, to in wanted if row.set.source == Source.SUGGESTER]
        for row, (person, _name) in machine:
            row.person_id = person
        Annotation.objects.bulk_update([row for row, _to in machine], ["person"], batch_size=500)
    return moved


def rewrite(wanted: Sequence[tuple[Annotation, Place]], *, user: Any) -> None:
    """Write person and name into people's and gold sets: one step for each set, one event for each annotation."""
    sets = sorted({row.set_id for row, _to in wanted})
    list(AnnotationSet.objects.select_for_update().filter(pk__in=sets).order_by("pk").values_list("pk"))
    last = dict(Action.objects.filter(set__in=sets).order_by().values_list("set").annotate(last=Max("order")))
    steps = {
        pk: Action(id=uuid.uuid4(), set_id=pk, user=user, verb=Verb.NAME_PERSON, order=last.get(pk, 0) + 1)
        for pk in sets
    }
    events, now = [], timezone.now()
    for row, (person, name) in wanted:
        before = frame_of(row)
        after = replace(before, person=person, name=name)
        row.person_id, row.name, row.updated_at = person, name, now
        row.version = max(steps[row.set_id].order, row.version + 1)
        events.append(
            Event(
                project_id=row.set.article.project_id, article_id=row.set.article_id, action=steps[row.set_id],
                annotation=row.pk, actor=user, verb=Verb.NAME_PERSON, before=before.as_json(), after=after.as_json(),
            )
        )  # fmt: skip
    rows = [row for row, _to in wanted]
    Annotation.objects.bulk_update(rows, ["person", "name", "version", "updated_at"], batch_size=200)
    Action.objects.bulk_create(steps.values(), batch_size=500)
    Event.objects.bulk_create(events, batch_size=200)
    people_changed({row.set.article_id for row in rows if row.set.state == AnnotationSet.State.FINISHED})


@transaction.atomic
def keep_apart(one: Person, other: Person, *, user: Any, change_id: uuid.UUID | None = None) -> RegistryChange:
    """Remember that two entries are two people, so that nobody is asked again."""
    if done := begun(one.project, change_id, user=user):
        return done
    if one.pk == other.pk or one.project_id != other.project_id:
        raise Refused(_("Keep two different people of one project apart."))
    first, second = sorted((one.pk, other.pk))
    before = state_of([first, second])
    KeptApart.objects.get_or_create(first_id=first, second_id=second, defaults={"user": user})
    change = record(
        one.project, Verb.KEEP_APART, user=user, before=before, after=state_of([first, second]), change_id=change_id,
        name=str(one), other=str(other),
    )  # fmt: skip
    Event.objects.create(
        project=one.project, actor=user, verb=Verb.KEEP_APART, before=described(other), after=described(one)
    )
    return change


@transaction.atomic
def undo_change(change: RegistryChange, *, user: Any) -> RegistryChange:
    """Take a change of the registry back: entries, keys, aliases and the person of each quote are as before.

    Refused if something newer stands in the way. What a person gave to somebody else by a newer decision, or removed,
    stays as they decided. A change that was taken back already stays so.
    """
    begun(change.project, None, user=user)
    change.refresh_from_db()
    if change.undone_at is not None:
        return change
    refuse_what_is_newer(change)
    refuse_moved_again(change)
    keys = keys_in(change.before, change.after)
    now = [described(person) for person in Person.objects.filter(pk__in=keys)]
    write_back(change)
    places = {row[0]: (row[2], row[3]) for row in change.moved}
    repointed(as_left(change), lambda row: places[str(row.pk)], user=user)
    remove_made(change)
    change.undone_at, change.undone_by = timezone.now(), user
    change.save(update_fields=["undone_at", "undone_by"])
    people = Person.objects.filter(pk__in=keys)
    Event.objects.create(
        project=change.project, actor=user, verb=Verb.UNDO_REGISTRY, before={"name": change.name, "people": now},
        after={"name": change.name, "change": str(change.pk), "people": [described(person) for person in people]},
    )  # fmt: skip
    return change


def as_left(change: RegistryChange) -> Any:
    """The moved annotations that nobody has given to another person or removed since."""
    left = {row[0]: (row[4], row[5]) for row in change.moved}
    rows = Annotation.objects.filter(pk__in=list(left)).values_list("pk", "person", "name")
    return Annotation.objects.filter(pk__in=[pk for pk, *place in rows if left[str(pk)] == tuple(place)])


def refuse_moved_again(change: RegistryChange) -> None:
    """Raise Refused if a newer change of the registry, which stands, moved one of the quotes again."""
    ids = {row[0] for row in change.moved}
    if not ids:
        return
    newer = RegistryChange.objects.filter(project=change.project_id, undone_at=None, at__gt=change.at)
    for later in newer.exclude(moved=[]).order_by("at"):
        if ids & {row[0] for row in later.moved}:
            raise Refused(
                _("Some of these quotes were moved again, to “%(name)s”: take that back first.") % {"name": later.name}
            )
