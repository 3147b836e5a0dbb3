"""What the page sends that confirms a bulk action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from annotator.models import BulkAction

WORDS = {
    BulkAction.Kind.PERSON: (_("Name of the person, as the registry has it"), 420),
    BulkAction.Kind.FLAG: (_("What do you ask?"), 1000),
}


class BulkForm(forms.Form):
    """``bulk`` is an id that the page made: while it is missing, nobody has confirmed anything."""

    bulk = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(required=False, strip=True)

    def __init__(self, *args: Any, kind: BulkAction.Kind, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"].label, self.most = WORDS.get(kind, ("", 0))

    @property
    def asks_for_words(self) -> bool:
        return self.most > 0

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"]) if self.asks_for_words else ""
        if self.asks_for_words and not words:
            raise ValidationError(_("Write this first."))
        if len(words) > self.most:
            raise ValidationError(_("At most %(most)s characters.") % {"most": self.most})
        return words
