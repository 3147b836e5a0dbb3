"""What reviewers do to many things at once: decide about suggestions, make gold, resolve questions."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from annotator.errors import Refused
from annotator.frame import Frame
from annotator.judged import Judged
from annotator.models import Adjudication, Annotation, AnnotationSet, Event, Flag, Person
from annotator.services.comparisons import compare_after_commit
from annotator.services.decide import Standing, accepted
from annotator.services.flags import resolve
from annotator.services.frames import frame_of, write_frames
from annotator.services.journal import Recorder, last_order, perform
from annotator.services.merge import refresh
from annotator.services.registry import merge_people
from annotator.services.returned import mark_looked_at
from annotator.services.sets import set_of
from annotator.vocabulary import Source, Verb, Verdict
from articles import access
from articles.models import Article, Role, label_for

MOST_AT_ONCE = 5_000
DECIDED_ALREADY = gettext_noop("decided already")
KIND_OFF = gettext_noop("of a kind that is off in the project")
SETTLED = gettext_noop("in articles that you have finished and that are gold: change these in adjudication")
NO_ROOM = gettext_noop("in articles that have as many readers as the project wants")
PEOPLES_OWN = gettext_noop("in people’s own or gold sets, which review does not change")


@dataclass(slots=True)
class Reviewed:
    """What a bulk decision did: how many it decided, in which articles, and why it skipped the others."""

    decided: int = 0
    articles: list[int] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def new_action(article: Article) -> uuid.UUID:
    return uuid.uuid4()


def decide_many(
    annotations: Iterable[Annotation], *, user: Any, verdict: Verdict,
    action_of: Callable[[Article], uuid.UUID] = new_action,
) -> Reviewed:  # fmt: skip
    """Accept or reject machine suggestions in the reviewer's own sets, as one action for each article.

    Skipped, and counted: what the reviewer has decided before (in this run or, with the same spans, in an older one),
    what no machine proposed, what is of a kind that is off, and articles in which the reviewer may not decide now. The
    annotations must come with ``set__article__project``; ``action_of`` makes an action's id. Raises Refused for more
    than MOST_AT_ONCE. Raises PermissionDenied at an article whose project the user does not review; the articles
    before it are decided by then.
    """
    rows = list(annotations[: MOST_AT_ONCE + 1] if isinstance(annotations, QuerySet) else annotations)
    if len(rows) > MOST_AT_ONCE:
        raise Refused(f"Decide about {MOST_AT_ONCE:,} suggestions at once at most: narrow the list by its filters.")
    reviewed = Reviewed()
    proposals = [row for row in rows if row.set.source == Source.SUGGESTER]
    reviewed.skipped[PEOPLES_OWN] = len(rows) - len(proposals)
    proposals.sort(key=lambda row: (row.set.article_id, row.start, row.end, str(row.pk)))
    for _, group in groupby(proposals, key=lambda row: row.set.article_id):
        found = list(group)
        action = action_of(found[0].set.article)
        decide_in_article(found, user=user, verdict=verdict, reviewed=reviewed, action_id=action)
    return reviewed


def decide_in_article(
    rows: Sequence[Annotation], *, user: Any, verdict: Verdict, reviewed: Reviewed, action_id: uuid.UUID
) -> None:
    """One action on the suggestions of one article; ``reviewed`` counts what it did."""
    article = rows[0].set.article
    access.require(article.project, user, at_least=Role.REVIEWER)
    workset = set_of(article, user)
    if workset.state == AnnotationSet.State.FINISHED and is_settled(article):
        reviewed.skipped[SETTLED] += len(rows)
        return
    judged = Judged.of(article.project.judged)
    shown = [row for row in rows if judged.shows(row.kind, row.entity_type)]
    reviewed.skipped[KIND_OFF] += len(rows) - len(shown)
    verb = Verb.ACCEPT_MANY if verdict == Verdict.ACCEPTED else Verb.REJECT_MANY

    def change(recorder: Recorder) -> None:
        frames = undecided_frames(shown, workset, user=user, verdict=verdict)
        recorder.put_many([(frame.id, frame) for frame in frames], {})

    try:
        outcome = perform(workset, user=user, action_id=action_id, verb=verb, change=change)
    except Refused:
        reviewed.skipped[NO_ROOM] += len(shown)
        return
    decided = len(outcome.touched)
    reviewed.decided += decided
    reviewed.articles += [article.pk] if decided else []
    reviewed.skipped[DECIDED_ALREADY] += len(shown) - decided


def is_settled(article: Article) -> bool:
    """Whether the article is adjudicated, so that another decision of a reader would open it again."""
    return Adjudication.objects.filter(article=article, state=Adjudication.State.GOLD, readers__gte=2).exists()


def undecided_frames(rows: Sequence[Annotation], workset: AnnotationSet, *, user: Any, verdict: Verdict) -> list[Frame]:
    """Decisions about the suggestions that the set has not decided yet, nor answered by an equal annotation."""
    own = list(workset.annotations.prefetch_related("spans"))
    origins = {row.origin_id for row in own}
    answered = {place_of(frame_of(row)) for row in own}
    frames: list[Frame] = []
    people: dict[str, int | None] = {}
    for row in rows:
        proposal = frame_of(row)
        if row.pk in origins or place_of(proposal) in answered:
            continue
        answered.add(place_of(proposal))
        if verdict == Verdict.ACCEPTED:
            frames.append(accepted(Standing(row, None), workset, user=user, people=people))
        else:
            frames.append(replace(proposal, id=str(uuid.uuid4()), origin=proposal.id, verdict=verdict))
    return frames


def place_of(frame: Frame) -> tuple[Any, ...]:
    """Two proposals with the same place are one question: the kind, the spans, and the words of a repair."""
    return (frame.kind, tuple(sorted(frame.spans)), frame.replacement)


def history_line(
    article: Article, user: Any, *, verb: Verb, before: Frame | None = None, after: Frame | None = None
) -> Event:
    """An unsaved event about the annotation of these frames."""
    frame = after or before
    return Event(
        project_id=article.project_id,
        article_id=article.pk,
        annotation=uuid.UUID(frame.id) if frame else None,
        actor=user,
        verb=verb,
        before=before.as_json() if before else None,
        after=after.as_json() if after else None,
    )


@transaction.atomic
def make_gold(annotation_set: AnnotationSet, user: Any) -> AnnotationSet:
    """Make the gold set of the article hold what a person's finished set holds, and nothing else.

    What the person rejected is left out. Verdicts, scores and origins are kept, so that a suggester can be compared
    with gold as with a person. What the gold set holds already stays as it is: a second time nothing changes. Raises
    Refused if the set is not a person's or not finished, and PermissionDenied unless the user is a reviewer.
    """
    article = annotation_set.article
    access.require(article.project, user, at_least=Role.REVIEWER)
    if annotation_set.source != Source.ANNOTATOR:
        raise Refused(f"“{annotation_set}” is no person’s work: gold is made from a person’s finished set.")
    if annotation_set.state != AnnotationSet.State.FINISHED:
        raise Refused(f"“{annotation_set}” is not finished: finish the article in the workbench first.")
    gold, _ = AnnotationSet.objects.select_for_update().get_or_create(article=article, source=Source.GOLD)
    wanted = [frame_of(row) for row in annotation_set.annotations.standing().prefetch_related("spans")]
    changes = replace_gold(gold, wanted, user=user)
    was_saved = gold.state == AnnotationSet.State.FINISHED
    gold.state = AnnotationSet.State.FINISHED
    gold.finished_at = timezone.now()
    gold.save(update_fields=["state", "finished_at"])
    if changes or not was_saved:
        Event.objects.create(
            project=article.project, article=article, actor=user, verb=Verb.MAKE_GOLD,
            after={"from": annotation_set.source_name, "annotations": len(wanted)},
        )  # fmt: skip
    refresh(article)
    compare_after_commit(article.pk)
    mark_looked_at(article, user=user, at=gold.finished_at)  # who decided it need not be told
    return gold


def replace_gold(gold: AnnotationSet, wanted: Sequence[Frame], *, user: Any) -> int:
    """Make the gold set hold these statements, with an event for each one removed or added. Returns how many events."""
    article = gold.article
    standing = [frame_of(row) for row in gold.annotations.prefetch_related("spans")]
    keys = Counter(gold_key(frame) for frame in wanted)
    dropped: list[Frame] = []
    for frame in standing:
        if keys[gold_key(frame)]:
            keys[gold_key(frame)] -= 1
        else:
            dropped.append(frame)
    added: list[Frame] = []
    for frame in wanted:
        if keys[gold_key(frame)]:
            keys[gold_key(frame)] -= 1
            added.append(replace(frame, id=str(uuid.uuid4())))
    gold.annotations.filter(pk__in=[frame.id for frame in dropped]).delete()
    write_frames(gold, added, version=last_order(gold) + 1)
    lines = [history_line(article, user, verb=Verb.MAKE_GOLD, before=frame) for frame in dropped]
    lines += [history_line(article, user, verb=Verb.MAKE_GOLD, after=frame) for frame in added]
    Event.objects.bulk_create(lines)
    return len(lines)


def gold_key(frame: Frame) -> tuple[Any, ...]:
    return (*frame.statement(), frame.verdict, frame.origin, frame.name)


@transaction.atomic
def merge_all(keep: Person, others: Sequence[Person], *, user: Any) -> int:
    """Merge several people into one, all or none. Returns how many annotations moved to that entry."""
    access.require(keep.project, user, at_least=Role.REVIEWER)
    return sum(merge_people(keep, person, user=user).number for person in others)


@transaction.atomic
def resolve_flags(flags: Iterable[Flag], *, user: Any) -> int:
    """Mark questions as answered, each with an event. Returns how many were open."""
    number = 0
    for question in flags:
        access.require(question.article.project, user, at_least=Role.REVIEWER)
        number += resolve(question, user=user)
    return number


@transaction.atomic
def change_article(article: Article, *, user: Any, **values: Any) -> Article:
    """Correct what is known about an article (title, publisher …). Its text and offsets are not touched."""
    access.require(article.project, user, at_least=Role.REVIEWER)
    before = {name: str(getattr(article, name) or "") for name in values}
    for name, value in values.items():
        setattr(article, name, value)
    article.label = label_for(article)
    article.full_clean()
    article.save()
    after = {name: str(getattr(article, name) or "") for name in values}
    if after != before:
        Event.objects.create(
            project=article.project, article=article, actor=user, verb=Verb.CHANGE_ARTICLE, before=before, after=after
        )
    return article
