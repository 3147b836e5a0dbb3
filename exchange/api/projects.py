"""Projects, articles, annotation sets and people over the interface."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from annotator.models import AnnotationSet, Person
from annotator.services.sets import with_number
from annotator.services.suggested import store_machine_set
from annotator.services.withdraw import bring_back, withdraw
from annotator.vocabulary import Kind, Source
from articles import access
from articles.models import Article, Project, Role
from exchange.api.annotation_serializers import SetSerializer
from exchange.api.common.errors import JsonOnly
from exchange.api.common.filters import ArticleFilter, PersonFilter
from exchange.api.common.schema import answers, path_id
from exchange.api.common.visibility import sets_visible_to
from exchange.api.incoming import ArticleIn, StandOffIn, serializer_for, take_in
from exchange.api.machine_sets import MachineSetIn
from exchange.api.serializers import (
    ArticleLineSerializer,
    ArticleSerializer,
    PersonSerializer,
    ProjectSerializer,
    ReasonIn,
    SetLineSerializer,
)

ARTICLE_ID = path_id("id", "The article’s id")


@extend_schema_view(
    list=extend_schema(summary="Your projects", responses=answers({200: ProjectSerializer(many=True)})),
    retrieve=extend_schema(summary="One project", responses=answers({200: ProjectSerializer})),
)
class ProjectViewSet(JsonOnly, viewsets.ReadOnlyModelViewSet[Project]):
    """The projects that you are a member of."""

    queryset = Project.objects.order_by("id")
    serializer_class = ProjectSerializer
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Project]:
        return Project.objects.visible_to(self.request.user).order_by("id")


@extend_schema_view(
    list=extend_schema(
        summary="Articles, without their texts", responses=answers({200: ArticleLineSerializer(many=True)})
    ),
    retrieve=extend_schema(
        summary="One article with its text", parameters=[ARTICLE_ID], responses=answers({200: ArticleSerializer})
    ),
)
class ArticleViewSet(JsonOnly, viewsets.ReadOnlyModelViewSet[Article]):
    """The articles of your projects. Their texts never change: every offset points into them."""

    queryset = Article.objects.none()
    serializer_class = ArticleSerializer
    filterset_class = ArticleFilter
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[Article]:
        rows = Article.objects.visible_to(self.request.user).select_related("project")
        return rows.without_text() if self.action == "list" else rows.prefetch_related("figures")

    def get_serializer_class(self) -> type[Serializer[Any]]:
        return ArticleLineSerializer if self.action == "list" else ArticleSerializer

    @extend_schema(
        summary="Import one article",
        description=(
            "Needs the role reviewer. The same record again changes nothing and answers with 200. A record of a "
            "stand-off export adds its sets to the article that has its text, and is refused where none has, or where "
            "a hash is not that of the words at its offsets."
        ),
        request=PolymorphicProxySerializer("Record", [ArticleIn, StandOffIn], resource_type_field_name=None),
        responses=answers({201: ArticleSerializer, 200: ArticleSerializer}),
    )
    def create(self, request: Request) -> Response:
        incoming = serializer_for(request.data)
        incoming.is_valid(raise_exception=True)
        project = access.project_for(request.user, incoming.validated_data["project"], at_least=Role.REVIEWER)
        article, is_new = take_in(project, dict(request.data), user=request.user)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(ArticleSerializer(article).data, status=code)

    @extend_schema(
        summary="The sets of an article",
        description="The machines’ sets and your own; a reviewer finds everybody’s and gold.",
        parameters=[ARTICLE_ID],
        responses=answers({200: SetLineSerializer(many=True)}),
        filters=False,
    )
    @action(detail=True, url_path="annotation-sets", url_name="sets", pagination_class=None, filterset_class=None)
    def annotation_sets(self, request: Request, pk: int) -> Response:
        article = access.article_for(request.user, pk)
        sets = with_number(sets_visible_to(request.user).filter(article=article)).select_related("user")
        return Response(SetLineSerializer(sets.order_by("id"), many=True).data)

    @extend_schema(
        summary="Push a suggester’s set",
        description=(
            "The prediction format. Needs the role reviewer. The same suggester and version again answers with 200 "
            "and the set as it is: a new run is a new version."
        ),
        parameters=[ARTICLE_ID],
        request=MachineSetIn,
        responses=answers({201: SetSerializer, 200: SetSerializer}),
    )
    @annotation_sets.mapping.post
    def push_set(self, request: Request, pk: int) -> Response:
        article = access.article_for(request.user, pk, at_least=Role.REVIEWER)
        incoming = MachineSetIn(data=request.data)
        incoming.is_valid(raise_exception=True)
        values = incoming.validated_data
        name, version = values["suggester"], values["version"]
        made = store_machine_set(article, suggester=name, version=version, suggestions=incoming.checked_for(article))
        stored = with_number(sets_visible_to(request.user)).get(
            article=article, source=Source.SUGGESTER, suggester=name, version=version
        )
        code = status.HTTP_201_CREATED if made else status.HTTP_200_OK
        return Response(SetSerializer(with_annotations(stored)).data, status=code)

    @extend_schema(
        summary="Withdraw an article",
        description="Needs the role manager. Later exports and releases leave it out. Again, it changes nothing.",
        parameters=[ARTICLE_ID],
        request=ReasonIn,
        responses=answers({200: ArticleLineSerializer}),
    )
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: int) -> Response:
        article = access.article_for(request.user, pk, at_least=Role.MANAGER)
        body = ReasonIn(data=request.data)
        body.is_valid(raise_exception=True)
        withdraw(article, user=request.user, reason=body.validated_data["reason"])
        return Response(ArticleLineSerializer(article).data)

    @extend_schema(
        summary="Bring a withdrawn article back",
        description="Needs the role manager.",
        parameters=[ARTICLE_ID],
        request=None,
        responses=answers({200: ArticleLineSerializer}),
    )
    @action(detail=True, methods=["post"], url_path="bring-back")
    def bring_back(self, request: Request, pk: int) -> Response:
        article = access.article_for(request.user, pk, at_least=Role.MANAGER)
        bring_back(article, user=request.user)
        return Response(ArticleLineSerializer(article).data)


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
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[AnnotationSet]:
        return with_number(sets_visible_to(self.request.user)).select_related("user")

    @extend_schema(
        summary="One set with its annotations",
        parameters=[path_id("id", "The set’s id")],
        responses=answers({200: SetSerializer}),
    )
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(SetSerializer(with_annotations(self.get_object())).data)


@extend_schema_view(
    list=extend_schema(
        summary="The people of your projects’ registries", responses=answers({200: PersonSerializer(many=True)})
    ),
    retrieve=extend_schema(
        summary="One person", parameters=[path_id("id", "The person’s id")], responses=answers({200: PersonSerializer})
    ),
)
class PersonViewSet(JsonOnly, viewsets.ReadOnlyModelViewSet[Person]):
    """The speakers of your projects, with their aliases."""

    queryset = Person.objects.none()
    serializer_class = PersonSerializer
    filterset_class = PersonFilter
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[Person]:
        projects = Project.objects.visible_to(self.request.user)
        return Person.objects.filter(project__in=projects).select_related("project").prefetch_related("aliases")
