"""A project is archived and restored, deleted and brought back.

Archived, it can be read and exported. Deleted, it is out of everybody's sight, and its managers can bring it back for
some days; then ``exchange.runs.purging`` removes it for good.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from annotator.models import Event
from annotator.vocabulary import Verb
from articles import access
from articles.models import Project, Role


@transaction.atomic
def archive(project: Project, *, user: Any) -> bool:
    """Nothing in the project is changed any more. False where it is archived already."""
    return set_moment(project, "archived_at", timezone.now(), user=user, verb=Verb.ARCHIVE_PROJECT)


@transaction.atomic
def restore(project: Project, *, user: Any) -> bool:
    """An archived project can be worked in again. False where it is not archived."""
    return set_moment(project, "archived_at", None, user=user, verb=Verb.RESTORE_PROJECT)


@transaction.atomic
def delete(project: Project, *, user: Any) -> bool:
    """The project is out of everybody's sight, for the days that its managers may bring it back."""
    return set_moment(project, "deleted_at", timezone.now(), user=user, verb=Verb.DELETE_PROJECT)


@transaction.atomic
def bring_back_project(project: Project, *, user: Any) -> bool:
    """A deleted project is as it was. Raises PermissionDenied for who did not manage it, or once it is too late."""
    if not Project.objects.deleted_for(user).filter(pk=project.pk).exists():
        raise PermissionDenied
    stored = Project.objects.select_for_update().get(pk=project.pk)
    return keep(stored, project, "deleted_at", None, user=user, verb=Verb.UNDELETE_PROJECT)


def set_moment(project: Project, field: str, at: datetime.datetime | None, *, user: Any, verb: Verb) -> bool:
    access.require_role(project, user, at_least=Role.MANAGER)
    stored = Project.objects.select_for_update().get(pk=project.pk)
    if (getattr(stored, field) is None) == (at is None):
        return False
    return keep(stored, project, field, at, user=user, verb=verb)


def keep(stored: Project, shown: Project, field: str, at: datetime.datetime | None, *, user: Any, verb: Verb) -> bool:
    for row in (stored, shown):
        setattr(row, field, at)
    stored.save(update_fields=[field])
    Event.objects.create(project=stored, actor=user, verb=verb, after={"name": stored.name})
    return True
