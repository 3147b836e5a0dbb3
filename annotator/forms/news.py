"""What a page says about the guidelines that somebody has read."""

from __future__ import annotations

from django import forms

from config.outside import LARGEST_NUMBER, WholeNumber


class SeenForm(forms.Form):
    """The version that was seen, and the article whose page said so, if it was one."""

    number = WholeNumber(min_value=1, max_value=LARGEST_NUMBER)
    article = WholeNumber(required=False)
