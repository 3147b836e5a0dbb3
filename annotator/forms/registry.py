"""What the pages of the registry ask: filters of the list and of a person's quotes, and changes with their ids."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from annotator.vocabulary import PersonKind, QuoteType
from config.outside import WholeNumber

MOST_SELECTED = 2000  # quotes in one form


class OptionalForm(forms.Form):
    """Filters in an address: what is wrong counts as left out."""

    def value(self, name: str) -> Any:
        return self.cleaned_data.get(name) if self.is_valid() or name in self.cleaned_data else None


class PeopleFilter(OptionalForm):
    SHOWN = (
        ("", _("everybody")),
        ("wikidata", _("with a Wikidata id")),
        ("no-wikidata", _("without a Wikidata id")),
        ("same", _("maybe the same as another")),
        ("hand", _("entered, edited or imported")),
        ("gold", _("quoted in gold")),
        ("unquoted", _("without quotes")),
    )
    q = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField(required=False, choices=[("", _("all kinds")), *PersonKind.choices])
    show = forms.ChoiceField(required=False, choices=SHOWN)
    sort = forms.ChoiceField(required=False, choices=[("", _("most quoted")), ("name", _("by name"))])
    letter = forms.CharField(required=False, max_length=2)
    page = WholeNumber(required=False, min_value=1, max_value=100_000)


class QuotesFilter(OptionalForm):
    q = forms.CharField(required=False, max_length=200)
    type = forms.ChoiceField(required=False, choices=[("", _("all types")), *QuoteType.choices])
    sort = forms.ChoiceField(required=False, choices=[("", _("newest first")), ("old", _("oldest first"))])
    called = forms.CharField(required=False, max_length=700)
    page = WholeNumber(required=False, min_value=1, max_value=100_000)


class ChangeForm(forms.Form):
    """Any change: the page makes its id, so that a repeated request has one effect."""

    action = forms.UUIDField()


class PairForm(ChangeForm):
    """A second entry: by its key, or by its name as somebody typed it."""

    other = WholeNumber(required=False, min_value=1)
    name = forms.CharField(required=False, max_length=420)
    back = forms.ChoiceField(required=False, choices=[("", ""), ("list", ""), ("same", "")])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.get("other") and not values.get("name"):
            raise forms.ValidationError(_("Choose the other entry."))
        return values


class MoveForm(ChangeForm):
    """Quotes to give to somebody else: the ids of annotations, and a name."""

    to = forms.CharField(max_length=420, error_messages={"required": _("Write whose quotes they are.")})
    data: QueryDict

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        field = forms.UUIDField()
        chosen = self.data.getlist("quotes")[: MOST_SELECTED + 1]
        if not chosen:
            raise forms.ValidationError(_("Select the quotes to move first."))
        if len(chosen) > MOST_SELECTED:
            raise forms.ValidationError(_("Select at most %(number)s quotes."), params={"number": MOST_SELECTED})
        values["quotes"] = [field.clean(pk) for pk in chosen]
        return values
