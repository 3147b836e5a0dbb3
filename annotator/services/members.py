"""Who belongs to a project: added, given another role, taken out, leaving. What they did stays."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotator.errors import Refused
from annotator.models import Event
from annotator.services.places import free_places
from annotator.vocabulary import Verb
from articles import access
from articles.models import Membership, Project, Role


def manage(project: Project, by: Any) -> None:
    """Hold the project’s members until the transaction ends, and raise PermissionDenied unless ``by`` manages it."""
    Project.objects.select_for_update().get(pk=project.pk)
    access.require(project, by, at_least=Role.MANAGER)


def record(project: Project, verb: Verb, *, by: Any, **after: Any) -> None:
    Event.objects.create(project=project, actor=by, verb=verb, after=after)


@transaction.atomic
def add_member(project: Project, user: Any, *, role: Role, by: Any) -> Membership:
    """Make somebody who has an account a member. Who is one already keeps the role."""
    manage(project, by)
    membership, is_new = Membership.objects.get_or_create(project=project, user=user, defaults={"role": role})
    if is_new:
        record(project, Verb.ADD_MEMBER, by=by, name=user.get_username(), role=role)
    return membership


@transaction.atomic
def change_role(membership: Membership, *, role: Role, by: Any) -> None:
    """Refused for the last manager. The same role again changes nothing."""
    project = membership.project
    manage(project, by)
    membership.refresh_from_db(fields=["role"])
    before = membership.role
    if before == role:
        return
    keep_a_manager(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    if role == Role.VIEWER:
        free_places(project, membership.user)
    record(project, Verb.CHANGE_ROLE, by=by, name=membership.user.get_username(), role=role, was=before)


@transaction.atomic
def remove_member(membership: Membership, *, by: Any) -> None:
    """Take somebody out. Their sets, decisions and history stay, under their name."""
    project = membership.project
    manage(project, by)
    keep_a_manager(membership)
    membership.delete()
    free_places(project, membership.user)
    record(project, Verb.REMOVE_MEMBER, by=by, name=membership.user.get_username(), was=membership.role)


@transaction.atomic
def leave(membership: Membership) -> None:
    """A member goes. Refused for the last manager."""
    project = Project.objects.select_for_update().get(pk=membership.project_id)
    keep_a_manager(membership)
    membership.delete()
    free_places(project, membership.user)
    record(project, Verb.LEAVE, by=membership.user, name=membership.user.get_username(), was=membership.role)


def keep_a_manager(membership: Membership) -> None:
    """Raise Refused if nobody would manage the project without this member."""
    if membership.role != Role.MANAGER:
        return
    others = Membership.objects.filter(project=membership.project_id, role=Role.MANAGER).exclude(pk=membership.pk)
    if not others.exists():
        raise Refused(
            _("%(name)s is the only manager of “%(project)s”: make somebody else a manager first.")
            % {"name": name_of(membership.user), "project": membership.project}
        )


def name_of(user: Any) -> str:
    """The own name, else the user name."""
    return str(user.get_full_name() or user.get_username())
