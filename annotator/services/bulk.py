"""What a reviewer does to many annotations at once: done as one, told in history, and taken back as one."""

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
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from annotator.errors import Refused
from annotator.frame import Frame, frame_from_json
from annotator.models import Action, Annotation, BulkAction, Event, Flag, Person, RegistryChange
from annotator.services import flags
from annotator.services.entries import record, state_of
from annotator.services.frames import frame_of
from annotator.services.journal import Recorder, perform
from annotator.services.people import described
from annotator.services.registry import begun, known_person, repointed, undo_change
from annotator.services.reopen import close_again, reopen_cases
from annotator.services.review import MOST_AT_ONCE, decide_many, resolve_flags
from annotator.services.sets import own_set
from annotator.services.visibility import DECIDED
from annotator.vocabulary import Kind, SpeakerKind, Verb, Verdict
from articles import access
from articles.models import Article, Role

Do = BulkAction.Kind
MACHINES = gettext_noop("suggestions, which get their person when somebody accepts them")
NOBODYS = gettext_noop("of a kind that names no person")
THEIRS = gettext_noop("this person’s already")
ASKED = gettext_noop("asked about in these words already")
NOT_DECIDED = gettext_noop("in no case that somebody decided by hand")
READING = gettext_noop("in articles that you read yourself")


@dataclass(slots=True)
class Done:
    """What a bulk action did in one project: how many, in which articles, and why it left the others alone."""

    number: int = 0
    articles: list[int] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    keys: list[int] = field(default_factory=list)


def act_in_bulk(
    annotations: QuerySet[Annotation], *, user: Any, kind: Do, bulk_id: uuid.UUID, words: str = ""
) -> list[tuple[BulkAction, Done]]:
    """Do it to all of these annotations, as one bulk action for each project. A repeated request does nothing.

    They must come with ``set__article__project`` and spans. Raises Refused for too many, PermissionDenied unless the
    user reviews all of the projects.
    """
    rows = list(annotations[: MOST_AT_ONCE + 1])
    if len(rows) > MOST_AT_ONCE:
        raise Refused(
            _("%(most)s annotations at once at most: narrow the list by its filters.") % {"most": MOST_AT_ONCE}
        )
    rows.sort(key=lambda row: (row.set.article.project_id, row.set.article_id, row.start, row.end, str(row.pk)))
    found = [list(group) for _project, group in groupby(rows, key=lambda row: row.set.article.project_id)]
    with transaction.atomic():
        return [in_project(group, user=user, kind=kind, bulk_id=bulk_id, words=words) for group in found]


def in_project(
    rows: Sequence[Annotation], *, user: Any, kind: Do, bulk_id: uuid.UUID, words: str
) -> tuple[BulkAction, Done]:
    project = rows[0].set.article.project
    access.require(project, user, at_least=Role.REVIEWER)
    bulk = BulkAction(id=uuid.uuid5(bulk_id, str(project.pk)), project=project, user=user, kind=kind, words=words)
    earlier = BulkAction.objects.filter(pk=bulk.pk, user=user).first()
    if earlier is not None:
        return earlier, Done(earlier.number, earlier.articles)
    done = DOERS[kind](rows, bulk)
    bulk.number, bulk.articles, bulk.done = done.number, done.articles, done.keys
    if done.number:
        bulk.save(force_insert=True)
    return bulk, done


def action_id(bulk: BulkAction, article: int, *, back: bool = False) -> uuid.UUID:
    """The id of the action by which it is done, or taken back, in a set of the article."""
    return uuid.uuid5(bulk.pk, f"{article} back" if back else str(article))


def accept(rows: Sequence[Annotation], bulk: BulkAction) -> Done:
    return decide(rows, bulk, Verdict.ACCEPTED)


def reject(rows: Sequence[Annotation], bulk: BulkAction) -> Done:
    return decide(rows, bulk, Verdict.REJECTED)


def decide(rows: Sequence[Annotation], bulk: BulkAction, verdict: Verdict) -> Done:
    reviewed = decide_many(
        rows, user=bulk.user, verdict=verdict, action_of=lambda article: action_id(bulk, article.pk)
    )  # fmt: skip
    return Done(reviewed.decided, reviewed.articles, reviewed.skipped)


def names_a_person(row: Annotation) -> bool:
    if row.kind == Kind.QUOTE:
        return row.speaker_kind != SpeakerKind.NONE
    return row.kind == Kind.ENTITY and row.entity_type == "PERSON"


def give_to_person(rows: Sequence[Annotation], bulk: BulkAction) -> Done:
    """Point what people and gold state to the registry's person of this name, as a change of the registry."""
    project, user = bulk.project, bulk.user
    begun(project, None, user=user)
    person = known_person(project, bulk.words)
    if person is None:
        raise Refused(_("The registry has no “%(name)s”: enter the person first.") % {"name": bulk.words})
    of_people = [row for row in rows if row.set.source in DECIDED]
    able = [row for row in of_people if names_a_person(row)]
    others = [row for row in able if row.person_id != person.pk]
    skipped = {
        MACHINES: len(rows) - len(of_people),
        NOBODYS: len(of_people) - len(able),
        THEIRS: len(able) - len(others),
    }
    if not others:
        return Done(skipped=Counter(skipped))
    keys = sorted({row.person_id for row in others if row.person_id} | {person.pk})
    names = [str(one) for one in Person.objects.filter(pk__in=keys).exclude(pk=person.pk).order_by("pk")[:3]]
    before = state_of(keys)
    Person.objects.filter(pk=person.pk).update(by_decision=False)
    target = Annotation.objects.filter(pk__in=[row.pk for row in others])
    moved = repointed(target, lambda row: (person.pk, person.name), user=user)
    record(
        project, Verb.MOVE_QUOTES, user=user, before=before, after=state_of(keys), change_id=bulk.pk,
        name=str(person), other=", ".join(names) or "–", moved=moved, number=len(moved),
    )  # fmt: skip
    Event.objects.create(
        project=project, actor=user, verb=Verb.MOVE_QUOTES, after={"keep": described(person), "annotations": len(moved)}
    )
    return Done(len(moved), sorted({row.set.article_id for row in others}), Counter(skipped))


