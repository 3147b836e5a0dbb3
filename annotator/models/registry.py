"""What reviewers changed in the registry of people, with all that taking it back needs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from annotator.models.people import Person
from annotator.vocabulary import OF_THE_REGISTRY, Verb, check_complete
from articles.models import Project

SENTENCES = {
    Verb.ENTER_PERSON: _("“%(name)s” entered by hand"),
    Verb.CHANGE_PERSON: _("Entry of “%(name)s” edited"),
    Verb.MERGE_PEOPLE: _("“%(other)s” merged into “%(name)s”"),
    Verb.SPLIT_PERSON: _("Quotes of “%(other)s” moved to the new entry “%(name)s”"),
    Verb.MOVE_QUOTES: _("Quotes of “%(other)s” moved to “%(name)s”"),
    Verb.KEEP_APART: _("“%(name)s” and “%(other)s” kept apart"),
}
check_complete(SENTENCES, OF_THE_REGISTRY)


class RegistryChange(models.Model):
    """One change of the registry. The client makes its id, so that a repeated request has one effect.

    ``before`` and ``after`` are the entries concerned and who is kept apart from them (``services.entries``). ``moved``
    has a row for each annotation that points to another person since: its id, its set, and the person and name before
    and after.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="registry_changes", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=40)
    name = models.CharField(max_length=500, help_text=_("The entry that was changed, as it was called"))
    other = models.CharField(max_length=500, blank=True, help_text=_("The second entry, if there was one"))
    number = models.PositiveIntegerField(default=0, help_text=_("How many annotations moved"))
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    moved = models.JSONField(default=list)
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["project", "-at"], name="registry_latest_in_project")]
        constraints = [
            models.CheckConstraint(condition=Q(verb__in=OF_THE_REGISTRY), name="registry_verb_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.verb}: {self.name}"

    @property
    def sentence(self) -> str:
        """“Calder merged into Ines Calder”."""
        return str(SENTENCES[Verb(self.verb)]) % {"name": self.name, "other": self.other}


class KeptApart(models.Model):
    """Two entries that a reviewer said are two people: nobody is asked again. ``first`` has the smaller key."""

    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="kept_apart_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="kept_apart_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"
