"""Label Studio: its exports come in as frames, and its own converter takes what we write."""

from __future__ import annotations

import importlib
import json
import warnings
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from annotator.vocabulary import ENTITY_TYPES
from exchange.formats.labelstudio.configuration import configuration
from exchange.formats.mapping import Mapping, mapping_from_json
from exchange.formats.native.annotations import QUOTE_TYPES, SPEAKER_KINDS
from exchange.formats.native.articles import record_of
from exchange.formats.source import Upload
from exchange.incoming.files import records_of_upload
from exchange.records.article import GOLD, ArticleRecord, Failure, FilePlace, Incoming, Note, Owner
from tests.exchange.helpers import TEXT, article, quote, repair, span_in
from tests.exchange.strategies import stated, written_as

CONFIGURATION = Path(__file__).parents[3] / "docs" / "label-studio.xml"
ASTRAL = "😀 " + TEXT


def sdk(module: str, name: str) -> Any:
    """Something of Label Studio’s SDK, which takes seconds to load: only where it is asked for."""
    with warnings.catch_warnings():  # the SDK’s own, of its pydantic models
        warnings.simplefilter("ignore")
        return getattr(importlib.import_module(f"label_studio_sdk.{module}"), name)


def region(key: str, label: str, words: str, *, text: str = TEXT, moved: int = 0, **values: Any) -> dict[str, Any]:
    start, end = span_in(text, words)
    value = {"start": start + moved, "end": end + moved, "text": words, "labels": [label]}
    return {"id": key, "from_name": "l", "to_name": "t", "type": "labels", "value": value, **values}


def related(first: str, second: str, *labels: str) -> dict[str, Any]:
    return {"type": "relation", "from_id": first, "to_id": second, "direction": "right", "labels": list(labels)}


SPLIT = [
    region("a", "Quote", "“We wait,”"),
    region("b", "Quote", "“but not for ever.”"),
    region("c", "Speaker", "Ann Lee"),
    related("a", "b", "same-as"),
    related("c", "a"),
]


def task(*results: Any, text: str = TEXT, **values: Any) -> dict[str, Any]:
    annotations = [{"id": 5, "completed_by": 3, "result": list(results)}]
    return {"id": 12, "data": {"text": text, "source": "Courier"}, "annotations": annotations, **values}


def read(*tasks: Any, mapping: Mapping | None = None) -> list[Incoming]:
    return list(records_of_upload(Upload("ls.json", BytesIO(json.dumps(tasks).encode())), mapping=mapping))


def one(items: list[Incoming]) -> ArticleRecord:
    [found] = [item for item in items if not isinstance(item, Note)]
    assert isinstance(found, ArticleRecord), found
    return found


def notes(items: list[Incoming]) -> list[str]:
    return [item.words for item in items if isinstance(item, Note)]


def failure(*tasks: Any) -> str:
    [found] = [item for item in read(*tasks) if isinstance(item, Failure)]
    return str(found)


def test_an_export_becomes_frames_of_the_person_who_made_it() -> None:
    record = one(read(task(*SPLIT)))
    [found] = record.annotations
    assert [TEXT[start:end] for start, end in found.frame.by_role("content")] == ["“We wait,”", "“but not for ever.”"]
    assert [TEXT[start:end] for start, end in found.frame.by_role("speaker")] == ["Ann Lee"]
    assert (record.id, found.owner, found.frame.verdict) == ("12", Owner("annotator", "labelstudio-3"), "added")
    assert [(item.owner.name, item.finished) for item in record.sets] == [("labelstudio-3", True)]


def test_old_exports_in_utf16_are_read_and_said_to_be() -> None:
    results = [
        region("a", "Quote", "“We wait,”", text=ASTRAL, moved=1),
        region("c", "Speaker", "Ann Lee", text=ASTRAL, moved=1),
    ]
    items = read(task(*results, text=ASTRAL))
    assert {ASTRAL[start:end] for _, start, end in one(items).annotations[0].frame.spans} == {"“We wait,”", "Ann Lee"}
    assert notes(items) == ["offsets are UTF-16 code units: 2 of 2 surface words fit"]


def test_choices_text_areas_and_notes_of_a_region_come_along() -> None:
    said = [
        {"id": "a", "from_name": "quote_type", "type": "choices", "value": {"choices": ["indirect"]}},
        {"id": "a", "from_name": "speaker_name", "type": "textarea", "value": {"text": ["Ann B. Lee"]}},
        {"id": "a", "from_name": "certainty", "type": "rating", "value": {"rating": 4}},
        {"id": "z", "from_name": "topic", "type": "choices", "value": {"choices": ["ferry", "storm"]}},
    ]
    quoted = region("a", "Quote", "“We wait,”", meta={"text": ["ask Ann"]}, score=0.5)
    record = one(read(task(*said, quoted)))
    [found] = record.annotations
    assert (found.frame.quote_type, found.frame.name, found.frame.score) == ("indirect", "Ann B. Lee", 0.5)
    assert found.frame.extra == {"certainty": 4, "note": ["ask Ann"]}
    assert record.extra["labelstudio_topic"] == ["ferry", "storm"]


