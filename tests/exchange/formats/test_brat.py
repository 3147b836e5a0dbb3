"""brat standoff: what others wrote comes in as frames, and what we write is read by a parser of others."""

from __future__ import annotations

import io
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from bioc import brat as bioc_brat
from hypothesis import HealthCheck, assume, given

from articles.models import Project
from exchange.formats.brat.writing import file_name
from exchange.formats.mapping import mapping_from_json
from exchange.formats.native.articles import record_of
from exchange.formats.source import Upload
from exchange.incoming.files import records_of_paths, records_of_uploads
from exchange.incoming.importing import import_records
from exchange.records.article import ArticleRecord, Failure, FilePlace, Incoming, Note
from tests.examples import examples
from tests.exchange.helpers import TEXT, article, quote
from tests.exchange.strategies import records, written_as

WINDOWS = "😀 The pier is shut.\r\n\r\n“We wait,” said\r\nAnn Lee, “but not for ever.”\r\n"


def read(ann: str, text: str = WINDOWS) -> list[Incoming]:
    files = [Upload("a.txt", BytesIO(text.encode())), Upload("a.ann", BytesIO(ann.encode()))]
    return list(records_of_uploads(files))


def one(items: list[Incoming]) -> ArticleRecord:
    [found] = [item for item in items if not isinstance(item, Note)]
    assert isinstance(found, ArticleRecord), found
    return found


def span(key: str, label: str, *words: str, text: str = WINDOWS) -> str:
    places = [(text.index(part), text.index(part) + len(part)) for part in words]
    return f"{key}\t{label} {';'.join(f'{start} {end}' for start, end in places)}\t{' '.join(words)}\n"


SPANS = (
    span("T1", "Content", "“We wait,”", "“but not for ever.”")
    + span("T2", "Cue", "said")
    + span("T3", "Source", "Ann Lee")
)


def words(record: ArticleRecord) -> dict[str, list[str]]:
    [only] = [item for item in record.annotations if item.frame.kind == "quote"]
    return {
        role: [record.text[slice(*place)] for place in only.frame.by_role(role)]
        for role in ("content", "speaker", "cue")
    }


WHOLE = {"content": ["“We wait,”", "“but not for ever.”"], "speaker": ["Ann Lee"], "cue": ["said"]}


@pytest.mark.parametrize(
    "joining",
    [
        "R1\tSource Arg1:T1 Arg2:T3\nR2\tAny Arg1:T2 Arg2:T1\n",
        "T4\tAttribution 34 38\tsaid\nE1\tAttribution:T4 Content:T1 Cue:T2 Source:T3\n",
        "E1\tContent:T1 Source:T3 Cue2:T2\n",
        "",
    ],
)
def test_relations_events_and_nearness_make_the_frame(joining: str) -> None:
    items = read(SPANS + joining)
    assert words(one(items)) == WHOLE
    assert one(items).text == WINDOWS.replace("\r\n", "\n")
    count = 3 + joining.startswith("T4")
    assert [str(item) for item in items if isinstance(item, Note)] == [
        f"a.ann: offsets are code points: {count} of {count} surface words fit"
    ]


def test_offsets_that_count_a_line_end_as_one_or_by_utf16_are_found() -> None:
    plain = WINDOWS.replace("\r\n", "\n")
    ann = span("T1", "Content", "“We wait,”", text=plain) + span("T2", "Source", "Ann Lee", text=plain)
    items = read(ann)
    assert words(one(items)) == {"content": ["“We wait,”"], "speaker": ["Ann Lee"], "cue": []}
    assert "code points, each line end counted as one: 2 of 2" in str(items[-1])


def test_pieces_that_brat_ended_at_line_ends_are_one() -> None:
    items = read("T1\tContent 24 34;35 39;41 48\t“We wait,” said Ann Lee\n")
    assert words(one(items))["content"] == ["“We wait,”", "said\nAnn Lee"]


def test_attributes_notes_and_references_come_along() -> None:
    items = read(
        SPANS
        + "A1\tQuoteType T1 Mixed\nM2\tHedged T1\n#1\tAnnotatorNotes T1\tcheck this\n#2\tAnnotatorNotes T1\tagain\n"
        + "N1\tReference T3 Wikidata:Q5\tAnn B. Lee\n*\tEquiv T1 T3\nA3\tX T99 y\n"
    )
    [found] = one(items).annotations
    assert (found.frame.quote_type, found.frame.name) == ("mixed", "Ann B. Lee")
    assert found.frame.extra == {"Hedged": True, "note": "check this\nagain", "speaker_reference": "Wikidata:Q5"}
    assert "a.ann: 1 attributes and notes “X” of what is no span were left out" in [str(item) for item in items]


def test_an_event_about_an_event_and_several_contents_are_joined() -> None:
    ann = span("T1", "Content", "“We wait,”") + span("T2", "Content", "“but not for ever.”") + span("T3", "Cue", "said")
    assert words(one(read(ann + "E1\tCue:T3 Content:T1 Content2:T2\nE2\tCue:T3 Content:E1\n"))) == {
        **WHOLE, "speaker": []
    }  # fmt: skip


def test_a_byte_order_mark_moves_nothing() -> None:
    for text, moved in (("\ufeff" + WINDOWS, 0), ("\ufeff" + WINDOWS, 1)):
        ann = span("T1", "Content", "“We wait,”")
        start = WINDOWS.index("“We")
        ann = ann.replace(f"{start} {start + 10}", f"{start + moved} {start + 10 + moved}")
        assert words(one(read(ann, text)))["content"] == ["“We wait,”"]


