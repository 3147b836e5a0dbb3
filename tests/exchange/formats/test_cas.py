"""UIMA CAS: everything goes out and comes back; dkpro-cassis reads it; hostile XML is refused."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import cassis
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st
from lxml import etree

from articles.models import Project
from exchange.formats.cas import reading as cas_reading
from exchange.formats.cas.types import ARTICLE, DKPRO, NAMED_ENTITY, SENTENCE, TOKEN, TYPES
from exchange.formats.cas.writing import REPLACED
from exchange.records.article import ArticleRecord, Failure
from tests.examples import examples
from tests.exchange.exchange import lost_to_the_format, read, read_together, unzipped
from tests.exchange.helpers import TEXT, article, bring_in, import_bytes, quote, repair
from tests.exchange.strategies import check_lossless_round_trip, exported_as, records
from tests.factories import make_project

TYPE_SYSTEM = "TypeSystem.xml"


def cases_in(data: bytes) -> list[cassis.Cas]:
    """The documents as dkpro-cassis reads them, with the type system of the archive."""
    files = unzipped(data)
    types = cassis.load_typesystem(io.BytesIO(files.pop(TYPE_SYSTEM)))
    return [cassis.load_cas_from_xmi(io.BytesIO(found), typesystem=types) for found in files.values()]


@pytest.mark.django_db
@examples(20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(records(), min_size=1, max_size=2), st.sampled_from(["", "machine", "gold"]))
@example([{"text": "a", "quotes": []}], "machine")
def test_what_goes_out_comes_back(db: None, found: list[dict[str, Any]], chosen: str) -> None:
    report = check_lossless_round_trip(found, "cas", file_name="in.cas.zip", chosen=chosen)
    assert lost_to_the_format(report) == set()


@pytest.mark.django_db
@examples(15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records())
@example({"text": "😀 <&\"'>\t said 😀.", "title": "a\n<&\"'>\t", "quotes": [{"content": [[0, 4]], "score": 1e-07}]})
def test_cassis_writes_the_same_from_what_it_reads(db: None, found: dict[str, Any]) -> None:
    project = make_project()
    bring_in(project, found)
    data, _ = exported_as(project, "cas", chosen="all")
    [cas] = cases_in(data)
    [ours] = [held for name, held in unzipped(data).items() if name != TYPE_SYSTEM]
    assert canonical(ours) == canonical(cas.to_xmi().encode())


def canonical(xmi: bytes) -> list[Any]:
    """The elements with their attributes, whatever the namespaces are called."""
    return [(element.tag, sorted(element.items())) for element in etree.fromstring(xmi)]


def test_cassis_finds_the_words_of_every_span_after_an_emoji(project: Project) -> None:
    text = f"😀 {TEXT}"
    spans = {"content": [[21, 31], [46, 65]], "speaker": [[37, 44]], "cue": [[32, 36]]}
    bring_in(project, {"id": "pier", "text": text, "quotes": [quote(**spans, gold=True)]})
    data, _ = exported_as(project, "cas")
    [cas] = cases_in(data)
    assert cas.sofa_string == text
    [found] = cas.select(TYPES["quotes"])
    assert {(link.role, link.target.get_covered_text()) for link in found.parts.elements} == {
        ("content", "“We wait,”"),
        ("content", "“but not for ever.”"),
        ("speaker", "Ann Lee"),
        ("cue", "said"),
    }
    assert [part.get_covered_text() for part in cas.select_covered("quotemark.Part", found)] == [
        "“We wait,”",
        "said",
        "Ann Lee",
        "“but not for ever.”",
    ]
    assert [word.get_covered_text() for word in cas.select_covered(TOKEN, found)][:3] == ["“", "We", "wait"]
    assert b'begin="22"' in unzipped(data)["000001-pier.xmi"]  # UIMA counts the emoji as two


def test_entities_are_dkpros_named_entities_and_tokens_and_sentences_are_there(project: Project) -> None:
    entity = {"start": 35, "end": 42, "type": "PERSON", "gold": True}
    bring_in(project, article(entities=[entity], title="Pier shut", language="en"))
    [cas] = cases_in(exported_as(project, "cas")[0])
    [found] = cas.select(NAMED_ENTITY)
    assert (found.get_covered_text(), found.value) == ("Ann Lee", "PERSON")
    assert len(cas.select(TOKEN)) > 20
    assert [item.get_covered_text() for item in cas.select(SENTENCE)][0] == "The pier is shut."
    [meta] = cas.select(f"{DKPRO}.metadata.type.DocumentMetaData")
    assert (meta.documentTitle, meta.documentId, meta.language) == ("Pier shut", "pier", "en")


def test_names_of_files_are_safe_and_the_id_is_within(project: Project) -> None:
    bring_in(project, article("../../etc/passwd"), article("Äß/ø"))
    names = list(unzipped(exported_as(project, "cas")[0]))
    assert names == [TYPE_SYSTEM, "000001-etc-passwd.xmi", "000002-A.xmi"]


def test_characters_that_xml_cannot_hold_are_counted(project: Project) -> None:
    bring_in(project, {"id": "bell", "text": "A bell\x07 and \x1b[0m rings.", "title": "x\x01"})
    data, report = exported_as(project, "cas")
    [cas] = cases_in(data)
    assert cas.sofa_string == "A bell\ufffd and \ufffd[0m rings."
    assert report.losses["characters", REPLACED].count == 2
    note, record = read_together(unzipped(data))
    assert note.counts == (2,)  # of what is read again, the characters that are lost are said
    assert record.text == cas.sofa_string


def layer(types: cassis.TypeSystem, name: str, **features: str) -> Any:
    made = types.create_type(name=name, supertypeName="uima.tcas.Annotation")
    for feature, kind in features.items():
        types.create_feature(made, feature, kind)
    return made


def foreign() -> dict[str, bytes]:
    """A project of INCEpTION with a layer of quotes that link to their speakers, and DKPro’s named entities."""
    types = cassis.TypeSystem()
    link = types.create_type(name="webanno.custom.QuoteSourceLink", supertypeName="uima.cas.TOP")
    speaker = layer(types, "webanno.custom.Speaker")
    quote_type = layer(types, "webanno.custom.Quote", Type="uima.cas.String")
    types.create_feature(link, "role", "uima.cas.String")
    types.create_feature(link, "target", "uima.tcas.Annotation")
    types.create_feature(quote_type, "Source", "uima.cas.FSArray", elementType=link)
    entity = layer(types, NAMED_ENTITY, value="uima.cas.String")
    cas = cassis.Cas(types, sofa_string="😀 “We wait,” said Ann Lee.")
    who = speaker(begin=18, end=25)
    array = types.get_type("uima.cas.FSArray")
    linked = link(role="speaker", target=who)
    cas.add(who)
    cas.add(speaker(begin=3, end=3))
    cas.add(quote_type(begin=2, end=12, Type="indirect", Source=array(elements=[linked])))
    cas.add(entity(begin=18, end=25, value="PER"))
    return {"pier.xmi": cas.to_xmi().encode("utf-8"), TYPE_SYSTEM: types.to_xml().encode("utf-8")}


def test_layers_of_inception_become_frames() -> None:
    found = read_together(foreign())
    [record] = [item for item in found if isinstance(item, ArticleRecord)]
    assert record.id == "pier"
    assert [
        (item.frame.kind, {role: record.text[start:end] for role, start, end in item.frame.spans})
        for item in record.annotations
    ] == [
        ("quote", {"content": "“We wait,”", "speaker": "Ann Lee"}),
        ("entity", {"mention": "Ann Lee"}),
    ]
    assert record.annotations[0].frame.quote_type == "indirect"
    assert record.annotations[1].frame.entity_type == "PERSON"
    assert "1 annotations “Speaker” without words were left out" in [str(item.words) for item in found[1:]]


def test_without_its_type_system_a_foreign_cas_is_refused_with_what_to_do() -> None:
    [found] = read("pier.xmi", foreign()["pier.xmi"])
    assert isinstance(found, Failure)
    assert "its TypeSystem.xml must lie beside it" in found.reason


def test_a_type_system_alone_is_told_to_be_none() -> None:
    [found] = read(TYPE_SYSTEM, foreign()[TYPE_SYSTEM])
    assert "bring the XMI files along" in found.reason


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
ROOT = b'<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmi:version="2.0">'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (LAUGHS + ROOT + b"<a>&c;</a></xmi:XMI>", "none is expanded"),
        (OUTSIDE + ROOT + b"<a>&b;</a></xmi:XMI>", "none is expanded"),
        (b'<!DOCTYPE a SYSTEM "http://pier.example/a.dtd">' + ROOT + b"</xmi:XMI>", "none is expanded"),
        (ROOT + b"<a>", "not XML"),
        (ROOT + b"</xmi:XMI>", "the CAS has no text"),
        (ROOT + b'<a xmi:id="x"/></xmi:XMI>', "not a CAS that can be read"),
    ],
)
def test_hostile_xml_is_refused(data: bytes, reason: str) -> None:
    [found] = read("in.xmi", data)
    assert isinstance(found, Failure)
    assert reason in found.reason


def test_a_hostile_type_system_is_refused_as_well(project: Project) -> None:
    bring_in(project, article())
    files = unzipped(exported_as(project, "cas")[0])
    hostile = {**files, TYPE_SYSTEM: LAUGHS + files[TYPE_SYSTEM].split(b"?>", 1)[1]}
    [found] = read_together(hostile)
    assert "none is expanded" in found.reason


def test_more_xml_than_fits_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cas_reading, "XMI_BYTES", 100)
    [found] = read("in.xmi", ROOT + b" " * 100 + b"</xmi:XMI>")
    assert "more than 100 bytes" in found.reason


@pytest.mark.parametrize("place", ["4000", "-3", "1"])
def test_an_offset_that_is_no_place_of_the_text_is_refused_rather_than_taken_for_code_points(place: str) -> None:
    """1 lies within the emoji, which UIMA counts as two."""
    files = foreign()
    moved = files["pier.xmi"].replace(b'begin="3"', f'begin="{place}"'.encode())
    assert moved != files["pier.xmi"]
    [found] = read_together({**files, "pier.xmi": moved})
    assert f"begins or ends at {place}, which is no place of the text of 27 UTF-16 code units" in found.reason


def test_a_text_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cas_reading, "LONGEST_TEXT", 20)
    [found] = read_together(foreign())
    assert "the text has 26 characters; 20 are the most of a CAS" in found.reason


def test_a_feature_that_was_broken_is_told(project: Project) -> None:
    bring_in(project, article(repairs=[repair(gold=True)], extra_key=1))
    files = unzipped(exported_as(project, "cas")[0])
    broken = {name: data.replace(b'extra="{', b'extra="[{') for name, data in files.items()}
    [found] = read_together(broken)
    assert "extra is a JSON object" in found.reason


def test_the_article_s_own_type_is_in_the_type_system(project: Project) -> None:
    bring_in(project, article())
    [cas] = cases_in(exported_as(project, "cas")[0])
    assert [item.id for item in cas.select(ARTICLE)] == ["pier"]


def test_all_sets_of_an_article_go_out_together_and_come_back(project: Project) -> None:
    bring_in(project, article(quotes=[quote(gold=True), quote(annotator="mara"), quote(suggester="r", version="1")]))
    [record] = [
        item
        for item in read("all.cas.zip", exported_as(project, "cas", chosen="all")[0])
        if isinstance(item, ArticleRecord)
    ]
    assert {str(item.owner) for item in record.annotations} == {"gold", "mara", "r 1"}


def inception_document(user: str, *, label: str = "PER", text: str = "Ida Roe of Holt.") -> bytes:
    """A document as INCEpTION exports it for one user: the user stands where DKPro has the document’s id."""
    types = cassis.TypeSystem()
    meta = types.create_type(f"{DKPRO}.metadata.type.DocumentMetaData", "uima.tcas.DocumentAnnotation")
    for name in ("documentTitle", "documentId", "documentUri"):
        types.create_feature(meta, name, "uima.cas.String")
    named = types.create_type(NAMED_ENTITY, "uima.tcas.Annotation")
    types.create_feature(named, "value", "uima.cas.String")
    cas = cassis.Cas(types)
    cas.sofa_string, cas.sofa_mime = text, "text/plain"
    address = "file:/srv/inception/repository/project/4/document/9/source/pier.txt"
    cas.add(meta(begin=0, end=len(text), documentTitle="pier.txt", documentId=user, documentUri=address))
    cas.add(named(begin=0, end=7, value=label))
    return packed({f"{user}.xmi": cas.to_xmi().encode(), TYPE_SYSTEM: types.to_xml().encode()})


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def project_export(**inner: bytes) -> bytes:
    documents = {f"annotation/pier.txt/{user}-webanno12export.zip": data for user, data in inner.items()}
    return packed({"exportedproject12.json": b"{}", "source/pier.txt": b"Ida Roe of Holt.", **documents})


def test_each_user_of_inception_has_a_set_of_the_same_article(project: Project) -> None:
    export = project_export(ada=inception_document("ada"), bo=inception_document("bo", label="ORG"))
    report = import_bytes(project, export, name="project.zip")
    assert (report.failures, project.articles.count()) == ([], 1)
    article = project.articles.get()
    assert article.external_id == "pier.txt"
    owners = {str(item.user): item.annotations.get().entity_type for item in article.annotation_sets.all()}
    assert owners == {"ada": "PERSON", "bo": "ORG"}


def test_what_inceptions_curators_agreed_on_is_gold_and_the_bare_document_nobodys(project: Project) -> None:
    export = project_export(
        CURATION_USER=inception_document("CURATION_USER"), INITIAL_CAS=inception_document("INITIAL_CAS")
    )
    assert import_bytes(project, export, name="project.zip").failures == []
    sources = project.articles.get().annotation_sets.values_list("source", flat=True)
    assert sorted(sources) == ["gold", "suggester"]


def test_an_archive_within_one_within_a_project_is_refused(project: Project) -> None:
    export = project_export(ada=packed({"exportedproject1.json": b"{}", "b.zip": packed({"a.txt": b"She left."})}))
    [failure] = import_bytes(project, export, name="project.zip").failures
    assert "an archive within an archive is not read" in failure.reason
