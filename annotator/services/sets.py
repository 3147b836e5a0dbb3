"""The sets of an article: finding, making and counting them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from annotator.models import Annotation, AnnotationSet, Flag
from annotator.vocabulary import Source
from articles.models import Article, Project
from config.database.prepared import prepared


@prepared
def sets_of_user(*, article: int, user: int) -> QuerySet[AnnotationSet]:
    return AnnotationSet.objects.filter(article=article, user=user, source=Source.ANNOTATOR).order_by()


@prepared
def machine_sets(*, article: int) -> QuerySet[AnnotationSet]:
    return AnnotationSet.objects.filter(article=article, source=Source.SUGGESTER).order_by("id")


@prepared
def sets_opened(*, article: int, user: int) -> QuerySet[AnnotationSet]:
    mine = Q(source=Source.ANNOTATOR, user=user)
    return AnnotationSet.objects.filter(mine | Q(source=Source.SUGGESTER), article=article).order_by("id")


def own_set(article: Article, user: Any) -> AnnotationSet | None:
    """The user's own set of the article, or None before the first change. One query."""
    workset = next(iter(sets_of_user(article=article.pk, user=user.pk)), None)
    if workset is not None:
        workset.article = article
    return workset


def set_to_show(article: Article, user: Any) -> AnnotationSet:
    """The user's own set of the article, or one that is not stored yet, as the first change would make it."""
    return own_set(article, user) or set_begun(article, user)


def set_begun(article: Article, user: Any) -> AnnotationSet:
    """As the first change would make it."""
    return AnnotationSet(article=article, user=user, source=Source.ANNOTATOR, blind=article.is_drawn_blind)


def sets_to_open(article: Article, user: Any) -> tuple[AnnotationSet, list[AnnotationSet]]:
    """As ``set_to_show`` and ``machine_sets_shown``, in one query."""
    found = sets_opened(article=article.pk, user=user.pk)
    workset = next((row for row in found if row.source == Source.ANNOTATOR), None) or set_begun(article, user)
    workset.article = article
    if workset.hides_suggestions:
        return workset, []
    return workset, newest_of_each(article, (row for row in found if row.source == Source.SUGGESTER))


def set_of(article: Article, user: Any) -> AnnotationSet:
    """The user's own set of the article, made at the first change."""
    workset = own_set(article, user)
    if workset is None:
        workset, _ = AnnotationSet.objects.get_or_create(
            article=article, user=user, source=Source.ANNOTATOR, defaults={"blind": article.is_drawn_blind}
        )
        workset.article = article
    return workset


def machine_sets_shown(article: Article, workset: AnnotationSet | None) -> list[AnnotationSet]:
    """The machine sets that the owner of this set sees in the article: none before a blind one is finished."""
    return [] if workset is not None and workset.hides_suggestions else latest_machine_sets(article)


def latest_machine_sets(article: Article) -> list[AnnotationSet]:
    """The sets whose suggestions the article shows: the newest of each suggester, in the order of their first run.

    Where the project names a suggester, that one’s newest set alone. The article’s project must be loaded.
    """
    return newest_of_each(article, machine_sets(article=article.pk))


def newest_of_each(article: Article, sets: Iterable[AnnotationSet]) -> list[AnnotationSet]:
    newest: dict[str, AnnotationSet] = {}
    for machine_set in sets:
        if article.project.suggester in ("", machine_set.suggester):
            newest[machine_set.suggester] = machine_set
    return list(newest.values())


def newest(machine_sets: QuerySet[AnnotationSet]) -> QuerySet[AnnotationSet]:
    """Of machine sets, those whose suggestions are shown (as ``latest_machine_sets``), as a query."""
    newer = AnnotationSet.objects.filter(
        article=OuterRef("article"), source=Source.SUGGESTER, suggester=OuterRef("suggester"), id__gt=OuterRef("id")
    )
    chosen = Q(article__project__suggester="") | Q(suggester=F("article__project__suggester"))
    return machine_sets.filter(~Exists(newer)).filter(chosen)


def latest_sets_of(project: Project) -> QuerySet[AnnotationSet]:
    """The machine sets whose suggestions are shown, for every article of the project, as a query."""
    return newest(AnnotationSet.objects.filter(article__project=project, source=Source.SUGGESTER))


def with_number(sets: QuerySet[AnnotationSet]) -> QuerySet[Any]:
    """With ``number``: how many annotations each set holds, counted only for the rows that are read."""
    own = Annotation.objects.filter(set=OuterRef("pk")).order_by().values("set").annotate(number=Count("pk"))
    return sets.annotate(number=Coalesce(Subquery(own.values("number"), output_field=IntegerField()), 0))


def decided_by(user: int | None) -> Exists:
    """Whether the user has decided about a suggestion, as a condition on suggestions."""
    return Exists(made_by(user).filter(origin=OuterRef("pk")))


def made_by(user: int | None) -> QuerySet[Annotation]:
    """The annotations of the user’s own sets, for queries that name them otherwise as well.

    ``Coalesce`` keeps SQLite from the index by user: it would read all sets of the user for each name.
    """
    return Annotation.objects.alias(by=Coalesce("set__user", Value(0))).filter(by=user or 0)


def worked_on() -> Q:
    """Whether people have decided in an article, as a condition on articles.

    They have where a set of theirs, or gold, holds an annotation or is finished, and where a question is open.
    """
    of_people = [Source.ANNOTATOR, Source.GOLD]
    sets = AnnotationSet.objects.filter(article=OuterRef("pk"), source__in=of_people)
    decisions = Annotation.objects.filter(set__article=OuterRef("pk"), set__source__in=of_people)
    questions = Flag.objects.filter(article=OuterRef("pk"), resolved_at__isnull=True)
    finished = sets.filter(state=AnnotationSet.State.FINISHED)
    return Q(Exists(finished)) | Q(Exists(decisions)) | Q(Exists(questions))
