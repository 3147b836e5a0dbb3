"""What the workbench asks for: one action, or what was done since another."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from annotator.frame import Frame, RoleSpan
from annotator.services.activity import MOST_SECONDS
from annotator.services.decide import Change, Seen
from annotator.services.flags import LONGEST_NOTE
from annotator.vocabulary import COMMANDS, ENTITY_TYPES, Command, Kind, QuoteType, SpanRole, SpeakerKind, Verdict
from config.outside import LARGEST_NUMBER, WholeNumber, json_value

MOST_CARDS = 10_000


class SpansField(forms.CharField):
    """``[[role, start, end], …]`` as JSON."""

    def clean(self, value: Any) -> tuple[RoleSpan, ...] | None:
        raw = super().clean(value)
        if not raw:
            return None
        try:
            rows = json_value(raw)
        except ValueError as error:
            raise ValidationError(f"The spans are not JSON: {error}.") from error
        return tuple(span_of(row) for row in rows) if isinstance(rows, list) else invalid_spans(rows)


class WordsField(forms.CharField):
    """The words that the page shows at each span, as a list in JSON. None if the page stated none."""

    def clean(self, value: Any) -> tuple[str, ...] | None:
        raw = super().clean(value)
        if not raw:
            return None
        try:
            words = json_value(raw)
        except ValueError as error:
            raise ValidationError(f"The words are not JSON: {error}.") from error
        if not (isinstance(words, list) and all(isinstance(one, str) for one in words)):
            raise ValidationError("The words are a list of texts, one for each span.")
        return tuple(one.encode(errors="replace").decode() for one in words)  # half a surrogate pair cannot be shown


def invalid_spans(value: Any) -> tuple[RoleSpan, ...]:
    raise ValidationError(f"Spans are a list of [role, start, end], not {str(value)[:60]}.")


def span_of(row: Any) -> RoleSpan:
    if not (isinstance(row, list) and len(row) == 3 and row[0] in SpanRole.values):
        invalid_spans(row)
    role, start, end = row
    if not all(isinstance(offset, int) and 0 <= offset <= LARGEST_NUMBER for offset in (start, end)):
        invalid_spans(row)
    return (str(role), start, end)


class CardsField(forms.CharField):
    """Card ids with commas between them."""

    def clean(self, value: Any) -> list[str]:
        raw = super().clean(value)
        try:
            cards = list(dict.fromkeys(str(uuid.UUID(card)) for card in raw.split(",") if card))
        except ValueError as error:
            raise ValidationError(f"“{raw[:60]}” is not a list of annotation ids.") from error
        if len(cards) > MOST_CARDS:
            raise ValidationError(_("At most %(most)d suggestions are accepted at once.") % {"most": MOST_CARDS})
        return cards


class SharedFields(dict[str, forms.Field]):
    """Fields that the forms of a class share. Django copies them for each form, because some forms change theirs."""

    def __deepcopy__(self, memo: Any) -> SharedFields:
        return self


class ActionForm(forms.Form):
    """One action of the workbench: a verb on a card as the page showed it, with a client-made id."""

    action = forms.UUIDField()
    verb = forms.ChoiceField(choices=[(name, name) for name in COMMANDS])
    card = forms.UUIDField(required=False)
    version = WholeNumber(required=False)
    cards = CardsField(required=False)
    kind = forms.ChoiceField(choices=Kind.choices, required=False)
    spans = SpansField(required=False)
    words = WordsField(required=False)
    quote_type = forms.ChoiceField(choices=QuoteType.choices, required=False)
    speaker_kind = forms.ChoiceField(choices=SpeakerKind.choices, required=False)
    entity_type = forms.ChoiceField(choices=[(name, name) for name in ENTITY_TYPES], required=False)
    replacement = forms.CharField(max_length=1000, required=False, strip=False)
    name = forms.CharField(max_length=300, required=False)
    person = WholeNumber(required=False)
    note = forms.CharField(max_length=LONGEST_NOTE, required=False)
    instead = forms.BooleanField(required=False)  # of what stands: the answer to the question about a stale edit
    seconds = WholeNumber(required=False, max_value=MOST_SECONDS)  # active time since the action before
    order = WholeNumber(required=False)  # for undo and redo: the last action that the page showed

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        command = COMMANDS.get(values.get("verb", ""))
        missing = [name for name in command.needs if values.get(name) in (None, "", ())] if command else []
        if command and missing:
            raise ValidationError(message_for(missing[0], command))
        return values

    @property
    def command(self) -> Command:
        return COMMANDS[self.cleaned_data["verb"]]

    @property
    def card_id(self) -> str:
        """The id of the card, or "" if the command names none."""
        return str(self.cleaned_data.get("card") or "")

    @property
    def shown_cards(self) -> set[str]:
        """The cards that the page has redrawn by itself: the answer holds them even if nothing changed."""
        return {self.card_id} if self.command.on_one_card else set(self.cleaned_data["cards"] or [])

    @property
    def seen(self) -> Seen:
        return Seen(self.card_id, self.cleaned_data["version"])

    @property
    def change(self) -> Change:
        values = self.cleaned_data
        return Change(
            spans=values["spans"],
            words=values["words"],
            quote_type=values["quote_type"] or None,
            speaker_kind=values["speaker_kind"] or None,
            entity_type=values["entity_type"] or None,
            replacement=values["replacement"] or None,
            name=values["name"] or None,
            person=values["person"],
        )

    @property
    def new_frame(self) -> Frame:
        values = self.cleaned_data
        kind = values["kind"]
        return Frame(
            id=self.card_id,
            kind=kind,
            verdict=Verdict.ADDED,
            spans=values["spans"],
            quote_type=values["quote_type"] if kind == Kind.QUOTE else "",
            speaker_kind=values["speaker_kind"] if kind == Kind.QUOTE else "",
            entity_type=(values["entity_type"] or "PERSON") if kind == Kind.ENTITY else "",
            replacement=values["replacement"] if kind == Kind.REPAIR else "",
            name=values["name"],
        )


def message_for(missing: str, command: Command) -> str:
    """What to say if the command came without this field."""
    if missing == "note":
        return _("Write what your colleague should look at.")
    if command.on_one_card:
        return "This action names its card and the version that the page showed."
    return "A new annotation has an id made by the page (card), a kind and spans."


ActionForm.base_fields = SharedFields(ActionForm.base_fields)


class SinceForm(forms.Form):
    """The number of the last action that a page has shown."""

    since = WholeNumber()
