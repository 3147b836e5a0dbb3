"""What a new project is made of. Everything but the name has a default, so that a name makes one."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from annotator.guideline import PRESET_WORDS
from annotator.services.guidelines import MOST_CHARACTERS
from annotator.services.projects import SLUG_LENGTH, TAKEN_SLUGS
from articles.models import Project
from articles.names import plain
from config.outside import DecimalNumber
from exchange.forms.settings import JudgedFields, ReadersFields, suggester_choices
from suggesters.profiles import DEFAULT, PRESETS


class SlugForm(forms.Form):
    """The name and the slug while they are typed. ``proposed`` is the slug that was last made of the name."""

    name = forms.CharField(required=False, max_length=200)
    slug = forms.CharField(required=False, max_length=SLUG_LENGTH)
    proposed = forms.CharField(required=False, max_length=SLUG_LENGTH)


class NewProjectForm(JudgedFields, ReadersFields):
    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput({"autofocus": True}))
    slug = forms.SlugField(
        label=_("Slug"),
        max_length=SLUG_LENGTH,
        required=False,
        help_text=_("Its place in addresses and commands. It stays as it is once the project is made."),
    )
    language = forms.CharField(
        label=_("Language"),
        max_length=20,
        required=False,
        help_text=_("Of articles that do not state theirs, such as “en”."),
    )
    guidelines = forms.CharField(
        label=_("Guidelines"),
        required=False,
        max_length=MOST_CHARACTERS,
        strip=False,
        help_text=_("What annotators are to mark, and how. Markdown; it can be written later."),
        widget=forms.Textarea({"rows": 8}),
    )
    suggester = forms.ChoiceField(label=_("Suggester"), required=False, choices=suggester_choices)
    preset = forms.ChoiceField(
        label=_("Guideline profile"),
        choices=[(name, words.title) for name, words in PRESET_WORDS.items()],
        initial=DEFAULT.key,
        help_text=_("What counts as a quote, for suggestions. The settings show examples of each."),
    )
    accept_threshold = DecimalNumber(
        label=_("Threshold"),
        min_value=0,
        max_value=1,
        initial=0.9,
        help_text=_("Suggestions with this score or more are accepted together by Shift+A."),
        widget=forms.NumberInput({"step": "0.01"}),
    )
    remote_images = forms.BooleanField(
        label=_("Remote images"),
        required=False,
        help_text=Project._meta.get_field("remote_images").help_text,
    )
    client = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    field_order = ("name", "slug")

    def clean_name(self) -> str:
        name = plain(self.cleaned_data["name"])
        if not name:
            raise ValidationError(_("Give the project a name."))
        return name

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in TAKEN_SLUGS:
            raise ValidationError(_("This slug is an address of its own: choose another."))
        return slug

    @property
    def values(self) -> dict[str, Any]:
        """What ``make_project`` takes."""
        kept = ("name", "slug", "language", "guidelines", "suggester", "accept_threshold", "remote_images")
        return {
            **{name: self.cleaned_data[name] for name in kept},
            "overlap": self.overlap,
            "judged": self.judged,
            "profile": PRESETS[self.cleaned_data["preset"]].as_json(),
        }
