"""Asking for a release, making it now or in the background, and what is known of it since."""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from annotator.errors import Refused
from annotator.models import Event
from articles import access
from articles.models import Project, Role
from exchange.formats.catalogue import WRITTEN
from exchange.models import Release
from exchange.outgoing.exporting import RELEASE_VERB, check_options
from exchange.records.anonymous import SALT_BYTES
from exchange.releases.making import write_release
from exchange.releases.options import ReleaseOptions, check_split
from exchange.releases.storage import last_written, path_in
from exchange.releases.survey import INDEX, lines_of_index

ARTICLES_AT_ONCE = 500
"""A release of this many articles, each counted once for each format, is made while its maker waits."""

BROKEN_OFF_AFTER = timedelta(minutes=15)
"""Who is making a release and has not written for so long was stopped: somebody else may try."""

logger = logging.getLogger(__name__)


def ask_release(project: Project, *, user: Any, client_id: UUID, options: ReleaseOptions) -> tuple[Release, bool]:
    """Enter a release under the next number, and whether it is new: the same client id again is the same release.

    ``user`` is None for a command. Raises PermissionDenied for who is no manager, Refused for options that do not fit.
    """
    if user is not None:
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


def is_small(release: Release) -> bool:
    articles: int = release.project.articles.in_use().count()
    return articles * len(release.options["formats"]) <= ARTICLES_AT_ONCE


def make(release: Release) -> Release:
    """Make the release that is waiting, has failed or was broken off; one that another is making is left to it.

    Never raises for what goes wrong in it: the release then is failed, with the reason.
    """
    if not claim(release):
        release.refresh_from_db()
        return release
    try:
        manifest = write_release(release)
    except Refused as error:
        return settle(release, state=Release.State.FAILED, reason=str(error))
    except OSError as error:
        return settle(release, state=Release.State.FAILED, reason=f"The files cannot be written: {error.strerror}")
    except Exception as error:
        logger.exception("release %s of %s failed", release.number, release.project.slug)
        return settle(release, state=Release.State.FAILED, reason=f"A fault of the program: {error!r}")
    return settle(release, state=Release.State.READY, manifest=manifest)


def claim(release: Release) -> bool:
    """Whether the release is this process’s to make from now on."""
    release.refresh_from_db(fields=["state", "started_at"])
    free = [Release.State.WAITING, Release.State.FAILED]
    if is_broken_off(release):
        free.append(Release.State.MAKING)
    mine = Release.objects.filter(pk=release.pk, state__in=free, started_at=release.started_at)
    return bool(mine.update(state=Release.State.MAKING, started_at=timezone.now(), reason=""))


def settle(release: Release, *, state: str, manifest: dict[str, Any] | None = None, reason: str = "") -> Release:
    """Write down how it ended; one that somebody else has made ready meanwhile stays so."""
    rows = Release.objects.filter(pk=release.pk).exclude(state=Release.State.READY)
    rows.update(state=state, manifest=manifest, reason=reason, finished_at=timezone.now())
    release.refresh_from_db()
    return release


def is_broken_off(release: Release) -> bool:
    """Whether it is in the making, and whoever makes it has neither begun nor written for long."""
    if release.state != Release.State.MAKING or release.started_at is None:
        return False
    limit = timezone.now() - BROKEN_OFF_AFTER
    return release.started_at < limit and last_written(release) < limit.timestamp()


def may_be_made_again(release: Release) -> bool:
    """Whether it failed, or was broken off."""
    return release.state == Release.State.FAILED or is_broken_off(release)


def withdrawn_since(release: Release) -> int:
    """How many of the release’s articles have been withdrawn since. Reads its index, where any article was."""
    gone = set(release.project.articles.filter(withdrawn_at__isnull=False).values_list("external_id", flat=True))
    index = path_in(release, INDEX)
    if not gone or index is None:
        return 0
    return sum(line["id"] in gone for line in lines_of_index(index))
