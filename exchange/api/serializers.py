"""Projects, articles, people and sets as JSON."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.models import AnnotationSet, Person
from annotator.services.withdraw import LONGEST_REASON
from articles.models import Article, Figure, Project

SPAN_SCHEMA = {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2}


class MessageSerializer(serializers.Serializer[Any]):
    """An error: what is wrong, and what to do about it."""

    message = serializers.CharField()
    fields_ = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="For invalid input: the messages of each field, by its path",
    )

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        return {name.rstrip("_"): field for name, field in fields.items()}  # “fields” is taken on a serializer


class ProjectSerializer(serializers.ModelSerializer[Project]):
    class Meta:
        model = Project
        fields = ["slug", "name", "description", "guidelines", "accept_threshold", "created_at"]
        read_only_fields = fields


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
        fields = ["image_url", "alt", "caption", "credit"]
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


class PersonSerializer(serializers.ModelSerializer[Person]):
    project = serializers.SlugRelatedField[Project](slug_field="slug", read_only=True)
    aliases = serializers.SerializerMethodField()

    class Meta:
        model = Person
        fields = ["id", "project", "name", "distinction", "kind", "role", "wikidata_id", "note", "aliases"]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_aliases(self, person: Person) -> list[str]:
        return [alias.name for alias in person.aliases.all()]


class SetLineSerializer(serializers.ModelSerializer[AnnotationSet]):
    """A set without its annotations. ``number`` counts them."""

    article = serializers.PrimaryKeyRelatedField[Article](read_only=True)
    annotator = serializers.SerializerMethodField()
    number = serializers.IntegerField(read_only=True)

    class Meta:
        model = AnnotationSet
        fields = [
            *("id", "article", "source", "suggester", "version", "annotator", "state", "notes"),
            *("created_at", "finished_at", "number"),
        ]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.STR)
    def get_annotator(self, annotation_set: AnnotationSet) -> str:
        """The user name, empty for a suggester’s set and for gold."""
        return annotation_set.user.get_username() if annotation_set.user else ""
