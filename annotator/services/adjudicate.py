"""What an adjudicator does: decide a case, take that back, and save the article as gold."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.errors import Refused, Stale
from annotator.frame import Frame
from annotator.merging.alignment import said
from annotator.merging.rules import Option
from annotator.models import Annotation, AnnotationSet, Case, Event
from annotator.services import journal
from annotator.services.cases import count_cases, state_of
from annotator.services.comparisons import compare_after_commit
from annotator.services.decide import corrected, with_person
from annotator.services.frames import frame_of, gathered
from annotator.services.journal import Outcome, Recorder, last_order, perform
from annotator.services.merge import Merge, gold_set, options_in, reading_of, refresh
from annotator.services.returned import mark_looked_at
from annotator.vocabulary import CaseChoice, Rule, Source, Verb, Verdict
from articles import access
from articles.models import Article, Role
from config.database.prepared import prepared

PROVENANCE = ("from", "decided_by", "rule")


@prepared
def rows_by_key(*, ids: Collection[uuid.UUID | str]) -> QuerySet[Annotation]:
    return Annotation.objects.filter(pk__in=ids).with_joined_spans()


@dataclass(frozen=True, slots=True)
class Decision:
    """What to put into gold: the reading of number ``option`` (from 0), or the frames that the adjudicator wrote."""

    choice: str
    option: int | None = None
    frames: tuple[Frame, ...] = ()


def hindrance(article: Article, user: Any) -> str:
    """Why this user may not see and decide the cases of the article, or "" if nothing stands against it."""
    own = AnnotationSet.objects.filter(article=article, source=Source.ANNOTATOR, user=user).first()
    if own is None:
        return ""
    if own.state == AnnotationSet.State.OPEN and own.annotations.exists():
        return _("You have begun this article yourself. Finish it first: until then you work without seeing others.")
    if own.state == AnnotationSet.State.FINISHED and article.project.tie_break:
        return _("You are one of the readers of this article: in this project somebody else decides.")
    return ""


def check_adjudicator(article: Article, user: Any) -> None:
    """Raise PermissionDenied unless the user is a reviewer, and Refused for whoever reads the article themselves."""
    access.require(article.project, user, at_least=Role.REVIEWER)
    words = hindrance(article, user)
    if words:
        raise Refused(words)


def gold_of(article: Article) -> AnnotationSet:
    """The gold set, made at the first decision. It is open, and nothing counts it as gold, until it is saved."""
    gold, _made = AnnotationSet.objects.get_or_create(article=article, source=Source.GOLD)
    gold.article = article
    return gold


def settle(
    article: Article, *, user: Any, action_id: uuid.UUID, key: uuid.UUID, version: int, decision: Decision
) -> Outcome:
    """Decide one case as the page showed it. Raises Stale if it changed since, and Refused for what is no choice."""
    check_adjudicator(article, user)

    def change(recorder: Recorder) -> None:
        refresh(article)
        case = Case.objects.select_for_update().filter(article=article, key=key).first()
        if case is None or case.version != version:
            raise Stale(_("This case changed since the page showed it: look again, then decide."))
        frames, sets = wanted(case, decision, recorder, user=user)
        before = state_of(case)
        case.gold = put(recorder, case, frames)
        case.state, case.rule, case.choice = Case.State.DECIDED, Rule.HAND, decision.choice
        case.taken, case.in_gold, case.earlier = sets, True, None
        case.decided_by, case.decided_at = user, timezone.now()
        case.version += 1
        case.save()
        recorder.note(before, state_of(case))

    with transaction.atomic():
        outcome = perform(gold_of(article), user=user, action_id=action_id, verb=Verb.ADJUDICATE, change=change)
        if not outcome.repeated:
            count_cases(article.pk)
    return outcome


def undo(article: Article, *, user: Any, action_id: uuid.UUID, seen: int | None = None) -> Outcome | None:
    """Take the newest decision about the article back, whoever made it. None if there is none."""
    check_adjudicator(article, user)
    gold = gold_set(article)
    return journal.undo(gold, user=user, action_id=action_id, seen=seen) if gold else None


def redo(article: Article, *, user: Any, action_id: uuid.UUID, seen: int | None = None) -> Outcome | None:
    """Do the decision that was taken back last once more. None if there is none."""
    check_adjudicator(article, user)
    gold = gold_set(article)
    return journal.redo(gold, user=user, action_id=action_id, seen=seen) if gold else None


def wanted(case: Case, decision: Decision, recorder: Recorder, *, user: Any) -> tuple[list[Frame], list[int]]:
    """The frames to put into gold, with where each came from, and the keys of the sets whose reading is taken."""
    options = options_in(case)
    if decision.choice == CaseChoice.EDIT:
        frames = [edited(frame, case, recorder.workset, user=user) for frame in decision.frames]
        if not frames:
            raise Refused(_("Mark the words that gold should hold, or choose “Neither”."))
        return with_sources(frames, case, user), []
    if decision.choice == CaseChoice.KEEP:
        if case.earlier is None:
            raise Refused(_("Nothing was decided about this case before."))
        standing = recorder.standing(case.gold)
        return [frame_of(standing[name]) for name in case.gold], list(case.earlier["taken"])
    chosen = chosen_options(options, decision)
    sets = [case.readings[side]["set"] for option in chosen for side in option.sides]
    by_statement = {said(frame): frame for option in chosen for frame in option.reading}
    return with_sources(as_they_stand(by_statement.values()), case, user), sets


def chosen_options(options: Sequence[Option], decision: Decision) -> Sequence[Option]:
    if decision.choice == CaseChoice.BOTH:
        return options
    if decision.choice == CaseChoice.NEITHER:
        return []
    number = -1 if decision.option is None else decision.option
    if not 0 <= number < len(options):
        raise Refused(_("This case has no reading of that number."))
    return [options[number]]


def as_they_stand(frames: Iterable[Frame]) -> list[Frame]:
    """The frames as their rows say now: who was merged in the registry since has another key."""
    asked = list(frames)
    rows = {row.pk: row for row in gathered(rows_by_key.joined(ids=[frame.id for frame in asked]))}
    return [frame_of(rows[uuid.UUID(frame.id)]) if uuid.UUID(frame.id) in rows else frame for frame in asked]


def edited(frame: Frame, case: Case, gold: AnnotationSet, *, user: Any) -> Frame:
    """What the adjudicator wrote, as the correction of a suggestion where a reading was one."""
    if frame.kind != case.kind:
        raise Refused(_("A case is about one kind of annotation."))
    origins = [one.origin for described in case.readings for one in reading_of(described) if one.origin]
    proposal = gathered(rows_by_key.joined(ids=origins[:1])) if origins else []
    if proposal:
        return corrected(frame, frame_of(proposal[0]), gold, user=user)
    return with_person(replace(frame, verdict=Verdict.ADDED), gold, user=user)


def with_sources(frames: Iterable[Frame], case: Case, user: Any, *, rule: str = Rule.HAND) -> list[Frame]:
    """The frames with who said the same, and who or what decided, as keys that exports write."""
    result: list[Frame] = []
    for frame in frames:
        sources = [
            {"annotator": described["name"], "verdict": one.verdict}
            for described in case.readings
            for one in reading_of(described)
            if said(one) == said(frame)
        ]
        told: dict[str, Any] = {"from": sources, "rule": str(rule)}
        told |= {"decided_by": user.get_username()} if rule == Rule.HAND else {}
        kept = {key: value for key, value in frame.extra.items() if key not in PROVENANCE}
        result.append(replace(frame, extra={**kept, **told}))
    return result


def put(recorder: Recorder, case: Case, frames: Sequence[Frame]) -> list[str]:
    """Make gold hold these frames for the case. Returns their keys: those that it has already stay in use."""
    names = [*case.gold[: len(frames)], *(str(uuid.uuid4()) for _number in frames[len(case.gold) :])]
    named = [replace(frame, id=name) for frame, name in zip(frames, names, strict=True)]
    changes: list[tuple[str, Frame | None]] = [(name, None) for name in case.gold[len(frames) :]]
    changes += [(frame.id, frame) for frame in once_each(named, recorder.workset, mine=case.gold)]
    recorder.put_many(changes, recorder.standing(case.gold) if case.gold else {})
    return names


def once_each(frames: Sequence[Frame], gold: AnnotationSet, *, mine: Sequence[str]) -> list[Frame]:
    """The frames, of which a suggestion is the origin of one at most in the whole set."""
    origins = [uuid.UUID(frame.origin) for frame in frames if frame.origin]
    others = gold.annotations.filter(origin__in=origins).exclude(pk__in=mine) if origins else Annotation.objects.none()
    used = {str(origin) for origin in others.values_list("origin", flat=True)}
    result: list[Frame] = []
    for frame in frames:
        if frame.origin in used:
            frame = replace(frame, origin=None, verdict=Verdict.ADDED)
        if frame.origin:
            used.add(frame.origin)
        result.append(frame)
    return result


@transaction.atomic
def save_gold(article: Article, *, user: Any) -> AnnotationSet:
    """Put what the rules took into gold, and finish it. Again, it changes nothing. Refused while a case is open."""
    check_adjudicator(article, user)
    gold = AnnotationSet.objects.select_for_update().get(pk=gold_of(article).pk)
    gold.article = article
    found = refresh(article)
    if len(found.sets) < 2:
        raise Refused(_("Two people must have finished the article before it can be adjudicated."))
    left = sum(case.is_open for case in found.cases)
    if left:
        words = ngettext("%(number)s case is still open.", "%(number)s cases are still open.", left)
        raise Refused(words % {"number": left})
    events = write_agreed(gold, found, user=user)
    if gold.state == AnnotationSet.State.FINISHED and not events:
        return gold
    gold.state, gold.finished_at = AnnotationSet.State.FINISHED, timezone.now()
    gold.save(update_fields=["state", "finished_at"])
    by_hand = sum(case.rule == Rule.HAND for case in found.cases)
    Event.objects.create(
        project_id=article.project_id, article=article, actor=user, verb=Verb.SAVE_GOLD,
        after={"annotations": gold.annotations.count(), "cases": len(found.cases), "by_hand": by_hand},
    )  # fmt: skip
    refresh(article)
    compare_after_commit(article.pk)
    mark_looked_at(article, user=user, at=gold.finished_at)  # who decided it need not be told
    return gold


def write_agreed(gold: AnnotationSet, found: Merge, *, user: Any) -> list[Event]:
    """Put the readings that a rule took into gold. Returns the events, which are stored."""
    recorder = Recorder(gold, user, Verb.MAKE_GOLD, last_order(gold) + 1)
    pending = [case for case in found.cases if not case.in_gold]
    readings = {case.key: agreed_reading(case) for case in pending}
    stand = {frame.id: frame for frame in as_they_stand(f for frames in readings.values() for f in frames)}
    for case in pending:
        frames = [stand[frame.id] for frame in readings[case.key]]
        case.gold = put(recorder, case, with_sources(frames, case, user, rule=case.rule))
        case.in_gold, case.version = True, case.version + 1
    Case.objects.bulk_update(pending, ["gold", "in_gold", "version"], batch_size=200)
    Event.objects.bulk_create(recorder.events)
    return recorder.events


def agreed_reading(case: Case) -> tuple[Frame, ...]:
    """The reading of the sets that the rule took: the frames that decide about a suggestion, where some do."""
    if case.rule == Rule.UNASKED:
        return ()
    readings = [reading_of(described) for described in case.readings if described["set"] in case.taken]
    return max(readings, key=lambda reading: sum(frame.origin is not None for frame in reading), default=())
