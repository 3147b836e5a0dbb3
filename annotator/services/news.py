"""What changed in the guidelines since a person last read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.urls import reverse

from annotator.models import AnnotationSet, SeenGuidelines
from annotator.vocabulary import Source
from articles.models import GuidelineVersion, Project


@dataclass(frozen=True, slots=True)
class GuidelineNews:
    """A project's newest guidelines, and the version that the person saw last."""

    project: Project
    version: GuidelineVersion
    seen: int

    @property
    def address(self) -> str:
        """The page that shows what changed since."""
        page = reverse("guidelines", args=[self.project.slug])
        return f"{page}?against={self.seen}&version={self.version.number}"


def guideline_news(user: Any, projects: Iterable[Project]) -> list[GuidelineNews]:
    """Those of the projects whose guidelines changed since the user read them. Two queries, none where none changed.

    Who wrote a version has seen it. Nothing is new to somebody who has never worked under an older version.
    """
    changed = {project.pk: project for project in projects if project.guideline_version > 1}
    if not changed:
        return []
    rows = SeenGuidelines.objects.filter(user=user, project__in=changed)
    seen = dict(rows.values_list("project", "number"))
    own_work = AnnotationSet.objects.filter(
        user=user, source=Source.ANNOTATOR, article__project=OuterRef("project"), created_at__lt=OuterRef("at")
    )
    versions = (
        GuidelineVersion.objects.filter(project__in=changed, number=F("project__guideline_version"))
        .exclude(by=user)
        .annotate(worked_before=Exists(own_work))
        .order_by("project__name", "project")
    )
    return [
        GuidelineNews(changed[version.project_id], version, seen.get(version.project_id, version.number - 1))
        for version in versions
        if seen.get(version.project_id, version.number if not version.worked_before else 0) < version.number
    ]


@transaction.atomic
def mark_seen(project: Project, *, user: Any, number: int) -> None:
    """Note that the user has seen the guidelines up to this version. An older number changes nothing."""
    number = min(number, project.guideline_version)
    row, is_new = SeenGuidelines.objects.get_or_create(user=user, project=project, defaults={"number": number})
    if not is_new:
        SeenGuidelines.objects.filter(pk=row.pk, number__lt=number).update(number=number)
