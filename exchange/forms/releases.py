"""What the page of releases takes in, checked and typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from annotator.errors import Refused
from annotator.vocabulary import Verdict
from exchange.formats.catalogue import WRITTEN
from exchange.forms.exporting import offer_sets
from exchange.outgoing.exporting import STANDING
from exchange.releases.options import METHODS, ReleaseOptions, SplitOptions, shares_of


class ReleaseForm(forms.Form):
    """A release to make. ``client_id`` is drawn when the page is shown, so that sending it twice makes one release."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    formats = forms.MultipleChoiceField(
        choices=[(name, _(known.label)) for name, known in WRITTEN.items()],
        initial=["jsonl"],
        widget=forms.CheckboxSelectMultiple,
    )
    set = forms.ChoiceField(required=False)
    verdict = forms.MultipleChoiceField(
        choices=Verdict.choices, required=False, initial=list(STANDING), widget=forms.CheckboxSelectMultiple
    )
    apply_repairs = forms.BooleanField(required=False)
    stand_off = forms.BooleanField(required=False)
    anonymise = forms.BooleanField(required=False)
    split = forms.ChoiceField(choices=[(name, _(words)) for name, words in METHODS.items()], initial="none")
    shares = forms.CharField(initial="80/10/10", max_length=20)
    salt = forms.CharField(initial="quotemark", required=False, max_length=100)
    licence = forms.CharField(required=False, max_length=300)
    note = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, sets: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_sets(self.fields["set"], sets)

    def clean_shares(self) -> tuple[int, int, int]:
        try:
            return shares_of(self.cleaned_data["shares"])
        except Refused as error:
            raise ValidationError(str(error)) from error

    @property
    def options(self) -> ReleaseOptions:
        values = self.cleaned_data
        return ReleaseOptions(
            formats=tuple(values["formats"]),
            chosen=values["set"],
            verdicts=tuple(values["verdict"]) or STANDING,
            apply_repairs=values["apply_repairs"],
            stand_off=values["stand_off"],
            anonymise=values["anonymise"],
            split=SplitOptions(method=values["split"], shares=values["shares"], salt=values["salt"]),
            licence=values["licence"],
            note=values["note"],
        )
