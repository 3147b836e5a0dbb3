"""What a project's suggestions have learned: versions that stay, and how much checked work there is to learn from."""

from __future__ import annotations

import zlib
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models import Project

CHANGES = frozenset({"in_use"})
"""What of a version changes after it was made."""
FIRST_DUE = 5
"""A first training is proposed with this many checked articles."""


class LearnedModel(models.Model):
    """A version of what a project's suggestions learned from its checked articles, or that was imported.

    ``content`` is the model's file, compressed; ``report`` says how it was measured (``suggesters.learning.training``).
    ``data`` holds the ids of the articles that it learned from, in the order of the report; ``data_hash`` is the hash
    of their texts and quotes. ``pipeline`` names the spaCy model under the rules. A version is never changed, but for
    whether it is in use.
    """

    class State(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("version", "better")
        REFUSED = "refused", pgettext_lazy("version", "not better")
        FORCED = "forced", pgettext_lazy("version", "taken all the same")
        IMPORTED = "imported", pgettext_lazy("version", "imported")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="learned_models", db_index=False)
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=8)
    state = models.CharField(max_length=20, choices=State)
    in_use = models.BooleanField(default=False)
    content = models.BinaryField()
    report = models.JSONField(default=dict)
    data = models.JSONField(default=list, help_text=_("The ids of the articles that it learned from"))
    data_hash = models.CharField(max_length=64, blank=True)
    articles = models.PositiveIntegerField(default=0)
    quotes = models.PositiveIntegerField(default=0)
    profile = models.JSONField()
    rules = models.CharField(max_length=20)
    pipeline = models.CharField(max_length=200, blank=True)
    options = models.JSONField(default=dict)
    run = models.UUIDField(null=True, unique=True, help_text=_("The training that made it; nothing if it was imported"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("learned version")
        verbose_name_plural = _("learned versions")
        ordering = ["project_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="learned_number_once_per_project"),
            models.UniqueConstraint(fields=["project"], condition=Q(in_use=True), name="learned_one_in_use"),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "refused", "forced", "imported"]), name="learned_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and set(kwargs.get("update_fields") or ["all"]) - CHANGES:
            raise ValidationError(_("A learned version stays as it was made: train anew."))
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("model", args=[self.project.slug, self.number])

    @property
    def file(self) -> bytes:
        """The model's file, as ``suggest_file --model`` reads it."""
        return zlib.decompress(bytes(self.content))

    @property
    def gate(self) -> dict[str, Any]:
        """What comparing it with the version before said, empty where that was not measured."""
        return dict(self.report.get("gate") or {})


class CheckedWork(models.Model):
    """How many articles of a project are fully checked, as a worker counted them last: whether to train anew.

    ``trained``: how many there were at the last training; ``aside``: how many when a manager put the offer aside, 0 if
    nobody did since.
    ``changed``: in how many of those that were learned from people have changed quotes since.
    """

    project = models.OneToOneField(Project, primary_key=True, on_delete=models.CASCADE, related_name="checked_work")
    articles = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    trained = models.PositiveIntegerField(default=0)
    aside = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.articles} checked articles of {self.project}"

    @property
    def due_at(self) -> int:
        """With how many checked articles a training is worth while: five, and then half as many again each time."""
        return max(FIRST_DUE, *((3 * before + 1) // 2 for before in (self.trained, self.aside)))

    @property
    def is_due(self) -> bool:
        """Whether enough new work came for another training, or enough of the old was changed."""
        much_changed = self.trained > 0 and self.changed * 3 >= self.trained and not self.aside
        return self.articles >= self.due_at or much_changed
