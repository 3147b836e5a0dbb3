"""Who has which place in an article: leases, assignments, and what people skipped.

A place is a person's signed set, their assignment, or their lease while it runs.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Article


class Lease(models.Model):
    """An article that somebody took and has not finished. After ``expires_at`` the place is free for others."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="leases", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="leases")
    taken_at = models.DateTimeField(_("taken on"))
    expires_at = models.DateTimeField(_("kept until"))

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="lease_once_per_person")]
        indexes = [models.Index(fields=["expires_at"], name="lease_by_end")]

    def __str__(self) -> str:
        return f"{self.user}: {self.article_id}, {self.expires_at:%Y-%m-%d %H:%M}"


class Assignment(models.Model):
    """An article that a manager gave to somebody. It keeps a place until the person has finished or skipped it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="assignments", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("assigned on"), auto_now_add=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="assignment_once_per_person")]

    def __str__(self) -> str:
        return f"{self.user}: {self.article_id}"


class Skip(models.Model):
    """An article that somebody does not want to annotate, with the reason, which managers read."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="skips", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="skips")
    reason = models.CharField(_("reason"), max_length=500)
    at = models.DateTimeField(_("skipped on"), auto_now_add=True)

    class Meta:
        verbose_name = _("skipped article")
        verbose_name_plural = _("skipped articles")
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="skip_once_per_person")]

    def __str__(self) -> str:
        return f"{self.user}: {self.article_id}"
