"""What people ask each other."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotator.models.sets import Annotation
from articles.models import Article


class Flag(models.Model):
    """A question to a colleague about one annotation."""

    article = models.ForeignKey(Article, verbose_name=_("article"), on_delete=models.CASCADE, related_name="flags")
    annotation = models.ForeignKey(
        Annotation, verbose_name=_("annotation"), on_delete=models.CASCADE, related_name="flags"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who asked"), on_delete=models.PROTECT, related_name="flags"
    )
    note = models.TextField(_("note"))
    action = models.UUIDField(null=True, editable=False, unique=True, help_text=_("The request that asked"))
    created_at = models.DateTimeField(_("asked on"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("resolved on"), null=True, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(note=""), name="flag_has_a_note")]

    def __str__(self) -> str:
        return self.note
