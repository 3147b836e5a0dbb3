"""Who said what: the quotes of a registry's people, each counted once. Lists, pages, the picker and the API ask here.

The rule: of each article one set counts, among those that the user may see (``visibility``). That is gold if it is
there; else a finished set before one that is not; of several, that with most decisions. Rejected quotes and those of
withdrawn articles never count, and what machines suggest never does.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Substr
from django.urls import reverse

from annotator.models import Annotation, AnnotationSet, Person, Span
from annotator.querysets import AnnotationQuerySet, SetQuerySet
from annotator.services.visibility import DECIDED, may_read
from annotator.vocabulary import Kind, QuoteType, Source
from articles.models import Project, shortened

MOST_QUOTES = 10_000  # of one person, read for a page
ARTICLES = 2000  # in one query


RANK = Case(When(source=Source.GOLD, then=0), When(state=AnnotationSet.State.FINISHED, then=1), default=2)
"""Of an article the set with the least one counts."""


@dataclass(frozen=True, slots=True)
class Number:
    """How often somebody is quoted: quotes, the articles they are in, and how many of the quotes are gold's."""

    quotes: int = 0
    articles: int = 0
    gold: int = 0


def set_that_counts(article: str, user: Any, *, withdrawn: bool = False) -> Subquery:
    """The key of the set that counts of an article that is in use, or with ``withdrawn`` of one that is not.

    ``article`` is the lookup of the outer query's article.
    """
    decided = Annotation.objects.filter(set=OuterRef("pk")).order_by().values("set").annotate(number=Count("pk"))
    visible = visible_and_decided(user).filter(article=OuterRef(article), article__withdrawn_at__isnull=not withdrawn)
    rows = visible.annotate(
        rank=RANK, number=Coalesce(Subquery(decided.values("number"), output_field=IntegerField()), Value(0))
    )
    return Subquery(rows.order_by("rank", "-number", "pk").values("pk")[:1])


def visible_and_decided(user: Any) -> SetQuerySet[AnnotationSet]:
    """The sets of people, and saved gold, that the user may see, for queries that name the articles."""
    visible = AnnotationSet.objects.filter(may_read(user, to_set="", one_by_one=True), source__in=DECIDED)
    return visible.exclude(source=Source.GOLD, state=AnnotationSet.State.OPEN)  # it is being adjudicated


def quotes_of(people: Collection[int], *, user: Any, withdrawn: bool = False) -> AnnotationQuerySet[Annotation]:
    """The quotes of these people that count. With ``withdrawn``, those of withdrawn articles, which do not."""
    rows = Annotation.objects.filter(person__in=people, kind=Kind.QUOTE, set__source__in=DECIDED).standing()
    return rows.filter(set=set_that_counts("set__article", user, withdrawn=withdrawn))


def numbers_of(people: Collection[int], *, user: Any) -> dict[int, Number]:
    """How often each of these people is quoted; without those who are not. One query for any number of people."""
    if not people:
        return {}
    return {person: Number(*numbers) for person, *numbers in numbered(quotes_of(people, user=user))}


def numbers_of_many(people: Collection[int], *, user: Any) -> dict[int, Number]:
    """The same for people with thousands of quotes: the sets that count are found for all articles together."""
    rows = Annotation.objects.filter(person__in=people, kind=Kind.QUOTE, set__source__in=DECIDED).standing().order_by()
    found = list(rows.values_list("person", "set", "set__article", "set__source")) if people else []
    counting = sets_that_count({article for _, _, article, _ in found}, user)
    kept = [(person, key, source) for person, key, _, source in found if key in counting]
    quotes = Counter(person for person, _, _ in kept)
    articles = Counter(person for person, _ in {(person, key) for person, key, _ in kept})
    gold = Counter(person for person, _, source in kept if source == Source.GOLD)
    return {person: Number(number, articles[person], gold[person]) for person, number in quotes.items()}


def sets_that_count(articles: Collection[int], user: Any) -> set[int]:
    """The keys of the sets that count of these articles, as ``set_that_counts`` finds that of one."""
    in_order = sorted(articles)
    parts = [in_order[at : at + ARTICLES] for at in range(0, len(in_order), ARTICLES)]
    return {key for part in parts for key in sets_that_count_of_some(part, user)}


