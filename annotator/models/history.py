"""What people did: actions that undo takes back, every line of history, and counts that are kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotator.models.sets import AnnotationSet
from annotator.vocabulary import REVERSALS
from articles.models import Article, Project


class Action(models.Model):
    """One step of one person in an article: one key, with one event or many.

    The client makes its id, so that a repeated request has one effect. Undo and redo take whole actions.
    """

    class State(models.TextChoices):
        DONE = "done", _("done")
        UNDONE = "undone", _("undone")
        DROPPED = "dropped", _("undone, then overtaken by another action")

    id = models.UUIDField(primary_key=True, editable=False)
    set = models.ForeignKey(AnnotationSet, on_delete=models.CASCADE, related_name="actions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="actions")
    verb = models.CharField(max_length=40)
    state = models.CharField(max_length=20, choices=State, default=State.DONE)
    target = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="reversals")
    order = models.PositiveIntegerField(help_text=_("The place in the set’s history, from 1"))
    guidelines = models.PositiveIntegerField(null=True, help_text=_("The version of the guidelines that held then"))
    seconds = models.PositiveIntegerField(
        null=True, help_text=_("Active time of the page since the action before; nothing where it is not measured")
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["set_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["set", "order"], name="action_order_once_per_set"),
            models.CheckConstraint(
                condition=Q(verb__in=[*REVERSALS], target__isnull=False)
                | (~Q(verb__in=[*REVERSALS]) & Q(target__isnull=True)),
                name="action_reversal_has_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} by {self.user}"


class Event(models.Model):
    """One append-only line of history: who did what to which annotation, before and after.

    ``before`` and ``after`` are whole frames (``annotator.frame``), or None if the annotation did not exist.
    """

    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="events", db_index=False
    )
    article = models.ForeignKey(
        Article,
        verbose_name=_("article"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="events",
        db_index=False,
    )
    action = models.ForeignKey(Action, null=True, blank=True, on_delete=models.CASCADE, related_name="events")
    annotation = models.UUIDField(null=True, blank=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), null=True, on_delete=models.PROTECT, related_name="events"
    )
    verb = models.CharField(_("what was done"), max_length=40)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("history", "event")
        verbose_name_plural = pgettext_lazy("history", "events")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["article", "-id"], name="event_latest_in_article"),
            models.Index(fields=["project", "-id"], name="event_latest_in_project"),
            models.Index(fields=["actor", "-id"], name="event_latest_of_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ValidationError(_("History is only ever added to."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValidationError(_("History is only ever added to."))


class Counts(models.Model):
    """Counts over a whole project as JSON values, for pages on which nobody should wait (``annotator.counted``)."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="counts", db_index=False)
    name = models.CharField(max_length=100)
    value = models.JSONField()
    event = models.PositiveBigIntegerField(help_text=_("The project’s newest event before the counting began, or 0"))
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = _("counts")
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="counts_once_per_name")]

    def __str__(self) -> str:
        return f"{self.name} of {self.project}"
