"""What people decide: sets of annotations with their spans, the people of a project, and every line of history.

A foreign key has no index of its own if another index begins with it: every index slows each insert.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from annotator.querysets import AnnotationQuerySet, PersonQuerySet
from annotator.vocabulary import REVERSALS, Kind, PersonKind, QuoteType, Source, SpanRole, SpeakerKind, Verdict
from articles.models import Article, Figure, Project
from articles.names import plain


def folded(name: str) -> str:
    """The name for comparison, without differences of case and spacing."""
    return plain(name).casefold()


def initials(name: str) -> str:
    """The first letters of a name's first and last words, among those that begin with a letter."""
    words = [word for word in name.split() if word[:1].isalpha()]
    return (words[0][:1] + words[-1][:1] if len(words) > 1 else name[:1]).upper()


class Person(models.Model):
    """One speaker of a project's registry: a canonical name with aliases.

    Who was entered by a decision (``by_decision``) belongs to the registry while an annotation names them. The row
    stays, so that redo finds the same person.
    """

    project = models.ForeignKey(Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="people")
    name = models.CharField(_("name"), max_length=300)
    folded = models.CharField(max_length=900, editable=False, help_text=_("The name for comparison"))
    distinction = models.CharField(
        _("distinction"), max_length=100, blank=True, help_text=_("Tells two people of the same name apart")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=PersonKind, default=PersonKind.PERSON)
    role = models.CharField(_("role"), max_length=300, blank=True)
    wikidata_id = models.CharField(
        _("Wikidata id"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^Q[1-9]\d*$", _("A Wikidata id looks like Q42."))],
    )
    note = models.TextField(_("note"), blank=True)
    by_decision = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(_("made on"), auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name", "distinction"], name="person_once_per_project"),
            models.CheckConstraint(condition=~Q(name=""), name="person_has_a_name"),
            models.CheckConstraint(condition=Q(kind__in=PersonKind.values), name="person_kind_is_known"),
        ]
        indexes = [models.Index(fields=["project", "folded"], name="person_by_folded_name")]

    def __str__(self) -> str:
        return f"{self.name} ({self.distinction})" if self.distinction else self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = plain(self.name)
        self.folded = folded(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.project.slug, self.pk])

    def clean(self) -> None:
        self.name = plain(self.name)

    @property
    def initials(self) -> str:
        return initials(self.name)


class Alias(models.Model):
    """Another name that texts use for a person."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("name"), max_length=300)
    folded = models.CharField(max_length=900, editable=False, help_text=_("The name for comparison"))

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], name="alias_once_per_person"),
            models.CheckConstraint(condition=~Q(name=""), name="alias_is_not_empty"),
        ]
        indexes = [
            models.Index(fields=["name"], name="alias_by_name"),
            models.Index(fields=["folded", "person"], name="alias_by_folded_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = plain(self.name)
        self.folded = folded(self.name)
        super().save(*args, **kwargs)


class AnnotationSet(models.Model):
    """All annotations of one article from one source: a suggester's run, a person's work, or the gold set."""

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
                    | Q(source=Source.GOLD, user__isnull=True, suggester="", version="")
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
            models.CheckConstraint(
                condition=Q(state="open", finished_at__isnull=True) | Q(state="finished", finished_at__isnull=False),
                name="set_finished_at_when_finished",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "state"], name="set_by_user_and_state"),
            # The unique ones hold a part of the table: a planner uses them only if the source is a constant.
            models.Index(fields=["article", "source", "user"], name="set_by_article_and_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.source_name}: {self.article}"

    @property
    def is_signed(self) -> bool:
        """Whether the user of the set has finished it, rather than somebody who imported it in the user’s name."""
        return self.state == self.State.FINISHED and self.imported_at is None

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
        """“quotemark 1.2”, “mara” or “gold”."""
        if self.source == Source.SUGGESTER:
            return f"{self.suggester} {self.version}"
        return str(self.user) if self.source == Source.ANNOTATOR else "gold"


class Annotation(models.Model):
    """One reviewable statement about an article, with its spans in their roles.

    A machine's annotation is never changed. What a person decided about it is an annotation of the person's own set,
    whose ``origin`` is the machine's. ``start`` and ``end`` are the hull of the main spans (content, mention, caption,
    damaged); ``place`` is the kind of the block in which it starts. No two states of an annotation have the same
    ``version``: it grows with each change, also after a removal (``services.journal``).
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
    place = models.CharField(_("place"), max_length=20, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
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
            models.Index(fields=["set", "start"], name="annotation_in_text_order"),
            models.Index(fields=["person", "kind"], name="annotation_by_person"),
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


class Action(models.Model):
    """One step of one person in an article: one key, with one event or many.

    The client makes its id, so that a repeated request has one effect. Undo and redo take whole actions.
    """

    class State(models.TextChoices):
        DONE = "done", _("done")
        UNDONE = "undone", _("undone")
        DROPPED = "dropped", _("undone, then overtaken by another action")

    id = models.UUIDField(primary_key=True, editable=False)
    set = models.ForeignKey(AnnotationSet, on_delete=models.CASCADE, related_name="actions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="actions")
    verb = models.CharField(max_length=40)
    state = models.CharField(max_length=20, choices=State, default=State.DONE)
    target = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="reversals")
    order = models.PositiveIntegerField(help_text=_("The place in the set’s history, from 1"))
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["set_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["set", "order"], name="action_order_once_per_set"),
            models.CheckConstraint(
                condition=Q(verb__in=[*REVERSALS], target__isnull=False)
                | (~Q(verb__in=[*REVERSALS]) & Q(target__isnull=True)),
                name="action_reversal_has_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} by {self.user}"


class Event(models.Model):
    """One append-only line of history: who did what to which annotation, before and after.

    ``before`` and ``after`` are whole frames (``annotator.frame``), or None if the annotation did not exist.
    """

    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="events", db_index=False
    )
    article = models.ForeignKey(
        Article,
        verbose_name=_("article"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="events",
        db_index=False,
    )
    action = models.ForeignKey(Action, null=True, blank=True, on_delete=models.CASCADE, related_name="events")
    annotation = models.UUIDField(null=True, blank=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), null=True, on_delete=models.PROTECT, related_name="events"
    )
    verb = models.CharField(_("what was done"), max_length=40)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("history", "event")
        verbose_name_plural = pgettext_lazy("history", "events")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["article", "-id"], name="event_latest_in_article"),
            models.Index(fields=["project", "-id"], name="event_latest_in_project"),
            models.Index(fields=["actor", "-id"], name="event_latest_of_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ValidationError(_("History is only ever added to."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValidationError(_("History is only ever added to."))


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


class Counts(models.Model):
    """Counts over a whole project as JSON values, for pages on which nobody should wait (``annotator.counted``)."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="counts", db_index=False)
    name = models.CharField(max_length=100)
    value = models.JSONField()
    event = models.PositiveBigIntegerField(help_text=_("The project’s newest event before the counting began, or 0"))
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = _("counts")
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="counts_once_per_name")]

    def __str__(self) -> str:
        return f"{self.name} of {self.project}"
