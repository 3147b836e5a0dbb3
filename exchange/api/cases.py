"""Adjudication over the interface: the cases of an article, decided one at a time, and the article saved as gold."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, inline_serializer
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.errors import Stale
from annotator.frame import Frame
from annotator.models import Case
from annotator.services import adjudicate
from annotator.services.adjudicate import Decision
from annotator.services.merge import current, reading_of
from annotator.vocabulary import Aspect, CaseChoice, Kind, Rule, Verdict
from articles import access
from articles.models import Article, Role
from articles.readers.types import ReadError
from exchange.api.common.errors import JsonOnly
from exchange.api.common.fields import NumberField
from exchange.api.common.schema import answers, path_id
from exchange.formats.native.annotations import READERS, statement_values

ARTICLE_ID = path_id("pk", "The article’s id")
CASE_KEY = path_id("key", "The case’s key", type=OpenApiTypes.UUID)
ABOUT = (
    "Needs the role reviewer, and no unfinished work of your own in the article. “take” needs “option”, the number of "
    "a reading among those that differ, from 0; “edit” needs “frames” in the keys of the prediction format."
)


class ReadingSerializer(serializers.Serializer[Any]):
    """What one person made of it: no annotation, one, or several, in the keys of the prediction format."""

    annotation_set = serializers.IntegerField(source="set")
    annotator = serializers.CharField(source="name")
    annotations = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.DictField()))
    def get_annotations(self, described: Any) -> list[dict[str, Any]]:
        frames = reading_of(described)
        return [{"id": frame.id, **statement_values(frame), "verdict": frame.verdict} for frame in frames]


class CaseSerializer(serializers.Serializer[Any]):
    """One thing that several people read. ``gold`` names the annotations of the gold set that hold the decision."""

    key = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    state = serializers.CharField(help_text=", ".join(Case.State.values))
    difference = serializers.ListField(child=serializers.ChoiceField(choices=Aspect.choices))
    rule = serializers.ChoiceField(choices=[*Rule.choices, ("", "")])
    choice = serializers.ChoiceField(choices=[*CaseChoice.choices, ("", "")])
    taken = serializers.ListField(child=serializers.IntegerField(), help_text="The sets whose reading was taken")
    gold = serializers.ListField(child=serializers.UUIDField())
    in_gold = serializers.BooleanField(help_text="Whether the gold set holds the decision")
    decided_by = serializers.SerializerMethodField()
    decided_at = serializers.DateTimeField(allow_null=True)
    earlier = serializers.JSONField(allow_null=True, help_text="What was decided before a reading changed")
    version = serializers.IntegerField()
    readings = ReadingSerializer(many=True)

    @extend_schema_field(OpenApiTypes.STR)
    def get_decided_by(self, case: Case) -> str:
        """The user name, empty while nobody decided by hand."""
        return case.decided_by.get_username() if case.decided_by else ""


class SettleSerializer(serializers.Serializer[Any]):
    """A decision: ``action`` is a new UUID of yours, so that a repeated request has one effect."""

    action = serializers.UUIDField()
    version = NumberField(help_text="The version of the case as you saw it")
    choice = serializers.ChoiceField(choices=CaseChoice.choices)
    option = NumberField(required=False, help_text="For “take”: which of the different readings, from 0")
    frames = serializers.ListField(
        child=serializers.DictField(), required=False, max_length=100, help_text="For “edit”"
    )


STALE = inline_serializer(
    "StaleCase", {"message": serializers.CharField(), "current": CaseSerializer(allow_null=True)}
)  # fmt: skip


def adjudicated(request: Request, pk: int) -> Article:
    """The article, for whoever may adjudicate it."""
    article = access.article_for(request.user, pk, at_least=Role.REVIEWER)
    words = adjudicate.hindrance(article, request.user)
    if words:
        raise PermissionDenied(words)
    return article


def case_data(article: Article, key: uuid.UUID) -> dict[str, Any] | None:
    case = next((case for case in current(article).cases if case.key == key), None)
    return dict(CaseSerializer(case).data) if case else None


def frames_in(values: list[dict[str, Any]], case: dict[str, Any] | None, article: Article) -> tuple[Frame, ...]:
    """The frames that the body states, of the case’s kind. Raises ValidationError for what cannot be read."""
    kind = case["kind"] if case else Kind.QUOTE.value
    frames: list[Frame] = []
    for number, row in enumerate(values):
        try:
            read = READERS[kind](row, where=f"frames[{number}].", text=article.text)
        except ReadError as error:
            raise serializers.ValidationError({"frames": str(error)}) from error
        frames.append(replace(read, id=str(uuid.uuid4()), verdict=Verdict.ADDED))
    return tuple(frames)


class CasesView(JsonOnly, APIView):
    """The cases of an article."""

    @extend_schema(
        operation_id="articles_cases_list", summary="The cases of an article",
        description="What people who finished the article agree on, and in what they differ. Needs the role reviewer.",
        parameters=[ARTICLE_ID], responses=answers({200: CaseSerializer(many=True)}),
    )  # fmt: skip
    def get(self, request: Request, pk: int) -> Response:
        found = current(adjudicated(request, pk))
        return Response(CaseSerializer(found.cases, many=True).data)


class SettleView(JsonOnly, APIView):
    """A decision about one case."""

    @extend_schema(
        operation_id="articles_cases_decide", summary="Decide a case", description=ABOUT,
        parameters=[ARTICLE_ID, CASE_KEY], request=SettleSerializer,
        responses={**answers({200: CaseSerializer}), 409: STALE},
    )  # fmt: skip
    def post(self, request: Request, pk: int, key: uuid.UUID) -> Response:
        article = adjudicated(request, pk)
        body = SettleSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        frames = frames_in(values.get("frames", []), case_data(article, key), article)
        decision = Decision(values["choice"], values.get("option"), frames)
        asked: dict[str, Any] = {"action_id": values["action"], "key": key, "version": values["version"]}
        try:
            adjudicate.settle(article, user=request.user, decision=decision, **asked)
        except Stale as error:
            answer = {"message": str(error), "current": case_data(article, key)}
            return Response(answer, status=status.HTTP_409_CONFLICT)
        return Response(case_data(article, key))


class SaveGoldView(JsonOnly, APIView):
    """An article saved as gold."""

    @extend_schema(
        operation_id="articles_cases_save", summary="Save an article as gold",
        description="Needs the role reviewer, and no open case. Again, it changes nothing.",
        parameters=[ARTICLE_ID], request=None, responses=answers({200: CaseSerializer(many=True)}),
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        article = adjudicated(request, pk)
        adjudicate.save_gold(article, user=request.user)
        return Response(CaseSerializer(current(article).cases, many=True).data)