@pytest.mark.parametrize(
    ("ann", "reason"),
    [
        ("T1\tContent 0 x\twords", "a.ann:1: the span T1 is TYPE START END"),
        ("T1\tContent 0 99999999999\twords", "a.ann:1: the span T1 is TYPE START END"),
        ("T1\tContent 5 400\twords", "a.ann:1: the span [5, 400)"),
        (SPANS + "nonsense", "a.ann:4: “nonsense” is no line of brat standoff"),
        (SPANS + "X1\tA T1", "a.ann:4: “X1” begins no line of brat standoff"),
        (SPANS + "R1\tSpeaker Arg1:T1", "a.ann:4: the relation Speaker has no two arguments"),
        (SPANS + "E1\tSaid", "a.ann:4: the event E1 is TYPE:TRIGGER"),
        (SPANS + "A1\tNegated", "a.ann:4: the attribute Negated names nothing"),
        (SPANS + "#1\tAnnotatorNotes T1\tquotemark {", "a.ann:4: the note about T1 is no JSON"),
        (SPANS + SPANS, "a.ann:4: the id T1 comes twice"),
    ],
)
def test_a_line_that_cannot_be_read_fails_its_article_with_the_place(ann: str, reason: str) -> None:
    [failure] = [item for item in read(ann) if isinstance(item, Failure)]
    assert str(failure).startswith(reason)


def test_annotations_without_their_text_are_refused_and_texts_without_annotations_are_texts(tmp_path: Path) -> None:
    (tmp_path / "a.ann").write_text(SPANS, encoding="utf-8")
    (tmp_path / "b.txt").write_text("She left.", encoding="utf-8")
    first, second = (str(item) for item in records_of_paths([tmp_path]))
    assert "a.txt is not beside the annotations; bring both" in first
    (tmp_path / "a.txt").write_bytes(WINDOWS.encode())
    found = [item for item in records_of_paths([tmp_path]) if isinstance(item, ArticleRecord)]
    assert ([item.id for item in found], len(found[0].annotations)) == (["a", "b"], 1)


def test_labels_that_only_the_project_knows_are_mapped() -> None:
    ann = span("T1", "Aussage", "“We wait,”") + span("T2", "Wer", "Ann Lee") + "R1\tvon Arg1:T1 Arg2:T2\n"
    mapping = mapping_from_json({"labels": {"Aussage": "quote:content", "wer": "quote:speaker"}})
    files = [Upload("a.txt", BytesIO(WINDOWS.encode())), Upload("a.ann", BytesIO(ann.encode()))]
    assert words(one(list(records_of_uploads(files, mapping=mapping))))["speaker"] == ["Ann Lee"]


def unpacked(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


@examples(40, suppress_health_check=[HealthCheck.filter_too_much])
@given(records())
def test_another_parser_reads_what_is_written(found: dict[str, Any]) -> None:
    record = record_of({"id": "a", **found}, place=FilePlace("a"))
    files = unpacked(written_as(record, "brat")[0])
    # this parser strips its lines, so that it can read no span of white space alone
    assume(all(record.text[start:end].strip() for item in record.annotations for _, start, end in item.frame.spans))
    document = bioc_brat.loads(files["a.txt"], files["a.ann"])
    assert len(document.relations) == sum(len(item.frame.by_role("credit")) for item in record.annotations) + sum(
        len([role for role, _, _ in item.frame.spans if role in ("speaker", "cue")]) for item in record.annotations
    )
    for entity in document.entities:
        parts = [record.text[place.begin : place.end] for place in sorted(entity.locations)]
        assert entity.text == " ".join(parts).replace("\t", " ").replace("\n", " ").rstrip()
        assert all("\n" not in part for part in parts) or not "".join(parts).strip("\n")
    told = {line.split(" ")[0] for line in files["annotation.conf"].splitlines()}
    assert {entity.type for entity in document.entities} <= told


def test_people_see_types_names_and_verdicts_in_brat() -> None:
    record = record_of(article(quotes=[quote(gold=True, verdict="corrected")]), place=FilePlace("a"))
    files = unpacked(written_as(record, "brat")[0])
    lines = files["pier.ann"].splitlines()
    assert "A1\tQuoteType T1 direct" in lines
    assert "A3\tVerdict T1 corrected" in lines
    start = TEXT.index("“We")
    assert lines[0].startswith(f"T1\tContent {start} {start + 10};")
    assert files["pier.txt"] == TEXT
    changed = files["pier.ann"].replace("QuoteType T1 direct", "QuoteType T1 mixed")
    uploads = [Upload("pier.txt", BytesIO(TEXT.encode())), Upload("pier.ann", BytesIO(changed.encode()))]
    assert one(list(records_of_uploads(uploads))).annotations[0].frame.quote_type == "mixed"


def test_ids_that_are_no_file_names_are_told_apart() -> None:
    assert file_name("pier-7.v2") == "pier-7.v2"
    names = {file_name(key) for key in ("a/b", "a\\b", "a:b", "é" * 400, "../x", "a_b")}
    assert len(names) == 6
    assert not any({"/", "\\", ":"} & set(name) or len(name) > 140 for name in names)


def test_what_many_files_tell_alike_is_told_once(project: Project, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_bytes(f"{name}: {WINDOWS}".encode())
        (tmp_path / f"{name}.ann").write_text(
            span("T1", "Claim", "“We wait,”", text=f"{name}: {WINDOWS}"), encoding="utf-8"
        )
    report = import_records(project, records_of_paths([tmp_path]))
    assert (report.imported, [str(note).removeprefix(f"{tmp_path}/") for note in report.notes]) == (
        3,
        [
            "a.ann and 2 more files: offsets are code points: 3 of 3 surface words fit",
            "a.ann and 2 more files: 3 spans “Claim” became entities of that type; the mapping can say otherwise",
        ],
    )
