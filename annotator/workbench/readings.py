"""What pages call the sets of an article, and two of them laid side by side as cases to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from annotator.merging.alignment import Group, Reading
from annotator.merging.differences import differences
from annotator.models import AnnotationSet, Case
from annotator.services.merge import options_in
from annotator.services.people import people_by_key
from annotator.vocabulary import Aspect, Found, Kind, Source
from annotator.workbench.cases import ShownCase, detail_of, heading_of, person_name, sides_of, speaker_of
from articles.models import Article, shortened

EDGES = {Aspect.PIECES, Aspect.START, Aspect.END, Aspect.WITHIN}
SPEAKER = {Aspect.PERSON, Aspect.SPEAKER, Aspect.CUE, Aspect.SPEAKER_KIND}


@dataclass(frozen=True, slots=True)
class ShownSet:
    """A set as pages name it. ``label`` is for lists of several, ``title`` and ``state`` for a page about this one."""

    key: str
    name: str
    label: str
    title: str
    state: str


def shown_set(row: AnnotationSet, user: Any) -> ShownSet:
    name, state = name_of(row, user), state_of(row)
    is_done = row.source in (Source.SUGGESTER, Source.CERTIFIED) or row.is_signed
    return ShownSet(str(row.pk), name, name if is_done else f"{name} ({state})", title_of(row, user), state)


def name_of(row: AnnotationSet, user: Any) -> str:
    """“my work”, “Mara Lind”, “quotemark 1.2”, “gold”."""
    if row.source == Source.SUGGESTER:
        return row.source_name
    if row.source == Source.GOLD:
        return gettext("gold")
    if row.source == Source.CERTIFIED:
        return gettext("accepted by a certificate")
    return gettext("my work") if row.user_id == user.pk else person_name(row.user)


def title_of(row: AnnotationSet, user: Any) -> str:
    """“Mara Lind’s work”."""
    if row.source == Source.SUGGESTER:
        return gettext("Suggestions of %(name)s") % {"name": row.source_name}
    if row.source == Source.GOLD:
        return pgettext("set of an article", "Gold")
    if row.source == Source.CERTIFIED:
        return gettext("What a certificate let through without a look")
    if row.user_id == user.pk:
        return gettext("Your work")
    return gettext("%(name)s’s work") % {"name": person_name(row.user)}


def state_of(row: AnnotationSet) -> str:
    """“finished November 12, 2026”."""
    if row.imported_at:
        return row.imported_in_words
    if row.source in (Source.SUGGESTER, Source.CERTIFIED):
        return gettext("made on %(day)s") % {"day": date_format(row.created_at, "DATE_FORMAT")}
    if row.finished_at:
        return gettext("finished %(day)s") % {"day": date_format(row.finished_at, "DATE_FORMAT")}
    return gettext("being adjudicated") if row.source == Source.GOLD else gettext("not finished")


def found_in(readings: Sequence[Reading], difference: Sequence[str]) -> Found:
    """What two readings say, whose differences these are."""
    if not difference:
        return Found.SAME
    first = Aspect(difference[0])
    if first == Aspect.ABSENT:
        return Found.LEFT if readings[0] else Found.RIGHT
    if first in EDGES:
        return Found.EDGES
    return Found.SPEAKER if first in SPEAKER else Found.TYPE


def case_between(article: Article, group: Group, names: Sequence[str]) -> tuple[Found, Case]:
    """What the group says, and the group as a case that is stored nowhere, its readings under these names."""
    start, end = group.hull
    difference = differences(group.readings)
    sides = enumerate(zip(names, group.readings, strict=True))
    readings = [described(side, name, reading) for side, (name, reading) in sides]
    found = found_in(group.readings, difference)
    return found, Case(article=article, kind=group.kind, start=start, end=end, readings=readings, difference=difference)


def described(side: int, name: str, reading: Reading) -> dict[str, Any]:
    annotations = [{"id": frame.id, "version": 0, "frame": frame.as_json()} for frame in reading]
    return {"set": side, "user": None, "name": name, "annotations": annotations}


def cases_between(article: Article, groups: Iterable[Group], names: Sequence[str]) -> list[tuple[Found, Case]]:
    return [case_between(article, group, names) for group in groups]


def shown_differences(article: Article, cases: Sequence[tuple[Found, Case]]) -> list[ShownCase]:
    """The cases side by side, numbered in their order. One query for the people."""
    frames = [frame for _, case in cases for option in options_in(case) for frame in option.reading]
    people = {row.pk: row.name for row in people_by_key(keys={frame.person for frame in frames if frame.person})}
    return [shown_difference(article, number, *pair, people) for number, pair in enumerate(cases, 1)]


def shown_difference(article: Article, number: int, found: Found, case: Case, people: dict[int, str]) -> ShownCase:
    sides = sides_of(case, article, people, {})
    if not case.difference:
        sides = [replace(side, label=gettext("Both")) for side in sides]
    reading = next(option.reading for option in options_in(case) if option.reading)
    return ShownCase(
        case=case,
        number=number,
        heading=heading_of(case) if case.difference else str(Kind(case.kind).label),
        detail=detail_of(case, article),
        state_words="" if found in (Found.LEFT, Found.RIGHT) else str(found.label),  # the heading says it
        excerpt=shortened(" ".join(article.text[case.start : case.end].split()), length=200),
        speaker=speaker_of(reading[0], people),
        sides=sides,
    )


def tallies(cases: Iterable[tuple[Found, Case]], columns: Sequence[Found]) -> list[tuple[str, str, list[int], int]]:
    """For each kind that there is: its name, its heading, how many cases say each of these, and how many there are."""
    counts: dict[str, Counter[Found]] = {}
    for found, case in cases:
        counts.setdefault(case.kind, Counter())[found] += 1
    return [
        (str(kind), str(kind.label), [counts[kind][column] for column in columns], counts[kind].total())
        for kind in Kind
        if kind in counts
    ]
