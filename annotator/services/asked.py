"""What people are asked to judge: how many suggestions of each kind, and the sentences that say so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext, gettext_lazy, ngettext_lazy, npgettext_lazy

from annotator.errors import Refused
from annotator.frame import Frame
from annotator.judged import Judged, Level
from annotator.models import Annotation, AnnotationSet
from annotator.services.blind import read_blind
from annotator.services.sets import newest
from annotator.vocabulary import ENTITY_LABELS, KIND_PLURALS, Kind, check_complete
from articles.models import Article, Project
from config.database.prepared import prepared

COUNTED = {
    Kind.QUOTE: ngettext_lazy("quote", "quotes"),
    Kind.CAPTION: ngettext_lazy("caption", "captions"),
    Kind.REPAIR: ngettext_lazy("repair", "repairs"),
    Kind.ENTITY: npgettext_lazy("counted", "entity", "entities"),
}
check_complete(COUNTED, Kind)
SetKey = tuple[int, Any]
"""A machine set by its key, and when it was made."""
Held = dict[tuple[str, str], int]
MOST_HELD = 20_000  # sets of which a process remembers what they hold
held: dict[SetKey, Held] = {}
SENTENCES = {
    Level.ASKED: gettext_lazy("To judge: %(kinds)s."),
    Level.SHOWN: gettext_lazy("Optional: %(kinds)s."),
    Level.OFF: gettext_lazy("Not judged here: %(kinds)s."),
}


def with_counts(articles: Collection[Article], *, user: Any) -> None:
    """Give each article ``counts``: how many suggestions of each kind asked for the user sees in it. Two queries.

    The articles’ projects must be loaded: each says what it asks for. One query where all was counted before.
    """
    judged = {project.pk: Judged.of(project.judged) for project in {article.project for article in articles}}
    shown = machine_sets_of([article.pk for article in articles], user.pk)
    numbers = held_in([key for keys in shown.values() for key in keys])
    worded = cache(lambda kind, number: str(COUNTED[kind] % number))  # for this list: it is in one language
    asks = cache(lambda project, kind, entity_type: judged[project].asks(kind, entity_type))
    for article in articles:
        counts: dict[str, int] = {}
        for key in shown.get(article.pk, ()):
            for (kind, entity_type), number in numbers[key].items():
                if asks(article.project_id, kind, entity_type):
                    counts[kind] = counts.get(kind, 0) + number
        article.counts = [  # type: ignore[attr-defined]
            (counts[kind], worded(kind, counts[kind])) for kind in COUNTED if counts.get(kind)
        ]


def machine_sets_of(articles: Collection[int], user: int | None) -> dict[int, list[SetKey]]:
    """The machine sets of each article whose suggestions the user sees."""
    names, rows = sets_shown.raw(articles=articles, user=user)
    key, article, created = map(names.index, ("id", "article_id", "created_at")) if rows else (0, 0, 0)
    found: dict[int, list[SetKey]] = {}
    for row in rows:
        found.setdefault(row[article], []).append((row[key], row[created]))
    return found


@prepared
def sets_shown(*, articles: Collection[int], user: int | None) -> QuerySet[AnnotationSet]:
    """The machine sets of these articles whose suggestions the user sees."""
    machine = AnnotationSet.objects.filter(article__in=articles, source="suggester").only("article", "created_at")
    return newest(machine).filter(~read_blind(SimpleNamespace(pk=user), article="article")).order_by()


def held_in(sets: Collection[SetKey]) -> dict[SetKey, Held]:
    """How many annotations of each kind and type these machine sets hold. Counted once in a process: they stay so."""
    found = {key: numbers for key in sets if (numbers := held.get(key)) is not None}
    if new := [key for key in sets if key not in found]:
        counted = counted_in([pk for pk, _ in new])
        found |= {key: counted[key[0]] for key in new}
        if len(held) > MOST_HELD:
            held.clear()
        held.update(found)
    return found


def counted_in(sets: Collection[int]) -> dict[int, Held]:
    found: dict[int, Held] = {pk: {} for pk in sets}
    rows = Annotation.objects.filter(set__in=sets).order_by().values_list("set", "kind", "entity_type")
    for pk, kind, entity_type, number in rows.annotate(number=Count("id")):
        found[pk][kind, entity_type] = number
    return found


def counted_kinds(counts: Mapping[str, int]) -> list[tuple[int, str]]:
    """Numbers with their words, without zeros: (3, “quotes”), (1, “entity”)."""
    return [(counts[kind], str(words % counts[kind])) for kind, words in COUNTED.items() if counts.get(kind)]


def in_words(counts: Mapping[str, int]) -> str:
    """“3 quotes, 1 entity”."""
    return ", ".join(f"{number} {words}" for number, words in counted_kinds(counts))


def asked_in_words(project: Project) -> str:
    """“To judge: quotes, captions, repairs. Optional: entities.”"""
    judged = Judged.of(project.judged)
    named = {level: ", ".join(names_of(judged, level)) for level in Level}
    return " ".join(str(SENTENCES[level]) % {"kinds": kinds} for level, kinds in named.items() if kinds)


def names_of(judged: Judged, level: Level) -> Iterable[str]:
    """What has this level: “quotes”, “entities (person, place)”, “other entities”."""
    for kind in Kind:
        own = judged.entity_types(level) if kind == Kind.ENTITY else []
        if judged.level(kind) == level:
            some_differ = kind == Kind.ENTITY and any(judged.entity_types(other) for other in Level if other != level)
            yield gettext("other entities") if some_differ else str(KIND_PLURALS[kind]).lower()
        elif own:
            yield gettext("entities (%(types)s)") % {"types": ", ".join(str(ENTITY_LABELS[name]) for name in own)}


def refuse_off(project: Project, frame: Frame) -> None:
    """Raise Refused, with words for people, if annotations like this one are off in the project."""
    judged = Judged.of(project.judged)
    if judged.shows(frame.kind, frame.entity_type):
        return
    if judged.shows(frame.kind) or judged.kinds_with(Level.ASKED, Level.SHOWN).count(Kind(frame.kind)):
        label = str(ENTITY_LABELS.get(frame.entity_type, frame.entity_type))
        raise Refused(
            gettext("Entities of the type “%(type)s” are not judged in this project: choose another type.")
            % {"type": label}
        )
    raise Refused(
        gettext("%(kinds)s are not judged in this project; a manager decides that in its settings.")
        % {"kinds": KIND_PLURALS[Kind(frame.kind)]}
    )
