"""One article as it arrives over the interface: the same record, and the same service, as in a file."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from articles.models import Article, Project
from articles.readers.types import ReadError
from datasets.formats.native import record_of
from datasets.importing import import_records
from datasets.records import Place


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


def take_in(project: Project, values: dict[str, Any], *, user: Any) -> tuple[Article, bool]:
    """Import one record. Returns the article and whether it is new; ValidationError tells what cannot be taken."""
    try:
        record = record_of({key: value for key, value in values.items() if key != "project"}, place=Place("the record"))
    except ReadError as error:
        raise serializers.ValidationError(str(error)) from error
    report = import_records(project, [record], user=user)
    if report.failures:
        raise serializers.ValidationError(report.failures[0].reason)
    return project.articles.get(external_id=record.id), bool(report.imported)
