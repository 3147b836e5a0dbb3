"""Rows that the driver writes and reads itself are as Django’s own; a batch is as its records one by one."""

from __future__ import annotations

import datetime
import uuid
from io import BytesIO
from typing import Any, NamedTuple

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from annotator.models import Annotation, AnnotationSet, Event, Person
from articles.models import Article, Project
from config.database.bulk import insert_rows, pieces, reserved_keys
from config.database.ids import new_id, new_ids
from config.database.rows import RawDay, RawJson, RawTime, RawUuid, day_of, json_of, rows_of, time_text, uuid_text
from exchange.formats.source import Upload
from exchange.incoming import importing
from exchange.incoming.files import records_of_upload
from exchange.incoming.importing import import_records
from exchange.incoming.plan import block_kinds
from exchange.outgoing import reading as stored
from tests.exchange.helpers import article, as_lines, bring_in, export_bytes, import_bytes, quote, repair
from tests.exchange.helpers import without_ids_and_times as plain
from tests.factories import make_article, make_project


class NewQuote(NamedTuple):
    id: str
    set_id: int
    kind: str
    verdict: str
    quote_type: str
    speaker_kind: str
    candidates: list[Any]
    start: int
    end: int
    first: int
    last: int
    created_at: datetime.datetime
    updated_at: datetime.datetime


class NewText(NamedTuple):
    id: int
    project_id: int
    external_id: str
    text: str
    sha256: str
    label: str
    created_at: datetime.datetime


class NewNote(NamedTuple):
    project_id: int
    external_id: str
    text: str
    sha256: str
    label: str
    extra: dict[str, Any]
    created_at: datetime.datetime


class ReadQuote(NamedTuple):
    id: RawUuid
    origin: RawUuid | None
    person__name: str | None
    candidates: RawJson
    created_at: RawTime


class Created(NamedTuple):
    created_at: RawTime


class Published(NamedTuple):
    published: RawDay | None


@pytest.fixture
def workset(project: Project) -> AnnotationSet:
    return AnnotationSet.objects.create(
        article=make_article(project), source="gold", state="finished", finished_at=timezone.now()
    )


def test_rows_of_several_statements_all_go_in_and_in_their_order(workset: AnnotationSet) -> None:
    now = timezone.now()
    ids = new_ids(1200)
    rows = [
        NewQuote(
            key,
            workset.pk,
            "quote",
            "added",
            "direct",
            "none",
            [["Ana", 0.5]] * (place % 2),
            place,
            place + 1,
            place,
            place + 1,
            now,
            now,
        )
        for place, key in enumerate(ids)
    ]
    insert_rows(Annotation, rows)
    found = workset.annotations.order_by("start").values_list("id", "start", "candidates", "extra")
    assert [(str(key), *others) for key, *others in found] == [
        (key, place, [["Ana", 0.5]] * (place % 2), {}) for place, key in enumerate(ids)
    ]


def test_equal_values_of_different_types_stay_what_they_are(project: Project) -> None:
    now = timezone.now()
    kept: list[dict[str, Any]] = [{"n": 1}, {"n": True}, {"n": 1.0}, {}]
    rows = [
        NewNote(project.pk, f"{number}", "T.", str(number) * 64, "T.", value, now) for number, value in enumerate(kept)
    ]
    insert_rows(Article, rows)
    assert repr(list(project.articles.order_by("id").values_list("extra", flat=True))) == repr(kept)


def test_inserted_rows_are_as_django_writes_them(workset: AnnotationSet) -> None:
    now = timezone.now().replace(microsecond=5)
    row: dict[str, Any] = {
        "set_id": workset.pk,
        "kind": "quote",
        "verdict": "added",
        "quote_type": "direct",
        "speaker_kind": "named",
    }
    row |= {"candidates": [["Zoë 😀", 0.5]], "start": 3, "end": 7, "first": 3, "last": 7, "created_at": now}
    ours, django = uuid.uuid4(), Annotation.objects.create(**row, updated_at=now)
    Annotation.objects.filter(pk=django.pk).update(created_at=now, updated_at=now)
    with transaction.atomic():
        insert_rows(Annotation, [NewQuote(id=str(ours), **row, updated_at=now)])
    first, second = (
        Annotation.objects.filter(pk=pk).values(
            *(f.attname for f in Annotation._meta.concrete_fields if f.name != "id")
        )
        for pk in (ours, django.pk)
    )
    assert list(first) == list(second)


def test_what_the_database_forbids_is_forbidden(workset: AnnotationSet) -> None:
    now = timezone.now()
    row = NewQuote(str(uuid.uuid4()), workset.pk, "quote", "added", "direct", "named", [], 7, 3, 3, 7, now, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Annotation, [row])


def test_reserved_keys_are_new_and_django_goes_on_behind_them(project: Project) -> None:
    before = make_article(project).pk
    with transaction.atomic():
        keys = reserved_keys(Article, 3)
        insert_rows(Article, [NewText(key, project.pk, f"x{key}", "One.", "", "", timezone.now()) for key in keys])
    assert min(keys) > before
    assert make_article(project).pk > max(keys)


def test_raw_rows_tell_what_django_tells(workset: AnnotationSet) -> None:
    bring_in(workset.article.project, article(quotes=[quote(gold=True)]))
    row = Annotation.objects.latest("created_at")
    [read] = rows_of(Annotation.objects.filter(pk=row.pk).order_by(), ReadQuote)
    assert (uuid_text(read.id), json_of(read.candidates)) == (str(row.pk), [])
    assert (uuid_text(read.origin), read.person__name) == ("", row.person and row.person.name)
    assert time_text(read.created_at) == row.created_at.isoformat()
    assert list(rows_of(Annotation.objects.filter(pk__in=[]), ReadQuote)) == []


