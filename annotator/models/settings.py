"""What users set for themselves."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class UserSettings(models.Model):
    """The language in which a user reads, and the keys of the workbench that they changed."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="quotemark_settings"
    )
    language = models.CharField(_("language"), max_length=20, blank=True)
    keys = models.JSONField(_("keys"), default=dict, blank=True)

    class Meta:
        verbose_name = _("settings of a user")
        verbose_name_plural = _("settings of users")

    def __str__(self) -> str:
        return f"{self.user}"
