"""What people skip, with the reasons that managers read."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from annotator.errors import Refused
from annotator.models import AnnotationSet, Assignment, Lease, Skip
from annotator.services.asking import unfinished
from annotator.services.places import has_room, lock, recount, write_event
from annotator.services.queue import unread
from annotator.vocabulary import Source, Verb
from articles import access
from articles.models import Article, Project

LONGEST_REASON = 500


@transaction.atomic
def skip(article: Article, *, user: Any, reason: str) -> None:
    """Leave the article to others: it is no longer in the user's queue, and the managers read why.

    What was decided stays. Another reason replaces the first. Raises Refused without a reason, or when it is finished.
    """
    access.require(article.project, user)
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Say why you skip the article: the managers of the project read it."))
    if len(reason) > LONGEST_REASON:
        raise Refused(_("The reason is too long: write %(most)d characters at most.") % {"most": LONGEST_REASON})
    lock([article.pk])
    if not unfinished(user, article.project_id).filter(pk=article.pk).exists():
        raise Refused(_("You have finished this article, so there is nothing to skip."))
    Lease.objects.filter(article=article, user=user).delete()
    known = Skip.objects.filter(article=article, user=user, reason=reason).exists()
    if not known:
        Skip.objects.update_or_create(article=article, user=user, defaults={"reason": reason})
        recount([article.pk])
        write_event(article, user, Verb.SKIP, {"reason": reason})


@transaction.atomic
def unskip(article: Article, *, user: Any) -> bool:
    """Put a skipped article back in the user's queue. False if it was not skipped.

    An assignment ends if others have taken its place meanwhile.
    """
    lock([article.pk])
    if not Skip.objects.filter(article=article, user=user).exists():
        return False
    if not has_room(article, user):
        Assignment.objects.filter(article=article, user=user).delete()
    Skip.objects.filter(article=article, user=user).delete()
    recount([article.pk])
    write_event(article, user, Verb.UNSKIP, {})
    return True


def skipped_by(user: Any, project: Project) -> QuerySet[Skip]:
    """What the user has skipped of the project and not finished, newest first."""
    left = unfinished(user, project.pk).order_by().values("pk")
    rows = Skip.objects.filter(user=user.pk, article__in=left).select_related("article")
    return rows.defer("article__text", "article__blocks", "article__extra").order_by("-id")


def reasons_in(project: Project) -> QuerySet[Skip]:
    """Why people skipped articles that they have not finished, newest first, for managers."""
    finished = AnnotationSet.objects.filter(
        article=OuterRef("article"), user=OuterRef("user"), source=Source.ANNOTATOR, state=AnnotationSet.State.FINISHED
    )
    rows = Skip.objects.filter(~Exists(finished), article__project=project, article__withdrawn_at__isnull=True)
    return rows.select_related("article", "user").defer(*unread("article")).order_by("-id")
