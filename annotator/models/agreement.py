"""What two sets of an article have in common, counted once and kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from annotator.models.sets import AnnotationSet
from articles.models import Article, Project


class Comparison(models.Model):
    """The counts of two sets of one article (``suggesters.evaluation.agreement``), which add up over articles.

    Of two people the one with the smaller key comes first; a machine stands before people and gold, gold stands last.
    ``event`` is the newest of all events before the counting: with a newer one in the article it is out of date.
    """

    class Between(models.TextChoices):
        PEOPLE = "people"
        PERSON_AND_GOLD = "gold"
        MACHINE_AND_GOLD = "machine-gold"
        MACHINE_AND_PERSON = "machine"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="comparisons", db_index=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="comparisons")
    first = models.ForeignKey(AnnotationSet, on_delete=models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(AnnotationSet, on_delete=models.CASCADE, related_name="+")
    between = models.CharField(max_length=20, choices=Between)
    layout = models.PositiveSmallIntegerField()
    event = models.PositiveBigIntegerField()
    counts = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="comparison_once_per_two_sets"),
            models.CheckConstraint(condition=~Q(first=models.F("second")), name="comparison_is_of_two_sets"),
        ]
        indexes = [models.Index(fields=["project", "between", "layout"], name="comparison_by_what_it_compares")]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"
