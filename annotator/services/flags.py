"""Threads: questions and notes about an annotation or an article, with answers, resolved and reopened by the team.

Who sees a thread may answer, resolve and reopen it (``readable`` says who does). A repeated request has one effect.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from annotator.models import Annotation, AnnotationSet, Comment, Event, Flag
from annotator.services import notices
from annotator.services.decide import standing
from annotator.services.journal import Outcome
from annotator.vocabulary import THE_ARTICLE, Verb
from articles import access
from articles.models import Article

LONGEST_NOTE = 2000


@transaction.atomic
def flag(workset: AnnotationSet, *, user: Any, action_id: uuid.UUID, card: str, note: str) -> Outcome | None:
    """Ask a colleague to look at an annotation. A repeated request, or the same words while open, asks only once."""
    if Flag.objects.filter(action=action_id).exists():
        return None
    now = standing(workset, card)
    annotation = now.proposal or now.decision
    question, made = Flag.objects.get_or_create(
        article=workset.article, annotation=annotation, user=user, note=note, resolved_at=None,
        defaults={"action": action_id},
    )  # fmt: skip
    if made:
        notices.of_question(question)
        Event.objects.create(
            project_id=workset.article.project_id, article=workset.article, annotation=uuid.UUID(card), actor=user,
            verb=Verb.FLAG, after={"note": note, "flag": question.pk, "kind": annotation.kind if annotation else ""},
        )  # fmt: skip
    return None


@transaction.atomic
def ask(article: Article, *, user: Any, client_id: uuid.UUID, note: str, annotation: Annotation | None = None) -> Flag:
    """A question or a note about an article as a whole, or about an annotation of it that the user sees.

    The same one again asks only once. Whose annotation a reviewer asks about is told.
    """
    access.require(article.project, user)
    asked = Flag.objects.filter(article=article, user=user, action=client_id).first()
    if asked is not None:
        return asked
    question, made = Flag.objects.get_or_create(
        article=article, annotation=annotation, user=user, note=note, resolved_at=None, defaults={"action": client_id}
    )
    if made:
        notices.of_question(question, about=annotation.set.user_id if annotation else None)
        write_event(question, Verb.FLAG, by=user, note=note)
    return question


@transaction.atomic
def answer(question: Flag, *, user: Any, client_id: uuid.UUID, text: str) -> Comment:
    """Answer in a thread that the user sees."""
    access.require(question.article.project, user)
    comment, made = Comment.objects.get_or_create(
        client_id=client_id, flag=question, user=user, defaults={"text": text}
    )
    if made:
        notices.of_answer(comment)
        write_event(question, Verb.ANSWER_FLAG, by=user, note=text)
    return comment


@transaction.atomic
def resolve(question: Flag, *, user: Any) -> bool:
    """Say that a question is answered. False if it was resolved already."""
    access.require(question.article.project, user)
    now = timezone.now()
    unresolved = Flag.objects.filter(pk=question.pk, resolved_at__isnull=True)
    if not unresolved.update(resolved_at=now, resolved_by=user):
        return False
    question.resolved_at, question.resolved_by = now, user
    notices.of_resolution(question, by=user)
    write_event(question, Verb.RESOLVE_FLAG, by=user, note=question.note)
    return True


@transaction.atomic
def reopen(question: Flag, *, user: Any) -> bool:
    """Say that a question is not answered after all. False if it is open."""
    access.require(question.article.project, user)
    resolved = Flag.objects.filter(pk=question.pk, resolved_at__isnull=False)
    if not resolved.update(resolved_at=None, resolved_by=None):
        return False
    notices.of_reopening(question, by=user)
    question.resolved_at = question.resolved_by = None
    write_event(question, Verb.REOPEN_FLAG, by=user, note=question.note)
    return True


def write_event(question: Flag, verb: Verb, *, by: Any, note: str) -> None:
    after = {"note": note, "flag": question.pk, "kind": kind_of(question)}
    Event.objects.create(
        project_id=question.article.project_id, article=question.article, annotation=question.annotation_id, actor=by,
        verb=verb, after=after,
    )  # fmt: skip


def kind_of(question: Flag) -> str:
    """The kind of the annotation that it is about, or “article”; empty if the annotation was removed."""
    if question.annotation_id is None:
        return THE_ARTICLE
    annotation = Annotation.objects.filter(pk=question.annotation_id).only("kind").first()
    return annotation.kind if annotation else ""


def own_flags(user: int | None) -> QuerySet[Any]:
    """The user's questions, newest first, with the annotation and ``card``: what the workbench calls it."""
    return with_cards(Flag.objects.filter(user=user)).order_by("-id")


def with_cards(questions: QuerySet[Flag]) -> QuerySet[Any]:
    card = Coalesce("annotation__origin", "annotation")
    return questions.select_related("annotation").annotate(card=card)
