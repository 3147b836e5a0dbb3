"""What a project's suggestions learn from: its fully checked articles, each with the quotes that stand in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.models import AnnotationSet
from annotator.services.checked import captions_checked_in, newest_sets, number_checked
from annotator.services.fits import checked_articles
from articles.models import Project

if TYPE_CHECKING:
    from suggesters.fitting import Checked

LEAST_ARTICLES = 3
"""Without so many checked articles nothing is learned."""
MOST_ARTICLES = 2_000
"""That a training learns from: those that were checked last."""
MOST_COUNTED = 5_000


@dataclass(frozen=True, slots=True)
class Lessons:
    """Checked articles with their ids, in one order, and the hash of their texts, sets, quotes and captions.

    ``beyond``: how many checked articles there are besides these.
    """

    articles: list[Checked]
    ids: list[int]
    data_hash: str
    beyond: int = 0

    @property
    def quotes(self) -> int:
        return sum(len(article.quotes) for article in self.articles)


def lessons_of(project: Project, *, tell: Callable[[], None] = lambda: None) -> Lessons:
    """Everything that a training of the project learns from; ``tell`` is called after each article that is read.

    The articles are in the order in which they were checked, the oldest first.
    """
    sets = sorted(newest_sets(project, most=MOST_ARTICLES), key=lambda item: item.pk)
    with_captions = captions_checked_in(project, sets)
    articles = []
    for article in checked_articles(sets, with_captions=with_captions):
        articles.append(article)
        tell()
    known = number_checked(project, most=MOST_COUNTED)
    return Lessons(
        articles, [item.article_id for item in sets], hash_of(sets, articles), beyond=max(0, known - len(sets))
    )


def hash_of(sets: Sequence[AnnotationSet], articles: Sequence[Checked]) -> str:
    """One SHA-256 over the texts, the sets, the quotes and what is known of captions."""
    digest = hashlib.sha256()
    for item, article in zip(sets, articles, strict=True):
        quotes = [[one.type, one.content, one.cue, one.speaker, one.speaker_name] for one in article.quotes]
        digest.update(json.dumps([item.article.sha256, item.pk, quotes, article.captions]).encode("ascii"))
    return digest.hexdigest()
