"""The queue over the interface: the next article, taken or only shown; skipping; giving back."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.models import Lease
from annotator.services.nothing_left import Why, why_nothing
from annotator.services.places import give_back
from annotator.services.queue import next_article, take_next
from annotator.services.skips import LONGEST_REASON, skip, unskip
from articles import access
from articles.models import Article, Project
from exchange.api.articles import ARTICLE_ID, ArticleLineSerializer
from exchange.api.common.errors import JsonOnly
from exchange.api.common.schema import answers, path_id

SLUG = path_id("slug", "The project’s slug", type=str)
WHY = (
    "Why there is none: finished, skipped (only articles that you skipped are left), taken (others read what is left), "
    "unassigned, no articles, archived, viewer. Of several projects it is said of the named one only"
)


class NextSerializer(serializers.Serializer[Any]):
    """The next article of your queue, or why there is none."""

    article = ArticleLineSerializer(allow_null=True)
    kept_until = serializers.DateTimeField(
        allow_null=True, help_text="Until when your place in it is kept; null where everybody reads every article"
    )
    nothing = serializers.ChoiceField(choices=Why.choices, allow_null=True, help_text=WHY)
    skipped = serializers.IntegerField(help_text="How many articles are left that you skipped")
    free_at = serializers.DateTimeField(allow_null=True, help_text="When a place may be free, if others do not go on")


class SkipIn(serializers.Serializer[Any]):
    """Why you skip the article. The managers of the project read it."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class SkippedSerializer(serializers.Serializer[Any]):
    """What an article of your queue is now."""

    article = serializers.IntegerField()
    skipped = serializers.BooleanField()


class GivenBackSerializer(serializers.Serializer[Any]):
    """Whether you had a place."""

    article = serializers.IntegerField()
    given_back = serializers.BooleanField()


def next_data(user: Any, found: Article | None, project: Project | None) -> dict[str, Any]:
    if found is None:
        told = why_nothing(user, project) if project else None
        answer = {"nothing": told.why if told else None, "skipped": told.skipped if told else 0}
        return NextSerializer({"article": None, "kept_until": None, "free_at": told and told.free_at, **answer}).data
    kept = Lease.objects.filter(article=found, user=user).values_list("expires_at", flat=True).first()
    return NextSerializer({"article": found, "kept_until": kept, "nothing": None, "skipped": 0, "free_at": None}).data


class QueueView(JsonOnly, APIView):
    """The next article of all your projects."""

    @extend_schema(
        operation_id="queue_next", summary="The next article of your queue, without taking it",
        responses=answers({200: NextSerializer}),
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        return Response(next_data(request.user, next_article(request.user), None))

    @extend_schema(
        operation_id="queue_take",
        summary="Take the next article of your queue",
        description=(
            "Keeps a place in it for you where the project limits how many people read an article. Asking again gives "
            "the same article until you finish, skip or give it back."
        ),
        request=None,
        responses=answers({200: NextSerializer}),
    )
    def post(self, request: Request) -> Response:
        return Response(next_data(request.user, take_next(request.user), None))


class ProjectQueueView(JsonOnly, APIView):
    """The next article of one project."""

    @extend_schema(
        operation_id="project_queue_next", summary="The next article of the project, without taking it",
        parameters=[SLUG], responses=answers({200: NextSerializer}),
    )  # fmt: skip
    def get(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug)
        return Response(next_data(request.user, next_article(request.user, project=project), project))

    @extend_schema(
        operation_id="project_queue_take",
        summary="Take the next article of the project",
        description="As ``/queue/next/``, from this project only.",
        parameters=[SLUG],
        request=None,
        responses=answers({200: NextSerializer}),
    )
    def post(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug)
        access.require_open(project)
        return Response(next_data(request.user, take_next(request.user, project=project), project))


class SkipView(JsonOnly, APIView):
    """An article that you leave to others."""

    @extend_schema(
        operation_id="article_skip",
        summary="Skip an article",
        description="With a reason. It leaves your queue, and your place is free. What you decided is kept.",
        parameters=[ARTICLE_ID],
        request=SkipIn,
        responses=answers({200: SkippedSerializer}),
    )
    def post(self, request: Request, pk: int) -> Response:
        article = access.article_for(request.user, pk)
        body = SkipIn(data=request.data)
        body.is_valid(raise_exception=True)
        skip(article, user=request.user, reason=body.validated_data["reason"])
        return Response({"article": article.pk, "skipped": True})

    @extend_schema(
        operation_id="article_unskip", summary="Put a skipped article back in your queue",
        parameters=[ARTICLE_ID], responses=answers({200: SkippedSerializer}),
    )  # fmt: skip
    def delete(self, request: Request, pk: int) -> Response:
        article = access.article_for(request.user, pk)
        unskip(article, user=request.user)
        return Response({"article": article.pk, "skipped": False})


class GiveBackView(JsonOnly, APIView):
    """Your place in an article."""

    @extend_schema(
        operation_id="article_give_back",
        summary="Give your place in an article back",
        description="Others can have it. What you decided is kept, and the article stays in your queue.",
        parameters=[ARTICLE_ID],
        request=None,
        responses=answers({200: GivenBackSerializer}),
    )
    def post(self, request: Request, pk: int) -> Response:
        article = access.article_for(request.user, pk)
        return Response({"article": article.pk, "given_back": give_back(article, user=request.user)})
