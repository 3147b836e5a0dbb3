"""Whatever is in a file and not in the project is counted by its key, in every format."""

from __future__ import annotations

import io
import json
from typing import Any

import cassis
import pyarrow as pa
import pyarrow.parquet as pq
import spacy
from spacy.tokens import Doc, DocBin, Span

from exchange.formats.cas.types import DKPRO, META_DATA, NAMED_ENTITY
from exchange.records.article import ArticleRecord, Note
from tests.exchange.exchange import read, read_together

TEXT = "Rain fell. “Stay in,” said Ida Roe."


def notes_of(found: list[Any]) -> list[str]:
    assert sum(isinstance(item, ArticleRecord) for item in found) == 1
    return [item.words for item in found if isinstance(item, Note)]


def keys_in(found: list[Any]) -> dict[str, int]:
    """The counts of the one note of keys."""
    [note] = [words for words in notes_of(found) if words.startswith("keys that have no place")]
    pairs = [item.split(" ", 1) for item in note.partition(": ")[2].split(", ")]
    return {key: int(count) for count, key in pairs}


def place(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def spot(words: str, **more: Any) -> dict[str, Any]:
    start, end = place(words)
    return {"start": start, "end": end, "text": words, **more}


def extension(name: str, value: str) -> dict[Any, Any]:
    """As spaCy stores an attribute that a program has added to documents."""
    return {("._.", name, None, None): value}


def test_figures_and_sets_of_native_lines() -> None:
    figure = {"image_url": "https://rain.example/1.jpg", "lens": "wide", "width": 800}
    owned = {"suggester": "rules", "version": "1", "run": 7, "notes": []}
    line = {
        "id": "rain",
        "text": TEXT,
        "figures": [figure, {**figure, "width": None}],
        "sets": [owned],
        "desk": "night",
    }
    found = read("in.jsonl", json.dumps(line).encode())
    assert keys_in(found) == {"figures.lens": 2, "figures.width": 1, "sets.run": 1}
    assert next(item.extra for item in found if isinstance(item, ArticleRecord)) == {"desk": "night"}


def test_docbin() -> None:
    doc = Doc(spacy.blank("en").vocab, words=["Ida", "Roe", "left"], tags=["X", "X", "Y"], lemmas=["Ida", "Roe", "go"])
    doc.user_data |= {"desk": "night", **extension("mood", "calm")}
    doc.cats = {"weather": 0.7}
    doc.spans["people"] = [Span(doc, 0, 2, label="PERSON", kb_id="Q7", span_id="s1")]
    doc.spans["people"].attrs["round"] = 2
    attributes = ["TAG", "LEMMA", "ENT_IOB", "ENT_TYPE"]
    data = DocBin(attrs=attributes, docs=[doc], store_user_data=True).to_bytes()
    assert keys_in(read("in.spacy", data)) == {
        **{"._.mood": 1, "cats.weather": 1, "user_data.desk": 1, "words.LEMMA": 1, "words.TAG": 1},
        **{"spans.people.id": 1, "spans.people.kb_id": 1, "spans.people.round": 1},
    }


def test_citron() -> None:
    quote = {
        "sources": [spot("Ida Roe", gender="f")],
        "cue": spot("said"),
        "contents": [spot("“Stay in,”")],
        "confidence": "0.5",
        "coreferences": [spot("Ida Roe")],
        "checked_by": "kim",
    }
    document = {"text": TEXT, "quotes": [quote], "coreference_groups": [[spot("Ida Roe")]], "desk": "night"}
    assert keys_in(read("in.json", json.dumps(document).encode())) == {
        **{"coreference_groups": 1, "quotes.checked_by": 1, "quotes.sources": 1},
    }


def selected(words: str, *selectors: dict[str, Any]) -> dict[str, Any]:
    start, end = place(words)
    position = {"type": "TextPositionSelector", "start": start, "end": end}
    return {"source": "rain.txt", "selector": [position, *selectors], "styleClass": "red"}


def test_w3c() -> None:
    comments = [{"purpose": "commenting", "value": words} for words in ("Who?", "The mayor.")]
    item = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "#1",
        "type": "Annotation",
        "created": "2020-01-01T00:00:00Z",
        "body": [{"purpose": "tagging", "value": "Quote", "language": "en"}, *comments],
        "target": selected("“Stay in,”", {"type": "CssSelector", "value": "p"}),
    }
    page = {
        "@context": item["@context"],
        "type": "AnnotationPage",
        "label": "Rain",
        "items": [item],
        "article": {"text": TEXT},
    }
    found = read("in.jsonld", json.dumps(page).encode())
    assert keys_in(found) == {
        **{"body.language": 1, "created": 1, "page.label": 1, "target.CssSelector": 1, "target.styleClass": 1},
    }
    [record] = [item for item in found if isinstance(item, ArticleRecord)]
    assert record.annotations[0].frame.extra["commenting"] == "Who?\nThe mayor."


