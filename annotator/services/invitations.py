"""Invitations: a link for one person, with a role, until a day. Only a hash of what is in the link is stored."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from annotator.errors import Refused
from annotator.services.members import manage, record
from annotator.vocabulary import Verb
from articles import access
from articles.models import Invitation, Membership, Project, Role

DAYS = (1, 7, 30)


class InvitationState(StrEnum):
    """What has become of an invitation."""

    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"
    GONE = "gone"  # its project was deleted


class NotOpen(Refused):
    """The invitation lets nobody in any more; ``state`` says why."""

    def __init__(self, state: InvitationState) -> None:
        super().__init__(f"This invitation is {state}: ask for another one.")
        self.state = state


def token_for(client_id: UUID) -> str:
    """What stands in the link. The same form posted again has the same; without the secret key nobody can tell it."""
    digest = salted_hmac("quotemark.invitation", str(client_id), algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    project: Project, *, by: Any, client_id: UUID, role: Role, days: int, note: str = ""
) -> tuple[Invitation, str]:
    """An invitation and what stands in its link. The same client id again gives the same ones."""
    manage(project, by)
    token = token_for(client_id)
    invitation, is_new = Invitation.objects.get_or_create(
        token_hash=hash_of(token),
        defaults={
            "project": project,
            "role": role,
            "note": note,
            "made_by": by,
            "expires_at": timezone.now() + timedelta(days=days),
        },
    )
    if invitation.project_id != project.pk:
        raise Refused("This id stands for an invitation to another project: make a new one.")
    if is_new:
        record(project, Verb.INVITE, by=by, invitation=invitation.pk, role=role)
    return invitation, token


def open_invitations(project: Project) -> QuerySet[Invitation]:
    """Those that still let somebody in, the newest first."""
    waiting = project.invitations.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())
    return waiting.select_related("made_by")


@transaction.atomic
def revoke(invitation: Invitation, *, by: Any) -> bool:
    """From now on the link opens nothing. False where it opened nothing before."""
    manage(invitation.project, by)
    still_open = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None)
    if not still_open.update(revoked_at=timezone.now()):
        return False
    record(invitation.project, Verb.REVOKE_INVITATION, by=by, invitation=invitation.pk)
    return True


def invitation_of(token: str) -> Invitation | None:
    """The invitation whose link has this token."""
    found = Invitation.objects.filter(token_hash=hash_of(token)).select_related("project", "made_by", "used_by")
    return found.first()


def state_of(invitation: Invitation) -> InvitationState:
    if invitation.used_at:
        return InvitationState.USED
    if invitation.revoked_at:
        return InvitationState.REVOKED
    if invitation.project.deleted_at:
        return InvitationState.GONE
    return InvitationState.EXPIRED if invitation.expires_at <= timezone.now() else InvitationState.OPEN


@transaction.atomic
def join(invitation: Invitation, *, user: Any) -> bool:
    """Make the user a member. False for who is one already: the role stays, and the invitation stays open.

    Of two who come at once, one is let in. Raises NotOpen where the invitation lets nobody in.
    """
    project = Project.objects.select_for_update().get(pk=invitation.project_id)
    if access.memberships(project=project.pk, user=user.pk):
        return False
    now = timezone.now()
    still_open = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None, expires_at__gt=now)
    if project.deleted_at or not still_open.update(used_at=now, used_by=user):
        invitation.refresh_from_db()
        raise NotOpen(state_of(invitation))
    Membership.objects.create(project=project, user=user, role=invitation.role)
    record(project, Verb.JOIN, by=user, invitation=invitation.pk, name=user.get_username(), role=invitation.role)
    return True


@transaction.atomic
def join_with_account(invitation: Invitation, *, username: str, name: str, password: str) -> Any:
    """Make an account and a member of it, both or neither. Raises NotOpen, and Refused where the name is taken."""
    users = get_user_model()
    try:
        with transaction.atomic():
            user = users.objects.create_user(username, password=password, first_name=name)
    except IntegrityError as error:
        raise Refused("This user name is taken: choose another one.") from error
    join(invitation, user=user)
    return user
