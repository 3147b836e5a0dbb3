"""spaCy DocBin: everything goes out and comes back; spaCy loads it and learns from it."""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.training import Corpus

from articles.models import Project
from exchange.formats.docbin import reading, writing
from exchange.outgoing.exporting import ExportOptions, open_export
from exchange.records.article import ArticleRecord, Failure, Note
from tests.examples import examples
from tests.exchange.exchange import lost_to_the_format, read
from tests.exchange.helpers import TEXT, article, bring_in, import_bytes, quote, repair, span_in
from tests.exchange.strategies import check_lossless_round_trip, exported_as, records
from tests.factories import make_project


@cache
def english() -> Language:
    """Making one takes longer than most of these tests."""
    return spacy.blank("en")


def docs_in(data: bytes) -> list[Doc]:
    return list(DocBin().from_bytes(data).get_docs(english().vocab))


def bin_of(*docs: Doc, user_data: bool = True) -> bytes:
    return DocBin(docs=docs, store_user_data=user_data).to_bytes()


def person(words: str = "Ann Lee", **values: Any) -> dict[str, Any]:
    start, end = span_in(TEXT, words)
    return {"start": start, "end": end, "type": "PERSON", "gold": True, **values}


@pytest.mark.django_db
@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(records(), min_size=1, max_size=2), st.sampled_from(["", "machine", "gold"]))
@example([{"text": "a", "quotes": []}], "machine")
def test_what_goes_out_comes_back(db: None, found: list[dict[str, Any]], chosen: str) -> None:
    report = check_lossless_round_trip(found, "docbin", file_name="in.spacy", chosen=chosen)
    assert lost_to_the_format(report) == set()


def test_spacy_finds_the_parts_of_quotes_in_the_group_that_it_learns_from(project: Project) -> None:
    bring_in(project, article(quotes=[quote(gold=True)], repairs=[repair(gold=True)], entities=[person()]))
    [doc] = docs_in(exported_as(project, "docbin")[0])
    assert doc.text == TEXT
    found = {(span.label_, span.text) for span in doc.spans["sc"]}
    assert found == {
        ("CONTENT", "“We wait,”"),
        ("CONTENT", "“but not for ever.”"),
        ("SPEAKER", "Ann Lee"),
        ("CUE", "said"),
    }
    assert [(span.label_, span.text) for span in doc.spans["repairs"]] == [("DAMAGED", "saidthat")]
    assert [(ent.label_, ent.text) for ent in doc.ents] == [("PERSON", "Ann Lee")]


def test_a_span_leads_to_its_frame(project: Project) -> None:
    bring_in(project, article(quotes=[quote(gold=True, note=1)], desk="x"))
    [doc] = docs_in(exported_as(project, "docbin")[0])
    [frame] = doc.user_data["quotemark"]["quotes"]
    assert {span.id_ for span in doc.spans["sc"]} == {frame["key"]}
    assert (frame["speaker_name"], frame["type"], frame["gold"]) == ("Ann Lee", "direct", True)
    assert doc.user_data["quotemark"]["id"] == "pier"


def test_entities_that_overlap_stay_in_their_group_and_the_longest_is_the_documents(project: Project) -> None:
    bring_in(project, article(entities=[person(), person("Lee", type="LASTNAME")]))
    [doc] = docs_in(exported_as(project, "docbin")[0])
    assert [ent.text for ent in doc.ents] == ["Ann Lee"]
    assert [span.text for span in doc.spans["entities"]] == ["Ann Lee", "Lee"]


@pytest.mark.django_db
@examples(15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records())
def test_it_is_packed_as_spacy_packs_the_same_documents(db: None, found: dict[str, Any]) -> None:
    project = make_project()
    bring_in(project, found)
    ours = DocBin().from_bytes(exported_as(project, "docbin", chosen="all")[0])
    docs = list(ours.get_docs(spacy.blank("xx").vocab))
    theirs = DocBin(attrs=["ENT_IOB", "ENT_TYPE", "ENT_KB_ID"], store_user_data=True, docs=docs)
    theirs = DocBin().from_bytes(theirs.to_bytes())
    for name in ("attrs", "cats", "flags", "span_groups", "user_data"):
        assert getattr(ours, name) == getattr(theirs, name), name
    for name in ("tokens", "spaces"):
        assert [columns.tolist() for columns in getattr(ours, name)] == [
            columns.tolist() for columns in getattr(theirs, name)
        ]
    assert ours.strings <= theirs.strings


def test_spacys_corpus_reads_the_folder_of_a_large_export_to_train_with(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "SHARD_TOKENS", 20)
    bring_in(project, *(article(str(number), quotes=[quote(gold=True)]) for number in range(5)))
    name, chunks = open_export(project, ExportOptions(format="docbin", chosen="gold")).named_chunks()
    assert name == "harbour-gold.spacy.zip"
    data = b"".join(chunks)
    assert import_bytes(make_project(), data, name=name).imported == 5
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == [f"0000{number}.spacy" for number in range(1, 6)]
        archive.extractall(tmp_path)
    examples = list(Corpus(tmp_path)(english()))
    assert len(examples) == 5
    assert all(len(example.reference.spans["sc"]) == 4 for example in examples)


def test_a_pipe_that_learns_from_spans_takes_the_export(project: Project) -> None:
    from spacy.training import Example

    bring_in(project, article(quotes=[quote(gold=True)]))
    nlp = spacy.blank("en")
    nlp.add_pipe("spancat")
    [doc] = docs_in(exported_as(project, "docbin")[0])
    nlp.initialize(lambda: [Example(nlp.make_doc(doc.text), doc)])
    assert set(nlp.get_pipe("spancat").labels) == {"CONTENT", "SPEAKER", "CUE"}  # type: ignore[attr-defined]


