"""The people of a project: its registry of speakers."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from annotator.querysets import PersonQuerySet
from annotator.vocabulary import PersonKind
from articles.models import Project
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
