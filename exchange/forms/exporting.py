"""What the export page takes in, checked and typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from annotator.vocabulary import Verdict
from config.outside import WholeNumber
from exchange.formats.catalogue import WRITTEN
from exchange.outgoing.exporting import STANDING, ExportOptions
from exchange.outgoing.selection import ALL, DEFAULT, MIXED


class ExportForm(forms.Form):
    """What to export. The choices of sets are those that the user may read."""

    format = forms.ChoiceField(choices=[(name, _(known.label)) for name, known in WRITTEN.items()], initial="jsonl")
    set = forms.ChoiceField(required=False)
    verdict = forms.MultipleChoiceField(
        choices=Verdict.choices, required=False, initial=list(STANDING), widget=forms.CheckboxSelectMultiple
    )
    apply_repairs = forms.BooleanField(required=False)
    stand_off = forms.BooleanField(required=False)
    anonymise = forms.BooleanField(required=False)
    byte_order_mark = forms.BooleanField(required=False)
    since = WholeNumber(required=False)

    def __init__(self, *args: Any, sets: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_sets(self.fields["set"], sets)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        known = WRITTEN.get(values.get("format", ""))
        if values.get("byte_order_mark") and known is not None and not known.is_text:
            raise ValidationError(f"A byte order mark would damage {values['format']}, which is no text: leave it out.")
        return values

    @property
    def options(self) -> ExportOptions:
        values = self.cleaned_data
        return ExportOptions(
            format=values["format"],
            chosen=values["set"],
            verdicts=tuple(values["verdict"]) or STANDING,
            apply_repairs=values["apply_repairs"],
            since=values["since"],
            byte_order_mark=values["byte_order_mark"],
            stand_off=values["stand_off"],
            anonymise=values["anonymise"],
        )


def offer_sets(field: forms.Field, sets: Sequence[str]) -> None:
    """Make the sets the field’s choices, in words unless they are names."""
    labels = {
        DEFAULT: _("gold and finished sets, else the machine’s"),
        MIXED: _("gold, finished and begun sets, with the machine’s undecided suggestions"),
        ALL: _("all sets, each annotation with its owner"),
    }
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared as one; this tells the type checker
    field.choices = [(name, labels.get(name, name)) for name in sets]
    field.required = DEFAULT not in sets
