"""The search box over a list, and the place in it."""

from __future__ import annotations

from django import forms

from config.outside import WholeNumber


class SearchForm(forms.Form):
    """A search box and a place in a list."""

    q = forms.CharField(required=False, max_length=200)
    after = WholeNumber(required=False)
    state = forms.ChoiceField(
        required=False,
        choices=[
            *(("", "all"), ("open", "open"), ("finished", "finished"), ("new", "not begun")),
            *(("flagged", "with my questions"), ("withdrawn", "withdrawn")),
        ],
    )
