"""The project that a command works on."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.management.base import CommandError

from articles.access import require_open
from articles.models import Project


def project_named(slug: str) -> Project:
    """The project of this slug, for reading. Raises CommandError where there is none, or where it was deleted."""
    project = Project.objects.standing().filter(slug=slug).first()
    if project is None:
        raise CommandError(f"There is no project “{slug}”.")
    return project


def project_to_change(slug: str) -> Project:
    """The same for a change. Raises CommandError where it is archived as well."""
    return opened(project_named(slug))


def opened(project: Project) -> Project:
    """The project itself. Raises CommandError where it is archived."""
    try:
        require_open(project)
    except PermissionDenied as error:
        raise CommandError(str(error)) from error
    return project
