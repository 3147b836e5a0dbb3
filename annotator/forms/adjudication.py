"""What the page of adjudication sends: a decision about a case, or a filter of the list."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from annotator.errors import Refused
from annotator.forms.actions import span_of
from annotator.frame import Frame, check_words
from annotator.models import Adjudication
from annotator.services.adjudicate import Decision
from annotator.vocabulary import ENTITY_TYPES, CaseChoice, Kind, QuoteType, SpeakerKind, Verdict
from articles.models import Article
from config.outside import LARGEST_KEY, WholeNumber, json_value

MOST_FRAMES = 100
TEXTS = {"name": 300, "replacement": 1000}
CHOICES: dict[str, dict[str, Any]] = {
    Kind.QUOTE: {"quote_type": QuoteType.values, "speaker_kind": SpeakerKind.values},
    Kind.ENTITY: {"entity_type": ENTITY_TYPES},
}


class FramesField(forms.CharField):
    """The frames that an adjudicator wrote, as a list in JSON; each with its spans and the words seen at them."""

    def clean(self, value: Any) -> list[dict[str, Any]]:
        raw = super().clean(value)
        if not raw:
            return []
        try:
            rows = json_value(raw)
        except ValueError as error:
            raise ValidationError(f"The frames are not JSON: {error}.") from error
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows) or len(rows) > MOST_FRAMES:
            raise ValidationError(f"The frames are a list of at most {MOST_FRAMES} objects.")
        return [checked_row(row) for row in rows]


def checked_row(row: dict[str, Any]) -> dict[str, Any]:
    """The values of one frame, each within its limits."""
    kind = row.get("kind")
    spans, words = row.get("spans"), row.get("words")
    if kind not in Kind.values or not isinstance(spans, list):
        raise ValidationError("A frame has a kind and spans.")
    if words is not None and not (isinstance(words, list) and all(isinstance(one, str) for one in words)):
        raise ValidationError("The words are a list of texts, one for each span.")
    values = {"kind": kind, "spans": tuple(map(span_of, spans)), "words": words, "person": row.get("person")}
    for name, allowed in CHOICES.get(kind, {}).items():
        if row.get(name) not in allowed:
            raise ValidationError(f"{name} is one of {', '.join(allowed)}.")
        values[name] = row[name]
    for name, longest in TEXTS.items():
        text = row.get(name) or ""
        if not isinstance(text, str) or len(text) > longest:
            raise ValidationError(_("At most %(longest)d characters fit here.") % {"longest": longest})
        values[name] = text if name != "name" else " ".join(text.split())
    if not (values["person"] is None or (type(values["person"]) is int and 0 < values["person"] <= LARGEST_KEY)):
        raise ValidationError("The person is a number.")
    return values


class CaseForm(forms.Form):
    """One step: a choice about a case as the page showed it, or undo, redo, save, make-gold."""

    action = forms.UUIDField()
    case = forms.UUIDField(required=False)
    version = WholeNumber(required=False)
    choice = forms.RegexField(rf"^(?:{'|'.join(CaseChoice.values)}|undo|redo)(?::\d{{1,3}})?$")
    frames = FramesField(required=False)
    order = WholeNumber(required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        steps_back = values.get("choice") in ("undo", "redo")
        if not steps_back and (values.get("case") is None or values.get("version") is None):
            raise ValidationError("A choice names its case and the version that the page showed.")
        return values

    @property
    def verb(self) -> str:
        return str(self.cleaned_data["choice"].partition(":")[0])

    def decision(self, article: Article) -> Decision:
        """Raises Refused where the words are not those of the article."""
        number = self.cleaned_data["choice"].partition(":")[2]
        frames = tuple(frame_of_row(row, article) for row in self.cleaned_data["frames"])
        return Decision(self.verb, int(number) if number else None, frames)


def frame_of_row(row: dict[str, Any], article: Article) -> Frame:
    """The frame that these values state. A person is kept while the name is theirs; else the name is looked up."""
    if row["words"] is not None:
        check_words(row["spans"], row["words"], article)
    frame = Frame(str(uuid.uuid4()), row["kind"], Verdict.ADDED, row["spans"], name=row["name"])
    if row["kind"] == Kind.QUOTE:
        frame.quote_type, frame.speaker_kind = row["quote_type"], row["speaker_kind"]
        if frame.speaker_kind == SpeakerKind.NONE:
            frame.name = ""
            frame.spans = tuple(span for span in frame.spans if span[0] != "speaker")
        elif frame.name and frame.speaker_kind == SpeakerKind.UNNAMED:
            frame.speaker_kind = SpeakerKind.NAMED
    elif row["kind"] == Kind.ENTITY:
        frame.entity_type = row["entity_type"]
    elif row["kind"] == Kind.REPAIR:
        frame.replacement = row["replacement"]
        if not frame.replacement:
            raise Refused(_("Write what should stand there."))
    person = article.project.people.filter(pk=row["person"] or 0).first()
    if person is not None and frame.name == person.name:
        frame.person = person.pk
    return frame


class ListForm(forms.Form):
    """Which articles the list shows: of one state, after one of them."""

    state = forms.ChoiceField(choices=Adjudication.State.choices, required=False)
    after = WholeNumber(required=False)
