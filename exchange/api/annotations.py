"""Annotations over the interface, under the names of the prediction format: read, and decided about one at a time."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import (
    PolymorphicProxySerializer,
    extend_schema,
    extend_schema_field,
    inline_serializer,
)
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.errors import Stale
from annotator.frame import Frame, RoleSpan
from annotator.models import Annotation
from annotator.services import decide
from annotator.services.decide import Change, Seen, Standing, standing
from annotator.services.frames import frame_of
from annotator.services.sets import made_by, set_of
from annotator.services.visibility import annotations_visible_to
from annotator.vocabulary import MAIN_ROLE, Kind, QuoteType, Source, SpeakerKind, Verdict
from articles import access
from exchange.api.common.errors import JsonOnly
from exchange.api.common.fields import SPAN_SCHEMA, NumberField, SpanField, SpansField
from exchange.api.common.filters import AnnotationFilter
from exchange.api.common.pagination import WalkPagination
from exchange.api.common.schema import answers, path_id
from exchange.api.common.walk import Walk

ANNOTATION_ID = path_id("id", "The id of a suggestion, or of an annotation of your own", type=str)
STALE = inline_serializer(
    "Stale",
    {
        "message": serializers.CharField(),
        "current": serializers.JSONField(help_text="The annotation as it stands now, with the version to send"),
    },
)


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
    """What all kinds share. ``version`` counts the changes of a person’s annotation; a machine’s is always at 0.
    ``guidelines`` is the version of the project’s guidelines under which a person decided; null for a machine’s, and
    for what was decided before there were versions.
    """

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
    guidelines = serializers.IntegerField(allow_null=True)
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
        return self.decisions.to_representation(mine[0]) if mine else None

    @cached_property
    def decisions(self) -> DecisionSerializer:
        return DecisionSerializer()

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
    return data_of_many([row])[0]


def data_of_many(rows: Iterable[Annotation]) -> list[dict[str, Any]]:
    """The same for many: to make a serializer takes longer than what it does."""
    serializers_by_kind = {kind: made() for kind, made in BY_KIND.items()}
    return [dict(serializers_by_kind[row.kind].to_representation(row)) for row in rows]


def any_kind(*, many: bool) -> PolymorphicProxySerializer:
    """For the schema: an annotation of whatever kind."""
    return PolymorphicProxySerializer(
        component_name="Annotation",
        serializers={str(kind): serializer for kind, serializer in BY_KIND.items()},
        resource_type_field_name="kind",
        many=many,
    )


class DecideSerializer(serializers.Serializer[Any]):
    """A decision: ``action`` is a new UUID made by the client, so that a repeated request has one effect."""

    action = serializers.UUIDField()
    version = NumberField(help_text="The version of your own decision as you saw it, 0 before the first")


class ChangeSerializer(DecideSerializer):
    """What is left out stays as it is. A quote takes content, cue and speaker; the other kinds start and end."""

    content = SpansField(required=False)
    cue = SpansField(required=False)
    speaker = SpansField(required=False)
    start = NumberField(required=False)
    end = NumberField(required=False)
    credit = SpanField(required=False, allow_null=True)
    type = serializers.CharField(required=False, max_length=40, help_text="Of a quote or an entity")
    speaker_kind = serializers.ChoiceField(required=False, choices=SpeakerKind.choices)
    speaker_name = serializers.CharField(required=False, max_length=300)
    name = serializers.CharField(required=False, max_length=300, help_text="Of the person whom an entity names")
    person = NumberField(required=False, min_value=1, help_text="The person’s id in the registry")
    replacement = serializers.CharField(required=False, max_length=1000, trim_whitespace=False)
    words = serializers.DictField(
        required=False,
        child=serializers.ListField(child=serializers.CharField(trim_whitespace=False)),
        help_text="The words that you mean, for each span of a part that you send: `content`, `cue`, `speaker`, "
        "`credit`, or `span` for start and end. Refused if the article has other words there",
    )

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if ("start" in values) != ("end" in values):
            raise serializers.ValidationError({"end": "Give start and end together."})
        for name, words in values.get("words", {}).items():
            if len(words) != number_of_spans(values, name):
                message = f"Give the words of each span that you send: {name} has {number_of_spans(values, name)}."
                raise serializers.ValidationError({"words": message})
        return values

    def change_of(self, now: Standing) -> Change:
        """The change that is wanted of what stands now."""
        values, frame = self.validated_data, now.frame
        is_quote = frame.kind == Kind.QUOTE
        spans = wanted_spans(frame, values)
        return Change(
            spans=spans,
            words=words_meant(frame, values, spans) if spans else None,
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


def number_of_spans(values: dict[str, Any], name: str) -> int:
    """How many spans the body sends of this part; ``span`` is what ``start`` and ``end`` give."""
    if name == "span":
        return int("start" in values)
    if name == "credit":
        return int(bool(values.get("credit")))
    return len(values.get(name, ()))


def words_meant(frame: Frame, values: dict[str, Any], spans: tuple[RoleSpan, ...]) -> tuple[str | None, ...] | None:
    """The words that the body states for each of the wanted spans, in their order; None where it states none."""
    if not values.get("words"):
        return None
    left = {MAIN_ROLE[frame.kind] if name == "span" else name: iter(words) for name, words in values["words"].items()}
    return tuple(next(left[role]) if role in left else None for role, _start, _end in spans)


DECIDED = {
    **answers({200: any_kind(many=False), 204: None}),
    409: STALE,
}
"""What every decision answers with."""
ABOUT = (
    "The decision goes into your own set. Answers with the annotation as it stands now, or with 204 where nothing does "
    "any more. When somebody, or another window, has changed it since: 409 with what stands."
)


class AnnotationViewSet(JsonOnly, viewsets.GenericViewSet[Annotation]):
    """Suggestions, and what people made of them."""

    queryset = Annotation.objects.none()
    filterset_class = AnnotationFilter
    pagination_class = WalkPagination
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Annotation]:
        return rows_for(self.request.user)

    @extend_schema(
        operation_id="annotations_list", summary="Annotations that you may read",
        responses=answers({200: any_kind(many=True)}),
    )  # fmt: skip
    def list(self, request: Request) -> Response:
        pages = WalkPagination()
        filters = AnnotationFilter.of(request, annotations_visible_to(request.user))
        places = pages.paginate_walk(Walk(request.user, filters), request)
        found = with_all_parts(Annotation.objects.order_by(), request.user)
        rows = found.in_bulk([place.annotation for place in places])
        shown = (rows[place.annotation] for place in places if place.annotation in rows)
        return pages.get_paginated_response(data_of_many(shown))

    @extend_schema(
        summary="One annotation", parameters=[ANNOTATION_ID], responses=answers({200: any_kind(many=False)})
    )  # fmt: skip
    def retrieve(self, request: Request, pk: Any) -> Response:
        return Response(annotation_data(self.get_object()))

    @extend_schema(
        summary="Accept a suggestion", description=ABOUT, parameters=[ANNOTATION_ID], request=DecideSerializer,
        responses=DECIDED,
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: Any) -> Response:
        return self.carry_out(DecideSerializer(data=request.data), decide.accept)

    @extend_schema(
        summary="Reject a suggestion, or remove an annotation of your own", description=ABOUT,
        parameters=[ANNOTATION_ID], request=DecideSerializer, responses=DECIDED,
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: Any) -> Response:
        return self.carry_out(DecideSerializer(data=request.data), decide.reject)

    @extend_schema(
        summary="Make a suggestion undecided again", description=ABOUT, parameters=[ANNOTATION_ID],
        request=DecideSerializer, responses=DECIDED,
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def reconsider(self, request: Request, pk: Any) -> Response:
        return self.carry_out(DecideSerializer(data=request.data), decide.reconsider)

    @extend_schema(
        summary="Correct an annotation", description=ABOUT, parameters=[ANNOTATION_ID], request=ChangeSerializer,
        responses=DECIDED,
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def change(self, request: Request, pk: Any) -> Response:
        return self.carry_out(ChangeSerializer(data=request.data), decide.change_frame)

    def carry_out(self, body: DecideSerializer, service: Callable[..., Any]) -> Response:
        """Check the body, call the service on the caller’s set, and answer with what stands then."""
        body.is_valid(raise_exception=True)
        row = self.get_object()
        user = self.request.user
        access.require(row.set.article.project, user)
        workset = set_of(row.set.article, user)
        card = str(row.origin_id if row.set_id == workset.pk and row.origin_id else row.pk)
        values: dict[str, Any] = {"user": user, "action_id": body.validated_data["action"]}
        if isinstance(body, ChangeSerializer):
            values["wanted"] = body.change_of(standing(workset, card))
        try:
            service(workset, seen=Seen(card, body.validated_data["version"]), **values)
        except Stale as error:
            current = current_data(workset, card)
            return Response({"message": str(error), "current": current}, status=status.HTTP_409_CONFLICT)
        current = current_data(workset, card)
        return Response(current) if current else Response(status=status.HTTP_204_NO_CONTENT)


def rows_for(user: Any) -> QuerySet[Annotation]:
    """Those that the user may read."""
    return with_all_parts(annotations_visible_to(user), user)


def with_all_parts(rows: QuerySet[Annotation], user: Any) -> QuerySet[Annotation]:
    """With all that their JSON needs, the user’s own decisions included: three queries, however many rows."""
    mine = made_by(user.pk).order_by()
    return (
        rows.select_related("set__article__project", "set__user", "person")
        .defer("set__article__text", "set__article__blocks", "set__article__extra")
        .prefetch_related("spans", Prefetch("decisions", queryset=mine, to_attr="mine"))
    )


def current_data(workset: Any, card: str) -> dict[str, Any] | None:
    """What the card stands for in the user’s set: the decision, else the suggestion, None once it is gone."""
    rows = rows_for(workset.user)
    row = rows.filter(set=workset, origin=uuid.UUID(card)).first() or rows.filter(pk=card).first()
    return annotation_data(row) if row else None