def test_predictions_ground_truth_and_skipped_annotations() -> None:
    one_quote = [region("a", "Quote", "“We wait,”")]
    items = read(
        {
            "id": 1,
            "data": {"text": TEXT},
            "annotations": [
                {"completed_by": {"email": "mara@pier.example"}, "ground_truth": True, "result": one_quote},
                {"completed_by": {"email": "joe+x@pier.example"}, "result": []},
                {"was_cancelled": True, "result": one_quote},
            ],
            "predictions": [{"model_version": "rules 1.2", "score": 0.4, "result": one_quote}, 17],
            "drafts": [{"result": one_quote}],
        }
    )
    record = one(items)
    assert [item.owner for item in record.annotations] == [GOLD, Owner("suggester", "rules", "1.2")]
    assert Owner("annotator", "joe+x@pier.example") in [item.owner for item in record.sets]
    assert notes(items)[0] == "keys that have no place here were left out: 1 predictions.score"
    assert sorted(notes(items)[2:]) == [
        "1 annotations were skipped (cancelled) in Label Studio and left out",
        "1 predictions were named by number only; export them with the option for predictions",
        "1 tasks have drafts, which nobody submitted; they were left out",
    ]


def test_what_is_no_span_of_a_text_is_counted() -> None:
    box = {"id": "x", "type": "rectanglelabels", "value": {"x": 1, "rectanglelabels": ["Car"]}}
    items = read(task(*SPLIT, box, related("a", "zz", "Speaker")))
    assert "1 results of the type “rectanglelabels” are no spans of a text and were left out" in notes(items)
    assert "1 relations “Speaker” whose spans are not there were left out" in notes(items)


def test_offsets_into_html_count_where_the_region_tells_its_place_in_the_text() -> None:
    start, end = span_in(TEXT, "Ann Lee")
    value = {"start": "/p[1]/text()[1]", "end": "/p[1]/text()[1]", "startOffset": 2, "text": "Ann Lee"}
    told = {"id": "a", "type": "hypertextlabels", "value": {**value, "hypertextlabels": ["PER"]}}
    assert "result[0] has no offsets into the text" in failure(task(told))
    told["value"] = {**value, "hypertextlabels": ["PER"], "globalOffsets": {"start": start, "end": end}}
    [found] = one(read(task(told))).annotations
    assert (found.frame.entity_type, found.frame.spans) == ("PERSON", (("mention", start, end),))


def test_json_min_is_read_without_its_relations() -> None:
    start, end = span_in(TEXT, "“We wait,”")
    spans = [{"start": start, "end": end, "text": "“We wait,”", "labels": ["Quote"]}]
    record = one(read({"id": 3, "text": TEXT, "label": spans, "annotator": 1, "annotation_id": 9, "desk": "city"}))
    assert (record.id, record.annotations[0].frame.kind, record.extra) == ("3", "quote", {"desk": "city"})


def test_the_column_of_the_text_is_the_longest_or_the_one_that_the_mapping_names() -> None:
    told = {"id": 1, "data": {"lead": "She left.", "artikel": TEXT}, "annotations": []}
    assert one(read(told)).text == TEXT
    assert one(read(told, mapping=mapping_from_json({"columns": {"lead": "text"}}))).text == "She left."
    assert "is an address" in failure({"data": {"text": "https://pier.example/a.txt"}, "annotations": []})
    assert "holds no text" in failure({"data": {"image": 1}, "annotations": []})


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (task("x"), "result[0] is an object, not 'x'"),
        ({"data": {"text": TEXT}, "annotations": {}}, "annotations is a list"),
        ({"data": {"text": TEXT}, "annotations": ["x"]}, "annotations[0] is an object"),
        (task({**SPLIT[0], "value": {"start": 3, "end": 4000, "labels": ["Quote"]}}), "is no stretch of the text"),
        (task(text="  "), "the text is missing or empty"),
        (task(text="a\0b"), "NUL"),
        ("x", "a record is one JSON object"),
    ],
)
def test_a_task_that_cannot_be_read_is_told_and_the_next_is_read(value: Any, words: str) -> None:
    good = task(*SPLIT)
    items = read(good, value, {**good, "id": 13})
    assert [item.id for item in items if isinstance(item, ArticleRecord)] == ["12", "13"]
    [found] = [item for item in items if isinstance(item, Failure)]
    assert str(found).startswith("ls.json:2: ")
    assert words in str(found)


def test_a_suggestion_that_a_person_took_over_in_label_studio_is_their_decision() -> None:
    suggestion = "b1b5a1de-5b0c-4b3f-9d5e-1d3c5f4a2b10"
    values = quote(suggester="rules", version="1", id=suggestion, score=0.9)
    data, _ = written_as(record_of(article(quotes=[values]), place=FilePlace("a")), "labelstudio")
    [told] = json.loads(data)
    assert told["predictions"][0]["model_version"] == "rules 1"
    told["annotations"] = [{"completed_by": {"username": "mara"}, "result": told["predictions"][0]["result"]}]
    machine, decided = sorted(one(read(told)).annotations, key=lambda item: item.owner.kind, reverse=True)
    assert (machine.owner.kind, machine.frame.id) == ("suggester", suggestion)
    told_decision = (decided.owner, decided.frame.origin, decided.frame.verdict)
    assert told_decision == (Owner("annotator", "mara"), suggestion, "accepted")
    assert decided.frame.spans == machine.frame.spans
    result = told["annotations"][0]["result"]
    told["annotations"][0]["result"] = [item for item in result if item.get("type") != "relation"]
    assert {item.frame.verdict for item in one(read(told)).annotations if item.frame.origin} == {"corrected"}