def sets_that_count_of_some(articles: Sequence[int], user: Any) -> Iterator[int]:
    """The same for no more articles than one query may name."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    in_use = visible_and_decided(user).filter(article__in=articles, article__withdrawn_at__isnull=True).order_by()
    for article, rank, key in in_use.annotate(rank=RANK).values_list("article", "rank", "pk"):
        found[article].append((rank, key))
    best = [[key for rank, key in sets if rank == min(sets)[0]] for sets in found.values()]
    tied = Annotation.objects.filter(set__in=[key for keys in best if len(keys) > 1 for key in keys]).order_by()
    decisions = dict(tied.values_list("set").annotate(number=Count("pk")))
    for keys in best:
        yield min(keys, key=lambda key: (-decisions.get(key, 0), key))


def numbers_by_person(project: Project, *, user: Any) -> list[tuple[int, int, int, int]]:
    """Everybody who is quoted in the project: key, quotes, articles, quotes of gold; most quoted first."""
    articles = project.articles.filter(withdrawn_at__isnull=True)
    sets = AnnotationSet.objects.filter(article__in=articles, pk=set_that_counts("article", user))
    rows = Annotation.objects.filter(set__in=sets.values("pk"), kind=Kind.QUOTE, person__isnull=False).standing()
    names = dict(project.people.values_list("pk", "name"))
    return sorted(numbered(rows), key=lambda row: (-row[1], names[row[0]], row[0]))


def numbered(quotes: AnnotationQuerySet[Annotation]) -> QuerySet[Annotation, tuple[int, int, int, int]]:
    rows = quotes.order_by().values_list("person").annotate(quotes=Count("pk"))
    return rows.annotate(articles=Count("set", distinct=True), gold=Count("pk", filter=Q(set__source=Source.GOLD)))


@dataclass(slots=True)
class Said:
    """One quote of a person: whose set it is in, its words, and how the article calls the person there."""

    id: str
    card: str
    set: int
    article: int
    published: datetime.date | None
    type: str
    verdict: str
    start: int
    words: str = ""
    mention: str = ""
    cue: str = ""

    @property
    def address(self) -> str:
        return quote_address(self.article, self.card, set=self.set)

    @property
    def type_label(self) -> str:
        return str(QuoteType(self.type).label)


def quote_address(article: int, card: str, *, set: int) -> str:
    """Where the workbench shows this quote in its set: the reader’s own as they work on it, any other read-only.

    ``card`` is the suggestion's id, or that of an annotation added.
    """
    return f"{reverse('workbench', args=[article])}?set={set}&annotation={card}#annotation-{card}"


def said_by(person: Person, *, user: Any) -> list[Said]:
    """The person's quotes that count with their words, at most ``MOST_QUOTES``. Two queries, whatever their number.

    The words are cut out of the articles by the database: no text is read whole.
    """
    columns = ("pk", "origin", "set", "set__article", "set__article__published", "quote_type", "verdict", "start")
    rows = quotes_of([person.pk], user=user).order_by("set__article", "start", "pk").values_list(*columns)
    found = {
        pk: Said(str(pk), str(origin or pk), set_, article, published, quote_type, verdict, start)
        for pk, origin, set_, article, published, quote_type, verdict, start in rows[:MOST_QUOTES]
    }
    for pk, words in words_by_role(list(found)).items():
        said = found[pk]
        said.words, said.mention, said.cue = (words[role] for role in ("content", "speaker", "cue"))
    return list(found.values())


def words_by_role(ids: Sequence[Any]) -> dict[Any, dict[str, str]]:
    """The words of each annotation's spans by role, on one line."""
    words: dict[Any, dict[str, list[str]]] = {pk: {"content": [], "speaker": [], "cue": []} for pk in ids}
    cut = Substr("annotation__set__article__text", F("start") + 1, F("end") - F("start"))
    for at in range(0, len(ids), 500):
        spans = Span.objects.filter(annotation__in=ids[at : at + 500]).order_by("annotation", "role", "order")
        for pk, role, part in spans.values_list("annotation", "role", cut):
            words[pk][role].append(" ".join(part.split()))
    return {
        pk: {role: shortened(" … ".join(parts), length=600) for role, parts in roles.items()}
        for pk, roles in words.items()
    }


def called(quotes: Iterable[Said]) -> list[tuple[str, int]]:
    """What the texts call the person, with how often; most often first."""
    counts = Counter(said.mention for said in quotes if said.mention)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].casefold()))
