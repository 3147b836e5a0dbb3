"""What people ask each other: threads about an annotation or an article, and what they have for each person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotator.models.sets import Annotation
from articles.models import Article


class Flag(models.Model):
    """A question to colleagues, or a note, about one annotation or the whole article: the head of a thread.

    The thread outlives its annotation, which an undo may bring back under the same id.
    """

    article = models.ForeignKey(Article, verbose_name=_("article"), on_delete=models.CASCADE, related_name="flags")
    annotation = models.ForeignKey(
        Annotation,
        verbose_name=_("annotation"),
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="flags",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who asked"), on_delete=models.PROTECT, related_name="flags"
    )
    note = models.TextField(_("note"))
    action = models.UUIDField(null=True, editable=False, unique=True, help_text=_("The request that asked"))
    created_at = models.DateTimeField(_("asked on"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("resolved on"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who resolved it"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(note=""), name="flag_has_a_note")]

    def __str__(self) -> str:
        return self.note


class Comment(models.Model):
    """An answer in a thread."""

    flag = models.ForeignKey(Flag, verbose_name=_("question"), on_delete=models.CASCADE, related_name="comments")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who answered"), on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(_("answer"))
    client_id = models.UUIDField(unique=True, editable=False, help_text=_("The request that answered"))
    created_at = models.DateTimeField(_("answered on"), auto_now_add=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_has_a_text")]

    def __str__(self) -> str:
        return self.text


class Notice(models.Model):
    """What a thread has for one person: the newest reason, whether it waits for them, and whether they have seen it."""

    class Reason(models.TextChoices):
        ASKED = "asked", _("a question in a project that you review")
        MENTIONED = "mentioned", _("you are mentioned")
        ANSWERED = "answered", _("an answer")
        RESOLVED = "resolved", pgettext_lazy("question", "resolved")
        REOPENED = "reopened", pgettext_lazy("question", "reopened")

    flag = models.ForeignKey(Flag, on_delete=models.CASCADE, related_name="notices", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    reason = models.CharField(max_length=20, choices=Reason)
    mentioned = models.BooleanField(default=False)
    waits = models.BooleanField(default=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["flag", "user"], name="notice_once_per_person")]
        indexes = [models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notice_not_read")]

    def __str__(self) -> str:
        return f"{self.user}, {self.flag_id}: {self.reason}"