def test_changes_that_people_make_there_count() -> None:
    values = article(quotes=[quote(gold=True)], entities=[{"start": 0, "end": 8, "type": "FAC", "gold": True}])
    [told] = json.loads(written_as(record_of(values, place=FilePlace("a")), "labelstudio")[0])
    for item in told["annotations"][0]["result"]:
        if item["type"] == "choices" and item["from_name"] == "quote_type":
            item["value"]["choices"] = ["mixed"]
        if item["type"] == "textarea":
            item["value"]["text"] = ["Anna Lee"]
        if item["type"] == "labels" and item["value"]["labels"] == ["FAC"]:
            item["value"]["labels"] = ["ORG"]
    found = {item.frame.kind: item for item in one(read(told)).annotations}
    assert (found["quote"].frame.quote_type, found["quote"].frame.name, found["entity"].frame.entity_type) == (
        "mixed",
        "Anna Lee",
        "ORG",
    )


def test_label_studios_own_converter_takes_what_we_write(tmp_path: Path) -> None:
    values = article(
        quotes=[quote(gold=True)],
        entities=[
            {"start": span_in(TEXT, "Ann Lee")[0], "end": span_in(TEXT, "Ann Lee")[1], "type": "PERSON", "gold": True}
        ],
        repairs=[repair(gold=True)],
    )
    (tmp_path / "in.json").write_bytes(written_as(record_of(values, place=FilePlace("a")), "labelstudio")[0])
    converter = sdk("converter", "Converter")(
        CONFIGURATION.read_text(encoding="utf-8"), str(tmp_path), download_resources=False
    )
    for name in ("CONLL2003", "JSON", "JSON_MIN", "CSV"):
        converter.convert(str(tmp_path / "in.json"), str(tmp_path / name), name, is_dir=False)
    [conll] = (tmp_path / "CONLL2003").iterdir()
    tags = {line.split()[0]: line.split()[-1] for line in conll.read_text(encoding="utf-8").splitlines() if " " in line}
    assert tags["“We"] == "B-Content"
    assert tags["Lee"].endswith(("I-Speaker", "I-PERSON"))
    again = list(records_of_upload(Upload("ls.json", BytesIO(next((tmp_path / "JSON").iterdir()).read_bytes()))))
    assert stated(one(again)) == stated(record_of(values, place=FilePlace("a")))
    [small] = json.loads(next((tmp_path / "JSON_MIN").iterdir()).read_text(encoding="utf-8"))
    words = {value["text"] for value in small["label"]}
    assert words == {"“We wait,”", "“but not for ever.”", "Ann Lee", "said", "saidthat"}
    assert small["quote_type"]
    choices = {choice.get("value") for choice in ElementTree.parse(CONFIGURATION).iter("Choice")}
    assert choices == {*QUOTE_TYPES, *SPEAKER_KINDS}


def test_label_studios_own_check_takes_every_prediction_with_the_configuration_of_the_export() -> None:
    machine = {"suggester": "rules", "version": "1"}
    places = [[start, start + 3] for start in range(0, len(TEXT) - 3, 3)]
    types = [*ENTITY_TYPES, "SHIP", 'A "quay" & <pier>']
    entities = [
        {"start": start, "end": end, "type": name, "name": "x", "score": 0.5, **machine}
        for name, (start, end) in zip(types, places, strict=False)
    ]
    captions = [{"start": 0, "end": 17, "credit": [4, 8], **machine}]
    for owner in (machine, {"gold": True}):
        values = article(
            quotes=[quote(**owner)],
            entities=[{**{key: item[key] for key in ("start", "end", "type", "name")}, **owner} for item in entities],
            captions=captions, repairs=[repair(**owner)],
        )  # fmt: skip
        data, report = written_as(record_of(values, place=FilePlace("a")), "labelstudio")
        assert {"SHIP", 'A "quay" & <pier>', "Content", "Cue", "Speaker", "Repair", "Credit"} <= report.labels
        interface = sdk("label_interface", "LabelInterface")(configuration(report.labels))
        interface.validate()
        [told] = json.loads(data)
        found = [*told["annotations"], *told["predictions"]]
        assert found
        assert [interface._validate_object(item, return_errors=True) for item in found] == [[]] * len(found)
        interface = sdk("label_interface", "LabelInterface")(configuration())
        assert interface.validate_prediction(found[0], return_errors=True)


def test_the_configuration_of_the_docs_is_that_of_an_export_without_labels_of_its_own() -> None:
    assert CONFIGURATION.read_text(encoding="utf-8") == configuration()
