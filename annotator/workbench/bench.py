"""One article as a person works on it: all of its cards, in reading order."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from annotator.judged import Judged
from annotator.models import Annotation, AnnotationSet
from annotator.services.asked import in_words
from annotator.services.sets import machine_sets_shown
from annotator.services.versions import SuggestedBy, suggested_by
from annotator.vocabulary import ENTITY_LABELS, ENTITY_TYPES, KIND_PLURALS, Kind, Source
from annotator.workbench.blocks import way_of
from annotator.workbench.card_html import cards_html
from annotator.workbench.cards import KIND_ORDER, Card, Tally, cards_of, own_rows_of, proposals_in, tally_of
from articles.models import Article

# In the order of their keys, 1 to 9.
TYPES_WITH_KEYS = ("PERSON", "ORG", "GPE", "LOC", "NORP", "DATE", "EVENT", "FAC", "WORK_OF_ART")


@dataclass
class Bench:
    """All cards of one article for one person, in reading order.

    ``sources`` are the suggesters whose sets it shows, with their versions in words. ``hidden`` says in words how many
    of the person’s decisions are of kinds that are off.
    """

    article: Article
    cards: list[Card]
    tally: Tally
    sources: list[SuggestedBy]
    judged: Judged
    hidden: str = ""

    @cached_property
    def counts(self) -> list[tuple[str, str, int, bool]]:
        """For each kind that is shown: its name, its heading, the number of its cards, whether any is asked for."""
        counted: Counter[str] = Counter()
        for (kind, _type, _undecided), number in self.tally.items():
            counted[kind] += number
        shown, asked = self.judged.shown_kinds, self.judged.asked_kinds
        return [
            (str(kind), str(KIND_PLURALS[kind]), counted[kind], kind in asked) for kind in KIND_ORDER if kind in shown
        ]

    @property
    def kinds(self) -> list[Kind]:
        """The kinds that are shown, and that people may add."""
        return self.judged.shown_kinds

    @cached_property
    def first_kind(self) -> str:
        """The kind that the list shows at first: one that is asked for, where there is any."""
        asked, shown = self.judged.asked_kinds, self.judged.shown_kinds
        return str(next((kind for kind in KIND_ORDER if kind in (asked or shown)), "all"))

    @property
    def new_entity(self) -> str:
        """The type of an entity that the person adds, until they choose another."""
        return next((name for name in ENTITY_TYPES if self.judged.shows(Kind.ENTITY, name)), "")

    @cached_property
    def entity_types(self) -> list[tuple[str, str, bool]]:
        """The types that have a key, each with its label and whether it is on."""
        off = frozenset(name for name in TYPES_WITH_KEYS if not self.judged.shows(Kind.ENTITY, name))
        return types_labelled(off, get_language())

    @property
    def way(self) -> str:
        """“ltr” or “rtl”: which way the article runs."""
        return way_of(self.article)

    @property
    def html(self) -> SafeString:
        """All cards, drawn."""
        return cards_html(card.values() for card in self.cards)

    @property
    def number(self) -> int:
        """How many cards there are."""
        return self.tally.total()

    @cached_property
    def to_judge(self) -> int:
        """How many cards are asked for."""
        return sum(number for (kind, name, _), number in self.tally.items() if self.judged.asks(kind, name))

    @property
    def decided(self) -> int:
        """How many of these are decided."""
        return sum(
            number
            for (kind, name, undecided), number in self.tally.items()
            if not undecided and self.judged.asks(kind, name)
        )

    @property
    def levels(self) -> str:
        """What is asked for, shown or off, as JSON for the page's scripts."""
        return json.dumps(self.judged.by_name())


@lru_cache(maxsize=100)
def types_labelled(off: frozenset[str], _language: str | None) -> list[tuple[str, str, bool]]:
    """The types that have a key, in the language of now, with those that are off."""
    return [(name, str(ENTITY_LABELS[name]), name not in off) for name in TYPES_WITH_KEYS]


def bench_to_read(article: Article, found: AnnotationSet | None, readable: Sequence[AnnotationSet]) -> Bench:
    """A set for somebody who decides nothing here: the cards that its owner has. None: what machines suggest now.

    ``readable`` are the sets that this reader may see: of other machines nothing is shown.
    """
    if found is not None and found.source == Source.SUGGESTER:
        return bench_of(article, None, [found])
    machines = [] if found is not None and found.source == Source.GOLD else machine_sets_shown(article, found)
    known = {one.pk for one in readable}
    return bench_of(article, found, [one for one in machines if one.pk in known])


def bench_of(article: Article, workset: AnnotationSet | None, machine_sets: Sequence[AnnotationSet]) -> Bench:
    """What these machines suggest, and what was decided about it in the set."""
    own = own_rows_of(workset)
    cards = cards_of(article, proposals_in(article, machine_sets), own)
    return bench_with(article, machine_sets, own, tally_of(cards), cards)


def bench_with(
    article: Article,
    machine_sets: Sequence[AnnotationSet],
    own: Sequence[Annotation],
    tally: Tally,
    cards: list[Card],
) -> Bench:
    """The bench with so many cards of each sort; the cards themselves where they are not kept drawn."""
    judged = Judged.of(article.project.judged)
    hidden = Counter(row.kind for row in own if not judged.shows(row.kind, row.entity_type))
    sources = suggested_by(article.project, ((found.suggester, found.version) for found in machine_sets))
    return Bench(article, cards, tally, sources, judged, in_words(hidden))
