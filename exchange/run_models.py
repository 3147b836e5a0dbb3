"""Imports and exports under way and done, and the workers that do the long ones."""

from __future__ import annotations

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Project

BEAT_LASTS = datetime.timedelta(seconds=60)
"""A run that is running tells so with each batch; one that has been silent for longer was broken off."""
WORKER_BEAT_LASTS = datetime.timedelta(seconds=30)


class Run(models.Model):
    """One import or export: who asked for it, how far it is, and what became of it.

    Its id is made by the client, so that a repeated request has one effect. Its files lie in ``RUNS_DIR``: what was
    uploaded stays until the import has ended, what was exported until ``expires_at``.
    """

    class Kind(models.TextChoices):
        IMPORT = "import", _("Import")
        EXPORT = "export", _("Export")

    class State(models.TextChoices):
        DRAFT = "draft", _("not started")
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        FINISHED = "finished", _("finished")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="runs", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="runs")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    options = models.JSONField(default=dict, help_text=_("What was asked for, and the names of the files"))
    records = models.PositiveIntegerField(default=0, help_text=_("Articles read so far"))
    records_total = models.PositiveIntegerField(null=True, blank=True)
    bytes_read = models.PositiveBigIntegerField(default=0)
    bytes_total = models.PositiveBigIntegerField(default=0)
    report = models.JSONField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text=_("Why it failed"))
    cancel_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    asked_at = models.DateTimeField(null=True, blank=True, help_text=_("When it began to wait"))
    started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True, help_text=_("When its files go; empty: it has none"))

    class Meta:
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["project", "-created_at"], name="run_latest_in_project"),
            models.Index(fields=["expires_at"], name="run_by_expiry"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["import", "export"]), name="run_kind_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "waiting", "running", "finished", "failed", "cancelled"]),
                name="run_state_is_known",
            ),
            models.CheckConstraint(condition=Q(bytes_read__lte=F("bytes_total")), name="run_reads_what_there_is"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.created_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("run", args=[self.project.slug, self.pk])

    @property
    def is_broken_off(self) -> bool:
        """Whether it says to be running, and nothing has been heard of it for a minute."""
        return self.state == self.State.RUNNING and (self.beat_at or self.created_at) < timezone.now() - BEAT_LASTS

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING) and not self.is_broken_off

    @property
    def may_be_resumed(self) -> bool:
        return self.state in (self.State.FAILED, self.State.CANCELLED) or self.is_broken_off

    @property
    def seconds_waiting(self) -> float:
        """For how long it has waited for a worker; 0 where it does not wait."""
        if self.state != self.State.WAITING or self.asked_at is None:
            return 0
        return (timezone.now() - self.asked_at).total_seconds()

    @property
    def per_cent(self) -> int | None:
        """How much of it is done, None where that is not known."""
        done, total = (self.records, self.records_total) if self.records_total else (self.bytes_read, self.bytes_total)
        return min(100, 100 * done // total) if total else None

    @property
    def file_names(self) -> list[str]:
        return [file["name"] for file in self.options.get("files", ())]


class WorkerBeat(models.Model):
    """That a worker lives: ``manage.py worker`` renews its row every ten seconds, and takes it away at its end."""

    name = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"worker, {self.beat_at:%Y-%m-%d %H:%M:%S}"

    @classmethod
    def any_lives(cls) -> bool:
        return cls.objects.filter(beat_at__gt=timezone.now() - WORKER_BEAT_LASTS).exists()

    @classmethod
    def beat(cls, name: uuid.UUID) -> None:
        now = timezone.now()
        cls.objects.update_or_create(name=name, defaults={"beat_at": now})
        cls.objects.filter(beat_at__lt=now - 10 * WORKER_BEAT_LASTS).delete()
