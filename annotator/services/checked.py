"""Which articles are fully checked: what profiles are compared by, and what suggestions learn from.

An article is, where its gold is saved, or where somebody has finished it with every suggested quote decided that they
were asked about. An article that is read without suggestions is checked by being read, and so is work that an import
brought as finished. What only happened to be decided would teach that the rest is right.

Hidden checks stay out: nothing may know them by heart. What people do in other exercises is not counted, their gold is.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotator.judged import Judged
from annotator.models import Action, Annotation, AnnotationSet
from annotator.services.exercises import exercises_in
from annotator.services.sets import newest
from annotator.vocabulary import Kind, Purpose, Source
from articles.models import Project


def checked_sets(project: Project) -> QuerySet[AnnotationSet]:
    """The sets of fully checked articles in use, the newest first: gold, and what people have finished."""
    judged = Judged.of(project.judged)
    sets = AnnotationSet.objects.filter(article__project=project, article__withdrawn_at__isnull=True)
    sets = sets.filter(state=AnnotationSet.State.FINISHED)
    if not judged.shows(Kind.QUOTE):
        return sets.none()
    gold = Q(source=Source.GOLD) & ~Q(article__in=exercises_in(project.pk, Purpose.CHECK))
    whole = came_whole()
    if judged.asks(Kind.QUOTE):
        whole |= Q(blind=True) | ~Q(Exists(undecided(Kind.QUOTE)))
    finished = Q(source=Source.ANNOTATOR) & ~Q(article__in=exercises_in(project.pk)) & whole
    return sets.filter(gold | finished).order_by("-id")


def came_whole() -> Q:
    """Whether an import brought the set as it is: nobody has decided in it here."""
    own = Annotation.objects.filter(set=OuterRef("pk"))
    return Q(imported_at__isnull=False) | (Q(Exists(own)) & ~Q(Exists(Action.objects.filter(set=OuterRef("pk")))))


def undecided(kind: Kind) -> QuerySet[Annotation]:
    """What of a kind was suggested to the owner of a set before they finished, and they decided nothing about.

    For a query over sets. One over the same words that stands or was rejected in the set answers it too.
    """
    same = Q(origin=OuterRef("pk")) | Q(kind=kind, start=OuterRef("start"), end=OuterRef("end"))
    answers = Annotation.objects.filter(same, set=OuterRef(OuterRef("pk")))
    machine = AnnotationSet.objects.filter(article=OuterRef(OuterRef("article")), source=Source.SUGGESTER)
    shown = newest(machine.filter(created_at__lt=OuterRef(OuterRef("finished_at"))))
    rows = Annotation.objects.filter(set__in=shown.order_by().values("pk"), kind=kind).order_by()
    return rows.filter(~Exists(answers))


def captions_checked_in(project: Project, sets: Sequence[AnnotationSet]) -> frozenset[int]:
    """The keys of those of the project's checked sets in which people have looked at the captions too. One query.

    They have where captions are asked for and each suggested one was decided, for gold by somebody who finished the
    article. What an import brought shows it by having captions.
    """
    if not Judged.of(project.judged).asks(Kind.CAPTION):
        return frozenset()
    decided = ~came_whole() & (Q(blind=True) | ~Q(Exists(undecided(Kind.CAPTION))))
    readers = AnnotationSet.objects.filter(source=Source.ANNOTATOR, state=AnnotationSet.State.FINISHED)
    by_reader = Q(Exists(readers.filter(decided, article=OuterRef("article"))))
    own = Q(Exists(Annotation.objects.filter(set=OuterRef("pk"), kind=Kind.CAPTION)))
    imported = Q(imported_at__isnull=False)
    gold = Q(source=Source.GOLD) & ((~imported & by_reader) | (imported & own))
    finished = Q(source=Source.ANNOTATOR) & (decided | (came_whole() & own))
    rows = AnnotationSet.objects.filter(gold | finished, pk__in=[item.pk for item in sets])
    return frozenset(rows.order_by().values_list("pk", flat=True))


def number_checked(project: Project, *, most: int) -> int:
    """How many articles of the project are fully checked, ``most`` at most."""
    return len(checked_sets(project).order_by().values_list("article").distinct()[:most])


def newest_sets(project: Project, *, most: int) -> list[AnnotationSet]:
    """One set for each checked article: gold where there is some, else what was finished last."""
    found: dict[int, AnnotationSet] = {}
    for item in checked_sets(project).select_related("article__project").iterator(chunk_size=200):
        known = found.get(item.article_id)
        if known is None and len(found) == most:
            break
        if known is None or (item.source == Source.GOLD and known.source != Source.GOLD):
            found[item.article_id] = item
    return list(found.values())
