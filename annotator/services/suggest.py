"""Running suggesters over articles and storing what they propose."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.models import OuterRef, Q, QuerySet, Subquery

from annotator.errors import Refused
from annotator.frame import checked
from annotator.models import Annotation, AnnotationSet, LearnedModel, Span
from annotator.services.learning import model_in_use
from annotator.services.people import NameIndex
from annotator.services.sets import worked_on
from annotator.services.suggested import put_forward, store_machine_set, suggested_frames
from annotator.vocabulary import Source
from articles import access
from articles.models import Article, Project
from config.database.bulk import refresh_statistics
from suggesters import registry
from suggesters.registry import OURS, Learns, SuggesterLike, following
from suggesters.suggestions import Suggestions

if TYPE_CHECKING:
    from suggesters.pipeline import Source as Text

BATCH = 32
GROWN = (AnnotationSet, Annotation, Span)
MOST_REASON = 500  # characters
Within = tuple[int, int]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a suggester got wrong or did not get to: one annotation, or a whole article, which then has no set of it."""

    article: str
    """The external id."""
    reason: str
    is_whole: bool
    is_rest: bool = False
    """Whether it is the end of the article, for which there was no time."""


def suggester_for(project: Project, name: str = OURS) -> SuggesterLike:
    """The suggester of this name as the project has it: with the guideline and the learned version in use.

    One that follows no guideline, or does not learn, is the same everywhere. Raises Refused.
    """
    suggester = suggester_named(name)
    if isinstance(suggester, Learns) and (model := model_in_use(project)) is not None:
        return suggester.learned(model)
    return following(suggester, project.chosen_profile)


def known_suggesters(project: Project | None = None) -> list[str]:
    """The names of those that can run here, and of those whose sets others have pushed into the project."""
    names = registry.names(more=dict(settings.SUGGESTERS))
    if project is None:
        return names
    sets = AnnotationSet.objects.filter(article__project=project, source=Source.SUGGESTER)
    stored = set(sets.order_by().values_list("suggester", flat=True).distinct())
    chosen = [project.suggester] if project.suggester else []
    return list(dict.fromkeys([*names, *sorted(stored), *chosen]))


def runs_by_default(project: Project) -> str:
    """The suggester that runs where nobody names one: the project's, where it can run here, else ours."""
    return project.suggester if project.suggester in registry.names(more=dict(settings.SUGGESTERS)) else OURS


def suggester_named(name: str = OURS) -> SuggesterLike:
    """The suggester of this name with the default guideline, loaded at its first use and then kept by the process.

    Raises Refused if there is none of this name, or if it cannot be loaded.
    """
    try:
        return loaded(name, settings.SPACY_MODEL, tuple(settings.SUGGESTERS.items()))
    except (registry.UnknownSuggester, ImportError) as error:
        raise Refused(str(error)) from error


@lru_cache(maxsize=4)
def loaded(name: str, model: str, more: tuple[tuple[str, str], ...]) -> SuggesterLike:
    return registry.suggester_named(name, model=model, more=dict(more))


def lacking(
    project: Project, suggester: SuggesterLike, *, keys: Sequence[str] = (), within: Within | None = None
) -> QuerySet[Article]:
    """The project's articles (or those with these external ids, or ids ``within`` a first and a last) that show no set
    from this version of the suggester.

    One that shows an older version's lacks the newer only while nobody has decided in it: what people decided on stays.
    Withdrawn ones need none.
    """
    runs = AnnotationSet.objects.filter(article=OuterRef("pk"), source=Source.SUGGESTER, suggester=suggester.name)
    articles = project.articles.in_use().alias(shown=Subquery(runs.order_by("-id").values("version")[:1]))
    never, older = Q(shown__isnull=True), ~Q(shown=suggester.version) & ~worked_on()
    articles = articles.filter(never | older).order_by("id")
    if within is not None:
        articles = articles.filter(id__range=within)
    return articles.filter(external_id__in=keys) if keys else articles


def suggest_articles(
    project: Project, suggester: SuggesterLike, *, keys: Sequence[str] = (), within: Within | None = None
) -> Iterator[AnnotationSet | Trouble]:
    """Write a machine set for each article that lacks one from this version (see ``lacking``); yields the sets as they
    are written.

    A suggestion that does not fit the text is left out. An article on which the suggester fails gets no set. Both are
    yielded as Trouble, and the work goes on. It ends where the project's guideline or its learned version in use is
    changed meanwhile, or the project archived. Raises PermissionDenied where it is archived already.
    """
    access.require_open(project)
    names = NameIndex.of(project)
    basis = basis_of(project)
    ids = list(lacking(project, suggester, keys=keys, within=within).values_list("id", flat=True))
    for start in range(0, len(ids), BATCH):
        if basis_of(project) != basis or basis is None or basis[0] != project.profile:
            return
        batch = ids[start : start + BATCH]
        for earlier in earlier_sets(batch, suggester):
            if lacks_still(earlier.article, suggester):
                yield put_forward(earlier)
        rows = lacking(project, suggester).filter(id__in=batch).prefetch_related("figures")
        for article, suggestions in suggested(list(rows), suggester):
            article.project = project
            if isinstance(suggestions, Trouble):
                yield suggestions
            elif lacks_still(article, suggester):
                yield from stored(article, suggester, suggestions, names)
    if len(ids) >= BATCH:
        refresh_statistics(GROWN)


