"""Citron JSON: the keys of its data format, and back; what it has no place for is counted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from articles.models import Project
from exchange.formats import citron
from exchange.formats.left_out import LeftOut
from exchange.records.article import ArticleRecord, Failure, Note
from tests.examples import examples
from tests.exchange.exchange import read, unzipped
from tests.exchange.helpers import TEXT, article, bring_in, exported, import_bytes, quote, repair, span_in
from tests.exchange.strategies import exported_as, fresh_project, project_of, records

KEPT = ("content", "speaker", "cue", "score")


def documents_in(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(found) for found in unzipped(data).values()]


def worded(words: str) -> dict[str, Any]:
    start, end = span_in(TEXT, words)
    return {"start": start, "end": end, "text": words}


def test_a_document_has_the_keys_of_citrons_data_format(project: Project) -> None:
    bring_in(project, article(quotes=[quote(gold=True, score=0.5)]))
    data, _ = exported_as(project, "citron")
    assert list(unzipped(data)) == ["000001-pier.json"]
    [found] = documents_in(data)
    assert found.keys() == {"id", "text", "quotes", "coreference_groups"}
    assert found["text"] == TEXT
    [item] = found["quotes"]
    assert item.keys() == {"sources", "cue", "contents", "confidence", "id"}
    assert item["sources"] == [worded("Ann Lee")]
    assert item["cue"] == worded("said")
    assert item["contents"] == [worded("“We wait,”"), worded("“but not for ever.”")]
    assert item["confidence"] == "0.5"
    assert found["coreference_groups"] == []


def test_mentions_that_mean_the_same_person_are_a_coreference_group(project: Project) -> None:
    start, end = span_in(TEXT, "She")
    other = {"content": [span_in(TEXT, "repairs are dear")], "speaker": [[start, end]], "speaker_name": "Ann Lee"}
    bring_in(project, article(quotes=[quote(gold=True), {**other, "gold": True, "type": "indirect"}]))
    [found] = documents_in(exported_as(project, "citron")[0])
    assert found["coreference_groups"] == [[worded("Ann Lee"), worded("She")]]


def test_what_citron_has_no_place_for_is_counted(project: Project) -> None:
    caption = {"start": 0, "end": 17, "gold": True}
    quotes = [quote(gold=True), quote(gold=True, cue=[]), quote(gold=True, cue=[[30, 34], [68, 72]])]
    bring_in(project, article(quotes=quotes, captions=[caption], repairs=[repair(gold=True)]))
    _, report = exported_as(project, "citron")
    assert {(kind, reason): loss.count for (kind, reason), loss in report.losses.items()} == {
        ("quote", citron.NO_CUE): 1,
        ("cues", citron.MORE_CUES): 1,
        ("caption", citron.NO_PLACE): 1,
        ("repair", citron.NO_PLACE): 1,
        ("details", citron.DETAILS): 2,
    }
    assert (report.read["quote"], report.written["quote"]) == (3, 2)


@pytest.mark.django_db
@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(records(), min_size=1, max_size=2))
def test_what_it_holds_comes_back(db: None, found: list[dict[str, Any]]) -> None:
    """The quotes with a cue: their spans, the first cue, and the score."""
    first = project_of(found)
    data, report = exported_as(first, "citron", chosen="machine")
    for kind in ("quote", "entity", "caption", "repair"):
        assert report.read[kind] == report.written[kind] + report.lost(kind)
    second = fresh_project()
    taken = import_bytes(second, data, name="in.citron.zip")
    assert (taken.failures, taken.imported) == ([], report.articles)
    wanted = {
        record["id"]: sorted(
            repr([item["content"], item["speaker"], item["cue"][:1], item["score"]])
            for item in record["quotes"]
            if item["cue"]
        )
        for record in exported(first, chosen="machine")
    }
    assert {
        record["id"]: sorted(repr([item[key] for key in KEPT]) for item in record["quotes"])
        for record in exported(second, chosen="machine")
    } == wanted


def test_what_citron_found_itself_is_read_with_the_mention_beside_the_quote() -> None:
    predicted = {
        "text": TEXT,
        "quotes": [
            {
                "sources": [worded("Ann Lee")],
                "coreferences": [worded("She")],
                "cue": worded("said"),
                "contents": [worded("repairs are dear")],
                "confidence": "0.9312",
            }
        ],
    }
    found = read("pier.json", json.dumps(predicted).encode("utf-8"))
    [record] = [item for item in found if isinstance(item, ArticleRecord)]
    [item] = record.annotations
    assert [TEXT[start:end] for start, end in item.frame.by_role("speaker")] == ["She"]
    assert (record.id, item.frame.score) == ("pier", 0.9312)


def test_offsets_in_other_units_are_found_by_the_words() -> None:
    text = "😀 “We wait,” said Ann Lee."
    span = {"start": 3, "end": 13, "text": "“We wait,”"}
    values = {"text": text, "quotes": [{"contents": [span], "sources": [], "cue": None}]}
    found = read("pier.json", json.dumps(values).encode("utf-8"))
    [record] = [item for item in found if isinstance(item, ArticleRecord)]
    assert record.annotations[0].frame.by_role("content") == [(2, 12)]
    assert [item.words for item in found if isinstance(item, Note)] == [
        "offsets are UTF-16 code units: 1 of 1 surface words fit"
    ]


@pytest.mark.parametrize(
    ("quotes", "reason"),
    [
        ([3], "quotes[0] is an object"),
        ([{"contents": [], "sources": [], "cue": None}], "quotes[0].contents is empty"),
        ([{"contents": [3], "sources": [], "cue": None}], "quotes[0].content is an object"),
        ([{"contents": [{"start": "a"}], "sources": [], "cue": None}], "quotes[0].content: start, end is"),
        ([{"contents": [worded("said")], "sources": [], "cue": None, "confidence": "high"}], "confidence is a number"),
    ],
)
def test_what_cannot_be_read_is_told(quotes: list[Any], reason: str) -> None:
    keys = {"quotes": [{"contents": [], "sources": [], "cue": None}], "text": ""}
    data = json.dumps({**keys, "quotes": quotes, "text": TEXT}).encode("utf-8")
    found = [item for item in citron.flat_records(source_of(data), LeftOut()) if isinstance(item, Failure)]
    assert len(found) == 1
    assert reason in found[0].reason


def source_of(data: bytes) -> Any:
    import io

    from exchange.formats.source import SourceFile

    return SourceFile("pier.json", io.BytesIO(data), "pier")
