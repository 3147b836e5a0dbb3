"""Active time over the interface: everybody’s for reviewers, else one’s own."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.models import ActiveTime
from annotator.services.activity import seconds_in
from annotator.services.visibility import sees_everybody
from articles import access
from articles.models import Project, Role
from exchange.api.articles import ARTICLE_ID
from exchange.api.common.errors import JsonOnly
from exchange.api.common.schema import answers, path_id

SLUG = path_id("slug", "The project’s slug", type=str)


class PersonTimeSerializer(serializers.Serializer[Any]):
    annotator = serializers.CharField(help_text="The user name")
    seconds = serializers.IntegerField(help_text="Without idle time; tabs and devices counted once")


class TimeSerializer(serializers.Serializer[Any]):
    """Active time of people. ``measured`` is whether the project measures it now."""

    measured = serializers.BooleanField()
    people = PersonTimeSerializer(many=True)


def time_data(project: Project, user: Any, times: QuerySet[ActiveTime]) -> dict[str, Any]:
    if not sees_everybody(project, user):
        times = times.filter(user=user)
    found = sorted(seconds_in(times, "user__username").items())
    people = [{"annotator": name, "seconds": seconds} for name, seconds in found]
    return TimeSerializer({"measured": project.count_time, "people": people}).data


class ProjectTimeView(JsonOnly, APIView):
    """How long people worked on a project’s articles."""

    @extend_schema(
        operation_id="project_active_time", summary="Active time in a project, by person",
        parameters=[SLUG], responses=answers({200: TimeSerializer}),
    )  # fmt: skip
    def get(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.ANNOTATOR)
        times = ActiveTime.objects.filter(article__project=project)
        return Response(time_data(project, request.user, times))


class ArticleTimeView(JsonOnly, APIView):
    """How long people worked on an article."""

    @extend_schema(
        operation_id="article_active_time", summary="Active time in an article, by person",
        parameters=[ARTICLE_ID], responses=answers({200: TimeSerializer}),
    )  # fmt: skip
    def get(self, request: Request, pk: int) -> Response:
        article = access.article_for(request.user, pk)
        times = ActiveTime.objects.filter(article=article)
        return Response(time_data(article.project, request.user, times))
