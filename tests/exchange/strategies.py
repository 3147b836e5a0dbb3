"""Records of any text with any annotations, for property tests of formats, and the round trip that each must pass."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, replace
from io import BytesIO
from itertools import count
from typing import Any

from hypothesis import strategies as st

from articles.models import Project
from exchange.formats.catalogue import WRITTEN
from exchange.formats.native.articles import record_of
from exchange.formats.source import Upload
from exchange.incoming.files import records_of_upload
from exchange.outgoing.exporting import ExportOptions, open_export
from exchange.records.article import ArticleRecord, FilePlace, Note
from exchange.records.loss import LossReport
from tests.exchange.helpers import as_lines, export_bytes, import_bytes, without_ids_and_times
from tests.factories import make_project

numbers = count()
PIECES = [
    "a",
    "B ",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "“",
    "”",
    ".",
    "😀",
    "e\u0301",
    "שלום ",
    "\u200f",
    "\u2028",
    "👩‍👩‍👧",
]
words = st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map("".join).filter(str.strip)
names = st.sampled_from(["", "Ann Lee", "ann lee", "Élodie Ågren", "فاطمة"])
owners: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {},
        {"suggester": "rules", "version": "1"},
        {"suggester": "b", "version": "2"},
        {"annotator": "mara"},
        {"annotator": "mara", "guidelines": 2},
        {"gold": True},
        {"gold": True, "guidelines": 1},
    ]
)


@st.composite
def spans(draw: st.DrawFn, text: str, *, most: int) -> list[list[int]]:
    """Disjoint stretches in order, some of which touch."""
    edges = draw(st.lists(st.integers(0, len(text)), unique=True, max_size=2 * most).map(sorted))
    return [list(pair) for pair in zip(edges[::2], edges[1::2], strict=False)]


@st.composite
def one_span(draw: st.DrawFn, text: str) -> list[int]:
    start = draw(st.integers(0, len(text) - 1))
    return [start, draw(st.integers(start + 1, len(text)))]


@st.composite
def common(draw: st.DrawFn) -> dict[str, Any]:
    values = {**draw(owners)}
    if draw(st.booleans()):
        values["score"] = draw(st.floats(0, 1))
    if draw(st.booleans()):
        values["note"] = {"b": [1, "é"], "a": None}
    return values


@st.composite
def quotes(draw: st.DrawFn, text: str) -> dict[str, Any]:
    return {
        "content": draw(spans(text, most=3).filter(bool)),
        "speaker": draw(spans(text, most=2)),
        "cue": draw(spans(text, most=1)),
        "speaker_name": draw(names) or None,
        "type": draw(st.sampled_from(["direct", "indirect", "mixed"])),
        **draw(common()),
    }


@st.composite
def others(draw: st.DrawFn, /, text: str, **values: Any) -> dict[str, Any]:
    start, end = draw(one_span(text))
    return {"start": start, "end": end, **values, **draw(common())}


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    text = draw(words)
    return {
        "text": text,
        "title": draw(st.sampled_from(["", "=1+1", "Pier\u2028shut"])),
        "quotes": draw(st.lists(quotes(text), max_size=4)),
        "entities": draw(st.lists(others(text, type="PERSON", name="Ann Lee"), max_size=2)),
        "captions": draw(st.lists(others(text, credit=draw(one_span(text))), max_size=2)),
        "repairs": draw(st.lists(others(text, replacement="so it is"), max_size=2)),
        "figures": [
            {"image_url": "https://pier.example/a.jpg", "alt": "😀", "caption": draw(one_span(text))}
            | draw(st.sampled_from([{}, {"score": 0.6}]))
        ],
        "desk": {"z": 1, "a": "ü"},
    }


def fresh_project() -> Project:
    return make_project(f"round-{next(numbers)}")


def taken_in(*lines: bytes) -> Project:
    project = fresh_project()
    for data in lines:
        report = import_bytes(project, data)
        assert report.failures == []
    return project


def project_of(found: list[dict[str, Any]]) -> Project:
    """A project with these records, named article-0, article-1 and so on."""
    return taken_in(as_lines(*({"id": f"article-{number}", **record} for number, record in enumerate(found))))


def exported_as(project: Project, format_name: str, *, chosen: str = "") -> tuple[bytes, LossReport]:
    """The export with the report of what it could not hold."""
    export = open_export(project, ExportOptions(format=format_name, chosen=chosen))
    return b"".join(export.chunks()), export.report


def check_lossless_round_trip(
    found: list[dict[str, Any]], format_name: str, *, file_name: str, chosen: str = ""
) -> LossReport:
    """Export the records in a format, import that into an empty project, and compare the native exports of both.

    For formats that hold everything. Ids and times aside, the native exports must be equal to the byte, and all that
    was read must have been written. Returns the export’s loss report, for what else a test says of it.
    """
    first = project_of(found)
    data, report = exported_as(first, format_name, chosen=chosen)
    second = fresh_project()
    taken = import_bytes(second, data, name=file_name) if report.articles else None
    assert taken is None or (taken.failures, taken.imported) == ([], report.articles)
    assert without_ids_and_times(export_bytes(second, chosen=chosen)) == without_ids_and_times(
        export_bytes(first, chosen=chosen)
    )
    for kind, count_read in report.read.items():
        assert count_read == report.written[kind] + report.lost(kind)
    return report


def stated(record: ArticleRecord) -> list[str]:
    """The annotations without ids and labels, in an order of their own."""
    rows = [
        asdict(replace(item.with_frame(spans=tuple(sorted(item.frame.spans))), label="")) for item in record.annotations
    ]
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


def written_as(record: ArticleRecord, format_name: str) -> tuple[bytes, LossReport]:
    """One record in a format, without a database, with the report of what it could not hold."""
    report = LossReport(format=format_name, chosen="")
    parts = WRITTEN[format_name].write(iter([record]), report=report)
    return b"".join(part.encode("utf-8") if isinstance(part, str) else part for part in parts), report


def check_record_comes_back(found: dict[str, Any], format_name: str) -> None:
    """Write one record in a format that holds everything, and read it again: it is told by its content, and equal."""
    record = record_of({"id": "a/b", **found}, place=FilePlace("a"))
    data, report = written_as(record, format_name)
    items = list(records_of_upload(Upload("in", BytesIO(data))))
    [again] = [item for item in items if not isinstance(item, Note)]
    assert isinstance(again, ArticleRecord), again
    assert not report.losses
    assert report.written == Counter(item.frame.kind for item in record.annotations)
    assert stated(again) == stated(record)
    assert set(again.sets) >= set(record.sets)
    for name in (
        "id",
        "text",
        "title",
        "url",
        "publisher",
        "byline",
        "published",
        "language",
        "blocks",
        "figures",
        "extra",
    ):
        assert getattr(again, name) == getattr(record, name), name
