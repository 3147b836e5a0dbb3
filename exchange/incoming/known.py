"""What a project already holds of the records that come in, read in a few queries for many of them."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from annotator.errors import Refused
from annotator.models import Annotation, AnnotationSet
from annotator.vocabulary import Source
from articles.models import Article, Project
from config.database.bulk import pieces
from exchange.incoming.plan import Arrival, Plan, is_uuid, owners_in, plan_for_known, plan_for_new
from exchange.records.article import Owner

CHANGED_TEXT = (
    "the article “{id}” is in the project with another text; text never changes, so import it under another id"
)


@dataclass(slots=True)
class Known:
    """What the project holds of some records, read in a few queries for all of them."""

    by_id: dict[str, tuple[int, str]]
    by_digest: dict[str, int]
    owners: dict[int, set[Owner]]
    articles: dict[int, Article]
    taken: set[str]
    suggestions: dict[int, set[str]]

    @classmethod
    def of(cls, project: Project, stretch: Sequence[Arrival]) -> Known:
        articles = project.articles.order_by()  # for an order by id, SQLite would walk through the whole project
        rows = articles.filter(external_id__in=[arrival.record.id for arrival in stretch])
        by_id = {row[1]: (row[0], row[2]) for row in rows.values_list("id", "external_id", "sha256")}
        digests = [arrival.digest for arrival in stretch if not arrival.record.id_given]
        alike = articles.filter(sha256__in=digests).values_list("sha256", "id") if digests else ()
        by_digest = dict(sorted(alike))
        known = cls(
            by_id, by_digest, owners_of({pk for pk, _ in by_id.values()} | set(by_digest.values())), {}, set(), {}
        )
        known.read_articles(stretch)
        known.taken = ids_taken(stretch)
        return known

    def read_articles(self, stretch: Sequence[Arrival]) -> None:
        """Read the articles that get further sets, and the ids of their suggestions that decisions may be about."""
        wanted = {
            pk
            for arrival in stretch
            if (pk := self.found(arrival))
            and any(owner not in self.owners.get(pk, ()) for owner in owners_in(arrival.record))
        }
        self.articles = (
            Article.objects.only("id", "external_id", "text", "blocks", "sha256").in_bulk(wanted) if wanted else {}
        )
        asked = (
            {
                origin
                for arrival in stretch
                for item in arrival.record.annotations
                if (origin := item.frame.origin) and is_uuid(origin)
            }
            if wanted
            else set()
        )
        for piece in pieces(asked):
            stored = Annotation.objects.filter(pk__in=piece, set__article__in=wanted, set__source=Source.SUGGESTER)
            for article, key in stored.order_by().values_list("set__article", "id"):
                self.suggestions.setdefault(article, set()).add(str(key))

    def found(self, arrival: Arrival) -> int | None:
        """The key of the article that the record is, whatever its text; None where the project has none."""
        pk, digest = self.by_id.get(arrival.record.id, (None, ""))
        if pk is not None and digest == arrival.digest:
            return pk
        if not arrival.record.id_given and arrival.digest in self.by_digest:
            return self.by_digest[arrival.digest]
        return None

    def plan(self, project: Project, arrival: Arrival) -> Plan | None:
        """What to write for the record, None for nothing. Raises Refused where its id has another text."""
        record = arrival.record
        if not record.id:
            raise Refused("the record has no id, and no file name to take one from")
        pk = self.found(arrival)
        if pk is None and record.id in self.by_id:
            raise Refused(CHANGED_TEXT.format(id=record.id))
        if pk is None:
            return plan_for_new(project, arrival, taken=self.taken)
        article = self.articles.get(pk)
        if article is None:
            return None
        article.project = project
        existing = self.owners.get(pk, set())
        return plan_for_known(
            record, article, existing=existing, taken=self.taken, stored=self.suggestions.get(pk, frozenset())
        )


def owners_of(articles: AbstractSet[int]) -> dict[int, set[Owner]]:
    """Whose sets the articles have."""
    owners: dict[int, set[Owner]] = {}
    if not articles:
        return owners
    rows = AnnotationSet.objects.filter(article__in=articles).order_by()
    for pk, source, suggester, username, version in rows.values_list(
        "article", "source", "suggester", "user__username", "version"
    ):
        owners.setdefault(pk, set()).add(Owner(source, suggester or username or "", version))
    return owners


def ids_taken(stretch: Sequence[Arrival]) -> set[str]:
    """Those ids of the records’ annotations that are in use."""
    told = {
        item.frame.id.lower()
        for arrival in stretch
        for item in arrival.record.annotations
        if item.frame.id and is_uuid(item.frame.id)
    }
    return {
        str(key)
        for piece in pieces(told)
        for key in Annotation.objects.filter(pk__in=piece).order_by().values_list("pk", flat=True)
    }
