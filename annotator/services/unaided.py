"""What people find with suggestions and without: recall, time, and how far the machine's errors are kept.

Each finished set is compared with a reference: gold, else another person's finished set of the article, one made
without suggestions before one made with them. Two quotes are the same if they share at least half of their characters;
they are *exactly* the same if they share all but white space and marks at the ends.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from annotator.models import Action, Annotation, AnnotationSet, Span
from annotator.services.places import signed_sets
from annotator.services.sets import newest
from annotator.vocabulary import Kind, Source, SpanRole, Verdict
from articles.models import Article, Project
from suggesters.evaluation.matching import Letters, ScoredQuote, Unit, pairs
from suggesters.suggestions import Spans

MOST = 200  # sets of each group: the newest ones
IDLE = datetime.timedelta(seconds=60)
LEAST_LIKENESS = 0.5


Share = tuple[float, float]
"""A part and its whole, of one article."""


class Figure(NamedTuple):
    """A measure with its interval, which is None where there are too few articles."""

    value: float | None
    low: float | None
    high: float | None
    articles: int


@dataclass(slots=True)
class FoundInArticle:
    """What one group of sets says: for each measure a share of each article."""

    recall: list[Share] = field(default_factory=list)
    kept: list[Share] = field(default_factory=list)
    seconds: list[Share] = field(default_factory=list)


def has_unaided(project: Project) -> bool:
    """Whether the project lets articles be read without suggestions, or did. One query, by index."""
    if project.blind_share:
        return True
    return AnnotationSet.objects.filter(blind=True, article__project=project).exists()


def compared(project: Project) -> list[list[Any]]:
    """For “recall”, “kept” and “seconds” the figures without and with suggestions, as JSON values.

    Empty where nobody has finished an article without suggestions.
    """
    in_use = signed_sets().filter(article__project=project, article__withdrawn_at__isnull=True)
    groups = [list(in_use.filter(blind=blind).order_by("-finished_at")[:MOST]) for blind in (True, False)]
    if not groups[0]:
        return []
    reading = Reading.of(project, [row for group in groups for row in group])
    from suggesters.evaluation.ratios import ratio_of  # it loads numpy

    found = [reading.found(group) for group in groups]
    return [[name, *(ratio_of(getattr(group, name)) for group in found)] for name in ("recall", "kept", "seconds")]


@dataclass(slots=True)
class Reading:
    """What the comparison reads: the texts, and the quotes of each set, in a dozen queries."""

    letters: dict[int, Letters]
    words: dict[int, int]
    quotes: dict[int, list[Spans]]
    references: dict[int, list[AnnotationSet]]
    machine: dict[int, list[int]]
    times: dict[int, list[datetime.datetime]]

    @classmethod
    def of(cls, project: Project, sets: Sequence[AnnotationSet]) -> Reading:
        keys = {row.article_id for row in sets}
        articles = Article.objects.filter(pk__in=keys).values_list("pk", "text", "words")
        texts = [(pk, Letters(text), words) for pk, text, words in articles]
        letters = {pk: found for pk, found, _ in texts}
        gold = AnnotationSet.objects.filter(article__in=keys, source=Source.GOLD)
        references: dict[int, list[AnnotationSet]] = defaultdict(list)
        for row in [*gold, *signed_sets().filter(article__in=keys).order_by("-blind", "id")]:
            references[row.article_id].append(row)
        machine: dict[int, list[int]] = defaultdict(list)
        suggested = newest(AnnotationSet.objects.filter(article__in=keys, source=Source.SUGGESTER))
        for article, key in suggested.order_by("id").values_list("article", "pk"):
            machine[article].append(key)
        wanted = [row.pk for rows in references.values() for row in rows]
        wanted += [key for found in machine.values() for key in found]
        times: dict[int, list[datetime.datetime]] = defaultdict(list)
        for key, at in Action.objects.filter(set__in=[row.pk for row in sets]).values_list("set", "at"):
            times[key].append(at)
        words = {pk: count for pk, _, count in texts}
        return cls(letters, words, quotes_of(wanted, letters), references, machine, times)

    def found(self, sets: Iterable[AnnotationSet]) -> FoundInArticle:
        result = FoundInArticle()
        for row in sets:
            result.seconds.append((active_seconds(row, self.times[row.pk]) / 60, self.words[row.article_id] / 1000))
            reference = self.reference_for(row)
            if reference is None:
                continue
            gold, own = self.quotes.get(reference.pk, []), self.quotes.get(row.pk, [])
            likeness = self.letters[row.article_id].likeness
            same = pairs(units(gold), units(own), likeness=likeness, least=LEAST_LIKENESS)
            result.recall.append((len(same), len(gold)))
            proposed = {quote for key in self.machine[row.article_id] for quote in self.quotes.get(key, [])}
            wrong = proposed - set(gold)
            result.kept.append((len(wrong & set(own)), len(wrong)))
        return result

    def reference_for(self, row: AnnotationSet) -> AnnotationSet | None:
        return next((other for other in self.references[row.article_id] if other.pk != row.pk), None)


def quotes_of(sets: Sequence[int], letters: dict[int, Letters]) -> dict[int, list[Spans]]:
    """The contents of the standing quotes of each set, without what was decided after the set was finished."""
    rows = Annotation.objects.filter(set__in=sets, kind=Kind.QUOTE).exclude(verdict=Verdict.REJECTED).order_by()
    known = {
        key: (found, article)
        for key, found, article, made, finished, source in rows.values_list(
            "pk", "set", "set__article", "created_at", "set__finished_at", "set__source"
        )
        if source != Source.ANNOTATOR or finished is None or made <= finished
    }
    contents: dict[Any, list[tuple[int, int]]] = defaultdict(list)
    spans = Span.objects.filter(annotation__set__in=sets, annotation__kind=Kind.QUOTE, role=SpanRole.CONTENT)
    for key, start, end in spans.order_by().values_list("annotation", "start", "end"):
        contents[key].append((start, end))
    result: dict[int, list[Spans]] = defaultdict(list)
    for key, (found, article) in known.items():
        result[found].append(letters[article].trimmed(tuple(contents[key])))
    return result


def units(quotes: Iterable[Spans]) -> list[Unit]:
    return [Unit(quote, ScoredQuote("", quote)) for quote in quotes]


def active_seconds(row: AnnotationSet, times: Sequence[datetime.datetime]) -> float:
    """From the first action to the end, without pauses of more than a minute."""
    if not times:
        return 0.0
    until = sorted(at for at in [*times, row.finished_at] if at is not None and at <= (row.finished_at or at))
    gaps = (later - earlier for earlier, later in pairwise(until))
    return sum(gap.total_seconds() for gap in gaps if gap <= IDLE)
