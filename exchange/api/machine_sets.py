"""A suggester’s set as it arrives: the prediction format, checked field by field."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from annotator.vocabulary import QuoteType, SpeakerKind
from articles.models import Article
from exchange.api.annotation_serializers import SpanField, SpansField
from suggesters.suggestions import Candidate, Caption, Entity, Quote, Repair, Suggestions, quote_of

LARGEST = 2**31 - 1


class ScoredSerializer(serializers.Serializer[Any]):
    score = serializers.FloatField(min_value=0, max_value=1, default=0.0)
    reason = serializers.CharField(allow_blank=True, max_length=500, default="")


class QuoteIn(ScoredSerializer):
    type = serializers.ChoiceField(choices=QuoteType.choices)
    content = SpansField(allow_empty=False)
    cue = SpansField(required=False)
    speaker = SpansField(required=False)
    speaker_name = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=300)
    speaker_kind = serializers.ChoiceField(required=False, choices=SpeakerKind.choices)
    candidates = serializers.ListField(
        child=serializers.ListField(min_length=2, max_length=2), required=False, help_text="[[name, score], …]"
    )

    def validate_candidates(self, values: list[Any]) -> list[Any]:
        for name, score in values:
            if not isinstance(name, str) or not isinstance(score, int | float) or not 0 <= score <= 1:
                raise serializers.ValidationError("A candidate is [name, score], the score from 0 to 1.")
        return values


class StretchIn(ScoredSerializer):
    start = serializers.IntegerField(min_value=0, max_value=LARGEST)
    end = serializers.IntegerField(min_value=1, max_value=LARGEST)


class EntityIn(StretchIn):
    type = serializers.CharField(max_length=40)
    name = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=300)


class CaptionIn(StretchIn):
    credit = SpanField(required=False, allow_null=True)


class RepairIn(StretchIn):
    replacement = serializers.CharField(max_length=1000, trim_whitespace=False)


class MachineSetIn(serializers.Serializer[Any]):
    """One run of one suggester’s version on the article. Offsets are code points of the text, half-open."""

    suggester = serializers.CharField(max_length=100)
    version = serializers.CharField(max_length=200)
    quotes = QuoteIn(many=True, required=False)
    entities = EntityIn(many=True, required=False)
    captions = CaptionIn(many=True, required=False)
    repairs = RepairIn(many=True, required=False)
    notes = serializers.ListField(
        child=serializers.CharField(max_length=500), required=False, help_text="What was left out, and why"
    )
    text = serializers.CharField(
        required=False, trim_whitespace=False, help_text="The text that the suggester read; refused where it is another"
    )
    sha256 = serializers.CharField(required=False, max_length=64, help_text="The same check by digest")

    def checked_for(self, article: Article) -> Suggestions:
        """The suggestions. Raises ValidationError where they were made for another text."""
        values = self.validated_data
        other = "This is not the text of article “{id}”: read it again by GET, and point into that."
        if values.get("text", article.text) != article.text:
            raise serializers.ValidationError({"text": other.format(id=article.external_id)})
        if values.get("sha256", article.sha256) != article.sha256:
            raise serializers.ValidationError({"sha256": other.format(id=article.external_id)})
        return suggestions_of(values)


def suggestions_of(values: dict[str, Any]) -> Suggestions:
    return Suggestions(
        quotes=tuple(quote_in(value) for value in values.get("quotes", ())),
        entities=tuple(Entity(**value) for value in values.get("entities", ())),
        captions=tuple(caption_in(value) for value in values.get("captions", ())),
        repairs=tuple(Repair(**value) for value in values.get("repairs", ())),
        notes=tuple(values.get("notes", ())),
    )


def quote_in(values: dict[str, Any]) -> Quote:
    quote = quote_of(values)
    found = tuple(Candidate(name[:300], float(score)) for name, score in values.get("candidates", ()))
    return Quote(
        quote.type, quote.content, quote.cue, quote.speaker, quote.speaker_name, quote.speaker_kind, quote.score,
        quote.reason, found,
    )  # fmt: skip


def caption_in(values: dict[str, Any]) -> Caption:
    credit = values.get("credit")
    return Caption(
        values["start"], values["end"], (credit[0], credit[1]) if credit else None, values["score"], values["reason"]
    )