def test_brat() -> None:
    start, end = place("Ida Roe")
    lines = [
        f"T1\tSpeaker {start} {end}\tIda Roe",
        "N1\tReference T1 Wiki:7\tIda",
        "N2\tReference T1 Desk:9\tIda Roe, mayor",
        "R1\tknows Arg1:T1 Arg2:T9",
        "A1\tSure R1",
        "E1\tSpeaker:T1 Topic:T8",
        "#1\tAnnotatorNotes R1\tcheck this",
    ]
    found = read_together({"in.ann": "\n".join(lines).encode(), "in.txt": TEXT.encode()})
    assert sorted(words for words in notes_of(found) if "left out" in words) == [
        "1 arguments “Topic” whose spans are not there were left out",
        "1 attributes and notes “Sure” of what is no span were left out",
        "1 attributes and notes “note” of what is no span were left out",
        "1 relations “knows” whose spans are not there were left out",
    ]
    [record] = [item for item in found if isinstance(item, ArticleRecord)]
    assert record.annotations[0].frame.extra["reference"] == "Wiki:7\nDesk:9"


def test_cas() -> None:
    types = cassis.TypeSystem()
    for name, parent, features in (
        (NAMED_ENTITY, "uima.tcas.Annotation", ("value",)),
        (META_DATA, "uima.tcas.DocumentAnnotation", ("documentId", "collectionId")),
        (f"{DKPRO}.segmentation.type.Stem", "uima.tcas.Annotation", ()),
        ("desk.Link", "uima.tcas.Annotation", ("label", "comment")),
    ):
        made = types.create_type(name=name, supertypeName=parent)
        for feature in features:
            types.create_feature(made, feature, "uima.cas.String")
    for feature in ("Governor", "Dependent"):
        types.create_feature(types.get_type("desk.Link"), feature, "uima.tcas.Annotation")
    types.create_feature(types.get_type(NAMED_ENTITY), "same", "uima.tcas.Annotation")
    entity, stem, link = (
        types.get_type(name) for name in (NAMED_ENTITY, f"{DKPRO}.segmentation.type.Stem", "desk.Link")
    )
    cas = cassis.Cas(types, sofa_string=TEXT)
    first, second = (entity(begin=place(words)[0], end=place(words)[1], value="PER") for words in ("Ida", "Roe"))
    second.same = first
    cas.add_all([first, second, stem(begin=0, end=4)])
    cas.add(link(begin=0, end=4, label="kin", comment="so they say", Governor=first, Dependent=second))
    cas.add(types.get_type(META_DATA)(begin=0, end=len(TEXT), documentId="rain", collectionId="autumn"))
    cas.create_view("German").sofa_string = "Regen fiel."
    found = read_together({"in.xmi": cas.to_xmi().encode(), "TypeSystem.xml": types.to_xml().encode()})
    assert keys_in(found) == {
        **{"DocumentMetaData.collectionId": 1, "Link.comment": 1, "NamedEntity.same": 1, "Stem": 1},
        "views besides the first": 1,
    }


def test_parquet() -> None:
    content = [{"start": place("“Stay in,”")[0], "end": place("“Stay in,”")[1], "tone": "calm"}]
    row = {
        "text": TEXT,
        "desk": "night",
        "blocks": [{"start": 0, "end": len(TEXT), "kind": "paragraph", "font": "bold"}],
        "figures": [{"image_url": "https://rain.example/a.jpg", "alt": "", "caption": None, "width": 640}],
        "sets": [{"annotator": "kim", "state": "open", "hours": 2}],
        "quotes": [{"type": "direct", "content": content, "annotator": "kim", "mood": "calm"}],
    }
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([row]), buffer)
    found = read("in.parquet", buffer.getvalue())
    assert keys_in(found) == {"blocks.font": 1, "figures.width": 1, "quotes.content.tone": 1, "sets.hours": 1}
    [record] = [item for item in found if isinstance(item, ArticleRecord)]
    assert (record.extra, record.annotations[0].frame.extra) == ({"desk": "night"}, {"mood": "calm"})
