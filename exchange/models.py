"""What leaves a project for good: its releases. Runs are in ``run_models``."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models import Project
from exchange.run_models import Run, WorkerBeat

__all__ = ["Release", "Run", "WorkerBeat"]


class Release(models.Model):
    """A frozen, numbered export of a project. Its files lie under ``RELEASES_DIR``; this row tells how far it is.

    ``salt`` makes the pseudonyms of an anonymous release, so that it can be made again to the byte; it is told nobody.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        MAKING = "making", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    client_id = models.UUIDField(unique=True, editable=False)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    options = models.JSONField(help_text=_("What was asked for (releases.options)"))
    salt = models.CharField(max_length=64, editable=False)
    manifest = models.JSONField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text=_("Why it failed"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="releases"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["project_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="release_number_once_per_project"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "making", "ready", "failed"]), name="release_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(manifest__isnull=False), name="release_ready_with_manifest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("release", args=[self.project.slug, self.number])

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.MAKING)

    @property
    def files(self) -> list[dict[str, Any]]:
        """The files with name, size and SHA-256; none before it is ready."""
        return list(self.manifest["files"]) if self.manifest else []
