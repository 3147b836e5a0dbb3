"""Taking an article out of use, for rights or by mistake, and bringing it back. Nothing of it is deleted."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from annotator.errors import Refused
from annotator.models import Event
from annotator.vocabulary import Verb
from articles import access
from articles.models import Article, Membership, Role

LONGEST_REASON = 500


@transaction.atomic
def withdraw(article: Article, *, user: Any, reason: str) -> bool:
    """Withdraw the article: it leaves queues and lists, and later exports and releases leave it out.

    Returns whether anything changed: an article that is withdrawn already keeps its first reason. ``user`` is None for
    a command. Raises PermissionDenied unless the user is a manager, and Refused without a reason.
    """
    stored = locked(article, user)
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(gettext("Say why the article is withdrawn: the reason is kept and shown with later releases."))
    if len(reason) > LONGEST_REASON:
        raise Refused(f"The reason has {len(reason)} characters; {LONGEST_REASON} are the most that fit.")
    if stored.withdrawn_at:
        return False
    keep(stored, article, at=timezone.now(), reason=reason)
    record(stored, user, Verb.WITHDRAW, {"reason": reason})
    return True


@transaction.atomic
def bring_back(article: Article, *, user: Any) -> bool:
    """Undo a withdrawal; all work on the article is as it was. Returns whether it was withdrawn."""
    stored = locked(article, user)
    if not stored.withdrawn_at:
        return False
    keep(stored, article, at=None, reason="")
    # Queues that have passed it since begin with it again, for those who have not finished it.
    Membership.objects.filter(project=stored.project_id, queue_start__gt=stored.pk).update(queue_start=stored.pk)
    record(stored, user, Verb.BRING_BACK, {})
    return True


def locked(article: Article, user: Any) -> Article:
    if user is None:
        access.require_open(article.project)
    else:
        access.require(article.project, user, at_least=Role.MANAGER)
    return Article.objects.select_for_update().get(pk=article.pk)


def keep(stored: Article, shown: Article, *, at: Any, reason: str) -> None:
    for row in (stored, shown):
        row.withdrawn_at, row.withdrawn_reason = at, reason
    stored.save(update_fields=["withdrawn_at", "withdrawn_reason"])


def record(article: Article, user: Any, verb: Verb, values: dict[str, str]) -> None:
    after = {"article": article.external_id, **values}
    Event.objects.create(project_id=article.project_id, article=article, actor=user, verb=verb, after=after)
