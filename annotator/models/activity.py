"""How long people work on articles."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models import Article


class ActiveTime(models.Model):
    """A stretch ``[start, end)`` in which somebody worked on an article, in whatever tabs and devices.

    Stretches of one person and article never overlap or touch: their sum is the active time.
    """

    article = models.ForeignKey(
        Article, verbose_name=_("article"), on_delete=models.CASCADE, related_name="active_times", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="active_times")
    start = models.DateTimeField()
    end = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="active_time_has_a_length"),
            models.UniqueConstraint(fields=["article", "user", "start"], name="active_time_begins_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.article_id}: {self.start:%Y-%m-%d %H:%M:%S}, {self.end - self.start}"
