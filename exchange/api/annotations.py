"""Annotations over the interface: read by filters, decided about one at a time."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.errors import Stale
from annotator.models import Annotation
from annotator.services import decide
from annotator.services.decide import Seen, standing
from annotator.services.sets import set_of
from articles import access
from exchange.api.annotation_serializers import ChangeSerializer, DecideSerializer, annotation_data, any_kind
from exchange.api.common.errors import JsonOnly
from exchange.api.common.filters import AnnotationFilter
from exchange.api.common.schema import answers, path_id
from exchange.api.common.visibility import annotations_visible_to

ANNOTATION_ID = path_id("id", "The id of a suggestion, or of an annotation of your own", type=str)
STALE = inline_serializer(
    "Stale",
    {
        "message": serializers.CharField(),
        "current": serializers.JSONField(help_text="The annotation as it stands now, with the version to send"),
    },
)
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
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Annotation]:
        return rows_for(self.request.user)

    @extend_schema(
        operation_id="annotations_list", summary="Annotations that you may read",
        responses=answers({200: any_kind(many=True)}),
    )  # fmt: skip
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([annotation_data(row) for row in page or ()])

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
    """With all that their JSON needs, the user’s own decisions included: three queries, however many rows."""
    mine = Annotation.objects.filter(set__user=user)
    return (
        annotations_visible_to(user)
        .select_related("set__article__project", "set__user", "person")
        .defer("set__article__text", "set__article__blocks", "set__article__extra")
        .prefetch_related("spans", Prefetch("decisions", queryset=mine, to_attr="mine"))
    )


def current_data(workset: Any, card: str) -> dict[str, Any] | None:
    """What stands behind the card in the user’s set: the decision, else the suggestion, None where it is gone."""
    rows = rows_for(workset.user)
    row = rows.filter(set=workset, origin=uuid.UUID(card)).first() or rows.filter(pk=card).first()
    return annotation_data(row) if row else None
