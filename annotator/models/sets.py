"""Sets of annotations with their spans.

A foreign key has no index of its own if another index begins with it: every index slows each insert.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotator.models.people import Person
from annotator.querysets import AnnotationQuerySet, SetQuerySet
from annotator.vocabulary import Kind, QuoteType, Source, SpanRole, SpeakerKind, Verdict
from articles.models import Article, Figure, Project


class AnnotationSet(models.Model):
    """All annotations of one article from one source: a suggester's run, a person's work, or the gold set.

    The *certified* set holds what a certificate let through without a look (``services.certified``): nobody judged it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        FINISHED = "finished", _("finished")

    article = models.ForeignKey(
        Article, verbose_name=_("article"), on_delete=models.CASCADE, related_name="annotation_sets"
    )
    source = models.CharField(_("source"), max_length=20, choices=Source)
    suggester = models.CharField(_("suggester"), max_length=100, blank=True)
    version = models.CharField(_("version"), max_length=200, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="annotation_sets",
        db_index=False,
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    notes = models.JSONField(default=list, blank=True, help_text=_("What a suggester left out, and why"))
    created_at = models.DateTimeField(_("made on"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished on"), null=True, blank=True)
    imported_at = models.DateTimeField(
        _("imported on"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Others brought this work; its user has not signed it"),
    )
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("imported by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text=_("Who brought it; nobody if a command did"),
    )
    imported_first_by = models.CharField(
        max_length=150, blank=True, editable=False, help_text=_("Who brought it first, as the imported file says")
    )
    blind = models.BooleanField(
        _("without suggestions"),
        default=False,
        editable=False,
        help_text=_("Its user saw no suggestions before it was finished"),
    )

    seconds = models.PositiveIntegerField(
        null=True, blank=True, editable=False, help_text=_("Active time that an import brought, in seconds")
    )
    active_seconds: int | None = None
    """The active time of the page since the action before, for the action that is being done; not stored here."""

    objects = SetQuerySet.as_manager()

    class Meta:
        verbose_name = _("annotation set")
        verbose_name_plural = _("annotation sets")
        ordering = ["article_id", "id"]
        constraints = [
            models.CheckConstraint(
                name="set_has_one_source",
                condition=(
                    (Q(source=Source.SUGGESTER, user__isnull=True) & ~Q(suggester="") & ~Q(version=""))
                    | Q(source=Source.ANNOTATOR, user__isnull=False, suggester="", version="")
                    | Q(source__in=[Source.GOLD, Source.CERTIFIED], user__isnull=True, suggester="", version="")
                ),
            ),
            models.UniqueConstraint(
                fields=["article", "suggester", "version"],
                condition=Q(source=Source.SUGGESTER),
                name="set_once_per_suggester_version",
            ),
            models.UniqueConstraint(
                fields=["article", "user"], condition=Q(source=Source.ANNOTATOR), name="set_once_per_annotator"
            ),
            models.UniqueConstraint(fields=["article"], condition=Q(source=Source.GOLD), name="set_gold_once"),
            models.UniqueConstraint(
                fields=["article"], condition=Q(source=Source.CERTIFIED), name="set_certified_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", finished_at__isnull=True) | Q(state="finished", finished_at__isnull=False),
                name="set_finished_at_when_finished",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "state"], name="set_by_user_and_state"),
            # The unique ones hold a part of the table: a planner uses them only if the source is a constant.
            models.Index(fields=["article", "source", "user"], name="set_by_article_and_owner"),
            models.Index(fields=["article"], name="set_made_blind", condition=Q(blind=True)),
        ]

    def __str__(self) -> str:
        return f"{self.source_name}: {self.article}"

    def get_absolute_url(self) -> str:
        """Where it is read in the workbench: the reader’s own as they work on it, any other read-only."""
        return f"{reverse('workbench', args=[self.article_id])}?set={self.pk}"

    @property
    def project(self) -> Project:
        return self.article.project

    @property
    def is_signed(self) -> bool:
        """Whether the user of the set has finished it, rather than somebody who imported it in the user’s name."""
        return self.state == self.State.FINISHED and self.imported_at is None

    @property
    def hides_suggestions(self) -> bool:
        """Whether its user sees no suggestions: it is made without them, and not finished yet."""
        return self.blind and not self.is_signed

    @property
    def imported_in_words(self) -> str:
        """“imported by rev”, or "" for work that was done here."""
        if self.imported_at is None:
            return ""
        who = self.imported_by.get_username() if self.imported_by else gettext("a command")
        if not self.imported_first_by:
            return gettext("imported by %(who)s") % {"who": who}
        return gettext("imported by %(who)s, before that by %(first)s") % {"who": who, "first": self.imported_first_by}

    @property
    def source_name(self) -> str:
        """“quotemark 1.2”, “mara”, “gold” or “certified”."""
        if self.source == Source.SUGGESTER:
            return f"{self.suggester} {self.version}"
        return str(self.user) if self.source == Source.ANNOTATOR else self.source


class Annotation(models.Model):
    """One reviewable statement about an article, with its spans in their roles.

    A machine's annotation is never changed. What a person decided about it is an annotation of the person's own set,
    whose ``origin`` is the machine's. ``start`` and ``end`` are the hull of the main spans (content, mention, caption,
    damaged), ``first`` and ``last`` that of all spans; ``place`` is the kind of the block in which it starts. No two
    states of an annotation have the same ``version``: it grows with each change, also after a removal
    (``services.journal``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    set = models.ForeignKey(AnnotationSet, on_delete=models.CASCADE, related_name="annotations", db_index=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict)
    origin = models.ForeignKey("self", null=True, blank=True, on_delete=models.RESTRICT, related_name="decisions")
    quote_type = models.CharField(max_length=20, choices=QuoteType, blank=True)
    speaker_kind = models.CharField(max_length=20, choices=SpeakerKind, blank=True)
    entity_type = models.CharField(max_length=40, blank=True)
    replacement = models.CharField(max_length=1000, blank=True)
    name = models.CharField(max_length=300, blank=True, help_text=_("The canonical name that the source gave"))
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="annotations",
        db_index=False,
    )
    figure = models.ForeignKey(Figure, null=True, blank=True, on_delete=models.SET_NULL, related_name="annotations")
    score = models.FloatField(_("score"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    candidates = models.JSONField(default=list, blank=True, help_text=_("[[name, score], …], best first"))
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    first = models.PositiveIntegerField(editable=False)
    last = models.PositiveIntegerField(editable=False)
    place = models.CharField(_("place"), max_length=20, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    guidelines = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("The version of the guidelines under which it was decided")
    )
    certificate = models.ForeignKey(
        "annotator.Certificate",
        verbose_name=_("certificate"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.RESTRICT,
        related_name="annotations",
        db_index=False,
        help_text=_("What let it be accepted without a look"),
    )
    extra = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AnnotationQuerySet.as_manager()
    # Set by ``services.frames.gathered``: role, order, start and end of each span; the person's name or "".
    loaded_spans: list[tuple[str, int, int, int]]
    person_name: str

    class Meta:
        verbose_name = _("annotation")
        verbose_name_plural = _("annotations")
        ordering = ["set_id", "start", "end", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="annotation_end_after_start"),
            models.CheckConstraint(
                condition=Q(first__lte=F("start"), last__gte=F("end")), name="annotation_spans_hold_the_main_ones"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="annotation_kind_is_known"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="annotation_verdict_is_known"),
            models.CheckConstraint(
                name="annotation_attributes_fit_kind",
                condition=(
                    Q(kind="quote", quote_type__in=QuoteType.values, speaker_kind__in=SpeakerKind.values,
                      entity_type="", replacement="")
                    | (Q(kind="entity", quote_type="", speaker_kind="", replacement="") & ~Q(entity_type=""))
                    | Q(kind="caption", quote_type="", speaker_kind="", entity_type="", replacement="")
                    | (Q(kind="repair", quote_type="", speaker_kind="", entity_type="") & ~Q(replacement=""))
                ),
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1), name="annotation_score_is_a_score"
            ),
            models.UniqueConstraint(
                fields=["set", "origin"], condition=Q(origin__isnull=False), name="annotation_one_decision_per_origin"
            ),
        ]  # fmt: skip
        indexes = [
            # With the hull of all spans, so that what reaches a place is found without reading a row.
            models.Index(fields=["set", "start", "first", "last"], name="annotation_by_place"),
            models.Index(fields=["person", "kind"], name="annotation_by_person"),
            models.Index(fields=["certificate"], name="annotation_certified", condition=Q(certificate__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} [{self.start}, {self.end})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and self.set.source == Source.SUGGESTER:
            raise ValidationError(_("A machine’s annotation is never changed: decide about it in a set of your own."))
        super().save(*args, **kwargs)


class Span(models.Model):
    """A stretch ``[start, end)`` of the article's text, in code points, that plays a role in one annotation."""

    annotation = models.ForeignKey(Annotation, on_delete=models.CASCADE, related_name="spans", db_index=False)
    role = models.CharField(max_length=20, choices=SpanRole)
    order = models.PositiveSmallIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ["annotation_id", "role", "order"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="span_end_after_start"),
            models.CheckConstraint(condition=Q(role__in=SpanRole.values), name="span_role_is_known"),
            models.UniqueConstraint(fields=["annotation", "role", "order"], name="span_order_once_per_role"),
        ]

    def __str__(self) -> str:
        return f"{self.role} [{self.start}, {self.end})"
