"""What people have read of what a project tells them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from articles.models import Project


class SeenGuidelines(models.Model):
    """The newest version of a project’s guidelines of which a user has said that they have seen it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "project"], name="seen_guidelines_once_per_project")]

    def __str__(self) -> str:
        return f"{self.user}, {self.project}: {self.number}"
