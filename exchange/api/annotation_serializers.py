"""Annotations as JSON, under the names of the prediction format, and what a decision about one takes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from annotator.frame import Frame, RoleSpan
from annotator.models import Annotation
from annotator.services.decide import Change, Standing
from annotator.services.frames import frame_of
from annotator.vocabulary import MAIN_ROLE, Kind, QuoteType, Source, SpeakerKind, Verdict
from exchange.api.serializers import SPAN_SCHEMA, SetLineSerializer


class SourceSerializer(serializers.Serializer[Any]):
    """Whose annotation: a suggester’s of a version, an annotator’s (``name`` is the user name), or the gold set’s."""

    kind = serializers.CharField()
    name = serializers.CharField()
    version = serializers.CharField()


class DecisionSerializer(serializers.Serializer[Annotation]):
    """What the asking user decided about a suggestion."""

    id = serializers.UUIDField()
    verdict = serializers.CharField()
    version = serializers.IntegerField()


class AnnotationSerializer(serializers.Serializer[Annotation]):
    """What all kinds share. ``version`` counts the changes of a person’s annotation; a machine’s is always at 0."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    article = serializers.IntegerField(source="set.article_id")
    annotation_set = serializers.IntegerField(source="set_id")
    by = serializers.SerializerMethodField()
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    origin = serializers.UUIDField(source="origin_id", allow_null=True)
    person = serializers.IntegerField(source="person_id", allow_null=True)
    score = serializers.FloatField(allow_null=True)
    reason = serializers.CharField()
    place = serializers.CharField()
    version = serializers.SerializerMethodField()
    decision = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    @extend_schema_field(SourceSerializer)
    def get_by(self, row: Annotation) -> dict[str, str]:
        owner = row.set
        name = owner.user.get_username() if owner.user else owner.suggester
        return {"kind": owner.source, "name": name, "version": owner.version}

    def get_version(self, row: Annotation) -> int:
        return 0 if row.set.source == Source.SUGGESTER else row.version

    @extend_schema_field(DecisionSerializer(allow_null=True))
    def get_decision(self, row: Any) -> Any:
        mine = getattr(row, "mine", [])
        return DecisionSerializer(mine[0]).data if mine else None

    def spans(self, row: Annotation, role: str) -> list[list[int]]:
        return [list(span) for span in frame_of(row).by_role(role)]


SPANS = extend_schema_field({"type": "array", "items": SPAN_SCHEMA})


class QuoteSerializer(AnnotationSerializer):
    type = serializers.ChoiceField(source="quote_type", choices=QuoteType.choices)
    content = serializers.SerializerMethodField()
    cue = serializers.SerializerMethodField()
    speaker = serializers.SerializerMethodField()
    speaker_name = serializers.SerializerMethodField()
    speaker_kind = serializers.ChoiceField(choices=SpeakerKind.choices)

    @SPANS
    def get_content(self, row: Annotation) -> list[list[int]]:
        return self.spans(row, "content")

    @SPANS
    def get_cue(self, row: Annotation) -> list[list[int]]:
        return self.spans(row, "cue")

    @SPANS
    def get_speaker(self, row: Annotation) -> list[list[int]]:
        return self.spans(row, "speaker")

    def get_speaker_name(self, row: Annotation) -> str | None:
        return name_of(row)


