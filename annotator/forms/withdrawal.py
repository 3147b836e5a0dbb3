"""The form on the page that withdraws an article."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from annotator.services.withdraw import LONGEST_REASON


class WithdrawalForm(forms.Form):
    """To withdraw with a reason, or to bring back."""

    action = forms.ChoiceField(choices=[("withdraw", "withdraw"), ("bring-back", "bring back")])
    reason = forms.CharField(required=False, max_length=LONGEST_REASON)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("action") == "withdraw" and not values.get("reason") and "reason" not in self.errors:
            raise ValidationError("Say why the article is withdrawn: the reason is shown with later releases.")
        return values
