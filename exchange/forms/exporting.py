"""What the import and export pages take in, checked and typed."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from annotator.vocabulary import Verdict
from articles.models import text_digest
from exchange.formats.catalogue import READ, WRITTEN
from exchange.formats.source import Upload
from exchange.outgoing.exporting import STANDING, ExportOptions
from exchange.outgoing.selection import ALL, MOST_DECIDED

READ_CHOICES = [("auto", _("Told by name and content")), *((name, _(known.label)) for name, known in READ.items())]
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
    since = forms.IntegerField(required=False, min_value=0, max_value=2**62)

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
    """Make the sets the field’s choices, in words where they are no names."""
    labels = {
        MOST_DECIDED: _("the most decided set of each article"),
        ALL: _("all sets, each annotation with its owner"),
    }
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared as one; this tells the type checker
    field.choices = [(name, labels.get(name, name)) for name in sets]
    field.required = MOST_DECIDED not in sets
