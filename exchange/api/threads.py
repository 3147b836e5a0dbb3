"""Questions and notes over the interface: listed, made, answered, resolved, reopened."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.models import Annotation, Comment, Flag
from annotator.services import flags
from annotator.services.notices import threads_of
from annotator.services.visibility import annotations_visible_to
from articles import access
from exchange.api.common.errors import JsonOnly
from exchange.api.common.fields import NumberField
from exchange.api.common.filters import ThreadFilter
from exchange.api.common.schema import answers, path_id

THREAD_ID = path_id("id", "The thread’s id")


class CommentSerializer(serializers.ModelSerializer[Comment]):
    by = serializers.CharField(source="user.username", read_only=True)
    at = serializers.DateTimeField(source="created_at", read_only=True)

    class Meta:
        model = Comment
        fields = ["id", "by", "at", "text"]
        read_only_fields = fields


class ThreadSerializer(serializers.ModelSerializer[Flag]):
    """A question or note. ``annotation`` is null where it is about the article as a whole."""

    article = serializers.IntegerField(source="article_id", read_only=True)
    annotation = serializers.UUIDField(source="annotation_id", read_only=True, allow_null=True)
    by = serializers.CharField(source="user.username", read_only=True)
    at = serializers.DateTimeField(source="created_at", read_only=True)
    resolved_by = serializers.CharField(source="resolved_by.username", default=None, read_only=True)
    answers = CommentSerializer(source="comments", many=True, read_only=True)

    class Meta:
        model = Flag
        fields = ["id", "article", "annotation", "by", "at", "note", "resolved_at", "resolved_by", "answers"]
        read_only_fields = fields


class AskSerializer(serializers.Serializer[Any]):
    """``action`` is a new UUID made by the client, so that a repeated request has one effect."""

    action = serializers.UUIDField()
    article = NumberField(min_value=1, help_text="The article’s id")
    annotation = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="An annotation of the article that you see"
    )
    note = serializers.CharField(
        max_length=flags.LONGEST_NOTE, help_text="@ and the user name of a member tells that person"
    )


class AnswerSerializer(serializers.Serializer[Any]):
    """``action`` is a new UUID made by the client, so that a repeated request has one effect."""

    action = serializers.UUIDField()
    text = serializers.CharField(max_length=flags.LONGEST_NOTE)


class ThreadViewSet(JsonOnly, viewsets.ReadOnlyModelViewSet[Flag]):
    """Questions and notes: all of the projects that you review; else yours, those that mention you, and those of
    articles that you and whoever asked have finished.
    """

    queryset = Flag.objects.none()
    serializer_class = ThreadSerializer
    filterset_class = ThreadFilter
    lookup_value_converter = "key"

    def get_queryset(self) -> QuerySet[Flag]:
        rows = threads_of(self.request.user).select_related("user", "resolved_by", "article__project")
        return rows.defer("article__text", "article__blocks", "article__extra").prefetch_related("comments__user")

    @extend_schema(
        summary="Questions and notes that you may read", responses=answers({200: ThreadSerializer(many=True)})
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(summary="One thread", parameters=[THREAD_ID], responses=answers({200: ThreadSerializer}))
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(
        summary="Ask or note something about an article or an annotation", request=AskSerializer,
        responses=answers({201: ThreadSerializer}),
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        body = AskSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        article = access.article_for(request.user, values["article"])
        annotation: Annotation | None = None
        if values["annotation"] is not None:
            annotation = get_object_or_404(
                annotations_visible_to(request.user).select_related("set"),
                pk=values["annotation"], set__article=article,
            )  # fmt: skip
        question = flags.ask(
            article, user=request.user, client_id=values["action"], note=values["note"], annotation=annotation
        )
        return Response(self.shown(question.pk), status=201)

    @extend_schema(
        summary="Answer in a thread", parameters=[THREAD_ID], request=AnswerSerializer,
        responses=answers({200: ThreadSerializer}),
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: int) -> Response:
        question = get_object_or_404(self.get_queryset(), pk=pk)
        access.require(question.article.project, request.user)
        body = AnswerSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        flags.answer(question, user=request.user, client_id=values["action"], text=values["text"])
        return Response(self.shown(question.pk))

    @extend_schema(
        summary="Say that a question is answered", parameters=[THREAD_ID], request=None,
        responses=answers({200: ThreadSerializer}),
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, pk: int) -> Response:
        flags.resolve(get_object_or_404(self.get_queryset(), pk=pk), user=request.user)
        return Response(self.shown(pk))

    @extend_schema(
        summary="Say that a question is not answered after all", parameters=[THREAD_ID], request=None,
        responses=answers({200: ThreadSerializer}),
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: int) -> Response:
        flags.reopen(get_object_or_404(self.get_queryset(), pk=pk), user=request.user)
        return Response(self.shown(pk))

    def shown(self, pk: int) -> dict[str, Any]:
        return dict(ThreadSerializer(self.get_queryset().get(pk=pk)).data)
