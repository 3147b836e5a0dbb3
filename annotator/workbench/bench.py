"""One article as a person works on it: all of its cards, in reading order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from annotator.models import Annotation, AnnotationSet
from annotator.services.frames import gathered
from annotator.services.sets import latest_machine_sets
from annotator.vocabulary import ASKED_KINDS, KIND_PLURALS
from annotator.workbench.blocks import way_of
from annotator.workbench.card_html import cards_html
from annotator.workbench.cards import KIND_ORDER, Card, cards_of
from articles.models import Article
from config.database.prepared import prepared


@prepared
def rows_of_sets(*, sets: Collection[int]) -> QuerySet[Annotation]:
    return Annotation.objects.filter(set__in=sets).with_joined_spans()


@dataclass(slots=True)
class Bench:
    """All cards of one article for one person, in reading order.

    ``sources`` are the suggesters whose sets it shows, each with its version.
    """

    article: Article
    cards: list[Card]
    sources: list[str]

    @property
    def counts(self) -> list[tuple[str, str, int, bool]]:
        """For each kind its name, its heading, the number of its cards, and whether it is asked for."""
        counted = Counter(card.kind for card in self.cards)
        return [(str(kind), str(KIND_PLURALS[kind]), counted[kind], kind in ASKED_KINDS) for kind in KIND_ORDER]

    @property
    def way(self) -> str:
        """“ltr” or “rtl”: which way the article runs."""
        return way_of(self.article, self.article.block_list())

    @property
    def html(self) -> SafeString:
        """All cards, drawn."""
        return cards_html(card.values() for card in self.cards)

    @property
    def to_judge(self) -> int:
        """How many cards are of a kind that is asked for."""
        return sum(card.kind in ASKED_KINDS for card in self.cards)

    @property
    def decided(self) -> int:
        """How many of these are decided."""
        return sum(not card.undecided for card in self.cards if card.kind in ASKED_KINDS)

    @property
    def asked(self) -> str:
        """The kinds that are asked for, for the page's scripts."""
        return " ".join(ASKED_KINDS)


def bench_for(article: Article, workset: AnnotationSet | None) -> Bench:
    """The article as the owner of this set works on it. Five queries, whatever its length."""
    own = gathered(rows_of_sets.joined(sets=[workset.pk])) if workset else []
    machine_sets = latest_machine_sets(article)
    suggesters = {found.pk: found.suggester for found in machine_sets}
    proposals = gathered(rows_of_sets.joined(sets=list(suggesters)))
    cards = cards_of(article, proposals, own)
    if len(suggesters) > 1:
        names = {str(row.pk): suggesters[row.set_id] for row in proposals}
        for card in cards:
            card.by = names.get(card.id, "")
    return Bench(article, cards, [found.source_name for found in machine_sets])
