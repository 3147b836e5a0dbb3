"""The form of a registry entry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotator.models import Person
from annotator.services.people import make_room


class NamedPersonForm(forms.ModelForm[Person]):
    """The name of a person who left the registry is free."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        project = values.get("project") or (self.instance.project if self.instance.pk else None)
        if project is not None and "name" in values and self.has_changed():
            make_room(project, name=values["name"], distinction=values.get("distinction", ""))
        return values


class PersonForm(NamedPersonForm):
    aliases = forms.CharField(
        label=_("Other names"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Other names in the texts, one a line"),
    )

    class Meta:
        model = Person
        fields = ["name", "distinction", "kind", "role", "wikidata_id", "note"]
        labels = {
            "name": _("Name"),
            "distinction": _("Distinction"),
            "kind": _("Kind"),
            "role": _("Role"),
            "wikidata_id": _("Wikidata id"),
            "note": _("Note"),
        }
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["aliases"].initial = "\n".join(alias.name for alias in self.instance.aliases.all())

    def clean_aliases(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["aliases"].splitlines() if line.strip()]
        if any(len(name) > 300 for name in names):
            raise forms.ValidationError(_("A person’s name has 300 characters at most."))
        return names

    @property
    def values(self) -> dict[str, Any]:
        """The checked values as the service takes them."""
        return dict(self.cleaned_data)
