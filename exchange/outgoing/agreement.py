"""How far people agree: pairs of finished sets of the same article, measured as suggesters are against gold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, groupby
from operator import attrgetter
from typing import Any

from annotator.models import AnnotationSet
from annotator.vocabulary import Kind, Source, SpanRole, Verdict
from articles.models import Article, Project
from exchange.outgoing.reading import annotations_of
from exchange.outgoing.selection import StoredSet, articles_with, sets_of
from exchange.records.article import AnnotationRecord
from suggesters.evaluation.chance import (
    alpha_nominal,
    alpha_unitizing,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    interval,
)
from suggesters.evaluation.matching import Letters, ScoredQuote
from suggesters.evaluation.scores import Scores, match, share, units
from suggesters.suggestions import Spans

BATCH = 200
MOST_RESAMPLED = 500  # items: of more, the interval is narrow and costs seconds


@dataclass(slots=True)
class Agreement:
    """``scores`` takes one of each pair as gold; its F1 is the same whichever it is."""

    articles: int = 0
    pairs: int = 0
    imported: int = 0
    """Pairs of which at least one set was imported, so that nobody signed it here."""
    people: set[str] = field(default_factory=set)
    scores: Scores = field(default_factory=Scores)
    types: list[tuple[str, str]] = field(default_factory=list)
    """The types that the two sets of a pair give to each quote that both have."""
    contents: list[tuple[int, Sequence[Spans]]] = field(default_factory=list)
    """For each pair the length of the text, and what the quotes of each set cover of it."""

    def compare(self, text: str, one: Sequence[ScoredQuote], other: Sequence[ScoredQuote]) -> None:
        """Count a pair of sets of one text in."""
        self.scores.add(text, one, other)
        letters = Letters(text)
        some, others = units("overlap", letters, one), units("overlap", letters, other)
        for number, fitting in match("overlap", letters, some, others).items():
            self.types.append((some[number].quote.type, others[fitting].quote.type))
        covered = [
            letters.disjoint(tuple(chain.from_iterable(quote.content for quote in quotes))) for quotes in (one, other)
        ]
        self.contents.append((len(text), covered))

    def beyond_chance(self) -> dict[str, Any]:
        """Types by κ (Cohen's where two people did all, else Fleiss's), AC1 and α; contents by α_u, their letters."""
        kappa = cohen_kappa if len(self.people) == 2 else fleiss_kappa
        between = interval(self.types, kappa) if len(self.types) <= MOST_RESAMPLED else None
        return {
            "quote_types": {
                "compared": len(self.types),
                "kappa": rounded(kappa(self.types)),
                "kappa_interval": [rounded(value) for value in between] if between else None,
                "ac1": rounded(gwet_ac1(self.types)),
                "alpha": rounded(alpha_nominal(self.types)),
            },
            "contents_alpha_u": rounded(alpha_unitizing(self.contents)),
        }

    def as_json(self) -> dict[str, Any] | None:
        """None unless two people have finished the same article."""
        if not self.pairs:
            return None
        exact, overlap = self.scores.all["exact"], self.scores.all["overlap"]
        return {
            "articles": self.articles,
            "pairs_of_sets": self.pairs,
            **({"pairs_with_imported_sets": self.imported} if self.imported else {}),
            "annotators": len(self.people),
            "quotes_f1_exact": round(exact.f1, 4),
            "quotes_f1_overlap": round(overlap.f1, 4),
            "quotes_both_have": round(share(overlap.found, overlap.found + overlap.wrong + overlap.missed), 4),
            "quotes_compared": overlap.found + overlap.wrong + overlap.missed,
            "speakers_agree": round(self.scores.rate("speakers strictly right", "speakers"), 4),
            "speakers_compared": self.scores.counts["speakers"],
            **self.beyond_chance(),
        }


def agreement_in(project: Project, chosen: str) -> Agreement:
    """The agreement over the articles that an export of the chosen sets holds, a batch at a time."""
    found = Agreement()
    for article, sets in doubly_finished(project, chosen):
        signed = signed_among(sets)
        by_set = annotations_of(sets)
        found.articles += 1
        found.people |= {item.owner.name for item in sets}
        for one, other in combinations(sets, 2):
            found.pairs += 1
            found.imported += not {one.id, other.id} <= signed
            found.compare(article.text, scored(by_set.get(one.id, ())), scored(by_set.get(other.id, ())))
    return found


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def doubly_finished(project: Project, chosen: str) -> Iterator[tuple[Article, Sequence[StoredSet]]]:
    """The articles with two or more finished sets of people, and these sets by the order in which they were begun."""
    reached = 0
    articles = articles_with(project, chosen)
    while keys := list(articles.filter(id__gt=reached).values_list("id", flat=True)[:BATCH]):
        reached = keys[-1]
        sets = sorted((item for item in sets_of(keys) if is_finished_work(item)), key=attrgetter("article", "id"))
        by_article = {key: list(group) for key, group in groupby(sets, key=attrgetter("article"))}
        wanted = {key: group for key, group in by_article.items() if len(group) > 1}
        for article in Article.objects.filter(id__in=wanted).order_by("id"):
            yield article, wanted[article.pk]


def signed_among(sets: Iterable[StoredSet]) -> set[int]:
    """The keys of those that their own users have finished."""
    rows = AnnotationSet.objects.filter(pk__in=[item.id for item in sets], imported_at__isnull=True)
    return set(rows.values_list("pk", flat=True))


def is_finished_work(item: StoredSet) -> bool:
    return item.owner.kind == Source.ANNOTATOR and bool(item.finished_at)


def scored(annotations: Iterable[AnnotationRecord]) -> list[ScoredQuote]:
    """The quotes that stand, as they are compared."""
    return [
        ScoredQuote(
            type=frame.quote_type,
            content=tuple(frame.by_role(SpanRole.CONTENT)),
            cue=tuple(frame.by_role(SpanRole.CUE)),
            speaker=tuple(frame.by_role(SpanRole.SPEAKER)),
            speaker_name=frame.name,
        )
        for frame in sorted((item.frame for item in annotations), key=attrgetter("spans"))
        if frame.kind == Kind.QUOTE and frame.verdict != Verdict.REJECTED
    ]