def test_a_small_export_is_one_file(project: Project) -> None:
    bring_in(project, article())
    name, chunks = open_export(project, ExportOptions(format="docbin")).named_chunks()
    assert name == "harbour.spacy"
    assert [doc.text for doc in docs_in(b"".join(chunks))] == [TEXT]


def test_an_export_without_articles_is_a_docbin_without_documents(project: Project) -> None:
    assert docs_in(exported_as(project, "docbin")[0]) == []


def doc_of(text: str, **user_data: Any) -> Doc:
    doc = english()(text)
    doc.user_data.update(user_data)
    return doc


def test_other_programs_entities_and_spans_become_frames() -> None:
    doc = doc_of("“We wait,” said Ann Lee.")
    doc.ents = [Span(doc, 6, 8, label="PERSON", kb_id="Q7")]
    doc.spans["sc"] = [
        Span(doc, 0, 5, label="QUOTE"),
        Span(doc, 5, 6, label="CUE"),
        Span(doc, 6, 8, label="SPEAKER"),
    ]
    found = read("other.spacy", bin_of(doc))
    [record] = [item for item in found if isinstance(item, ArticleRecord)]
    [quoted] = [item for item in record.annotations if item.frame.kind == "quote"]
    assert {role: record.text[start:end] for role, start, end in quoted.frame.spans} == {
        "content": "“We wait,”",
        "cue": "said",
        "speaker": "Ann Lee",
    }
    [entity] = [item for item in record.annotations if item.frame.kind == "entity"]
    assert (entity.frame.entity_type, entity.frame.spans, entity.frame.extra) == (
        "PERSON",
        (("mention", 16, 23),),
        {"kb_id": "Q7"},
    )


def test_labels_that_nobody_maps_are_told(project: Project) -> None:
    doc = doc_of("We wait.")
    doc.spans["mine"] = [Span(doc, 0, 2, label="ODD")]
    notes = [item for item in read("other.spacy", bin_of(doc)) if isinstance(item, Note)]
    assert [note.words for note in notes] == [
        "1 spans “ODD” became entities of that type; the mapping can say otherwise"
    ]


def test_what_was_changed_in_spacy_after_the_export_counts(project: Project) -> None:
    bring_in(project, article(quotes=[quote(gold=True)], entities=[person(), person("pier", type="FAC")]))
    [doc] = docs_in(exported_as(project, "docbin")[0])
    kept = [span for span in doc.spans["sc"] if span.label_ != "CUE"]
    doc.spans["sc"] = kept
    doc.spans["entities"] = [span for span in doc.spans["entities"] if span.label_ == "PERSON"]
    doc.ents = [ent for ent in doc.ents if ent.label_ == "PERSON"]
    [record] = read("in.spacy", bin_of(doc))
    assert [(item.frame.kind, len(item.frame.spans), item.frame.name) for item in record.annotations] == [
        ("quote", 3, "Ann Lee"),
        ("entity", 1, ""),
    ]


def packed(**values: Any) -> bytes:
    import srsly

    return zlib.compress(srsly.msgpack_dumps(values))


def with_span(**places: int) -> bytes:
    """A DocBin whose only span has been made to point elsewhere."""
    import struct

    import srsly

    doc = doc_of("We wait.")
    group = {"name": "sc", "attrs": {}, "spans": [struct.pack(">QQQllll", 0, 0, 0, 0, places["end"], 0, 8)]}
    found = DocBin(docs=[doc])
    found.span_groups = [srsly.msgpack_dumps({srsly.msgpack_dumps(group): ["sc"]})]
    return found.to_bytes()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"no docbin", "not a DocBin: the file is not packed by zlib"),
        (b"", "not a DocBin"),
        (packed(version="0.1"), "not a DocBin that spaCy can read"),
        (bin_of(doc_of("We wait."))[:-20], "not a DocBin"),
        (with_span(end=50_000_000), "the group of spans “sc” can’t be read: [E035] Error creating span"),
        (bin_of(doc_of("We wait.", quotemark={"quotes": [3]})), "quotes in user_data is a list of objects"),
        (bin_of(doc_of("We wait.", quotemark={"extra": "["})), "extra is a JSON object"),
        (bin_of(doc_of("We wait.", quotemark={"blocks": 3})), "blocks is a list"),
    ],
)
def test_what_cannot_be_read_is_told(data: bytes, reason: str) -> None:
    [found] = read("in.spacy", data)
    assert isinstance(found, Failure)
    assert reason in found.reason


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "UNPACKED_BYTES", 3_000_000)
    [found] = read("in.spacy", zlib.compress(bytes(5_000_000)))
    assert "unpacks to more than 3,000,000 bytes" in found.reason


def test_entities_that_make_no_sense_are_told() -> None:
    doc = doc_of("We wait here.")
    doc.ents = [Span(doc, 1, 3, label="X")]
    found = DocBin(attrs=["ENT_IOB", "ENT_TYPE"], docs=[doc])
    found.tokens[0][1][found.attrs.index(spacy.attrs.ENT_IOB)] = 2  # the entity’s first token is outside of it now
    [failure] = read("in.spacy", found.to_bytes())
    assert "the entities can’t be read: [E093]" in failure.reason


def test_user_data_of_other_programs_is_no_harm() -> None:
    found, note = read("in.spacy", bin_of(doc_of("We wait.", quotemark="mine", other=b"x")))
    assert found.text == "We wait."
    assert note.words.endswith(": 1 user_data.other, 1 user_data.quotemark")
