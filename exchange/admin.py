"""The admin of a project’s guideline profile, and of its mapping of other tools’ words, each checked as elsewhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from annotator.services.guidelines import change_guidelines
from annotator.services.projects import SETTINGS, begin, change_settings
from articles.admin import ProjectAdmin
from articles.models import Project
from articles.profiles import default_profile, read_profile
from articles.readers.types import ReadError
from exchange.formats.mapping import mapping_from_json
from exchange.runs.profiles import follow
from suggesters.profiles import ProfileError, profile_named

EXAMPLE = '{"labels": {"Claim": "quote:content"}, "relations": {"by": "speaker"}, "columns": {"Artikel": "text"}}'
MAPPING_HELP = format_lazy(
    "{words} {example}",
    words=_("JSON: what labels, relations and columns of other tools become; the defaults hold for the rest. Example:"),
    example=EXAMPLE,
)


class MappingField(forms.JSONField):
    """A mapping as JSON; kept is what differs from the defaults."""

    def clean(self, value: Any) -> dict[str, Any]:
        found = super().clean(value)
        try:
            return mapping_from_json(found or {}).as_json()
        except ReadError as error:
            raise ValidationError(f"The mapping can’t be used: {error}.") from error


class ProfileFormField(forms.JSONField):
    """A guideline profile as JSON, or the name of a preset in quotation marks."""

    def clean(self, value: Any) -> dict[str, Any] | None:
        found = super().clean(value)
        if found is None:
            return None
        try:
            return (profile_named(found) if isinstance(found, str) else read_profile(found)).as_json()
        except ProfileError as error:
            raise ValidationError(str(error)) from error


class ProjectForm(forms.ModelForm[Project]):
    import_mapping = MappingField(
        label=capfirst(_("import mapping")), required=False, initial=dict, help_text=MAPPING_HELP
    )

    profile = ProfileFormField(
        label=capfirst(_("guideline profile")),
        required=False,
        initial=default_profile,
        help_text=_("JSON, as the project’s settings page exports it. What nobody has decided in is suggested anew."),
    )

    class Meta:
        model = Project
        fields = [
            *("slug", "name", "description", "guidelines", "profile", "accept_threshold", "remote_images"),
            "import_mapping",
        ]


admin.site.unregister(Project)


@admin.register(Project)
class MappedProjectAdmin(ProjectAdmin):
    form = ProjectForm

    def save_model(self, request: HttpRequest, obj: Project, form: Any, change: bool) -> None:
        """What is changed here goes through the same services as on the settings page.

        Changed guidelines are a new version; a changed profile is followed, with a run that suggests anew; each change
        leaves its event.
        """
        if not change:
            super().save_model(request, obj, form, change)
            return
        wanted, guidelines = read_profile(obj.profile), obj.guidelines
        settings = {name: getattr(obj, name) for name in form.changed_data if name in SETTINGS}
        for name in ("profile", "guidelines", *settings):
            setattr(obj, name, form.initial[name])
        super().save_model(request, obj, form, change)
        change_settings(obj, settings, user=request.user)
        change_guidelines(obj, guidelines, user=request.user)
        follow(obj, wanted, user=request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A new project begins as one that the page for new projects makes."""
        super().save_related(request, form, formsets, change)
        if not change:
            begin(form.instance, user=request.user)
