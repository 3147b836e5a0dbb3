"""What a project already holds of the records that come in, read in a few queries for many of them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.errors import Refused
from annotator.models import Annotation, AnnotationSet
from annotator.vocabulary import Source
from articles.models import Article, Figure, Project
from articles.readers.types import FigureData
from config.database.bulk import pieces
from exchange.formats.native.annotations import IMPORTED
from exchange.incoming.plan import (
    Arrival,
    Plan,
    Statement,
    is_uuid,
    owners_in,
    plan_for_known,
    plan_for_new,
    statement_of,
)
from exchange.outgoing.beside import NOTES, notes_of
from exchange.records.article import ArticleRecord, Owner

CHANGED_TEXT = (
    "the article “{id}” is in the project with another text; text never changes, so import it under another id"
)


DETAILS = ("title", "url", "publisher", "byline", "published", "language")
STATED = ("kind", "verdict", "quote_type", "entity_type", "replacement", "start", "end")


@dataclass(slots=True)
class Known:
    """What the project holds of some records, read in a few queries for all of them.

    ``owners`` are the sets of each article, by owner, and ``stated`` what stands in the sets that the records speak of.
    ``ours`` are the sets that this import has made: what later records say in them is added.
    """

    ours: Container[int] = frozenset()
    by_id: dict[str, tuple[int, str]] = field(default_factory=dict)
    by_digest: dict[str, int] = field(default_factory=dict)
    owners: dict[int, dict[Owner, int]] = field(default_factory=dict)
    stated: dict[int, set[Statement]] = field(default_factory=dict)
    articles: dict[int, Article] = field(default_factory=dict)
    figures: dict[int, list[FigureData]] = field(default_factory=dict)
    notes: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    suggestions: dict[int, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, project: Project, stretch: Sequence[Arrival], *, ours: Container[int] = frozenset()) -> Known:
        articles = project.articles.order_by()  # for an order by id, SQLite would walk through the whole project
        rows = articles.filter(external_id__in=[arrival.record.id for arrival in stretch])
        by_id = {row[1]: (row[0], row[2]) for row in rows.values_list("id", "external_id", "sha256")}
        digests = [arrival.digest for arrival in stretch if not arrival.record.id_given]
        alike = articles.filter(sha256__in=digests).values_list("sha256", "id") if digests else ()
        known = cls(ours, by_id, dict(sorted(alike)))
        known.owners = owners_of({pk for pk, _ in by_id.values()} | set(known.by_digest.values()))
        known.read_statements(stretch)
        known.read_articles(stretch)
        known.taken = ids_taken(stretch)
        return known

    def read_statements(self, stretch: Sequence[Arrival]) -> None:
        """Read what the sets state that are here and that the records have annotations of."""
        asked = {
            key
            for arrival in stretch
            if (pk := self.found(arrival))
            for item in arrival.record.annotations
            for owner, key in self.owners.get(pk, {}).items()
            if owner == item.owner or (is_of_imports(owner) and is_of_imports(item.owner))
        }
        self.stated = {key: set() for key in asked}
        for piece in pieces(asked):
            rows = Annotation.objects.filter(set__in=piece).order_by().values_list("set", *STATED)
            for key, *told in rows:
                self.stated[key].add(Statement(*told))

    def read_articles(self, stretch: Sequence[Arrival]) -> None:
        """Read the articles that get anything, or whose details the records may correct, and the ids of their
        suggestions that decisions may be about.
        """
        found = [(pk, arrival.record) for arrival in stretch if (pk := self.found(arrival))]
        if not found:
            return
        details = [*DETAILS, "blocks"] if any(states_blocks(record) for _, record in found) else DETAILS
        self.articles = Article.objects.only("id", "external_id", "extra", *details).in_bulk({pk for pk, _ in found})
        self.notes = notes_of([pk for pk, record in found if NOTES in record.extra])
        self.figures = figures_of({pk for pk, record in found if record.figures})
        wanted = {pk for pk, record in found if any(self.takes(pk, owner) for owner in owners_in(record))}
        if not wanted:
            return
        for pk, text, blocks in Article.objects.filter(pk__in=wanted).values_list("id", "text", "blocks"):
            self.articles[pk].text, self.articles[pk].blocks = text, blocks
        asked = {
            origin
            for arrival in stretch
            for item in arrival.record.annotations
            if (origin := item.frame.origin) and is_uuid(origin)
        }
        for piece in pieces(asked):
            stored = Annotation.objects.filter(pk__in=piece, set__article__in=wanted, set__source=Source.SUGGESTER)
            for article, key in stored.order_by().values_list("set__article", "id"):
                self.suggestions.setdefault(article, set()).add(str(key))

    def takes(self, article: int, owner: Owner) -> bool:
        """Whether the article takes annotations of this owner: it has no such set, or this import has made it."""
        key = self.owners.get(article, {}).get(owner)
        return key is None or key in self.ours

    def found(self, arrival: Arrival) -> int | None:
        """The key of the article that the record is, whatever its text; None where the project has none."""
        pk, digest = self.by_id.get(arrival.record.id, (None, ""))
        if pk is not None and digest == arrival.digest:
            return pk
        if not arrival.record.id_given and arrival.digest in self.by_digest:
            return self.by_digest[arrival.digest]
        return None

    def plan(self, project: Project, arrival: Arrival) -> Plan:
        """What to write for the record. Raises Refused where its id has another text."""
        record = arrival.record
        if not record.id:
            raise Refused("the record has no id, and no file name to take one from")
        pk = self.found(arrival)
        if pk is None and record.id in self.by_id:
            raise Refused(CHANGED_TEXT.format(id=record.id))
        article = self.articles.get(pk or 0)
        if pk is None or article is None:
            return plan_for_new(project, arrival, taken=self.taken)
        article.project = project
        owners = self.owners.get(pk, {})
        record = self.with_owners(record, owners)
        plan = plan_for_known(
            record,
            article,
            existing=owners.keys() - {owner for owner, key in owners.items() if key in self.ours},
            ours={owner: (key, self.stated.get(key, set())) for owner, key in owners.items() if key in self.ours},
            taken=self.taken,
            stored=self.suggestions.get(pk, frozenset()),
        )
        plan.unread = list(self.unread(record, article))
        return plan

    def with_owners(self, record: ArticleRecord, owners: Mapping[Owner, int]) -> ArticleRecord:
        """The record, what nobody owns in the set of imports that this import has made for the article, or in one
        that states all of it already.
        """
        mine = [item for item in record.annotations if is_of_imports(item.owner) and item.owner not in owners]
        said = {statement_of(item.frame) for item in mine}
        same = [
            owner
            for owner, key in owners.items()
            if is_of_imports(owner) and (key in self.ours or said <= self.stated.get(key, set()))
        ]
        if not (mine and same):
            return record
        annotations = tuple(
            replace(item, owner=same[0]) if is_of_imports(item.owner) and item.owner not in owners else item
            for item in record.annotations
        )
        return replace(record, annotations=annotations)

    def unread(self, record: ArticleRecord, article: Article) -> Iterator[str]:
        """What the record says of a known article that the project does not hold: its keys, an owner for each
        annotation.
        """
        details: dict[str, Any] = {
            key: value for key in DETAILS if key not in record.derived and (value := getattr(record, key))
        }
        here = {key: getattr(article, key) for key in DETAILS}
        for key, value in {**record.extra, **details}.items():
            if key == NOTES and value == self.notes.get(article.pk):
                continue  # an export of this project, come back
            if (here[key] if key in details else article.extra.get(key)) != value:
                yield f"“{key}” of articles"
        if states_blocks(record) and [[one.start, one.end, one.kind] for one in record.blocks] != article.blocks:
            yield "“blocks” of articles"
        brought = [replace(figure, image_url=figure.image_url[:2000]) for figure in record.figures]
        if brought and brought != self.figures.get(article.pk):
            yield "“figures” of articles"
        owners = self.owners.get(article.pk, {})
        for item in record.annotations:
            key_of_set = owners.get(item.owner, 0)
            if key_of_set and key_of_set not in self.ours and statement_of(item.frame) not in self.stated[key_of_set]:
                yield f"annotations of {item.owner}"


def states_blocks(record: ArticleRecord) -> bool:
    return bool(record.blocks) and "blocks" not in record.derived


def figures_of(articles: AbstractSet[int]) -> dict[int, list[FigureData]]:
    """The figures of these articles, in their order."""
    figures: dict[int, list[FigureData]] = {}
    for piece in pieces(articles):
        for row in Figure.objects.filter(article__in=piece).order_by("article_id", "order"):
            figures.setdefault(row.article_id, []).append(FigureData(row.image_url, row.alt, row.caption, row.credit))
    return figures


def is_of_imports(owner: Owner) -> bool:
    """Whether the set is of annotations that nobody owns."""
    return owner.kind == Source.SUGGESTER and owner.name == IMPORTED


def owners_of(articles: AbstractSet[int]) -> dict[int, dict[Owner, int]]:
    """Whose sets the articles have, each with its key."""
    owners: dict[int, dict[Owner, int]] = {}
    if not articles:
        return owners
    rows = AnnotationSet.objects.filter(article__in=articles).order_by()
    for pk, source, suggester, username, version, key in rows.values_list(
        "article", "source", "suggester", "user__username", "version", "id"
    ):
        owners.setdefault(pk, {})[Owner(source, suggester or username or "", version)] = key
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
