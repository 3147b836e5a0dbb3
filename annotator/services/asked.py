"""What people are asked to judge: how many suggestions of each kind, and the sentences that say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.db.models import Count, Q, QuerySet
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
SENTENCES = {
    Level.ASKED: gettext_lazy("To judge: %(kinds)s."),
    Level.SHOWN: gettext_lazy("Optional: %(kinds)s."),
    Level.OFF: gettext_lazy("Not judged here: %(kinds)s."),
}


def with_counts(articles: Collection[Article], *, user: Any) -> None:
    """Give each article ``counts``: how many suggestions of each kind asked for the user sees in it. Two queries.

    The articles’ projects must be loaded: each says what it asks for.
    """
    sets = {row.pk: row.article_id for row in sets_shown(articles=[one.pk for one in articles], user=user.pk)}
    rows = Annotation.objects.filter(asked_for(articles), set__in=list(sets)).order_by().values_list("set", "kind")
    found: dict[int, Counter[str]] = {}
    for key, kind, number in rows.annotate(number=Count("id")):
        found.setdefault(sets[key], Counter())[kind] += number
    worded = cache(lambda kind, number: str(COUNTED[kind] % number))  # for this list: it is in one language
    for article in articles:
        counts = found.get(article.pk, Counter())
        article.counts = [  # type: ignore[attr-defined]
            (counts[kind], worded(kind, counts[kind])) for kind in COUNTED if counts.get(kind)
        ]


@prepared
def sets_shown(*, articles: Collection[int], user: int | None) -> QuerySet[AnnotationSet]:
    """The machine sets of these articles whose suggestions the user sees."""
    machine = AnnotationSet.objects.filter(article__in=articles, source="suggester")
    return newest(machine).filter(~read_blind(SimpleNamespace(pk=user), article="article")).order_by()


def asked_for(articles: Iterable[Article]) -> Q:
    """The condition on annotations of these articles: of a kind that the article’s project asks for."""
    projects = {article.project_id: article.project for article in articles}
    settings = [(project, Judged.of(project.judged)) for project in projects.values()]
    if len({repr(judged.as_json()) for _, judged in settings}) < 2:
        return settings[0][1].condition([Level.ASKED]) if settings else Q(pk__in=[])
    condition = Q(pk__in=[])
    for project, judged in settings:
        condition |= Q(set__article__project=project) & judged.condition([Level.ASKED])
    return condition


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
