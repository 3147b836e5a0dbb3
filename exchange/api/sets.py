"""Annotation sets over the interface: read with their annotations, and pushed by suggesters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    extend_schema,
    extend_schema_field,
)
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.models import AnnotationSet
from annotator.services.sets import with_number
from annotator.services.visibility import sets_visible_to
from annotator.vocabulary import Kind, QuoteType, SpeakerKind
from articles.models import Article
from exchange.api.annotations import CaptionSerializer, EntitySerializer, QuoteSerializer, RepairSerializer
from exchange.api.common.errors import JsonOnly
from exchange.api.common.fields import NumberField, ScoreField, SpanField, SpansField
from exchange.api.common.schema import answers, path_id
from suggesters.suggestions import Candidate, Caption, Entity, Quote, Repair, Suggestions, quote_of


class SetLineSerializer(serializers.ModelSerializer[AnnotationSet]):
    """A set without its annotations. ``number`` counts them.

    With ``imported_at``, somebody else brought the work, and its annotator has not signed it.
    """

    article = serializers.PrimaryKeyRelatedField[Article](read_only=True)
    annotator = serializers.SerializerMethodField()
    imported_by = serializers.SerializerMethodField()
    number = serializers.IntegerField(read_only=True)

    class Meta:
        model = AnnotationSet
        fields = [
            *("id", "article", "source", "suggester", "version", "annotator", "state", "notes"),
            *("created_at", "finished_at", "imported_at", "imported_by", "number"),
        ]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.STR)
    def get_annotator(self, annotation_set: AnnotationSet) -> str:
        """The user name, empty for a suggester’s set and for gold."""
        return annotation_set.user.get_username() if annotation_set.user else ""

    @extend_schema_field(OpenApiTypes.STR)
    def get_imported_by(self, annotation_set: AnnotationSet) -> str:
        """Who first brought work that its annotator has not signed; empty if a command did."""
        importer = annotation_set.imported_by.get_username() if annotation_set.imported_by else ""
        return annotation_set.imported_first_by or importer


class SetSerializer(SetLineSerializer):
    """A set with its annotations in reading order, by kind."""

    quotes = QuoteSerializer(many=True, read_only=True)
    entities = EntitySerializer(many=True, read_only=True)
    captions = CaptionSerializer(many=True, read_only=True)
    repairs = RepairSerializer(many=True, read_only=True)

    class Meta(SetLineSerializer.Meta):
        fields = [*SetLineSerializer.Meta.fields, "quotes", "entities", "captions", "repairs"]
        read_only_fields = fields


class PushedSetSerializer(SetSerializer):
    """A set as it stands after it was pushed."""

    import_notes = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="What of the request was left out, by key"
    )

    class Meta(SetSerializer.Meta):
        fields = [*SetSerializer.Meta.fields, "import_notes"]
        read_only_fields = fields


class ScoredSerializer(serializers.Serializer[Any]):
    score = ScoreField(default=0.0)
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
    start = NumberField()
    end = NumberField(min_value=1)


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


def left_out_of(data: Mapping[str, Any]) -> list[str]:
    """What a pushed set holds and the project does not, counted by key."""
    fields = MachineSetIn().fields
    counts = Counter(f"“{key}”" for key in data.keys() - fields.keys())
    for name, field in fields.items():
        if isinstance(field, serializers.ListSerializer) and isinstance(data.get(name), list):
            child: Any = field.child
            known = child.fields.keys()
            counts.update(f"“{key}” of {name}" for item in data[name] for key in item.keys() - known)
    return [f"{count} {key} left out: no key of the prediction format" for key, count in sorted(counts.items())]


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


def with_annotations(annotation_set: Any) -> Any:
    """The set with ``quotes``, ``entities``, ``captions`` and ``repairs`` in reading order; two queries."""
    rows = list(annotation_set.annotations.with_spans().order_by("start", "end", "id"))
    for row in rows:
        row.set = annotation_set
    names = {Kind.QUOTE: "quotes", Kind.ENTITY: "entities", Kind.CAPTION: "captions", Kind.REPAIR: "repairs"}
    for kind, name in names.items():
        setattr(annotation_set, name, [row for row in rows if row.kind == kind])
    return annotation_set


class AnnotationSetViewSet(JsonOnly, mixins.RetrieveModelMixin, viewsets.GenericViewSet[AnnotationSet]):
    """All annotations of one article from one source."""

    queryset = AnnotationSet.objects.none()
    serializer_class = SetSerializer
    lookup_value_converter = "key"

    def get_queryset(self) -> QuerySet[AnnotationSet]:
        return with_number(sets_visible_to(self.request.user)).select_related("user", "imported_by")

    @extend_schema(
        summary="One set with its annotations",
        parameters=[path_id("id", "The set’s id")],
        responses=answers({200: SetSerializer}),
    )
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(SetSerializer(with_annotations(self.get_object())).data)
