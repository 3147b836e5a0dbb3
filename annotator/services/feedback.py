"""Somebody's work on an article beside its gold: what is right, what differs, what is missing and what is too much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from annotator.frame import Frame
from annotator.judged import Judged
from annotator.merging.alignment import Group, aligned, said_in
from annotator.merging.differences import differences
from annotator.models import AnnotationSet, Attempt, Exercise
from annotator.services.frames import frame_of, gathered
from annotator.services.merge import gold_set, rows_standing
from articles.models import Article

PASSED_FROM = 0.8  # the score of a hidden check that is passed


class FeedbackOutcome(TextChoices):
    RIGHT = "right", _("as in gold")
    DIFFERENT = "different", _("not quite as in gold")
    MISSED = "missed", _("missed")
    EXTRA = "extra", _("not in gold")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the reader or gold has. ``difference`` says in what they differ, the weightiest first."""

    group: Group
    outcome: FeedbackOutcome
    difference: list[str]


@dataclass(frozen=True, slots=True)
class Feedback:
    """The things in reading order; the reader's readings stand first in each group, those of gold second."""

    items: list[Item]

    def number(self, outcome: FeedbackOutcome) -> int:
        return Counter(item.outcome for item in self.items)[outcome]

    @property
    def score(self) -> float:
        """The share of things that are as in gold. What differs from gold counts half; 1 where there is nothing."""
        if not self.items:
            return 1.0
        return (self.number(FeedbackOutcome.RIGHT) + self.number(FeedbackOutcome.DIFFERENT) / 2) / len(self.items)


def feedback_on(workset: AnnotationSet) -> Feedback | None:
    """The set beside the gold of its article, in what the project asks for; None where there is no saved gold."""
    article = workset.article
    gold = gold_set(article)
    if gold is None or gold.state != AnnotationSet.State.FINISHED:
        return None
    sides = frames_asked(article, [workset.pk, gold.pk])
    return Feedback([item_of(group) for group in aligned(article.text, sides)])


def frames_asked(article: Article, sets: Sequence[int]) -> list[list[Frame]]:
    """What stands in each of the sets, of the kinds that the project asks for. One query."""
    judged = Judged.of(article.project.judged)
    found: dict[int, list[Frame]] = {key: [] for key in sets}
    for row in gathered(rows_standing.joined(sets=sets)):
        if judged.asks(row.kind, row.entity_type):
            found[row.set_id].append(frame_of(row))
    return [found[key] for key in sets]


def item_of(group: Group) -> Item:
    own, gold = group.readings
    if not gold:
        outcome = FeedbackOutcome.EXTRA
    elif not own:
        outcome = FeedbackOutcome.MISSED
    else:
        outcome = FeedbackOutcome.RIGHT if said_in(own) == said_in(gold) else FeedbackOutcome.DIFFERENT
    return Item(group, outcome, [] if outcome == FeedbackOutcome.RIGHT else differences(group.readings))


def note_attempt(workset: AnnotationSet, *, user: Any) -> None:
    """Keep how the user did, if the article that they have just finished is an exercise. The first time counts."""
    exercise = Exercise.objects.filter(article=workset.article_id).first()
    if exercise is None or Attempt.objects.filter(article=workset.article_id, user=user).exists():
        return
    found = feedback_on(workset)
    if found is None:
        return
    Attempt.objects.create(
        article_id=workset.article_id, project_id=exercise.project_id, user=user, purpose=exercise.purpose,
        score=found.score, **{str(outcome): found.number(outcome) for outcome in FeedbackOutcome},
    )  # fmt: skip
