"""One article as it arrives over the interface: the same record, and the same service, as in a file."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from articles.models import Article, Project
from articles.readers.types import ReadError
from exchange.formats.native.articles import record_of
from exchange.incoming.importing import import_records
from exchange.records.article import Failure, FilePlace
from exchange.records.stand_off import on_stored_article


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
        child=serializers.DictField(), required=False, help_text="image_url, alt, caption and credit of each"
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


def take_in(project: Project, values: dict[str, Any], *, user: Any) -> tuple[Article, bool]:
    """Import one record. Returns the article and whether it is new; ValidationError tells what cannot be taken."""
    try:
        record = record_of(
            {key: value for key, value in values.items() if key != "project"}, place=FilePlace("the record")
        )
    except ReadError as error:
        raise serializers.ValidationError(str(error)) from error
    placed = on_stored_article(project, record) if record.text_sha256 else record
    if isinstance(placed, Failure):
        raise serializers.ValidationError(placed.reason)
    report = import_records(project, [placed], user=user)
    if report.failures:
        raise serializers.ValidationError(report.failures[0].reason)
    return project.articles.get(external_id=placed.id), bool(report.imported)
