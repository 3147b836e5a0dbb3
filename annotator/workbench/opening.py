"""An article as it is opened to be worked on: from what is kept drawn, with the person's decisions laid over it."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation

from annotator.models import AnnotationSet, UserSettings
from annotator.services.sets import latest_machine_sets
from annotator.vocabulary import Source
from annotator.workbench.bench import Bench, bench_with
from annotator.workbench.blocks import figures_with_caption
from annotator.workbench.cards import own_rows_of, proposals_in
from annotator.workbench.drawing import Drawing, draw, shown
from annotator.workbench.kept import keep, kept, key_of, people_in, people_of
from articles.models import Article, Figure
from config.packed import Piece

logger = logging.getLogger(__name__)
SECONDS_AHEAD = 0.5
"""How long articles are drawn ahead before somebody looks for other work."""
MOST_AHEAD = 2000
"""How many of the newest sets are drawn ahead after a start."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The bench of the article, the pieces of its text, of its list of cards, and of what these have in common."""

    bench: Bench
    text: list[Piece]
    cards: list[Piece]
    table: Piece


def opened(
    article: Article, workset: AnnotationSet, machine_sets: list[AnnotationSet], *, has_figures: bool = True
) -> Opened:
    """The article as the owner of this set works on it: both as ``sets_to_open`` finds them.

    Two queries where it is kept drawn, whatever its length; one less where it is known to have no figure.
    """
    own = own_rows_of(workset)
    figures = figures_with_caption(article=article.pk) if has_figures else []
    drawing = drawing_of(article, machine_sets, figures)
    text, cards, table, tally = shown(drawing, article, own, figures)
    return Opened(bench_with(article, machine_sets, own, tally, []), text, cards, table)


def drawing_of(article: Article, machine_sets: list[AnnotationSet], figures: list[Figure]) -> Drawing:
    """As it is kept, else drawn now and kept."""
    drawing = kept(article, key_of(article, machine_sets, figures, people_in(machine_sets)))
    if drawing is not None:
        return drawing
    proposals = proposals_in(article, machine_sets)
    key = key_of(article, machine_sets, figures, people_of(proposals))
    drawing = draw(article, proposals, figures)
    keep(article, key, drawing)
    return drawing


def draw_ahead(*, since: int) -> int:
    """Draw articles whose machine sets are newer than the one of this number, for a while; how far it came.

    For a worker with nothing else to do. 0 begins with the newest sets.
    """
    sets = AnnotationSet.objects.filter(source=Source.SUGGESTER)
    if not since:
        newest = sets.order_by("-pk").values_list("pk", flat=True)[MOST_AHEAD : MOST_AHEAD + 1]
        since = next(iter(newest), 0)
    until = time.monotonic() + SECONDS_AHEAD
    for pk, article in waiting(sets, since).values_list("pk", "article"):
        if time.monotonic() > until:
            break
        try:
            draw_once(article)
        except Exception:  # whatever it is, the worker goes on: who opens the article gets it drawn, or its error
            logger.exception("article %s cannot be drawn ahead", article)
        since = pk
    return since


def waiting(sets: QuerySet[AnnotationSet], since: int) -> QuerySet[AnnotationSet]:
    """The sets after this number in projects that people work in."""
    standing = sets.filter(article__project__deleted_at__isnull=True, article__project__archived_at__isnull=True)
    return standing.filter(pk__gt=since).order_by("pk")[:MOST_AHEAD]


def draw_once(pk: int) -> None:
    """See to it that the article is kept drawn, in each language that people of its project read."""
    article = Article.objects.select_related("project").filter(pk=pk).first()
    if article is None:
        return
    read = UserSettings.objects.filter(user__memberships__project=article.project_id).exclude(language="")
    for language in {settings.LANGUAGE_CODE, *read.order_by().values_list("language", flat=True)}:
        with translation.override(language):
            drawing_of(article, latest_machine_sets(article), figures_with_caption(article=article.pk))