@pytest.mark.parametrize("day", [None, datetime.date(2026, 3, 1), datetime.date(987, 12, 31)])
def test_a_date_is_told_as_django_tells_it(project: Project, day: datetime.date | None) -> None:
    article = make_article(project)
    Article.objects.update(published=day)
    [read] = rows_of(Article.objects.filter(pk=article.pk).order_by(), Published)
    assert day_of(read.published) == day


@pytest.mark.parametrize("microsecond", [0, 1, 250_000])
def test_a_time_is_told_alike_from_both_databases(workset: AnnotationSet, microsecond: int) -> None:
    moment = datetime.datetime(2026, 3, 1, 23, 59, 1, microsecond, tzinfo=datetime.UTC)
    AnnotationSet.objects.update(created_at=moment)
    [read] = rows_of(AnnotationSet.objects.order_by(), Created)
    assert time_text(read.created_at) == moment.isoformat()


@given(st.lists(st.integers(1, 9), max_size=8), st.lists(st.integers(0, 60), max_size=5))
def test_kinds_of_blocks_are_found_as_the_article_finds_them(lengths: list[int], offsets: list[int]) -> None:
    blocks, at = [], 0
    for number, length in enumerate(lengths):
        at += number % 2  # some blocks touch, others leave a gap
        blocks.append((at, at + length, f"kind-{number}"))
        at += length
    found = Article(text="x" * 100, blocks=blocks)
    assert block_kinds(found, offsets) == [found.block_kind_at(offset) for offset in offsets]


def test_new_ids_are_uuids_in_the_order_in_which_they_were_made() -> None:
    ids = [*new_ids(200), new_id(), *new_ids(3)]
    assert len(set(ids)) == 204
    assert sorted(ids) == ids
    assert {(uuid.UUID(key).version, str(uuid.UUID(key)) == key) for key in ids} == {(7, True)}


def test_pieces_hold_everything_in_order() -> None:
    assert list(pieces(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]


RECORDS = [
    *(
        article(
            f"a{number}",
            text=f"{number}. The pier is shut.\n\n“We wait,” said Ann Lee, “but not for ever.” She saidthat.",
            quotes=[{"content": [[23, 33]], "speaker_name": f"Ann {number % 3}", "gold": True}],
            captions=[{"start": 3, "end": 20, "suggester": "page", "version": "1"}],
            figures=[{"caption": [3, 20]}],
        )
        for number in range(5)
    ),
    article("twice", quotes=[quote(annotator="mara")]),
    article("twice", quotes=[quote(gold=True)]),
    article("twice", repairs=[repair(suggester="glue", version="1")]),
    {"id": "bad", "text": "x", "quotes": [{"content": [[5, 9]]}]},
    article("twice", text="Another text."),
]


def test_a_batch_is_as_its_records_one_by_one(project: Project) -> None:
    alone = make_project("alone")
    together = import_bytes(project, as_lines(*RECORDS))
    reports = [import_bytes(alone, as_lines(record)) for record in RECORDS]
    assert together.imported_ids == [key for report in reports for key in report.imported_ids]
    assert (together.unchanged, together.sets_added, together.failed) == (2, 2, 2)
    for chosen in ("", "gold", "machine", "all"):
        assert plain(export_bytes(project, chosen=chosen)) == plain(export_bytes(alone, chosen=chosen))
    for counted in (Annotation.objects.filter(person__isnull=False), Annotation.objects.filter(figure__isnull=False)):
        assert counted.in_project(project).count() == counted.in_project(alone).count() > 0
    verbs = [list(Event.objects.filter(project=one).values_list("verb", flat=True)) for one in (project, alone)]
    assert sorted(verbs[0]) == sorted(verbs[1])
    names = [sorted(Person.objects.filter(project=one).values_list("name", flat=True)) for one in (project, alone)]
    assert names[0] == names[1]


def test_many_new_articles_cost_a_dozen_queries(
    project: Project, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    records = [article(f"a{number}", quotes=[quote(suggester="rules", version="1")]) for number in range(50)]
    with django_assert_max_num_queries(20):
        bring_in(project, *records)


def test_transactions_hold_a_bounded_number_of_records(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 3)
    reached: list[int] = []
    lines = as_lines(*(article(f"a{number}") for number in range(8)))
    import_bytes_with(project, lines, on_batch=lambda report: reached.append(report.imported))
    assert reached == [3, 6, 8]
    monkeypatch.setattr(importing, "BATCH_CHARACTERS", 1)
    reached.clear()
    lines = as_lines(*(article(f"b{number}") for number in range(3)))
    import_bytes_with(project, lines, on_batch=lambda report: reached.append(report.imported))
    assert reached == [1, 2, 3]


def import_bytes_with(project: Project, lines: bytes, **values: Any) -> None:
    import_records(project, records_of_upload(Upload("in.jsonl", BytesIO(lines))), **values)


def test_an_export_reads_in_batches(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_in(project, *(article(f"a{number}", quotes=[quote(gold=True)]) for number in range(7)))
    whole = export_bytes(project, chosen="gold")
    monkeypatch.setattr(stored, "BATCH", 2)
    assert export_bytes(project, chosen="gold") == whole
