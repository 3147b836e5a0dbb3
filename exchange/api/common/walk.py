"""The annotations that a user may read, page by page, in the order of project, article, set and id.

The list is walked along the keys of articles, a few at a time, and each step asks for the rows of keys that it names.
So a page costs what it shows, whatever the planner of the database knows of its tables, and nothing is sorted but the
annotations of a few articles. Where few articles come into question (those in which a person is quoted, or somebody
has worked), they are looked up first; where some hundred articles hold less than a page, one query finds the rest.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple, Self

from django.db.models import Q, QuerySet

from annotator.models import Annotation, AnnotationSet
from annotator.services.visibility import may_read
from articles.models import Article, Project
from config.outside import key_of
from exchange.api.common.filters import AnnotationFilter

FEW = 1000
"""As many articles are looked up first; where more come into question, walking past all soon finds enough."""
FIRST, STEPS = 8, 6
"""How many articles the first step takes, of which each takes twice as many as the one before; and how many steps."""
MOST = 2000
"""How many keys of articles are read at once, and how many keys of sets one query names."""


class Place(NamedTuple):
    """Where an annotation stands in the list. None of it ever changes."""

    project: int
    article: int
    set: int
    annotation: uuid.UUID

    @classmethod
    def read(cls, text: str) -> Self:
        """The place that ``str`` wrote. Raises ValueError where it did not."""
        *numbers, annotation = text.split(".")
        keys = [key for key in map(key_of, numbers) if key is not None]
        if len(numbers) != 3 or len(keys) != 3:
            raise ValueError(f"“{text}” is not a place in the list.")
        project, article, owner = keys
        return cls(project, article, owner, uuid.UUID(annotation))

    def __str__(self) -> str:
        return ".".join(map(str, self))


@dataclass(frozen=True, slots=True)
class Walk:
    """The list of one user, narrowed by filters that are valid."""

    user: Any
    filters: AnnotationFilter

    def page(self, size: int, *, past: Place | None, back: bool) -> list[Place]:
        """The next places, at most ``size``; with ``back`` those before, the nearest first."""
        found: list[Place] = []
        articles = self.articles(past, back=back)
        step = max(FIRST, size // FIRST)
        for _ in range(STEPS):
            if not (some := list(islice(articles, step))):
                return found
            places = sorted(self.places_in(dict(some)), reverse=back)
            found += [place for place in places if past is None or (place < past if back else place > past)]
            if len(found) >= size:
                return found[:size]
            step *= 2
        return [*found, *self.places_behind(*some[-1], number=size - len(found), back=back)]

    def places_behind(self, article: int, project: int, *, number: int, back: bool) -> list[Place]:
        """The next places after an article, by one query: where they are rare, the database finds them sooner."""
        end = "lt" if back else "gt"
        same = Q(set__article__project=project, **{f"set__article__{end}": article})
        left = self.filters.qs.filter(same | Q(**{f"set__article__project__{end}": project}))
        keys = ("set__article__project", "set__article", "set", "pk")
        in_order = left.order_by(*(f"-{key}" for key in keys) if back else keys)
        return [Place(*place) for place in in_order.values_list(*keys)[:number]]

    def places_in(self, articles: dict[int, int]) -> Iterator[Place]:
        """The places in these articles, which are given with their projects."""
        read = AnnotationSet.objects.filter(may_read(self.user, to_set="", one_by_one=True), article__in=articles)
        sets = dict(self.filters.narrow_sets(read).order_by().values_list("pk", "article"))
        keys = [*sets]
        for at in range(0, len(keys), MOST):
            rows = self.filters.narrow_annotations(Annotation.objects.filter(set__in=keys[at : at + MOST])).order_by()
            for key, annotation in rows.values_list("set", "pk"):
                yield Place(articles[sets[key]], sets[key], key, annotation)

    def articles(self, past: Place | None, *, back: bool) -> Iterator[tuple[int, int]]:
        """Articles with their projects, in order, from the one of ``past`` on."""
        projects = Project.objects.visible_to(self.user)
        slug = self.filters.form.cleaned_data["project"]
        keys = sorted(
            set((projects.filter(slug=slug) if slug else projects).values_list("pk", flat=True)), reverse=back
        )
        few = self.few_articles(keys) if keys else []
        if few is not None:
            in_order = sorted(few, reverse=back)
            yield from (
                (article, project) for project, article in in_order if is_left((project, article), past, back=back)
            )
            return
        for project in keys:
            if is_left((project,), past, back=back):
                since = past.article if past and past.project == project else None
                yield from ((article, project) for article in articles_of(project, since, back=back))

    def few_articles(self, projects: Collection[int]) -> list[tuple[int, int]] | None:
        """All articles that come into question, each after its project, if a filter leaves few of them."""
        for candidates in self.filters.narrow_articles():
            found = list(candidates.order_by()[: FEW + 1])
            if len(found) <= FEW:  # with those that come twice: a part of them alone would be taken for all
                articles = Article.objects.filter(pk__in={pk for (pk,) in found}, project__in=projects)
                return list(articles.order_by().values_list("project", "pk"))
        return None


def is_left(keys: tuple[int, ...], past: Place | None, *, back: bool) -> bool:
    """Whether a project, or an article after its project, is not before the place where the page begins."""
    if past is None:
        return True
    begun = past[: len(keys)]
    return keys <= begun if back else keys >= begun


def articles_of(project: int, since: int | None, *, back: bool) -> Iterator[int]:
    """The keys of the project’s articles, in order, from this one on: read from an index, in growing parts."""
    rows = Article.objects.filter(project=project).order_by("-pk" if back else "pk").values_list("pk", flat=True)
    left: QuerySet[Article, int] = rows if since is None else rows.filter(**{"pk__lte" if back else "pk__gte": since})
    number = 8 * FIRST
    while keys := list(left[:number]):
        yield from keys
        if len(keys) < number:
            return
        left = rows.filter(**{"pk__lt" if back else "pk__gt": keys[-1]})
        number = min(2 * number, MOST)
