"""The cards of an article: what the list shows of each annotation, and the marks it draws in the text."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.formats import get_format
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from annotator.frame import Frame
from annotator.history import under_guidelines
from annotator.judged import Judged
from annotator.models import Annotation, AnnotationSet, initials
from annotator.services.frames import frame_of, gathered
from annotator.services.people import people_by_key
from annotator.services.sets import machine_sets_shown
from annotator.vocabulary import ENTITY_LABELS, MAIN_ROLE, ROLES, SHORT_LABELS, Kind, QuoteType, Source, Verdict
from annotator.workbench.marks import Mark
from articles.models import Article, shortened
from articles.names import plain
from config.database.prepared import prepared
from config.database.rows import uuid_text

EXCERPT, SURFACE = 400, 160
"""How many code points a card shows of what is quoted, and of what another annotation marks."""
Tally = Counter[tuple[str, str, bool]]
"""How many cards there are of each kind and type of entity, undecided or not."""
PROPOSED = (
    "kind", "verdict", "quote_type", "speaker_kind", "entity_type", "replacement", "name", "score", "reason"
)  # fmt: skip
"""The columns of a machine's annotation that its card shows."""
ROLE_ORDER = {
    str(kind): {str(role): number for number, (role, _, _) in enumerate(roles)} for kind, roles in ROLES.items()
}
KIND_ORDER = (Kind.QUOTE, Kind.ENTITY, Kind.CAPTION, Kind.REPAIR)
KIND_RANK = {str(kind): rank for rank, kind in enumerate(KIND_ORDER)}


@prepared
def rows_named(*, article: int, set: int | None, ids: Collection[UUID | str]) -> QuerySet[Annotation]:
    proposals = Q(set__article=article, set__source=Source.SUGGESTER, pk__in=ids)
    return Annotation.objects.filter(own_rows(set, ids) | proposals).with_joined_spans()


@prepared
def rows_around(*, sets: Collection[int], start: int, end: int) -> QuerySet[Annotation]:
    """Those with spans before the end and after the start: also of some whose spans pass the place on both sides."""
    return Annotation.objects.filter(set__in=sets, first__lt=end, last__gt=start).with_joined_spans()


@prepared
def decisions_about(*, set: int, ids: Collection[UUID]) -> QuerySet[Annotation]:
    return Annotation.objects.filter(set=set, origin__in=ids).with_joined_spans()


@prepared
def rows_of_sets(*, sets: Collection[int]) -> QuerySet[Annotation]:
    return Annotation.objects.filter(set__in=sets).with_joined_spans()


def own_rows(set: int | None, ids: Collection[UUID | str]) -> Q:
    return Q(set=set) & (Q(pk__in=ids) | Q(origin__in=ids))


