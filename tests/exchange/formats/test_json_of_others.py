"""JSON of other programs: what is said of articles under other keys, spaCy’s shapes, and what has no place."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest

from exchange.formats.mapping import mapping_from_json
from exchange.formats.source import Upload
from exchange.incoming.files import detected, records_of_upload
from exchange.records.article import ArticleRecord, Failure, Incoming, Note

TEXT = "Ida Roe of Holt met Pim Lunt."
IDA, HOLT = [0, 7], [11, 15]


def read(*values: Any, lines: bool = True, columns: dict[str, str] | None = None) -> list[Incoming]:
    data = "\n".join(map(json.dumps, values)) if lines else json.dumps(values)
    mapping = mapping_from_json({"columns": columns or {}})
    return list(records_of_upload(Upload("in.json", BytesIO(data.encode())), mapping=mapping))


def one(items: list[Incoming]) -> ArticleRecord:
    [found] = [item for item in items if not isinstance(item, Note)]
    assert isinstance(found, ArticleRecord), found
    return found


def notes(items: list[Incoming]) -> list[str]:
    return [item.words for item in items if isinstance(item, Note)]


def spans(record: ArticleRecord) -> list[tuple[str, str]]:
    return sorted((item.frame.entity_type, TEXT[slice(*item.frame.hull)]) for item in record.annotations)


def test_keys_of_crawlers_say_who_when_and_where() -> None:
    record = one(
        read(
            {
                "text": TEXT,
                "author": "Ada Ek; Bo Orr",
                "date": "4 May 2024",
                "source": "https://c.example/a",
                "hostname": "c.example",
                "source-hostname": "The Courier",
                "tags": "sea",
            }
        )
    )
    assert (record.byline, str(record.published), record.url) == ("Ada Ek, Bo Orr", "2024-05-04", "https://c.example/a")
    assert (record.publisher, record.extra) == ("The Courier", {"hostname": "c.example", "tags": "sea"})
    listed = one(read({"maintext": TEXT, "authors": ["Ada Ek", "Bo Orr"], "date_publish": "2024-05-04 08:00:00"}))
    assert (listed.text, listed.byline, str(listed.published)) == (TEXT, "Ada Ek, Bo Orr", "2024-05-04")


def test_our_own_keys_are_taken_as_given() -> None:
    record = one(read({"text": TEXT, "byline": "", "published": None, "author": "Ada Ek", "date": "sometime"}))
    assert (record.byline, record.published, record.extra) == ("", None, {"author": "Ada Ek", "date": "sometime"})


@pytest.mark.parametrize(
    "values",
    [
        {"words": TEXT, "key": "k"},
        {"words": TEXT, "key": "k", "label": [[*IDA, "PERSON"]]},
        {"words": TEXT, "key": "k", "spans": [{"start": 0, "end": 7, "label": "PERSON"}], "_task_hash": 1},
        {"words": TEXT, "key": "k", "ents": [{"start": 0, "end": 7, "label": "PERSON"}]},
    ],
)
def test_the_mapping_names_the_text_in_every_reader(values: dict[str, Any]) -> None:
    record = one(read(values, columns={"words": "text", "key": "id"}))
    assert (record.id, record.text, record.extra) == ("k", TEXT, {})
    assert spans(record) == ([("PERSON", "Ida Roe")] if len(values) > 2 else [])


def test_doccanos_interface_calls_the_text_data() -> None:
    assert spans(one(read({"id": 1, "data": TEXT, "label": [[*IDA, "PERSON"]]}))) == [("PERSON", "Ida Roe")]


@pytest.mark.parametrize("lines", [True, False])
def test_training_data_of_spacy_is_read(lines: bool) -> None:
    pair = [TEXT, {"entities": [[*IDA, "PERSON"], [*HOLT, "GPE"]], "cats": {"local": 1.0}}]
    items = read(pair, pair, lines=lines)
    first, second = (item for item in items if isinstance(item, ArticleRecord))
    assert spans(first) == spans(second) == [("GPE", "Holt"), ("PERSON", "Ida Roe")]
    assert first.extra == {"cats": {"local": 1.0}}


def test_documents_of_spacy_are_read_with_their_groups_of_spans() -> None:
    values = {
        "text": TEXT,
        "ents": [{"start": 0, "end": 7, "label": "PERSON"}],
        "spans": {"sc": [{"start": 11, "end": 15, "label": "GPE", "kb_id": "Q1"}]},
        "tokens": [{"id": 0, "start": 0, "end": 3}],
    }
    items = read(values)
    record = one(items)
    assert spans(record) == [("GPE", "Holt"), ("PERSON", "Ida Roe")]
    assert {"kb_id": "Q1"} in [item.frame.extra for item in record.annotations]
    assert "keys that have no place here were left out: 1 tokens" in notes(items)


def test_the_token_format_of_spacy_is_named_with_the_way_out() -> None:
    [failure] = read([{"id": 0, "paragraphs": [{"sentences": [{"tokens": [{"orth": "Ida", "ner": "O"}]}]}]}][0])
    assert isinstance(failure, Failure)
    assert "“spacy convert”" in failure.reason


def test_our_own_and_prodigys_records_are_not_taken_for_spacys() -> None:
    ours = {"text": TEXT, "entities": [{"start": 0, "end": 7, "type": "PERSON"}]}
    prodigy = {"text": TEXT, "spans": [{"start": 0, "end": 7, "label": "PERSON"}], "tokens": [{"id": 0}]}
    assert [detected("a.jsonl", json.dumps(item).encode()) for item in (ours, prodigy)] == ["jsonl", "prodigy"]


def test_keys_that_have_no_place_are_counted_by_name() -> None:
    task = {"text": TEXT, "_task_hash": 1, "answer": "accept", "accept": ["A"], "_timestamp": 9, "options": []}
    items = read(task, task, {**task, "accept": []})
    found = [note for note in notes(items) if "no place" in note]
    assert found == [
        "keys that have no place here were left out: 1 _timestamp, 1 accept",
        "keys that have no place here were left out: 2 _timestamp, 1 accept",
    ]
