"""What the pages about returned articles send and ask for."""

from __future__ import annotations

from django import forms

from config.outside import WholeNumber


class LookedAtForm(forms.Form):
    """``at`` is when the gold that the page showed was saved, so that what is saved meanwhile stays new."""

    at = forms.DateTimeField()


class ReturnedForm(forms.Form):
    page = WholeNumber(required=False, min_value=1)