def ask(rows: Sequence[Annotation], bulk: BulkAction) -> Done:
    """A question about each, in the same words."""
    done = Done()
    for row in rows:
        name = uuid.uuid5(bulk.pk, str(row.pk))
        question = flags.ask(row.set.article, user=bulk.user, client_id=name, note=bulk.words, annotation=row)
        if question.action != name:
            done.skipped[ASKED] += 1
            continue
        done.number += 1
        done.keys.append(question.pk)
        done.articles += [] if row.set.article_id in done.articles[-1:] else [row.set.article_id]
    return done


def reopen(rows: Sequence[Annotation], bulk: BulkAction) -> Done:
    """Send the cases that these annotations belong to back to adjudication."""
    done = Done()
    for key, group in groupby(rows, key=lambda row: row.set.article_id):
        found = list(group)
        article = found[0].set.article
        try:
            number = reopen_cases(
                article, [row.pk for row in found], user=bulk.user, action_id=action_id(bulk, key)
            )  # fmt: skip
        except Refused:
            done.skipped[READING] += len(found)
            continue
        done.number += number
        done.articles += [key] if number else []
        done.skipped[NOT_DECIDED] += 0 if number else len(found)
    return done


DOERS: dict[str, Callable[[Sequence[Annotation], BulkAction], Done]] = {
    Do.ACCEPT: accept,
    Do.REJECT: reject,
    Do.PERSON: give_to_person,
    Do.FLAG: ask,
    Do.REOPEN: reopen,
}


@transaction.atomic
def take_back(bulk: BulkAction, *, user: Any) -> int:
    """Take a bulk action back as one. What was changed since stays as it is. Returns how many things are as before.

    Again, it does nothing. Decisions stand in the set of whoever made them, so nobody else takes them back.
    """
    bulk = BulkAction.objects.select_for_update().select_related("project").get(pk=bulk.pk)
    access.require(bulk.project, user, at_least=Role.REVIEWER)
    if bulk.undone_at is not None:
        return 0
    number = TAKERS[bulk.kind](bulk, user)
    bulk.undone_at, bulk.undone_by = timezone.now(), user
    bulk.save(update_fields=["undone_at", "undone_by"])
    return number


def undecide(bulk: BulkAction, user: Any) -> int:
    if bulk.user_id != user.pk:
        raise Refused(_("Only %(who)s can take these decisions back: they are their own.") % {"who": bulk.user})
    actions = {action_id(bulk, article): article for article in bulk.articles}
    found = Action.objects.in_bulk(actions)
    return sum(undecide_in_article(bulk, action, user=user) for action in found.values())


def undecide_in_article(bulk: BulkAction, action: Action, *, user: Any) -> int:
    """Remove the decisions of one article that stand as they were made."""
    article = Article.objects.select_related("project").get(annotation_sets=action.set_id)
    workset = own_set(article, user)
    if workset is None:
        return 0
    made = {str(event.annotation): frame_from_json(event.after) for event in action.events.all() if event.after}

    def change(recorder: Recorder) -> None:
        now = recorder.standing(list(made))
        same = [name for name, row in now.items() if is_same(frame_of(row), made[name])]
        recorder.put_many([(name, None) for name in sorted(same)], now)

    back = action_id(bulk, article.pk, back=True)
    return len(perform(workset, user=user, action_id=back, verb=Verb.TAKE_BACK_MANY, change=change).events)


def is_same(now: Frame, made: Frame) -> bool:
    """Whether the decision stands; its person may have been changed in the registry."""
    return replace(now, person=made.person, name=made.name) == made


def give_back(bulk: BulkAction, user: Any) -> int:
    undo_change(RegistryChange.objects.get(pk=bulk.pk), user=user)
    return bulk.number


def withdraw_questions(bulk: BulkAction, user: Any) -> int:
    asked = Flag.objects.filter(pk__in=bulk.done, resolved_at=None)
    return resolve_flags(asked.select_related("article__project", "annotation"), user=user)


def close(bulk: BulkAction, user: Any) -> int:
    number = 0
    for article in Article.objects.filter(pk__in=bulk.articles).select_related("project").order_by("pk"):
        action = Action.objects.filter(pk=action_id(bulk, article.pk)).first()
        back = action_id(bulk, article.pk, back=True)
        number += close_again(article, action, user=user, action_id=back) if action else 0
    return number


TAKERS: dict[str, Callable[[BulkAction, Any], int]] = {
    Do.ACCEPT: undecide,
    Do.REJECT: undecide,
    Do.PERSON: give_back,
    Do.FLAG: withdraw_questions,
    Do.REOPEN: close,
}


def begun_by(rows: Iterable[Annotation], user: Any) -> int:
    """In how many articles of these suggestions the user would begin to take part by deciding."""
    articles = {row.set.article_id for row in rows}
    taking = Article.objects.filter(pk__in=articles, annotation_sets__user=user.pk).values("pk").distinct().count()
    return len(articles) - taking
