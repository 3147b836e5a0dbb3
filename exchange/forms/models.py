"""What the pages of learned versions take in: a model's file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from suggesters.learned.model import MOST_BYTES, Model, ModelError, model_of


class ModelFileForm(forms.Form):
    """A model as the page of a version or ``train --output`` writes it."""

    file = forms.FileField()
    wanted: Model

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        try:
            self.wanted = model_of(file.read(MOST_BYTES + 1))
        except ModelError as error:
            raise ValidationError(str(error)) from error
        return file
