"""Feedback on an exercise as its page shows it: each thing with the reader's work on one side and gold on the other."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_lazy

from annotator.models import Case
from annotator.services.feedback import Feedback, FeedbackOutcome, Item
from annotator.services.people import people_by_key
from annotator.vocabulary import Aspect, Kind
from annotator.workbench.cases import Side, sides_of
from articles.models import Article, shortened

OWN, GOLD = 0, 1  # the places of the two readings


@dataclass(frozen=True, slots=True)
class ShownItem:
    number: int
    kind: str
    outcome: str
    outcome_words: str
    detail: str
    excerpt: str
    sides: list[Side]


def shown_items(found: Feedback, article: Article) -> list[ShownItem]:
    """The things in reading order, those that are not as in gold with both sides. One query for the people."""
    frames = [frame for item in found.items for reading in item.group.readings for frame in reading]
    people = {person.pk: person.name for person in people_by_key(keys={f.person for f in frames if f.person})}
    names = {OWN: gettext("your work"), GOLD: gettext("gold")}
    shown: list[ShownItem] = []
    for number, item in enumerate(found.items, 1):
        case = case_of(item, article)
        words = " ".join(article.text[case.start : case.end].split())
        sides = [] if item.outcome == FeedbackOutcome.RIGHT else sides_of(case, article, people, names)
        shown.append(
            ShownItem(
                number, str(Kind(case.kind).label), str(item.outcome), str(item.outcome.label),
                ", ".join(str(Aspect(name).label) for name in item.difference if name != Aspect.ABSENT),
                shortened(words, length=200), sides,
            )
        )  # fmt: skip
    return shown


def case_of(item: Item, article: Article) -> Case:
    """The thing as a case of adjudication with two readings, not stored."""
    start, end = item.group.hull
    readings = [
        {"set": place, "user": place, "name": "", "annotations": [
            {"id": frame.id, "version": 0, "frame": frame.as_json()} for frame in reading
        ]}
        for place, reading in enumerate(item.group.readings)
    ]  # fmt: skip
    return Case(
        article=article, key=uuid.uuid4(), kind=item.group.kind, start=start, end=end, readings=readings,
        difference=item.difference,
    )  # fmt: skip


WORDS = {
    Kind.QUOTE: (gettext_lazy("quote"), "quot"),
    Kind.ENTITY: (gettext_lazy("entity"), "entit"),
    Kind.CAPTION: (gettext_lazy("caption"), "caption"),
    Kind.REPAIR: (gettext_lazy("repair"), "repair"),
}
PARTS = {
    Aspect.SPEAKER: (gettext_lazy("speaker"), "speaker"),
    Aspect.PERSON: (gettext_lazy("speaker"), "speaker", "person"),
    Aspect.SPEAKER_KIND: (gettext_lazy("speaker"), "speaker"),
    Aspect.CUE: (gettext_lazy("cue"), "cue"),
    Aspect.CREDIT: (gettext_lazy("credit"), "credit"),
    Aspect.QUOTE_TYPE: (gettext_lazy("direct"), "direct", "indirect", "mixed"),
    Aspect.ENTITY_TYPE: (gettext_lazy("type"), "type"),
    Aspect.START: (gettext_lazy("edge"), "edge", "begin", "start", "end"),
    Aspect.END: (gettext_lazy("edge"), "edge", "begin", "start", "end"),
}


def words_to_look_up(items: Sequence[Item]) -> Collection[str]:
    """What the guidelines may say about the things that are not as in gold: their kinds, and the parts that differ."""
    wrong = [item for item in items if item.outcome != FeedbackOutcome.RIGHT]
    found = {str(word) for item in wrong for word in WORDS[Kind(item.group.kind)]}
    parts = {name for item in wrong for name in item.difference}
    return found | {str(word) for name in parts for word in PARTS.get(Aspect(name), ())}
