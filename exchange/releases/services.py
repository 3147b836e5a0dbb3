"""Asking for a release, and what has been withdrawn of it since. Its run makes it (``runs/releasing.py``)."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from annotator.errors import Refused
from annotator.models import Event
from articles import access
from articles.models import Project, Role
from exchange.formats.catalogue import WRITTEN
from exchange.models import Release, Run, RunKind
from exchange.outgoing.exporting import RELEASE_VERB, check_options
from exchange.records.anonymous import SALT_BYTES
from exchange.releases.options import ReleaseOptions, check_split
from exchange.releases.storage import path_in
from exchange.releases.survey import INDEX, lines_of_index


def ask_release(project: Project, *, user: Any, client_id: UUID, options: ReleaseOptions) -> tuple[Release, bool]:
    """Enter a release under the next number, with a run that has not begun; and whether it is new.

    The same client id again is the same release. ``user`` is None for a command. Raises PermissionDenied unless the
    user is a manager, and Refused for options that do not fit.
    """
    if user is None:
        access.require_open(project)
    else:
        access.require(project, user, at_least=Role.MANAGER)
    check_release(project, options)
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        known = Release.objects.filter(client_id=client_id).first()
        if known is not None:
            return same_release(known, project), False
        number = (project.releases.aggregate(last=Max("number"))["last"] or 0) + 1
        release = Release.objects.create(
            project=project,
            number=number,
            client_id=client_id,
            run=Run.objects.create(pk=uuid4(), project=project, user=user, kind=RunKind.RELEASE),
            options=options.as_json(),
            salt=secrets.token_hex(SALT_BYTES),
            made_by=user,
        )
        Event.objects.create(project=project, actor=user, verb=RELEASE_VERB, after={"name": str(number)})
    return release, True


def same_release(known: Release, project: Project) -> Release:
    if known.project_id != project.pk:
        raise Refused("This client id names a release of another project: make a new one for each release.")
    known.project = project
    return known


def check_release(project: Project, options: ReleaseOptions) -> None:
    """Raise Refused where an option names what there is not, or a format cannot do what is asked."""
    if not options.formats:
        raise Refused(f"A release has at least one format: choose from {', '.join(WRITTEN)}.")
    if len(set(options.formats)) < len(options.formats):
        raise Refused("Name each format once.")
    check_split(options.split)
    for name in options.formats:
        check_options(project, options.export_options(name))


def withdrawn_since(release: Release) -> int:
    """How many of the release’s articles have been withdrawn since. Reads its index, where any article was."""
    gone = set(release.project.articles.filter(withdrawn_at__isnull=False).values_list("external_id", flat=True))
    index = path_in(release, INDEX)
    if not gone or index is None:
        return 0
    return sum(line["id"] in gone for line in lines_of_index(index))
