"""Questions, notes and active time in exports: whole in the native format, counted where a format has no place."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest

from annotator.models import Action, ActiveTime, Annotation, AnnotationSet
from annotator.services import decide, flags
from annotator.services.decide import Seen
from annotator.services.queue import finish
from articles.models import Article, Project
from exchange.outgoing.exporting import ExportOptions, open_export
from exchange.outgoing.reading import stored_records
from exchange.outgoing.selection import ALL
from tests.exchange.helpers import export_bytes, exported, import_bytes
from tests.factories import make_member, make_project, new_id, workset

pytestmark = pytest.mark.django_db


@pytest.fixture
def worked(article: Article, annotator: Any, reviewer: Any) -> Annotation:
    """A quote that the annotator accepted after 12 seconds and asked about; two minutes of work in the article."""
    quote = Annotation.objects.filter(set__article=article, kind="quote").order_by("start")[0]
    mine = workset(article, annotator)
    mine.active_seconds = 12
    decide.accept(mine, user=annotator, action_id=new_id(), seen=Seen(str(quote.pk), 0))
    flags.flag(mine, user=annotator, action_id=new_id(), card=str(quote.pk), note="Who is it?")
    asked = flags.ask(article, user=annotator, client_id=new_id(), note="Cut off?")
    flags.answer(asked, user=reviewer, client_id=new_id(), text="No.")
    flags.resolve(asked, user=reviewer)
    start = article.created_at
    end = start + datetime.timedelta(minutes=2)
    ActiveTime.objects.create(article=article, user=annotator, start=start, end=end)
    finish(workset(article, annotator), user=annotator)
    return quote


def test_the_native_format_has_threads_with_author_and_time(
    project: Project, worked: Annotation, annotator: Any, reviewer: Any
) -> None:
    [record] = exported(project)
    first, second = record["notes"]
    assert (first["annotation"], first["by"], first["text"]) == (str(worked.pk), annotator.username, "Who is it?")
    assert (first["resolved"], first["answers"]) == (None, [])
    assert second["annotation"] is None
    assert second["resolved"].endswith("Z")
    assert [(said["by"], said["text"]) for said in second["answers"]] == [(reviewer.username, "No.")]


def test_the_native_format_has_active_time_by_set_and_annotation(project: Project, worked: Annotation) -> None:
    [record] = exported(project)
    assert [item["seconds"] for item in record["sets"]] == [120]
    assert [item.get("seconds") for item in record["quotes"]] == [12]


def test_the_time_of_an_action_about_many_is_shared_out(project: Project, article: Article, annotator: Any) -> None:
    mine = workset(article, annotator)
    mine.active_seconds = 20
    quotes = Annotation.objects.filter(set__article=article, kind="quote").order_by("start")[:2]
    decide.accept_many(mine, user=annotator, action_id=new_id(), cards=[str(quote.pk) for quote in quotes])
    start = article.created_at
    ActiveTime.objects.create(
        article=article, user=annotator, start=start, end=start + datetime.timedelta(seconds=30)
    )  # fmt: skip
    [record] = exported(project, chosen=annotator.username)
    assert [item["seconds"] for item in record["quotes"]] == [10, 10]
    assert Action.objects.get().seconds == 20


def test_what_is_exported_comes_back_the_same(project: Project, worked: Annotation) -> None:
    out = export_bytes(project, chosen=ALL)
    target = make_project("target")
    import_bytes(target, out)
    assert sorted(AnnotationSet.objects.filter(article__project=target).values_list("seconds", flat=True), key=str) == [
        120, None,
    ]  # fmt: skip
    before, after = (json.loads(export_bytes(one, chosen=ALL)) for one in (project, target))
    assert after["notes"] == before["notes"]
    assert [item.get("seconds") for item in after["sets"]] == [item.get("seconds") for item in before["sets"]]
    assert [item.get("seconds") for item in after["quotes"]] == [item.get("seconds") for item in before["quotes"]]


def test_brought_back_into_its_project_nothing_is_doubled(project: Project, worked: Annotation) -> None:
    out = export_bytes(project, chosen=ALL)
    report = import_bytes(project, out)
    assert "“notes”" not in str(report)
    assert json.loads(export_bytes(project, chosen=ALL)) == json.loads(out)


def test_an_anonymous_export_has_neither_and_says_so(project: Project, worked: Annotation) -> None:
    [record] = exported(project, anonymise=True)
    assert "notes" not in record
    assert "seconds" not in json.dumps(record)
    export = open_export(project, ExportOptions(anonymise=True))
    list(export.chunks())
    assert export.report.lost("questions and notes") == 2
    assert export.report.lost("active times") == 2


@pytest.mark.parametrize("name", ["csv", "brat", "conll", "labelstudio", "doccano", "prodigy", "citron"])
def test_a_format_without_a_place_counts_them(project: Project, worked: Annotation, name: str) -> None:
    export = open_export(project, ExportOptions(format=name))
    list(export.chunks())
    assert export.report.lost("questions and notes") == 2
    assert export.report.lost("active times") == 2


@pytest.mark.parametrize("name", ["jsonl", "parquet", "docbin", "cas", "w3c"])
def test_a_format_that_holds_further_keys_loses_none(project: Project, worked: Annotation, name: str) -> None:
    export = open_export(project, ExportOptions(format=name))
    list(export.chunks())
    assert export.report.lost("questions and notes") == export.report.lost("active times") == 0


def test_a_reader_gets_the_threads_that_they_may_read(project: Project, worked: Annotation) -> None:
    other = make_member(project)
    [record] = stored_records(project, chosen="machine", reader=other)
    assert "notes" not in record.extra
