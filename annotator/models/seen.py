"""What people have read of what a project and its editors tell them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from articles.models import Article, Project


class SeenGuidelines(models.Model):
    """The newest version of a project’s guidelines of which a user has said that they have seen it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "project"], name="seen_guidelines_once_per_project")]

    def __str__(self) -> str:
        return f"{self.user}, {self.project}: {self.number}"


class SeenGold(models.Model):
    """Until when a user has looked at what the editor made of their work on an article: gold saved later is new."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "article"], name="seen_gold_once_per_article")]

    def __str__(self) -> str:
        return f"{self.user}, {self.article}: {self.at}"
