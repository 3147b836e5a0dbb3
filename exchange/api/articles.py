"""Articles over the interface: listed, read, imported one at a time, withdrawn."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import (
    PolymorphicProxySerializer,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from annotator.services.sets import with_number
from annotator.services.suggested import store_machine_set
from annotator.services.visibility import sets_visible_to
from annotator.services.withdraw import LONGEST_REASON, bring_back, withdraw
from annotator.vocabulary import Source
from articles import access
from articles.models import Article, Figure, Project, Role
from articles.readers.types import ReadError
from exchange.api.common.errors import JsonOnly
from exchange.api.common.fields import SPAN_SCHEMA
from exchange.api.common.filters import ArticleFilter
from exchange.api.common.schema import answers, path_id
from exchange.api.sets import (
    MachineSetIn,
    PushedSetSerializer,
    SetLineSerializer,
    SetSerializer,
    left_out_of,
    with_annotations,
)
from exchange.formats.left_out import LeftOut
from exchange.formats.native.articles import count_unread, record_of
from exchange.incoming.importing import ImportReport, import_records
from exchange.records.article import Failure, FilePlace
from exchange.records.stand_off import on_stored_article

ARTICLE_ID = path_id("id", "The article’s id")


class ArticleLineSerializer(serializers.ModelSerializer[Article]):
    """An article in a list, without its text."""

    project = serializers.SlugRelatedField[Project](slug_field="slug", read_only=True)

    class Meta:
        model = Article
        fields = [
            *("id", "external_id", "project", "label", "title", "url", "publisher", "byline", "published"),
            *("language", "words", "sha256", "created_at", "withdrawn_at", "withdrawn_reason"),
        ]
        read_only_fields = fields


class ReasonIn(serializers.Serializer[Any]):
    """Why an article is withdrawn."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class FigureSerializer(serializers.ModelSerializer[Figure]):
    caption = serializers.SerializerMethodField()
    credit = serializers.SerializerMethodField()

    class Meta:
        model = Figure
        fields = ["image_url", "alt", "caption", "credit", "score"]
        read_only_fields = fields

    @extend_schema_field({**SPAN_SCHEMA, "nullable": True})
    def get_caption(self, figure: Figure) -> list[int] | None:
        return list(figure.caption) if figure.caption else None

    @extend_schema_field({**SPAN_SCHEMA, "nullable": True})
    def get_credit(self, figure: Figure) -> list[int] | None:
        return list(figure.credit) if figure.credit else None


class ArticleSerializer(ArticleLineSerializer):
    """An article with its text, into which every offset points."""

    blocks = serializers.SerializerMethodField(help_text="[[start, end, kind], …]")
    figures = FigureSerializer(many=True, read_only=True)
    extra = serializers.JSONField(read_only=True, help_text="Keys of the imported record that are not ours")

    class Meta(ArticleLineSerializer.Meta):
        fields = [*ArticleLineSerializer.Meta.fields, "text", "blocks", "figures", "extra"]
        read_only_fields = fields

    @extend_schema_field({"type": "array", "items": {"type": "array", "items": {}, "minItems": 3, "maxItems": 3}})
    def get_blocks(self, article: Article) -> list[Any]:
        return list(article.blocks)


class ImportedArticleSerializer(ArticleSerializer):
    """An article as it stands after a record was imported."""

    import_notes = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="What of the record was left out, as in import reports"
    )

    class Meta(ArticleSerializer.Meta):
        fields = [*ArticleSerializer.Meta.fields, "import_notes"]
        read_only_fields = fields


class ArticleIn(serializers.Serializer[Any]):
    """One record of the native format. It may carry annotations; keys that are not ours are kept."""

    project = serializers.SlugField(max_length=80, help_text="The project’s slug")
    id = serializers.CharField(max_length=400, help_text="Your id of the article, once in a project")
    text = serializers.CharField(trim_whitespace=False)
    title = serializers.CharField(required=False, allow_blank=True, max_length=1000)
    url = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    publisher = serializers.CharField(required=False, allow_blank=True, max_length=300)
    byline = serializers.CharField(required=False, allow_blank=True, max_length=500)
    published = serializers.DateField(required=False, allow_null=True)
    language = serializers.CharField(required=False, allow_blank=True, max_length=20)
    blocks = serializers.ListField(
        child=serializers.ListField(min_length=3, max_length=3), required=False, help_text="[[start, end, kind], …]"
    )
    figures = serializers.ListField(
        child=serializers.DictField(), required=False, help_text="image_url, alt, caption, credit and score of each"
    )


