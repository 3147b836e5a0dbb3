"""What the pages of the queue ask for."""

from __future__ import annotations

from django import forms

from annotator.services.skips import LONGEST_REASON
from config.outside import WholeNumber

MOST_PAGES = 100_000


class PageForm(forms.Form):
    """The page of a list, from 1."""

    page = WholeNumber(required=False, min_value=1, max_value=MOST_PAGES)

    @property
    def number(self) -> int:
        return (self.cleaned_data.get("page") if self.is_valid() else None) or 1


class SkipForm(forms.Form):
    """Why somebody leaves an article to others."""

    reason = forms.CharField(max_length=LONGEST_REASON)


class ReleaseForm(forms.Form):
    """Which place is released."""

    lease = WholeNumber(min_value=1)
