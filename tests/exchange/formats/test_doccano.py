"""doccano: both shapes of its exports come in, and what we write keeps to the schema of its importer."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from exchange.formats.native.articles import record_of
from exchange.formats.source import Upload
from exchange.incoming.files import records_of_upload
from exchange.records.article import ArticleRecord, Failure, FilePlace, Incoming, Note
from tests.examples import examples
from tests.exchange.helpers import TEXT, article, as_lines, quote, span_in
from tests.exchange.strategies import records, stated, written_as

SCHEMA = {
    "type": "object",
    "required": ["text", "entities", "relations"],
    "properties": {
        "text": {"type": "string", "minLength": 1},
        "entities": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id", "label", "start_offset", "end_offset"],
                "properties": {
                    "id": {"type": "integer"},
                    "label": {"type": "string", "minLength": 1},
                    "start_offset": {"type": "integer", "minimum": 0},
                    "end_offset": {"type": "integer", "minimum": 1},
                },
            },
        },
        "relations": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id", "from_id", "to_id", "type"],
                "properties": {
                    "id": {"type": "integer"},
                    "from_id": {"type": "integer"},
                    "to_id": {"type": "integer"},
                    "type": {"type": "string", "minLength": 1},
                },
            },
        },
    },
}
"""What doccano’s importer takes: ``SpanLabel`` and ``RelationLabel`` of its ``data_import/pipeline``."""


def read(*lines: dict[str, Any], name: str = "d.jsonl") -> list[Incoming]:
    return list(records_of_upload(Upload(name, BytesIO(as_lines(*lines)))))


def one(items: list[Incoming]) -> ArticleRecord:
    [found] = [item for item in items if not isinstance(item, Note)]
    assert isinstance(found, ArticleRecord), found
    return found


def in_words(record: ArticleRecord) -> dict[str, list[str]]:
    return {role: [TEXT[start:end] for start, end in record.annotations[0].frame.by_role(role)] for role in ROLES}


ROLES = ("content", "speaker", "cue")
LABELS = [
    [*span_in(TEXT, "“We wait,”"), "Quote"],
    [*span_in(TEXT, "“but not for ever.”"), "Quote"],
    [*span_in(TEXT, "said"), "Cue"],
    [*span_in(TEXT, "Ann Lee"), "Source"],
]
ENTITIES = [
    {"id": 40 + number, "start_offset": start, "end_offset": end, "label": label}
    for number, (start, end, label) in enumerate(LABELS)
]
WHOLE = {"content": ["“We wait,”", "“but not for ever.”"], "speaker": ["Ann Lee"], "cue": ["said"]}


@pytest.mark.parametrize("key", ["label", "labels"])
def test_plain_spans_become_whole_quotes_of_the_import(key: str) -> None:
    items = read({"id": 3, "text": TEXT, key: LABELS, "Comments": ["nice"], "desk": "city", "author": "Zoë"})
    record = one(items)
    assert in_words(record) == WHOLE
    assert (record.id, record.byline, record.extra) == ("3", "Zoë", {"Comments": ["nice"], "desk": "city"})
    assert record.annotations[0].owner.name == "import"
    assert "the file tells no words to check" in str(items[-1]) or "offsets were taken for code points" in str(
        items[-1]
    )


def test_relations_join_spans_by_their_ids() -> None:
    relations = [
        {"id": 1, "from_id": 40, "to_id": 41, "type": "same-as"},
        {"id": 2, "from_id": 43, "to_id": 40, "type": "said"},
        {"id": 3, "from_id": 42, "to_id": 41, "type": "x"},
    ]
    assert in_words(one(read({"id": 3, "text": TEXT, "entities": ENTITIES, "relations": relations}))) == WHOLE


def test_documents_without_labels_and_categories_come_in() -> None:
    first, second = (
        item
        for item in read({"id": 1, "text": TEXT, "label": []}, {"id": 2, "text": "She left.", "label": ["news"]})
        if isinstance(item, ArticleRecord)
    )
    assert (first.annotations, second.extra) == ((), {"categories": ["news"]})


def test_one_array_is_read_too() -> None:
    data = json.dumps([{"id": 3, "text": TEXT, "label": LABELS}]).encode()
    assert in_words(one(list(records_of_upload(Upload("d.json", BytesIO(data)))))) == WHOLE


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"label": [[0, 4]]}, "label[0] is [start, end, label]"),
        ({"label": [[0, "4", "X"]]}, "label[0] is [start, end] in code points"),
        ({"label": [[0, 4, ""]]}, "label[0] has no label"),
        ({"label": [[0, 4, "X"], "news"]}, "label[1] is [start, end, label]"),
        ({"label": [[0, 4000, "X"]]}, "is no stretch of the text"),
        ({"label": [[4, 4, "X"]]}, "is no stretch of the text"),
        ({"label": {}}, "label is a list"),
        ({"entities": [{"id": 1, "label": "X"}]}, "entities[0].start_offset, end_offset is"),
        ({"entities": [], "relations": [3]}, "relations[0] is an object with from_id"),
        ({}, "it has neither “label” nor “entities”"),
        ({"label": [], "text": 5}, "text is a text, not 5"),
    ],
)
def test_a_record_that_cannot_be_read_is_told_and_the_next_is_read(values: dict[str, Any], words: str) -> None:
    data = as_lines({"id": 1, "text": TEXT, **values}, {"id": 2, "text": TEXT, "label": LABELS})
    items = list(records_of_upload(Upload("d.jsonl", BytesIO(data)), format="doccano"))
    [found] = [item for item in items if isinstance(item, Failure)]
    assert str(found).startswith("d.jsonl:1: ")
    assert words in str(found)
    assert [item.id for item in items if isinstance(item, ArticleRecord)] == ["2"]


@examples(40)
@given(records())
def test_what_is_written_keeps_to_the_schema_and_survives_new_ids(found: dict[str, Any]) -> None:
    record = record_of({"id": "a", **found}, place=FilePlace("a"))
    told = json.loads(written_as(record, "doccano")[0])
    jsonschema.validate(told, SCHEMA)
    ids = {entity["id"] for entity in told["entities"]}
    assert {relation[end] for relation in told["relations"] for end in ("from_id", "to_id")} <= ids
    for entity in told["entities"]:
        entity["id"] += 1000
    for relation in told["relations"]:
        relation["from_id"] += 1000
        relation["to_id"] += 1000
    assert stated(one(read(told))) == stated(record)


def test_metadata_stands_in_columns_that_people_see() -> None:
    record = record_of(article(title="Pier shut", publisher="Courier", quotes=[quote()]), place=FilePlace("a"))
    told = json.loads(written_as(record, "doccano")[0])
    assert (told["id"], told["title"], told["publisher"]) == ("pier", "Pier shut", "Courier")
    assert told["quotemark"]["annotations"][0]["carry"]["values"]["speaker_name"] == "Ann Lee"