class StretchSerializer(AnnotationSerializer):
    """A kind with one main span."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()


class EntitySerializer(StretchSerializer):
    type = serializers.CharField(source="entity_type")
    name = serializers.SerializerMethodField()

    def get_name(self, row: Annotation) -> str | None:
        return name_of(row)


class CaptionSerializer(StretchSerializer):
    credit = serializers.SerializerMethodField()

    @extend_schema_field({**SPAN_SCHEMA, "nullable": True})
    def get_credit(self, row: Annotation) -> list[int] | None:
        return next(iter(self.spans(row, "credit")), None)


class RepairSerializer(StretchSerializer):
    replacement = serializers.CharField()


BY_KIND: dict[str, type[AnnotationSerializer]] = {
    Kind.QUOTE: QuoteSerializer,
    Kind.ENTITY: EntitySerializer,
    Kind.CAPTION: CaptionSerializer,
    Kind.REPAIR: RepairSerializer,
}


def name_of(row: Annotation) -> str | None:
    """The registry’s name, else the one that the source gave."""
    return (row.person.name if row.person else row.name) or None


def annotation_data(row: Annotation) -> dict[str, Any]:
    """The annotation as JSON values. Reads its set with user, its person and its spans: fetch them for many."""
    return dict(BY_KIND[row.kind](row).data)


def any_kind(*, many: bool) -> PolymorphicProxySerializer:
    """For the schema: an annotation of whatever kind."""
    return PolymorphicProxySerializer(
        component_name="Annotation",
        serializers={str(kind): serializer for kind, serializer in BY_KIND.items()},
        resource_type_field_name="kind",
        many=many,
    )


class SetSerializer(SetLineSerializer):
    """A set with its annotations in reading order, by kind."""

    quotes = QuoteSerializer(many=True, read_only=True)
    entities = EntitySerializer(many=True, read_only=True)
    captions = CaptionSerializer(many=True, read_only=True)
    repairs = RepairSerializer(many=True, read_only=True)

    class Meta(SetLineSerializer.Meta):
        fields = [*SetLineSerializer.Meta.fields, "quotes", "entities", "captions", "repairs"]
        read_only_fields = fields


class SpanField(serializers.ListField):
    """``[start, end)`` in code points."""

    def __init__(self, **options: Any) -> None:
        number = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
        super().__init__(child=number, min_length=2, max_length=2, **options)


class SpansField(serializers.ListField):
    def __init__(self, **options: Any) -> None:
        super().__init__(child=SpanField(), **options)


class DecideSerializer(serializers.Serializer[Any]):
    """A decision: ``action`` is a new UUID made by the client, so that a repeated request has one effect."""

    action = serializers.UUIDField()
    version = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, help_text="The version of your own decision as you saw it, 0 before the first"
    )


class ChangeSerializer(DecideSerializer):
    """What is left out stays as it is. A quote takes content, cue and speaker; the other kinds start and end."""

    content = SpansField(required=False)
    cue = SpansField(required=False)
    speaker = SpansField(required=False)
    start = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    end = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    credit = SpanField(required=False, allow_null=True)
    type = serializers.CharField(required=False, max_length=40, help_text="Of a quote or an entity")
    speaker_kind = serializers.ChoiceField(required=False, choices=SpeakerKind.choices)
    speaker_name = serializers.CharField(required=False, max_length=300)
    name = serializers.CharField(required=False, max_length=300, help_text="Of the person whom an entity names")
    person = serializers.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, help_text="The person’s id in the registry"
    )
    replacement = serializers.CharField(required=False, max_length=1000, trim_whitespace=False)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if ("start" in values) != ("end" in values):
            raise serializers.ValidationError({"end": "Give start and end together."})
        return values

    def change_of(self, now: Standing) -> Change:
        """The change that is wanted of what stands now."""
        values, frame = self.validated_data, now.frame
        is_quote = frame.kind == Kind.QUOTE
        return Change(
            spans=wanted_spans(frame, values),
            quote_type=values.get("type") if is_quote else None,
            entity_type=None if is_quote else values.get("type"),
            speaker_kind=values.get("speaker_kind"),
            replacement=values.get("replacement"),
            name=values.get("speaker_name") if is_quote else values.get("name"),
            person=values.get("person"),
        )


def wanted_spans(frame: Frame, values: dict[str, Any]) -> tuple[RoleSpan, ...] | None:
    """All spans of the frame with those roles replaced that the values name; None where they name none."""
    given: dict[str, list[list[int]]] = {role: values[role] for role in ("content", "cue", "speaker") if role in values}
    if "start" in values:
        given[MAIN_ROLE[frame.kind]] = [[values["start"], values["end"]]]
    if "credit" in values:
        given["credit"] = [values["credit"]] if values["credit"] else []
    if not given:
        return None
    kept = [span for span in frame.spans if span[0] not in given]
    return (*kept, *((role, start, end) for role, spans in given.items() for start, end in spans))
