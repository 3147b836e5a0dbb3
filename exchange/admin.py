"""The admin of a project’s mapping of other tools’ words, checked as an import would check it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from articles.admin import ProjectAdmin
from articles.models import Project
from articles.readers.types import ReadError
from exchange.formats.mapping import mapping_from_json

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


class ProjectForm(forms.ModelForm[Project]):
    import_mapping = MappingField(
        label=capfirst(_("import mapping")), required=False, initial=dict, help_text=MAPPING_HELP
    )

    class Meta:
        model = Project
        fields = [
            *("slug", "name", "description", "guidelines", "accept_threshold", "remote_images"),
            "import_mapping",
        ]


admin.site.unregister(Project)


@admin.register(Project)
class MappedProjectAdmin(ProjectAdmin):
    form = ProjectForm
