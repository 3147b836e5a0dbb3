"""The history of an article over the interface: its events, and the article as it stood at any moment."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.frame import Frame
from annotator.models import Event
from annotator.services.audit import Moment, article_at, events_seen
from articles import access
from articles.models import Article, Role
from config.outside import LARGEST_KEY
from exchange.api.common.errors import JsonOnly
from exchange.api.common.fields import NumberField
from exchange.api.common.schema import answers, path_id
from exchange.formats.native.annotations import statement_values

PAGE = 200
AT = OpenApiParameter(
    "at", OpenApiTypes.STR,
    description="The number of an event, or a time with its zone: the article as it stood after that event, or then",
)  # fmt: skip
BEFORE = OpenApiParameter("before", OpenApiTypes.INT, description="Events before this number, for the next page")
ABOUT = (
    "Needs the role reviewer. While you have unfinished work of your own in the article, only your own is there. "
    "With “at”, “then” holds every set as it stood, in the keys of the prediction format."
)


class MomentSerializer(serializers.Serializer[Any]):
    """What is asked."""

    at = serializers.CharField(required=False, max_length=40)
    before = NumberField(required=False, max_value=LARGEST_KEY)

    def validate_at(self, value: str) -> int | datetime.datetime:
        if value.isascii() and value.isdigit():
            if int(value) > LARGEST_KEY:
                raise serializers.ValidationError("No event has a number as large.")
            return int(value)
        try:
            time = parse_datetime(value.replace(" ", "+"))
        except ValueError:
            time = None
        if time is None or is_naive(time):
            raise serializers.ValidationError("State the number of an event, or a time like 2026-11-28T14:05:00+00:00.")
        return time


class EventSerializer(serializers.ModelSerializer[Event]):
    """One line of history: what was done, by whom, and the annotation before and after."""

    actor = serializers.SerializerMethodField()
    before = serializers.JSONField(allow_null=True, read_only=True)
    after = serializers.JSONField(allow_null=True, read_only=True)

    class Meta:
        model = Event
        fields = ["id", "at", "actor", "verb", "annotation", "before", "after"]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.STR)
    def get_actor(self, event: Event) -> str:
        """The user name, empty for a machine or a command."""
        return event.actor.get_username() if event.actor else ""


class SetThenSerializer(serializers.Serializer[Any]):
    """A set as it stood."""

    id = serializers.IntegerField(help_text="The set’s id now")
    annotator = serializers.CharField(allow_blank=True)
    suggester = serializers.CharField(allow_blank=True)
    version = serializers.CharField(allow_blank=True)
    state = serializers.CharField()
    annotations = serializers.ListField(child=serializers.DictField())

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "source": serializers.CharField()}  # a field has a “source”


class ThenSerializer(serializers.Serializer[Any]):
    """The article as it stood after the event of number ``event``, 0 before the first."""

    event = serializers.IntegerField()
    at = serializers.DateTimeField(allow_null=True)
    withdrawn = serializers.CharField(allow_blank=True)
    complete_from = serializers.IntegerField(
        help_text="The first event from which on everything was recorded; 0: from the beginning"
    )
    questions = serializers.ListField(child=serializers.CharField(), help_text="Those that were open")
    sets = SetThenSerializer(many=True)


class HistorySerializer(serializers.Serializer[Any]):
    """A page of events, newest first; ``older`` is the “before” of the next page."""

    events = EventSerializer(many=True)
    older = serializers.IntegerField(allow_null=True)
    then = ThenSerializer(allow_null=True)


class HistoryView(JsonOnly, APIView):
    """The events of an article."""

    @extend_schema(
        operation_id="articles_history", summary="The history of an article", description=ABOUT,
        parameters=[path_id("pk", "The article’s id"), AT, BEFORE], responses=answers({200: HistorySerializer}),
    )  # fmt: skip
    def get(self, request: Request, pk: int) -> Response:
        article = access.article_for(request.user, pk, at_least=Role.REVIEWER)
        asked = MomentSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        rows = events_seen(article, request.user).order_by("-id")
        if "before" in values:
            rows = rows.filter(pk__lt=values["before"])
        found = list(rows[: PAGE + 1])
        then = moment_of(article, request.user, values["at"]) if "at" in values else None
        data = {
            "events": found[:PAGE],
            "older": found[PAGE - 1].pk if len(found) > PAGE else None,
            "then": then_data(then) if then else None,
        }
        return Response(HistorySerializer(data).data)


def moment_of(article: Article, user: Any, at: int | datetime.datetime) -> Moment:
    return article_at(article, user, event=at) if isinstance(at, int) else article_at(article, user, time=at)


def then_data(moment: Moment) -> dict[str, Any]:
    then = moment.then
    sets = [
        {
            "id": row.pk,
            "source": row.source,
            "annotator": row.user.get_username() if row.user else "",
            "suggester": row.suggester,
            "version": row.version,
            "state": then.sets[owner].state,
            "annotations": [
                annotation_data(frame, then.sets[owner].versions[frame.id])
                for frame in sorted(then.sets[owner].frames.values(), key=lambda frame: (*frame.hull, frame.id))
            ],
        }
        for owner, row in moment.rows.items()
        if owner in then.sets
    ]
    return {
        "event": then.event, "at": then.at, "withdrawn": then.withdrawn, "complete_from": moment.complete_from,
        "questions": list(then.questions.values()), "sets": sets,
    }  # fmt: skip


def annotation_data(frame: Frame, version: int) -> dict[str, Any]:
    return {
        "id": frame.id, "kind": frame.kind, **statement_values(frame), "verdict": frame.verdict,
        "origin": frame.origin, "person": frame.person, "guidelines": frame.guidelines, "annotation_version": version,
    }  # fmt: skip