def basis_of(project: Project) -> tuple[Any, int | None] | None:
    """What suggestions for the project rest on now: its guideline and its learned version; None if it is archived."""
    used = LearnedModel.objects.filter(project=OuterRef("pk"), in_use=True).values("pk")
    rows = Project.objects.active().filter(pk=project.pk).annotate(used=Subquery(used))
    return rows.values_list("profile", "used").first()


def earlier_sets(articles: Sequence[int], suggester: SuggesterLike) -> QuerySet[AnnotationSet]:
    """Sets of just this version, which a later run of another has put behind: the guideline was changed, and back."""
    return AnnotationSet.objects.filter(
        article__in=articles, source=Source.SUGGESTER, suggester=suggester.name, version=suggester.version
    ).select_related("article__project")


def lacks_still(article: Article, suggester: SuggesterLike) -> bool:
    """Whether nobody has decided in the article, and nobody else has suggested for it, since the work began."""
    return lacking(article.project, suggester).filter(pk=article.pk).exists()


def suggested(articles: Sequence[Article], suggester: SuggesterLike) -> Iterator[tuple[Article, Suggestions | Trouble]]:
    """The articles with what is suggested for each. Once the suggester fails, it gets the others one at a time."""
    done = 0
    try:
        for article, suggestions in zip(articles, suggester.pipe(map(text_of, articles)), strict=True):
            yield article, suggestions
            done += 1
    except Exception:
        logger.warning("%s failed on several articles: it gets them one at a time", suggester.name, exc_info=True)
    for article in articles[done:]:
        try:
            (suggestions,) = suggester.pipe([text_of(article)])
        except Exception as error:  # a fault or a timeout of the suggester
            yield article, trouble_with(article, error)
        else:
            yield article, suggestions


def text_of(article: Article) -> Text:
    from suggesters.pipeline import Source as Text  # which loads spaCy

    language = article.language or article.project.language or None
    return Text(article.text, language=language, captions=known_captions(article))


def stored(
    article: Article, suggester: SuggesterLike, suggestions: Suggestions, names: NameIndex
) -> list[AnnotationSet | Trouble]:
    """Store the suggestions as a set; where some do not fit the article, the others."""

    def store(these: Suggestions) -> list[AnnotationSet | Trouble]:
        machine_set = store_machine_set(
            article, suggester=suggester.name, version=suggester.version, suggestions=these, names=names
        )
        if machine_set is None:
            return []
        reason = " ".join(these.notes)[:MOST_REASON]
        rest = Trouble(article.external_id, reason, is_whole=False, is_rest=True)
        return [machine_set, rest] if these.is_cut_short else [machine_set]

    try:
        try:
            return store(suggestions)
        except Refused:
            kept, troubles = fitting(article, suggestions, names)
            return [*store(kept), *troubles]
    except (OperationalError, InterfaceError):  # the database is gone, or busy for too long: not the article’s fault
        raise
    except Exception as error:  # whatever an outside suggester has put into its answer
        return [trouble_with(article, error)]


def fitting(article: Article, suggestions: Suggestions, names: NameIndex) -> tuple[Suggestions, list[Trouble]]:
    """What of the suggestions fits the article, and why each of the others does not."""
    kept: dict[str, Any] = {}
    troubles: list[Trouble] = []
    for kind in ("quotes", "entities", "captions", "repairs"):
        kept[kind] = ()
        for item in getattr(suggestions, kind):
            only: dict[str, Any] = {kind: (item,)}
            alone = replace(Suggestions(), **only)
            try:
                for frame in suggested_frames(alone, names=names):
                    checked(frame, article)
            except Refused as error:
                troubles.append(trouble_with(article, error, is_whole=False))
            else:
                kept[kind] += (item,)
    return replace(suggestions, **kept), troubles


def trouble_with(article: Article, error: Exception, *, is_whole: bool = True) -> Trouble:
    """The error in words, with its type where it is not one of ours."""
    words = str(error).strip()
    if not isinstance(error, Refused):
        words = f"{type(error).__name__}: {words}" if words else type(error).__name__
    return Trouble(article.external_id, words[:MOST_REASON], is_whole)


def known_captions(article: Article) -> tuple[tuple[int, int], ...]:
    """The captions that were found on the page, by its marks or by their place and words."""
    return tuple(figure.caption for figure in article.figures.all() if figure.caption)
