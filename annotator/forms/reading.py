"""Which sets of an article a page shows."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from annotator.vocabulary import KIND_PLURALS
from config.outside import LARGEST_KEY, WholeNumber


class ReadingForm(forms.Form):
    """``?set=12`` or ``?user=mara`` names a set; ``?annotation=UUID`` one of its cards."""

    set = WholeNumber(required=False, min_value=1, max_value=LARGEST_KEY)
    user = forms.CharField(required=False, max_length=150)
    annotation = forms.UUIDField(required=False)


class CompareForm(forms.Form):
    """Which two sets are compared, and what of them is shown."""

    left = WholeNumber(required=False, min_value=1, max_value=LARGEST_KEY)
    right = WholeNumber(required=False, min_value=1, max_value=LARGEST_KEY)
    show = forms.ChoiceField(required=False, choices=[("", _("only what differs")), ("all", _("everything"))])
    kind = forms.ChoiceField(required=False, choices=[("", _("all kinds")), *KIND_PLURALS.items()])
