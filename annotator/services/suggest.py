"""Running suggesters over articles and storing what they propose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from annotator.errors import Refused
from annotator.models import AnnotationSet
from annotator.services.people import NameIndex
from annotator.services.suggested import store_machine_set
from annotator.vocabulary import Source
from articles.models import Article, Project
from suggesters import registry
from suggesters.registry import OURS, SuggesterLike


def suggester_named(name: str = OURS) -> SuggesterLike:
    """The suggester of this name, loaded at its first use and then kept by the process.

    Raises Refused if there is none of this name, or if it cannot be loaded.
    """
    try:
        return loaded(name, settings.SPACY_MODEL, tuple(settings.SUGGESTERS.items()))
    except (registry.UnknownSuggester, ImportError) as error:
        raise Refused(str(error)) from error


@lru_cache(maxsize=4)
def loaded(name: str, model: str, more: tuple[tuple[str, str], ...]) -> SuggesterLike:
    return registry.suggester_named(name, model=model, more=dict(more))


def lacking(project: Project, suggester: SuggesterLike, *, keys: Sequence[str] = ()) -> QuerySet[Article]:
    """The project's articles (or those with these external ids) that have no set from this version of the suggester.

    Withdrawn ones need none.
    """
    runs = AnnotationSet.objects.filter(
        article=OuterRef("pk"), source=Source.SUGGESTER, suggester=suggester.name, version=suggester.version
    )
    articles = project.articles.in_use().filter(~Exists(runs)).order_by("id")
    return articles.filter(external_id__in=keys) if keys else articles


def suggest_articles(
    project: Project, suggester: SuggesterLike, *, keys: Sequence[str] = ()
) -> Iterator[AnnotationSet]:
    """Write a machine set for each article that lacks one from this version; yields the sets as they are written."""
    from suggesters.pipeline import Source as Text

    names = NameIndex.of(project)
    ids = list(lacking(project, suggester, keys=keys).values_list("id", flat=True))
    for start in range(0, len(ids), 32):
        articles = list(
            project.articles.filter(id__in=ids[start : start + 32]).prefetch_related("figures").order_by("id")
        )
        texts = (
            Text(article.text, language=article.language or None, captions=known_captions(article))
            for article in articles
        )
        for article, suggestions in zip(articles, suggester.pipe(texts), strict=True):
            article.project = project
            machine_set = store_machine_set(
                article, suggester=suggester.name, version=suggester.version, suggestions=suggestions, names=names
            )
            if machine_set is not None:
                yield machine_set


def known_captions(article: Article) -> tuple[tuple[int, int], ...]:
    """The captions that the page's own markup states."""
    return tuple(figure.caption for figure in article.figures.all() if figure.caption)
