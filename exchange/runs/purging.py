"""Deleted projects are removed for good, once nobody can bring them back: their rows, and the files of runs and
releases."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from django.conf import settings
from django.db import transaction

from annotator.services.parses import kept_parses
from annotator.workbench.kept import forget
from articles.models import Article, Project
from exchange.models import Run
from exchange.runs import storage

BATCH = 200
"""Articles a transaction: others can write between two."""

logger = logging.getLogger(__name__)


def purge_projects() -> list[str]:
    """Remove the projects whose time to be brought back has passed; their slugs. Broken off, it goes on next time."""
    gone = []
    for project in Project.objects.to_purge().order_by("pk"):
        purge(project)
        gone.append(project.slug)
        logger.info("the deleted project %s was removed for good", project.slug)
    return gone


def purge(project: Project) -> None:
    """Remove the project with all that belongs to it. Files go first: rows name them."""
    for run in Run.objects.filter(project=project).only("pk"):
        storage.remove_files(run)
    shutil.rmtree(Path(settings.RELEASES_DIR) / project.slug, ignore_errors=True)
    while ids := list(Article.objects.filter(project=project).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        Article.objects.filter(pk__in=ids).delete()
        forget(ids)
    if (parses := kept_parses()) is not None:
        parses.clear()  # they are named by what they are made of, not by whose article it is
    with transaction.atomic():
        project.releases.all().delete()
        project.delete()
