"""The admin of a project’s mapping of other tools’ words, checked as an import would check it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from articles.admin import ProjectAdmin
from articles.models import Project
from articles.readers.types import ReadError
from exchange.formats.mapping import mapping_from_json

MAPPING_HELP = (
    "JSON: how other tools’ labels, relations and columns become ours, for example "
    '{"labels": {"Claim": "quote:content"}, "relations": {"by": "speaker"}, "columns": {"Artikel": "text"}}. '
    "What it does not name, the defaults of the documentation do."
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
    import_mapping = MappingField(required=False, initial=dict, help_text=MAPPING_HELP)

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
