"""CSV: one row a quote, safe to open in a spreadsheet, and nothing left out silently."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from articles.models import Project
from exchange.formats.csv import writing as csv_format
from exchange.outgoing.exporting import ExportOptions, open_export
from tests.exchange.helpers import TEXT, article, bring_in, export_bytes, quote, repair, span_in


def rows(project: Project, **options: Any) -> list[dict[str, str]]:
    text = export_bytes(project, format="csv", **options).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_split_quote_is_one_row_with_its_fragments(project: Project) -> None:
    bring_in(project, article(publisher="Courier", quotes=[quote(gold=True, score=0.25)]))
    [row] = rows(project)
    assert row["quote"] == "“We wait,” … “but not for ever.”"
    assert row["fragments"] == '["“We wait,”", "“but not for ever.”"]'
    first, second = span_in(TEXT, "“We wait,”"), span_in(TEXT, "“but not for ever.”")
    assert row["content_offsets"] == str([first, second])
    assert (row["speaker"], row["speaker_name"], row["cue"], row["type"]) == ("Ann Lee", "Ann Lee", "said", "direct")
    assert (row["annotator"], row["suggester"], row["verdict"]) == ("gold", "", "added")
    assert (row["publisher"], row["score"], row["block_kind"]) == ("Courier", "0.25", "paragraph")


def test_a_suggesters_row_names_it_with_its_version(project: Project) -> None:
    bring_in(project, article(quotes=[quote(suggester="rules", version="2")]))
    [row] = rows(project)
    assert (row["annotator"], row["suggester"], row["version"], row["score"]) == ("", "rules", "2", "")


def test_the_person_of_the_registry_comes_with_the_wikidata_id(project: Project) -> None:
    project.people.create(name="Ann Lee", wikidata_id="Q42")
    bring_in(project, article(quotes=[quote(gold=True)]))
    assert rows(project)[0]["wikidata_id"] == "Q42"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_cell_that_begins_like_a_formula_is_guarded(start: str) -> None:
    assert csv_format.guarded_cell(f"{start}1+1") == f"'{start}1+1"


def test_other_cells_are_left_as_they_are() -> None:
    assert csv_format.guarded_cell("1=1") == "1=1"
    assert csv_format.guarded_cell("") == ""


def test_guarded_cells_are_told(project: Project) -> None:
    bring_in(project, article(title="=HYPERLINK(1)", quotes=[quote()]))
    export = open_export(project, ExportOptions(format="csv"))
    written = b"".join(export.chunks()).decode("utf-8")
    assert "'=HYPERLINK(1)" in written
    assert [loss.count for (kind, _), loss in export.report.losses.items() if kind == "cells as they were"] == [1]


def test_what_has_no_row_is_counted(project: Project) -> None:
    bring_in(project, article("1", quotes=[quote()], repairs=[repair()]), article("2"))
    export = open_export(project, ExportOptions(format="csv"))
    assert b"".join(export.chunks()).count(b"\r\n") == 2
    report = export.report
    assert (report.read["repair"], report.written["repair"], report.lost("repair")) == (1, 0, 1)
    assert report.losses["articles", "CSV has no row for an article without quotes"].count == 1


def test_line_breaks_and_quotation_marks_stay_in_their_cell(project: Project) -> None:
    text = 'She said "we\nwait", and left.'
    values = {"content": [span_in(text, '"we\nwait"')]}
    bring_in(project, {"id": "a", "text": text, "quotes": [values]})
    assert rows(project)[0]["quote"] == '"we\nwait"'


def test_a_byte_order_mark_comes_only_where_asked(project: Project) -> None:
    assert export_bytes(project, format="csv").startswith(b"article_id,")
    assert export_bytes(project, format="csv", byte_order_mark=True).startswith(b"\xef\xbb\xbfarticle_id,")