class StandOffIn(serializers.Serializer[Any]):
    """One record of a stand-off export: annotations by offsets and hashes, for an article that the project has."""

    project = serializers.SlugField(max_length=80, help_text="The project’s slug")
    stand_off = serializers.BooleanField(help_text="true: the record has no text")
    sha256 = serializers.CharField(max_length=64, help_text="Of the UTF-8 bytes of the text that the offsets are of")
    id = serializers.CharField(
        required=False,
        max_length=400,
        help_text="The article that is meant where it has this text; else the first that has it",
    )


def serializer_for(data: Any) -> serializers.Serializer[Any]:
    """What checks a record that was posted: with its text, or without."""
    is_stand_off = isinstance(data, dict) and data.get("stand_off") is True
    return StandOffIn(data=data) if is_stand_off else ArticleIn(data=data)


def take_in(project: Project, values: dict[str, Any], *, user: Any) -> tuple[Article, ImportReport]:
    """Import one record. Returns the article and the report; ValidationError says what cannot be taken."""
    stated = {key: value for key, value in values.items() if key != "project"}
    left_out = LeftOut()
    try:
        record = record_of(stated, place=FilePlace("the record"))
    except ReadError as error:
        raise serializers.ValidationError(str(error)) from error
    placed = on_stored_article(project, record) if record.text_sha256 else record
    if isinstance(placed, Failure):
        raise serializers.ValidationError(placed.reason)
    report = import_records(project, [placed], user=user)
    if report.failures:
        raise serializers.ValidationError(report.failures[0].reason)
    count_unread(stated, left_out)
    for note in left_out.notes(record.place.file):
        report.add_note(note)
    return project.articles.get(external_id=placed.id), report


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
    lookup_value_converter = "key"

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
        responses=answers({201: ImportedArticleSerializer, 200: ImportedArticleSerializer}),
    )
    def create(self, request: Request) -> Response:
        incoming = serializer_for(request.data)
        incoming.is_valid(raise_exception=True)
        project = access.project_for(request.user, incoming.validated_data["project"], at_least=Role.REVIEWER)
        article, report = take_in(project, dict(request.data), user=request.user)
        answer = {**ArticleSerializer(article).data, "import_notes": [note.words for note in report.notes]}
        return Response(answer, status=status.HTTP_201_CREATED if report.imported else status.HTTP_200_OK)

    @extend_schema(
        summary="The sets of an article",
        description=(
            "The machines’ sets and your own; gold once you have finished the article. A reviewer finds everybody’s, "
            "except in an article that the reviewer has begun and not finished. A viewer finds the machines’ and gold."
        ),
        parameters=[ARTICLE_ID],
        responses=answers({200: SetLineSerializer(many=True)}),
        filters=False,
    )
    @action(detail=True, url_path="annotation-sets", url_name="sets", pagination_class=None, filterset_class=None)
    def annotation_sets(self, request: Request, pk: int) -> Response:
        article = access.article_for(request.user, pk, at_least=Role.VIEWER)
        sets = with_number(sets_visible_to(request.user).filter(article=article)).select_related("user", "imported_by")
        return Response(SetLineSerializer(sets.order_by("id"), many=True).data)

    @extend_schema(
        summary="Push a suggester’s set",
        description=(
            "The prediction format. Needs the role reviewer. The same suggester and version again answers with 200 "
            "and the set as it is: a new run is a new version."
        ),
        parameters=[ARTICLE_ID],
        request=MachineSetIn,
        responses=answers({201: PushedSetSerializer, 200: PushedSetSerializer}),
    )
    @annotation_sets.mapping.post
    def push_set(self, request: Request, pk: int) -> Response:
        article = access.article_for(request.user, pk, at_least=Role.REVIEWER)
        access.require_open(article.project)
        incoming = MachineSetIn(data=request.data)
        incoming.is_valid(raise_exception=True)
        values = incoming.validated_data
        name, version = values["suggester"], values["version"]
        made = store_machine_set(article, suggester=name, version=version, suggestions=incoming.checked_for(article))
        stored = with_number(sets_visible_to(request.user)).get(
            article=article, source=Source.SUGGESTER, suggester=name, version=version
        )
        answer = {**SetSerializer(with_annotations(stored)).data, "import_notes": left_out_of(dict(request.data))}
        return Response(answer, status=status.HTTP_201_CREATED if made else status.HTTP_200_OK)

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
