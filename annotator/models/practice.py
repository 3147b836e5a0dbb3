"""Articles with gold that serve for practice or as hidden checks, and how people did in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from annotator.vocabulary import Purpose
from articles.models import Article, Project


class Exercise(models.Model):
    """An article that people read for practice or as a hidden check, not for the dataset: its gold is there already."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="exercise")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="exercises", db_index=False)
    purpose = models.CharField(max_length=20, choices=Purpose)
    note = models.CharField(max_length=1000, blank=True, help_text=_("What its readers are told afterwards"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["article_id"]
        indexes = [models.Index(fields=["project", "purpose", "article"], name="exercise_by_purpose")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose__in=Purpose.values), name="exercise_purpose_is_known"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.article}: {self.get_purpose_display()}"


class Attempt(models.Model):
    """How somebody did in an exercise when they finished it: what later changes of their work does not change.

    The numbers are things that were marked: as in gold, marked by both but not alike, only in gold, only here.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="attempts", db_index=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="attempts", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts", db_index=False
    )
    purpose = models.CharField(max_length=20, choices=Purpose)
    right = models.PositiveIntegerField(default=0)
    different = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)
    extra = models.PositiveIntegerField(default=0)
    score = models.FloatField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="attempt_once_per_person")]
        indexes = [models.Index(fields=["project", "user", "purpose"], name="attempt_by_person")]

    def __str__(self) -> str:
        return f"{self.user}: {self.article}, {self.score:.2f}"
