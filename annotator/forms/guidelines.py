"""Which version of the guidelines a page shows, and which other one it is compared with."""

from __future__ import annotations

from django import forms

from config.outside import LARGEST_NUMBER, WholeNumber


class VersionForm(forms.Form):
    version = WholeNumber(required=False, min_value=1, max_value=LARGEST_NUMBER)
    against = WholeNumber(required=False, min_value=1, max_value=LARGEST_NUMBER)
