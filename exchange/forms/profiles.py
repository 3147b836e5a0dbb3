"""What the settings page takes in of a guideline profile: its switches, or its file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from annotator.guideline import EDGE_WORDS, KIND_WORDS, PARTS_WORDS
from articles.profiles import read_profile
from config.outside import json_value
from suggesters.profiles import EDGES, MOST_BYTES, PRESETS, Profile, ProfileError

CUSTOM = "custom"


class ProfileForm(forms.Form):
    """The switches as the page showed them. ``shown`` is the preset that it showed, or “custom”; ``base`` its name.

    Choosing another preset than the one shown takes that preset as it is; otherwise the switches say what is wanted.
    """

    preset = forms.ChoiceField(choices=[(name, name) for name in (*PRESETS, CUSTOM)])
    shown = forms.ChoiceField(choices=[(name, name) for name in (*PRESETS, CUSTOM)])
    base = forms.CharField(max_length=100, required=False)
    parts = forms.ChoiceField(choices=[(way, way) for way in PARTS_WORDS.ways])
    kinds = forms.MultipleChoiceField(choices=[(kind, kind) for kind in KIND_WORDS], required=False)
    full_stop = forms.ChoiceField(choices=[(way, way) for way in EDGE_WORDS["full_stop"].ways])
    that = forms.ChoiceField(choices=[(way, way) for way in EDGE_WORDS["that"].ways])
    marks = forms.ChoiceField(choices=[(way, way) for way in EDGE_WORDS["marks"].ways])
    phrases = forms.ChoiceField(choices=[(way, way) for way in EDGE_WORDS["phrases"].ways])
    wanted: Profile

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.wanted = profile_in(values)
            except ProfileError as error:
                raise ValidationError(str(error)) from error
        return values


def profile_in(values: dict[str, Any]) -> Profile:
    """The profile that the form’s values state."""
    if values["preset"] in PRESETS and values["preset"] != values["shown"]:
        return PRESETS[values["preset"]]
    edges = {edge: values[edge] for edge in EDGES}
    plain = {"parts": values["parts"], "kinds": values["kinds"], "edges": edges}
    switched = read_profile({**plain, "name": CUSTOM})
    if switched.key in PRESETS:
        return PRESETS[switched.key]
    base = PRESETS.get(values["shown"])
    name = f"{CUSTOM} (from {base.name})" if base else values["base"] or CUSTOM
    return read_profile({**plain, "name": name})


class ProfileFileForm(forms.Form):
    """A profile as ``profile.json`` exports it."""

    file = forms.FileField()
    wanted: Profile

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(
                _("The file is too long for a profile: %(most)s bytes at most.") % {"most": f"{MOST_BYTES:,}"}
            )
        try:
            self.wanted = read_profile(json_value(file.read().decode("utf-8-sig")))
        except ProfileError as error:
            raise ValidationError(str(error)) from error
        except ValueError as error:
            raise ValidationError(_("The file is not JSON: %(reason)s.") % {"reason": error}) from error
        return file


class OfferForm(forms.Form):
    """The answer to the offer of a preset."""

    preset = forms.ChoiceField(choices=[(name, name) for name in PRESETS])
    answer = forms.ChoiceField(choices=[("take", "take"), ("put aside", "put aside")])

    @property
    def wanted(self) -> Profile:
        return PRESETS[self.cleaned_data["preset"]]
