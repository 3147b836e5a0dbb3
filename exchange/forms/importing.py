"""What the import page takes in, checked and typed."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from articles.models import text_digest
from exchange.formats.catalogue import READ
from exchange.formats.source import Upload

READ_CHOICES = [
    ("auto", _("Recognised by name and content")),
    *((name, _(known.label)) for name, known in READ.items()),
]
MOST_FILES = 500


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of files, in the order in which they were chosen."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST_FILES:
            raise ValidationError(f"At most {MOST_FILES} files at once: put more of them into one JSON Lines file.")
        return [super(ManyFilesField, self).clean(file, initial) for file in files]


class ImportForm(forms.Form):
    """Files, or one text that was pasted. ``now`` imports them at once, without a look at them first."""

    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    now = forms.BooleanField(required=False)
    file = ManyFilesField(required=False, allow_empty_file=True)
    text = forms.CharField(required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}))
    name = forms.CharField(required=False, max_length=400)
    format = forms.ChoiceField(choices=READ_CHOICES, initial="auto")
    suggest = forms.BooleanField(required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.get("file") and not (values.get("text") or "").strip() and not self.errors:
            raise ValidationError(_("Choose a file, or paste a text."))
        if sum(file.size or 0 for file in values.get("file") or ()) > settings.UPLOAD_BYTES:
            raise ValidationError(
                f"More than {settings.UPLOAD_BYTES:,} bytes: pack the files with gzip, bring them in parts, or use "
                "manage.py import_articles on the server."
            )
        return values

    @property
    def uploads(self) -> list[Upload]:
        """The files and the pasted text. A text without a name is named by its content."""
        values = self.cleaned_data
        uploads = [Upload(upload.name or "file", upload) for upload in values["file"]]
        text = values["text"]
        if text.strip():
            name = values["name"] or f"pasted-{text_digest(text)[:12]}"
            uploads.append(Upload(name, BytesIO(text.encode("utf-8", errors="surrogatepass"))))
        return uploads


class StartForm(forms.Form):
    """How a draft is to be imported."""

    format = forms.ChoiceField(choices=READ_CHOICES, initial="auto")
    suggest = forms.BooleanField(required=False, initial=True)
