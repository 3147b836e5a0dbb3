"""Certificates, the tests that earn them, and the blind checks of which a test is made."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotator.vocabulary import CertifiedPart, CheckAnswer, Kind, QuoteType
from articles.models import Project


class CertificateTest(models.Model):
    """A sequential test of one kind of suggestions of one version. The page makes its id.

    ``lines`` are the candidate lines, the highest first: score, suggestions above it, and after how many checks it
    passes with 0, 1, … wrong (``suggesters.evaluation.certificate``). ``sources`` counts the suggestions by publisher.
    """

    class End(models.TextChoices):
        FINISHED = "finished", _("the test came to its end")
        STOPPED = "stopped", _("a manager ended it")
        OUTDATED = "outdated", _("what it tests is no longer in use")

    id = models.UUIDField(primary_key=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="certificate_tests", db_index=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    quote_type = models.CharField(_("type of quote"), max_length=20, choices=QuoteType, blank=True)
    suggester = models.CharField(_("suggester"), max_length=100)
    version = models.CharField(_("version"), max_length=200)
    profile = models.JSONField(default=dict)
    guidelines = models.PositiveIntegerField(help_text=_("The version of the guidelines that held then"))
    most_wrong = models.FloatField(
        _("most wrong"), default=0.05, validators=[MinValueValidator(0.005), MaxValueValidator(0.5)]
    )
    confidence = models.FloatField(
        _("confidence"), default=0.9, validators=[MinValueValidator(0.5), MaxValueValidator(0.999)]
    )
    most_checks = models.PositiveIntegerField(
        _("most checks"), default=150, validators=[MinValueValidator(10), MaxValueValidator(1000)]
    )
    exact = models.BooleanField(_("exact edges"), default=False)
    population = models.PositiveIntegerField(help_text=_("How many suggestions it is about"))
    lines = models.JSONField(default=list)
    sources = models.JSONField(default=dict)
    seed = models.BigIntegerField(help_text=_("Makes the random order"))
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    end = models.CharField(max_length=20, choices=End, blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["project", "-started_at"], name="certificate_test_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind", "quote_type"],
                condition=Q(ended_at__isnull=True),
                name="certificate_test_open_once",
            ),
            models.CheckConstraint(
                name="certificate_test_kind_is_known",
                condition=Q(kind=Kind.QUOTE, quote_type__in=QuoteType.values)
                | Q(kind__in=[Kind.ENTITY, Kind.CAPTION, Kind.REPAIR], quote_type=""),
            ),
            models.CheckConstraint(
                name="certificate_test_shares",
                condition=Q(most_wrong__gt=0, most_wrong__lt=1, confidence__gt=0, confidence__lt=1),
            ),
            models.CheckConstraint(
                name="certificate_test_end_is_known",
                condition=Q(ended_at__isnull=True, end="")
                | Q(ended_at__isnull=False, end__in=["finished", "stopped", "outdated"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.quote_type} {self.kind}".replace(" quote", " quotes")

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class Draw(models.Model):
    """A suggestion that a test may ask people to check, at its place in the random order."""

    test = models.ForeignKey(CertificateTest, on_delete=models.CASCADE, related_name="draws", db_index=False)
    annotation = models.ForeignKey("annotator.Annotation", on_delete=models.CASCADE, related_name="draws")
    place = models.PositiveIntegerField()
    score = models.FloatField()

    class Meta:
        ordering = ["test_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["test", "place"], name="draw_place_once"),
            models.UniqueConstraint(fields=["test", "annotation"], name="draw_checked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.place} of {self.test}"


class Check(models.Model):
    """One answer to a draw, or that it is taken back: append-only, the newest one counts. The page makes its id."""

    client_id = models.UUIDField(unique=True, editable=False)
    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="checks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    answer = models.CharField(max_length=20, choices=CheckAnswer)
    decided_before = models.BooleanField(default=False, help_text=_("Its checker had decided about it before"))
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(answer__in=CheckAnswer.values), name="check_answer_is_known")]

    def __str__(self) -> str:
        return f"{self.draw}: {self.get_answer_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ValidationError(_("Checks are only ever added to."))
        super().save(*args, **kwargs)


class Certificate(models.Model):
    """A promise that a test has earned: of the suggestions above the line at most so many are wrong in this part.

    ``checks`` and ``wrong`` are those of the line. A certificate that has lapsed promises nothing any more.
    ``accepts``: a manager lets suggestions above the line be accepted without a look.
    """

    class Lapse(models.TextChoices):
        VERSION = "version", _("the suggester or its model changed")
        PROFILE = "profile", _("the guideline profile changed")
        GUIDELINES = "guidelines", _("the guidelines changed")
        SOURCES = "sources", _("too many articles come from publishers that were not checked")
        REPLACED = "replaced", pgettext_lazy("certificate", "a newer certificate took its place")

    id = models.UUIDField(primary_key=True, editable=False)
    test = models.ForeignKey(CertificateTest, on_delete=models.CASCADE, related_name="certificates", db_index=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="certificates", db_index=False)
    part = models.CharField(_("part"), max_length=20, choices=CertifiedPart)
    line = models.FloatField(_("line"))
    number = models.PositiveIntegerField(help_text=_("Suggestions above the line when the test began"))
    checks = models.PositiveIntegerField()
    wrong = models.PositiveIntegerField()
    issued_at = models.DateTimeField(_("issued on"), auto_now_add=True)
    lapsed_at = models.DateTimeField(_("lapsed on"), null=True)
    lapse = models.CharField(max_length=20, choices=Lapse, blank=True)
    accepts = models.BooleanField(_("accepts without a look"), default=False)
    accepts_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at", "part"]
        indexes = [models.Index(fields=["project", "-issued_at"], name="certificate_latest")]
        constraints = [
            models.UniqueConstraint(fields=["test", "part"], name="certificate_once_per_part"),
            models.CheckConstraint(condition=Q(part__in=CertifiedPart.values), name="certificate_part_is_known"),
            models.CheckConstraint(condition=Q(line__gte=0, line__lte=1), name="certificate_line_is_a_score"),
            models.CheckConstraint(
                name="certificate_lapsed_for_a_reason",
                condition=Q(lapsed_at__isnull=True, lapse="")
                | Q(
                    lapsed_at__isnull=False,
                    accepts=False,
                    lapse__in=["version", "profile", "guidelines", "sources", "replaced"],
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.test}, {self.get_part_display()}, {self.line:.3f}"

    def get_absolute_url(self) -> str:
        return reverse("certificate", args=[self.project.slug, self.pk])

    @property
    def stands(self) -> bool:
        return self.lapsed_at is None
