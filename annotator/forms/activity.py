"""What the workbench says of active time."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from annotator.services.activity import Stretch
from config.outside import WholeNumber

MOST_STRETCHES = 500
LONGEST_TEXT = MOST_STRETCHES * 32
STRETCH = re.compile(r"(\d{1,15})-(\d{1,15})")
LATEST = 253_402_214_400_000  # the last day of the year 9999: what a datetime holds


def moment(milliseconds: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(milliseconds / 1000, tz=datetime.UTC)


class StretchesField(forms.CharField):
    """“start-end,start-end”, in milliseconds since 1970 by the page’s clock."""

    def clean(self, value: Any) -> list[Stretch]:
        parts = super().clean(value).split(",")
        found = [STRETCH.fullmatch(part) for part in parts]
        pairs = [(int(match[1]), int(match[2])) for match in found if match]
        if len(pairs) < len(parts) or not all(0 <= start < end <= LATEST for start, end in pairs):
            raise ValidationError("Stretches are start-end in milliseconds, with commas between them.")
        if len(pairs) > MOST_STRETCHES:
            raise ValidationError(f"At most {MOST_STRETCHES} stretches are taken at once.")
        return [Stretch(moment(start), moment(end)) for start, end in pairs]


class ActivityForm(forms.Form):
    """Stretches of activity, and the page’s clock when it sent them."""

    sent = WholeNumber(max_value=LATEST)
    stretches = StretchesField(max_length=LONGEST_TEXT)

    @property
    def sent_at(self) -> datetime.datetime:
        return moment(self.cleaned_data["sent"])