@dataclass(slots=True)
class Card:
    """One annotation as the list shows it. ``id`` is the suggestion's, or that of an annotation that was added.

    ``by`` names the suggester where several have read the article. Only a whole page states it: it never changes, and
    the page keeps it when a card is drawn again.
    """

    id: str
    frame: Frame
    version: int
    article: Article
    person_name: str = ""
    number: int | None = None
    by: str = ""
    shown: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.frame.kind

    @property
    def verdict(self) -> str:
        return self.frame.verdict

    @property
    def undecided(self) -> bool:
        return self.frame.verdict == Verdict.SUGGESTED

    @property
    def speaker(self) -> str:
        """The person's name, else the one that the source gave."""
        return self.person_name or self.frame.name

    def words(self, role: str, *, length: int = 0) -> str:
        """The words of the spans in this role, on one line. ``static/js/words.js`` does the same."""
        words = plain(
            " … ".join(" ".join(self.article.text[start:end].split()) for start, end in self.frame.by_role(role))
        )
        return shortened(words, length=length) if length else words

    def __getitem__(self, name: str) -> Any:
        """What the template shows, by name. Templates look here first, which matters in an article of many cards."""
        if not self.shown:
            self.shown = self.values()
        return self.shown[name]

    def values(self) -> dict[str, Any]:
        """Only texts and flags, because templates are slow at formatting numbers."""
        frame, speaker = self.frame, self.speaker
        score = "" if frame.score is None else f"{frame.score:.2f}"
        values: dict[str, Any] = {
            "id": self.id,
            "kind": str(frame.kind),
            "verdict": str(frame.verdict),
            "verdict_label": str(Verdict(frame.verdict).label),
            "version": str(self.version or ""),
            "number": str(self.number or ""),
            "person_name": self.person_name,
            "speaker": speaker,
            "initials": initials(speaker),
            "type_label": type_label(frame),
            "by": self.by,
            "made_under": made_under(frame, self.article),
            "lang": other_language(self.article.language or "en"),
            "reason_lang": other_language("en"),  # suggesters write English
            "score_text": score,  # with a point, for programs
            "score_shown": score.replace(".", get_format("DECIMAL_SEPARATOR")),
            "spans_json": mark_safe(json.dumps(frame.spans, separators=(",", ":"))),  # noqa: S308 - only roles and numbers
            "frame": {
                "quote_type": frame.quote_type,
                "entity_type": frame.entity_type,
                "speaker_kind": frame.speaker_kind,
                "replacement": frame.replacement,
                "reason": frame.reason,
                "score": frame.score,
            },
        }
        if frame.kind == Kind.QUOTE:
            excerpt = self.words("content", length=EXCERPT)
            return values | {"cue": self.words("cue"), "mention": self.words("speaker"), "excerpt": excerpt}
        return values | {"surface": self.words(MAIN_ROLE[frame.kind], length=SURFACE), "credit": self.words("credit")}

    def marks(self) -> Iterable[Mark]:
        """The stretches that the card marks in the text. A rejected card keeps its marks; the stylesheet hides them."""
        frame = self.frame
        if frame.kind == Kind.REPAIR:
            at = split_point(self.article.text, frame)
            yield Mark(at, at, "damaged", (self.id,), frame.verdict, note=frame.replacement)
            return
        note = str(SHORT_LABELS.get(frame.entity_type, frame.entity_type))
        parts = 0
        for role, start, end in frame.spans:
            parts += role == "content"
            number = self.number if role == "content" else None
            yield Mark(start, end, role, (self.id,), frame.verdict, number, note, continues=parts > 1)


def made_under(frame: Frame, article: Article) -> str:
    """That it was decided under older guidelines than those that hold now, in words; else ""."""
    now = article.project.guideline_version
    if now == 1 or frame.guidelines == now or frame.verdict == Verdict.SUGGESTED:
        return ""
    return under_guidelines(frame.guidelines)


def split_point(text: str, frame: Frame) -> int:
    """Where the repair first departs from the text."""
    start, end = frame.hull
    for place, (old, new) in enumerate(zip(text[start:end], frame.replacement, strict=False)):
        if old != new:
            return start + place
    return end


def other_language(code: str) -> str:
    """The code for a ``lang`` attribute, or "" if the interface has that language too."""
    return "" if code.split("-")[0] == (get_language() or "en").split("-")[0] else code


def type_label(frame: Frame) -> str:
    """What the list calls it: “direct”, “organisation”, “caption”, “repair”."""
    if frame.kind == Kind.QUOTE:
        return str(QuoteType(frame.quote_type).label) if frame.quote_type else ""
    if frame.kind == Kind.ENTITY:
        return str(ENTITY_LABELS.get(frame.entity_type, frame.entity_type))
    return str(Kind(frame.kind).label).lower()


def cards_named(article: Article, workset: AnnotationSet | None, ids: Iterable[str]) -> list[Card]:
    """The cards of these ids, without numbers. One query, in a long article as in a short one."""
    wanted = set(ids)
    rows = gathered(rows_named.joined(article=article.pk, set=workset.pk if workset else None, ids=wanted))
    own = [row for row in rows if workset is not None and row.set_id == workset.pk]
    is_blind = workset is not None and workset.hides_suggestions
    proposals = [] if is_blind else [row for row in rows if workset is None or row.set_id != workset.pk]
    return [card for card in cards_of(article, proposed(article, proposals), own) if card.id in wanted]


def cards_written(article: Article, frames: Iterable[Frame], versions: dict[str, int]) -> list[Card]:
    """Cards built from the frames that an action wrote. One query, or none without people."""
    decided = list(frames)
    people = {frame.person for frame in decided if frame.person}
    names = {person.pk: person.name for person in people_by_key(keys=people)}
    return [
        Card(
            frame.origin or frame.id,
            frame,
            versions[frame.id],
            article,
            names.get(frame.person, "") if frame.person else "",
        )
        for frame in decided
    ]


