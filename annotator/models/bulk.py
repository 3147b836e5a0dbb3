"""What reviewers did to many annotations at once, so that it can be taken back as one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Project


class BulkAction(models.Model):
    """One bulk action in one project. The page makes its id, so that a repeated request has one effect.

    ``articles`` are the keys of those that it changed, ``done`` the keys of the questions that it asked. Ids of the
    actions in each article's sets follow from its own id (``services.bulk``).
    """

    class Kind(models.TextChoices):
        ACCEPT = "accept", _("accepted suggestions")
        REJECT = "reject", _("rejected suggestions")
        PERSON = "person", _("gave annotations to a person")
        FLAG = "flag", _("asked colleagues")
        REOPEN = "reopen", _("sent back to adjudication")

    id = models.UUIDField(primary_key=True, editable=False)
    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="bulk_actions", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(_("what was done"), max_length=20, choices=Kind)
    words = models.CharField(_("with"), max_length=1000, blank=True, help_text=_("The person, or the question"))
    number = models.PositiveIntegerField(_("annotations"), default=0)
    articles = models.JSONField(default=list)
    done = models.JSONField(default=list)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    undone_at = models.DateTimeField(_("taken back on"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("bulk action")
        verbose_name_plural = _("bulk actions")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["project", "-at"], name="bulk_latest_in_project")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["accept", "reject", "person", "flag", "reopen"]), name="bulk_kind_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.number}"
