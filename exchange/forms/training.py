"""What asks for a training."""

from __future__ import annotations

from django import forms


class TrainForm(forms.Form):
    """``client_id`` is drawn when the page is shown, so that sending it twice is one training."""

    client_id = forms.UUIDField(required=False)