def cards_touching(article: Article, workset: AnnotationSet | None, start: int, end: int) -> list[Card]:
    """The cards with a span that reaches into ``[start, end)``, without numbers, for drawing a few blocks again.

    Also those of suggestions that reach there and were moved away.
    """
    own_set = workset.pk if workset else None
    sets = [found.pk for found in machine_sets_shown(article, workset)] + ([own_set] if own_set else [])
    rows = gathered(rows_around.joined(sets=sets, start=start, end=end))
    rows = [row for row in rows if any(first < end and last > start for _, _, first, last in row.loaded_spans)]
    own = [row for row in rows if row.set_id == own_set]
    proposals = [row for row in rows if row.set_id != own_set]
    undecided = {row.pk for row in proposals} - {row.origin_id for row in own}
    if own_set and undecided:
        own += gathered(decisions_about.joined(set=own_set, ids=undecided))
    return cards_of(article, proposed(article, proposals), own)


def own_rows_of(workset: AnnotationSet | None) -> list[Annotation]:
    """What was decided in the set. One query, none for a set that is not stored yet."""
    return gathered(rows_of_sets.joined(sets=[workset.pk])) if workset and workset.pk else []


def proposals_in(article: Article, machine_sets: Sequence[AnnotationSet]) -> list[Card]:
    """All that is proposed in these sets of the article, undecided. One query, and no model of any row.

    The cards name their suggesters where there are several.
    """
    names, rows = rows_of_sets.raw(sets=[found.pk for found in machine_sets])
    if not rows:
        return []
    joined: dict[Any, list[Sequence[Any]]] = {}
    for row in rows:
        joined.setdefault(row[0], []).append(row)
    by = {found.pk: found.suggester for found in machine_sets} if len(machine_sets) > 1 else {}
    place = {name: number for number, name in enumerate(names)}
    columns = [(name, place[name]) for name in PROPOSED]
    cards = []
    for key, lines in joined.items():
        first, id = lines[0], uuid_text(str(key))
        role_order = ROLE_ORDER[first[place["kind"]]]
        lines.sort(key=lambda line: (role_order[line[-4]], line[-3]))
        spans = tuple((line[-4], line[-2], line[-1]) for line in lines)
        frame = Frame(id=id, spans=spans, person=first[place["person_id"]], **{name: first[at] for name, at in columns})
        cards.append(Card(id, frame, 0, article, first[-5] or "", by=by.get(first[place["set_id"]], "")))
    return cards


def tally_of(cards: Iterable[Card]) -> Tally:
    return Counter((str(card.kind), card.frame.entity_type, card.undecided) for card in cards)


def proposed(article: Article, rows: Iterable[Annotation]) -> list[Card]:
    """What machines propose, undecided."""
    return [Card(str(row.pk), frame_of(row), 0, article, row.person_name) for row in rows]


def cards_of(article: Article, proposals: Sequence[Card], own: Sequence[Annotation]) -> list[Card]:
    """One card for each proposal (or the decision about it) and for each annotation that was added or kept.

    A decision about an older run stays: the newer run's identical proposal has no card. What is off has none either.
    """
    decisions = {str(row.origin_id): row for row in own if row.origin_id}
    answered = {spans_key(frame_of(row)) for row in own}
    cards: list[Card] = []
    shown: set[Any] = set()
    for card in proposals:
        decision = decisions.pop(card.id, None)
        if decision is not None:
            cards.append(Card(card.id, frame_of(decision), decision.version, article, decision.person_name, by=card.by))
            shown.add(decision.pk)
        elif not answered or spans_key(card.frame) not in answered:
            cards.append(card)
    for row in own:
        if row.pk not in shown:
            card_id = str(row.origin_id) if row.origin_id else str(row.pk)
            cards.append(Card(card_id, frame_of(row), row.version, article, row.person_name))
    cards = shown_of(article, cards)
    return numbered(sorted(cards, key=lambda card: (*card.frame.hull, KIND_RANK[card.kind], card.id)))


def shown_of(article: Article, cards: list[Card]) -> list[Card]:
    """The cards without those of kinds that the article’s project has off."""
    judged = Judged.of(article.project.judged)
    if judged.hides_nothing:
        return cards
    return [card for card in cards if judged.shows(card.kind, card.frame.entity_type)]


def spans_key(frame: Frame) -> tuple[Any, ...]:
    return (frame.kind, tuple(sorted(frame.spans)), frame.replacement)


def numbered(cards: list[Card]) -> list[Card]:
    """The cards with their quotes numbered in reading order."""
    number = 0
    for card in cards:
        if card.kind == Kind.QUOTE:
            number += 1
            card.number = number
    return cards
