"""Adjudication: the cases of an article, each with its readings and what was decided, and where an article stands."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotator.vocabulary import CaseChoice, Kind, Rule
from articles.models import Article, Project


class Adjudication(models.Model):
    """Where an article stands. ``stamp`` says from which work its cases were made: empty if they were not, or if that
    work has changed since. ``open`` is None then.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a reader")
        DISPUTED = "disputed", _("a third person is to read it")
        OPEN = "open", _("to adjudicate")
        GOLD = "gold", _("gold")

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="adjudication")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="adjudications", db_index=False)
    state = models.CharField(max_length=20, choices=State)
    readers = models.PositiveSmallIntegerField(default=0, help_text=_("How many people have finished the article"))
    open = models.PositiveIntegerField(null=True)
    decided = models.PositiveIntegerField(default=0)
    agreed = models.PositiveIntegerField(default=0)
    stamp = models.CharField(max_length=64, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["article_id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "disputed", "open", "gold"]), name="adjudication_state_is_known"
            )
        ]
        indexes = [models.Index(fields=["project", "state", "article"], name="adjudication_by_state")]

    def __str__(self) -> str:
        return f"{self.article}: {self.get_state_display()}"


class Case(models.Model):
    """One thing in an article that several people read, with what each made of it, and what was decided.

    ``readings`` has for each set its key, its user and its annotations ``{"id", "version", "frame"}``. ``gold`` names
    the annotations of the gold set that hold the decision, once they do (``in_gold``). ``taken`` names the sets whose
    reading it is. A case whose readings changed after the decision is open again, and ``earlier`` tells that decision.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DECIDED = "decided", _("decided")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="cases", db_index=False)
    key = models.UUIDField(editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    readings = models.JSONField(default=list)
    difference = models.JSONField(default=list, help_text=_("What differs, the weightiest first"))
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    rule = models.CharField(max_length=20, choices=Rule, blank=True)
    choice = models.CharField(max_length=20, choices=CaseChoice, blank=True)
    taken = models.JSONField(default=list)
    gold = models.JSONField(default=list)
    in_gold = models.BooleanField(default=False)
    earlier = models.JSONField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["article_id", "start", "end", "id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "key"], name="case_once_per_article"),
            models.CheckConstraint(
                condition=Q(state="open", rule="") | (Q(state="decided") & ~Q(rule="")), name="case_decided_by_a_rule"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} [{self.start}, {self.end}) of {self.article}: {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
