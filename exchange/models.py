"""Long work on a project (runs), the workers that do it, and what leaves a project for good (releases)."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Project

BEAT_LASTS = datetime.timedelta(seconds=60)
"""A run that is running renews its heartbeat. Once that is older than this, its worker has stopped."""
WORKER_BEAT_LASTS = datetime.timedelta(seconds=30)


def silent(lasts: datetime.timedelta) -> Q:
    """Whoever renews ``beat_at`` has stopped. A heartbeat of later than now is of a clock that went back since."""
    now = timezone.now()
    return Q(beat_at__lt=now - lasts) | Q(beat_at__gt=now + lasts)


class RunKind(models.TextChoices):
    IMPORT = "import", _("Import")
    EXPORT = "export", _("Export")
    RELEASE = "release", _("Release")
    SUGGEST = "suggest", _("Suggestions")
    TRAIN = "train", _("Training")
    MEASURE = "measure", _("Measurement")


class Priority(models.IntegerChoices):
    """Who waits for a run. The lower number is done first, and of the same number the older run."""

    PERSON = 0, _("a person")
    PROJECT = 1, _("a project")
    CORPUS = 2, _("a corpus")


class Run(models.Model):
    """One piece of long work: who asked for it, how far it is, and what became of it.

    The rows are the queue as well: a worker takes the most urgent run that waits, or whose own worker has stopped.
    ``claim`` names who does it now, so that two workers never do the same run. The id is made by the client, so that a
    repeated request has one effect. Files lie in ``RUNS_DIR``: uploads stay until the import has ended, exports until
    ``expires_at``.
    """

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
    kind = models.CharField(max_length=10, choices=RunKind)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.PROJECT)
    options = models.JSONField(default=dict, help_text=_("What was asked for, and the names of the files"))
    records = models.PositiveIntegerField(default=0, help_text=_("Articles read so far"))
    records_total = models.PositiveIntegerField(null=True, blank=True)
    bytes_read = models.PositiveBigIntegerField(default=0)
    bytes_total = models.PositiveBigIntegerField(default=0)
    report = models.JSONField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text=_("Why it failed, or why it waits"))
    cancel_asked = models.BooleanField(default=False)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
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
            models.Index(
                fields=["priority", "asked_at"], condition=Q(state__in=["waiting", "running"]), name="run_to_do"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["import", "export", "release", "suggest", "train", "measure"]),
                name="run_kind_is_known",
            ),
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
    def name(self) -> str:
        """For the log: “release 3”, “import 6d2f…”."""
        return f"{self.kind} {self.release.number if self.kind == RunKind.RELEASE else self.pk}"

    @staticmethod
    def broken_off() -> Q:
        """Runs that say they are running, and whose worker has stopped."""
        return Q(state=Run.State.RUNNING) & silent(BEAT_LASTS)

    @property
    def is_broken_off(self) -> bool:
        """Whether it says it is running, and nothing has been heard of it for a minute."""
        return self.state == self.State.RUNNING and abs(timezone.now() - (self.beat_at or self.created_at)) > BEAT_LASTS

    @property
    def is_under_way(self) -> bool:
        """Whether it ends without anybody's help, as long as a worker runs."""
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def may_be_resumed(self) -> bool:
        return self.state in (self.State.FAILED, self.State.CANCELLED) or self.is_broken_off

    @property
    def seconds_waiting(self) -> float:
        """How long it has waited for a worker: for its first one, or for another after its own has stopped. Else 0."""
        since = self.beat_at if self.is_broken_off else self.asked_at if self.state == self.State.WAITING else None
        return max(0, (timezone.now() - since).total_seconds()) if since else 0

    @property
    def per_cent(self) -> int | None:
        """How much of it is done, None where that is not known."""
        done, total = (self.records, self.records_total) if self.records_total else (self.bytes_read, self.bytes_total)
        return min(100, 100 * done // total) if total else None

    @property
    def file_names(self) -> list[str]:
        return [file["name"] for file in self.options.get("files", ())]


class RunPart(models.Model):
    """A part of a run that several workers share: the articles whose ids lie from ``first`` to ``last``.

    Each is claimed as a run is. ``report`` says what came of it once it is done. They go when the run ends.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="parts", db_index=False)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    version = models.CharField(max_length=200, help_text=_("Of the suggester for which the run was divided"))
    articles = models.PositiveIntegerField()
    records = models.PositiveIntegerField(default=0, help_text=_("Articles done so far"))
    claim = models.UUIDField(null=True, editable=False)
    is_leaders = models.BooleanField(default=False, help_text=_("Whether the run’s own worker does it, no helper"))
    beat_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    report = models.JSONField(null=True)

    class Meta:
        ordering = ["run", "first"]
        constraints = [models.UniqueConstraint(fields=["run", "first"], name="run_part_once")]
        indexes = [
            models.Index(fields=["run", "first"], condition=Q(report__isnull=True), name="run_part_to_do"),
        ]

    def __str__(self) -> str:
        return f"articles {self.first} to {self.last} of {self.run_id}"

    @property
    def was_begun(self) -> bool:
        """Whether an earlier worker may have done some of it."""
        return bool(self.records or self.attempts)

    @staticmethod
    def free() -> Q:
        """Parts that are not done and that nobody does: nobody began, or whoever did has stopped."""
        return Q(report__isnull=True) & (Q(claim__isnull=True) | silent(BEAT_LASTS))


class WorkerBeat(models.Model):
    """A living worker: ``manage.py worker`` renews its row every ten seconds, and removes it when it ends."""

    name = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"worker, {self.beat_at:%Y-%m-%d %H:%M:%S}"

    @classmethod
    def any_lives(cls) -> bool:
        return cls.objects.exclude(silent(WORKER_BEAT_LASTS)).exists()

    @classmethod
    def beat(cls, name: uuid.UUID) -> None:
        now = timezone.now()
        cls.objects.update_or_create(name=name, defaults={"beat_at": now})
        cls.objects.filter(silent(10 * WORKER_BEAT_LASTS)).delete()


class Release(models.Model):
    """A frozen, numbered export of a project. Its files lie under ``RELEASES_DIR``; a run makes them.

    ``state`` follows the run. ``salt`` makes the pseudonyms of an anonymous release, so that it can be made again to
    the byte; nobody is shown it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        MAKING = "making", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    client_id = models.UUIDField(unique=True, editable=False)
    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="release", editable=False)
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
